"""The calendar of expected feeds: from the service's days to the rows of its chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilotage.charts.feeds import STATES, FeedRow, FeedState, feed_calendar
from pilotage.charts.feeds import FeedDay as Mark
from pilotage.charts.theme import Spec
from pilotage.locale import N_, Words
from pilotage.periods import DAY, Month, Window
from pilotage.problems import ProblemsFoundError
from pilotage.services import catalogue
from pilotage.services.catalogue import ContractCard
from pilotage.services.imports import FeedDay, feed_days
from pilotage.web.session import Visit

SUNDAY = 6
_STATES: Mapping[FeedState, str] = {
    "received": N_("Received"),
    "late": N_("Late"),
    "doubtful": N_("Doubtful"),
    "replaced": N_("Replaced"),
    "missing": N_("Missing"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A feed with files that did not come; `sender` is the vendor, or the client for his own feeds."""

    sender: str
    feed: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """What was expected and what came, ready to be said and drawn. `spec` is None without feeds."""

    window: Window
    expected: int
    received: int
    missing: tuple[Missing, ...]
    spec: Spec | None


def window_of(month: Month, today: date) -> Window:
    """The days of the month; of the one that runs, those that are past."""
    return Window(month.first, max(month.first, min(month.last, today - DAY)))


def calendar_of(visit: Visit) -> Calendar:
    """The feeds of the vendor on screen, or of all of them."""
    window = window_of(visit.month, visit.today)
    cards = [visit.card] if visit.card else list(visit.cards)
    days = feed_days(visit.db, visit.actor, window=window)
    rows, missing = [], []
    for card in cards:
        senders = _senders(visit, card)
        for feed, name in sorted(
            feeds_of(visit, card), key=lambda one: senders[one[0]] != card.vendor_name
        ):
            sender = senders[feed]
            mine = [one for one in days if (one.contract, one.feed) == (card.ref, feed)]
            marks = tuple(_mark(one, sender, name, visit.t) for one in mine)
            if marks:
                # Beside other vendors, the client's feeds stand under the vendor that they are about.
                rows.append(FeedRow(sender if visit.card else card.vendor_name, name, marks))
            absent = tuple(one.day for one in mine if one.status == "missing")
            if absent:
                missing.append(Missing(sender, name, absent))
    shown = [mark for row in rows for mark in row.days]
    states = Counter(mark.state for mark in shown)
    spec = _spec(visit, window, rows) if rows else None
    return Calendar(window, len(shown), len(shown) - states["missing"], tuple(missing), spec)


def missing_of(visit: Visit, month: Month) -> int:
    """How many files the month lacks, of the vendor on screen or of all of them."""
    window, ref = window_of(month, visit.today), visit.card.ref if visit.card else None
    days = feed_days(visit.db, visit.actor, window=window, contract=ref)
    return sum(one.status == "missing" for one in days)


def feeds_of(visit: Visit, card: ContractCard) -> list[tuple[str, str]]:
    """(id, name) of the feeds that a contract expects; none when it was published without."""
    try:
        profiles = catalogue.feeds(visit.db, visit.actor, ref=card.ref)
    except ProblemsFoundError:
        return []
    return [(feed.id, feed.label(visit.t.language)) for feed in profiles.feed]


def _senders(visit: Visit, card: ContractCard) -> Mapping[str, str]:
    """Who sends each feed of a contract: the vendor, or the client for his own system."""
    try:
        profiles = catalogue.feeds(visit.db, visit.actor, ref=card.ref)
    except ProblemsFoundError:
        return {}
    client = catalogue.contract(visit.db, visit.actor, ref=card.ref).client.name
    return {feed.id: client if feed.source == "client" else card.vendor_name for feed in profiles.feed}


def _mark(one: FeedDay, sender: str, name: str, t: Words) -> Mark:
    state = t(_STATES[one.status])
    label = f"{sender}, {name}, {t.date(one.day, 'day')} : {state.lower()}"
    if one.received:
        label = t(
            N_("{what}, on {day} at {time}"),
            what=label,
            day=t.date(one.received.date(), "day"),
            time=f"{one.received:%H:%M}",
        )
    return Mark(one.day, one.status, label)


def _spec(visit: Visit, window: Window, rows: Sequence[FeedRow]) -> Spec:
    t = visit.t
    return feed_calendar(
        rows,
        window=window,
        state_names={state: t(_STATES[state]) for state in STATES},
        closed_name=t(N_("grey ground: Sunday")),
        closed=[day for day in window if day.weekday() == SUNDAY],
        week_names={day: t.date(day, "day") for day in window if day.weekday() == 0},
        theme=visit.theme,
        language=t.language,
    )


def calendar_finding(calendar: Calendar, t: Words) -> str:
    """What is missing, or that everything came."""
    if not calendar.expected:
        return t(N_("No file is expected yet"))
    if not calendar.missing:
        return t(N_("Everything has arrived: {n} files"), n=calendar.expected)
    if len(calendar.missing) == 1:
        one = calendar.missing[0]
        if len(one.days) == 1:
            return t(
                N_("One file is missing: {feed} of {vendor}, {day}"),
                feed=one.feed,
                vendor=one.sender,
                day=t.date(one.days[0], "day"),
            )
        return t(
            N_("{n} files are missing: {feed} of {vendor}"),
            n=len(one.days),
            feed=one.feed,
            vendor=one.sender,
        )
    total = sum(len(one.days) for one in calendar.missing)
    return t(N_("{n} files are missing, from {feeds} feeds"), n=total, feeds=len(calendar.missing))
