"""Sheet FNP: what was accrued of the month, where it goes in the books, and its reversal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pilotage.accounting.accrual import Accrual, AccrualLine
from pilotage.accounting.entries import Entry, accrual_entries, reversal
from pilotage.exports.beside import AccruedMonth
from pilotage.exports.book import AMBER, GREY, Content, Live, Sheet, Styled, number_format
from pilotage.exports.paper import Paper
from pilotage.exports.sheets.common import ROUNDING, note, title
from pilotage.exports.sheets.lines import order_words
from pilotage.exports.tables import Tables
from pilotage.locale.accounting_words import ACCOUNTS
from pilotage.locale.judged import line_label, name_of
from pilotage.money import ZERO, sum_of

LINES_ROW = 8
Row = dict[str, Content | Styled]


def write_accrual(sheet: Sheet, paper: Paper, tables: Tables) -> None:
    """The tables `tblFNP` and `tblEcritures`; a sentence before any accrual."""
    t, found = paper.t, paper.beside.accrued
    title(sheet, paper, t("Accrual of the month"))
    sheet.widths(tables.accrued.columns.values())
    sheet.freeze(2)
    sheet.print_on_a4(landscape=True, repeat=(0, 1))
    if found is None:
        note(sheet, 2, t("Nothing is accrued for this month."))
    else:
        _head(sheet, paper, tables, found)
        rows = [_line(one, paper, tables) for one in found.accrual.lines]
        sheet.heading(LINES_ROW - 1, t("Accrued line by line, before tax"))
        end = sheet.table(LINES_ROW, 0, tables.accrued, rows)
        _entries(sheet, end + 1, paper, tables, found.accrual)
    sheet.lock()


def _head(sheet: Sheet, paper: Paper, tables: Tables, found: AccruedMonth) -> None:
    t, made, own = paper.t, found.accrual, tables.accrued
    state = t("Accrued at the cut-off, never changed since") if found.kept else t("Proposed, not accrued")
    sheet.write(2, 0, f"{made.reference} · {t.date(made.on)} · {state}", bold=True, font_color=AMBER)
    if found.comment:
        sheet.write(3, 0, found.comment, font_color=GREY)
    look = {"num_format": number_format(ZERO, least=2), "bold": True}
    total = Live(f"SUM({own.all('accrued')})", made.subtotal)
    gap = Live(f"SUM({own.all('gap')})", sum_of(_gap(one, paper) for one in made.lines))
    sheet.write(4, 2, t("Accrued excl. VAT"), bold=True)
    sheet.write(4, 6, total, **look)
    sheet.write(5, 2, t("Gap with the lines of this workbook"), bold=True)
    sheet.write(5, 8, gap, **look)


def _now(line: AccrualLine, paper: Paper) -> tuple[int, Decimal] | None:
    """The number and the amount of the same line of the bill; None when it bears it no more."""
    return next(((n, one.amount) for n, one in paper.lines if one.id == line.line), None)


def _gap(line: AccrualLine, paper: Paper) -> Decimal:
    now = _now(line, paper)
    return (now[1] if now else ZERO) - line.amount


def _line(line: AccrualLine, paper: Paper, tables: Tables) -> Row:
    t, own, now = paper.t, tables.accrued, _now(line, paper)
    billed = tables.lines.find("amount", "number", own.here("number"))
    gap = f"ROUND({own.here('billed')}-{own.here('accrued')},{ROUNDING})"
    label = next((line_label(x, paper.contract, t) for _, x in paper.lines if x.id == line.line), "")
    return {
        "number": now[0] if now else None,
        "line": line.line,
        "label": label or name_of(line.term, paper.contract, t),
        "account": line.account,
        "centre": line.cost_centre,
        "order": order_words(line.order, line.order_line),
        "accrued": line.amount,
        "billed": Live(billed, now[1]) if now else ZERO,
        "gap": Live(gap, _gap(line, paper)),
        "state": t("Estimated") if line.estimated else t("Final"),
    }


def entries_of(accrual: Accrual, paper: Paper) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The entries of the accrual, and the same taken back on the first day of the next month."""
    made = accrual_entries(accrual, paper.contract.accounting)
    return made, reversal(made, accrual.month.plus(1).first)


def _entries(sheet: Sheet, row: int, paper: Paper, tables: Tables, accrual: Accrual) -> None:
    t, own = paper.t, tables.entries
    made, back = entries_of(accrual, paper)
    rows = entry_rows(made, back, paper, tables)
    sheet.heading(row, t("Entries proposed to the books"))
    note(sheet, row + 1, t("A proposal: the entries are reversed on the first day of the next month."))
    end = sheet.table(row + 2, 0, own, rows)
    look = {"num_format": number_format(ZERO, least=2), "bold": True, "top": 1}
    total = sum_of(one.debit for one in (*made, *back))
    sheet.write(end, 2, t("Total"), bold=True, top=1)
    sheet.write(end, 6, Live(f"SUM({own.all('debit')})", total), **look)
    sheet.write(end, 7, Live(f"SUM({own.all('credit')})", total), **look)


def entry_rows(made: Sequence[Entry], back: Sequence[Entry], paper: Paper, tables: Tables) -> list[Row]:
    """The entries, numbered; a reversal reads its amounts from the entry that it takes back."""
    own, rows = tables.entries, []
    for number, entry in enumerate((*made, *back), start=1):
        row = _entry(number, entry, paper)
        if entry.reverses:
            row["of"] = number - len(made)
            row["debit"] = Live(own.find("credit", "number", own.here("of")), entry.debit)
            row["credit"] = Live(own.find("debit", "number", own.here("of")), entry.credit)
        rows.append(row)
    return rows


def _entry(number: int, entry: Entry, paper: Paper) -> Row:
    t = paper.t
    what = name_of(entry.term, paper.contract, t) if entry.term else t(ACCOUNTS[entry.label])
    return {
        "number": number,
        "piece": entry.set,
        "label": t("Reversal: {label}", label=what) if entry.reverses else what,
        "day": entry.day,
        "account": entry.account,
        "auxiliary": entry.auxiliary,
        "debit": entry.debit,
        "credit": entry.credit,
        "centre": entry.cost_centre,
    }
