"""What a KPI is, and what a computed figure says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from pilotage.counters import made_of
from pilotage.trace import Step

Unit = Literal["percent", "seconds", "count", "hours", "points", "ratio"]
Direction = Literal["higher", "lower"]
Per = Literal["", "worked_day", "day", "month", "year"]
Combination = Mapping[str, Decimal]


class Interval(NamedTuple):
    """Where the figure lies at 95 %, from a sample of `n`."""

    low: Decimal
    high: Decimal
    n: Decimal

    @property
    def half(self) -> Decimal:
        """Half its width: the « ± » of a figure in its middle."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Kpi:
    """A formula ready to compute: sums of counters over sums of counters, times `scale`.

    An empty denominator makes a plain sum. `per`: the denominator is that of a day (worked, or of the
    calendar), or the ratio is brought to a month or a year.
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
    per: Per = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """What its sums name, each once, in the order of the formula."""
        days = ("worked_days",) if self.per == "worked_day" else ()
        return tuple(dict.fromkeys((*self.numerator, *self.denominator, *days)))

    @property
    def counters(self) -> tuple[str, ...]:
        """The counters that it needs, those behind what is made from others included, each once."""
        return tuple(dict.fromkeys(source for name in self.terms for source in made_of(name)))


@dataclass(frozen=True, slots=True)
class Figure:
    """A KPI over a scope and a window. `value` is None when not measured, and `reason` says why
    (`no_data`, `counter_missing`, `zero_denominator`, `grain`, `refused_column`); `missing` names the
    counters.

    `sample` is the number of answers or monitored contacts of a KPI that is sampled, and `interval`
    where it lies at 95 %, when that can be known. `typed`: a part of it was typed by hand.
    """

    kpi: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    unit: Unit
    estimated: bool = False
    reason: str = ""
    missing: tuple[str, ...] = ()
    batches: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()
    typed: bool = False
    sample: Decimal | None = None
    interval: Interval | None = None
