"""Bytes of the files: the spellings of numbers, times and dates that real vendors use, and no others."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pilotage.periods import Month

NBSP = "\u00a0"
_SHORT = (
    "janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc",
)  # fmt: skip
_LONG = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
#: Workbooks say when they were made; ours say a fixed day, so that the same call gives the same bytes.
_MADE = datetime(2025, 9, 1, 8, 0)  # noqa: DTZ001 - a label inside a workbook, in no zone


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file as it was received: where it stands under `data/`, from which contract, and when."""

    path: str
    contract: str
    received: datetime
    content: bytes


def text_file(
    rows: Iterable[Sequence[object]],
    *,
    delimiter: str = ";",
    encoding: str = "utf-8",
    newline: str = "\r\n",
) -> bytes:
    """A delimited text. None is an empty cell; `utf-8-sig` begins with a byte order mark."""
    lines = (delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return (newline.join(lines) + newline).encode(encoding)


def grouped(number: int, space: str = " ") -> str:
    """`22 436`."""
    return f"{number:,}".replace(",", space)


def decimal(number: int, places: int, *, space: str = "") -> str:
    """A whole number of tenths or hundredths with a decimal comma: 12345 with one place is `1234,5`."""
    whole, rest = divmod(abs(number), 10**places)
    sign = "-" if number < 0 else ""
    return f"{sign}{grouped(whole, space)},{rest:0{places}d}"


def percent(part: int, whole: int) -> str | None:
    """`95,6 %`, half up; None without a whole."""
    if not whole:
        return None
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{decimal(tenths, 1)} %"


def clock(seconds: int) -> str:
    """`00:05:12`."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def primes(seconds: int) -> str:
    """`5'12`."""
    return f"{seconds // 60}'{seconds % 60:02d}"


def hours_minutes(minutes: int) -> str:
    """`7h05`."""
    return f"{minutes // 60}h{minutes % 60:02d}"


def french(day: date) -> str:
    """`01/10/2026`."""
    return f"{day:%d/%m/%Y}"


def short_month(month: Month) -> str:
    """`oct-26`."""
    return f"{_SHORT[month.number - 1]}-{month.year % 100:02d}"


def long_month(month: Month) -> str:
    """`octobre 2026`."""
    return f"{_LONG[month.number - 1]} {month.year}"


class Workbook:
    """A workbook in memory; `bytes()` closes it."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self._book.set_properties({"created": _MADE})
        self.title = self._book.add_format({"bold": True, "font_size": 14, "align": "center"})
        self.head = self._book.add_format({"bold": True, "bg_color": "#DDE3EB", "border": 1})
        self.day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self.minute = self._book.add_format({"num_format": "hh:mm"})
        self.bold = self._book.add_format({"bold": True, "top": 1})

    def sheet(self, name: str) -> Worksheet:
        """A new sheet."""
        return self._book.add_worksheet(name)

    def bytes(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._buffer.getvalue()


def put(sheet: Worksheet, row: int, cells: Sequence[object], form: Format | None = None) -> None:
    """Cells of one row from the left; None leaves a cell empty."""
    for column, cell in enumerate(cells):
        if cell is not None:
            sheet.write(row, column, cell, form)
