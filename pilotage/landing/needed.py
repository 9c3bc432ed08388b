"""What the rest of a month must achieve for the whole to reach its target: exact, or said impossible."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pilotage.counters import ancestors
from pilotage.kpi.model import Kpi
from pilotage.money import ZERO

State = Literal["open", "reached", "impossible", "over"]
Bound = Decimal | None


@dataclass(frozen=True, slots=True)
class Needed:
    """`value` is what the rest must show in the KPI's own unit, `count` the numerator that makes it.

    `reached`: the target holds whatever the rest brings. `impossible`: no result of the rest reaches it.
    `over`: nothing is left to come. `value` is None but in the state `open` and `impossible`.
    """

    state: State
    value: Decimal | None = None
    count: Decimal | None = None


def bounds(kpi: Kpi) -> tuple[Bound, Bound]:
    """The lowest and highest value that the KPI can take; None where nothing bounds it.

    A share of what it is divided by lies between 0 and its scale; a difference of two such shares (NPS)
    between the scale and its opposite; a sum of counters over counters is never below zero.
    """
    share = all(_part_of(name, kpi) for name in kpi.numerator)
    high = kpi.scale if share else None
    if all(weight > 0 for weight in kpi.numerator.values()):
        return ZERO, high
    inside = share and all(name in kpi.denominator or w < 0 for name, w in kpi.numerator.items())
    if inside:
        return ZERO, high
    return (-kpi.scale if share else None), high


def _part_of(name: str, kpi: Kpi) -> bool:
    """Whether the counter is a part of one that the KPI is divided by."""
    if any(weight < 0 for weight in kpi.denominator.values()):
        return False
    weight = abs(kpi.numerator[name])
    return any(
        kpi.denominator.get(above, ZERO) >= weight
        for above in (name, *ancestors(name), *_OF.get(name, ()))
    )


_OF = {
    "repeats": ("resolvable",),
    "resolved": ("resolvable",),
    "consents": ("useful_contacts",),
}
"""Parts that the catalogue does not bound, since they may be counted on other days than the whole."""


def needed(kpi: Kpi, numerator: Decimal, denominator: Decimal, rest: Decimal, target: Decimal) -> Needed:
    """What the rest must show, given the two sums so far and the denominator still to come.

    16,000 offered with 12,320 in time, 8,000 to come, a target of 80 %: 86.0 %.
    """
    if rest <= 0:
        return Needed("over")
    count = target * (denominator + rest) / kpi.scale - numerator
    value = count * kpi.scale / rest
    low, high = bounds(kpi)
    if kpi.direction == "higher":
        if low is not None and value <= low:
            return Needed("reached")
        state: State = "impossible" if high is not None and value > high else "open"
        return Needed(state, value, count)
    if high is not None and value >= high:
        return Needed("reached")
    return Needed("impossible" if low is not None and value < low else "open", value, count)
