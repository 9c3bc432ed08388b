"""What a contract may name of this catalogue, in the form that the contract layer below can check."""

from collections.abc import Iterable

from pilotage.contract.known import THRESHOLDS, Known, KnownFormula, Variant
from pilotage.counters import CATALOGUE, is_counter
from pilotage.kpi.catalogue import FORMULAS, SHORT


def _variant(counters: Iterable[str]) -> Variant:
    """The delays whose places stand in the names; `{short}` has a default, so it only may be used."""
    names = "".join(counters)
    needs = frozenset(key for key in THRESHOLDS if f"{{{key}}}" in names)
    return Variant(needs, frozenset({"short_s"} if SHORT in names else ()))


def _tops(direction: str) -> frozenset[str]:
    """The counters on top of the formulas of a direction, and under none."""
    sums = [pair for f in FORMULAS.values() for pair in f.variants.values() if f.direction == direction]
    under = {name for f in FORMULAS.values() for _, bottom in f.variants.values() for name in bottom}
    return frozenset(name for top, _ in sums for name in top) - under


KNOWN = Known(
    formulas={
        code: KnownFormula(
            {name: _variant((*top, *bottom)) for name, (top, bottom) in formula.variants.items()},
            formula.direction,
        )
        for code, formula in FORMULAS.items()
    },
    counters=tuple(CATALOGUE),
    is_counter=is_counter,
    failures=_tops("lower") - _tops("higher"),
)
