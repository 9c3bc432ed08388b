"""What a judged SLA says: status, zone, maturity, its occurrences. No euro."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from pilotage.kpi.model import Direction, Figure, Unit
from pilotage.neutralisation import Share
from pilotage.periods import Window
from pilotage.trace import Source, Step

_SHORTEST_MONTH = 28


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
    window has no data), `unfilled_days` (one of them has only zeros that nobody filled yet),
    `no_half_hours` (the files give none), `neutralised` (all of it was), and the code of a problem when
    the status is an error.

    `ongoing`: the window was still open at the end of the month, and is judged in a later one; `at` is
    the half-hour of an SLA judged by half-hour. `pro_rata`: what the value costs is due for that share
    of the volume only.
    """

    window: Window
    stream: str
    figure: Figure
    value: Decimal | None
    status: Status
    reason: str = ""
    steps: tuple[Step, ...] = ()
    ongoing: bool = False
    at: time | None = None
    pro_rata: Share | None = None

    @property
    def key(self) -> str:
        """Which of the windows of the month: its first day (and its half-hour), or nothing for a window
        of a month or more, since one at most ends in a month.
        """
        if self.at is not None:
            return f"{self.window.first.isoformat()}T{self.at:%H%M}"
        return self.window.first.isoformat() if self.window.days < _SHORTEST_MONTH else ""


@dataclass(frozen=True, slots=True)
class SlaResult:
    """An SLA over a month. `value` and `status` are those of the single occurrence; with several,
    `value` is None and `status` the worst of those that are due. Of several windows, the terms are
    those of the last one.
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

    @property
    def due(self) -> tuple[Occurrence, ...]:
        """Those whose window ends in the month: what the month judges."""
        return tuple(one for one in self.occurrences if not one.ongoing)


def maturity_on(today: date, last: date, days: int) -> Maturity:
    """Final once `days` whole days have passed after the window's last day."""
    return Maturity.FINAL if today > last + timedelta(days=days) else Maturity.PROVISIONAL
