"""Index values and orders as a judgement takes them, and as a closing keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from pilotage.contract.model import Contract
from pilotage.judgement import reach
from pilotage.periods import Month, Window
from pilotage.pricing import IndexValue, Order
from pilotage.services.actor import Actor
from pilotage.store import audit, contracts, indices, orders
from pilotage.store.database import Database


def index_values(db: Database, actor: Actor, *, terms: Contract, as_of: date) -> tuple[IndexValue, ...]:
    """The values published by that day; none for a contract without a revision clause."""
    if not terms.index:
        return ()
    with db.reading() as session:
        rows = indices.listed(session, actor.vendors, terms.ref)
    return tuple(
        IndexValue(row.series, Month.parse(row.period), Decimal(row.value), row.published, row.source)
        for row in rows
        if row.published <= as_of
    )


def keep(
    db: Database,
    actor: Actor,
    *,
    terms: Contract,
    action: str,
    add: Callable[[Session], object],
    facts: Mapping[str, Any],
) -> None:
    """What somebody entered (`add` writes its row), in one transaction with its audit event: the months
    that it reaches are judged again.
    """
    with db.writing() as session:
        add(session)
        contracts.bump(session, terms.vendor, terms.ref)
        audit.record(
            session,
            actor=actor.user,
            action=action,
            entity=terms.ref,
            vendor=terms.vendor,
            after=facts,
            at=datetime.now(UTC),
        )


def delivered(
    db: Database, actor: Actor, *, terms: Contract, month: Month, as_of: date
) -> tuple[Order, ...]:
    """What was delivered under orders in the month, up to that day."""
    return _delivered(db, actor, terms, month.window, as_of)


def delivered_before(
    db: Database, actor: Actor, *, terms: Contract, month: Month, closed: Iterable[Month], as_of: date
) -> tuple[Order, ...]:
    """What was delivered in the months on which `month` depends, before it and before all those that are
    `closed`: no figure came then, but what was ordered counts in yearly bases.
    """
    begins, figures = reach(terms, month).results, min([month, *closed])
    if begins >= figures:
        return ()
    return _delivered(db, actor, terms, Window(begins.first, figures.plus(-1).last), as_of)


def _delivered(
    db: Database, actor: Actor, terms: Contract, window: Window, as_of: date
) -> tuple[Order, ...]:
    if not any(price.unit in {"purchase", "pass_through"} for price in terms.price):
        return ()
    known = all_delivered(db, actor, ref=terms.ref)
    return tuple(one for one in known if one.on in window and one.on <= as_of)


def all_delivered(db: Database, actor: Actor, *, ref: str) -> tuple[Order, ...]:
    """What was delivered under the orders of a contract, whenever."""
    with db.reading() as session:
        rows = orders.listed(session, actor.vendors, ref)
    return tuple(Order(row.price, row.number, row.delivered_on, Decimal(row.quantity)) for row in rows)


def as_facts(
    values: Sequence[IndexValue], made: Sequence[Order], earlier: Sequence[Order] = ()
) -> dict[str, Any]:
    """What was known of them, as a closing keeps it; nothing when nothing was. `earlier` are the orders
    of the months before the first figures.
    """
    found: dict[str, Any] = {}
    if values:
        found["index_values"] = [
            [one.series, str(one.period), f"{one.value:f}", one.published.isoformat(), one.source]
            for one in values
        ]
    for name, orders_made in (("orders", made), ("earlier_orders", earlier)):
        if orders_made:
            found[name] = [
                [one.price, one.purchase_order, one.on.isoformat(), f"{one.quantity:f}"]
                for one in orders_made
            ]
    return found


def from_facts(facts: Mapping[str, Any]) -> tuple[tuple[IndexValue, ...], tuple[Order, ...]]:
    """What a closing kept of them."""
    values = tuple(
        IndexValue(series, Month.parse(period), Decimal(value), date.fromisoformat(published), source)
        for series, period, value, published, source in facts.get("index_values", ())
    )
    return values, _orders(facts, "orders")


def earlier_from_facts(facts: Mapping[str, Any]) -> tuple[Order, ...]:
    """What a closing kept of the orders of the months before the first figures."""
    return _orders(facts, "earlier_orders")


def _orders(facts: Mapping[str, Any], name: str) -> tuple[Order, ...]:
    return tuple(
        Order(price, number, date.fromisoformat(on), Decimal(quantity))
        for price, number, on, quantity in facts.get(name, ())
    )
