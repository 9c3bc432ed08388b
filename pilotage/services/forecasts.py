"""Volume forecasts as they were received: their versions, the one that was frozen, how near it came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from sqlmodel import Session

from pilotage import forecasting
from pilotage.contract.model import Contract
from pilotage.controls.openings import open_days
from pilotage.forecasting import Accuracy, Expected, Grain, Opened, Statement, frozen_on
from pilotage.money import ZERO, from_millionths
from pilotage.periods import Month, Window, week_of
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.store import batches
from pilotage.store.database import Database
from pilotage.store.tables import Batch

Which = Literal["frozen", "latest"] | int
By = Literal["half_hour", "day", "week", "month"]
VOLUME = "offered"
"""The counter that a forecast is held against."""
_FORECAST = "forecast"
_FINE = frozenset({"half_hour", "quarter_hour"})


@dataclass(frozen=True, slots=True)
class Version:
    """A forecast file: `number` is its rank by date of receipt, over the contract. `late` are the months
    that it tells of and that were frozen already when it came: the client is late, not the vendor.
    """

    number: int
    batch: int
    name: str
    received: datetime
    grain: Grain
    first: date
    last: date
    late: tuple[Month, ...] = ()


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """The volume expected in a slot of a stream; `stated` is the grain of the statement behind it, and
    `version` the number of the last file that it comes from.
    """

    start: datetime
    stream: str
    value: Decimal
    stated: Grain
    version: int


@dataclass(frozen=True, slots=True)
class MonthForecast:
    """A month of a forecast: until when it could change, the versions that were in time and those that
    came late. `frozen` is None under a contract without the clause: nothing is ever late then.
    """

    month: Month
    frozen: date | None
    in_time: tuple[int, ...]
    late: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast over a window, stream by stream, in order of time."""

    window: Window
    by: By
    rows: tuple[ForecastRow, ...]
    months: tuple[MonthForecast, ...]

    @property
    def total(self) -> Decimal:
        return sum((row.value for row in self.rows), ZERO)

    def by_start(self, streams: Iterable[str] | None = None) -> dict[datetime, Decimal]:
        """The volume of each slot, the streams (all of them by default) summed."""
        wanted = None if streams is None else frozenset(streams)
        sums: dict[datetime, Decimal] = {}
        for row in self.rows:
            if wanted is None or row.stream in wanted:
                sums[row.start] = sums.get(row.start, ZERO) + row.value
        return sums


def versions(db: Database, actor: Actor, *, contract: str) -> tuple[Version, ...]:
    """Every forecast file of the contract that was not withdrawn, in the order of receipt.

    Raises `RefusedError`, and `UnknownContractError` for a reference that is not published.
    """
    actor.require(Right.READ)
    terms = catalogue.contract(db, actor, ref=contract)
    with db.reading() as session:
        return tuple(_version(number, file, terms) for number, file in _files(session, actor, contract))


def forecast(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    window: Window,
    version: Which = "frozen",
    by: By = "day",
    as_of: date | None = None,
) -> Forecast:
    """The forecast of the window, at the grain asked for.

    `frozen`: for each month and stream, what had been received by the day on which the contract freezes
    it. `latest`: all that is known. A number: what was known when that version came. `as_of` leaves out
    what came after that day. Days of which nobody ever said the half-hours stay whole, at midnight.
    Raises `RefusedError`, and `UnknownContractError`.
    """
    actor.require(Right.READ)
    terms = catalogue.contract(db, actor, ref=contract)
    data = catalogue.data_version(db, actor, ref=contract)
    months = tuple(_months(db, actor, contract, terms, window))
    kept = _kept(terms, version, as_of)
    known = _known(db, actor, contract, data, window)
    refine = forecasting.by_half_hour if by == "half_hour" else forecasting.by_day
    opened = _opened(terms, window)
    found: list[Expected] = []
    for month in forecasting.months_of(window):
        part = month.window.within(window)
        chosen = [said for said, received in known if kept(said, received, month)]
        found += refine(chosen, part, opened) if part else ()
    rows = tuple(_row(one) for one in found)
    return Forecast(window, by, tuple(_grouped(rows, by)) if by in {"week", "month"} else rows, months)


