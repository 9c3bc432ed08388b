"""Sentences on the kinds of consequence."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "consequence.kpi_missing": N_("{consequence} is not computed: the KPI {kpi} is not measured."),
    "consequence.missing_days": N_(
        "{consequence} is not computed; open days without data: {days}, the first on {first}."
    ),
    "consequence.alert": N_("Alert: what the clause {consequence} ({clause}) provides for has happened."),
}
OF_CONTRACTS: Mapping[str, str] = {
    "contract.earn_back_reach": N_(
        "{place}: a value that gives back must not itself be in malus; under {other}, {read} is."
    ),
    "contract.weights": N_("{place}: the weights add up to {read} %, more than 100 %."),
    "contract.weights_below": N_(
        "{place}: the weights add up to {read} % only, so the rest is never at risk."
    ),
    "contract.risk_by_stream": N_(
        "{place}: {read} is judged stream by stream, and the whole amount would be at risk on each; "
        "state one SLA a stream with its weight, or a rate."
    ),
    "contract.base_unpriced": N_("{place}: no [[price]] makes the base {read}: it would always be zero."),
    "contract.base_ended": N_(
        "{place}: the last price of this base ends on {read}: from then on it is always zero."
    ),
    "contract.earn_back_joint": N_(
        "{place}: the malus of “{read}” is of several SLAs together ({expected}): none of them alone "
        "could give it back."
    ),
    "contract.weight_missing": N_("{place}: the SLA {read} has no weight, so nothing is at risk on it."),
    "contract.window_unlike": N_(
        "{place}: “{read}” is not the window of the SLA {other}, which is judged by “{expected}”."
    ),
    "contract.tolerance_of": N_("{place}: a tolerance in percent needs the counter “of” it is taken on."),
    "contract.contest_without_days": N_(
        "{place}: silence can only be agreement after a number of days, in “contest_days”."
    ),
}
