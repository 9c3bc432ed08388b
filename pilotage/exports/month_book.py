"""One workbook for all the vendors of a month: what each costs, every line, what is accrued.

Amounts of several currencies stand side by side and are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pilotage.accounting.entries import accrual_entries, reversal
from pilotage.exports.book import Live, Sheet, Styled, Table
from pilotage.exports.gathered import (
    AMOUNT,
    CENTRE,
    GROUPS,
    HEADER_ROW,
    INPUT,
    SIDE,
    STRONG,
    WRAP,
    Columns,
    Gathering,
    Row,
    VendorMonth,
    find_or_blank,
    gathering,
    group_of,
    is_plain,
    state_words,
    table_of,
)
from pilotage.exports.paper import Paper
from pilotage.exports.sheets.checks import Check
from pilotage.exports.sheets.common import ROUNDING, note
from pilotage.exports.sheets.lines import order_words, price_format
from pilotage.invoice.allotting import allotted
from pilotage.locale import N_, Words
from pilotage.locale.accounting_words import ACCOUNTS
from pilotage.locale.judged import clause_words, line_label, name_of, unit_words
from pilotage.money import ZERO, sum_of
from pilotage.periods import Month
from pilotage.pricing import Line

_MONTHS: Columns = (
    ("rank", N_("Contract rank"), 9, CENTRE),
    ("vendor", N_("Vendor"), 22, WRAP),
    ("contract", N_("Contract"), 16, WRAP),
    ("currency", N_("Currency"), 8.5, CENTRE),
    ("fees", N_("Fees"), 13, AMOUNT),
    ("bonus_malus", N_("Bonus and malus"), 14, AMOUNT),
    ("other", N_("Adjustments and manual lines"), 13, AMOUNT),
    ("total", N_("Total before tax"), 14, STRONG),
    ("vat", N_("VAT to pay"), 12, AMOUNT),
    ("payable", N_("Total including tax"), 14, STRONG),
    ("accrued", N_("Accrued before tax"), 13, AMOUNT),
    ("invoiced", N_("Invoiced before tax"), 13, AMOUNT),
    ("gap", N_("Gap"), 12, AMOUNT),
    ("state", N_("State"), 14, WRAP),
)
_SUMS = ("fees", "bonus_malus", "other", "total", "vat", "payable", "accrued", "invoiced", "gap")
_CURRENCIES: Columns = (
    ("currency", N_("Currency"), 9, CENTRE),
    *((key, header, width, look) for key, header, width, look in _MONTHS if key in _SUMS),
)
_LINES: Columns = (
    ("number", N_("Number"), 8, CENTRE),
    ("rank", N_("Contract rank"), 9, CENTRE),
    ("vendor", N_("Vendor"), 16, WRAP),
    ("id", N_("Line"), 13, WRAP),
    ("label", N_("Label"), 26, WRAP),
    ("group", N_("Family"), 15, WRAP),
    ("clause", N_("Clause"), 20, WRAP),
    ("quantity", N_("Quantity"), 11, {"num_format": "#,##0.00####;[Red]-#,##0.00####"}),
    ("unit", N_("Unit"), 11, WRAP),
    ("price", N_("Unit price"), 11, {"align": "right"}),
    ("amount", N_("Amount excl VAT"), 13, STRONG),
    ("currency", N_("Currency"), 8, CENTRE),
    ("vat", N_("VAT code"), 14, WRAP),
    ("order", N_("Order and line"), 13, WRAP),
    ("account", N_("Account"), 9, WRAP),
    ("centre", N_("Cost centre"), 13, WRAP),
    ("files", N_("Received files"), 22, WRAP),
)
_ENTRIES: Columns = (
    ("number", N_("Entry number"), 9, CENTRE),
    ("vendor", N_("Vendor"), 18, WRAP),
    ("piece", N_("Entries set"), 24, WRAP),
    ("label", N_("Label"), 32, WRAP),
    ("day", N_("Day"), 11, {"align": "right"}),
    ("account", N_("Account"), 10, WRAP),
    ("auxiliary", N_("Supplier account"), 14, WRAP),
    ("centre", N_("Cost centre"), 14, WRAP),
    ("currency", N_("Currency"), 8, CENTRE),
    ("debit", N_("Debit"), 13, SIDE),
    ("credit", N_("Credit"), 13, SIDE),
    ("of", N_("Reversed entry"), 10, CENTRE),
)
_PRICES: Columns = (
    ("number", N_("Number"), 16, CENTRE),
    ("label", N_("Label"), 40, WRAP),
    ("price", N_("Price or rate"), 16, {"align": "right"}),
    ("unit", N_("Unit"), 16, WRAP),
)
_PORTAL: Columns = (
    ("rank", N_("Contract rank"), 16, CENTRE),
    ("contract", N_("Contract"), 40, WRAP),
    ("subtotal", N_("Total before tax"), 16, INPUT),
    ("vat", N_("VAT to pay"), 16, INPUT),
    ("accrued", N_("Accrued before tax"), 16, INPUT),
    ("invoiced", N_("Invoiced before tax"), 16, INPUT),
)


@dataclass(frozen=True, slots=True)
class _Tables:
    months: Table
    currencies: Table
    lines: Table
    entries: Table
    prices: Table
    portal: Table


def _tables(t: Words) -> _Tables:
    return _Tables(
        table_of("tblMois", _MONTHS, t),
        table_of("tblDevises", _CURRENCIES, t),
        table_of("tblLignes", _LINES, t),
        table_of("tblEcritures", _ENTRIES, t),
        table_of("tblPrix", _PRICES, t),
        table_of("tblPortail", _PORTAL, t),
    )


@dataclass(frozen=True)
class _Month:
    """The vendors of the month with their ranks, and every line with its number."""

    rows: tuple[tuple[int, VendorMonth], ...]
    t: Words

    def lines(self) -> Iterator[tuple[int, int, VendorMonth, Line]]:
        """(number, rank, vendor's month, line) of every line."""
        number = 0
        for rank, one in self.rows:
            for line in one.result.bill.lines:
                number += 1
                yield number, rank, one, line

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.contract.currency for _, one in self.rows))

    def of_currency(self, currency: str) -> tuple[VendorMonth, ...]:
        return tuple(one for _, one in self.rows if one.contract.currency == currency)


