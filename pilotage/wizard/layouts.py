"""A file as a table, before anything is known of it: its header, its rows, each column in numbers.

Only for proposing: what is imported is read by `normalising`, exactly, with the profile that a person
confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pilotage.feeds.cells import Cell, Cells
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Grid, Rows
from pilotage.feeds.guessing import guess
from pilotage.feeds.headers import names_at
from pilotage.feeds.looks import CellKind, date_formats, kind_of_cells
from pilotage.feeds.model import Format
from pilotage.feeds.numbers import Marks, number, seconds

Floats = npt.NDArray[np.float64]
MISSING = frozenset(Format().missing)
_LOOKED_AT = 600
_DAYS, _MONTHS = 31, 12
_PARTED = re.compile(r"^(\d{2})/(\d{2})$")
_ASIDE = re.compile(
    r"#|(sous-?\s?|sub-?\s?|grand )?totau?x?l?\b|moyennes?\b|average\b|somme\b|sum\b|cumul\b"
)
NO_MARKS = Marks()


@dataclass(frozen=True, eq=False)
class Seen:
    """A column: `cells` by row, what most of them look like, the date formats that read them all."""

    name: str
    at: int
    cells: Cells
    kind: CellKind
    formats: tuple[str, ...]
    marks: Marks

    @cached_property
    def values(self) -> tuple[Cell, ...]:
        """The distinct cells, in the order of the file for texts."""
        if self.cells.codes is None:
            assert self.cells.ints is not None and self.cells.known is not None  # noqa: S101, PT018
            return tuple(dict.fromkeys(self.cells.ints[self.cells.known].tolist()))
        used = dict.fromkeys(code for code in self.cells.codes.tolist() if code >= 0)
        return tuple(self.cells.values[code] for code in used)

    @cached_property
    def filled(self) -> npt.NDArray[np.bool_]:
        return ~self.cells.blank

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The distinct cells as a user sees them."""
        return tuple(dict.fromkeys(shown(value) for value in self.values))

    @property
    def sample(self) -> tuple[str, ...]:
        return self.texts[:3]

    @cached_property
    def by_row(self) -> list[str]:
        """Each row's cell as a user sees it, empty when blank."""
        return [shown(self.cells.at(row)) for row in range(len(self.cells))]

    @cached_property
    def numbers(self) -> Floats:
        """Each row's cell as a number (a share for a percentage, seconds for a duration), else nan."""
        if self.cells.codes is None:
            assert self.cells.ints is not None and self.cells.known is not None  # noqa: S101, PT018
            return np.where(self.cells.known, self.cells.ints, np.nan).astype(np.float64)
        found = [_number(value, self.marks) for value in self.cells.values]
        return np.array([*found, np.nan], np.float64)[self.cells.codes]

    @cached_property
    def unique(self) -> bool:
        """Whether no two rows hold the same cell, and none is blank."""
        return len(self.values) == len(self.cells) == int(self.filled.sum()) > 1

    @property
    def numeric(self) -> bool:
        """Whether its cells are figures that can be reckoned with as they are."""
        kinds = {"whole", "decimal", "ambiguous", "percent", "duration", "short_duration"}
        return self.kind in kinds and bool(np.isfinite(self.numbers).any())


@dataclass(frozen=True, eq=False)
class Table:
    """A sheet or a text file with its columns. `titles` stand above the header; `rows` are the numbers
    of the data rows as the user counts them; `left_out` those that look like totals or remarks.
    """

    sheet: str
    header: int
    header_rows: int
    columns: tuple[Seen, ...]
    rows: Rows
    titles: tuple[str, ...] = ()

    @cached_property
    def asides(self) -> npt.NDArray[np.bool_]:
        """The rows that are totals or remarks: one of their cells says so."""
        found = np.zeros(len(self.rows), bool)
        for column in self.columns:
            codes = column.cells.codes
            if codes is not None and len(column.cells.values):
                told = np.array([*(_is_total(value) for value in column.cells.values), False])
                found |= told[codes]
        return found

    def read_with(self, marks: Marks) -> Table:
        """The same columns, their numbers read with other marks."""
        return replace(self, columns=tuple(replace(one, marks=marks) for one in self.columns))

    def named(self, name: str) -> Seen | None:
        return next((column for column in self.columns if column.name == name), None)


