"""The counters by the names that a pilot knows: « Décrochés en 20 s » for `answered_within_20s`."""

import re
from collections.abc import Mapping

from pilotage.locale import N_, NBSP, Words

_COUNTERS: Mapping[str, str] = {
    "offered": N_("Offered"),
    "answered": N_("Answered"),
    "abandoned": N_("Abandoned"),
    "short_abandoned": N_("Short abandons"),
    "handled": N_("Handled"),
    "talk_s": N_("Talk"),
    "hold_s": N_("Hold"),
    "wrap_s": N_("Wrap-up"),
    "handle_s": N_("Handle time"),
    "wait_s": N_("Waiting time"),
    "response_s": N_("Response time"),
    "transfers": N_("Transfers"),
    "repeats": N_("Repeat contacts"),
    "resolvable": N_("Contacts that can be resolved"),
    "resolved": N_("Resolved at first contact"),
    "reopened": N_("Reopened"),
    "csat_n": N_("Satisfaction surveys"),
    "csat_satisfied": N_("Satisfied customers"),
    "csat_sum": N_("Sum of satisfaction scores"),
    "nps_n": N_("NPS surveys"),
    "nps_promoters": N_("Promoters"),
    "nps_detractors": N_("Detractors"),
    "quality_n": N_("Monitored contacts"),
    "quality_sum": N_("Sum of quality scores"),
    "critical_errors": N_("Critical errors"),
    "ordered_hours": N_("Ordered hours"),
    "scheduled_hours": N_("Scheduled hours"),
    "worked_hours": N_("Hours worked"),
    "productive_hours": N_("Production hours"),
    "training_hours": N_("Training hours"),
    "absent_hours": N_("Hours of absence"),
    "headcount": N_("Headcount"),
    "leavers": N_("Leavers"),
    "backlog": N_("Backlog"),
    "forecast": N_("Forecast"),
    "useful_contacts": N_("Useful contacts"),
    "gross_sales": N_("Gross sales"),
    "withdrawals": N_("Withdrawals"),
    "consents": N_("Recorded consents"),
    "off_hours_calls": N_("Calls outside permitted hours"),
    "worked_days": N_("Days worked"),
    "offered_gap": N_("Gap to forecast, offered"),
    "handled_gap": N_("Gap to forecast, handled"),
    "offered_forecast": N_("Forecast of the days counted, offered"),
    "handled_forecast": N_("Forecast of the days counted, handled"),
    "self_service": N_("Self-service contacts"),
    "contained": N_("Contained by self-service"),
    "flow_outs": N_("Calls sent elsewhere"),
    "callbacks_due": N_("Callbacks promised"),
    "callbacks_made": N_("Callbacks made"),
    "held": N_("Contacts put on hold"),
    "transfers_external": N_("External transfers"),
    "escalations": N_("Escalations to level 2"),
    "closed": N_("Cases closed"),
    "qualified": N_("Contacts with a reason"),
    "avoidable": N_("Avoidable contacts"),
    "complaints": N_("Complaints"),
    "idle_s": N_("Time waiting for a contact"),
    "ivr_s": N_("Time in the voice server"),
    "abandon_wait_s": N_("Waiting time of those who abandoned"),
    "resolution_s": N_("Resolution time"),
    "surveys_sent": N_("Surveys sent"),
    "surveys_answered": N_("Surveys answered"),
    "csat_sum_sq": N_("Sum of squares of satisfaction scores"),
    "ces_n": N_("Effort surveys"),
    "ces_easy": N_("Customers who found it easy"),
    "ces_sum": N_("Sum of effort scores"),
    "ces_sum_sq": N_("Sum of squares of effort scores"),
    "fcr_n": N_("Resolution surveys"),
    "fcr_yes": N_("Customers resolved at first contact"),
    "quality_sum_sq": N_("Sum of squares of quality scores"),
    "quality_points": N_("Quality points obtained"),
    "quality_points_max": N_("Quality points applicable"),
    "planned_leave_hours": N_("Hours of planned leave"),
    "paid_hours": N_("Paid hours"),
    "lost_hours": N_("Paid hours not worked"),
    "billable_hours": N_("Billable hours"),
    "absent_billable_hours": N_("Billable hours of absence"),
    "training_billable_hours": N_("Billable training hours"),
    "adherence_exception_hours": N_("Hours out of schedule"),
    "headcount_start": N_("Headcount at the start"),
    "headcount_end": N_("Headcount at the end"),
    "joiners": N_("Joiners"),
    "supervisors": N_("Supervisors"),
    "backlog_age_hours": N_("Age of the backlog, added up"),
    "open_hours": N_("Hours to be open"),
    "closed_hours": N_("Hours closed during opening hours"),
    "attempts": N_("Call attempts"),
    "reached": N_("People reached"),
    "net_sales": N_("Net sales"),
    "ordered_hours_ahead": N_("Hours ordered for the days to come"),
    "scheduled_hours_ahead": N_("Hours planned for the days to come"),
    "trained_headcount": N_("Trained people"),
}
_THRESHOLDS: Mapping[str, str] = {
    "answered": N_("Answered within {time}"),
    "abandoned": N_("Abandoned within {time}"),
    "responded": N_("Answered in writing within {time}"),
    "resolved": N_("Resolved within {time}"),
    "closed": N_("Closed within {time}"),
    "backlog": N_("In the backlog for less than {time}"),
}
_THRESHOLD = re.compile(r"^(answered|abandoned|responded|resolved|closed|backlog)_within_(\d+)(s|h|wh)$")


def counter_words(name: str, t: Words) -> str:
    """A counter in words: « Décrochés en 20 s » for `answered_within_20s`."""
    if name in _COUNTERS:
        return t(_COUNTERS[name])
    match = _THRESHOLD.match(name)
    if match is None:
        return name
    number, unit = match[2], match[3]
    time = t("{n} working hours", n=number) if unit == "wh" else f"{number}{NBSP}{unit}"
    return t(_THRESHOLDS[match[1]], time=time)
