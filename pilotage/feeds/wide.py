"""Wide tables turned into rows: one column a day, a site, a queue or a shift becomes one block each.

The blocks that come out have the fixed columns at their own positions, then what the header tells
under the profile's name, then the figures: everything after reads them like any table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch

import numpy as np
import numpy.typing as npt

from pilotage.feeds.cells import Cell, Cells, Mask
from pilotage.feeds.dates import moments, time_of_day
from pilotage.feeds.filling import filled
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Block, Grid
from pilotage.feeds.guards import RefusedFileError
from pilotage.feeds.headers import Header, normal
from pilotage.feeds.model import Wide
from pilotage.feeds.run import Place, Run
from pilotage.problems import Severity

Indices = npt.NDArray[np.int64]
_MOST = 2000


@dataclass(frozen=True)
class _Spread:
    """A header that stands for rows: its cell, and by figure the position of its column."""

    label: Cell
    positions: Mapping[str, int]


@dataclass
class WideGrid:
    """The grid with its wide columns as rows."""

    grid: Grid
    run: Run
    wide: Wide
    header: Header
    width: int
    spreads: Sequence[_Spread]
    _carried: dict[int, Cell] = field(default_factory=dict)
    _unknown: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.grid.name

    @property
    def head(self) -> Sequence[Sequence[Cell]]:
        return self.grid.head

    def blocks(self, after: int, wanted: Mapping[int, bool], missing: frozenset[str]) -> Iterator[Block]:
        fixed = {at: False for at in wanted if at < self.width}
        figures = {self.header.names[at]: at for at in wanted if at > self.width}
        indicator = self.header.position([self.wide.indicator]) if self.wide.indicator else None
        if indicator is not None:
            fixed[indicator] = False
        positions = {at: False for spread in self.spreads for at in spread.positions.values()}
        for block in self.grid.blocks(after, fixed | positions, missing):
            columns = dict(block.columns)
            filled(self.run, Place(self.header), columns, self._carried)
            known = replace(block, columns=columns)
            if indicator is None:
                yield from self._one_a_row(known, fixed, figures)
            else:
                yield from self._by_indicator(known, fixed, figures, indicator)
        self._tell_unknown()

    def _one_a_row(
        self, block: Block, fixed: Mapping[int, bool], figures: Mapping[str, int]
    ) -> Iterator[Block]:
        ragged = block.ragged
        for spread in self.spreads:
            cells = {
                figures[name]: block.columns[at]
                for name, at in spread.positions.items()
                if name in figures
            }
            there = _any_filled(cells.values(), len(block.rows))
            columns = {at: block.columns[at] for at in fixed} | cells
            columns |= {
                at: Cells(codes=np.full(len(block.rows), -1, np.int32))
                for at in figures.values()
                if at not in cells
            }
            yield self._block(spread, columns, there, block.rows, ragged=ragged, last=block.last)
            ragged = ()

    def _by_indicator(
        self, block: Block, fixed: Mapping[int, bool], figures: Mapping[str, int], indicator: int
    ) -> Iterator[Block]:
        named = {normal(name): title for title, names in self._titles().items() for name in names}
        keys = [block.columns[at] for at in fixed if at != indicator]
        groups = self._groups(block, keys, block.columns[indicator], named)
        first = np.array([min(group.values()) for group in groups], np.int64)
        places = {
            title: np.array([group.get(title, -1) for group in groups], np.int64) for title in figures
        }
        ragged = block.ragged
        for spread in self.spreads:
            raw = block.columns[spread.positions[""]]
            cells = {figures[title]: _taken(raw, places[title]) for title in figures}
            columns = {at: _taken(block.columns[at], first) for at in fixed} | cells
            there = _any_filled(cells.values(), len(first))
            rows_of = {
                figures[title]: block.rows[np.where(at < 0, first, at)] for title, at in places.items()
            }
            yield self._block(
                spread, columns, there, block.rows[first], rows_of=rows_of, ragged=ragged, last=block.last
            )
            ragged = ()

    def _titles(self) -> dict[str, tuple[str, ...]]:
        return {column.title: column.name for column in self.run.feed.column}

    def _groups(
        self, block: Block, keys: Sequence[Cells], indicator: Cells, named: Mapping[str, str]
    ) -> list[dict[str, int]]:
        """The rows that belong together (the same fixed cells, each figure once): figure to index."""
        groups: list[dict[str, int]] = []
        by_key: dict[tuple[int, ...], dict[str, int]] = {}
        for index in range(len(block.rows)):
            text = shown(indicator.at(index))
            title = named.get(normal(text))
            if title is None:
                if text:
                    self._unknown.setdefault(text, int(block.rows[index]))
                continue
            key = tuple(_code(cells, index) for cells in keys)
            group = by_key.get(key)
            if group is None or title in group:
                group = by_key[key] = {}
                groups.append(group)
            group[title] = index
        return groups

    def _tell_unknown(self) -> None:
        if self._unknown:
            column = self.wide.indicator
            read = ", ".join(list(self._unknown)[:8])
            rows = list(self._unknown.values())
            self.run.findings.add(
                "column.indicator_unknown", Severity.NOTE, rows=rows, column=column, read=read
            )

    def _block(
        self,
        spread: _Spread,
        columns: Mapping[int, Cells],
        there: Mask,
        rows: npt.NDArray[np.int64],
        *,
        rows_of: Mapping[int, npt.NDArray[np.int64]] | None = None,
        ragged: Sequence[tuple[int, int, int]] = (),
        last: bool = True,
    ) -> Block:
        kept = np.flatnonzero(there)
        label = Cells([spread.label], np.zeros(len(kept), np.int32))
        taken = {at: _taken(cells, kept) for at, cells in columns.items()} | {self.width: label}
        own = {at: found[kept] for at, found in (rows_of or {}).items()}
        return Block(taken, rows[kept], ragged, last=last, column=shown(spread.label), rows_of=own)


def _code(cells: Cells, index: int) -> int:
    assert cells.codes is not None  # noqa: S101  fixed columns of a wide table are read as text
    return int(cells.codes[index])


def _taken(cells: Cells, at: Indices) -> Cells:
    """The cells at these indices, blank for -1."""
    if cells.codes is None:
        assert cells.ints is not None and cells.known is not None  # noqa: S101, PT018
        return Cells(ints=cells.ints[at], known=cells.known[at] & (at >= 0))
    codes = cells.codes[at] if len(cells.codes) else np.empty(0, np.int32)
    return Cells(cells.values, np.where(at < 0, -1, codes).astype(np.int32))


def _any_filled(columns: Iterable[Cells], size: int) -> Mask:
    there = np.zeros(size, bool)
    for cells in columns:
        there |= ~cells.blank
    return there


def widened(run: Run, grid: Grid, place: Place) -> tuple[Grid, Place]:
    """The grid as the rest reads it, and its place: itself without wide columns.

    Raises `RefusedFileError` when no header tells what the profile says, or a figure is missing.
    """
    wide = run.feed.wide
    if wide is None:
        return grid, place
    raw = place.header
    spreads = _spreads(run, wide, grid, place)
    if not spreads or len(spreads) > _MOST:
        expected = run.feed.when.format if wide.name == run.feed.when.date else wide.name
        names = ", ".join(name for name in raw.names[:12] if name)
        raise RefusedFileError("file.wide_missing", read=names, expected=expected, row=raw.index + 1)
    taken = {at for spread in spreads for at in spread.positions.values()}
    fixed = tuple("" if at in taken else name for at, name in enumerate(raw.names))
    header = replace(raw, names=(*fixed, wide.name, *_figures(run, wide, spreads, raw)))
    run.findings.spread = frozenset({wide.name, *(column.title for column in run.feed.column)})
    return WideGrid(grid, run, wide, header, len(fixed), spreads), replace(place, header=header)


def _figures(run: Run, wide: Wide, spreads: Sequence[_Spread], raw: Header) -> Sequence[str]:
    """The names of the figures: one, those of the profile, or those of the second header row."""
    if wide.indicator:
        return [column.title for column in run.feed.column]
    if wide.value:
        return [wide.value]
    names = list(dict.fromkeys(name for spread in spreads for name in spread.positions))
    there = {normal(name) for name in names}
    lost = [
        column.title
        for column in run.feed.column
        if not column.optional and not there & {normal(name) for name in column.name}
    ]
    if lost:
        read = ", ".join(names)
        raise RefusedFileError(
            "file.column_missing", read=read, expected=", ".join(lost), row=raw.index + 1
        )
    return names


def _spreads(run: Run, wide: Wide, grid: Grid, place: Place) -> list[_Spread]:
    """The headers that stand for rows, in their order."""
    raw = place.header
    fixed = {place.at(*group) for group in run.feed.required()}
    reads = _reader(run, wide, place.year)
    found: dict[str, _Spread] = {}
    two = run.feed.format.header_rows == 2
    for at, (label, figure) in enumerate(_labels(grid.head, raw.index, two=two)):
        text = shown(label)
        if at in fixed or not text or (two and not figure and not (wide.value or wide.indicator)):
            continue
        if not _like(text, wide.columns) if wide.columns else not reads(label):
            continue
        name = wide.value or ("" if wide.indicator else figure)
        spread = found.setdefault(text, _Spread(label, {}))
        if name in spread.positions:
            raise RefusedFileError("file.column_twice", read=text, row=raw.index + 1)
        found[text] = replace(spread, positions={**spread.positions, name: at})
    return list(found.values())


def _like(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(normal(text), normal(pattern)) for pattern in patterns)


def _labels(head: Sequence[Sequence[Cell]], index: int, *, two: bool) -> Iterator[tuple[Cell, str]]:
    """By column, the cell that may tell a day or a stream, and the name of the figure under it."""
    above: Cell = None
    for at, cell in enumerate(head[index]):
        if not two or index == 0:
            yield cell, ""
            continue
        title = head[index - 1][at] if at < len(head[index - 1]) else None
        above = title if shown(title) else above
        yield above, shown(cell)


def _reader(run: Run, wide: Wide, year: int) -> Callable[[Cell], bool]:
    """Whether a header reads as the date, the time or the stream that it should tell."""
    when, rule = run.feed.when, run.feed.stream
    if wide.name == when.date:
        moment = moments(when.format, year=year, grain=run.feed.grain)
        return lambda cell: not isinstance(moment(_stripped(cell)), str)
    if wide.name == when.time:
        return lambda cell: not isinstance(time_of_day(_stripped(cell)), str)
    values = {normal(value) for value in (run.known_streams if rule.verbatim else rule.values)}
    return lambda cell: normal(shown(cell)) in values


def _stripped(cell: Cell) -> Cell:
    return cell.strip() if isinstance(cell, str) else cell