def accuracy(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    window: Window,
    by: By = "day",
    version: Which = "frozen",
    streams: Iterable[str] | None = None,
) -> Accuracy:
    """How near the forecast came to what was offered, on the slots that are past and have both.

    The error is summed by slot and stream taken together (a call in another queue is still a call).
    Raises `RefusedError`, and `UnknownContractError`.
    """
    wanted = None if streams is None else tuple(streams)
    found = forecast(db, actor, contract=contract, window=window, version=version, by=by)
    expected = found.by_start(wanted)
    came = volumes(db, actor, contract=contract, window=window, by=by, streams=wanted)
    return forecasting.accuracy((expected[at], came[at]) for at in sorted(expected.keys() & came.keys()))


def forecast_document(
    contract: str, asked: str, found: Forecast, near: Accuracy, known: Iterable[Version]
) -> dict[str, Any]:
    """The JSON of `forecast` (stable keys): volumes and rates as texts with a point."""
    return {
        "contract": contract,
        "by": found.by,
        "version": asked,
        "rows": [
            {
                "start": row.start.isoformat(),
                "stream": row.stream,
                "forecast": _text(row.value),
                "stated_by": row.stated,
                "version": row.version,
            }
            for row in found.rows
        ],
        "months": [
            {
                "month": str(one.month),
                "frozen_on": one.frozen and one.frozen.isoformat(),
                "versions": list(one.in_time),
                "late_versions": list(one.late),
            }
            for one in found.months
        ],
        "versions": [_told(one) for one in known if Window(one.first, one.last).within(found.window)],
        "total": _text(found.total),
        "accuracy": {
            "slots": near.slots,
            "actual": _text(near.actual),
            "forecast": _text(near.forecast),
            "wape": None if near.wape is None else f"{near.wape:.4f}",
            "bias": None if near.bias is None else f"{near.bias:.4f}",
        },
    }


def _told(one: Version) -> dict[str, Any]:
    return {
        "version": one.number,
        "file": one.name,
        "received": one.received.isoformat(),
        "grain": one.grain,
        "from": one.first.isoformat(),
        "to": one.last.isoformat(),
        "late_for": [str(month) for month in one.late],
    }


def _text(value: Decimal) -> str:
    """With a point, without zeros that say nothing."""
    return f"{value.normalize():f}"


def volumes(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    window: Window,
    by: By = "day",
    streams: Iterable[str] | None = None,
) -> dict[datetime, Decimal]:
    """What was offered in each slot of the window that has figures; a week or a month only when whole
    and past. Raises `RefusedError`, and `UnknownContractError`.
    """
    actor.require(Right.READ)
    terms = catalogue.contract(db, actor, ref=contract)
    wanted = tuple(streams or (stream.id for stream in terms.stream))
    if by == "half_hour":
        with db.reading() as session:
            return _half_hours(session, actor, contract, window, frozenset(wanted))
    table = catalogue.counters(db, actor, ref=contract, window=window)
    today = catalogue.today(db)
    return {
        datetime.combine(_start(period.first, by), datetime.min.time()): sums.values[VOLUME]
        for _, period, sums in table.by(wanted, window, by)
        if VOLUME in sums.values and period.last < today
    }


def _half_hours(
    session: Session, actor: Actor, ref: str, window: Window, streams: frozenset[str]
) -> dict[datetime, Decimal]:
    """Offered by half-hour, from the evidence: a later file of a feed replaces its slots."""
    live: dict[tuple[str, str, datetime], int] = {}
    for file in batches.standing(session, actor.vendors, ref, window):
        if file.slot in _FINE and VOLUME in file.counters.split(","):
            rows = batches.evidence(session, file, window).select(["stream", "start", VOLUME])
            for row in rows.to_pylist():
                if row[VOLUME] is not None and row["stream"] in streams:
                    live[file.feed, row["stream"], row["start"]] = row[VOLUME]
    sums: dict[datetime, int] = {}
    for (_, _, start), value in live.items():
        sums[start] = sums.get(start, 0) + value
    return {start: from_millionths(value) for start, value in sorted(sums.items())}


def _files(session: Session, actor: Actor, ref: str) -> Iterator[tuple[int, Batch]]:
    found = [
        file
        for file in batches.standing(session, actor.vendors, ref)
        if _FORECAST in file.counters.split(",")
    ]
    return enumerate(sorted(found, key=lambda file: (file.received_at, file.id)), 1)


def _version(number: int, file: Batch, terms: Contract) -> Version:
    received = file.received_at.astimezone(ZoneInfo(terms.timezone))
    told = forecasting.months_of(Window(file.first_day, file.last_day))
    late = (month for month in told if _is_late(terms, month, received.date()))
    grain = cast("Grain", "half_hour" if file.slot in _FINE else file.slot)
    return Version(
        number, file.id, file.name, received, grain, file.first_day, file.last_day, tuple(late)
    )


