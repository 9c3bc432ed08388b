"""Words of the books: why a month missed its budget, what a cost is per."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.locale import N_

CAUSES: Mapping[str, str] = {
    "volume": N_("Volume"),
    "mix": N_("Mix"),
    "price": N_("Price"),
    "bonus_malus": N_("Bonus and malus"),
    "other": N_("Adjustments and manual lines"),
}
"""The causes of a variance, in the order in which they print."""
