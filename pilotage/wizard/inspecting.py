"""What is in a file, before any decision: how it is written, its header, its columns, what to ask."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pilotage.feeds.cells import Cell
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Grid
from pilotage.feeds.guards import PAGE, Limits, RefusedFileError
from pilotage.feeds.guessing import Guess, guess
from pilotage.feeds.looks import CellKind, date_formats, kind_of_cells, layout_of
from pilotage.feeds.model import Format
from pilotage.feeds.reading import OpenFile, open_file
from pilotage.problems import Problem, Severity

_PREVIEW = 8
_NO_FORMAT = Format()


@dataclass(frozen=True)
class InspectedColumn:
    """A column: what its cells look like, some of them, and what its name suggests. `formats` are the
    date formats that read every cell seen, the likeliest first.
    """

    name: str
    type: CellKind
    sample: tuple[str, ...]
    guess: Guess | None = None
    formats: tuple[str, ...] = ()

    @property
    def format(self) -> str:
        """The likeliest date format, empty when it is no date."""
        return self.formats[0] if self.formats else ""


@dataclass(frozen=True)
class Inspection:
    """What was found in a file. `header_row` counts from 1, None when no header was found; `layout`
    is the grain that its dates and times suggest (or `unknown`); `questions` are what a profile will
    have to say, as problems whose sentence is a question; `rows` the first rows below the header.
    """

    file: str
    sha256: str
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int | None = None
    layout: str = "unknown"
    columns: tuple[InspectedColumn, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    questions: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


def inspect(source: bytes | Path | OpenFile, *, name: str, limits: Limits = PAGE) -> Inspection:
    """What is in the file `source`, known to the user as `name`. Never raises for what it holds."""
    label = PurePath(name).name or name
    sha256 = _sha256(source)
    try:
        file = open_file(source, label, limits)
        grids = [file.text(_NO_FORMAT)] if file.kind == "text" else list(file.sheets(("all",)))
        return _inspected(file, grids, label, sha256)
    except RefusedFileError as error:
        return Inspection(label, sha256, problems=(error.problem(label),))


def _sha256(source: bytes | Path | OpenFile) -> str:
    data = source.data if isinstance(source, OpenFile) else source
    if isinstance(data, Path):
        with data.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(data).hexdigest()


def _inspected(file: OpenFile, grids: Sequence[Grid], label: str, sha256: str) -> Inspection:
    grid = max(grids, key=lambda one: len(one.head), default=None)
    if grid is None or not grid.head:
        problem = Problem("file.no_rows", Severity.REFUSED, label)
        return Inspection(label, sha256, file.kind, problems=(problem,))
    text = file.text(_NO_FORMAT) if file.kind == "text" else None
    header = header_index(grid.head)
    body = grid.head[header + 1 :] if header is not None else grid.head
    columns = tuple(_columns(grid.head[header] if header is not None else (), body))
    layout = layout_of([(_role(c), c.format, _cells(body, at)) for at, c in enumerate(columns)])
    sheets = tuple(one.name for one in grids if one.name)
    asked = _Questions(label, grid.name)
    questions = tuple(asked.all(columns, header, layout, sheets, encoding=text.encoding if text else ""))
    return Inspection(
        label,
        sha256,
        file.kind,
        text.encoding if text else "",
        text.delimiter if text else "",
        grid.name,
        sheets,
        header + 1 if header is not None else None,
        layout,
        columns,
        tuple(tuple(shown(cell) for cell in row) for row in body[:_PREVIEW]),
        questions,
        _noticed(file, label),
    )


def _role(column: InspectedColumn) -> CellKind:
    """A column of 7h30 is one of times when its name says so."""
    return "time" if column.guess and column.guess.counter == "time" else column.type


def _noticed(file: OpenFile, label: str) -> tuple[Problem, ...]:
    if not file.content.contradicted:
        return ()
    return (
        Problem(
            "file.other_extension",
            Severity.WARNING,
            label,
            read=file.content.contradicted,
            expected=file.kind,
        ),
    )


def header_index(head: Sequence[Sequence[Cell]]) -> int | None:
    """The row that looks like a header: different words in most columns, with rows below it."""
    filled = [sum(not _blank(cell) for cell in row) for row in head]
    widest = max(filled, default=0)
    for index, row in enumerate(head):
        names = [cell for cell in row if not _blank(cell)]
        words = all(isinstance(cell, str) and kind_of_cells([cell])[0] == "text" for cell in names)
        different = len({str(cell).lower() for cell in names}) == len(names)
        if len(names) * 10 >= widest * 6 and len(names) > 1 and words and different:
            return index
    return None


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _cells(body: Sequence[Sequence[Cell]], at: int) -> list[Cell]:
    return [row[at] for row in body if at < len(row) and not _blank(row[at])]


def _columns(names: Sequence[Cell], body: Sequence[Sequence[Cell]]) -> Iterator[InspectedColumn]:
    width = max([len(names), *(len(row) for row in body)], default=0)
    for at in range(width):
        cells = _cells(body, at)
        name = shown(names[at]) if at < len(names) else ""
        if not name and not cells:
            continue
        kind, _ = kind_of_cells(cells)
        formats = date_formats(cells) if kind == "date" else ()
        sample = tuple(dict.fromkeys(shown(cell) for cell in cells))[:3]
        yield InspectedColumn(name, kind, sample, guess(name, kind) if name else None, formats)


def _lasts(column: InspectedColumn) -> bool:
    """Whether what looks like times of the day is a duration by its name, written as 05:12."""
    named = column.guess is not None and column.guess.kind == "duration"
    return named and all(text.count(":") == 1 for text in column.sample)


@dataclass(frozen=True)
class _Questions:
    """What a person has to decide, each as a problem of severity note."""

    file: str
    sheet: str

    def ask(self, code: str, *, column: str = "", read: str = "", expected: str = "") -> Problem:
        return Problem(
            "question." + code,
            Severity.NOTE,
            self.file,
            self.sheet,
            column=column,
            read=read,
            expected=expected,
        )

    def all(
        self,
        columns: Sequence[InspectedColumn],
        header: int | None,
        layout: str,
        sheets: Sequence[str],
        *,
        encoding: str,
    ) -> Iterator[Problem]:
        if encoding == "cp1252":
            yield self.ask("encoding", read=encoding)
        if len(sheets) > 1:
            yield self.ask("sheets", read=", ".join(sheets[:8]))
        if header is None:
            yield self.ask("header")
        roles = Counter(column.guess.counter for column in columns if column.guess)
        if not any(column.type == "date" for column in columns):
            yield self.ask("date")
        if layout in {"half_hour", "quarter_hour", "contact"}:
            yield self.ask("time_zone")
        if not roles["stream"]:
            yield self.ask("stream")
        for column in columns:
            yield from self._of_column(column)

    def _of_column(self, column: InspectedColumn) -> Iterator[Problem]:
        name = column.name
        match column.type:
            case "ambiguous":
                yield self.ask("decimal", column=name, read=column.sample[0])
            case "short_duration" | "time" if column.type != "time" or _lasts(column):
                yield self.ask("duration", column=name, read=column.sample[0])
            case "date" if {"d", "m"} <= {form[0] for form in column.formats}:
                formats = ", ".join(column.formats)
                yield self.ask("date_order", column=name, read=column.sample[0], expected=formats)
        found = column.guess
        if found is None:
            yield self.ask("unknown", column=name)
        elif found.counter == "person":
            yield self.ask("person", column=name)
        elif found.times:
            yield self.ask("weight", column=name, read=found.counter, expected=found.times)
