"""Workbooks (xlsx, xls, xlsb, ods) read by calamine, behind the guards."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch

import numpy as np
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pilotage.feeds.cells import Cell, of_objects
from pilotage.feeds.grids import HEAD_ROWS, Block
from pilotage.feeds.guards import Data, RefusedFileError


class SheetGrid:
    """A sheet of a workbook. Merged cells show their text in the first cell only."""

    def __init__(self, name: str, rows: Sequence[Sequence[Cell]]) -> None:
        self.name, self._rows = name, rows

    @property
    def head(self) -> Sequence[Sequence[Cell]]:
        return self._rows[:HEAD_ROWS]

    def blocks(self, after: int, wanted: Mapping[int, bool], missing: frozenset[str]) -> Iterator[Block]:
        rows = self._rows[after + 1 :]
        columns = {at: of_objects([row[at] for row in rows], missing) for at in wanted}
        yield Block(columns, np.arange(after + 2, after + 2 + len(rows), dtype=np.int64))


def sheets_of(data: Data, patterns: Sequence[str]) -> Iterator[SheetGrid]:
    """The sheets that are asked for: `first`, `all` (those that are shown), or by name pattern.

    Raises `RefusedFileError` for a workbook that is broken or locked.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(bytes(data)))
        for name in _chosen(book, patterns):
            yield SheetGrid(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except PasswordError as error:
        raise RefusedFileError("file.password") from error
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise RefusedFileError("file.broken_workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the parser's own crash, not an Exception
            raise
        raise RefusedFileError("file.broken_workbook") from error


def _chosen(book: CalamineWorkbook, patterns: Sequence[str]) -> list[str]:
    shown = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    if tuple(patterns) == ("first",):
        return shown[:1]
    if "all" in patterns:
        return shown
    lowered = [pattern.lower() for pattern in patterns]
    return [name for name in book.sheet_names if any(fnmatch(name.lower(), p) for p in lowered)]
