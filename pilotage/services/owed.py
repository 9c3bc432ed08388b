"""What is owed of a month, vendor by vendor: accrued, expected, invoiced, and what blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.accounting.accrual import Accrual
from pilotage.contract.model import Contract
from pilotage.money import sum_of
from pilotage.periods import Month
from pilotage.problems import Problem
from pilotage.services import accruals, catalogue, checklist, preinvoices, reconciling
from pilotage.services.accruals import KeptAccrual
from pilotage.services.actor import Actor, Right
from pilotage.services.catalogue import ContractCard
from pilotage.services.checklist import Item
from pilotage.services.frozen import closed_months
from pilotage.services.months import judged, terms_of_month
from pilotage.services.reconciling_views import GapView
from pilotage.services.uninvoiced import left
from pilotage.store.database import Database

States = Mapping[tuple[str, Month], str]
AWAITED = frozenset({"credit_note", "upheld"})
"""The states of a gap for which the vendor owes a credit note."""


@dataclass(frozen=True, slots=True)
class CreditAwaited:
    """A credit note that the vendor owes for a gap: `amount` above zero, VAT itself when `vat`."""

    contract: str
    month: Month
    line: str
    amount: Decimal
    due_on: date | None
    vat: bool


@dataclass(frozen=True)
class Owed:
    """A month of a contract. `expected` is the bill before tax, `payable` with the VAT that the vendor
    charges; `invoiced` what came before tax, None before an invoice, and `gap` what it goes beyond the
    bill by; `foreign` are the numbers of the documents that count for nothing until they are put aside,
    in another currency or from another seller. `blocks` are the points of the checklist that stand
    between the month and its closing, each with its page; none of a month that is not over.
    """

    card: ContractCard
    contract: Contract
    month: Month
    state: str
    cutoff_on: date | None
    accrued: KeptAccrual | None
    expected: Decimal
    payable: Decimal
    invoiced: Decimal | None
    gap: Decimal | None
    settled: bool
    credits: tuple[CreditAwaited, ...]
    foreign: tuple[str, ...]
    blocks: tuple[Item, ...]
    against_accruing: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """The rows of one currency, before tax but for `accrued`, which holds its VAT; None where no row has
    the amount.
    """

    accrued: Decimal | None
    expected: Decimal
    invoiced: Decimal | None
    gap: Decimal | None


def owed(db: Database, actor: Actor, *, month: Month) -> tuple[Owed, ...]:
    """The contracts in force in the month that the actor sees, by vendor. Raises `RefusedError`."""
    found, begun = [], preinvoices.states(db, actor)
    for card in catalogue.contracts(db, actor):
        terms = catalogue.contract(db, actor, ref=card.ref)
        outside = month.last < terms.starts or bool(terms.ends and month.first > terms.ends)
        if not outside:
            found.append(_owed(db, actor, card, month, begun))
    return tuple(found)


def _owed(db: Database, actor: Actor, card: ContractCard, month: Month, begun: States) -> Owed:
    result = judged(db, actor, contract=card.ref, month=month)
    terms = terms_of_month(db, actor, result=result)
    compared = reconciling.reconciled(db, actor, contract=card.ref, month=month)
    counting = compared.counting if compared else ()
    foreign = (
        [one for one in compared.documents if one.counts and one not in counting] if compared else []
    )
    state = _state(db, actor, card.ref, month, begun)
    over = catalogue.today(db) > month.last and state != "closed"
    return Owed(
        card=card,
        contract=terms,
        month=month,
        state=state,
        cutoff_on=accruals.cutoff_day(terms, month),
        accrued=accruals.accrual(db, actor, contract=card.ref, month=month),
        expected=result.bill.subtotal,
        payable=result.bill.total,
        invoiced=compared.invoiced if compared and counting else None,
        gap=compared.invoiced - compared.expected if compared and counting else None,
        settled=bool(compared and compared.settled),
        credits=credits_awaited(db, actor, contract=card.ref, month=month),
        foreign=tuple(one.invoice.number for one in foreign),
        blocks=_blocks(db, actor, card.ref, month) if over else (),
        against_accruing=accruals.obstacles(db, actor, contract=card.ref, month=month),
    )


def _state(db: Database, actor: Actor, ref: str, month: Month, begun: States) -> str:
    """In progress, closed, the state of the pre-invoice, accrued, or an estimate until then."""
    if catalogue.today(db) <= month.last:
        return "in_progress"
    if month in {key.month for key in closed_months(db, actor, contract=ref)}:
        return "closed"
    if (ref, month) in begun:
        return begun[ref, month]
    return "cut_off" if accruals.accrual(db, actor, contract=ref, month=month) else "estimate"


def _blocks(db: Database, actor: Actor, ref: str, month: Month) -> tuple[Item, ...]:
    """What stands between the month and its closing, notes left aside."""
    found = checklist.checklist(db, actor, contract=ref, month=month)
    return tuple(one for one in found.items if one.state == "missing")


def totals(rows: tuple[Owed, ...]) -> Mapping[str, Totals]:
    """The rows added up by currency: euros and dirhams are never one sum."""
    found = {}
    for currency in dict.fromkeys(row.card.currency for row in rows):
        own = [row for row in rows if row.card.currency == currency]
        found[currency] = Totals(
            _sum(row.accrued.accrual.total if row.accrued else None for row in own),
            sum_of(row.expected for row in own),
            _sum(row.invoiced for row in own),
            _sum(row.gap for row in own),
        )
    return found


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum_of(known) if known else None


def credits_awaited(
    db: Database, actor: Actor, *, contract: str, month: Month
) -> tuple[CreditAwaited, ...]:
    """The credit notes that the month's gaps await. Raises `RefusedError`, `UnknownContractError`."""
    compared = reconciling.reconciled(db, actor, contract=contract, month=month)
    gaps = compared.gaps if compared else ()
    return tuple(
        _credit(contract, month, one) for one in gaps if one.state in AWAITED and one.gap.left > 0
    )


def _credit(contract: str, month: Month, one: GapView) -> CreditAwaited:
    return CreditAwaited(contract, month, one.line, one.gap.left, one.due_on, one.kind == "vat")


@dataclass(frozen=True)
class Outstanding:
    """An accrual with what is `left` of it: what no invoice has billed."""

    kept: KeptAccrual
    left: Accrual

    @property
    def accrual(self) -> Accrual:
        return self.kept.accrual

    @property
    def partly(self) -> bool:
        """Whether a part of it was invoiced."""
        return self.left != self.kept.accrual


def outstanding(
    db: Database, actor: Actor, *, on: date | None = None, contract: str | None = None
) -> tuple[Outstanding, ...]:
    """The accruals of which something was not invoiced by the day (today when None), oldest month first.
    A month closed without an invoice is owed still. Raises `RefusedError`.
    """
    actor.require(Right.READ)
    day = on or catalogue.today(db)
    found = []
    for one in accruals.accruals(db, actor, contract=contract):
        if one.accrual.month.last <= day:
            rest = left(db, actor, kept=one, on=day)
            found += [Outstanding(one, rest)] if rest is not None else []
    return tuple(found)
