"""Which rows of evidence still count, when later files of the same feed brought the same slots.

Pure: evidence in, projection out. An import, a withdrawal and a rebuild all come through `live`, so
they cannot disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pilotage.feeds.model import Feed
from pilotage.feeds.projecting import project

#: Grains finer than the day: a later file replaces these slots one by one, not the whole day.
_FINE = frozenset({"half_hour", "quarter_hour"})
_SECONDS = pa.timestamp("s", tz="UTC")
_Keys: TypeAlias = npt.NDArray[np.int64]
Cell: TypeAlias = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Piece:
    """The evidence of one received file, and the profile that read it."""

    batch: int
    feed: Feed
    rows: pa.Table


@dataclass(frozen=True, slots=True)
class _Slots:
    """The slots of a piece, row by row, as numbers that are equal when the slots are."""

    grain: str
    exact: _Keys
    daily: _Keys

    def meets(self, later: "_Slots") -> npt.NDArray[np.bool_]:
        """Which of our rows `later` brings again: slot by slot when both have slots of the same size
        within the day, else day by day.
        """
        if self.grain == later.grain and self.grain in _FINE:
            return np.isin(self.exact, later.exact)
        return np.isin(self.daily, later.daily)


def within_days(earlier: Feed, later: Feed) -> bool:
    """Whether a later file may replace a part of a day only."""
    return earlier.grain == later.grain and later.grain in _FINE


def live(pieces: Sequence[Piece]) -> pd.DataFrame:
    """What each file still contributes, in the shape of `CounterTable.frame`.

    `pieces` are files of one feed, the earliest first.
    """
    frames = [project(piece.rows, piece.feed).assign(batch=piece.batch) for piece in standing(pieces)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def standing(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the rows that still count, those of which nothing counts left out.

    A row counts unless a later file has its slot: (stream, start in UTC) below the day, (stream, day)
    from the day up and for contacts.
    """
    slots = _slots(pieces)
    for number, piece in enumerate(pieces):
        gone = np.zeros(piece.rows.num_rows, dtype=np.bool_)
        for later in slots[number + 1 :]:
            gone |= slots[number].meets(later)
        if not gone.all():
            rows = piece.rows.filter(pa.array(~gone)) if gone.any() else piece.rows
            yield Piece(piece.batch, piece.feed, rows)


def replaced(pieces: Sequence[Piece]) -> set[Cell]:
    """The (stream, day) of which the last file brings again a slot that an earlier one has."""
    slots = _slots(pieces)
    cells: set[Cell] = set()
    for piece, own in zip(pieces[:-1], slots[:-1], strict=True):
        met = piece.rows.filter(pa.array(own.meets(slots[-1]))).select(["stream", "day"])
        cells |= {(row["stream"], row["day"]) for row in _distinct(met)}
    return cells


def _distinct(rows: pa.Table) -> list[dict[str, Any]]:
    names = pc.cast(rows["stream"], pa.string())
    table = pa.table({"stream": names, "day": rows["day"]})
    return list(table.group_by(["stream", "day"]).aggregate([]).to_pylist())


def _slots(pieces: Sequence[Piece]) -> list[_Slots]:
    ranks: dict[str, int] = {}
    found: list[_Slots] = []
    for piece in pieces:
        streams = pc.dictionary_encode(pc.cast(piece.rows["stream"], pa.string())).combine_chunks()
        names = streams.dictionary.to_pylist()
        codes = np.array([ranks.setdefault(name, len(ranks)) for name in names], dtype=np.int64)
        base = codes[streams.indices.to_numpy()] * 2**40 if names else np.empty(0, dtype=np.int64)
        # Parquet has no seconds: what was kept comes back in milliseconds.
        moments = pc.cast(pc.cast(piece.rows["start_utc"], _SECONDS), pa.int64()).to_numpy()
        days = pc.cast(pc.cast(piece.rows["day"], pa.int32()), pa.int64()).to_numpy()
        found.append(_Slots(piece.feed.grain, base + moments, base + days))
    return found
