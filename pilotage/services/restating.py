"""Restatements in euros: what a file that takes the place of others changes, what withdrawing it would.

An open month moves with its figures. A closed one never does: the difference is an adjustment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

import pandas as pd

from pilotage.contract.model import Contract
from pilotage.contract.references import Holder
from pilotage.controls import zeros
from pilotage.counters import DAILY, CounterTable
from pilotage.money import ZERO, from_millionths
from pilotage.periods import DAY, Month, Window
from pilotage.scenarios import Comparison, compare
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.adjusting import first_open, taken
from pilotage.services.frozen import closed_months, reads_history
from pilotage.services.imports import ImportReport, Preview
from pilotage.services.months import judged, judged_live, judged_with
from pilotage.services.register import ReceivedFile, UnknownFileError, received_files
from pilotage.sources import refer
from pilotage.store import batches, closings, contracts, projection, replacing
from pilotage.store.closings import ClosedKey
from pilotage.store.database import Database
from pilotage.store.replacing import Change
from pilotage.store.tables import Batch, ContractRow

#: How far around a month of zeros the usual day is looked for (`pilotage.controls.zeros`).
_AROUND = 92 * DAY


@dataclass(frozen=True, slots=True)
class CounterChange:
    """A counter of a stream over the days that the file replaces, before and after (None: not given)."""

    stream: str
    counter: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class MonthEffect:
    """A month before and after. `open`: its pre-invoice moves; `closed`: it stays, the difference is
    an adjustment, of the month `proposed_in`; `included`: the file was there when the month was
    closed, which counts it.
    """

    month: Month
    state: Literal["open", "closed", "included"]
    comparison: Comparison
    closed_on: date | None = None
    proposed_in: Month | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a file changes (or its withdrawal would), month by month, and counter by counter over
    `days`.
    """

    contract: str
    currency: str
    days: tuple[date, ...]
    counters: tuple[CounterChange, ...]
    months: tuple[MonthEffect, ...]

    @property
    def adjustment(self) -> Decimal:
        """The sum before VAT that closed months would be adjusted by."""
        return sum((m.comparison.difference for m in self.months if m.state == "closed"), ZERO)

    @property
    def moved(self) -> Decimal:
        """The sum before VAT by which the open months move."""
        return sum((m.comparison.difference for m in self.months if m.state == "open"), ZERO)


def effect(db: Database, actor: Actor, *, preview: Preview | ImportReport) -> Effect | None:
    """What confirming a file that was previewed or only tried would change in the months of which it
    replaces days; what it changed, once it is imported. Nothing is written. None when it replaces none.
    """
    actor.require(Right.READ)
    if isinstance(preview, ImportReport) and preview.batch is not None:
        return restatement_of(db, actor, file=preview.batch) if preview.days_replaced else None
    if preview.change is None or not preview.days_replaced:
        return None
    feeds = catalogue.feeds(db, actor, ref=preview.contract).feed
    source: Holder = next((feed.source for feed in feeds if feed.id == preview.feed), "vendor")
    return _Bench(db, actor, preview.contract, preview.change, source).effect()


def restatement_of(db: Database, actor: Actor, *, file: int) -> Effect | None:
    """What a received file changed: the figures with it against those without it. None when it
    replaced no day, or no longer counts. Raises `UnknownFileError`.
    """
    row, batch, change = _departure(db, actor, file)
    if not batch.days_replaced or not change.gone:
        return None
    return _Bench(db, actor, row.ref, change, file=batch, undo=True).effect()


def withdrawal_of(db: Database, actor: Actor, *, file: int) -> Effect | None:
    """What withdrawing a received file would change. None when nothing of it counts any more. Raises
    `UnknownFileError`.
    """
    row, batch, change = _departure(db, actor, file)
    return _Bench(db, actor, row.ref, change, file=batch).effect() if change.gone else None


def restatements(db: Database, actor: Actor, *, contract: str) -> tuple[tuple[ReceivedFile, Effect], ...]:
    """The files of a contract that took the place of others and still count, with what each changed."""
    files = received_files(db, actor, contract=contract)
    told = (
        (file, restatement_of(db, actor, file=file.batch))
        for file in files
        if file.days_replaced and file.state != "withdrawn"
    )
    return tuple((file, found) for file, found in told if found)


def _departure(db: Database, actor: Actor, number: int) -> tuple[ContractRow, Batch, Change]:
    actor.require(Right.READ)
    with db.reading() as session:
        batch = batches.get(session, actor.vendors, number)
        row = contracts.find(session, actor.vendors, batch.contract) if batch else None
        if batch is None or row is None:
            raise UnknownFileError(number)
        gone = number in batches.withdrawn(session, actor.vendors)
        change = Change((), pd.DataFrame()) if gone else replacing.departure(session, row, batch)
        return row, batch, change


