"""A wide table of an unknown file seen as rows: one column a day, a site or a queue.

The header that tells days or streams becomes a column of its own, so that everything after proposes as
for any table; the profile will say `wide`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pilotage.contract.model import Contract
from pilotage.feeds.cells import Cell, of_objects
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Grid
from pilotage.feeds.guessing import bare, guess
from pilotage.feeds.looks import kind_of_cells
from pilotage.feeds.numbers import Marks
from pilotage.wizard.inspecting import header_index
from pilotage.wizard.layouts import MISSING, Table, seen_of

_DEEP, _MOST_CELLS = 15, 60_000
_DAYS, _STREAMS = 3, 2
_YEARLESS = re.compile(r"^\d{1,2}/\d{1,2}$")
VALUE = "Valeur"
"""The name that the figures of a wide table go by where each cell has one."""


@dataclass(frozen=True)
class Melted:
    """The table as rows, what `wide` and `header_rows` will say, and the columns merged down."""

    table: Table
    wide: Mapping[str, str]
    header_rows: int = 1
    down: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Spread:
    """Where labels stand: by column its label and the name of the figure under it."""

    index: int
    two: bool
    name: str
    labels: Mapping[int, tuple[str, str]]
    fixed: Mapping[int, str]


_Rows = list[tuple[int, dict[str, Cell]]]


def melted(grid: Grid, contract: Contract | None, marks: Marks) -> Melted | None:
    """The sheet as rows when its header tells days or streams; None for any other."""
    found = next(_spreads(grid, contract), None)
    if found is None:
        return None
    wanted = dict.fromkeys((*found.fixed, *found.labels), False)
    block = next(iter(grid.blocks(found.index, wanted, MISSING)), None)
    if block is None or not 0 < len(block.rows) * len(found.labels) <= _MOST_CELLS:
        return None
    cells = {at: [one.at(row) for row in range(len(block.rows))] for at, one in block.columns.items()}
    indicator = next((at for at in found.fixed if _tells_figures(cells[at])), None)
    rows = _rows(found, cells, indicator)
    if not rows:
        return None
    above = grid.head[: found.index - found.two]
    titles = tuple(shown(cell) for row in above for cell in row if shown(cell))
    numbers = np.array([block.rows[row] for row, _ in rows], np.int64)
    names = [*(name for at, name in found.fixed.items() if at != indicator), found.name]
    table = _table(grid.name, found, rows, names, numbers, titles, marks)
    wide = {"name": found.name}
    if indicator is not None:
        wide["indicator"] = found.fixed[indicator]
    elif not found.two:
        wide["value"] = VALUE
    down = (name for at, name in found.fixed.items() if not all(map(shown, cells[at])))
    return Melted(table, wide, 1 + found.two, tuple(down))


def _table(
    sheet: str,
    found: _Spread,
    rows: _Rows,
    names: list[str],
    numbers: np.ndarray[tuple[int], np.dtype[np.int64]],
    titles: tuple[str, ...],
    marks: Marks,
) -> Table:
    figures = [
        name for name in dict.fromkeys(name for _, row in rows for name in row) if name not in names
    ]
    columns = []
    for at, name in enumerate([*names, *figures]):
        values = [row.get(name) for _, row in rows]
        columns.append(seen_of(name, at, of_objects(values, MISSING, whole=name in figures), marks))
    return Table(sheet, found.index, 1 + found.two, tuple(columns), numbers, titles)


def _spreads(grid: Grid, contract: Contract | None) -> Iterator[_Spread]:
    """The rows of the head that tell days or streams, the likeliest first: never a row of data, below
    a header that reads as one.
    """
    streams = contract.stream if contract else ()
    names = {bare(text) for stream in streams for text in (stream.id, stream.name) if text}
    plain = header_index(grid.head)
    deep = min(len(grid.head) - 1, _DEEP if plain is None else plain + 1)
    for index in range(1, min(len(grid.head) - 1, deep + 1)):
        yield from _repeated(grid, index)
    for index in range(deep):
        row = dict(enumerate(grid.head[index]))
        days = {at: (shown(cell), VALUE) for at, cell in row.items() if _is_day(cell)}
        told = {at: (shown(cell), VALUE) for at, cell in row.items() if bare(shown(cell)) in names}
        for name, most, spread in (("Jour", _DAYS, days), ("Flux", _STREAMS, told)):
            fixed = _fixed(grid.head, index, set(spread), two=False)
            if fixed and len({label for label, _ in spread.values()}) >= most:
                yield _Spread(
                    index, two=False, name=_free(name, fixed.values()), labels=spread, fixed=fixed
                )


def _repeated(grid: Grid, index: int) -> Iterator[_Spread]:
    """Two header rows: titles, and under each the names of the same figures."""
    labels = dict(enumerate(_titled(grid.head, index)))
    figures = [figure for _, figure in labels.values() if figure]
    again = {figure for figure in figures if figures.count(figure) > 1}
    spread = {
        at: (shown(cell), figure)
        for at, (cell, figure) in labels.items()
        if figure in again and shown(cell) and guess(figure, "whole") is not None
    }
    fixed = _fixed(grid.head, index, set(spread), two=True)
    alone = len(set(spread.values())) == len(spread)
    if alone and fixed and len({label for label, _ in spread.values()}) >= _STREAMS:
        name = "Jour" if all(_is_day(labels[at][0]) for at in spread) else "Flux"
        yield _Spread(index, two=True, name=_free(name, fixed.values()), labels=spread, fixed=fixed)


def _titled(head: Sequence[Sequence[Cell]], index: int) -> Iterator[tuple[Cell, str]]:
    """By column, the merged title above and the name under it."""
    above: Cell = None
    for at, cell in enumerate(head[index]):
        title = head[index - 1][at] if at < len(head[index - 1]) else None
        above = title if shown(title) else above
        yield above, shown(cell)


def _fixed(head: Sequence[Sequence[Cell]], index: int, spread: set[int], *, two: bool) -> dict[int, str]:
    """The columns beside the labels, those that are not sums of them."""
    found = {}
    for at, cell in enumerate(head[index]):
        title = head[index - 1][at] if two and at < len(head[index - 1]) else None
        name = shown(cell) or shown(title)
        if at not in spread and name and not bare(name).startswith("total"):
            found[at] = name
    return found


def _free(name: str, taken: Iterable[str]) -> str:
    return f"{name} (en-tête)" if name in set(taken) else name


def _is_day(cell: Cell) -> bool:
    return kind_of_cells([cell])[0] == "date" or bool(_YEARLESS.match(shown(cell)))


def _tells_figures(cells: Sequence[Cell]) -> bool:
    """A column whose few texts are names of counters: `Reçus`, `Traités`."""
    texts = list(dict.fromkeys(shown(cell) for cell in cells if shown(cell)))
    told = [text for text in texts if (found := guess(text, "whole")) and found.kind != "text"]
    return 1 < len(texts) <= 40 and len(told) * 2 > len(texts)


def _rows(found: _Spread, cells: Mapping[int, Sequence[Cell]], indicator: int | None) -> _Rows:
    """Each row of the melted table: where it stands, and its cells by name."""
    rows: dict[tuple[object, ...], tuple[int, dict[str, Cell]]] = {}
    above: dict[int, Cell] = {}
    fixed = {at: name for at, name in found.fixed.items() if at != indicator}
    for row in range(len(next(iter(cells.values())))):
        above |= {at: cells[at][row] for at in fixed if shown(cells[at][row])}
        key = tuple(shown(above.get(at)) for at in fixed)
        for at, (label, figure) in found.labels.items():
            value = cells[at][row]
            if not shown(value):
                continue
            name = shown(cells[indicator][row]) if indicator is not None else figure
            group = (*key, label, "" if indicator is not None else row)
            one = rows.setdefault(group, (row, {found.name: label}))[1]
            one |= {name_: above.get(n) for n, name_ in fixed.items()}
            one[name] = value
    return list(rows.values())
