"""A workbook as finance expects one: formulas with their values, real numbers, safe texts, A4.

Wraps XlsxWriter so that no sheet can write a foreign text as a formula, a number as a text, or a
formula without the value that a reader in protected view will see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name

from pilotage.locale import Words

INK, GREY, NAVY, RULE, PALE = "#14202E", "#566273", "#0B3D78", "#D5DCE5", "#F3F6FA"
RED, RED_PALE, BLUE, AMBER, AMBER_PALE = "#A34300", "#FCE7DA", "#0B3D78", "#7A5200", "#FDF1D6"
MONEY = "#,##0.00;[Red]-#,##0.00"
DATE = "dd/mm/yyyy"
_HEADER = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": NAVY,
    "text_wrap": True,
    "valign": "vcenter",
}
_BODY = {"bottom": 1, "bottom_color": RULE, "valign": "top"}
LONGEST_TEXT = 32_000
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | Decimal | int | bool | date | None


@dataclass(frozen=True, slots=True)
class Live:
    """A formula and the value it had when the file was made."""

    formula: str
    value: Decimal | bool | str


@dataclass(frozen=True, slots=True)
class Link:
    """A text or a number that leads to a cell of the same file."""

    shown: str | int
    sheet: str
    cell: str


Content = Cell | Live | Link


@dataclass(frozen=True, slots=True)
class Styled:
    """A content with a number format or a look of its own."""

    content: Content
    look: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, its width in characters, the look of its cells."""

    header: str
    width: float
    look: Mapping[str, Any] = field(default_factory=dict)


def number_format(value: Decimal, *, least: int = 0, most: int = 6, suffix: str = "") -> str:
    """A format that shows every decimal of `value`, at least `least` of them, `most` at most."""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(least, min(most, -exponent if isinstance(exponent, int) else 0))
    shown = "#,##0" + ("." + "0" * decimals if decimals > 0 else "") + suffix
    return f"{shown};[Red]-{shown}"


def truth_format(t: Words) -> str:
    """How a truth is shown in words, in the language of `t`."""
    return f'"{t("TRUE")}";"{t("TRUE")}";"{t("FALSE")}"'


def _aligned(column: Column) -> dict[str, Any]:
    """Numbers stand right, under a header that does too; texts a little away from them."""
    if "align" in column.look:
        return {"align": column.look["align"]}
    return {"align": "right"} if "num_format" in column.look else {"align": "left", "indent": 1}


def _text_of(content: Content | Styled | None) -> str:
    match content:
        case Styled(content=inner):
            return _text_of(inner)
        case Link(shown=shown):
            return str(shown)
        case str():
            return content
    return ""


class Table:
    """A table placed on a sheet: makes references by column key, whatever the language."""

    def __init__(self, name: str, columns: Mapping[str, Column]) -> None:
        self.name = name
        self.columns = columns

    def all(self, key: str) -> str:
        """The whole column: `tblLignes[Montant HT]`."""
        return f"{self.name}[{self.columns[key].header}]"

    def here(self, key: str) -> str:
        """The column's cell on the formula's own row."""
        return f"{self.name}[[#This Row],[{self.columns[key].header}]]"

    def find(self, key: str, by: str, what: str) -> str:
        """The cell of column `key` on the row whose column `by` equals `what`."""
        return f"INDEX({self.all(key)},MATCH({what},{self.all(by)},FALSE))"


