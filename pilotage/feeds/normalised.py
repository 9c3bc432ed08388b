"""What a file became: evidence rows, their daily projection, and the problems found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa

from pilotage.problems import Problem, stops

EVIDENCE_KEYS = ("stream", "start", "start_utc", "day")
EVIDENCE_SCHEMA = pa.schema(
    [
        ("stream", pa.dictionary(pa.int32(), pa.string())),
        ("start", pa.timestamp("s")),
        ("start_utc", pa.timestamp("s", tz="UTC")),
        ("day", pa.date32()),
    ]
)


@dataclass(frozen=True)
class Normalised:
    """A file read with its profile under its contract.

    `rows` is the evidence: `stream`, `start` (local time of the contract's zone), `start_utc`, `day`
    (the business date: the first day of a week's or month's row), then one int64 column a counter in
    millionths, null where the file is blank. Contact-level rows hold the raw measures under their
    column's title instead (numbers in millionths, texts as read); personal columns are never there.
    A later file of the same feed replaces the slots (`stream`, `start_utc`) that it brings, or the
    (`stream`, `day`) for contacts.

    `projection` has the columns of `pilotage.counters.CounterTable.frame` without `batch`.
    A refused file has no row and no projection, only its problems. `read` counts data rows of the
    file, totals and blank lines left out; `kept` those that became evidence.
    """

    contract: str
    feed: str
    file: str
    rows: pa.Table
    projection: pd.DataFrame
    problems: tuple[Problem, ...]
    first: date | None
    last: date | None
    read: int
    kept: int

    @property
    def refused(self) -> bool:
        """Whether a problem refuses the whole file."""
        return stops(self.problems)

    @property
    def left_out(self) -> int:
        """How many rows were left out for a problem of theirs."""
        return self.read - self.kept
