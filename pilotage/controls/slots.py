"""Half-hours that a file leaves out, against the opening hours and the file's own habits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from pilotage.calendars import is_holiday
from pilotage.contract.model import Contract
from pilotage.controls.model import Finding, Gravity, Line, median
from pilotage.controls.openings import open_slots
from pilotage.money import ZERO

#: A half-hour that a file usually has: on this part of the other days. Files that leave out quiet
#: half-hours leave them out often.
HABIT = Decimal("0.75")
#: The part of a day's volume from which missing half-hours make the day unreliable.
SERIOUS_SHARE = Decimal("0.02")
_LEAST_DAYS = 4


def missing_slots(
    contract: Contract, activity: str, feed: str, there: Mapping[datetime, Decimal], minutes: int
) -> Iterator[Finding]:
    """The half-hours of open days that have no row, though the file usually has one at that hour.

    `there` are the slots that some row of the activity speaks of, in the contract's own time, with
    their volume. Days without any row are missing days, told elsewhere.
    """
    days = sorted({moment.date() for moment in there})
    expected = {day: open_slots(contract, activity, day, minutes) for day in days}
    due: dict[tuple[time, bool], list[datetime]] = {}
    for day, starts in expected.items():
        # holidays often have hours of their own: they are held against each other
        holiday = is_holiday(day, contract.calendar.country)
        for start in starts:
            due.setdefault((start.time(), holiday), []).append(start)
    lines: list[Line] = []
    for moments in due.values():
        present = [moment for moment in moments if moment in there]
        if len(moments) < _LEAST_DAYS or Decimal(len(present)) / len(moments) < HABIT:
            continue
        usual = median(there[moment] for moment in present)
        lines += [_line(moment, usual) for moment in moments if moment not in there]
    if lines:
        yield _found(activity, feed, sorted(lines, key=lambda line: (line.day, line.at)), there)


def _line(moment: datetime, usual: Decimal) -> Line:
    return Line(day=moment.date(), at=f"{moment:%H:%M}", expected=usual)


def _found(activity: str, feed: str, lines: Iterable[Line], there: Mapping[datetime, Decimal]) -> Finding:
    missing = tuple(lines)
    days = tuple(dict.fromkeys(line.day for line in missing if line.day))
    lost = sum((line.expected for line in missing if isinstance(line.expected, Decimal)), ZERO)
    there_then = sum((volume for moment, volume in there.items() if moment.date() in set(days)), ZERO)
    share = lost * 100 / (lost + there_then) if lost else ZERO
    return Finding(
        "controls.missing_slots",
        Gravity.SERIOUS if share >= SERIOUS_SHARE * 100 else Gravity.WATCH,
        params=(
            ("activity", activity),
            ("count", len(missing)),
            ("first", days[0]),
            ("at", missing[0].at),
            ("days", len(days)),
            ("share", share),
        ),
        feed=feed,
        days=days,
        lines=missing,
    )


def outside_hours(
    contract: Contract, activity: str, feed: str, there: Mapping[datetime, Decimal], minutes: int
) -> Iterator[Finding]:
    """Half-hours with contacts outside the opening hours: wrong hours, or a wrong time zone."""
    opened: dict[date, set[datetime]] = {}
    lines: list[Line] = []
    for moment, volume in sorted(there.items()):
        day = moment.date()
        if day not in opened:
            opened[day] = set(open_slots(contract, activity, day, minutes))
        if volume > 0 and moment not in opened[day]:
            lines.append(Line(day=day, at=f"{moment:%H:%M}", read=volume))
    if not lines or not any(opened.values()):
        return
    outside = sum((line.read for line in lines if isinstance(line.read, Decimal)), ZERO)
    total = sum(there.values(), ZERO)
    yield Finding(
        "controls.outside_hours",
        Gravity.WATCH if outside * 100 >= total else Gravity.NOTE,
        params=(
            ("activity", activity),
            ("count", len(lines)),
            ("volume", outside),
            ("share", outside * 100 / total if total else ZERO),
        ),
        feed=feed,
        days=tuple(dict.fromkeys(line.day for line in lines if line.day)),
        lines=tuple(lines),
    )
