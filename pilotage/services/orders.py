"""Purchase orders: what was delivered of the contract's catalogue, and costs passed through."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pilotage.contract.model import Contract
from pilotage.periods import Month
from pilotage.pricing import Order
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue, entered
from pilotage.services.actor import Actor, Right
from pilotage.store import orders
from pilotage.store.database import Database
from pilotage.store.price_tables import OrderRow


def ordered_prices(contract: Contract) -> tuple[str, ...]:
    """The prices whose quantities come from orders."""
    return tuple(price.id for price in contract.price if price.unit in {"purchase", "pass_through"})


def deliveries(
    db: Database, actor: Actor, *, contract: str, month: Month | None = None
) -> tuple[Order, ...]:
    """What was delivered, of one month or in all. Raises `RefusedError`, `UnknownContractError`."""
    terms = catalogue.contract(db, actor, ref=contract)
    if month is not None:
        return entered.delivered(db, actor, terms=terms, month=month, as_of=date.max)
    return entered.all_delivered(db, actor, ref=contract)


def add(db: Database, actor: Actor, *, contract: str, order: Order) -> None:
    """Keeps a delivery, in one transaction with its audit event; a quantity below zero corrects one.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` for a price that is not
    ordered, nothing delivered, or a delivery that is known already.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.IMPORT, terms.vendor, entity=contract)
    if problem := _unfit(terms, order, deliveries(db, actor, contract=contract)):
        raise ProblemsFoundError([problem])
    row = OrderRow(
        vendor=terms.vendor,
        id=0,
        contract=contract,
        price=order.price,
        number=order.purchase_order,
        delivered_on=order.on,
        quantity=f"{order.quantity:f}",
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )
    entered.keep(
        db,
        actor,
        terms=terms,
        action="order.add",
        add=lambda session: orders.add(session, row),
        facts=entered.as_facts((), [order]),
    )


def _unfit(terms: Contract, order: Order, known: tuple[Order, ...]) -> Problem | None:
    named = ordered_prices(terms)
    if order.price not in named:
        params = (("term", order.price), ("expected", ", ".join(named) or "—"))
        return Problem("terms.not_ordered", Severity.REFUSED, params=params)
    if not order.quantity.is_finite() or not order.quantity or not order.purchase_order.strip():
        return Problem("terms.nothing_ordered", Severity.REFUSED)
    if order in known:
        told = (("number", order.purchase_order), ("term", order.price), ("day", order.on.isoformat()))
        return Problem("terms.order_known", Severity.REFUSED, params=told)
    return None
