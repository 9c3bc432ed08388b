"""Formulas of what customers and listeners say, of the staff and its hours, and of sales."""

from pilotage.kpi.formula import Formula, mean, means, share, shares

SURVEYS = (
    share("csat", "csat_satisfied", "csat_n", "higher", "usage: answers 4 and 5 of 5"),
    mean("csat_mean", "csat_sum", "csat_n", "points", "higher", "usage: mean of the scores"),
    Formula(
        "nps",
        {"": ({"nps_promoters": 1, "nps_detractors": -1}, {"nps_n": 1})},
        100,
        "points",
        "higher",
        "Reichheld, 2003: 9 and 10 less 0 to 6",
    ),
    mean(
        "ces", "ces_sum", "ces_n", "points", "higher", "Dixon, Freeman and Toman, 2010; version 2.0, 2013"
    ),
    share("ces_easy_rate", "ces_easy", "ces_n", "higher", "usage: answers 5 to 7 of 7"),
    share("response_rate", "surveys_answered", "surveys_sent", "higher", "AAPOR, response rate 1"),
)
QUALITY = (
    mean("quality_score", "quality_sum", "quality_n", "points", "higher", "the contract's grid"),
    share("quality_points", "quality_points", "quality_points_max", "higher", "the contract's grid"),
    share("critical_error_rate", "critical_errors", "quality_n", "lower", "the contract's grid"),
    shares(
        "critical_accuracy",
        {"": ({"quality_n": 1, "critical_errors": -1}, {"quality_n": 1})},
        "higher",
        "usage, as COPC counts it",
    ),
)
STAFF = (
    shares(
        "occupancy",
        {
            "handle_and_idle": ({"handle_s": 1}, {"handle_s": 1, "idle_s": 1}),
            "production_hours": ({"handle_s": 1}, {"productive_hours": 3600}),
        },
        "higher",
        "Amazon Connect, occupancy",
    ),
    shares(
        "adherence",
        {"": ({"scheduled_hours": 1, "adherence_exception_hours": -1}, {"scheduled_hours": 1})},
        "higher",
        "Genesys Cloud, adherence",
    ),
    share("conformance", "worked_hours", "scheduled_hours", "higher", "Genesys Cloud, conformance"),
    shares(
        "shrinkage",
        {
            "paid_less_production": ({"paid_hours": 1, "productive_hours": -1}, {"paid_hours": 1}),
            "lost_hours": ({"lost_hours": 1}, {"paid_hours": 1}),
            "planned_leave_out": (
                {"paid_hours": 1, "productive_hours": -1, "planned_leave_hours": -1},
                {"paid_hours": 1, "planned_leave_hours": -1},
            ),
        },
        "lower",
        "usage: paid time lost to production",
    ),
    shares(
        "absenteeism",
        {
            "planned_leave_out": ({"absent_hours": 1}, {"scheduled_hours": 1}),
            "planned_leave_in": (
                {"absent_hours": 1, "planned_leave_hours": 1},
                {"scheduled_hours": 1, "planned_leave_hours": 1},
            ),
        },
        "lower",
        "usage: absent on scheduled",
    ),
    share("billable_absence", "absent_billable_hours", "absent_hours", "lower", "usage: absence billed"),
    share("training_rate", "training_hours", "worked_hours", "higher", "usage: training on hours worked"),
    Formula(
        "turnover",
        {
            "monthly": ({"leavers": 1}, {"headcount": 1}),
            "annualised": ({"leavers": 1}, {"headcount": 1}),
            "start_and_end": ({"leavers": 2}, {"headcount_start": 1, "headcount_end": 1}),
        },
        100,
        "percent",
        "lower",
        "usage: leavers on mean headcount",
        per={"monthly": "month", "annualised": "year", "start_and_end": "month"},
    ),
    mean("agents_per_supervisor", "headcount", "supervisors", "ratio", "lower", "usage: span of control"),
    shares(
        "delivery_rate",
        {
            "hours_produced": ({"productive_hours": 1}, {"ordered_hours": 1}),
            "hours_worked": ({"worked_hours": 1}, {"ordered_hours": 1}),
            "hours_scheduled": ({"scheduled_hours": 1}, {"ordered_hours": 1}),
        },
        "higher",
        "usage: delivered on ordered",
    ),
    means(
        "contacts_per_hour",
        {
            "hours_produced": ({"handled": 1}, {"productive_hours": 1}),
            "hours_worked": ({"handled": 1}, {"worked_hours": 1}),
        },
        "ratio",
        "higher",
        "Genesys Cloud, interactions per hour",
    ),
)
SALES = (
    share("contact_rate", "reached", "attempts", "higher", "usage: people reached on attempts"),
    share("useful_rate", "useful_contacts", "reached", "higher", "usage: offers made on people reached"),
    share("conversion", "gross_sales", "useful_contacts", "higher", "usage: sales to useful contacts"),
    shares(
        "conversion_net",
        {
            "withdrawals_removed": ({"gross_sales": 1, "withdrawals": -1}, {"useful_contacts": 1}),
            "net_sales": ({"net_sales": 1}, {"useful_contacts": 1}),
        },
        "higher",
        "usage: sales that stand after the withdrawal period",
        days=14,
    ),
    mean("sales_per_hour", "gross_sales", "productive_hours", "ratio", "higher", "usage"),
    share("withdrawal_rate", "withdrawals", "gross_sales", "lower", "usage: within 14 days", 14),
    shares(
        "consent_rate",
        {
            "useful_contacts": ({"consents": 1}, {"useful_contacts": 1}),
            "sales": ({"consents": 1}, {"gross_sales": 1}),
        },
        "higher",
        "usage: proofs of consent",
    ),
    share(
        "off_hours_rate",
        "off_hours_calls",
        "attempts",
        "lower",
        "French decree 2022-1313: permitted hours",
    ),
)
