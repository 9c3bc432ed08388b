"""The budget of a vendor by month, and why the month did not come to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from pilotage.accounting.budget_file import read
from pilotage.accounting.variance import Planned, actual_of, variance
from pilotage.contract.model import Contract
from pilotage.money import from_cents, sum_of, to_cents
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit as trail
from pilotage.services import catalogue, landing
from pilotage.services.actor import Actor, Right
from pilotage.services.months import judged
from pilotage.store import accounting, audit
from pilotage.store.accounting_tables import BudgetRow
from pilotage.store.database import Database


@dataclass(frozen=True)
class Standing:
    """A month against its budget, before tax: `actual` is the bill as it is known, `landing` where a
    month that still runs should end (None once it is over). `causes` add up to `difference`; they are
    empty without a budget.
    """

    month: Month
    budget: Decimal | None
    actual: Decimal
    landing: Decimal | None
    difference: Decimal | None
    causes: Mapping[str, Decimal]


def budget(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Planned, ...]:
    """The lines of the budget that stands; none without one. Raises `RefusedError`,
    `UnknownContractError`.
    """
    catalogue.contract(db, actor, ref=contract)
    with db.reading() as session:
        rows = accounting.budget(session, actor.vendors, contract, month)
    return tuple(
        Planned(row.term, row.unit, Decimal(row.quantity), from_cents(row.amount), row.family)
        for row in rows
    )


def standing(db: Database, actor: Actor, *, contract: str, month: Month) -> Standing:
    """The month against its budget. A month that runs is explained from its landing's bill when there is
    one, since half a month explains nothing. Raises `RefusedError`, `UnknownContractError`.
    """
    planned = budget(db, actor, contract=contract, month=month)
    result, lands = judged(db, actor, contract=contract, month=month), None
    actual = result.bill.subtotal
    if month == Month.of(catalogue.today(db)):
        seen = landing.landing(db, actor, contract=contract, month=month)
        result, lands = seen.likely, seen.likely.bill.subtotal
    if not planned:
        return Standing(month, None, actual, lands, None, {})
    total = sum_of(one.amount for one in planned)
    causes = variance(planned, actual_of(result))
    return Standing(month, total, actual, lands, result.bill.subtotal - total, causes)


def keep(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    planned: Mapping[Month, Sequence[Planned]],
    source: str,
) -> None:
    """Keeps budgets, month by month, each as a new version that replaces the one before whole.

    Raises `RefusedError`, `UnknownContractError`.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.CLOSE, terms.vendor, entity=contract)
    now = datetime.now(UTC)
    with db.writing() as session:
        for month, lines in planned.items():
            version = accounting.keep_budget(
                session, [_row(terms, month, one, source, actor.user, now) for one in lines]
            )
            total = sum_of(one.amount for one in lines)
            audit.record(
                session,
                actor=actor.user,
                action="budget.keep",
                entity=f"{contract}/{month}",
                vendor=terms.vendor,
                after={"version": version, "total": f"{total:f}", "source": source},
                at=now,
            )


def _row(terms: Contract, month: Month, one: Planned, source: str, user: str, now: datetime) -> BudgetRow:
    return BudgetRow(
        vendor=terms.vendor,
        contract=terms.ref,
        month=str(month),
        version=0,
        term=one.term,
        family=one.family,
        unit=one.unit,
        quantity=f"{one.quantity:f}",
        amount=to_cents(one.amount),
        source=source,
        recorded_at=now,
        recorded_by=user,
    )


def import_file(
    db: Database, actor: Actor, *, contract: str, content: bytes, name: str
) -> Mapping[Month, tuple[Planned, ...]]:
    """Reads a budget (CSV: month, term, quantity, amount before tax) and keeps it, whole or not at all.

    `term` is the id or the name of a price, a consequence or a limit. Raises `RefusedError`,
    `UnknownContractError`, and `ProblemsFoundError` naming each row that cannot be read.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.CLOSE, terms.vendor, entity=contract)
    found, problems = read(content, name, terms)
    if problems:
        raise ProblemsFoundError(problems)
    keep(db, actor, contract=contract, planned=found, source=name)
    return found
