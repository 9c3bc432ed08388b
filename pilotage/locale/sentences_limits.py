"""Sentences on limits, conditions and agreed amounts."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "consequence.gate_unmeasured": N_(
        "The condition {gate} is not met: the KPI {kpi} is not measured; no received file gives "
        "“{counters}”."
    ),
    "consequence.gate_missing_days": N_(
        "The condition {gate} is not met: the KPI {kpi} is not measured; open days without data: {days}, "
        "the first on {first}."
    ),
    "consequence.agreed_no_line": N_(
        "The amount agreed under {reference} is not applied: the month has no line {line}."
    ),
    "consequence.agreed_sign": N_(
        "The amount agreed under {reference} is not applied: it would turn the bonus into a malus, or "
        "the malus into a bonus, on the line {line}."
    ),
}
OF_CONTRACTS: Mapping[str, str] = {
    "contract.cap_below_band": N_(
        "{place}: the cap of {read} % lies below a single band of {consequence} ({largest} %), which is "
        "then never due in full."
    ),
    "contract.carried_without_end": N_(
        "{place}: what exceeds the cap is carried without an end; say for how many months in "
        "“carried_for”."
    ),
    "contract.floor_above": N_("{place}: a floor of {read} % would stand above the fees themselves."),
    "contract.offset_alone": N_(
        "{place}: {read} alone makes up for nothing; name two consequences or more."
    ),
    "contract.requires_one": N_("{place}: one of “sla”, “kpi” or “all_met” is required, not: {read}."),
    "contract.phases_order": N_(
        "{place}: phases go from the earliest to the latest; month {read} does not come after {expected}."
    ),
}
