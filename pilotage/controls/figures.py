"""Figures that contradict each other: parts above their whole, means that nobody works at, copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from pilotage.controls.model import Finding, Gravity, Line, MeasureUnit
from pilotage.counters import CATALOGUE, CounterTable, Sums, parent_of
from pilotage.periods import Window

_HOUR = Decimal(3600)
#: (counter, counter it is a mean over, lowest, highest): outside, no person works or waits like that.
#: A handle time of three hours, or of two seconds, is a unit read wrongly.
_MEANS: tuple[tuple[str, str, Decimal, Decimal, MeasureUnit], ...] = (
    ("handle_s", "handled", Decimal(5), 3 * _HOUR, "seconds"),
    ("talk_s", "handled", Decimal(2), 3 * _HOUR, "seconds"),
    ("wait_s", "offered", Decimal(0), 3 * _HOUR, "seconds"),
    ("csat_sum", "csat_n", Decimal(0), Decimal(10), "points"),
    ("quality_sum", "quality_n", Decimal(0), Decimal(100), "points"),
)
_LEAST_CONTACTS = 20
#: What offered may differ by from answered and abandoned: calls in progress at midnight.
TOLERANCE = Decimal(1)
_COPY_COUNTERS, _COPY_VOLUME = 4, 50


def contradictions(table: CounterTable, streams: Iterable[str], window: Window) -> Iterator[Finding]:
    """Day by day and stream by stream: a counter above its parent, a rate or a mean that cannot be,
    offered that is not answered and abandoned.
    """
    days = [
        (name, period.first, sums)
        for name, period, sums in table.by(tuple(streams), window, "day", each=True)
        if sums.values
    ]
    yield from _over_parent(days)
    yield from _means(days)
    yield from _negative(days)
    yield from _unbalanced(days)
    yield from _copies(days)


_Days = list[tuple[str, date, Sums]]


def _finding(
    code: str, gravity: Gravity, measure: str, lines: list[Line], *params: tuple[str, object]
) -> Finding:
    days = tuple(dict.fromkeys(line.day for line in lines if line.day))
    told = (("measure", measure), ("count", len(days)), ("first", days[0]), *params)
    return Finding(code, gravity, told, measure=measure, days=days, lines=tuple(lines))  # type: ignore[arg-type]


def _over_parent(days: _Days) -> Iterator[Finding]:
    found: dict[str, list[Line]] = {}
    for stream, day, sums in days:
        for name, value in sums.values.items():
            whole = sums.get(parent_of(name))
            if whole is not None and value > whole and name not in sums.estimated:
                line = Line(day=day, stream=stream, what=name, read=value, expected=whole)
                found.setdefault(name, []).append(line)
    for name, lines in found.items():
        yield _finding("controls.over_parent", Gravity.SERIOUS, name, lines, ("parent", parent_of(name)))


def _means(days: _Days) -> Iterator[Finding]:
    for name, over, lowest, highest, unit in _MEANS:
        lines = []
        for stream, day, sums in days:
            above, below = sums.get(name), sums.get(over)
            if above is None or not below:
                continue
            mean = above / below
            if mean > highest or (mean < lowest and below >= _LEAST_CONTACTS):
                edge = highest if mean > highest else lowest
                lines.append(Line(day=day, stream=stream, what=name, read=mean, expected=edge, unit=unit))
        if lines:
            read = ("value", lines[0].read)
            yield _finding("controls.impossible_mean", Gravity.SERIOUS, name, lines, read, ("unit", unit))


def _negative(days: _Days) -> Iterator[Finding]:
    found: dict[str, list[Line]] = {}
    for stream, day, sums in days:
        for name, value in sums.values.items():
            signed = name in CATALOGUE and CATALOGUE[name].kind == "points"
            if value < 0 and not signed:
                found.setdefault(name, []).append(Line(day=day, stream=stream, what=name, read=value))
    for name, lines in found.items():
        yield _finding("controls.negative", Gravity.SERIOUS, name, lines)


def _unbalanced(days: _Days) -> Iterator[Finding]:
    """Beyond the tolerance over the whole window: one row astride two half-hours is no news."""
    lines = []
    offered = gap = Decimal(0)
    for stream, day, sums in days:
        came, taken, left = (sums.get(name) for name in ("offered", "answered", "abandoned"))
        if came is None or taken is None or left is None:
            continue
        offered, gap = offered + came, gap + abs(came - taken - left)
        if came != taken + left:
            lines.append(Line(day=day, stream=stream, what="offered", read=came, expected=taken + left))
    if lines and offered and gap * 100 > TOLERANCE * offered:
        share = ("share", gap * 100 / offered)
        gravity = Gravity.SERIOUS if gap * 20 > offered else Gravity.WATCH
        yield _finding(
            "controls.unbalanced_days", gravity, "offered", lines, share, ("tolerance", TOLERANCE)
        )


def _copies(days: _Days) -> Iterator[Finding]:
    """Two days of a stream with the very same figures: one was pasted over the other."""
    seen: dict[tuple[object, ...], date] = {}
    for stream, day, sums in days:
        told = tuple(sorted((name, value) for name, value in sums.values.items() if value))
        if len(told) < _COPY_COUNTERS or max(value for _, value in told) < _COPY_VOLUME:
            continue
        before = seen.setdefault((stream, *told), day)
        if before != day:
            lines = [
                Line(day=day, stream=stream, what=name, read=value, expected=value)
                for name, value in told
            ]
            yield _finding("controls.copied_day", Gravity.SERIOUS, told[0][0], lines, ("other", before))
