"""A vendor's invoice in a workbook, read by the layout that was kept for that vendor."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, cast

from pilotage.feeds.cells import Cell
from pilotage.feeds.dates import period_start
from pilotage.feeds.guards import PAGE, RefusedFileError
from pilotage.feeds.numbers import Marks, number
from pilotage.feeds.reading import open_file
from pilotage.feeds.workbooks import SheetGrid
from pilotage.periods import Month
from pilotage.problems import Problem
from pilotage.reconciliation.layout import FIELDS, Layout, head_of, plain
from pilotage.reconciliation.model import InvoicedLine, ReceivedInvoice

Rows = Sequence[Sequence[Cell]]
_MOST_ROWS, _PLACES = 20_000, Decimal("0.00000001")
_MOST_LINES = 5_000
_LONGEST_HEAD, _MOST_HEADS = 60, 300


def sheets_of(data: bytes, name: str) -> Mapping[str, Rows]:
    """The sheets of a workbook that are shown, by name. Raises `RefusedFileError` behind the guards that
    every received file passes, and for formulas that no spreadsheet has calculated.
    """
    file = open_file(data, name, PAGE)
    if file.kind == "text":
        raise RefusedFileError("reconciling.not_readable")
    if file.content.uncalculated:
        raise RefusedFileError("reconciling.uncalculated")
    found = (sheet for sheet in file.sheets(("all",)) if isinstance(sheet, SheetGrid))
    return {sheet.name: sheet.rows[:_MOST_ROWS] for sheet in found}


def head_texts(sheets: Mapping[str, Rows]) -> dict[str, tuple[str, ...]]:
    """The short texts of each sheet's first rows, to choose heads and fields from."""
    return {
        name: tuple(
            dict.fromkeys(
                cell.strip()
                for row in rows[:200]
                for cell in row
                if isinstance(cell, str) and 0 < len(cell.strip()) <= _LONGEST_HEAD
            )
        )[:_MOST_HEADS]
        for name, rows in sheets.items()
    }


def read_sheet(sheets: Mapping[str, Rows], layout: Layout, file: str, currency: str) -> ReceivedInvoice:
    """The invoice of a workbook. Raises `RefusedSheetError` with a sentence that names file, sheet, row
    and column, what was read and what was expected. `currency` is that of the contract, for a sheet
    that names none.
    """
    name = layout.sheet if layout.sheet in sheets else next(iter(sheets), "")
    rows = sheets.get(name, ())
    reader = _Reader(file, name, rows, layout)
    head = head_of(rows, tuple(layout.columns.values()))
    if head is None:
        expected = ", ".join(layout.columns.values())
        raise reader.refused("reconciling.no_head", expected=expected)
    fields = {one: reader.field(one) for one in FIELDS}
    if not str(fields["number"] or "").strip():
        raise reader.refused("reconciling.field_missing", column=layout.fields.get("number", "number"))
    lines = tuple(reader.lines(head))
    if not lines:
        raise reader.refused("reconciling.no_line", row=head + 1)
    total = reader.amount_of(fields["total"], layout.fields.get("total", ""))
    about = _text(fields["about"])
    return ReceivedInvoice(
        form="excel",
        number=_text(fields["number"]),
        issued_on=reader.day_of(fields["issued_on"]),
        currency=_text(fields["currency"]).upper()[:3] or currency,
        lines=lines,
        subtotal=reader.amount_of(fields["subtotal"], layout.fields.get("subtotal", "")),
        vat=reader.amount_of(fields["vat"], layout.fields.get("vat", "")),
        total=total,
        credit=bool(about) and (total is not None and total < 0),
        about=about,
    )