def month_book_name(month: Month, t: Words) -> str:
    """`2026-10_prestataires_attendu.xlsx`."""
    return f"{month}_{t('vendors')}_{t('expected')}.xlsx"


def month_book(months: Sequence[VendorMonth], month: Month, t: Words, issued: date) -> bytes:
    """The .xlsx of a month across vendors. The same inputs give the same bytes."""
    title = f"{t('Expected invoices of all vendors')} · {t.month(month)}"
    made = gathering(t, title, months, t.month(month), issued)
    known, found = _tables(t), _Month(tuple(enumerate(months, start=1)), t)
    summary = made.sheet(t("Summary"), title, known.months.columns.values())
    lines = made.sheet(t("Lines"), title, known.lines.columns.values())
    entries = made.sheet(t("Accrual"), title, known.entries.columns.values())
    checks = made.sheet(t("Checks"), title, made.own.checks.columns.values())
    parameters = made.sheet(t("Parameters"), title, known.portal.columns.values())
    _parameters(parameters, made, known, found)
    _lines(lines, known, found)
    _entries(entries, known, found)
    _summary(summary, known, found)
    made.checks(checks, tuple(_checks(known, found)))
    summary.page.activate()
    return made.book.close()


def _summary(sheet: Sheet, known: _Tables, found: _Month) -> None:
    t = found.t
    end = sheet.table(
        HEADER_ROW, 0, known.months, [_month(rank, one, known, t) for rank, one in found.rows]
    )
    sheet.heading(end + 1, t("By currency"))
    note(sheet, end + 2, t("Amounts of different currencies are never added up."))
    # The table starts under the currencies of the table above, so that amounts share their columns.
    sheet.table(end + 3, 3, known.currencies, [_currency(one, known, found) for one in found.currencies])
    sheet.lock()


