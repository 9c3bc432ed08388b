"""What the workbooks of several vendors share: what they are made from, their tables, their checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.contract.model import Contract
from pilotage.exports.beside import AccruedMonth
from pilotage.exports.book import (
    AMBER,
    GREY,
    MONEY,
    NAVY,
    Book,
    Column,
    Content,
    Live,
    Sheet,
    Styled,
    Table,
    truth_format,
)
from pilotage.exports.paper import FEES, ReceivedFileRef
from pilotage.exports.sheets.checks import Check, write_check_rows
from pilotage.exports.sheets.common import NEUTRAL, ROUNDING, note
from pilotage.exports.tables import Tables, tables
from pilotage.judgement import MonthResult
from pilotage.locale import N_, Words
from pilotage.locale.preinvoice_words import STATES
from pilotage.money import sum_of
from pilotage.pricing import Line, LineKind

Row = dict[str, Content | Styled]
Columns = Sequence[tuple[str, str, float, Mapping[str, Any]]]
WRAP: Mapping[str, Any] = {"text_wrap": True}
CENTRE: Mapping[str, Any] = {"align": "center"}
AMOUNT: Mapping[str, Any] = {"num_format": MONEY}
SIDE: Mapping[str, Any] = {"num_format": f"{MONEY};"}
"""Nothing is shown on the other side of an entry."""
STRONG: Mapping[str, Any] = {"num_format": MONEY, "bold": True}
INPUT: Mapping[str, Any] = {"num_format": MONEY, "bg_color": "#FFFDF3"}
TRUTH: Mapping[str, Any] = {"align": "center", "num_format": "truth"}
"""Shown in words, in the reader's language."""
HEADER_ROW = 4
GROUPS: Mapping[str, str] = {
    "fees": N_("Fees"),
    "bonus_malus": N_("Bonus and malus"),
    "other": N_("Adjustments and manual lines"),
}
"""The groups of lines, whose sum is the total before tax."""
_BONUS = (LineKind.BONUS, LineKind.MALUS, LineKind.CAP, LineKind.COEFFICIENT)


@dataclass(frozen=True)
class VendorMonth:
    """A month of a contract. `state` is the code of its pre-invoice, or `in_progress`; `invoiced` what
    came before tax, None before an invoice; `budget` before tax, None without one.
    """

    result: MonthResult
    contract: Contract
    files: Mapping[int, ReceivedFileRef] = field(default_factory=dict)
    state: str = "estimate"
    accrued: AccruedMonth | None = None
    invoiced: Decimal | None = None
    budget: Decimal | None = None

    @property
    def ended(self) -> bool:
        """Whether the month is over: its amounts are no longer those of its first days."""
        return self.state != "in_progress"

    @property
    def accrued_amount(self) -> Decimal | None:
        """What was accrued, before tax; what is only proposed is not."""
        found = self.accrued
        return found.accrual.subtotal if found is not None and found.kept else None

    def of_group(self, group: str) -> Decimal:
        return sum_of(line.amount for line in self.result.bill.lines if group_of(line) == group)


def group_of(line: Line) -> str:
    """The group of a line: a code of `GROUPS`."""
    if line.kind in FEES:
        return "fees"
    return "bonus_malus" if line.kind in _BONUS else "other"


def state_words(state: str, t: Words) -> str:
    """Where a month stands."""
    return t(STATES[state]) if state in STATES else t("In progress")


def table_of(name: str, columns: Columns, t: Words) -> Table:
    """A table with its headers in the language of `t`."""
    truth = {**TRUTH, "num_format": truth_format(t)}
    return Table(
        name,
        {
            key: Column(t(header), width, truth if look is TRUTH else look)
            for key, header, width, look in columns
        },
    )


@dataclass
class Gathering:
    """A workbook being made, with the tables that every workbook has."""

    book: Book
    t: Words
    own: Tables

    def sheet(self, name: str, text: str, columns: Iterable[Column], *, landscape: bool = True) -> Sheet:
        """A sheet with its two first rows, ready to print."""
        sheet = self.book.sheet(name)
        sheet.write(0, 0, text, bold=True, font_size=15, font_color=NAVY)
        sheet.write(1, 0, self.book.mark, bold=True, font_color=AMBER)
        sheet.page.set_row(0, 22)
        sheet.widths(columns)
        sheet.freeze(HEADER_ROW + 1)
        sheet.print_on_a4(landscape=landscape, repeat=(HEADER_ROW, HEADER_ROW))
        return sheet

    def rounding(self, sheet: Sheet) -> None:
        """The named cells of sheet Paramètres: rounding rule, and the amount between malus and bonus."""
        t, look = self.t, {"bg_color": "#FFFDF3", "border": 1, "border_color": "#D5DCE5"}
        for row, name, value, text in (
            (HEADER_ROW, ROUNDING, 2, t(ROUNDING_RULE)),
            (HEADER_ROW + 1, NEUTRAL, 0, t("The amount between a malus (below) and a bonus (above).")),
        ):
            sheet.write(row, 0, name, bold=True)
            sheet.write(row, 2, value, **look)
            sheet.write(row, 3, text, font_color=GREY, indent=1)
            self.book.name(name, sheet, row, 2)

    def checks(self, sheet: Sheet, checks: Sequence[Check]) -> bool:
        """The table `tblControles`; whether every check holds."""
        note(sheet, 2, self.t("Each check is a live formula: it compares the two cells beside it."))
        held = write_check_rows(sheet, checks, self.own)
        sheet.lock()
        return held


ROUNDING_RULE = N_("Decimals kept at each line, half away from zero; totals add rounded lines.")


def gathering(
    t: Words, title: str, months: Sequence[VendorMonth], period: str, issued: date
) -> Gathering:
    """An empty workbook of several contracts, with its properties."""
    book = Book(
        t,
        title=title,
        reference=f"{period} · {t.date(issued)}",
        mark=t("Preparatory statement, not an invoice"),
        issued=issued,
    )
    client = months[0].contract.client.name if months else ""
    refs = ", ".join(dict.fromkeys(one.contract.ref for one in months))
    book.properties(
        title=title,
        subject=book.mark,
        author=client,
        company=client,
        keywords=f"{period}, {refs}",
        comments=f"{book.reference} · Pilotage",
    )
    return Gathering(book, t, tables(t))


def is_plain(text: str) -> bool:
    """Whether a spreadsheet looks the text up as it is written."""
    return all(c.isalnum() or c in "-_. /" for c in text)


def find_or_blank(formula: str, value: Decimal | None) -> Content:
    """A cell looked up when there is something to find: a blank one would be read as zero."""
    return None if value is None else Live(formula, value)
