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

from pilotage.controls.model import Finding, Gravity, History, Line, MeasureUnit, Param, median
from pilotage.periods import Window

WEEKS, LEAST_WEEKS = 13, 8
#: How many times what it usually varies by a value must stand out: one day, or several together.
DAY_SCORE, STEP_SCORE = Decimal(6), Decimal(3)
#: Days in a row that make a step; more of a volume that nothing foretold, for seasons move it too.
RUN, VOLUME_RUN = 5, 8
#: The median absolute deviation of values that vary normally, as a part of their standard deviation.
_MAD = Decimal("1.4826")
#: What a volume varies by at least without anything having happened, as a part of the usual one.
_LEAST_SPREAD = Decimal("0.10")
#: Below this part of the usual value nothing is a break, however regular the vendor is; of a rate,
#: below this many points either.
_LEAST_PART: Mapping[str, Decimal] = {"count": Decimal("0.25"), "percent": Decimal("0.06")}
_LEAST, _LEAST_POINTS = Decimal("0.12"), Decimal(3)


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
        return max(abs(usual).sqrt(), _LEAST_SPREAD * abs(usual))
    size = series.of.get(day, Decimal(0))
    if size <= 0:
        return Decimal(0)
    if series.unit == "percent" and 0 <= usual <= 100:
        return (usual * (100 - usual) / size).sqrt()
    return abs(usual) / size.sqrt()


def _far(one: Break) -> bool:
    """Whether the gap is one that somebody would notice, in the measure's own unit."""
    values = [value for _, value in one.history.values]
    usual, least = one.history.usual, _LEAST_PART.get(one.series.unit, _LEAST)
    if one.series.unit != "percent":
        return abs(values[-1] - usual) > least * abs(usual)
    # a rate is judged on the side where it leaves room: 95 % answered, or 5 % abandoned
    room = min(usual, 100 - usual) if max(values) <= 100 else usual
    return abs(values[-1] - usual) > max(least * room, _LEAST_POINTS)


def breaks(series: Iterable[Series], window: Window, holidays: Iterable[date]) -> tuple[Finding, ...]:
    """What stands out of an activity, one finding for the days that belong together, whatever the
    measures: a breakdown moves service level, answer rate and waiting time at once.
    """
    odd = tuple(holidays)
    steps: dict[str, list[list[Break]]] = {}
    days: dict[str, list[Break]] = {}
    for one in series:
        marks = {mark.day: mark for mark in scored(one, window, odd) if _far(mark)}
        known = sorted(day for day in one.values if day in window and day not in odd)
        steps.setdefault(one.activity, []).extend(_runs(marks, known))
        days.setdefault(one.activity, []).extend(
            mark for mark in marks.values() if abs(mark.score) >= DAY_SCORE
        )
    found: list[Finding] = []
    for activity, runs in steps.items():
        for together in _together(runs):
            first, last = _span(together)
            inside = [m for m in days[activity] if first <= m.day <= last]
            days[activity] = [m for m in days[activity] if m not in inside]
            found.append(_step([mark for run in together for mark in run], inside, first, last))
        found += _by_measure(days[activity])
    return tuple(found)


def _together(runs: list[list[Break]]) -> list[list[list[Break]]]:
    """Runs grouped when their days overlap."""
    groups: list[list[list[Break]]] = []
    for run in sorted(runs, key=lambda run: run[0].day):
        if groups and run[0].day <= _span(groups[-1])[1]:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _span(runs: Iterable[Sequence[Break]]) -> tuple[date, date]:
    days = [mark.day for run in runs for mark in run]
    return min(days), max(days)


def _by_measure(marks: Iterable[Break]) -> Iterator[Finding]:
    """Single days: one finding for the days on which the same measure stands out most."""
    by_day: dict[date, list[Break]] = {}
    for mark in marks:
        by_day.setdefault(mark.day, []).append(mark)
    grouped: dict[str, list[Break]] = {}
    for together in by_day.values():
        worst = max(together, key=lambda mark: abs(mark.score))
        grouped.setdefault(worst.series.name, []).extend(
            [worst, *(mark for mark in together if mark is not worst)]
        )
    for name, found in grouped.items():
        worst = max((m for m in found if m.series.name == name), key=lambda mark: abs(mark.score))
        yield _finding("controls.break", worst, found)


def _runs(marks: Mapping[date, Break], days: Sequence[date]) -> Iterator[list[Break]]:
    """Marks on enough days in a row, on the same side."""
    run: list[Break] = []
    for day in (*days, date.max):
        mark = marks.get(day)
        if mark is not None and abs(mark.score) < STEP_SCORE:
            mark = None
        if mark is not None and (not run or (run[-1].score > 0) == (mark.score > 0)):
            run.append(mark)
            continue
        if run and len(run) >= (VOLUME_RUN if run[0].series.of is None else RUN):
            yield run
        run = [mark] if mark is not None else []


def _line(mark: Break) -> Line:
    return Line(
        day=mark.day,
        what=mark.series.name,
        read=mark.history.values[-1][1],
        expected=mark.history.usual,
        unit=mark.series.unit,
    )


def _step(marks: Sequence[Break], inside: Iterable[Break], first: date, last: date) -> Finding:
    """The steps that overlap, told by the one that goes furthest."""
    worst = max(marks, key=lambda mark: abs(mark.score))
    all_of_them = {(mark.series.name, mark.day): mark for mark in (*marks, *inside)}
    code = "controls.step_up" if worst.score > 0 else "controls.step_down"
    own = tuple(mark for mark in marks if mark.series.name == worst.series.name)
    params = (("first", own[0].day), ("last", own[-1].day), ("spell", len(own)))
    return _finding(code, worst, list(all_of_them.values()), *params)


def _finding(code: str, worst: Break, marks: Sequence[Break], *more: tuple[str, Param]) -> Finding:
    """`others` names the measures that moved with the worst one."""
    ordered = sorted(marks, key=lambda mark: (mark.day, -abs(mark.score)))
    names = dict.fromkeys(mark.series.name for mark in ordered)
    return Finding(
        code,
        Gravity.WATCH,
        params=(
            ("activity", worst.series.activity),
            ("measure", worst.series.name),
            ("unit", worst.series.unit),
            ("day", worst.day),
            ("value", worst.history.values[-1][1]),
            ("usual", worst.history.usual),
            ("weeks", len(worst.history.values) - 1),
            ("others", ", ".join(name for name in names if name != worst.series.name)),
            *more,
        ),
        measure=worst.series.name,
        days=tuple(dict.fromkeys(mark.day for mark in ordered)),
        lines=tuple(_line(mark) for mark in ordered),
        history=worst.history,
    )
