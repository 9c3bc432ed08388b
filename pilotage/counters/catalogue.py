"""The counters: additive quantities by name, each a column of the projection.

- Contacts: offered, answered, abandoned, short_abandoned, flow_outs, callbacks_due, callbacks_made,
  handled, held, transfers, transfers_external, escalations, repeats, resolvable, resolved, reopened,
  closed, qualified, avoidable, complaints; self_service, contained.
- Seconds: talk_s, hold_s, wrap_s, handle_s, idle_s, wait_s, ivr_s, abandon_wait_s, response_s,
  resolution_s.
- Surveys and monitoring: csat_*, nps_*, ces_*, fcr_*, surveys_sent, surveys_answered, quality_*,
  critical_errors. The sums of squares (`*_sum_sq`) serve the intervals of means.
- Hours and people: ordered, scheduled, worked, productive, training, absent, planned_leave, paid, lost,
  billable, absent_billable, training_billable, adherence_exception; headcount, headcount_start,
  headcount_end, joiners, leavers, supervisors.
- Stock: backlog, backlog_age_hours. Opening: open_hours, closed_hours.
- Told ahead (`FORETOLD`): forecast, ordered_hours_ahead, scheduled_hours_ahead, trained_headcount.
- Outbound: attempts, reached, useful_contacts, gross_sales, net_sales, withdrawals, consents,
  off_hours_calls.

A counter with a threshold carries it in its name (`answered_within_20s`, `responded_within_24wh`,
`closed_within_48h`, `backlog_within_72h`). A *snapshot* (a stock, a headcount) is not summed over time:
`over_time` says whether a period has its mean, its first or its last value; over streams it adds up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "seconds", "hours", "points"]
OverTime = Literal["sum", "mean", "first", "last"]


@dataclass(frozen=True, slots=True)
class Counter:
    """A column of the projection. `parent` is the counter that it can never exceed.

    `sample`: it counts answers or monitored contacts, so that a share of it has an interval.
    """

    name: str
    kind: Kind
    parent: str = ""
    over_time: OverTime = "sum"
    sample: bool = False


_CATALOGUE = (
    Counter("offered", "count"),
    Counter("answered", "count", "offered"),
    Counter("abandoned", "count", "offered"),
    Counter("short_abandoned", "count", "abandoned"),
    Counter("handled", "count"),
    Counter("talk_s", "seconds", "handle_s"),
    Counter("hold_s", "seconds", "handle_s"),
    Counter("wrap_s", "seconds", "handle_s"),
    Counter("handle_s", "seconds"),
    Counter("wait_s", "seconds"),
    Counter("response_s", "seconds"),
    Counter("transfers", "count", "handled"),
    Counter("repeats", "count"),
    Counter("resolvable", "count"),
    Counter("resolved", "count"),
    Counter("reopened", "count"),
    Counter("csat_n", "count", sample=True),
    Counter("csat_satisfied", "count", "csat_n"),
    Counter("csat_sum", "points"),
    Counter("nps_n", "count", sample=True),
    Counter("nps_promoters", "count", "nps_n"),
    Counter("nps_detractors", "count", "nps_n"),
    Counter("quality_n", "count", sample=True),
    Counter("quality_sum", "points"),
    Counter("critical_errors", "count", "quality_n"),
    Counter("ordered_hours", "hours"),
    Counter("scheduled_hours", "hours"),
    Counter("worked_hours", "hours"),
    Counter("productive_hours", "hours"),
    Counter("training_hours", "hours"),
    Counter("absent_hours", "hours"),
    Counter("headcount", "count", over_time="mean"),
    Counter("leavers", "count"),
    Counter("backlog", "count", over_time="last"),
    Counter("forecast", "count"),
    Counter("useful_contacts", "count"),
    Counter("gross_sales", "count", "useful_contacts"),
    Counter("withdrawals", "count", "gross_sales"),
    Counter("consents", "count"),
    Counter("off_hours_calls", "count"),
    # Columns added by the third migration.
    Counter("self_service", "count"),
    Counter("contained", "count", "self_service"),
    Counter("flow_outs", "count", "offered"),
    Counter("callbacks_due", "count"),
    Counter("callbacks_made", "count", "callbacks_due"),
    Counter("held", "count", "handled"),
    Counter("transfers_external", "count", "transfers"),
    Counter("escalations", "count", "handled"),
    Counter("closed", "count"),
    Counter("qualified", "count"),
    Counter("avoidable", "count", "qualified"),
    Counter("complaints", "count"),
    Counter("idle_s", "seconds"),
    Counter("ivr_s", "seconds"),
    Counter("abandon_wait_s", "seconds"),
    Counter("resolution_s", "seconds"),
    Counter("surveys_sent", "count"),
    Counter("surveys_answered", "count"),
    Counter("csat_sum_sq", "points"),
    Counter("ces_n", "count", sample=True),
    Counter("ces_easy", "count", "ces_n"),
    Counter("ces_sum", "points"),
    Counter("ces_sum_sq", "points"),
    Counter("fcr_n", "count", sample=True),
    Counter("fcr_yes", "count", "fcr_n"),
    Counter("quality_sum_sq", "points"),
    Counter("quality_points", "points", "quality_points_max"),
    Counter("quality_points_max", "points"),
    Counter("planned_leave_hours", "hours"),
    Counter("paid_hours", "hours"),
    Counter("lost_hours", "hours", "paid_hours"),
    Counter("billable_hours", "hours"),
    Counter("absent_billable_hours", "hours", "absent_hours"),
    Counter("training_billable_hours", "hours", "training_hours"),
    Counter("adherence_exception_hours", "hours"),
    Counter("headcount_start", "count", over_time="first"),
    Counter("headcount_end", "count", over_time="last"),
    Counter("joiners", "count"),
    Counter("supervisors", "count", over_time="mean"),
    Counter("backlog_age_hours", "hours", over_time="last"),
    Counter("open_hours", "hours"),
    Counter("closed_hours", "hours", "open_hours"),
    Counter("attempts", "count"),
    Counter("reached", "count", "attempts"),
    Counter("net_sales", "count", "gross_sales"),
    # Capacity of the days to come, as ordered, as planned, as trained: never billed.
    Counter("ordered_hours_ahead", "hours"),
    Counter("scheduled_hours_ahead", "hours"),
    Counter("trained_headcount", "count", over_time="mean"),
)
CATALOGUE: Mapping[str, Counter] = {counter.name: counter for counter in _CATALOGUE}
BASE_COLUMNS = tuple(CATALOGUE)
_COMPARED = {n: (n, "forecast") for n in ("offered", "handled")}
MADE: Mapping[str, tuple[str, ...]] = {
    "worked_days": ("handled",),
    **{f"{name}_gap": both for name, both in _COMPARED.items()},
    **{f"{name}_forecast": both for name, both in _COMPARED.items()},
}
"""Quantities made from counters, day by day, that a KPI names as it names counters:

