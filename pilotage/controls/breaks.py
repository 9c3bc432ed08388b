"""Breaks against a vendor's own past: each day held against the same weekday of the weeks before.

The usual value is the median of thirteen weeks at most, what it varies by their median absolute
deviation: a crisis among them moves neither. A day rings when it stands far out, several days when
they stand out together on the same side (a step). Holidays are neither judged nor compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pilotage.controls.model import Finding, Gravity, History, Line, MeasureUnit, median
from pilotage.periods import Window

WEEKS, LEAST_WEEKS = 13, 8
#: How many times what it usually varies by a value must stand out: one day, or `RUN` days together.
DAY_SCORE, STEP_SCORE, RUN = Decimal(6), Decimal(3), 5
#: The median absolute deviation of values that vary normally, as a part of their standard deviation.
_MAD = Decimal("1.4826")
#: Below this part of the usual value nothing is a break, however regular the vendor is.
_LEAST_PART: Mapping[str, Decimal] = {"count": Decimal("0.25"), "percent": Decimal("0.06")}
_LEAST = Decimal("0.12")


@dataclass(frozen=True, slots=True)
class Series:
    """A measure by day. `of` is what it was measured on (None for a volume): a rate over few contacts
    varies by chance alone. `name` is a counter or a KPI.
    """

    activity: str
    name: str
    unit: MeasureUnit
    values: Mapping[date, Decimal]
    of: Mapping[date, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A day that stands out: how many times what the measure usually varies by, with its sign."""

    series: Series
    day: date
    score: Decimal
    history: History


def scored(series: Series, window: Window, holidays: Iterable[date]) -> Iterator[Break]:
    """The days of the window, each with how far it stands from its own past; those with less than
    eight weeks of it are left out.
    """
    odd = set(holidays)
    for day, value in sorted(series.values.items()):
        if day not in window or day in odd:
            continue
        before = [day - timedelta(weeks=week) for week in range(WEEKS, 0, -1)]
        past = [(one, series.values[one]) for one in before if one in series.values and one not in odd]
        if len(past) < LEAST_WEEKS:
            continue
        usual = median(known for _, known in past)
        spread = max(
            _MAD * median(abs(known - usual) for _, known in past), _by_chance(series, day, usual)
        )
        if spread:
            history = History((*past, (day, value)), usual, spread, series.unit)
            yield Break(series, day, (value - usual) / spread, history)


def _by_chance(series: Series, day: date, usual: Decimal) -> Decimal:
    """What the measure varies by when nothing happens: of a count its square root, of a rate the
    error of a sample of that size.
    """
    if series.of is None:
        return abs(usual).sqrt()
    size = series.of.get(day, Decimal(0))
    if size <= 0:
        return Decimal(0)
    if series.unit == "percent" and 0 <= usual <= 100:
        return (usual * (100 - usual) / size).sqrt()
    return abs(usual) / size.sqrt()


def _far(one: Break) -> bool:
    """Whether the gap is one that somebody would notice, in the measure's own unit."""
    value = one.history.values[-1][1]
    usual = one.history.usual
    # a rate is judged on the side where it leaves room: 95 % answered, or 5 % abandoned
    base = min(usual, 100 - usual) if one.series.unit == "percent" and usual > 50 else usual
    least = _LEAST_PART.get(one.series.unit, _LEAST)
    floor = max(least * abs(base), Decimal(3)) if one.series.unit == "percent" else least * abs(base)
    return abs(value - usual) > floor


def breaks(series: Iterable[Series], window: Window, holidays: Iterable[date]) -> tuple[Finding, ...]:
    """One finding for the days of an activity that stand out together, whatever the measures: a
    breakdown moves service level, answer rate and waiting time at once. One a step of a measure.
    """
    odd = tuple(holidays)
    days: dict[tuple[str, date], list[Break]] = {}
    steps: list[Finding] = []
    for one in series:
        marks = [mark for mark in scored(one, window, odd) if _far(mark)]
        stepped: set[date] = set()
        for run in _runs(marks, scored_days(one, window, odd)):
            steps.append(_step(run))
            stepped |= {mark.day for mark in run}
        for mark in marks:
            if abs(mark.score) >= DAY_SCORE and mark.day not in stepped:
                days.setdefault((one.activity, mark.day), []).append(mark)
    return (*steps, *(_day(activity, marks) for (activity, _), marks in days.items()))


def scored_days(series: Series, window: Window, holidays: Iterable[date]) -> list[date]:
    """The days of the window that have a value, holidays left aside, in order."""
    odd = set(holidays)
    return sorted(day for day in series.values if day in window and day not in odd)


def _runs(marks: Sequence[Break], days: Sequence[date]) -> Iterator[list[Break]]:
    """Marks on `RUN` days or more in a row, on the same side."""
    by_day = {mark.day: mark for mark in marks if abs(mark.score) >= STEP_SCORE}
    run: list[Break] = []
    for day in days:
        mark = by_day.get(day)
        if mark is not None and (not run or (run[-1].score > 0) == (mark.score > 0)):
            run.append(mark)
            continue
        if len(run) >= RUN:
            yield run
        run = [mark] if mark is not None else []
    if len(run) >= RUN:
        yield run


def _line(mark: Break) -> Line:
    return Line(
        day=mark.day,
        what=mark.series.name,
        read=mark.history.values[-1][1],
        expected=mark.history.usual,
        unit=mark.series.unit,
    )


def _params(mark: Break, days: int) -> tuple[tuple[str, str | int | Decimal | date], ...]:
    return (
        ("activity", mark.series.activity),
        ("measure", mark.series.name),
        ("unit", mark.series.unit),
        ("day", mark.day),
        ("value", mark.history.values[-1][1]),
        ("usual", mark.history.usual),
        ("weeks", len(mark.history.values) - 1),
        ("count", days),
    )


def _day(activity: str, marks: Sequence[Break]) -> Finding:
    worst = sorted(marks, key=lambda mark: -abs(mark.score))
    return Finding(
        "controls.break",
        Gravity.WATCH,
        params=(*_params(worst[0], 1), ("others", len(worst) - 1)),
        measure=worst[0].series.name,
        days=(worst[0].day,),
        lines=tuple(_line(mark) for mark in worst),
        history=worst[0].history,
    )


def _step(run: Sequence[Break]) -> Finding:
    worst = max(run, key=lambda mark: abs(mark.score))
    return Finding(
        "controls.step_up" if worst.score > 0 else "controls.step_down",
        Gravity.WATCH,
        params=(*_params(worst, len(run)), ("first", run[0].day), ("last", run[-1].day)),
        measure=worst.series.name,
        days=tuple(mark.day for mark in run),
        lines=tuple(_line(mark) for mark in run),
        history=worst.history,
    )
