"""Sheet Synthèse: who, what, how much, on one page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import wrap

from pilotage.billing import VatLine
from pilotage.exports.book import (
    AMBER,
    AMBER_PALE,
    GREY,
    NAVY,
    Content,
    Live,
    Sheet,
    Styled,
    truth_format,
)
from pilotage.exports.paper import Paper
from pilotage.exports.sheets.common import ROUNDING, title
from pilotage.exports.sheets.lines import rate_format
from pilotage.exports.sheets.orders import write_orders
from pilotage.exports.sheets.parameters import mention
from pilotage.exports.tables import Tables
from pilotage.locale.judged import kind_words, maturity_words, vat_words
from pilotage.money import ZERO
from pilotage.pricing import LineKind
from pilotage.sla import Maturity

_LAST_COLUMN = 3
_WIDTH = 60
"""Letters in bold, from the second column to the edge of the page."""


def write_summary(sheet: Sheet, paper: Paper, tables: Tables, issued: date, *, checked: bool) -> None:
    """Identity, amounts by family, VAT, the three totals, the state of the checks, room to sign."""
    title(sheet, paper, paper.heading or paper.t("Expected invoice"))
    row = _identity(sheet, 3, paper, issued)
    row = _warnings(sheet, row, paper)
    row = _families(sheet, row + 1, paper, tables)
    row = _vat(sheet, row + 1, paper, tables)
    row = _totals(sheet, row + 1, paper, tables)
    row = write_orders(sheet, row + 1, paper, tables)
    row = _state(sheet, row, paper, tables, checked=checked)
    _visas(sheet, row + 1, paper)
    sheet.widths(tables.vat.columns.values())
    sheet.freeze(2)
    sheet.print_on_a4(landscape=False)
    sheet.lock()


def _identity(sheet: Sheet, row: int, paper: Paper, issued: date) -> int:
    t, contract, result = paper.t, paper.contract, paper.result
    first, *more = _contract_title(paper)
    who: list[tuple[str, list[Content]]] = [
        (t("Vendor"), [contract.entity.name, contract.entity.country, contract.entity.registration]),
        (t("Client"), [contract.client.name, contract.client.country, contract.client.registration]),
        (t("Contract"), [first]),
        *(("", list[Content]([part])) for part in more),
        (t("Period"), [result.month.first, result.month.last]),
        (t("Judged on"), [result.today]),
        (t("Issued on"), [issued]),
        (t("Currency"), [contract.currency]),
        (t("Maturity"), [maturity_words(result.maturity, t)]),
    ]
    for label, contents in who:
        sheet.write(row, 0, label, font_color=GREY)
        for column, content in enumerate((c for c in contents if c != ""), start=1):
            sheet.write(row, column, content, bold=column == 1, align="left")
        row += 1
    return row


def _contract_title(paper: Paper) -> list[str]:
    """The reference and the title, on as many rows as the width of the page asks for."""
    contract = paper.contract
    title = (contract.title_en if paper.t.language == "en" else "") or contract.title
    return wrap(f"{contract.ref} · {title}", _WIDTH) or [contract.ref]


def _warnings(sheet: Sheet, row: int, paper: Paper) -> int:
    """What a reader must know before he uses a figure."""
    t = paper.t
    texts = []
    if paper.result.maturity is Maturity.PROVISIONAL:
        texts.append(t("Provisional: some figures may still move."))
    if any(line.estimated for _, line in paper.lines):
        texts.append(
            t("Some quantities are estimated: a printed rate, or another source than the one believed.")
        )
    if any(line.typed for _, line in paper.lines):
        texts.append(t("Some quantities were typed in by hand, from a document kept with them."))
    if paper.result.problems:
        texts.append(t("Points to settle on this month: {n}.", n=len(paper.result.problems)))
    for text in texts:
        for column in range(_LAST_COLUMN + 1):
            sheet.write(row, column, text if column == 0 else None, bg_color=AMBER_PALE, font_color=AMBER)
        row += 1
    return row


def _families(sheet: Sheet, row: int, paper: Paper, tables: Tables) -> int:
    lines, own = tables.lines, tables.families
    sums = f"SUMIFS({lines.all('amount')},{lines.all('family')},{own.here('family')})"
    rows: list[dict[str, Content | Styled]] = []
    for kind in LineKind:
        amounts = [line.amount for _, line in paper.lines if line.kind is kind]
        if amounts or kind is LineKind.FEE:
            amount = Live(sums, sum(amounts, start=ZERO))
            rows.append({"family": kind_words(kind, paper.t), "amount": amount})
    sheet.heading(row, paper.t("Amounts"))
    return sheet.table(row + 1, 0, own, rows)


def _vat(sheet: Sheet, row: int, paper: Paper, tables: Tables) -> int:
    t = paper.t
    sheet.heading(row, t("VAT"))
    rows = [_vat_row(vat, paper, tables) for vat in paper.result.bill.vat_lines]
    row = sheet.table(row + 1, 0, tables.vat, rows)
    for vat in paper.result.bill.vat_lines:
        if vat.treatment != "standard":
            sheet.write(row, 0, mention(vat.treatment, paper), font_color=GREY, italic=True)
            row += 1
    for vat in paper.result.bill.vat_lines:
        if vat.self_assessed:
            code = f'"{vat_words(vat.treatment, vat.rate, t)}"'
            base, rate = (tables.vat.find(key, "code", code) for key in ("base", "rate"))
            formula = Live(f"ROUND({base}*{rate},{ROUNDING})", vat.self_assessed)
            sheet.write(row, 0, t("Self-assessed by the client, not paid to the vendor"), font_color=GREY)
            sheet.write(row, 1, formula, **_money(paper), font_color=GREY)
            row += 1
    return row


def _vat_row(vat: VatLine, paper: Paper, tables: Tables) -> dict[str, Content | Styled]:
    own, lines = tables.vat, tables.lines
    taxed_at = vat.treatment in {"standard", "reverse_charge"}
    taxed = f"SUMIFS({lines.all('amount')},{lines.all('vat')},{own.here('code')})"
    rate = tables.rates.find("rate", "code", own.here("code"))
    product = f"ROUND({own.here('base')}*{own.here('rate')},{ROUNDING})"
    return {
        "code": vat_words(vat.treatment, vat.rate, paper.t),
        "base": Live(taxed, vat.base),
        "rate": Styled(Live(rate, vat.rate / 100), {"num_format": rate_format(vat.rate / 100)})
        if taxed_at
        else None,
        "amount": Live(product, vat.amount) if vat.treatment == "standard" else None,
    }


def _money(paper: Paper) -> dict[str, str]:
    """Amounts with the currency beside them."""
    symbol = {"EUR": "€", "GBP": "£", "USD": "$"}.get(paper.contract.currency, paper.contract.currency)
    shown = f'#,##0.00 "{symbol}"'
    return {"num_format": f"{shown};[Red]-{shown}"}


def _totals(sheet: Sheet, row: int, paper: Paper, tables: Tables) -> int:
    """The three totals, each in one cell of column B."""
    t, bill = paper.t, paper.result.bill
    subtotal, vat = f"B{row + 1}", f"B{row + 2}"
    for label, formula, value in (
        (t("Total excl. VAT"), f"SUM({tables.lines.all('amount')})", bill.subtotal),
        (t("VAT to pay"), f"SUM({tables.vat.all('amount')})", bill.vat),
        (t("Total incl. VAT"), f"{subtotal}+{vat}", bill.total),
    ):
        last = value is bill.total
        look = {"bold": True, "font_size": 13, "font_color": NAVY, "top": 2 if last else 0}
        sheet.page.set_row(row, 20)
        sheet.write(row, 0, label, **look)
        sheet.write(row, 1, Live(formula, value), **look, **_money(paper))
        row += 1
    return row


def _state(sheet: Sheet, row: int, paper: Paper, tables: Tables, *, checked: bool) -> int:
    t, checks = paper.t, tables.checks
    true = f"SUMIFS({checks.all('number')},{checks.all('passed')},TRUE)"
    formula = f"{true}=SUM({checks.all('number')})"
    sheet.write(row, 0, t("All checks of the workbook hold"), font_color=GREY)
    look = {"bold": True, "align": "right", "num_format": truth_format(t)}
    sheet.write(row, 1, Live(formula, checked), **look)
    sheet.write(row + 1, 0, t("Received files behind these figures"), font_color=GREY)
    sheet.write(row + 1, 1, Decimal(len(paper.used_files)), align="right")
    return row + 2


def _visas(sheet: Sheet, row: int, paper: Paper) -> None:
    """Room for the three who agree: date and initials."""
    t = paper.t
    sheet.heading(row, t("Agreement"))
    for column, header in enumerate((t("Role"), t("Date"), t("Decision"), t("Initials"))):
        sheet.write(row + 1, column, header, font_color=GREY, bottom=1)
    for place, role in enumerate((t("Vendor manager"), t("Account director"), t("Finance controller"))):
        sheet.page.set_row(row + 2 + place, 24)
        for column in range(_LAST_COLUMN + 1):
            text = role if column == 0 else ""
            sheet.write(row + 2 + place, column, text, bottom=1, valign="vcenter", locked=column == 0)
