"""The formulas that a contract may name: data, each with its unit, its direction and its source.

A formula is a ratio of two sums of counters. Its variants differ by these sums alone; the first is
the default. `{within_s}`, `{within_h}` and `{short}` in the name of a counter are filled from the
contract's definition (`pilotage.kpi.computation.resolve`). The families stand in `contacts` and `people`.
"""

from collections.abc import Mapping

from pilotage.kpi import contacts, people
from pilotage.kpi.formula import SHORT, Formula, Weights

__all__ = ["CUSTOM", "FAMILIES", "FORMULAS", "SHORT", "Formula", "Weights"]

FAMILIES: Mapping[str, tuple[Formula, ...]] = {
    "volumes": contacts.VOLUMES,
    "reach": contacts.REACH,
    "handling": contacts.HANDLING,
    "resolution": contacts.RESOLUTION,
    "stock": contacts.STOCK,
    "surveys": people.SURVEYS,
    "quality": people.QUALITY,
    "staff": people.STAFF,
    "sales": people.SALES,
}
FORMULAS: Mapping[str, Formula] = {
    formula.code: formula for family in FAMILIES.values() for formula in family
}
CUSTOM = "custom"
"""The code of a formula that the contract writes itself, counter by counter."""
