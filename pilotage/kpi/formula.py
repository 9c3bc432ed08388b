"""What a formula of the catalogue is: data, a ratio of two sums of counters in one or more variants."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pilotage.kpi.model import Direction, Per, Unit

Weights = Mapping[str, int]
Variants = Mapping[str, tuple[Weights, Weights]]

IN_TIME = "answered_within_{within_s}s"
LOST_EARLY = "abandoned_within_{within_s}s"
SHORT = "{short}"
"""`short_abandoned`, or `abandoned_within_{short_s}s` when the definition says how short."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What a code stands for. `variants` maps a name to (numerator, denominator); the first is the
    default, and an empty denominator makes a plain sum. `per` says, by variant, that the ratio is
    taken by day or brought to a month or a year.
    """

    code: str
    variants: Variants
    scale: int
    unit: Unit
    direction: Direction
    source: str
    matures_after_days: int = 0
    per: Mapping[str, Per] = field(default_factory=dict)


def share(code: str, of: str, on: str, direction: Direction, source: str, days: int = 0) -> Formula:
    """A share in percent of one counter in another, with no variant."""
    return shares(code, {"": ({of: 1}, {on: 1})}, direction, source, days)


def shares(code: str, variants: Variants, direction: Direction, source: str, days: int = 0) -> Formula:
    """A share in percent that is counted in several ways."""
    return Formula(code, variants, 100, "percent", direction, source, days)


def mean(code: str, of: str, on: str, unit: Unit, direction: Direction, source: str) -> Formula:
    """A mean: so much of one counter for each of another, with no variant."""
    return means(code, {"": ({of: 1}, {on: 1})}, unit, direction, source)


def means(
    code: str, variants: Variants, unit: Unit, direction: Direction, source: str, days: int = 0
) -> Formula:
    """A mean that is counted in several ways."""
    return Formula(code, variants, 1, unit, direction, source, days)
