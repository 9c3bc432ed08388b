"""Two sources for one count: which one is believed, and how far apart they stand.

Pure. The client's own system and the vendor's file are both kept; `refer` keeps, counter by counter and
day by day, the one that the contract names (`[[reference]]`), and `gaps` holds the two side by side. A
figure typed by hand is that of the believed source, and gives way to a file that brings the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from pilotage.contract.base import InForce
from pilotage.contract.model import Contract, Reference, ReferenceTerms
from pilotage.contract.references import Holder
from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.counters.arrays import spans
from pilotage.money import ZERO
from pilotage.periods import DAY, Window

Side = Literal["reference", "client", "vendor"]
HOLDERS: tuple[Holder, ...] = ("client", "vendor")
_Mask = npt.NDArray[np.bool_]
_Integers = npt.NDArray[np.int64]
_CODES: Mapping[str, int] = {"client": 1, "vendor": 2}
_NOBODY = -1
_EPOCH = date(1970, 1, 1)
_DAYS = 10_000_000  # more days than any date has since then: keeps the two parts of a key apart


@dataclass(frozen=True, slots=True)
class Gap:
    """A counter of a stream as each source gives it, over the days that both count (all that there is,
    when one of them comes by week or by month). `reference` is the clause in force on the window's
    first day of figures, None without one; the days that a single source gives are told apart.
    """

    stream: str
    counter: str
    client: Decimal | None
    vendor: Decimal | None
    reference: InForce[ReferenceTerms] | None
    days: int
    only_client: tuple[date, ...] = ()
    only_vendor: tuple[date, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """What the client counts more than the vendor."""
        return None if self.client is None or self.vendor is None else self.client - self.vendor

    @property
    def percent(self) -> Decimal | None:
        """The difference in percent of what the vendor counts."""
        return (
            self.difference * 100 / self.vendor if self.difference is not None and self.vendor else None
        )


def believed(contract: Contract, counter: str, stream: str, day: date) -> InForce[ReferenceTerms] | None:
    """The clause that says whose count of the stream is believed on that day, None without one."""
    for reference in _clauses(contract, counter):
        force = reference.terms_on(day)
        if force is not None and stream in contract.streams_of(reference):
            return force
    return None


def refer(
    table: CounterTable, contract: Contract, holder_of: Mapping[int, Holder], side: Side = "reference"
) -> CounterTable:
    """The counters of the source that is believed, or those that `side` would have us believe.

    `holder_of` says by the number of a file who counted (the vendor, when it is not there). Where the
    believed source gives nothing, the other stands in and is marked estimated if the clause allows
    it; else the counter is withheld there. Where both count and no clause says who is believed,
    neither is. A counter that one source alone gives, and no clause names, stays as it is.
    """
    if not (contract.reference or holder_of or table.typed):
        return table
    rows = _Rows(table, holder_of)
    frame = table.frame
    columns: dict[str, Any] = {}
    marks: list[list[str]] = [[] for _ in range(len(frame))]
    withheld = dict(table.withheld)
    for name, present in _given(frame):
        if not rows.open_to_doubt(present, contract, name):
            continue
        found = rows.sifted(present, contract, name, side)
        columns[name] = frame[name].where(found.kept | ~present)
        for row in np.flatnonzero(found.standing_in).tolist():
            marks[row].append(name)
        if found.withheld.any():
            withheld[name] = frozenset(np.flatnonzero(found.withheld).tolist())
    if not columns:
        return table
    if any(marks):
        columns["estimated"] = [
            ",".join(filter(None, (text, *more)))
            for text, more in zip(frame["estimated"].fillna(""), marks, strict=True)
        ]
    return replace(table, frame=frame.assign(**columns), withheld=withheld)


def of_side(table: CounterTable, holder_of: Mapping[int, Holder], holder: Holder) -> CounterTable:
    """The files of one source alone, whatever the contract believes; what was typed is of neither."""
    files = [n for n in set(table.frame["batch"].tolist()) if n not in table.typed]
    own = [n for n in files if holder_of.get(n, "vendor") == holder]
    return CounterTable(table.frame[table.frame["batch"].isin(own)].reset_index(drop=True))


def contested(
    table: CounterTable, contract: Contract, holder_of: Mapping[int, Holder]
) -> dict[str, tuple[date, frozenset[int]]]:
    """The counters that both sources give and no clause decides: from which day on, in which files."""
    rows = _Rows(table, holder_of)
    batches = table.frame["batch"].to_numpy()
    found: dict[str, tuple[date, frozenset[int]]] = {}
    for name, present in _given(table.frame):
        met = rows.contested(present, contract, name)
        if met.any():
            first = _EPOCH + DAY * int(rows.first[met].min())
            found[name] = (first, frozenset(batches[met].tolist()))
    return found


def silent(table: CounterTable) -> frozenset[int]:
    """The typed files of which nothing counts in the table: a file brought the same."""
    names = [name for name in table.frame.columns if name not in KEY_COLUMNS]
    counting = table.frame[table.frame[names].notna().any(axis=1)]["batch"]
    return table.typed.intersection(table.frame["batch"].tolist()).difference(counting.tolist())


def gaps(
    table: CounterTable, contract: Contract, holder_of: Mapping[int, Holder], window: Window
) -> tuple[Gap, ...]:
    """Every counter of a stream that both sources give, or that a clause gives to one of them, in the
    contract's order of streams.
    """
    client, vendor = (of_side(table, holder_of, holder) for holder in HOLDERS)
    return tuple(
        gap
        for stream in contract.stream
        for name in (name for name in table.frame.columns if name not in KEY_COLUMNS)
        if (gap := _gap(client, vendor, contract, (stream.id, name), window)) is not None
    )


def _gap(
    client: CounterTable, vendor: CounterTable, contract: Contract, cell: tuple[str, str], window: Window
) -> Gap | None:
    stream, name = cell
    ours, theirs = (side.covered((stream,), window, (name,)) for side in (client, vendor))
    first = min(ours | theirs, default=None)
    if first is None:
        return None
    reference = believed(contract, name, stream, first)
    if not (ours and theirs) and reference is None:
        return None
    days = [_by_day(side, stream, name, window) for side in (client, vendor)]
    if days[0] is None or days[1] is None:  # a week or a month says nothing of its days
        totals = [side.sums((stream,), window).get(name) for side in (client, vendor)]
        return Gap(stream, name, totals[0], totals[1], reference, len(ours & theirs))
    both = sorted(ours & theirs)
    sums = [sum((each[day] for day in both), ZERO) if both else None for each in days if each is not None]
    only = (tuple(sorted(ours - theirs)), tuple(sorted(theirs - ours)))
    return Gap(stream, name, sums[0], sums[1], reference, len(both), *only)


def _by_day(table: CounterTable, stream: str, name: str, window: Window) -> dict[date, Decimal] | None:
    """The counter day by day; None when some of it comes in longer periods."""
    found: dict[date, Decimal] = {}
    for _, period, sums in table.by((stream,), window, "day"):
        if name in sums.coarse:
            return None
        value = sums.get(name)
        if value is not None:
            found[period.first] = value
    return found


def _given(frame: pd.DataFrame) -> Iterator[tuple[str, _Mask]]:
    """Each counter, and the rows that give it."""
    for name in frame.columns:
        if name not in KEY_COLUMNS:
            yield name, ~frame[name].array.isna()


def _clauses(contract: Contract, counter: str) -> Iterator[Reference]:
    return (reference for reference in contract.reference if counter in reference.counters)


@dataclass(frozen=True, slots=True)
class _Sifted:
    """The rows of a counter: those that count, those among them of the other source, those withheld."""

    kept: _Mask
    standing_in: _Mask
    withheld: _Mask


class _Rows:
    """The rows of a table: whose they are, and which days of which stream they are about."""

    def __init__(self, table: CounterTable, holder_of: Mapping[int, Holder]) -> None:
        frame = table.frame
        batches = frame["batch"].tolist()
        self.streams = frame["stream"].to_numpy(dtype=object)
        self.code = pd.factorize(self.streams)[0].astype(np.int64) * _DAYS
        self.first, self.last = spans(frame)
        self.typed = frame["batch"].isin(table.typed).to_numpy()
        holders = [_CODES[holder_of.get(batch, "vendor")] for batch in batches]
        self.holder = np.where(self.typed, 0, np.array(holders, dtype=np.int64))

    def open_to_doubt(self, present: _Mask, contract: Contract, name: str) -> bool:
        """Whether somebody must be believed: a clause, a typed figure, or two sources."""
        named = next(_clauses(contract, name), None) is not None
        return bool(present.any()) and (named or np.unique(self.holder[present]).size > 1)

    def sifted(self, present: _Mask, contract: Contract, name: str, side: Side) -> _Sifted:
        """Which rows count for this counter, when `side` is believed."""
        wanted, fallback = self._clause(contract, name)
        target = np.where(self.contested(present, contract, name), _NOBODY, wanted)
        if side != "reference":
            target = np.where(target != 0, _CODES[side], 0)
        who = np.where(self.typed, wanted, self.holder)
        mine = present & ((target == 0) | (who == target))
        # what was typed gives way to a file, for all of its period
        mine &= ~(self.typed & self._touched(mine & ~self.typed))
        alone = present & ~self.typed & ~mine & (target != 0) & ~self._touched(mine)
        standing_in = alone & fallback & (side == "reference")
        return _Sifted(mine | standing_in, standing_in, alone & ~standing_in)

    def _clause(self, contract: Contract, name: str) -> tuple[_Integers, _Mask]:
        """Row by row: who is believed (0: no clause says), and whether the other may stand in."""
        wanted = np.zeros(len(self.first), dtype=np.int64)
        fallback = np.zeros(len(self.first), dtype=np.bool_)
        for reference in _clauses(contract, name):
            inside = np.isin(self.streams, list(contract.streams_of(reference)))
            for window, terms in _timeline(reference):
                since, until = ((day - _EPOCH).days for day in (window.first, window.last))
                here = inside & (self.first >= since) & (self.first <= until)
                wanted[here] = _CODES[terms.holder or "vendor"]
                fallback[here] = terms.fallback == "other"
        return wanted, fallback

    def contested(self, present: _Mask, contract: Contract, name: str) -> _Mask:
        """The rows of files that meet one of the other source, where no clause says who is believed."""
        undecided = present & (self._clause(contract, name)[0] == 0)
        ours, theirs = (undecided & (self.holder == code) for code in _CODES.values())
        met: _Mask = (ours & self._touched(theirs)) | (theirs & self._touched(ours))
        return met

    def _touched(self, by: _Mask) -> _Mask:
        """The rows that have a day and a stream in common with one of the rows `by`."""
        if not by.any():
            return np.zeros(len(by), dtype=np.bool_)
        long = by & (self.last > self.first)
        days = [self._days(row) for row in np.flatnonzero(long).tolist()]
        taken = np.sort(np.concatenate([(self.code + self.first)[by & ~long], *days]))
        # the first day taken from that of the row on: within the row, or after it
        place = np.minimum(np.searchsorted(taken, self.code + self.first), len(taken) - 1)
        met = taken[place]
        touched: _Mask = (met >= self.code + self.first) & (met <= self.code + self.last)
        return touched

    def _days(self, row: int) -> _Integers:
        days: _Integers = np.arange(self.first[row], self.last[row] + 1, dtype=np.int64) + self.code[row]
        return days


def _timeline(reference: Reference) -> Iterator[tuple[Window, ReferenceTerms]]:
    """The stretches of days over which the clause stays the same, with what it says there."""
    starts = {block.since for block in reference.terms}
    starts |= {block.until + DAY for block in reference.terms if block.until}
    days = sorted(starts)
    for since, following in zip(days, [*days[1:], date.max], strict=True):
        force = reference.terms_on(since)
        if force is not None and force.terms.holder:
            yield Window(since, following - DAY), force.terms