class RefusedSheetError(Exception):
    """The workbook cannot be read as an invoice. Carries the one problem that says where and why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class _Reader:
    """One sheet, and what is said of it when it cannot be read."""

    def __init__(self, file: str, sheet: str, rows: Rows, layout: Layout) -> None:
        self.file, self.sheet, self.rows, self.layout = file, sheet, rows, layout
        mark = cast('Literal[",", "."]', layout.decimal)
        self.marks = Marks(mark, "." if mark == "," else ",")

    def refused(
        self, code: str, *, row: int | None = None, column: str = "", read: str = "", expected: str = ""
    ) -> RefusedSheetError:
        found = RefusedFileError(code, read=read, expected=expected, row=row, column=column)
        return RefusedSheetError(found.problem(self.file, self.sheet))

    def field(self, name: str) -> Cell:
        """The value that stands on the right of the words of the field, None when they are not there."""
        words = self.layout.fields.get(name, "")
        if not words:
            return None
        for row in self.rows:
            for at, cell in enumerate(row):
                if isinstance(cell, str) and plain(cell) == plain(words):
                    value = next((one for one in row[at + 1 :] if _text(one)), None)
                    if value is not None:
                        return value
        return None

    def lines(self, head: int) -> Iterator[InvoicedLine]:
        """The lines under the head, down to the first row without a label or an amount."""
        places = {plain(cell): at for at, cell in enumerate(self.rows[head]) if isinstance(cell, str)}
        at = {name: places[plain(words)] for name, words in self.layout.columns.items()}
        totals = {plain(words) for words in self.layout.fields.values()}
        for number_, row in enumerate(self.rows[head + 1 :], head + 2):
            cells = {name: row[place] if place < len(row) else None for name, place in at.items()}
            label = _text(cells["label"])
            if plain(label) in totals or any(plain(_text(cell)) in totals for cell in row if _text(cell)):
                return
            if not label and not _text(cells["amount"]):
                if number_ - head > 2 + _BLANKS:
                    return
                continue
            if number_ - head > _MOST_LINES:
                raise self.refused("reconciling.too_many_elements", expected=str(_MOST_LINES))
            yield self._line(number_, label, cells)

    def _line(self, row: int, label: str, cells: Mapping[str, Cell]) -> InvoicedLine:
        names = self.layout.columns
        figures = {
            name: self.amount_of(cells.get(name), names.get(name, ""), row)
            for name in ("amount", "quantity", "unit_price")
        }
        if figures["amount"] is None:
            raise self.refused("reconciling.cell_missing", row=row, column=names["amount"])
        first = self._period(cells.get("period"), row)
        return InvoicedLine(
            number=str(row),
            label=label,
            amount=figures["amount"],
            quantity=figures["quantity"],
            unit=_text(cells.get("unit")),
            unit_price=figures["unit_price"],
            order=_text(cells.get("order")),
            order_line=_text(cells.get("order_line")),
            reference=_text(cells.get("reference")),
            first=first,
            last=first.replace(day=monthrange(first.year, first.month)[1]) if first else None,
            vat_rate=self._rate(cells.get("vat_rate"), row),
        )

    def amount_of(self, cell: Cell, column: str, row: int | None = None) -> Decimal | None:
        """The exact figure of a cell; None of a blank one."""
        if not _text(cell):
            return None
        if isinstance(cell, bool) or not isinstance(cell, int | float | str):
            raise self._unread(cell, column, row)
        found = number(cell, self.marks) if isinstance(cell, str) else Decimal(repr(cell))
        if isinstance(found, str) or not found.is_finite():
            raise self._unread(cell, column, row)
        return found.quantize(_PLACES).normalize() + Decimal(0)

    def _unread(self, cell: Cell, column: str, row: int | None) -> RefusedSheetError:
        return self.refused("reconciling.not_an_amount", row=row, column=column, read=_text(cell)[:40])

    def _rate(self, cell: Cell, row: int) -> Decimal | None:
        """A rate in percent, whether the cell holds 20, 20 % or 0.2."""
        column = self.layout.columns.get("vat_rate", "")
        text = cell.strip().removesuffix("%").strip() if isinstance(cell, str) else cell
        found = self.amount_of(text, column, row)
        fraction = found is not None and not isinstance(cell, str) and 0 < found < 1
        return found * 100 if found is not None and fraction else found

    def _period(self, cell: Cell, row: int) -> date | None:
        if isinstance(cell, datetime | date):
            return date(cell.year, cell.month, 1)
        text = _text(cell)
        if not text:
            return None
        found = period_start(text) or _worded(text)
        if found is None:
            column = self.layout.columns.get("period", "")
            raise self.refused("reconciling.not_a_period", row=row, column=column, read=text[:40])
        return found.replace(day=1)

    def day_of(self, cell: Cell) -> date | None:
        """A day; None of a blank cell."""
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date) or not _text(cell):
            return cell if isinstance(cell, date) else None
        found = period_start(_text(cell))
        if found is None:
            column = self.layout.fields.get("issued_on", "")
            raise self.refused("reconciling.not_a_day", column=column, read=_text(cell)[:40])
        return found


_BLANKS = 3
_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)


def _worded(text: str) -> date | None:
    """`septembre 2026`, `September 2026`."""
    words = plain(text).split()
    if len(words) != 2 or not words[1].isdecimal() or len(words[1]) != 4:
        return None
    at = next((n for n, names in enumerate(_MONTHS, 1) if words[0] in names), 0)
    return Month(int(words[1]), at).first if at else None


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()[:500]
