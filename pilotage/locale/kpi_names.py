"""The formulas of the catalogue by the names that a pilot knows, and what each variant counts."""

from collections.abc import Mapping

from pilotage.contract.model import KpiDefinition
from pilotage.locale import N_, Words

FORMULA_NAMES: Mapping[str, str] = {
    "service_level": N_("Service level"),
    "answer_rate": N_("Answer rate"),
    "abandon_rate": N_("Abandon rate"),
    "asa": N_("Average speed of answer"),
    "aht": N_("Average handle time"),
    "dmc": N_("Average talk time"),
    "acw": N_("Average wrap-up time"),
    "dmr": N_("Average response time"),
    "fcr": N_("First-contact resolution"),
    "repeat_rate": N_("Repeat rate"),
    "transfer_rate": N_("Transfer rate"),
    "reopen_rate": N_("Reopened cases rate"),
    "csat": N_("Customer satisfaction (CSAT)"),
    "csat_mean": N_("Mean satisfaction score"),
    "nps": N_("NPS"),
    "quality_score": N_("Quality score"),
    "critical_error_rate": N_("Critical error rate"),
    "contacts_per_hour": N_("Contacts per hour"),
    "conversion": N_("Conversion rate"),
    "withdrawal_rate": N_("Withdrawal rate"),
    "consent_rate": N_("Proof of consent rate"),
    "delivery_rate": N_("Delivery rate of hours"),
    "responded_in_time": N_("Answered in writing in time"),
    "absenteeism": N_("Absenteeism"),
    "turnover": N_("Attrition"),
    "backlog_days": N_("Backlog, in days"),
    "custom": N_("Formula of the contract"),
}
VARIANT_NAMES: Mapping[str, str] = {
    "answered_in_time_over_offered": N_("answered in time over offered"),
    "icmi": N_("answered or abandoned in time over offered"),
    "answered_only": N_("answered in time over answered, abandons left out"),
    "late_abandons": N_("answered in time over answered and late abandons"),
    "short_abandons_good": N_("short abandons counted as in time"),
    "short_abandons_removed": N_("short abandons left out"),
    "all_offered": N_("over all offered"),
    "no_repeat": N_("no repeat contact"),
    "resolved": N_("declared resolved"),
    "working_hours": N_("in working hours"),
    "calendar_hours": N_("in calendar hours"),
}


def kpi_name(definition: KpiDefinition, t: Words) -> str:
    """The name that the contract gives, else that of the formula; its id when neither is known."""
    named = definition.label(t.language)
    if named != definition.id or definition.formula not in FORMULA_NAMES:
        return named
    return t(FORMULA_NAMES[definition.formula])


def variant_name(variant: str, t: Words) -> str:
    """What a variant counts, in a few words; empty for a formula that has none."""
    return t(VARIANT_NAMES[variant]) if variant in VARIANT_NAMES else variant
