"""What a vendor's activity costs in all: the bill, and what the client pays on its own side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from pilotage.counters import CounterTable
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

HANDLED, RESOLVED = "handled", "resolved"


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
    contacts are sums of counters, None where no feed counts them.
    """

    contract: str
    month: Month
    currency: str
    billed: Decimal
    bonus_malus: Decimal
    own: Decimal
    handled: Decimal | None
    resolved: Decimal | None

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
    return MonthCost(
        contract=contract,
        month=month,
        currency=terms.currency,
        billed=result.bill.subtotal,
        bonus_malus=result.bonus_malus,
        own=own,
        handled=_count(table, HANDLED, month),
        resolved=_count(table, RESOLVED, month),
    )


def _count(table: CounterTable, counter: str, month: Month) -> Decimal | None:
    streams = tuple(dict.fromkeys(table.frame["stream"]))
    return table.sums(streams, month.window).values.get(counter)


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
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.CLOSE, terms.vendor, entity=contract)
    amount = round_half_up(amount, CENT) if amount.is_finite() else ZERO
    if not (amount and label.strip() and source.strip()):
        raise ProblemsFoundError([Problem("cost.nothing", Severity.REFUSED)])
    now = datetime.now(UTC)
    row = ClientCostRow(
        vendor=terms.vendor,
        id=0,
        contract=contract,
        month=str(month),
        label=label.strip()[:200],
        amount=to_cents(amount),
        source=source.strip(),
        recorded_at=now,
        recorded_by=actor.user,
    )
    with db.writing() as session:
        accounting.add_client_cost(session, row)
        audit.record(
            session,
            actor=actor.user,
            action="client_cost.add",
            entity=f"{contract}/{month}",
            vendor=terms.vendor,
            after={"label": row.label, "amount": f"{amount:f}", "source": row.source},
            at=now,
        )