def table_of(grid: Grid, header: int, header_rows: int = 1) -> Table:
    """The grid read below its header: every named column with cells, whatever marks its numbers have."""
    names = names_at(grid.head, header, header_rows)
    wanted = dict.fromkeys(range(len(names)), True)
    blocks = list(grid.blocks(header, wanted, MISSING))[:1]
    columns = []
    for at, name in enumerate(names):
        cells = blocks[0].columns.get(at) if blocks else None
        if name and cells is not None and len(cells):
            columns.append(seen_of(name, at, cells, NO_MARKS))
    rows = blocks[0].rows if blocks else np.empty(0, np.int64)
    titles = tuple(shown(cell) for row in grid.head[:header] for cell in row if shown(cell))
    return Table(grid.name, header, header_rows, tuple(columns), rows, titles)


def seen_of(name: str, at: int, cells: Cells, marks: Marks) -> Seen:
    sample = [cell for cell in _sample(cells, _LOOKED_AT) if not _is_total(cell)]
    kind, _ = kind_of_cells(sample)
    if kind == "text" and sample:
        kind = _mostly(sample)
    if kind == "time" and _lasts(name, sample):
        kind = "short_duration"
    formats = date_formats(_dates(_distinct(sample))) if kind == "date" else ()
    if kind == "text" and (yearless := _yearless(sample)):
        kind, formats = "date", yearless
    return Seen(" ".join(name.split()), at, cells, kind, formats, marks)


def _lasts(name: str, sample: Sequence[Cell]) -> bool:
    """Whether texts like 5:12 are how long something took, by the name above them."""
    found = guess(name, "short_duration")
    return found is not None and found.kind == "duration" and all(isinstance(one, str) for one in sample)


def _yearless(sample: Sequence[Cell]) -> tuple[str, ...]:
    """The orders of day and month that read `01/10`, `15/10`: the year stands elsewhere."""
    parts = [_PARTED.match(cell.strip()) if isinstance(cell, str) else None for cell in sample]
    if not sample or not all(parts):
        return ()
    first, second = ({int(part[at]) for part in parts if part} for at in (1, 2))
    found = []
    if max(first) <= _DAYS and max(second) <= _MONTHS:
        found.append("dd/mm")
    if max(first) <= _MONTHS and max(second) <= _DAYS:
        found.append("mm/dd")
    return tuple(found) if min(first | second) > 0 else ()


def _distinct(sample: Sequence[Cell]) -> list[Cell]:
    return list(dict.fromkeys(sample))


def _is_total(cell: Cell) -> bool:
    """A total or a remark beside dates or numbers: the row is no data."""
    return isinstance(cell, str) and _ASIDE.match(cell.strip().lower()) is not None


def _sample(cells: Cells, most: int) -> list[Cell]:
    """Cells of rows spread over the whole column."""
    filled = np.flatnonzero(~cells.blank)
    if len(filled) > most:
        filled = filled[np.linspace(0, len(filled) - 1, most).astype(np.int64)]
    return [cells.at(int(row)) for row in filled]


def _mostly(sample: Sequence[Cell]) -> CellKind:
    """Durations beside bare numbers are durations in two forms, not texts."""
    kinds = {kind_of_cells([cell])[0] for cell in sample}
    if kinds <= {"duration", "decimal", "whole"} and "duration" in kinds:
        return "duration"
    return "text"


def _dates(sample: Sequence[Cell]) -> list[Cell]:
    """The cells that are dates: a word among them (a total) does not undo the others' format."""
    return [cell for cell in sample if kind_of_cells([cell])[0] != "text"]


def _number(cell: Cell, marks: Marks) -> float:
    if isinstance(cell, bool) or cell is None:
        return float("nan")
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, str):
        found = number(cell, marks)
        if not isinstance(found, str):
            return float(found) / (100 if cell.rstrip().endswith("%") else 1)
        clock = seconds(cell, "mm:ss")
        return float("nan") if isinstance(clock, str) else float(clock)
    return _clock(cell)


def _clock(cell: Cell) -> float:
    """The seconds of a time cell or of a duration."""
    if hasattr(cell, "total_seconds"):
        return float(cell.total_seconds())
    if hasattr(cell, "hour") and not hasattr(cell, "year"):
        return float(cell.hour * 3600 + cell.minute * 60 + cell.second)
    return float("nan")


def marks_of(columns: Iterable[Seen]) -> Marks:
    """The decimal mark that the numbers of the file show without doubt, None when they do not."""
    commas = points = 0
    for column in columns:
        if not column.numeric:
            continue
        for text in column.texts[:_LOOKED_AT]:
            body = text.rstrip(" %")
            if "," in body and not isinstance(number(body), str):
                commas += body.rfind(",") > body.rfind(".")
            if "." in body and not isinstance(number(body), str):
                points += body.rfind(".") > body.rfind(",")
    if bool(commas) == bool(points):
        return Marks()
    return Marks(",") if commas else Marks(".")
