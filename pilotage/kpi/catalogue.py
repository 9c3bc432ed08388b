"""The formulas that a contract may name: data, each with its unit, its direction and its source.

A formula is a ratio of two sums of counters. Its variants differ by these sums alone; the first is
the default. `{within_s}`, `{within_h}` and `{short}` in the name of a counter are filled from the
contract's definition (`pilotage.kpi.computation.resolve`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pilotage.kpi.model import Direction, Unit

Weights = Mapping[str, int]

IN_TIME = "answered_within_{within_s}s"
LOST_EARLY = "abandoned_within_{within_s}s"
SHORT = "{short}"
"""`short_abandoned`, or `abandoned_within_{short_s}s` when the definition says how short."""


@dataclass(frozen=True, slots=True)
class Formula:
    """What a code stands for. `variants` maps a name to (numerator, denominator)."""

    code: str
    variants: Mapping[str, tuple[Weights, Weights]]
    scale: int
    unit: Unit
    direction: Direction
    source: str
    matures_after_days: int = 0


def _share(code: str, of: str, on: str, direction: Direction, source: str, days: int = 0) -> Formula:
    """A share in percent of one counter in another, with no variant."""
    return Formula(code, {"": ({of: 1}, {on: 1})}, 100, "percent", direction, source, days)


def _mean(code: str, of: str, on: str, unit: Unit, direction: Direction, source: str) -> Formula:
    """A mean: so much of one counter for each of another, with no variant."""
    return Formula(code, {"": ({of: 1}, {on: 1})}, 1, unit, direction, source)


_FORMULAS = (
    Formula(
        "service_level",
        {
            "answered_in_time_over_offered": ({IN_TIME: 1}, {"offered": 1}),
            "icmi": ({IN_TIME: 1, LOST_EARLY: 1}, {"offered": 1}),
            "answered_only": ({IN_TIME: 1}, {"answered": 1}),
            "late_abandons": ({IN_TIME: 1}, {"offered": 1, LOST_EARLY: -1}),
            "short_abandons_good": ({IN_TIME: 1, SHORT: 1}, {"offered": 1}),
            "short_abandons_removed": ({IN_TIME: 1}, {"offered": 1, SHORT: -1}),
        },
        100,
        "percent",
        "higher",
        "ICMI, Service level calculations, 2005; Call Centre Helper, 2023",
    ),
    Formula(
        "answer_rate",
        {
            "all_offered": ({"answered": 1}, {"offered": 1}),
            "short_abandons_removed": ({"answered": 1}, {"offered": 1, SHORT: -1}),
        },
        100,
        "percent",
        "higher",
        "Genesys Cloud, Answer %",
    ),
    Formula(
        "abandon_rate",
        {
            "all_offered": ({"abandoned": 1}, {"offered": 1}),
            "short_abandons_removed": ({"abandoned": 1, SHORT: -1}, {"offered": 1, SHORT: -1}),
        },
        100,
        "percent",
        "lower",
        "NICE CXone, abandons over queued contacts",
    ),
    _mean("asa", "wait_s", "answered", "seconds", "lower", "ISO 18295-1, annex A"),
    _mean("aht", "handle_s", "handled", "seconds", "lower", "ISO 18295-1, annex A"),
    _mean("dmc", "talk_s", "handled", "seconds", "lower", "usage: talk time alone"),
    _mean("acw", "wrap_s", "handled", "seconds", "lower", "usage: wrap-up alone"),
    _mean("dmr", "response_s", "handled", "seconds", "lower", "usage: mean time to respond"),
    Formula(
        "fcr",
        {
            "no_repeat": ({"resolvable": 1, "repeats": -1}, {"resolvable": 1}),
            "resolved": ({"resolved": 1}, {"resolvable": 1}),
        },
        100,
        "percent",
        "higher",
        "ISO 18295-1, annex A",
        matures_after_days=7,
    ),
    _share("repeat_rate", "repeats", "resolvable", "lower", "usage: same customer, within n days", 7),
    _share("transfer_rate", "transfers", "handled", "lower", "usage: transferred out"),
    _share("reopen_rate", "reopened", "handled", "lower", "usage: cases opened again"),
    _share("csat", "csat_satisfied", "csat_n", "higher", "usage: answers 4 and 5 of 5"),
    _mean("csat_mean", "csat_sum", "csat_n", "points", "higher", "usage: mean of the scores"),
    Formula(
        "nps",
        {"": ({"nps_promoters": 1, "nps_detractors": -1}, {"nps_n": 1})},
        100,
        "points",
        "higher",
        "Reichheld, 2003: 9 and 10 less 0 to 6",
    ),
    _mean("quality_score", "quality_sum", "quality_n", "points", "higher", "the contract's grid"),
    _share("critical_error_rate", "critical_errors", "quality_n", "lower", "the contract's grid"),
    _mean("contacts_per_hour", "handled", "productive_hours", "ratio", "higher", "usage"),
    _share("conversion", "gross_sales", "useful_contacts", "higher", "usage: sales to useful contacts"),
    _share("withdrawal_rate", "withdrawals", "gross_sales", "lower", "usage: within 14 days", 14),
    _share("consent_rate", "consents", "useful_contacts", "higher", "usage: proofs of consent"),
    _share("delivery_rate", "productive_hours", "ordered_hours", "higher", "usage: delivered on ordered"),
    Formula(
        "responded_in_time",
        {
            "working_hours": ({"responded_within_{within_h}wh": 1}, {"handled": 1}),
            "calendar_hours": ({"responded_within_{within_h}h": 1}, {"handled": 1}),
        },
        100,
        "percent",
        "higher",
        "ISO 18295-1, annex A",
    ),
    _share("absenteeism", "absent_hours", "scheduled_hours", "lower", "usage: absent on scheduled"),
    _share("turnover", "leavers", "headcount", "lower", "usage: leavers on headcount, a month"),
    _mean("backlog_days", "backlog", "handled", "ratio", "lower", "usage: open cases in days of work"),
)
FORMULAS: Mapping[str, Formula] = {formula.code: formula for formula in _FORMULAS}
CUSTOM = "custom"
"""The code of a formula that the contract writes itself, counter by counter."""
