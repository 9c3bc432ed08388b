"""Counters: the additive quantities that are stored, and their sums over streams and days.

Only what adds up is kept (never a rate). A counter with a threshold carries it in its name
(`answered_within_20s`). Values are stored as 64-bit integers in millionths, so that sums are exact.
The names stand in `catalogue`, the sums in `table`; all are read from here.
"""

from pilotage.counters.arrays import KEY_COLUMNS
from pilotage.counters.catalogue import (
    BASE_COLUMNS,
    CATALOGUE,
    DAILY,
    FORETOLD,
    MADE,
    Counter,
    Kind,
    OverTime,
    ancestors,
    comes_with_parent,
    is_counter,
    is_threshold,
    made_of,
    over_time,
    parent_of,
)
from pilotage.counters.sums import Compared, Sums
from pilotage.counters.table import CounterTable, Grain, Period

__all__ = [
    "BASE_COLUMNS",
    "CATALOGUE",
    "DAILY",
    "FORETOLD",
    "KEY_COLUMNS",
    "MADE",
    "Compared",
    "Counter",
    "CounterTable",
    "Grain",
    "Kind",
    "OverTime",
    "Period",
    "Sums",
    "ancestors",
    "comes_with_parent",
    "is_counter",
    "is_threshold",
    "made_of",
    "over_time",
    "parent_of",
]