@dataclass(frozen=True)
class _Bench:
    """A change of the projection held against every month that it touches. `file` is the one that
    leaves, `source` whose system the one that comes is; with `undo`, before and after change places.
    """

    db: Database
    actor: Actor
    ref: str
    change: Change
    source: Holder = "vendor"
    file: Batch | None = None
    undo: bool = False

    def effect(self) -> Effect:
        """The months touched, and those after them that a yearly cap carries the change to."""
        keys = {key.month: key for key in closed_months(self.db, self.actor, contract=self.ref)}
        with self.db.reading() as session:
            row = contracts.required(session, self.ref)
            listed = closings.listed(session, self.actor.vendors, self.ref)
            told = replacing.differences(session, row, self.change)
        included = {Month.parse(one.month) for one in listed if self.file and self.file.id in one.batches}
        # What closed months owe goes to the first open month, unless a closing since took it already.
        owing = first_open(keys)
        into = dict.fromkeys(keys, owing) if owing else {}
        if self.undo:
            into |= {one.month: one.proposed_in for one in taken(self.db, self.actor, self.ref)}
        tables = self._tables()
        months = []
        for month in self._reach(tables):
            found = self._compared(month, tables, keys)
            if month in tables or found.changed:
                months.append(self._told(found, keys.get(month), included, into))
        currency = catalogue.contract(self.db, self.actor, ref=self.ref).currency
        days = tuple(sorted({one.day for one in told}))
        counters = self._counters(told)
        return Effect(self.ref, currency, days, counters, tuple(months))

    def _told(
        self,
        found: Comparison,
        key: ClosedKey | None,
        included: set[Month],
        into: Mapping[Month, Month],
    ) -> MonthEffect:
        if key is None:
            return MonthEffect(found.month, "open", found)
        if self.undo and found.month in included:
            return MonthEffect(found.month, "included", found, key.closed_on)
        return MonthEffect(found.month, "closed", found, key.closed_on, into[found.month])

    def _compared(
        self, month: Month, tables: Mapping[Month, CounterTable], keys: Mapping[Month, ClosedKey]
    ) -> Comparison:
        live = month in keys
        known = (judged_live if live else judged)(self.db, self.actor, contract=self.ref, month=month)
        other = judged_with(
            self.db, self.actor, contract=self.ref, month=month, counters=tables, live=live
        )
        return compare(other, known) if self.undo else compare(known, other)

    def _reach(self, tables: Mapping[Month, CounterTable]) -> list[Month]:
        if not reads_history(catalogue.contract(self.db, self.actor, ref=self.ref)):
            return sorted(tables)
        return list(min(tables).to(max(*tables, Month.of(catalogue.today(self.db)))))

    def _tables(self) -> Mapping[Month, CounterTable]:
        """The counters of each month touched, as the change would leave them."""
        touched = {cell[:3] for cell in self.change.gone} | _cells(self.change.rows)
        months = {
            month
            for _, day, grain in touched
            for month in Month.of(day).to(Month.of(day + (6 * DAY if grain == "week" else 0 * DAY)))
        }
        terms = catalogue.contract(self.db, self.actor, ref=self.ref)
        return {month: self._table(month.window, terms) for month in sorted(months)}

    def _table(self, window: Window, terms: Contract) -> CounterTable:
        table = self._believed(window, terms)
        unfilled = catalogue.unfilled(self.db, self.actor, ref=self.ref)
        if _brings_zeros(self.change.rows):
            around = Window(window.first - _AROUND, window.last + _AROUND)
            true = catalogue.zeros_known(self.db, self.actor, ref=self.ref)
            unfilled += zeros.unfilled(terms, self._believed(around, terms), around, true)
        return catalogue.as_judged(
            self.db,
            self.actor,
            ref=self.ref,
            window=window,
            table=table,
            empty=unfilled,
            whole=lambda reach: self._counted(reach).table,
        )

    def _believed(self, window: Window, terms: Contract) -> CounterTable:
        found = self._counted(window)
        return refer(found.table, terms, found.holders)

    def _counted(self, window: Window) -> catalogue.Counted:
        """Everything counted, as the change would leave it."""
        found = catalogue.counted(self.db, self.actor, ref=self.ref, window=window)
        frame = found.table.frame
        gone = set(self.change.gone)
        cells = zip(frame["stream"], frame["start"].dt.date, frame["grain"], frame["batch"], strict=True)
        kept = frame[[cell not in gone for cell in cells]]
        new = projection.touching(self.change.rows, window)
        numbers = new["batch"].tolist() if len(new) else ()
        holders = {**dict.fromkeys(numbers, self.source), **found.holders}
        joined = pd.concat([part for part in (kept, new) if len(part)] or [kept], ignore_index=True)
        ordered = joined.sort_values(["start", "stream", "batch"], ignore_index=True)
        return replace(found, table=replace(found.table, frame=ordered), holders=holders)

    def _counters(self, told: Iterable[replacing.Difference]) -> tuple[CounterChange, ...]:
        """The differences summed over the days, by stream and counter."""
        sums: dict[tuple[str, str], list[int | None]] = {}
        for one in told:
            pair = (one.after, one.before) if self.undo else (one.before, one.after)
            known = sums.setdefault((one.stream, one.counter), [None, None])
            for side, value in enumerate(pair):
                known[side] = known[side] if value is None else (known[side] or 0) + value
        return tuple(
            CounterChange(stream, counter, *(None if v is None else from_millionths(v) for v in pair))
            for (stream, counter), pair in sorted(sums.items())
        )


def _cells(frame: pd.DataFrame) -> set[tuple[str, date, str]]:
    if frame.empty:
        return set()
    return set(zip(frame["stream"], frame["start"].dt.date, frame["grain"], strict=True))


def _brings_zeros(frame: pd.DataFrame) -> bool:
    return any(bool((frame[name] == 0).any()) for name in DAILY if name in frame.columns)