class Sheet:
    """One sheet: cells are written by content, never by guess."""

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self.name = name
        self.page = book.file.add_worksheet(name)
        self.page.hide_gridlines(2)

    def write(self, row: int, column: int, content: Content | Styled, **look: object) -> None:
        """Writes one cell (0-based row and column) in the form of its type."""
        match content:
            case Styled(content=inner, look=own):
                self.write(row, column, inner, **{**look, **own})
            case None:
                self.page.write_blank(row, column, None, self.book.look(look))
            case Live(formula=formula, value=value):
                shown = value if isinstance(value, bool | str) else float(value)
                self.page.write_formula(row, column, "=" + formula, self.book.look(look), shown)
            case Link(shown=shown, sheet=sheet, cell=cell):
                self._link(row, column, shown, f"internal:'{sheet}'!{cell}", look)
            case bool():
                self.page.write_boolean(row, column, content, self.book.look(look))
            case int() | Decimal():
                self.page.write_number(row, column, float(content), self.book.look(look))
            case date():
                self.page.write_datetime(
                    row, column, content, self.book.look({"num_format": DATE, **look})
                )
            case str():
                self._text(row, column, content, look)

    def _text(self, row: int, column: int, text: str, look: Mapping[str, object]) -> None:
        quoted = {"quote_prefix": True} if text.startswith(_DANGEROUS) else {}
        self.page.write_string(row, column, text[:LONGEST_TEXT], self.book.look({**look, **quoted}))

    def _link(
        self, row: int, column: int, shown: str | int, url: str, look: Mapping[str, object]
    ) -> None:
        linked = {**look, "font_color": BLUE, "underline": 1}
        self.page.write_url(row, column, url, self.book.look(linked), str(shown)[:LONGEST_TEXT])
        self.write(row, column, shown, **linked)

    def heading(self, row: int, text: str, note: str = "") -> None:
        """A title within the sheet, and a grey sentence beside nothing: no cell is merged."""
        self.write(row, 0, text, bold=True, font_size=13, font_color=NAVY)
        if note:
            self.write(row + 1, 0, note, font_color=GREY, italic=True)

    def table(
        self,
        row: int,
        column: int,
        table: Table,
        rows: Sequence[Mapping[str, Content | Styled]],
    ) -> int:
        """Writes the header and the rows, and declares the Excel table; the row after its end."""
        keys = list(table.columns)
        last = row + max(1, len(rows))
        headers = {key: column.header for key, column in table.columns.items()}
        self._height(row, table, headers, bold=True)
        self.page.add_table(
            row,
            column,
            last,
            column + len(keys) - 1,
            {
                "name": table.name,
                "style": None,
                "columns": [
                    {"header": c.header, "header_format": self.book.look({**_HEADER, **_aligned(c)})}
                    for c in table.columns.values()
                ],
            },
        )
        for line, content in enumerate(rows, start=row + 1):
            self._height(line, table, content)
            for place, key in enumerate(keys, start=column):
                look = {**_BODY, **_aligned(table.columns[key]), **table.columns[key].look}
                self.write(line, place, content.get(key), **look)
        return last + 1

    def _height(
        self, row: int, table: Table, content: Mapping[str, Content | Styled], *, bold: bool = False
    ) -> None:
        """Makes room for the texts that wrap: not every reader does so by itself."""
        room = 1.0 if bold else 1.15
        lines = [
            sum(ceil(max(len(part), 1) / (table.columns[key].width * room)) for part in text.split("\n"))
            for key, cell in content.items()
            if (text := _text_of(cell)) and (bold or table.columns[key].look.get("text_wrap"))
        ]
        self.page.set_row(row, 14 * min(max(lines, default=1), 12) + 2)

    def widths(self, columns: Iterable[Column], first: int = 0) -> None:
        for place, column in enumerate(columns, start=first):
            self.page.set_column(place, place, column.width)

    def print_on_a4(
        self, *, landscape: bool, repeat: tuple[int, int] | None = None, heading: str = ""
    ) -> None:
        """A4, one page wide, header and footer with the page's number, `repeat` rows on each page."""
        page, book = self.page, self.book
        page.set_paper(9)
        if landscape:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.75)
        if repeat:
            page.repeat_rows(*repeat)
        t = book.t
        mark, title = _printable(book.mark, 110), _printable(heading or book.title, 120)
        # A space after the size of the letters: « &82026 » would be a size of 82026.
        page.set_header(f"&L&8 {title}&R&8 {mark}")
        of = t("Page {page} of {pages}", page="&P", pages="&N")
        page.set_footer(f"&L&8 {_printable(book.reference, 120)}&R&8 {of}")

    def freeze(self, row: int, column: int = 0) -> None:
        self.page.freeze_panes(row, column)

    def lock(self) -> None:
        """Against slips, not for security: there is no password, filters and widths stay open."""
        self.page.protect(
            "",
            {
                "autofilter": True,
                "sort": True,
                "format_cells": True,
                "format_columns": True,
                "format_rows": True,
            },
        )


class Book:
    """The file being made. `title` and `reference` print on each page; `mark` says what it is not."""

    def __init__(self, t: Words, *, title: str, reference: str, mark: str, issued: date) -> None:
        self.t, self.title, self.reference, self.mark = t, title, reference, mark
        self._bytes = BytesIO()
        self.file = xlsxwriter.Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self._looks: dict[tuple[tuple[str, str], ...], Format] = {}
        self._created = datetime(issued.year, issued.month, issued.day)  # noqa: DTZ001  a document's date

    def sheet(self, name: str) -> Sheet:
        return Sheet(self, name)

    def look(self, properties: Mapping[str, Any]) -> Format:
        """A cell format, made once."""
        wanted = {"font_name": "Calibri", "font_size": 10, "font_color": INK, **properties}
        key = tuple(sorted((name, repr(value)) for name, value in wanted.items()))
        if key not in self._looks:
            self._looks[key] = self.file.add_format(wanted)
        return self._looks[key]

    def name(self, name: str, sheet: Sheet, row: int, column: int) -> str:
        """Gives a cell a name, for the parameters alone."""
        cell = f"${xl_col_to_name(column)}${row + 1}"
        self.file.define_name(name, f"='{sheet.name}'!{cell}")
        return name

    def properties(self, **texts: str) -> None:
        """The document's properties, with the constant date that makes its bytes repeatable."""
        clean = {name: _printable(text, 250).replace("&&", "&") for name, text in texts.items()}
        self.file.set_properties({**clean, "created": self._created})

    def close(self) -> bytes:
        self.file.close()
        return self._bytes.getvalue()


def _printable(text: str, longest: int) -> str:
    """A text for a header or a footer: no control character, no code of the page."""
    clean = "".join(c if c.isprintable() else " " for c in text)[:longest]
    return clean.replace("&", "&&")


Orientation = Literal["portrait", "landscape"]
