"""The formulas of the catalogue by the names that a pilot knows, and what each variant counts."""

from collections.abc import Mapping

from pilotage.contract.model import Contract, KpiDefinition, OwnWord
from pilotage.locale import N_, Words

FORMULA_NAMES: Mapping[str, str] = {
    "volume": N_("Volume"),
    "wape": N_("Forecast error (WAPE)"),
    "forecast_accuracy": N_("Forecast accuracy"),
    "service_level": N_("Service level"),
    "answer_rate": N_("Answer rate"),
    "abandon_rate": N_("Abandon rate"),
    "flow_out_rate": N_("Overflow rate"),
    "callback_rate": N_("Callbacks kept"),
    "asa": N_("Average speed of answer"),
    "wait": N_("Average wait"),
    "opening_availability": N_("Opening-hours availability"),
    "containment": N_("Containment by self-service"),
    "aht": N_("Average handle time"),
    "dmc": N_("Average talk time"),
    "hold_time": N_("Average hold time"),
    "hold_rate": N_("Hold rate"),
    "acw": N_("Average wrap-up time"),
    "acw_share": N_("Share of wrap-up"),
    "dmr": N_("Average response time"),
    "responded_in_time": N_("Answered in writing in time"),
    "transfer_rate": N_("Transfer rate"),
    "fcr": N_("First-contact resolution"),
    "repeat_rate": N_("Repeat rate"),
    "closed_in_time": N_("Cases closed in time"),
    "reopen_rate": N_("Reopened cases rate"),
    "avoidable_rate": N_("Avoidable contacts rate"),
    "qualification_rate": N_("Contacts whose reason is recorded"),
    "complaint_rate": N_("Complaints per 1,000 contacts"),
    "backlog_days": N_("Backlog, in days"),
    "backlog_age": N_("Mean age of the backlog"),
    "backlog_in_time": N_("Backlog within its delay"),
    "csat": N_("Customer satisfaction (CSAT)"),
    "csat_mean": N_("Mean satisfaction score"),
    "nps": N_("NPS"),
    "ces": N_("Customer effort (CES)"),
    "ces_easy_rate": N_("Customers without effort (CES)"),
    "response_rate": N_("Survey response rate"),
    "quality_score": N_("Quality score"),
    "quality_points": N_("Quality points obtained, in percent"),
    "critical_error_rate": N_("Critical error rate"),
    "critical_accuracy": N_("Contacts without critical error"),
    "occupancy": N_("Occupancy"),
    "adherence": N_("Adherence"),
    "conformance": N_("Conformance"),
    "shrinkage": N_("Shrinkage"),
    "absenteeism": N_("Absenteeism"),
    "billable_absence": N_("Billable absence"),
    "training_rate": N_("Training rate"),
    "turnover": N_("Attrition"),
    "agents_per_supervisor": N_("Agents per supervisor"),
    "delivery_rate": N_("Delivery rate of hours"),
    "contacts_per_hour": N_("Contacts per hour"),
    "contact_rate": N_("Contact rate"),
    "useful_rate": N_("Useful contacts rate"),
    "conversion": N_("Conversion rate"),
    "conversion_net": N_("Net conversion rate"),
    "sales_per_hour": N_("Sales per hour"),
    "withdrawal_rate": N_("Withdrawal rate"),
    "consent_rate": N_("Proof of consent rate"),
    "off_hours_rate": N_("Calls outside permitted hours, in percent"),
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
    "handled": N_("contacts handled"),
    "offered": N_("contacts offered"),
    "answered": N_("contacts answered"),
    "contained": N_("contacts contained by self-service"),
    "attempts": N_("call attempts"),
    "offered_by_day": N_("contacts offered, by day"),
    "handled_by_day": N_("contacts handled, by day"),
    "flow_outs_removed": N_("overflow left out"),
    "callbacks_counted": N_("callbacks counted as answered"),
    "late_abandons_only": N_("short abandons not counted"),
    "answered_contacts": N_("over answered contacts"),
    "received_contacts": N_("over received contacts"),
    "ivr_included": N_("time in the voice server included"),
    "ivr_answers_counted": N_("answers of the voice server counted"),
    "all_waits": N_("answered and abandoned"),
    "abandoned_contacts": N_("abandoned contacts alone"),
    "self_service_contacts": N_("over self-service contacts"),
    "all_contacts": N_("over all contacts"),
    "handle_time": N_("handle time as counted"),
    "talk_hold_wrap": N_("talk, hold and wrap-up added up"),
    "on_contact": N_("talk and hold, without wrap-up"),
    "response_time": N_("time to respond"),
    "resolution_time": N_("time to resolve"),
    "answer_delay": N_("delay before an answer"),
    "seconds": N_("in seconds"),
    "all_transfers": N_("all transfers"),
    "external_transfers": N_("external transfers"),
    "level_2": N_("to level 2"),
    "survey": N_("as the customer says"),
    "resolvable_contacts": N_("over contacts that can be resolved"),
    "handled_contacts": N_("over handled contacts"),
    "days_worked": N_("in days worked"),
    "calendar_days": N_("in calendar days"),
    "handle_and_idle": N_("handling over handling and waiting"),
    "production_hours": N_("handling over production hours"),
    "paid_less_production": N_("paid less production"),
    "lost_hours": N_("hours lost"),
    "planned_leave_out": N_("planned leave left out"),
    "planned_leave_in": N_("planned leave included"),
    "monthly": N_("a month"),
    "annualised": N_("a year"),
    "start_and_end": N_("a month, on the mean of start and end"),
    "hours_produced": N_("production hours"),
    "hours_worked": N_("hours worked"),
    "hours_scheduled": N_("hours scheduled"),
    "withdrawals_removed": N_("gross sales less withdrawals"),
    "net_sales": N_("net sales"),
    "useful_contacts": N_("over useful contacts"),
    "sales": N_("over sales"),
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


_UNITS: Mapping[str, str] = {
    "percent": N_("percent"),
    "seconds": N_("seconds"),
    "count": N_("number"),
    "hours": N_("hours"),
    "points": N_("points"),
    "ratio": N_("ratio"),
}
_DIRECTIONS: Mapping[str, str] = {
    "higher": N_("the higher the better"),
    "lower": N_("the lower the better"),
}
CHANNEL_NAMES: Mapping[str, str] = {
    "voice_inbound": N_("Inbound calls"),
    "voice_outbound": N_("Outbound calls"),
    "email": N_("E-mails"),
    "letter": N_("Letters"),
    "sms": N_("Text messages"),
    "chat": N_("Chats"),
    "social": N_("Social networks"),
    "remote_assistance": N_("Remote assistance"),
    "self_service": N_("Voice server and bot"),
    "back_office": N_("Back office"),
}
ACTIVITY_TYPE_NAMES: Mapping[str, str] = {
    "service": N_("Customer service"),
    "after_sales": N_("After-sales"),
    "orders": N_("Order taking"),
    "survey": N_("Survey"),
    "prospecting": N_("Prospecting"),
    "sales": N_("Selling"),
    "helpdesk": N_("Internal helpdesk"),
}


def unit_name(unit: str, t: Words) -> str:
    """The unit of a KPI, as a word."""
    return t(_UNITS[unit])


def direction_words(direction: str, t: Words) -> str:
    """Which way a KPI is better."""
    return t(_DIRECTIONS[direction])


def channel_name(channel: str, contract: Contract, t: Words) -> str:
    """A channel by its name, the contract's own ones included."""
    return _listed(channel, CHANNEL_NAMES, contract.channel, t)


def activity_type_name(kind: str, contract: Contract, t: Words) -> str:
    """A type of activity by its name, the contract's own ones included."""
    return _listed(kind, ACTIVITY_TYPE_NAMES, contract.activity_type, t)


def _listed(word: str, names: Mapping[str, str], own: tuple[OwnWord, ...], t: Words) -> str:
    added = {each.id: each.label(t.language) for each in own}
    return t(names[word]) if word in names else added.get(word, word)
