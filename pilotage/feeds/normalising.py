"""A file, its profile and its contract: evidence rows, their projection, and every problem.

Bad rows are left out and listed, good rows go on; a refused file gives no row at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fnmatch import fnmatch
from pathlib import Path, PurePath

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pilotage.contract.model import Contract
from pilotage.feeds.asides import asides
from pilotage.feeds.cells import Cell, Cells, Ints, Mask
from pilotage.feeds.columns import Counters, Values, counters_of, whole_expected
from pilotage.feeds.contacts import contact_columns
from pilotage.feeds.credible import without_refused
from pilotage.feeds.dates import period_start
from pilotage.feeds.filling import filled
from pilotage.feeds.findings import Findings, shown
from pilotage.feeds.grids import Block
from pilotage.feeds.guards import PAGE, Limits, RefusedFileError
from pilotage.feeds.model import Column, Derived, Feed
from pilotage.feeds.normalised import EVIDENCE_SCHEMA, Normalised
from pilotage.feeds.numbers import Marks
from pilotage.feeds.placing import notice_columns, place_of
from pilotage.feeds.projecting import project
from pilotage.feeds.reading import OpenFile, open_file
from pilotage.feeds.repeats import Part, together
from pilotage.feeds.run import Place, Run
from pilotage.feeds.slots import Clocks, Slots, clocks_of, slots_of
from pilotage.feeds.streams import known_streams, notice_labels, ranks_of, report_labels, settled
from pilotage.feeds.swaps import notice_jumps, notice_swapped
from pilotage.feeds.wide import widened
from pilotage.problems import Problem, Severity

_EPOCH = date(1970, 1, 1)


@dataclass
class _Gathered:
    """The evidence of the blocks read so far."""

    parts: list[Part] = field(default_factory=list)
    read: int = 0
    days: dict[date, int] = field(default_factory=dict)
    carried: dict[int, Cell] = field(default_factory=dict)


def normalise(
    source: bytes | Path | OpenFile,
    *,
    name: str,
    feed: Feed,
    contract: Contract,
    today: date,
    limits: Limits = PAGE,
    period: str = "",
) -> Normalised:
    """The file `source`, known to the user as `name`, as evidence and projection.

    `today` is the last day that a row may bear; `limits` those of the page or of the command line;
    `period` what a file that does not say it covers (`2026-10-01`, `2026-W43`, `2026-10`).
    Never raises for what the file holds: problems say it.
    """
    fmt = feed.format
    findings = Findings(PurePath(name).name or name)
    run = Run(feed, contract, today, findings, Marks(fmt.decimal, fmt.thousands), frozenset(fmt.missing))
    gathered = _Gathered()
    try:
        run.period = _period(period)
        _check_streams(run)
        _read(run, source, limits, gathered)
    except RefusedFileError as error:
        findings.refuse(error.problem(findings.file, findings.sheet))
    report_labels(run)
    return _finished(run, gathered)


def _period(text: str) -> date | None:
    found = period_start(text) if text else None
    if text and found is None:
        raise RefusedFileError("date.not_a_period", read=text)
    return found


def _check_streams(run: Run) -> None:
    """Streams that the profile names and the contract does not know: nothing of it could be judged."""
    rule, feed = run.feed.stream, run.feed
    named = [rule.constant, *rule.values.values(), *(column.stream or "" for column in feed.column)]
    lost = sorted({name for name in named if name} - run.known_streams)
    if lost:
        raise RefusedFileError("stream.not_in_contract", read=", ".join(lost), expected=run.contract.ref)


def _read(run: Run, source: bytes | Path | OpenFile, limits: Limits, gathered: _Gathered) -> None:
    file = open_file(source, run.findings.file, limits)
    if file.content.contradicted:
        kind, said = file.kind, file.content.contradicted
        run.findings.add("file.other_extension", Severity.WARNING, read=said, expected=kind)
    run.uncalculated = file.content.uncalculated
    several = file.kind != "text" and run.feed.format.sheets != ("first",)
    placed = 0
    for grid in file.grids(run.feed.format):
        run.findings.sheet = grid.name
        place = place_of(run, grid, several=several)
        if place is None:
            continue
        placed += 1
        if run.feed.when.date_in in {"sheet", "title"}:
            run.counted.clear()
        names = place.header.names
        table, place = widened(run, grid, place)
        notice_columns(run, grid, place.header.names[: len(names)], place.header.index + 1)
        for block in table.blocks(place.header.index, _wanted(run, place), run.missing):
            run.findings.within = block.column
            _gather(run, place, block, gathered)
        run.findings.within = ""
    run.findings.sheet = ""
    if not placed:
        raise RefusedFileError("file.other_layout", expected=", ".join(run.feed.required()[0]))
    if not gathered.read:
        raise RefusedFileError("file.no_rows")
    notice_jumps(run, gathered.days)


def _wanted(run: Run, place: Place) -> dict[int, bool]:
    """The positions to read, and whether whole numbers are expected there."""
    feed = run.feed
    skipped = {place.at(rule.column) for rule in feed.skip}
    wanted: dict[int, bool] = {}
    for column in feed.column:
        position = place.at(*column.name)
        if position is not None:
            wanted[position] = whole_expected(column) and position not in skipped
    texts = (feed.when.date, feed.when.time, feed.when.weekday, feed.stream.column, feed.stream.label)
    for position in [*(place.at(name) for name in texts), *skipped]:
        if position is not None:
            wanted[position] = False
    return wanted


def _gather(run: Run, place: Place, block: Block, gathered: _Gathered) -> None:
    """One block: rows that are data, their moment, stream and counters; the good ones are kept."""
    for row, found, expected in block.ragged:
        params = (("found", found), ("columns", expected))
        run.findings.add("row.ragged", rows=[row], read=str(found), expected=str(expected), params=params)
    alive = _data_rows(run, place, block)
    if run.feed.fill_down and not run.feed.wide:
        columns = dict(block.columns)
        filled(run, place, columns, gathered.carried)
        block = replace(block, columns=columns)
    ranks, ignored = ranks_of(run, place, block)
    alive &= ~ignored
    clocks = _clocks(run, place, block, alive)
    alive &= ~_asides(run, place, block, clocks, ranks, alive)
    gathered.read += int(alive.sum()) + len(block.ragged)
    if not alive.any():
        return
    notice_labels(run, place, block, ranks, alive)
    slots = slots_of(run, place, block, clocks, alive, ranks)
    good = settled(run, block, ranks, slots.good)
    _remember_days(gathered, slots, block, good)
    if run.feed.grain == "contact":
        columns_kept, good = contact_columns(run, place, block, good)
        _keep(run, gathered, block, slots, ranks, [("", columns_kept)], good)
        return
    groups: list[tuple[str, Counters]] = []
    for stream in dict.fromkeys(column.stream for column in run.feed.column):
        mine = [column for column in run.feed.column if column.stream == stream]
        counters, good = counters_of(run, place, block, good, mine)
        if not block.last:
            _add_above(run, mine, counters, good)
        _derive(run.feed.derived, stream, counters)
        if counters:
            groups.append((stream or "", counters))
    _keep(run, gathered, block, slots, ranks, groups, good)


def _clocks(run: Run, place: Place, block: Block, alive: Mask) -> Clocks:
    """The columns of the moment; dates the other way round are told, or refused."""
    clocks = dict(clocks_of(run, place, block))
    for name, (cells, parsed) in clocks.items():
        if name == run.feed.when.date:
            clocks[name] = (cells, notice_swapped(run, place, cells, parsed, block, alive))
    return clocks


def _asides(run: Run, place: Place, block: Block, clocks: Clocks, ranks: Ints, alive: Mask) -> Mask:
    """The rows that are not data, found among those whose moment or stream is not known."""
    lost = ~known_streams(run, ranks)
    moment = np.zeros(len(alive), np.int64)
    for cells, parsed in clocks.values():
        lost = lost | parsed.bad | cells.blank
        moment = moment * 7 + np.where(parsed.known, parsed.values, -1)
    known = np.logical_and.reduce([parsed.known for _, parsed in clocks.values()], initial=True)
    return asides(run, place, block, alive, alive & lost, np.where(known, np.abs(moment), -1))


def _remember_days(gathered: _Gathered, slots: Slots, block: Block, good: Mask) -> None:
    """The distinct days of the file, each with its first row."""
    days, first = np.unique(slots.day[good], return_index=True)
    rows = block.rows[good]
    for day, at in zip(days.tolist(), first.tolist(), strict=True):
        gathered.days.setdefault(_EPOCH + timedelta(days=day), int(rows[at]))


def _add_above(run: Run, columns: Sequence[Column], counters: Counters, good: Mask) -> None:
    """What the rows of this block make, for a total that stands in a later one."""
    for column in columns:
        values = counters.get(column.counter or "")
        if values is not None:
            made = int(values.values[values.known & good].sum())
            run.above[column.title] = run.above.get(column.title, 0) + made


def _data_rows(run: Run, place: Place, block: Block) -> Mask:
    """The rows that are not blank and that no `skip` rule leaves out."""
    alive = np.zeros(len(block.rows), bool)
    for cells in block.columns.values():
        alive |= ~cells.blank
        if alive.all():
            break
    for rule in run.feed.skip:
        position = place.at(rule.column)
        if position is not None:
            alive &= ~_like(block.columns[position], rule.like)
    return alive


def _like(cells: Cells, patterns: Sequence[str]) -> Mask:
    assert cells.codes is not None  # noqa: S101  columns of skip rules are read as text
    lowered = [pattern.lower() for pattern in patterns]
    hit = [any(fnmatch(shown(value).lower(), pattern) for pattern in lowered) for value in cells.values]
    return np.array([*hit, False])[cells.codes]


def _derive(derived: Sequence[Derived], stream: str | None, counters: Counters) -> None:
    for rule in derived:
        parts = [counters.get(name) for name in (*rule.plus, *rule.minus)]
        if rule.stream != stream or any(part is None for part in parts):
            continue
        known = np.logical_and.reduce([part.known for part in parts if part])
        added = sum((counters[name].values for name in rule.plus), np.zeros(len(known), np.int64))
        taken = sum((counters[name].values for name in rule.minus), np.zeros(len(known), np.int64))
        counters[rule.counter] = Values(added - taken, known)


def _keep(
    run: Run,
    gathered: _Gathered,
    block: Block,
    slots: Slots,
    ranks: Ints,
    groups: Sequence[tuple[str, dict[str, Values] | dict[str, Values | Cells]]],
    good: Mask,
) -> None:
    if not good.any() or not groups:
        return
    every = bool(good.all())

    def kept(values: Ints) -> Ints:
        return values if every else values[good]

    names = pa.array(run.streams.names, pa.string())  # an empty one is of no row that is kept
    tables: list[pa.Table] = []
    for stream, columns in groups:
        if stream:
            streams = pa.DictionaryArray.from_arrays(
                np.zeros(int(good.sum()), np.int32), pa.array([stream])
            )
        else:
            streams = pa.DictionaryArray.from_arrays(kept(ranks).astype(np.int32), names)
        arrays: dict[str, pa.Array] = {
            "stream": streams,
            "start": pa.array(kept(slots.local), pa.timestamp("s")),
            "start_utc": pa.array(kept(slots.utc), pa.timestamp("s", tz="UTC")),
            "day": pa.array(kept(slots.day).astype(np.int32)).cast(pa.date32()),
        }
        for title, values in columns.items():
            arrays[title] = _array(values, good, every=every)
        tables.append(pa.table(arrays))
    gathered.parts.append(
        Part(tables, kept(ranks), kept(slots.utc), kept(block.rows), run.findings.sheet)
    )


def _array(values: Values | Cells, good: Mask, *, every: bool) -> pa.Array:
    if isinstance(values, Cells):
        assert values.codes is not None  # noqa: S101  text columns are coded
        codes = values.codes if every else values.codes[good]
        indices = pa.array(codes, pa.int32(), mask=codes < 0)
        return pa.DictionaryArray.from_arrays(indices, pa.array(list(values.values), pa.string()))
    if every:
        return pa.array(values.values, pa.int64(), mask=None if values.known.all() else ~values.known)
    return pa.array(values.values[good], pa.int64(), mask=~values.known[good])


def _finished(run: Run, gathered: _Gathered) -> Normalised:
    findings = run.findings
    rows, kept = EVIDENCE_SCHEMA.empty_table(), 0
    if not findings.refused and gathered.parts:
        rows, kept = together(run, gathered.parts)
        rows = without_refused(run, rows)
    if not findings.refused and not kept:
        findings.refuse(
            Problem("file.no_good_rows", Severity.REFUSED, findings.file, read=str(gathered.read))
        )
        rows = EVIDENCE_SCHEMA.empty_table()
    days = pc.min_max(rows["day"]).as_py()
    return Normalised(
        contract=run.contract.ref,
        feed=run.feed.id,
        file=findings.file,
        rows=rows,
        projection=project(rows, run.feed) if kept else pd.DataFrame(),
        problems=findings.problems(),
        first=days["min"],
        last=days["max"],
        read=gathered.read,
        kept=kept,
    )
