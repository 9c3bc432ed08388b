"""SLAs: a KPI held against its terms. Says status, zone and maturity; knows no euro."""

from dataclasses import dataclass
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
    """One judged value: one window, and one stream when the SLA is judged stream by stream."""

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
