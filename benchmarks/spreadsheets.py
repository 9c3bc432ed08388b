"""The import of a workbook of a hundred thousand half-hours, against reading its cells alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import polars as pl
import xlsxwriter
from python_calamine import load_workbook

from benchmarks import half_hours
from benchmarks.imports import ACTOR, empty
from benchmarks.rounds import Row, interleaved
from pilotage.services import imports

ROWS = 100_000


def rows(folder: Path) -> Iterator[Row]:
    """The line of the table on workbooks."""
    csv, book = folder / "half-hours-for-sheet.csv", folder / "half-hours.xlsx"
    half_hours.write_csv(csv)
    _write(pl.read_csv(csv, separator=";", n_rows=ROWS), book)
    numbers = count()

    def whole_import() -> None:
        db = empty(folder / f"sheet-{next(numbers)}.db")
        report = imports.import_file(db, ACTOR, content=book, name=book.name)
        if report.status != "imported" or report.rows != ROWS:
            raise RuntimeError(f"not the import that is measured: {report.status}, {report.problems}")

    taken = interleaved({"import": whole_import, "floor": lambda: _bare_read(book)})
    yield Row(
        "import of a 100,000-row xlsx: read, checked, kept, projected",
        taken["import"],
        "calamine's read of its cells",
        taken["floor"],
        "≤ 1.7 x",
    )


def _write(frame: pl.DataFrame, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, frame.columns)
        for number, row in enumerate(frame.iter_rows(), 1):
            sheet.write_row(number, 0, row)


def _bare_read(path: Path) -> int:
    return len(load_workbook(path).get_sheet_by_index(0).to_python())
