"""The catalogue in sentences: what each formula says, and the families that a reader finds them in."""

from collections.abc import Mapping

from pilotage.locale import N_

FAMILY_NAMES: Mapping[str, str] = {
    "volumes": N_("Volumes and forecast"),
    "reach": N_("Reaching the centre"),
    "handling": N_("Handling"),
    "resolution": N_("Resolution"),
    "stock": N_("Stock of work"),
    "surveys": N_("Surveys"),
    "quality": N_("Quality"),
    "staff": N_("Staff and hours"),
    "sales": N_("Sales"),
}
DEFINITIONS: Mapping[str, str] = {
    "volume": N_("How many contacts are counted over the period."),
    "wape": N_(
        "Gaps between count and forecast, day by day and without sign, over the forecast of those "
        "days: the frozen one, where the contract freezes it."
    ),
    "forecast_accuracy": N_("100% less the forecast error (WAPE), day by day."),
    "service_level": N_(
        "Share of calls answered within the delay of the contract; the variant says what becomes of "
        "abandons."
    ),
    "answer_rate": N_("Share of the calls offered that were answered."),
    "abandon_rate": N_("Share of the calls offered that ended before an answer."),
    "flow_out_rate": N_("Share of the calls offered that were sent to another centre or queue."),
    "callback_rate": N_("Share of the callbacks promised that were made."),
    "asa": N_("Mean wait before an answer."),
    "wait": N_("Mean wait before an answer or an abandon."),
    "opening_availability": N_(
        "Share of the hours to be open during which the activity could be reached."
    ),
    "containment": N_("Share of contacts that ended in the voice server or the bot, without an agent."),
    "aht": N_("Mean time spent on a contact: talk, hold and wrap-up."),
    "dmc": N_("Mean time spent talking with the customer."),
    "hold_time": N_("Mean time that a handled contact spends on hold."),
    "hold_rate": N_("Share of handled contacts that were put on hold."),
    "acw": N_("Mean time spent after the contact to finish it."),
    "acw_share": N_("Share of the handle time that is wrap-up."),
    "dmr": N_("Mean time to respond; by choice of the contract, mean time to resolve or to pick up."),
    "responded_in_time": N_(
        "Share of e-mails, chats, letters or messages answered within the delay of the contract."
    ),
    "transfer_rate": N_("Share of handled contacts passed to somebody else."),
    "fcr": N_(
        "Share of contacts resolved the first time: no repeat within n days, declared resolved, or as "
        "the customer says."
    ),
    "repeat_rate": N_("Share of contacts from a customer who had already made contact within n days."),
    "closed_in_time": N_("Share of the cases closed that were closed within the delay of the contract."),
    "reopen_rate": N_("Cases opened again for a hundred contacts handled."),
    "avoidable_rate": N_(
        "Share of contacts with a recorded reason that should not have taken place; by reason, stream "
        "by stream."
    ),
    "qualification_rate": N_("Share of handled contacts whose reason was recorded."),
    "complaint_rate": N_("Complaints received for a thousand contacts handled."),
    "backlog_days": N_("Cases open at cut-off over what a day of work handles."),
    "backlog_age": N_("Mean age, in hours, of the cases open at cut-off."),
    "backlog_in_time": N_("Share of the cases open at cut-off that are still within their delay."),
    "csat": N_("Share of surveyed customers who are satisfied: 4 and 5 of 5."),
    "csat_mean": N_("Mean of the scores that customers give."),
    "nps": N_("Share of promoters (9 and 10) less share of detractors (0 to 6)."),
    "ces": N_("Mean of the scores that customers give to the ease of their contact."),
    "ces_easy_rate": N_("Share of surveyed customers who found it easy: 5 to 7 of 7."),
    "response_rate": N_("Share of the surveys sent that were answered."),
    "quality_score": N_("Mean of the scores of monitored contacts, on the contract’s grid."),
    "quality_points": N_(
        "Points obtained over the points that apply: a criterion without object weighs nothing."
    ),
    "critical_error_rate": N_("Share of monitored contacts with a critical error."),
    "critical_accuracy": N_("Share of monitored contacts without any critical error."),
    "occupancy": N_("Share of their available time that agents spend on contacts."),
    "adherence": N_("Share of the scheduled time worked as scheduled."),
    "conformance": N_("Hours worked over hours scheduled; it can pass 100%."),
    "shrinkage": N_("Share of paid time that is not spent in production."),
    "absenteeism": N_("Hours of absence over hours scheduled."),
    "billable_absence": N_("Share of the hours of absence that the contract lets the vendor bill."),
    "training_rate": N_("Hours of training over hours worked."),
    "turnover": N_("Agents who left over the mean headcount, a month or a year."),
    "agents_per_supervisor": N_("Mean headcount over mean number of supervisors."),
    "delivery_rate": N_("Hours delivered over hours ordered."),
    "contacts_per_hour": N_("Contacts handled in an hour of production."),
    "contact_rate": N_("Share of call attempts that reached somebody."),
    "useful_rate": N_("Share of the people reached to whom the offer was made."),
    "conversion": N_("Gross sales over useful contacts."),
    "conversion_net": N_("Sales that stand after withdrawals, over useful contacts."),
    "sales_per_hour": N_("Gross sales in an hour of production."),
    "withdrawal_rate": N_("Share of gross sales that the customer withdrew from."),
    "consent_rate": N_("Share of useful contacts, or of sales, with a proof of consent."),
    "off_hours_rate": N_("Share of call attempts made outside the permitted days and hours."),
}
