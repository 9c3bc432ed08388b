"""What a KPI is, and what a computed figure says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pilotage.trace import Step

Unit = Literal["percent", "seconds", "count", "hours", "points", "ratio"]
Direction = Literal["higher", "lower"]
Combination = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A formula ready to compute: sums of counters over sums of counters, times `scale`.

    `matures_after_days`: the figure may still move until that many days after its window's end.
    """

    id: str
    formula: str
    numerator: Combination
    denominator: Combination
    scale: Decimal
    unit: Unit
    direction: Direction
    matures_after_days: int = 0
    variant: str = ""
    source: str = ""

    @property
    def counters(self) -> tuple[str, ...]:
        """The counters that it needs, each once, in the order of the formula."""
        return tuple(dict.fromkeys((*self.numerator, *self.denominator)))


@dataclass(frozen=True, slots=True)
class Figure:
    """A KPI over a scope and a window. `value` is None when not measured, and `reason` says why
    (`no_data`, `counter_missing`, `zero_denominator`, `grain`); `missing` names the counters.
    `typed` says that a part of it was typed by hand.
    """

    kpi: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unit: Unit
    estimated: bool = False
    typed: bool = False
    reason: str = ""
    missing: tuple[str, ...] = ()
    batches: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()