def _is_late(terms: Contract, month: Month, received: date) -> bool:
    frozen = _freezing(terms, month)
    return frozen is not None and received > frozen


def _freezing(terms: Contract, month: Month) -> date | None:
    """The last of the days on which the streams of the contract are frozen for that month."""
    days = [frozen_on(terms, stream.id, month) for stream in terms.stream]
    return max((day for day in days if day is not None), default=None)


def _months(
    db: Database, actor: Actor, ref: str, terms: Contract, window: Window
) -> Iterator[MonthForecast]:
    known = versions(db, actor, contract=ref)
    for month in forecasting.months_of(window):
        about = [one for one in known if Window(one.first, one.last).within(month.window)]
        yield MonthForecast(
            month,
            _freezing(terms, month),
            tuple(one.number for one in about if month not in one.late),
            tuple(one.number for one in about if month in one.late),
        )


def _kept(
    terms: Contract, version: Which, as_of: date | None
) -> Callable[[Statement, date, Month], bool]:
    """Which statements count for a month: by the day on which they came, or by their number."""

    def kept(said: Statement, received: date, month: Month) -> bool:
        if as_of is not None and received > as_of:
            return False
        if version == "latest":
            return True
        if version == "frozen":
            frozen = frozen_on(terms, said.stream, month)
            return frozen is None or received <= frozen
        return said.version <= version

    return kept


@lru_cache(maxsize=64)
def _known(
    db: Database, actor: Actor, ref: str, _data_version: int, window: Window
) -> tuple[tuple[Statement, date], ...]:
    """Every statement on the months of the window, with the day on which it was received.

    Kept by data version: a write that moves a figure makes another key.
    """
    terms = catalogue.contract(db, actor, ref=ref)
    first, last = Month.of(window.first).first, Month.of(window.last).last
    reach = Window(week_of(first).first, week_of(last).last)
    found: list[tuple[Statement, date]] = []
    with db.reading() as session:
        for number, file in _files(session, actor, ref):
            if file.last_day < reach.first or file.first_day > reach.last:
                continue
            version = _version(number, file, terms)
            said = _statements(session, file, version, reach)
            found += [(one, version.received.date()) for one in said]
    return tuple(found)


def _statements(session: Session, file: Batch, version: Version, reach: Window) -> Iterator[Statement]:
    """The rows of a file; quarter-hours are added up by half-hour."""
    sums: dict[tuple[str, datetime], int] = {}
    rows = batches.evidence(session, file, reach).select(["stream", "start", "day", _FORECAST])
    for row in rows.to_pylist():
        if row[_FORECAST] is None:
            continue
        start: datetime = row["start"]
        if file.slot in _FINE:
            start -= timedelta(minutes=start.minute % 30)
        else:
            start = datetime.combine(row["day"], datetime.min.time())
        key = (row["stream"], start)
        sums[key] = sums.get(key, 0) + row[_FORECAST]
    for (stream, start), value in sums.items():
        yield Statement(stream, version.grain, start, value, version.number)


def _opened(terms: Contract, window: Window) -> dict[str, Opened]:
    """By stream, whether its activity is open on a day; open every day when the contract is silent."""
    reach = Window(Month.of(window.first).first - timedelta(7), Month.of(window.last).last + timedelta(7))
    by_activity = {
        activity.id: frozenset(open_days(terms, activity.id, reach)) for activity in terms.activity
    }
    return {
        stream.id: by_activity[stream.activity].__contains__
        for stream in terms.stream
        if by_activity[stream.activity]
    }


def _row(one: Expected) -> ForecastRow:
    return ForecastRow(one.start, one.stream, from_millionths(one.value), one.stated, one.version)


def _start(day: date, by: By) -> date:
    if by == "month":
        return Month.of(day).first
    return week_of(day).first if by == "week" else day


def _grouped(rows: Iterable[ForecastRow], by: By) -> Iterator[ForecastRow]:
    """Days added up by week or month; the grain stated is the coarsest of theirs."""
    order = ("half_hour", "day", "week", "month")
    groups: dict[tuple[datetime, str], ForecastRow] = {}
    for row in rows:
        start = datetime.combine(_start(row.start.date(), by), datetime.min.time())
        kept = groups.get((start, row.stream))
        groups[start, row.stream] = (
            replace(row, start=start)
            if kept is None
            else replace(
                kept,
                value=kept.value + row.value,
                stated=max(kept.stated, row.stated, key=order.index),
                version=max(kept.version, row.version),
            )
        )
    yield from sorted(groups.values(), key=lambda row: (row.start, row.stream))
