"""Formulas of contacts: volumes and forecast, reaching the centre, handling, resolving, the stock."""

from pilotage.kpi.formula import IN_TIME, LOST_EARLY, SHORT, Formula, mean, means, share, shares

_ISO = "ISO 18295-1, annex A"

VOLUMES = (
    means(
        "volume",
        {name: ({name: 1}, {}) for name in ("handled", "offered", "answered", "contained", "attempts")},
        "count",
        "higher",
        "usage: contacts counted",
    ),
    shares(
        "wape",
        {
            f"{name}_by_day": ({f"{name}_gap": 1}, {f"{name}_forecast": 1})
            for name in ("offered", "handled")
        },
        "lower",
        "Kolassa and Schütz, 2007: MAD over mean",
    ),
    shares(
        "forecast_accuracy",
        {
            f"{name}_by_day": (
                {f"{name}_forecast": 1, f"{name}_gap": -1},
                {f"{name}_forecast": 1},
            )
            for name in ("offered", "handled")
        },
        "higher",
        "usage: 100 less the WAPE",
    ),
)
REACH = (
    shares(
        "service_level",
        {
            "answered_in_time_over_offered": ({IN_TIME: 1}, {"offered": 1}),
            "icmi": ({IN_TIME: 1, LOST_EARLY: 1}, {"offered": 1}),
            "answered_only": ({IN_TIME: 1}, {"answered": 1}),
            "late_abandons": ({IN_TIME: 1}, {"offered": 1, LOST_EARLY: -1}),
            "short_abandons_good": ({IN_TIME: 1, SHORT: 1}, {"offered": 1}),
            "short_abandons_removed": ({IN_TIME: 1}, {"offered": 1, SHORT: -1}),
        },
        "higher",
        "ICMI, Service level calculations, 2005; Call Centre Helper, 2023",
    ),
    shares(
        "answer_rate",
        {
            "all_offered": ({"answered": 1}, {"offered": 1}),
            "short_abandons_removed": ({"answered": 1}, {"offered": 1, SHORT: -1}),
            "flow_outs_removed": ({"answered": 1}, {"offered": 1, "flow_outs": -1}),
            "callbacks_counted": ({"answered": 1, "callbacks_made": 1}, {"offered": 1}),
        },
        "higher",
        "Genesys Cloud, Answer %",
    ),
    shares(
        "abandon_rate",
        {
            "all_offered": ({"abandoned": 1}, {"offered": 1}),
            "short_abandons_removed": ({"abandoned": 1, SHORT: -1}, {"offered": 1, SHORT: -1}),
            "late_abandons_only": ({"abandoned": 1, SHORT: -1}, {"offered": 1}),
            "flow_outs_removed": ({"abandoned": 1}, {"offered": 1, "flow_outs": -1}),
        },
        "lower",
        "NICE CXone, abandons over queued contacts",
    ),
    share("flow_out_rate", "flow_outs", "offered", "lower", "Genesys Cloud, flow-outs"),
    share("callback_rate", "callbacks_made", "callbacks_due", "higher", "usage: callbacks kept"),
    means(
        "asa",
        {
            "answered_contacts": ({"wait_s": 1}, {"answered": 1}),
            "received_contacts": ({"wait_s": 1}, {"offered": 1}),
            "ivr_included": ({"wait_s": 1, "ivr_s": 1}, {"answered": 1}),
            "ivr_answers_counted": ({"wait_s": 1}, {"answered": 1, "contained": 1}),
        },
        "seconds",
        "lower",
        _ISO,
    ),
    means(
        "wait",
        {
            "all_waits": ({"wait_s": 1, "abandon_wait_s": 1}, {"offered": 1}),
            "abandoned_contacts": ({"abandon_wait_s": 1}, {"abandoned": 1}),
        },
        "seconds",
        "lower",
        "usage: waiting before an answer or an abandon",
    ),
    shares(
        "opening_availability",
        {"": ({"open_hours": 1, "closed_hours": -1}, {"open_hours": 1})},
        "higher",
        "usage: hours open on hours to be open",
    ),
    shares(
        "containment",
        {
            "self_service_contacts": ({"contained": 1}, {"self_service": 1}),
            "all_contacts": ({"contained": 1}, {"contained": 1, "offered": 1}),
        },
        "higher",
        "usage: ended in the voice server or the bot",
    ),
)
HANDLING = (
    means(
        "aht",
        {
            "handle_time": ({"handle_s": 1}, {"handled": 1}),
            "talk_hold_wrap": ({"talk_s": 1, "hold_s": 1, "wrap_s": 1}, {"handled": 1}),
            "on_contact": ({"talk_s": 1, "hold_s": 1}, {"handled": 1}),
        },
        "seconds",
        "lower",
        _ISO,
    ),
    mean("dmc", "talk_s", "handled", "seconds", "lower", "usage: talk time alone"),
    mean("hold_time", "hold_s", "handled", "seconds", "lower", "usage: hold time alone"),
    share("hold_rate", "held", "handled", "lower", "usage: contacts put on hold"),
    mean("acw", "wrap_s", "handled", "seconds", "lower", "usage: wrap-up alone"),
    share("acw_share", "wrap_s", "handle_s", "lower", "Genesys Cloud, ACW over handle"),
    means(
        "dmr",
        {
            "response_time": ({"response_s": 1}, {"handled": 1}),
            "resolution_time": ({"resolution_s": 1}, {"closed": 1}),
            "answer_delay": ({"wait_s": 1}, {"answered": 1}),
        },
        "seconds",
        "lower",
        "usage: the contract says what it means by DMR",
    ),
    shares(
        "responded_in_time",
        {
            "working_hours": ({"responded_within_{within_h}wh": 1}, {"handled": 1}),
            "calendar_hours": ({"responded_within_{within_h}h": 1}, {"handled": 1}),
            "seconds": ({"responded_within_{within_s}s": 1}, {"handled": 1}),
        },
        "higher",
        _ISO,
    ),
    shares(
        "transfer_rate",
        {
            "all_transfers": ({"transfers": 1}, {"handled": 1}),
            "external_transfers": ({"transfers_external": 1}, {"handled": 1}),
            "level_2": ({"escalations": 1}, {"handled": 1}),
        },
        "lower",
        "usage: transferred out",
    ),
)
RESOLUTION = (
    shares(
        "fcr",
        {
            "no_repeat": ({"resolvable": 1, "repeats": -1}, {"resolvable": 1}),
            "resolved": ({"resolved": 1}, {"resolvable": 1}),
            "survey": ({"fcr_yes": 1}, {"fcr_n": 1}),
        },
        "higher",
        _ISO,
        days=7,
    ),
    shares(
        "repeat_rate",
        {
            "resolvable_contacts": ({"repeats": 1}, {"resolvable": 1}),
            "handled_contacts": ({"repeats": 1}, {"handled": 1}),
        },
        "lower",
        "usage: same customer, within n days",
        days=7,
    ),
    shares(
        "closed_in_time",
        {
            "working_hours": ({"closed_within_{within_h}wh": 1}, {"closed": 1}),
            "calendar_hours": ({"closed_within_{within_h}h": 1}, {"closed": 1}),
        },
        "higher",
        _ISO,
    ),
    share("reopen_rate", "reopened", "handled", "lower", "usage: cases opened again"),
    share(
        "avoidable_rate", "avoidable", "qualified", "lower", "usage: contacts that should not have been"
    ),
    share("qualification_rate", "qualified", "handled", "higher", "usage: contacts with a reason"),
    Formula(
        "complaint_rate",
        {"": ({"complaints": 1}, {"handled": 1})},
        1000,
        "ratio",
        "lower",
        "usage: complaints for 1,000 contacts",
    ),
)
STOCK = (
    Formula(
        "backlog_days",
        {
            "days_worked": ({"backlog": 1}, {"handled": 1}),
            "calendar_days": ({"backlog": 1}, {"handled": 1}),
        },
        1,
        "ratio",
        "lower",
        "usage: open at cut-off over a day's work",
        per={"days_worked": "worked_day", "calendar_days": "day"},
    ),
    mean("backlog_age", "backlog_age_hours", "backlog", "hours", "lower", "usage: age at cut-off"),
    shares(
        "backlog_in_time",
        {
            "calendar_hours": ({"backlog_within_{within_h}h": 1}, {"backlog": 1}),
            "working_hours": ({"backlog_within_{within_h}wh": 1}, {"backlog": 1}),
        },
        "higher",
        "usage: open cases still within their delay",
    ),
)
