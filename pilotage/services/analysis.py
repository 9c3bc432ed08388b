"""What the KPI pages draw beside a trend: half-hours by weekday, volume against forecast, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal

from pilotage import forecasting
from pilotage.contract.model import Contract, Scope, Stream
from pilotage.controls.openings import open_slots
from pilotage.counters import Period, Sums
from pilotage.counters.half_hours import Slot
from pilotage.forecasting import Accuracy
from pilotage.kpi.computation import compute
from pilotage.kpi.model import Figure, Kpi
from pilotage.money import ZERO
from pilotage.periods import Window
from pilotage.services import catalogue, forecasts
from pilotage.services.actor import Actor
from pilotage.services.kpis import kpis_of, promise_on
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class Cell:
    """A half-hour of a weekday over a window. `volume` is what the KPI was measured on, on a day's
    mean; `open` whether the activity is open then on some day of the window.
    """

    weekday: int
    at: time
    figure: Figure
    volume: Decimal | None
    open: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A KPI by half-hour and weekday, those in opening hours and those with figures, in order.

    `reason` says why there is none (`grain`: the feeds do not come by half-hour), with the counters
    at fault in `missing`.
    """

    kpi: Kpi
    target: Decimal | None
    cells: tuple[Cell, ...]
    reason: str = ""
    missing: tuple[str, ...] = ()


def half_hour_grid(
    db: Database, actor: Actor, *, contract: str, activity: str, kpi: str, window: Window
) -> Grid | None:
    """The KPI of an activity by half-hour and weekday over the window, from the evidence of its files.

    None for a KPI that the contract does not know. Raises `RefusedError`.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    found = kpis_of(terms).get(kpi)
    if found is None:
        return None
    streams = terms.streams_of(Scope(activities=(activity,)))
    promise = promise_on(terms, kpi, streams, window.first)
    target = promise.target if promise else None
    known = catalogue.half_hours(db, actor, ref=contract, window=window)
    lacking = tuple(name for name in found.counters if name not in known.counters())
    if lacking or found.per:
        return Grid(found, target, (), "grain", lacking)
    sums = known.by(streams, "weekday")
    opened = _opened(terms, activity, window)
    days = _days_of(known.by(streams, "day"))
    cells = tuple(
        _cell(found, slot, sums.get(slot, Sums({})), slot in opened, days.get(slot, 0))
        for slot in sorted(opened | sums.keys())
    )
    measured = any(cell.figure.value is not None for cell in cells)
    return Grid(found, target, cells, "" if measured else "no_data")


def _cell(kpi: Kpi, slot: Slot, sums: Sums, opened: bool, days: int) -> Cell:  # noqa: FBT001
    figure = compute(kpi, sums)
    behind = figure.denominator
    volume = behind / days if behind is not None and days else None
    return Cell(int(str(slot.day)), slot.at, figure, volume, opened)


def _opened(terms: Contract, activity: str, window: Window) -> frozenset[Slot]:
    """The half-hours of the week in opening hours; none when the contract does not say."""
    slots = (start for day in window for start in open_slots(terms, activity, day, 30))
    return frozenset(Slot(start.weekday(), start.time()) for start in slots)


def _days_of(slots: Mapping[Slot, Sums]) -> dict[Slot, int]:
    """On how many days each half-hour of the week had figures."""
    counts: dict[Slot, int] = {}
    for slot, sums in slots.items():
        if isinstance(slot.day, date) and sums.values:
            key = Slot(slot.day.weekday(), slot.at)
            counts[key] = counts.get(key, 0) + 1
    return counts


# ---- volume against forecast ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """A day (or a longer period) from its first day, or a half-hour `at`: what was offered, what was
    handled, and the frozen forecast; None where not known.
    """

    period: Window
    at: time | None
    offered: Decimal | None
    handled: Decimal | None
    forecast: Decimal | None


@dataclass(frozen=True, slots=True)
class Volumes:
    """Volumes against the frozen forecast. `accuracy` compares those that have both."""

    rows: tuple[VolumeRow, ...]
    accuracy: Accuracy

    @property
    def foretold(self) -> bool:
        """Whether there is a forecast at all."""
        return any(row.forecast is not None for row in self.rows)


def volumes(
    db: Database, actor: Actor, *, contract: str, activity: str, window: Window, by: Period = "day"
) -> Volumes:
    """What was offered and handled against the forecast frozen at the contract's date, by period.

    A period that is not over has no accuracy. Raises `RefusedError`.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    streams = terms.streams_of(Scope(activities=(activity,)))
    table = catalogue.counters(db, actor, ref=contract, window=window)
    told = forecasts.forecast(db, actor, contract=contract, window=window)
    daily = {start.date(): value for start, value in told.by_start(streams).items()}
    rows = [
        VolumeRow(
            period,
            None,
            sums.get("offered"),
            sums.get("handled"),
            _total(daily, period) if daily else None,
        )
        for _, period, sums in table.by(streams, window, by)
    ]
    today = catalogue.today(db)
    return Volumes(tuple(rows), _accuracy(row for row in rows if row.period.last < today))


