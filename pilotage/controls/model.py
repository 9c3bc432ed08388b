"""What a control says: a finding, how serious it is, and the figures that it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

MeasureUnit = Literal["percent", "seconds", "count", "hours", "points", "ratio"]
Param = str | int | Decimal | date


class Gravity(StrEnum):
    """How far a finding goes: `serious` figures must not be relied on before somebody looked, those
    to `watch` may well be true, a `note` only informs.
    """

    SERIOUS = "serious"
    WATCH = "watch"
    NOTE = "note"


WORST_FIRST = tuple(Gravity)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure behind a finding: when (a day, a half-hour `at`), where (a stream, a file and its
    rows), of what (a counter or a KPI), what was read and what was expected.
    """

    day: date | None = None
    at: str = ""
    stream: str = ""
    what: str = ""
    file: str = ""
    rows: tuple[int, ...] = ()
    count: int = 1
    read: Decimal | str | None = None
    expected: Decimal | str | None = None
    unit: MeasureUnit = "count"


@dataclass(frozen=True, slots=True)
class History:
    """The values that a break is held against: the same weekday of the weeks before, oldest first,
    their median `usual`, what they vary by, and the value in question, last.
    """

    values: tuple[tuple[date, Decimal], ...]
    usual: Decimal
    spread: Decimal
    unit: MeasureUnit


@dataclass(frozen=True, slots=True)
class Finding:
    """What a control found. `code` and `params` make the sentence; `days` are those concerned;
    `feed` and `measure` (a counter or a KPI) what it is about.
    """

    code: str
    gravity: Gravity
    params: tuple[tuple[str, Param], ...] = ()
    feed: str = ""
    measure: str = ""
    days: tuple[date, ...] = ()
    lines: tuple[Line, ...] = ()
    history: History | None = None


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The serious ones first, then by day."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (WORST_FIRST.index(f.gravity), f.days[:1] or (date.max,), f.code, f.measure),
        )
    )


def serious(findings: Iterable[Finding]) -> int:
    """How many of them are serious."""
    return sum(finding.gravity is Gravity.SERIOUS for finding in findings)


def median(values: Iterable[Decimal]) -> Decimal:
    """The middle value, or the mean of the two in the middle. Raises `ValueError` for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("the median of nothing")
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
