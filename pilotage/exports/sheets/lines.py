"""Sheet Lignes: every line of the pre-invoice, computed again by the sheet."""

from __future__ import annotations

from decimal import Decimal

from pilotage.exports.book import AMBER, GREY, Content, Link, Live, Sheet, Styled, number_format
from pilotage.exports.caps import is_live_line
from pilotage.exports.paper import FEES, Paper
from pilotage.exports.sheets.common import ROUNDING, Places, title
from pilotage.exports.tables import Tables
from pilotage.invoice.allotting import allotted
from pilotage.locale.judged import clause_words, kind_words, line_label, unit_words
from pilotage.pricing import Line, LineKind

HEADER_ROW = 4
BONUS = (LineKind.BONUS, LineKind.MALUS, LineKind.COEFFICIENT)


def write_lines(sheet: Sheet, paper: Paper, tables: Tables, places: Places) -> None:
    """The table `tblLignes`, its header frozen and repeated, its total above it."""
    t = paper.t
    title(sheet, paper, t("Lines of the pre-invoice"))
    sheet.write(2, 8, t("Total excl. VAT"), bold=True, align="right")
    total = Live(f"SUM({tables.lines.all('amount')})", paper.result.bill.subtotal)
    sheet.write(2, 9, total, bold=True, num_format=number_format(Decimal(0), least=2), top=1, bottom=6)
    rows = [_row(number, line, paper, tables, places) for number, line in paper.lines]
    end = sheet.table(HEADER_ROW, 0, tables.lines, rows)
    columns = list(tables.lines.columns.values())
    sheet.widths(columns)
    note = t("A rate in the column of prices applies to the base in the column of quantities.")
    sheet.write(end + 1, 0, note, font_color=GREY, italic=True)
    sheet.freeze(HEADER_ROW + 1, 3)
    sheet.print_on_a4(landscape=True, repeat=(HEADER_ROW, HEADER_ROW))
    sheet.page.print_area(0, 0, end + 1, len(columns) - 2)
    sheet.lock()


def _row(
    number: int, line: Line, paper: Paper, tables: Tables, places: Places
) -> dict[str, Content | Styled]:
    t, own = paper.t, tables.lines
    product = f"ROUND({own.here('quantity')}*{own.here('price')},{ROUNDING})"
    marked = line.provisional or line.estimated or line.typed
    return {
        "number": Link(number, places.detail, f"A{places.first_steps[number] + 1}"),
        "id": _id(line, paper, places),
        "label": line_label(line, paper.contract, t),
        "family": kind_words(line.kind, t),
        "clause": clause_words(line.source, paper.contract),
        "kpis": ", ".join(paper.kpis_of(line)),
        "quantity": _quantity(line, paper, tables),
        "unit": unit_words(line.unit, t),
        "price": _price(line, paper, tables),
        "amount": Live(product, line.amount),
        "vat": paper.vat_code(line),
        **_booked(line, paper),
        "state": Styled(_state(line, paper), {"font_color": AMBER, "bold": True} if marked else {}),
        "files": paper.file_names(line.batches),
        "comment": "",
        "base": Live(own.here("amount"), line.amount) if line.kind in FEES else None,
    }


def _booked(line: Line, paper: Paper) -> dict[str, Content | Styled]:
    where = allotted(paper.contract, line)
    return {
        "order": order_words(where.order, where.order_line),
        "account": where.account,
        "centre": where.cost_centre,
    }


def order_words(order: str, line: str) -> str:
    """The purchase order and its line: `4500012001 / 10`."""
    return " / ".join(part for part in (order, line) if part)


def _quantity(line: Line, paper: Paper, tables: Tables) -> Content | Styled:
    """Measured for a fee; for a bonus, a malus or a cap, what the sheet Bonus_Malus computes."""
    look = {"num_format": number_format(line.quantity, least=2 if line.unit == "base" else 0)}
    own = tables.lines
    if line.kind in BONUS and paper.has_row(line):
        return Styled(
            Live(tables.bonus.find("quantity", "line", own.here("number")), line.quantity), look
        )
    if line.kind is LineKind.CAP and is_live_line(paper, line):
        return Styled(Live(tables.caps.find("cut", "line", own.here("number")), line.quantity), look)
    return Styled(line.quantity, look)


def _price(line: Line, paper: Paper, tables: Tables) -> Styled:
    own = tables.lines
    if line.kind in BONUS and paper.has_row(line):
        formula = tables.bonus.find("rate", "line", own.here("number"))
    else:
        formula = tables.prices.find("price", "number", own.here("number"))
    return Styled(Live(formula, line.unit_price), {"num_format": price_format(line)})


def price_format(line: Line) -> str:
    """A rate of a base shows as a percentage, a price with all its decimals."""
    if line.unit == "base":
        return rate_format(line.unit_price)
    return number_format(line.unit_price, least=2)


def rate_format(rate: Decimal) -> str:
    """A format that shows every decimal of a rate kept as a share of 1: -0.015 is -1.5%."""
    return number_format(rate * 100, suffix="%")


def _state(line: Line, paper: Paper) -> str:
    t = paper.t
    words = [t("Provisional")] if line.provisional else []
    words += [t("Estimated")] if line.estimated else []
    words += [t("Typed in")] if line.typed else []
    return ", ".join(words) or t("Final")


def _id(line: Line, paper: Paper, places: Places) -> Content:
    """The line's id, leading to its received files."""
    rank = paper.file_rank(line.batches)
    return line.id if rank is None else Link(line.id, places.kpi, f"B{places.first_file + rank + 1}")
