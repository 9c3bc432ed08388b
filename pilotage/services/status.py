"""Where each contract stands: its months, the state of each, what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from pilotage.controls.model import Finding
from pilotage.periods import Month, Window
from pilotage.problems import Problem
from pilotage.services import catalogue
from pilotage.services.actor import Actor
from pilotage.services.arrivals import FeedDay, feed_days
from pilotage.services.catalogue import ContractCard
from pilotage.services.controls import findings
from pilotage.services.months import judged, state_of
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class MonthStatus:
    """A month of a contract. `state` is `in_progress` until it has ended, `provisional` while one of
    its figures may still move, then `estimate`, and `closed` in the end; `missing` are the files that
    were due and never came, `findings` what the quality controls say.
    """

    month: Month
    state: str
    missing: tuple[FeedDay, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractStatus:
    """A contract and its months with figures, oldest first."""

    card: ContractCard
    months: tuple[MonthStatus, ...]


def status(db: Database, actor: Actor) -> tuple[ContractStatus, ...]:
    """Every contract that the actor sees, by vendor. Raises `RefusedError`."""
    cards = catalogue.contracts(db, actor)
    missing = _missing(db, actor, cards)
    present = Month.of(catalogue.today(db))
    return tuple(
        ContractStatus(
            card,
            tuple(_month(db, actor, card.ref, month, missing) for month in _months(card, present)),
        )
        for card in cards
    )


def _months(card: ContractCard, present: Month) -> tuple[Month, ...]:
    """Those for which figures came, forecasts of months to come left aside."""
    if card.first_month is None or card.last_month is None:
        return ()
    return tuple(card.first_month.to(min(card.last_month, present)))


def _missing(db: Database, actor: Actor, cards: tuple[ContractCard, ...]) -> tuple[FeedDay, ...]:
    firsts = [card.first_month.first for card in cards if card.first_month]
    lasts = [card.last_month.last for card in cards if card.last_month]
    if not firsts:
        return ()
    window = Window(min(firsts), max(lasts))
    return tuple(day for day in feed_days(db, actor, window=window) if day.status == "missing")


def _month(
    db: Database, actor: Actor, ref: str, month: Month, missing: tuple[FeedDay, ...]
) -> MonthStatus:
    result = judged(db, actor, contract=ref, month=month)
    state = "in_progress" if catalogue.today(db) <= month.last else state_of(result)
    own = tuple(day for day in missing if day.contract == ref and day.day in month.window)
    found = findings(db, actor, contract=ref, month=month)
    return MonthStatus(month, state, own, result.problems, found)
