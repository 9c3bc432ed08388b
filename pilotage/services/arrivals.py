"""What was expected, what came: the calendar of each feed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from pilotage.calendars import is_holiday, is_working_day
from pilotage.contract.model import Contract, Opening
from pilotage.feeds.model import Feed
from pilotage.periods import DAY, Month, Window, week_of
from pilotage.problems import ProblemsFoundError, Severity
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.store import batches, projection
from pilotage.store.database import Database
from pilotage.store.tables import Batch

Arrival = Literal["received", "late", "missing", "replaced", "doubtful"]
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TAKEOVER_DAYS = 13
_DOUBTS = {Severity.ROW, Severity.WARNING}


@dataclass(frozen=True, slots=True)
class FeedDay:
    """A file that was due: its first day of service (`day`), and the last day on which it was in time.

    A weekly or monthly file is one, under its first day. `replaced`: a later file took the place of
    an earlier one; `doubtful`: rows were left out or warned about; `late`: it came after `due`;
    `missing`: nothing counts for it and `due` has passed. `batches` are the files that count.
    """

    contract: str
    feed: str
    day: date
    due: date
    status: Arrival
    received: datetime | None = None
    batches: tuple[int, ...] = ()


def feed_days(
    db: Database, actor: Actor, *, window: Window, contract: str | None = None
) -> tuple[FeedDay, ...]:
    """The files due for days of service in the window, contract by contract (or of one), feed by feed,
    in order of days. Those that are neither there nor due yet are left out.
    """
    actor.require(Right.READ)
    today = catalogue.today(db)
    found: list[FeedDay] = []
    for card in catalogue.contracts(db, actor):
        if contract not in {None, card.ref}:
            continue
        terms = catalogue.contract(db, actor, ref=card.ref)
        with db.reading() as session:
            for feed in _feeds(db, actor, card.ref):
                came = _came(session, actor, terms, feed, window)
                found += _days_of(terms, feed, window, today, came)
    return tuple(found)


def _feeds(db: Database, actor: Actor, ref: str) -> tuple[Feed, ...]:
    """The feeds of a contract, none when it was published without any."""
    try:
        return catalogue.feeds(db, actor, ref=ref).feed
    except ProblemsFoundError:
        return ()


@dataclass(frozen=True, slots=True)
class _Came:
    """What counts of a feed: the files by day of service, and the files themselves."""

    live: dict[date, set[int]]
    files: dict[int, Batch]
    replaced: frozenset[date]
    doubtful: frozenset[int]


def _came(session: Session, actor: Actor, contract: Contract, feed: Feed, window: Window) -> _Came:
    reach = Window(window.first, max(Month.of(window.last).last, week_of(window.last).last))
    files = batches.of_feed(session, actor.vendors, contract.ref, feed.id, reach)
    live: dict[date, set[int]] = {}
    numbers = [file.id for file in files]
    for _, day, _, batch in projection.cells_of(session, contract.vendor, contract.ref, numbers, reach):
        live.setdefault(day, set()).add(batch)
    doubtful = batches.with_problems(session, actor.vendors, numbers, _DOUBTS)
    replaced = frozenset(day for file in files for day in days(file.days_replaced))
    return _Came(live, {file.id: file for file in files}, replaced, doubtful)


def days(text: str) -> tuple[date, ...]:
    """The days that a column keeps, joined by commas."""
    return tuple(date.fromisoformat(day) for day in text.split(",") if day)


def _days_of(
    contract: Contract, feed: Feed, window: Window, today: date, came: _Came
) -> Iterator[FeedDay]:
    zone = ZoneInfo(contract.timezone)
    for period in _periods(contract, feed, window):
        due = _due(period.last, feed.due_days, contract.calendar.country)
        numbers = {number for day, live in came.live.items() if day in period for number in live}
        if not numbers:
            if due < today:
                yield FeedDay(contract.ref, feed.id, period.first, due, "missing")
            continue
        first = min((came.files[number] for number in numbers), key=lambda file: file.received_at)
        received = first.received_at.astimezone(zone)
        in_time = (received.date(), received.time()) <= (_limit(contract, feed, first, due), _hour(feed))
        status: Arrival = "received" if in_time else "late"
        if numbers & came.doubtful:
            status = "doubtful"
        if any(day in period for day in came.replaced):
            status = "replaced"
        yield FeedDay(contract.ref, feed.id, period.first, due, status, received, tuple(sorted(numbers)))


def _limit(contract: Contract, feed: Feed, file: Batch, due: date) -> date:
    """The last day on which the file was in time. One of two weeks or more takes over a past that
    nobody expected day by day: it was due after its own last day.
    """
    if (file.last_day - file.first_day).days < _TAKEOVER_DAYS:
        return due
    return max(due, _due(file.last_day, feed.due_days, contract.calendar.country))


def _hour(feed: Feed) -> time:
    return time.fromisoformat(feed.due_hour) if feed.due_hour else time.max


def _due(last: date, working_days: int, country: str) -> date:
    """The n-th working day after the period's end; with 0, that day itself."""
    day, left = last, working_days
    while left:
        day += DAY
        left -= is_working_day(day, country)
    return day


def _periods(contract: Contract, feed: Feed, window: Window) -> Iterator[Window]:
    """The days, weeks or months of service that begin in the window while the contract runs."""
    first = max(window.first, contract.starts, feed.since or contract.starts)
    last = min(window.last, contract.ends) if contract.ends else window.last
    if first > last or feed.schedule == "occasional":
        return
    if feed.schedule == "daily":
        openings = _openings(contract, feed)
        yield from (
            Window(day, day)
            for day in Window(first, last)
            if _is_open(day, openings, contract.calendar.country)
        )
    elif feed.schedule == "weekly":
        yield from (week_of(day) for day in Window(first, last) if day.weekday() == 0)
    else:
        months = Month.of(first).to(Month.of(last))
        yield from (month.window for month in months if month.first in Window(first, last))


def _openings(contract: Contract, feed: Feed) -> Sequence[Opening]:
    """When the activities that the feed tells of are open."""
    rule = feed.stream
    named = {rule.constant, *rule.values.values(), *(column.stream or "" for column in feed.column)}
    concerned = {s.activity for s in contract.stream if rule.verbatim or s.id in named}
    return [opening for opening in contract.opening if opening.activity in concerned]


def _is_open(day: date, openings: Iterable[Opening], country: str) -> bool:
    """Whether one of the activities is open. Without opening hours: on working days."""
    known = list(openings)
    if not known:
        return is_working_day(day, country)
    holiday = is_holiday(day, country)
    name = _DAYS[day.weekday()]
    return any(name in opening.days and (opening.on_holidays or not holiday) for opening in known)
