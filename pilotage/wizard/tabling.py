"""The table of an unknown file: its encoding, its sheet and its header found, or asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pilotage.contract.model import Contract
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Grid
from pilotage.feeds.guessing import guess
from pilotage.feeds.model import Format
from pilotage.feeds.reading import OpenFile
from pilotage.wizard.asking import Asked
from pilotage.wizard.inspecting import header_index
from pilotage.wizard.layouts import NO_MARKS, Table, marks_of, table_of
from pilotage.wizard.melting import melted
from pilotage.wizard.proposal import LOOKS

_LEGACY = ("cp1252", "mac-roman")


@dataclass(frozen=True)
class Read:
    """The table chosen, and how the file has to be read."""

    table: Table
    format: Mapping[str, object]
    wide: Mapping[str, str] = field(default_factory=dict)
    down: tuple[str, ...] = ()


def read_table(file: OpenFile, asked: Asked, contract: Contract | None) -> Read | None:
    """The table of the file: its encoding, its sheet and its header found, or asked."""
    fmt: dict[str, object] = {}
    if file.kind == "text":
        encoding = file.encoding(None)
        if encoding in _LEGACY:
            sample = _accents(file.text(Format()).head)
            if sample:
                looks = {name: _accents(file.text(Format(encoding=name)).head) for name in _LEGACY}
                params = (("read", sample), *((LOOKS + name, text) for name, text in looks.items()))
                encoding = max(_LEGACY, key=lambda name: _score(file.text(Format(encoding=name))))
                encoding = asked.ask(
                    "encoding", "encoding_of", params=params, choices=_LEGACY, proposed=encoding
                )
            fmt["encoding"] = encoding
        grids: list[Grid] = [file.text(Format(encoding=str(fmt.get("encoding") or "") or None))]
    else:
        grids = list(file.sheets(("all",)))
    spread = melted(grids[0], contract, NO_MARKS) if len(grids) == 1 else None
    if spread is not None:
        if spread.header_rows > 1:
            fmt["header_rows"] = spread.header_rows
        return Read(spread.table, fmt, spread.wide, spread.down)
    grid = _sheet(grids, asked)
    header = header_index(grid.head) if grid is not None else None
    if grid is None or header is None:
        return None
    if file.kind != "text" and grid is not grids[0]:
        fmt["sheets"] = [grid.name]
    table = table_of(grid, header)
    marks = marks_of(table.columns)
    if marks.decimal:
        table = table.read_with(marks)
        if file.kind == "text":
            fmt["decimal"] = marks.decimal
    return Read(table, fmt) if len(table.rows) else None


def _accents(head: Sequence[Sequence[object]]) -> str:
    """A word of the file with a letter that encodings disagree on."""
    for row in head:
        for cell in row:
            text = shown(cell)
            if not text.isascii():
                return text
    return ""


def _sheet(grids: Sequence[Grid], asked: Asked) -> Grid | None:
    """The sheet that holds the figures; asked when several could."""
    scores = {grid.name: _score(grid) for grid in grids}
    there = [grid for grid in grids if scores[grid.name]]
    if len(there) < 2:
        return there[0] if there else None
    ranked = sorted(there, key=lambda grid: -scores[grid.name])
    names = [grid.name for grid in there]
    clear = scores[ranked[1].name] * 2 <= scores[ranked[0].name]
    params = (("read", ", ".join(names)),)
    chosen = asked.ask(
        "sheet", "sheet", params=params, choices=names, proposed=ranked[0].name if clear else ""
    )
    return next((grid for grid in there if grid.name == chosen), ranked[0])


def _score(grid: Grid) -> int:
    """How well a sheet's columns are named: each whose name says what it holds counts."""
    header = header_index(grid.head)
    if header is None or header + 1 >= len(grid.head):
        return 0
    return 1 + 2 * sum(
        guess(shown(cell), "whole") is not None for cell in grid.head[header] if shown(cell)
    )
