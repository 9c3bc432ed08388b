"""Two rows of one slot and stream in one file: the same figures once, contradicting ones not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pilotage.feeds.cells import Ints, Mask
from pilotage.feeds.normalised import EVIDENCE_KEYS
from pilotage.feeds.run import Run
from pilotage.problems import Severity

_PRIME = np.uint64(1_099_511_628_211)


@dataclass(frozen=True)
class Part:
    """The evidence of one block: `tables`, one a stream that columns name (a row of the file stands
    at the same place in each), and by row the rank of its stream value, its slot in UTC seconds and
    its number in the file.
    """

    tables: Sequence[pa.Table]
    rank: Ints
    utc: Ints
    rows: Ints
    sheet: str = ""


def together(run: Run, parts: Sequence[Part]) -> tuple[pa.Table, int]:
    """The evidence of every part without repeated slots, and how many rows of the file it keeps.

    Of rows that say the same of a slot, the first is kept and the others are told; rows that
    contradict each other are all left out, unless the feed says that the first or the last one counts.
    Contacts, and feeds whose rows add up, are not concerned.
    """
    rank = np.concatenate([part.rank for part in parts])
    utc = np.concatenate([part.utc for part in parts])
    keep = np.ones(len(rank), bool)
    if run.feed.grain != "contact" and run.feed.same_slot != "add":
        key = utc * (int(rank.max()) + 1) + rank
        ordered = np.sort(key)
        if (ordered[1:] == ordered[:-1]).any():
            keep = _first_or_none(run, parts, key)
    tables: list[pa.Table] = []
    start = 0
    for part in parts:
        mine = keep[start : start + len(part.rank)]
        start += len(part.rank)
        tables += part.tables if mine.all() else [table.filter(pa.array(mine)) for table in part.tables]
    return pa.concat_tables(tables, promote_options="permissive"), int(keep.sum())


def _first_or_none(run: Run, parts: Sequence[Part], key: Ints) -> Mask:
    print_ = np.concatenate([_fingerprint(part) for part in parts])
    _, first, inverse, counts = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    repeated = counts[inverse] > 1
    differs = np.zeros(len(counts), bool)
    np.logical_or.at(differs, inverse, print_ != print_[first[inverse]])
    conflict = repeated & differs[inverse]
    again = repeated & ~conflict & (np.arange(len(key)) != first[inverse])
    chosen = _chosen(run.feed.same_slot, key, first, inverse) & conflict
    left, severity = conflict & ~chosen, Severity.WARNING if chosen.any() else Severity.ROW
    start = 0
    for part in parts:
        mine = slice(start, start + len(part.rank))
        start = mine.stop
        run.findings.sheet = part.sheet
        for code, how, wrong in (
            ("slot.one_kept" if chosen.any() else "slot.conflict", severity, left[mine]),
            ("slot.repeated", Severity.WARNING, again[mine]),
        ):
            if wrong.any():
                at = int(part.utc[wrong][0])
                read = str(np.datetime64(int(_local(part, wrong)), "s")).replace("T", " ")
                run.findings.add(code, how, rows=part.rows[wrong], read=read if at else "")
    run.findings.sheet = ""
    return np.asarray(~(left | again))


def _chosen(rule: str, key: Ints, first: Ints, inverse: Ints) -> Mask:
    """The rows that count for their slot under the feed's rule; none when it has no such rule."""
    rows = np.arange(len(key))
    if rule == "first":
        return np.asarray(rows == first[inverse])
    if rule == "last":
        last = np.zeros(len(first), np.int64)
        np.maximum.at(last, inverse, rows)
        return np.asarray(rows == last[inverse])
    return np.zeros(len(key), bool)


def _local(part: Part, wrong: Mask) -> int:
    starts = part.tables[0]["start"].to_numpy().astype("datetime64[s]").astype(np.int64)
    return int(starts[wrong][0])


def _fingerprint(part: Part) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """One number a row, equal for rows whose counters are the same."""
    found = np.zeros(len(part.rank), np.uint64)
    for table in part.tables:
        for name in table.column_names:
            if name in EVIDENCE_KEYS:
                continue
            column = table[name]
            values = column.fill_null(-1).to_numpy().astype(np.uint64)
            found = (found ^ values) * _PRIME
    return found
