"""Counters: the additive quantities that are stored, and their sums over streams and days.

Only what adds up is kept (never a rate). A counter with a threshold carries it in its name
(`answered_within_20s`). Values are stored as 64-bit integers in millionths, so that sums are exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import pandas as pd

from pilotage.periods import Window

Kind = Literal["count", "seconds", "hours", "points"]
Grain = Literal["day", "week", "month"]

KEY_COLUMNS = ("stream", "start", "grain", "batch", "estimated")


@dataclass(frozen=True, slots=True)
class Counter:
    """A column of the projection. `parent` is the counter that it can never exceed."""

    name: str
    kind: Kind
    parent: str = ""


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
    Counter("csat_n", "count"),
    Counter("csat_satisfied", "count", "csat_n"),
    Counter("csat_sum", "points"),
    Counter("nps_n", "count"),
    Counter("nps_promoters", "count", "nps_n"),
    Counter("nps_detractors", "count", "nps_n"),
    Counter("quality_n", "count"),
    Counter("quality_sum", "points"),
    Counter("critical_errors", "count", "quality_n"),
    Counter("ordered_hours", "hours"),
    Counter("scheduled_hours", "hours"),
    Counter("worked_hours", "hours"),
    Counter("productive_hours", "hours"),
    Counter("training_hours", "hours"),
    Counter("absent_hours", "hours"),
    Counter("headcount", "count"),
    Counter("leavers", "count"),
    Counter("backlog", "count"),
    Counter("forecast", "count"),
    Counter("useful_contacts", "count"),
    Counter("gross_sales", "count", "useful_contacts"),
    Counter("withdrawals", "count", "gross_sales"),
    Counter("consents", "count"),
    Counter("off_hours_calls", "count"),
)
CATALOGUE: Mapping[str, Counter] = {counter.name: counter for counter in _CATALOGUE}
BASE_COLUMNS = tuple(CATALOGUE)
_THRESHOLD = re.compile(r"^(answered|abandoned|responded|resolved)_within_(\d+)(s|h|wh)$")


def parent_of(name: str) -> str:
    """The counter that `name` can never exceed, or an empty text."""
    if name in CATALOGUE:
        return CATALOGUE[name].parent
    match = _THRESHOLD.match(name)
    return {"responded": "handled"}.get(match[1], match[1]) if match else ""


def is_counter(name: str) -> bool:
    """Whether `name` is of the catalogue, or one of its counters with a threshold."""
    return name in CATALOGUE or _THRESHOLD.match(name) is not None


@dataclass(frozen=True, slots=True)
class Sums:
    """Counters summed over a scope and a window.

    A counter that no row gives is absent from `values` (which is not zero). `estimated` names those
    made from a printed rate; `coarse` those of rows (a week, a month) that reach out of the window
    or lie beside finer rows of the same stream and counter: they are not part of the sums.
    """

    values: Mapping[str, Decimal]
    batches: tuple[int, ...] = ()
    estimated: frozenset[str] = frozenset()
    coarse: frozenset[str] = frozenset()

    def get(self, name: str) -> Decimal | None:
        return self.values.get(name)


@dataclass(frozen=True)
class CounterTable:
    """The daily projection of one contract, live rows only.

    `frame` has the columns of `KEY_COLUMNS` (`stream` text, `start` datetime64 of the local business
    day, `grain`, `batch` integer, `estimated` names joined by commas) and one `Int64` column a
    counter, in millionths, missing where the feed does not give it.
    """

    frame: pd.DataFrame

    def sums(self, streams: Iterable[str], window: Window) -> Sums:
        """Exact sums of every counter over the streams and the days of the window."""
        raise NotImplementedError

    def by(self, streams: Iterable[str], window: Window, by: str) -> list[tuple[str, Window, Sums]]:
        """Sums by `day`, `week`, `month` or `total`: (stream or "", period, sums) in order."""
        raise NotImplementedError