def _total(daily: Mapping[date, Decimal], period: Window) -> Decimal | None:
    known = [value for day, value in daily.items() if day in period]
    return sum(known, ZERO) if known else None


def volumes_of_day(db: Database, actor: Actor, *, contract: str, activity: str, day: date) -> Volumes:
    """The half-hours of one day against their frozen forecast, in opening hours and beyond where
    something came. Raises `RefusedError`.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    streams = terms.streams_of(Scope(activities=(activity,)))
    window = Window(day, day)
    sums = catalogue.half_hours(db, actor, ref=contract, window=window).by(streams, "day")
    told = forecasts.forecast(db, actor, contract=contract, window=window, by="half_hour")
    expected = {start.time(): value for start, value in told.by_start(streams).items()}
    if set(expected) == {time()} and len(sums) > 1:
        expected = {}  # nobody ever said the half-hours of that day
    came = {slot.at: found for slot, found in sums.items()}
    hours = {start.time() for start in open_slots(terms, activity, day, 30)}
    rows = tuple(
        VolumeRow(
            window,
            at,
            came[at].get("offered") if at in came else None,
            came[at].get("handled") if at in came else None,
            expected.get(at),
        )
        for at in sorted(hours | came.keys() | expected.keys())
    )
    return Volumes(rows, _accuracy(rows if day < catalogue.today(db) else ()))


def _accuracy(rows: Iterable[VolumeRow]) -> Accuracy:
    return forecasting.accuracy(
        (row.forecast, row.offered)
        for row in rows
        if row.forecast is not None and row.offered is not None
    )


# ---- contact reasons -----------------------------------------------------------------------------

ReasonCounter = Literal["qualified", "handled", "offered"]
_COUNTED: tuple[ReasonCounter, ...] = ("qualified", "handled", "offered")


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Why customers made contact: how many times, how many of these could have been avoided (None
    where nobody says), and the share of all reasons up to this one.
    """

    reason: str
    stream: Stream
    contacts: Decimal
    avoidable: Decimal | None
    share: Decimal
    cumulative: Decimal


@dataclass(frozen=True, slots=True)
class Reasons:
    """The reasons of contact of an activity, the most frequent first. `counter` is what was counted
    (contacts whose reason was recorded, else contacts handled, or offered); `coarse` says that the
    feed comes in periods that reach out of the window.
    """

    counter: str
    rows: tuple[ReasonRow, ...]
    coarse: bool = False

    @property
    def total(self) -> Decimal:
        return sum((row.contacts for row in self.rows), ZERO)

    @property
    def avoidable(self) -> Decimal | None:
        """Contacts that could have been avoided, None where no reason says."""
        known = [row.avoidable for row in self.rows if row.avoidable is not None]
        return sum(known, ZERO) if known else None


def reasons(db: Database, actor: Actor, *, contract: str, activity: str, window: Window) -> Reasons:
    """The contact reasons of an activity over the window, from its streams that carry one.

    Empty where the contract has no such stream. Raises `RefusedError`.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    table = catalogue.counters(db, actor, ref=contract, window=window)
    by_reason: dict[str, list[Stream]] = {}
    for stream in terms.stream:
        if stream.activity == activity and stream.reason:
            by_reason.setdefault(stream.reason, []).append(stream)
    sums = {
        reason: table.sums([stream.id for stream in streams], window)
        for reason, streams in by_reason.items()
    }
    counter = next((n for n in _COUNTED if any(n in one.values for one in sums.values())), "qualified")
    counted = {reason: one.values[counter] for reason, one in sums.items() if counter in one.values}
    total = sum(counted.values(), ZERO)
    coarse = any(counter in one.coarse for one in sums.values())
    if not total:
        return Reasons(counter, (), coarse)
    rows, so_far = [], ZERO
    for reason in sorted(counted, key=lambda name: (-counted[name], name)):
        so_far += counted[reason]
        rows.append(
            ReasonRow(
                reason,
                by_reason[reason][0],
                counted[reason],
                sums[reason].get("avoidable"),
                counted[reason] * 100 / total,
                so_far * 100 / total,
            )
        )
    return Reasons(counter, tuple(rows), coarse)
