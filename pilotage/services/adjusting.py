"""Adjustments: what closed months would come to today, beyond what they were closed on.

A closed month never moves. What came after it (files, withdrawals, an amended contract) is compared with
its closing, and proposed in the first open month; once that one is closed too, it has taken it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilotage.judgement import reach as reached_by
from pilotage.periods import Month
from pilotage.scenarios import Comparison, compare, since
from pilotage.services import catalogue, entered, relieved
from pilotage.services.actor import Actor
from pilotage.services.comparisons import comparison
from pilotage.services.frozen import closed_months, frozen, reads_history, unfilled_days
from pilotage.services.months import judged_live
from pilotage.sla import Maturity
from pilotage.store import batches, closings, contracts, projection
from pilotage.store.closings import ClosedKey
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a closed month would come to today, beyond what it was closed on and what months closed
    since took already. `month` is the closed one, `proposed_in` the one that takes it.
    """

    month: Month
    closed_on: date
    proposed_in: Month
    comparison: Comparison


def adjustments(
    db: Database, actor: Actor, *, contract: str, month: Month | None = None
) -> tuple[Adjustment, ...]:
    """The adjustments of closed months that `month` takes: those that its closing took once it is
    closed, those proposed now when it is the first open month, none elsewhere. Every one without a
    month.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    catalogue.data_version(db, actor, ref=contract)
    keys = closed_months(db, actor, contract=contract)
    before = taken(db, actor, contract)
    into = first_open(key.month for key in keys)
    if into is None or (month and month != into):
        return tuple(one for one in before if one.proposed_in == month)
    open_now = proposed_on(db, actor, contract=contract, closed=keys, day=catalogue.today(db))
    return open_now if month else (*before, *open_now)


def proposed_on(
    db: Database, actor: Actor, *, contract: str, closed: Sequence[ClosedKey], day: date
) -> tuple[Adjustment, ...]:
    """What the months `closed` by the day would come to on it, beyond their closings and what later
    closings took: the first open month takes it.
    """
    into, months = first_open(key.month for key in closed), {key.month for key in closed}
    if into is None:
        return ()
    before = tuple(one for one in taken(db, actor, contract) if one.proposed_in in months)
    moved = _may_have_moved(db, actor, contract, closed, {one.month for one in before})
    proposed = (_proposed(db, actor, contract, into, key, before, day) for key in moved)
    return tuple(one for one in proposed if one.comparison.changed)


def _may_have_moved(
    db: Database, actor: Actor, contract: str, keys: Sequence[ClosedKey], taken_since: set[Month]
) -> tuple[ClosedKey, ...]:
    """The closed months that may come to something else today, and are worth judging again. Not those
    on which the same files stand under the same contract, with nothing left to mature and nothing
    taken since; but those after one of them, when a cap runs over the year.
    """
    zeros_now = catalogue.unfilled(db, actor, ref=contract)
    follow = reads_history(catalogue.contract(db, actor, ref=contract))
    moved: list[ClosedKey] = []
    terms, today = catalogue.contract(db, actor, ref=contract), catalogue.today(db)
    months = [key.month for key in keys]

    def decisions(month: Month) -> dict[str, Any]:
        since = reached_by(terms, month).counters
        relief = relieved.decided(db, actor, terms=terms, month=month, as_of=today, since=since)
        agreed = relieved.settled(db, actor, ref=contract, month=month, as_of=today)
        values = entered.index_values(db, actor, terms=terms, as_of=today)
        orders = entered.delivered(db, actor, terms=terms, month=month, as_of=today)
        earlier = entered.delivered_before(
            db, actor, terms=terms, month=month, closed=months, as_of=today
        )
        return relieved.as_facts(relief, agreed) | entered.as_facts(values, orders, earlier)

    with db.reading() as session:
        row = contracts.required(session, contract)
        standing = batches.standing(session, actor.vendors, contract)
        made = {Month.parse(c.month): c for c in closings.listed(session, actor.vendors, contract)}
        for key in sorted(keys, key=lambda key: key.month):
            closing = made[key.month]
            reach = projection.reaching(key.month.window)
            files = [f.id for f in standing if f.last_day >= reach.first and f.first_day <= reach.last]
            same = (closing.contract_version, closing.batches) == (row.version, files)
            same = same and unfilled_days(zeros_now, key.month.window) == closing.facts["unfilled"]
            same = same and decisions(key.month) == _decisions_in(closing.facts)
            same = same and key.month not in taken_since
            settled = frozen(db, actor, contract, key).maturity is Maturity.FINAL
            if not (same and settled) or (follow and moved):
                moved.append(key)
    return tuple(moved)


_DECIDED = ("relief", "agreed", "index_values", "orders", "earlier_orders")


def _decisions_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a closing held of neutralisations, settlements, index values and orders."""
    return {name: facts[name] for name in _DECIDED if name in facts}


def _proposed(
    db: Database,
    actor: Actor,
    contract: str,
    into: Month,
    key: ClosedKey,
    before: Iterable[Adjustment],
    day: date,
) -> Adjustment:
    """What a closed month would come to on the day, beyond what was taken already."""
    live = judged_live(db, actor, contract=contract, month=key.month, as_of=day)
    found = compare(frozen(db, actor, contract, key), live)
    for one in before:
        found = since(found, one.comparison) if one.month == key.month else found
    return Adjustment(key.month, key.closed_on, into, found)


def first_open(closed: Iterable[Month]) -> Month | None:
    """The month after the last closed one, which takes adjustments; None before any closing."""
    last = max(closed, default=None)
    return last.plus(1) if last else None


def taken(db: Database, actor: Actor, contract: str) -> tuple[Adjustment, ...]:
    """Every adjustment that a closing took, in the order of the closings."""
    with db.reading() as session:
        made = closings.listed(session, actor.vendors, contract)
        days = {Month.parse(one.month): one.closed_on for one in made}
        return tuple(
            Adjustment(told.month, days[told.month], Month.parse(closing.month), told)
            for closing in made
            for told in map(comparison, closing.adjustments)
        )