def _month(rank: int, one: VendorMonth, known: _Tables, t: Words) -> Row:
    own, lines, bill = known.months, known.lines, one.result.bill
    row: Row = {
        "rank": rank,
        "vendor": one.contract.vendor_name,
        "contract": one.contract.ref,
        "currency": one.contract.currency,
        "state": state_words(one.state, t),
    }
    for group, words in GROUPS.items():
        of_rank = f"{lines.all('rank')},{own.here('rank')},{lines.all('group')}"
        formula = f'SUMIFS({lines.all("amount")},{of_rank},"{t(words)}")'
        row[group] = Live(formula, one.of_group(group))
    row["total"] = Live("+".join(own.here(group) for group in GROUPS), bill.subtotal)
    row["vat"] = Live(known.portal.find("vat", "rank", own.here("rank")), bill.vat)
    row["payable"] = Live(f"{own.here('total')}+{own.here('vat')}", bill.total)
    for key, value in (("accrued", one.accrued_amount), ("invoiced", one.invoiced)):
        row[key] = find_or_blank(known.portal.find(key, "rank", own.here("rank")), value)
    if one.invoiced is not None:
        gap = f"ROUND({own.here('invoiced')}-{own.here('total')},{ROUNDING})"
        row["gap"] = Live(gap, one.invoiced - bill.subtotal)
    return row


def _currency(currency: str, known: _Tables, found: _Month) -> Row:
    months, own, row = known.months, known.currencies, {"currency": currency}
    every = found.of_currency(currency)
    values = {
        **{group: [one.of_group(group) for one in every] for group in GROUPS},
        "total": [one.result.bill.subtotal for one in every],
        "vat": [one.result.bill.vat for one in every],
        "payable": [one.result.bill.total for one in every],
        "accrued": [one.accrued_amount or ZERO for one in every],
        "invoiced": [one.invoiced or ZERO for one in every],
        "gap": [one.invoiced - one.result.bill.subtotal for one in every if one.invoiced is not None],
    }
    found_row: Row = dict(row)
    for key, amounts in values.items():
        formula = f"SUMIFS({months.all(key)},{months.all('currency')},{own.here('currency')})"
        found_row[key] = Live(formula, sum_of(amounts))
    return found_row


def _lines(sheet: Sheet, known: _Tables, found: _Month) -> None:
    papers = {rank: Paper(one.result, one.contract, found.t, one.files) for rank, one in found.rows}
    rows = [_line(number, rank, line, papers[rank], known) for number, rank, _, line in found.lines()]
    sheet.table(HEADER_ROW, 0, known.lines, rows)
    sheet.freeze(HEADER_ROW + 1, 5)
    sheet.lock()


def _line(number: int, rank: int, line: Line, paper: Paper, known: _Tables) -> Row:
    t, own, contract = paper.t, known.lines, paper.contract
    where = allotted(contract, line)
    price = Live(known.prices.find("price", "number", own.here("number")), line.unit_price)
    product = f"ROUND({own.here('quantity')}*{own.here('price')},{ROUNDING})"
    return {
        "number": number,
        "rank": rank,
        "vendor": contract.vendor_name,
        "id": line.id,
        "label": line_label(line, contract, t),
        "group": t(GROUPS[group_of(line)]),
        "clause": clause_words(line.source, contract),
        "quantity": line.quantity,
        "unit": unit_words(line.unit, t),
        "price": Styled(price, {"num_format": price_format(line)}),
        "amount": Live(product, line.amount),
        "currency": contract.currency,
        "vat": paper.vat_code(line),
        "order": order_words(where.order, where.order_line),
        "account": where.account,
        "centre": where.cost_centre,
        "files": paper.file_names(line.batches),
    }


def _entries(sheet: Sheet, known: _Tables, found: _Month) -> None:
    """The entries of every accrual that was kept, and their reversal."""
    t = found.t
    rows: list[Row] = []
    for _, one in found.rows:
        if one.accrued is not None and one.accrued.kept:
            rows += _entry_rows(one, known, len(rows), t)
    if rows:
        sheet.table(HEADER_ROW, 0, known.entries, rows)
    else:
        note(sheet, 2, t("Nothing is accrued for this month."))
    sheet.lock()


