"""Sentences on prices, their indices and the orders that they bill."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "pricing.index_missing": N_("{term} is not billed: the index value “{counters}” is not known."),
    "consequence.index_missing": N_(
        "{consequence} is not computed: the index value “{counters}” is not known."
    ),
    "pricing.index_floor": N_("{term}: the coefficient {coefficient} is raised to its floor, {edge}."),
    "pricing.index_cap": N_("{term}: the coefficient {coefficient} is brought down to its cap, {edge}."),
    "pricing.half_hours_missing": N_(
        "{term}: what depends on the half-hour is not computed; no received file gives “{counters}” by "
        "half-hour."
    ),
    "pricing.half_hours_differ": N_(
        "{term}: the half-hours add up to {half_hours}, the days to {days}; what depends on the "
        "half-hour is computed on the former."
    ),
    "pricing.half_hours_lack": N_(
        "{term}: days without half-hours: {days}, the first on {first}; the ceiling cuts nothing of "
        "them, and what it leaves is provisional."
    ),
    "terms.unknown_series": N_("The series {series} is in no [[index]] of the contract ({expected})."),
    "terms.not_a_value": N_("An index value is above zero: {read} is not."),
    "terms.no_source": N_("Say where the value was published."),
    "terms.value_known": N_(
        "{series} {period} is {read} already: a published value is never rewritten; "
        "enter the correction with its own publication date."
    ),
    "terms.not_ordered": N_(
        "{term} is not a price that is ordered (purchase or pass_through): {expected}."
    ),
    "terms.order_known": N_("The order {number} of {term} is known already for {day}."),
    "terms.nothing_ordered": N_("Give the number of the order, and a quantity other than zero."),
}