- `worked_days`: days on which something was handled;
- `offered_gap`, `handled_gap`: the sum over the days of |count - forecast|, streams added up first;
- `offered_forecast`, `handled_forecast`: the forecast of those days.
"""
DAILY = frozenset({"offered", "answered", "handled", "productive_hours", "useful_contacts"})
"""Counters that an open day always has: a day without them is a missing day, not a quiet one."""
FORETOLD = frozenset({"forecast", "ordered_hours_ahead", "scheduled_hours_ahead", "trained_headcount"})
"""Counters of days to come: a feed that gives them may name days after today."""
_WITH_PARENT = frozenset(
    {"answered", "abandoned", "short_abandoned", "contained", "csat_satisfied", "nps_promoters"}
) | {"nps_detractors", "ces_easy", "fcr_yes"}
_THRESHOLD = re.compile(r"^(answered|abandoned|responded|resolved|closed|backlog)_within_(\d+)(s|h|wh)$")


def parent_of(name: str) -> str:
    """The counter that `name` can never exceed, or an empty text."""
    if name in CATALOGUE:
        return CATALOGUE[name].parent
    match = _THRESHOLD.match(name)
    return {"responded": "handled"}.get(match[1], match[1]) if match else ""


def ancestors(name: str) -> Iterator[str]:
    """The counters that `name` is part of, nearest first."""
    while name := parent_of(name):
        yield name


def over_time(name: str) -> OverTime:
    """How the values of a counter make that of a longer period: `sum`, unless it is a snapshot."""
    if name in CATALOGUE:
        return CATALOGUE[name].over_time
    return "last" if name.startswith("backlog_within_") and is_threshold(name) else "sum"


def made_of(name: str) -> tuple[str, ...]:
    """The counters behind what a KPI names: itself, unless it is made from others."""
    return MADE.get(name, (name,))


def is_counter(name: str) -> bool:
    """Whether `name` is of the catalogue, one of its counters with a threshold, or made from them."""
    return name in CATALOGUE or name in MADE or _THRESHOLD.match(name) is not None


def is_threshold(name: str) -> bool:
    """Whether `name` counts what happened within a delay (`answered_within_20s`)."""
    return _THRESHOLD.match(name) is not None


def comes_with_parent(name: str) -> bool:
    """Whether whoever counts the parent of `name` counts `name` with it: where it lacks beside a parent
    above zero, the sum is not whole. (Sales withdrawn come later, on days of their own.)
    """
    return name in _WITH_PARENT or is_threshold(name)
