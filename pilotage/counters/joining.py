"""Months of counters put one after the other, each from its own source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from pilotage.counters.slots import Flags
from pilotage.counters.table import CounterTable
from pilotage.periods import Month


def joined(parts: Sequence[tuple[Month, CounterTable]]) -> CounterTable:
    """One table of months in order. A row that runs over two of them (a week astride) is that of the
    month it begins in, once; what began before the first month is the first one's.
    """
    if len(parts) == 1:
        return parts[0][1]
    first = parts[0][0]
    kept = [table.only(_own(table, month, first)) for month, table in parts]
    withheld: dict[str, frozenset[int]] = {}
    before = 0
    for table in kept:
        for name, rows in table.withheld.items():
            withheld[name] = withheld.get(name, frozenset()) | {row + before for row in rows}
        before += len(table.frame)
    refused: dict[int, frozenset[str]] = {}
    for table in kept:
        for batch, names in table.refused.items():
            refused[batch] = refused.get(batch, frozenset()) | names
    unfilled: frozenset[date] = frozenset().union(*(table.unfilled for table in kept))
    return CounterTable(
        _frame([table.frame for table in kept]),
        typed=frozenset().union(*(table.typed for table in kept)),
        withheld=withheld,
        unfilled=unfilled,
        refused=refused,
    )


def _own(table: CounterTable, month: Month, first: Month) -> Flags:
    """Which rows are the month's."""
    starts = table.frame["start"]
    kept = starts <= pd.Timestamp(month.last)
    kept &= (starts >= pd.Timestamp(month.first)) | (month == first)
    return kept.to_numpy(dtype=np.bool_)


def _frame(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The rows of all, the counters of the catalogue first, as a single reading would give them."""
    some = [frame for frame in frames if len(frame)] or list(frames[:1])
    return pd.concat(some, ignore_index=True)
