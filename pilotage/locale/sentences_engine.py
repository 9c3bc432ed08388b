"""Sentences of the problems that judging a month finds, by code."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "kpi.unknown_formula": N_("KPI {kpi}: the catalogue has no formula “{read}”."),
    "kpi.unknown_variant": N_("KPI {kpi}: no variant “{read}”; known: {expected}."),
    "kpi.threshold_missing": N_("KPI {kpi}: the formula needs {expected}."),
    "kpi.custom_incomplete": N_("KPI {kpi}: a formula of the contract's own must give {expected}."),
    "sla.no_data": N_("SLA {sla} is not measured: no data received for the month."),
    "sla.counter_missing": N_("SLA {sla} is not measured: no received file gives “{counters}”."),
    "sla.zero_denominator": N_("SLA {sla} is not measured: “{counters}” is zero."),
    "sla.grain": N_("SLA {sla} is not measured: “{counters}” comes in periods too long for the month."),
    "sla.missing_days": N_(
        "SLA {sla} is not measured; open days without data: {days}, the first on {first}."
    ),
    "sla.missing_half_hours": N_(
        "SLA {sla} is not measured; days of which half-hours have no data: {days}, the first on {first}."
    ),
    "sla.unfilled_days": N_(
        "SLA {sla} is not measured; open days without data: {days}, zeros not filled in yet, the first "
        "on {first}."
    ),
    "sla.refused_column": N_(
        "SLA {sla} is not measured: the column of “{counters}” cannot be what it is said to be."
    ),
    "pricing.refused_column": N_(
        "{term} is not billed: the column of “{counters}” cannot be what it is said to be."
    ),
    "sla.no_half_hours": N_("SLA {sla} is not measured: no received file gives half-hours."),
    "sla.sample": N_("SLA {sla} is not measured: too few answers to be judged."),
    "sla.estimated": N_(
        "SLA {sla} is estimated: it rests on a rate printed in a file, or on another count than the one "
        "that is believed."
    ),
    "pricing.counter_missing": N_("{term} is not billed: no received file gives “{counters}”."),
    "pricing.grain": N_("{term} is not billed: the days of “{counters}” cannot be told apart."),
    "pricing.missing_days": N_(
        "{term} is billed on what came; open days without data: {days}, the first on {first}."
    ),
    "pricing.ceiling_unknown": N_(
        "The ceiling {term} is not applied: no received file gives “{counters}”."
    ),
    "pricing.minimum_unknown": N_("The minimum {term} is not billed: a volume it counts is unknown."),
    "consequence.no_band": N_("{consequence}: no band of the contract holds the value {value}."),
    "consequence.counter_missing": N_(
        "{consequence} is not computed: no received file gives “{counters}”."
    ),
    "judgement.not_in_force": N_("The contract {contract} is not in force in {month}."),
}