def _entry_rows(one: VendorMonth, known: _Tables, before: int, t: Words) -> list[Row]:
    if one.accrued is None:
        return []
    own, contract, accrual = known.entries, one.contract, one.accrued.accrual
    made = accrual_entries(accrual, contract.accounting)
    rows: list[Row] = []
    every = (*made, *reversal(made, accrual.month.plus(1).first))
    for number, entry in enumerate(every, start=before + 1):
        what = name_of(entry.term, contract, t) if entry.term else t(ACCOUNTS[entry.label])
        row: Row = {
            "number": number,
            "vendor": contract.vendor_name,
            "piece": entry.set,
            "label": t("Reversal: {label}", label=what) if entry.reverses else what,
            "day": entry.day,
            "account": entry.account,
            "auxiliary": entry.auxiliary,
            "centre": entry.cost_centre,
            "currency": accrual.currency,
            "debit": entry.debit,
            "credit": entry.credit,
        }
        if entry.reverses:
            row["of"] = number - len(made)
            row["debit"] = Live(own.find("credit", "number", own.here("of")), entry.debit)
            row["credit"] = Live(own.find("debit", "number", own.here("of")), entry.credit)
        rows.append(row)
    return rows


def _parameters(sheet: Sheet, made: Gathering, known: _Tables, found: _Month) -> None:
    t = found.t
    note(sheet, 2, t("The only sheet with constants: no price, rate or rounding stands in a formula."))
    made.rounding(sheet)
    prices: list[Row] = [
        {
            "number": number,
            "label": f"{one.contract.vendor_name} · {line_label(line, one.contract, t)}",
            "price": Styled(line.unit_price, {"num_format": price_format(line), "bg_color": "#FFFDF3"}),
            "unit": unit_words(line.unit, t),
        }
        for number, _, one, line in found.lines()
    ]
    portal: list[Row] = [
        {
            "rank": rank,
            "contract": one.contract.ref,
            "subtotal": one.result.bill.subtotal,
            "vat": one.result.bill.vat,
            "accrued": one.accrued_amount,
            "invoiced": one.invoiced,
        }
        for rank, one in found.rows
    ]
    sheet.heading(HEADER_ROW + 3, t("Totals computed by the portal"))
    row = sheet.table(HEADER_ROW + 4, 0, known.portal, portal)
    if prices:
        sheet.heading(row + 1, t("Prices and rates of the lines"))
        sheet.table(row + 2, 0, known.prices, prices)
    sheet.lock()


def _checks(known: _Tables, found: _Month) -> Iterator[Check]:
    t, lines, months, portal = found.t, known.lines, known.months, known.portal
    for _, one in found.rows:
        ref, subtotal = one.contract.ref, one.result.bill.subtotal
        if is_plain(ref):
            rank = portal.find("rank", "contract", f'"{ref}"')
            own = f"SUMIFS({lines.all('amount')},{lines.all('rank')},{rank})"
            yield Check(
                t("The lines of the contract add up to the portal's total excl. VAT"),
                Live(own, subtotal),
                Live(portal.find("subtotal", "contract", f'"{ref}"'), subtotal),
                subject=ref,
            )
    for currency in found.currencies:
        total = sum_of(one.result.bill.subtotal for one in found.of_currency(currency))
        amounts, totals = (
            f'SUMIFS({own.all(key)},{own.all("currency")},"{currency}")'
            for own, key in ((lines, "amount"), (months, "total"))
        )
        text = t("Every line belongs to a contract of the summary")
        yield Check(text, Live(amounts, total), Live(totals, total), subject=currency)
    yield from _balances(known, found)


def _balances(known: _Tables, found: _Month) -> Iterator[Check]:
    """Debits and credits, currency by currency."""
    entries = known.entries
    for currency in found.currencies:
        kept = [
            entry
            for one in found.of_currency(currency)
            if one.accrued is not None and one.accrued.kept
            for entry in accrual_entries(one.accrued.accrual, one.contract.accounting)
        ]
        if not kept:
            continue
        # Each entry and its reversal: both sides of the whole hold debits and credits alike.
        total = sum_of(entry.debit + entry.credit for entry in kept)
        debits, taken = (
            f'SUMIFS({entries.all(side)},{entries.all("currency")},"{currency}")'
            for side in ("debit", "credit")
        )
        text = found.t("The entries proposed to the books balance")
        yield Check(text, Live(debits, total), Live(taken, total), subject=currency)
