"""A file, its profile and its contract: evidence rows, their projection, and every problem.

Bad rows are left out and listed, good rows go on; a refused file gives no row at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path, PurePath

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pilotage.contract.model import Contract
from pilotage.feeds.cells import Cells, Ints, Mask
from pilotage.feeds.columns import Counters, Values, counters_of, read_column, whole_expected
from pilotage.feeds.dates import date_within
from pilotage.feeds.findings import Findings, shown
from pilotage.feeds.grids import Block, Grid
from pilotage.feeds.guards import PAGE, Limits, RefusedFileError
from pilotage.feeds.headers import find_header, normal
from pilotage.feeds.model import Derived, Feed
from pilotage.feeds.normalised import EVIDENCE_SCHEMA, Normalised
from pilotage.feeds.numbers import Marks
from pilotage.feeds.projecting import project
from pilotage.feeds.reading import OpenFile, open_file
from pilotage.feeds.repeats import Part, together
from pilotage.feeds.run import Place, Run
from pilotage.feeds.slots import Slots, slots_of
from pilotage.feeds.streams import notice_labels, ranks_of, report_labels, settled
from pilotage.problems import Problem, Severity

_EPOCH = date(1970, 1, 1)


@dataclass
class _Gathered:
    """The evidence of the blocks read so far."""

    parts: list[Part] = field(default_factory=list)
    read: int = 0


def normalise(
    source: bytes | Path | OpenFile,
    *,
    name: str,
    feed: Feed,
    contract: Contract,
    today: date,
    limits: Limits = PAGE,
) -> Normalised:
    """The file `source`, known to the user as `name`, as evidence and projection.

    `today` is the last day that a row may bear; `limits` those of the page or of the command line.
    Never raises for what the file holds: problems say it.
    """
    fmt = feed.format
    findings = Findings(PurePath(name).name or name)
    run = Run(feed, contract, today, findings, Marks(fmt.decimal, fmt.thousands), frozenset(fmt.missing))
    gathered = _Gathered()
    try:
        _check_streams(run)
        _read(run, source, limits, gathered)
    except RefusedFileError as error:
        findings.refuse(error.problem(findings.file, findings.sheet))
    report_labels(run)
    return _finished(run, gathered)


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
    several = file.kind != "text" and run.feed.format.sheets != ("first",)
    placed = 0
    for grid in file.grids(run.feed.format):
        run.findings.sheet = grid.name
        place = _place(run, grid, several=several)
        if place is None:
            continue
        placed += 1
        for block in grid.blocks(place.header.index, _wanted(run, place), run.missing):
            _gather(run, place, block, gathered)
    run.findings.sheet = ""
    if not placed:
        raise RefusedFileError("file.other_layout", expected=", ".join(run.feed.required()[0]))
    if not gathered.read:
        raise RefusedFileError("file.no_rows")


def _place(run: Run, grid: Grid, *, several: bool) -> Place | None:
    """Where the header stands. A sheet without it is passed over when the others have one."""
    feed = run.feed
    required = feed.required()
    header = find_header(grid.head, required, feed.format.header_rows)
    if header is None or header.found * 2 < len(required):
        if several:
            run.findings.add("sheet.passed_over", Severity.NOTE)
            return None
        names = ", ".join(shown(name) for name in (header.names if header else ())[:8])
        expected = ", ".join(group[0] for group in required)
        raise RefusedFileError("file.other_layout", read=names, expected=expected)
    if header.missing:
        read = ", ".join(name for name in header.names if name)
        expected = ", ".join(header.missing)
        raise RefusedFileError("file.column_missing", read=read, expected=expected, row=header.index + 1)
    if header.twice:
        raise RefusedFileError("file.column_twice", read=", ".join(header.twice), row=header.index + 1)
    _notice_columns(run, header.names, header.index + 1)
    return Place(header, _day_above(run, grid, header.index))


def _notice_columns(run: Run, names: Sequence[str], row: int) -> None:
    """Columns naming people, which are never read, and columns that the profile does not know."""
    feed = run.feed
    read = {normal(name) for group in feed.required() for name in group}
    read |= {normal(name) for column in feed.column for name in column.name}
    read |= {normal(feed.stream.label), *(normal(rule.column) for rule in feed.skip)}
    personal = [normal(name) for name in feed.personal]
    ignored = [normal(name) for name in feed.ignore]
    people, unknown = [], []
    for name in names:
        standing = normal(name)
        if any(fnmatch(standing, pattern) for pattern in personal):
            people.append(name)
        elif standing and standing not in read and not any(fnmatch(standing, p) for p in ignored):
            unknown.append(name)
    for code, listed in (("column.personal", people), ("column.unknown", unknown)):
        if listed:
            text = ", ".join(dict.fromkeys(listed))
            run.findings.add(code, Severity.NOTE, rows=[row], read=text, apart=text)


def _day_above(run: Run, grid: Grid, header: int) -> datetime | None:
    """The date of every row when no column has it."""
    when = run.feed.when
    if when.date_in == "column":
        return None
    if when.date_in == "title":
        texts = [cell for row in grid.head[:header] for cell in row if cell not in {None, ""}]
    else:
        texts = [grid.name if when.date_in == "sheet" else run.findings.file]
    for text in texts:
        found = text if isinstance(text, datetime) else date_within(shown(text), when.format)
        if isinstance(text, date) and not isinstance(text, datetime):
            found = datetime(text.year, text.month, text.day)  # noqa: DTZ001
        if found is not None:
            return found
    read = " | ".join(shown(text) for text in texts[:3])
    raise RefusedFileError("date.not_in_" + when.date_in, read=read, expected=when.format)


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
    ranks, ignored = ranks_of(run, place, block)
    alive &= ~ignored
    gathered.read += int(alive.sum()) + len(block.ragged)
    if not alive.any():
        return
    notice_labels(run, place, block, ranks, alive)
    slots = slots_of(run, place, block, alive, ranks)
    good = settled(run, block, ranks, slots.good)
    if run.feed.grain == "contact":
        columns, good = _contact_columns(run, place, block, good)
        _keep(run, gathered, block, slots, ranks, [("", columns)], good)
        return
    groups: list[tuple[str, Counters]] = []
    for stream in dict.fromkeys(column.stream for column in run.feed.column):
        mine = [column for column in run.feed.column if column.stream == stream]
        counters, good = counters_of(run, place, block, good, mine)
        _derive(run.feed.derived, stream, counters)
        if counters:
            groups.append((stream or "", counters))
    _keep(run, gathered, block, slots, ranks, groups, good)


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


def _contact_columns(
    run: Run, place: Place, block: Block, good: Mask
) -> tuple[dict[str, Values | Cells], Mask]:
    """The raw measures of each contact: numbers in millionths, texts as read."""
    found: dict[str, Values | Cells] = {}
    for column in run.feed.column:
        position = place.at(*column.name)
        if position is None:
            continue
        cells = block.columns[position]
        if column.kind == "text":
            found[column.title] = _texts(cells)
            continue
        parsed, good = read_column(run, cells, column, block, good)
        found[column.title] = Values(parsed.values, parsed.known)
    return found, good


def _texts(cells: Cells) -> Cells:
    return Cells([shown(value) for value in cells.values], cells.codes)


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
