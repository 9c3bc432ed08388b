"""Sentences of the problems that judging a month finds, by code."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "kpi.unknown_formula": N_("KPI {kpi}: the catalogue has no formula “{read}”."),
    "kpi.unknown_variant": N_("KPI {kpi}: no variant “{read}”; known: {expected}."),
    "kpi.threshold_missing": N_("KPI {kpi}: the formula needs {expected}."),
    "kpi.custom_incomplete": N_("KPI {kpi}: a formula of the contract's own must give {expected}."),
    "sla.not_measured": N_("SLA {sla} is not measured: no score, no amount."),
    "sla.estimated": N_("SLA {sla} rests on a rate printed in a file, not on counts: it is estimated."),
    "pricing.counter_missing": N_("{term} is not billed: no received file gives {counters}."),
    "pricing.grain": N_("{term} is not billed: the days of {counters} cannot be told apart."),
    "pricing.ceiling_unknown": N_(
        "The ceiling {term} is not applied: no received file gives {counters}."
    ),
    "pricing.minimum_unknown": N_("The minimum {term} is not billed: a volume it counts is unknown."),
    "consequence.no_band": N_("{consequence}: no band of the contract holds the value {value}."),
    "consequence.counter_missing": N_(
        "{consequence} is not computed: no received file gives {counters}."
    ),
    "judgement.not_in_force": N_("The contract {contract} is not in force in {month}."),
}
