"""Workbooks (xlsx, xls, xlsb, ods) read by calamine, behind the guards."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from typing import Any

import numpy as np
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pilotage.feeds.apart import ParserEndedError, TooManyCellsError, read_apart
from pilotage.feeds.cells import Cell, of_objects
from pilotage.feeds.grids import HEAD_ROWS, Block
from pilotage.feeds.guards import Data, Limits, RefusedFileError


class SheetGrid:
    """A sheet of a workbook. Merged cells show their text in the first cell only."""

    def __init__(self, name: str, rows: Sequence[Sequence[Cell]]) -> None:
        self.name, self._rows = name, rows

    @property
    def head(self) -> Sequence[Sequence[Cell]]:
        return self._rows[:HEAD_ROWS]

    @property
    def rows(self) -> Sequence[Sequence[Cell]]:
        """Every row, from the first one of the sheet."""
        return self._rows

    def blocks(self, after: int, wanted: Mapping[int, bool], missing: frozenset[str]) -> Iterator[Block]:
        rows = self._rows[after + 1 :]
        every = list(zip(*rows, strict=False)) or [()] * len(self._rows[after])
        columns = {at: of_objects(every[at], missing, whole=whole) for at, whole in wanted.items()}
        yield Block(columns, np.arange(after + 2, after + 2 + len(rows), dtype=np.int64))


class Workbook:
    """A workbook; each sheet is read once. Only an xlsx as spreadsheets write them (`plain`) is parsed
    in this process, its guard having counted the cells; whatever else is read apart.
    """

    def __init__(self, data: Data, limits: Limits, *, plain: bool) -> None:
        self._grids: dict[str, SheetGrid] = {}
        self._book: CalamineWorkbook | None = None
        if plain:
            with _broken_is_refused():
                self._book = CalamineWorkbook.from_filelike(io.BytesIO(bytes(data)))
                self._names = list(self._book.sheet_names)
                self._shown = [
                    sheet.name
                    for sheet in self._book.sheets_metadata
                    if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
                ]
        else:
            found = _read_apart(bytes(data), limits)
            self._shown, self._names = found["shown"], list(found["sheets"])
            self._grids = {name: SheetGrid(name, rows) for name, rows in found["sheets"].items()}

    def sheets(self, patterns: Sequence[str]) -> Iterator[SheetGrid]:
        """The sheets that are asked for. Raises `RefusedFileError` for one that is broken."""
        for name in self._chosen(patterns):
            if name not in self._grids and self._book is not None:
                with _broken_is_refused():
                    sheet = self._book.get_sheet_by_name(name)
                    self._grids[name] = SheetGrid(name, sheet.to_python(skip_empty_area=False))
            yield self._grids[name]

    def _chosen(self, patterns: Sequence[str]) -> list[str]:
        if tuple(patterns) == ("first",):
            return self._shown[:1]
        if "all" in patterns:
            return self._shown
        lowered = [pattern.lower() for pattern in patterns]
        return [name for name in self._names if any(fnmatch(name.lower(), p) for p in lowered)]


def _read_apart(data: bytes, limits: Limits) -> dict[str, Any]:
    try:
        found = read_apart(data, limits.cells_apart)
    except TooManyCellsError as error:
        expected = str(limits.cells_apart)
        raise RefusedFileError("file.too_many_cells", read="", expected=expected) from error
    except ParserEndedError as error:
        raise RefusedFileError("file.broken_workbook") from error
    if found["password"]:
        raise RefusedFileError("file.password")
    return found


@contextmanager
def _broken_is_refused() -> Iterator[None]:
    """Every way in which the parser fails is one: the workbook is broken, or locked."""
    try:
        yield
    except PasswordError as error:
        raise RefusedFileError("file.password") from error
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise RefusedFileError("file.broken_workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the parser's own crash, not an Exception
            raise
        raise RefusedFileError("file.broken_workbook") from error
