"""What a judged SLA says: status, zone, maturity, its occurrences. No euro."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from pilotage.kpi.model import Direction, Figure, Unit
from pilotage.periods import Window
from pilotage.trace import Source, Step


class Status(StrEnum):
    """A closed list: no data is never met, and never zero."""

    MET = "met"
    MISSED = "missed"
    NOT_MEASURED = "not_measured"
    EXCLUDED = "excluded"
    NOT_DUE = "not_due"
    ERROR = "error"


class Zone(StrEnum):
    """What the value calls for in money."""

    MALUS = "malus"
    NEUTRAL = "neutral"
    BONUS = "bonus"


class Maturity(StrEnum):
    """Whether the figure may still move."""

    PROVISIONAL = "provisional"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One judged value: one window, and one stream when the SLA is judged stream by stream.

    `value` is the figure after the contract's rounding, None when not measured; `reason` says why,
    beside the reasons of a figure: `sample` (too few answers), `missing_days` (an open day of the
    window has no data), `unfilled_days` (one of them has only zeros that nobody filled yet), and the code
    of a problem when the status is an error.
    """

    window: Window
    stream: str
    figure: Figure
    value: Decimal | None
    status: Status
    reason: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class SlaResult:
    """An SLA over a month. `value` and `status` are those of the single occurrence; with several,
    `value` is None and `status` the worst of them.
    """

    id: str
    kpi: str
    window: str
    target: Decimal
    unit: Unit
    direction: Direction
    status: Status
    maturity: Maturity
    value: Decimal | None
    source: Source
    occurrences: tuple[Occurrence, ...]


def maturity_on(today: date, last: date, days: int) -> Maturity:
    """Final once `days` whole days have passed after the window's last day."""
    return Maturity.FINAL if today > last + timedelta(days=days) else Maturity.PROVISIONAL
