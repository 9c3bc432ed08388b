"""What a vendor's activity costs in all: the bill, and what the client pays on its own side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from pilotage.accounting.cost_file import TypedCost, read
from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.money import CENT, ZERO, from_cents, round_half_up, sum_of, to_cents
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.months import judged
from pilotage.store import accounting, audit
from pilotage.store.accounting_tables import ClientCostRow
from pilotage.store.database import Database

_SHARE_OF = "resolvable"
_AGAIN = "repeats"
_WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class ClientCost:
    """A cost on the client's side, before tax, with where the figure comes from."""

    month: Month
    label: str
    amount: Decimal
    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MonthCost:
    """A month of a contract. `billed` is the bill before tax, `own` the client's costs beside it. The
    contacts are sums of counters, None where no feed counts them. `resolution` says where `resolved`
    comes from: `counted` in a feed; `repeats`, the contacts handled times the share of which the
    customer did not come back (first contact resolution), rounded; empty when nothing tells it.
    """

    contract: str
    month: Month
    currency: str
    billed: Decimal
    bonus_malus: Decimal
    own: Decimal
    handled: Decimal | None
    resolved: Decimal | None
    resolution: str = ""

    @property
    def full(self) -> Decimal:
        return self.billed + self.own

    @property
    def per_handled(self) -> Decimal | None:
        """The bill over the contacts handled, to the cent; None without them."""
        return _per(self.billed, self.handled)

    @property
    def full_per_handled(self) -> Decimal | None:
        return _per(self.full, self.handled)

    @property
    def per_resolved(self) -> Decimal | None:
        """The bill over the contacts resolved, to the cent; None without them."""
        return _per(self.billed, self.resolved)


def _per(amount: Decimal, count: Decimal | None) -> Decimal | None:
    return round_half_up(amount / count, CENT) if count else None


def month_cost(db: Database, actor: Actor, *, contract: str, month: Month) -> MonthCost:
    """What the month costs as it is known. Raises `RefusedError`, `UnknownContractError`."""
    terms = catalogue.contract(db, actor, ref=contract)
    result = judged(db, actor, contract=contract, month=month)
    table = catalogue.counters(db, actor, ref=contract, window=month.window)
    own = sum_of(one.amount for one in costs(db, actor, contract=contract, month=month))
    streams = tuple(dict.fromkeys(table.frame["stream"]))
    return cost_of(result, terms.currency, table.sums(streams, month.window).values, own)


def cost_of(
    result: MonthResult, currency: str, counted: Mapping[str, Decimal], own: Decimal
) -> MonthCost:
    """A judged month with the sums of its counters and the client's costs beside it. Pure."""
    resolved, how = _resolved(counted)
    return MonthCost(
        contract=result.contract,
        month=result.month,
        currency=currency,
        billed=result.bill.subtotal,
        bonus_malus=result.bonus_malus,
        own=own,
        handled=counted.get("handled"),
        resolved=resolved,
        resolution=how,
    )


def _resolved(counted: Mapping[str, Decimal]) -> tuple[Decimal | None, str]:
    """The contacts resolved and how they are known; none when nothing tells them."""
    if "resolved" in counted:
        return counted["resolved"], "counted"
    handled, of = counted.get("handled"), counted.get(_SHARE_OF)
    if handled is None or not of or _AGAIN not in counted:
        return None, ""
    return round_half_up(handled * (of - counted[_AGAIN]) / of, _WHOLE), "repeats"


def costs(
    db: Database, actor: Actor, *, contract: str, month: Month | None = None
) -> tuple[ClientCost, ...]:
    """The client's own costs, in the order in which they were kept; of one month or of all. Raises
    `RefusedError`, `UnknownContractError`.
    """
    catalogue.contract(db, actor, ref=contract)
    with db.reading() as session:
        rows = accounting.client_costs(session, actor.vendors, contract, [month] if month else ())
    return tuple(
        ClientCost(
            Month.parse(row.month),
            row.label,
            from_cents(row.amount),
            row.source,
            row.recorded_by,
            row.recorded_at,
        )
        for row in rows
    )


def add_cost(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    label: str,
    amount: Decimal,
    source: str,
) -> None:
    """Keeps a cost with its source, in one transaction with its audit event; below zero, a correction.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` for one that says nothing.
    """
    amount = round_half_up(amount, CENT) if amount.is_finite() else ZERO
    add_costs(db, actor, contract=contract, found=[TypedCost(month, label, amount, source)])


def add_costs(db: Database, actor: Actor, *, contract: str, found: Sequence[TypedCost]) -> None:
    """Keeps costs, all or none. Raises as `add_cost`."""
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.CLOSE, terms.vendor, entity=contract)
    if not all(one.amount and one.label.strip() and one.source.strip() for one in found):
        raise ProblemsFoundError([Problem("cost.nothing", Severity.REFUSED)])
    now = datetime.now(UTC)
    with db.writing() as session:
        for one in found:
            row = _row(terms, one, actor.user, now)
            accounting.add_client_cost(session, row)
            audit.record(
                session,
                actor=actor.user,
                action="client_cost.add",
                entity=f"{contract}/{one.month}",
                vendor=terms.vendor,
                after={"label": row.label, "amount": f"{one.amount:f}", "source": row.source},
                at=now,
            )


def _row(terms: Contract, one: TypedCost, user: str, now: datetime) -> ClientCostRow:
    return ClientCostRow(
        vendor=terms.vendor,
        id=0,
        contract=terms.ref,
        month=str(one.month),
        label=one.label.strip()[:200],
        amount=to_cents(one.amount),
        source=one.source.strip(),
        recorded_at=now,
        recorded_by=user,
    )


def import_file(
    db: Database, actor: Actor, *, contract: str, content: bytes, name: str
) -> tuple[TypedCost, ...]:
    """Reads a file of costs (CSV: month, label, amount before tax, source) and keeps it, whole or not at
    all; a row without a source names the file. Raises `RefusedError`, `UnknownContractError`, and
    `ProblemsFoundError` naming each row that cannot be read, or a file that was kept already.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.CLOSE, terms.vendor, entity=contract)
    found, problems = read(content, name)
    if problems:
        raise ProblemsFoundError(problems)
    if not Counter(found) - Counter(
        TypedCost(one.month, one.label, one.amount, one.source)
        for one in costs(db, actor, contract=contract)
    ):
        raise ProblemsFoundError([Problem("cost.again", Severity.REFUSED, file=name)])
    add_costs(db, actor, contract=contract, found=found)
    return found
