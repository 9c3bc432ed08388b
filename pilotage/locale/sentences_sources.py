"""Sentences on figures typed by hand."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "typed.no_reason": N_("Say why the figure is typed by hand."),
    "typed.no_evidence": N_("Attach the document that the figure was read from."),
    "typed.evidence_too_large": N_("{read} is too large: {expected} MB at most."),
    "typed.nothing": N_("No figure was typed."),
    "typed.unknown_stream": N_("The contract has no stream “{read}” (it has {expected})."),
    "typed.unknown_counter": N_(
        "“{read}” is neither a counter of the catalogue nor one of the contract."
    ),
    "typed.period": N_(
        "From {first} to {last}: a typed figure is about one day, one week from Monday to Sunday, or one "
        "calendar month."
    ),
    "typed.not_over": N_("The period from {first} to {last} is not over."),
    "typed.out_of_contract": N_("The contract {read} does not run from {first} to {last}."),
    "typed.not_a_number": N_("“{counters}”: “{read}” is not a number."),
    "typed.not_a_count": N_("“{counters}”: {value} is not a figure that can be counted."),
    "typed.negative": N_("“{counters}”: {value} is below zero."),
    "typed.too_fine": N_("“{counters}”: {value} has more than six decimals."),
    "typed.above": N_("“{counters}” ({value}) cannot exceed “{parent}” ({most})."),
    "typed.given": N_(
        "“{counters}” already comes from {read} for these days: withdraw that file, or ask for a "
        "corrected one."
    ),
    "typed.other_period": N_(
        "“{counters}” was typed for another period that meets this one ({read}): withdraw it first."
    ),
    "typed.already": N_("The same figure was typed already ({read}): nothing changed."),
}
