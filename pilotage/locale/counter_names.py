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
}
_THRESHOLDS: Mapping[str, str] = {
    "answered": N_("Answered within {time}"),
    "abandoned": N_("Abandoned within {time}"),
    "responded": N_("Answered in writing within {time}"),
    "resolved": N_("Resolved within {time}"),
}
_THRESHOLD = re.compile(r"^(answered|abandoned|responded|resolved)_within_(\d+)(s|h|wh)$")


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
