"""The pre-invoice as an Excel workbook that finance can compute again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pilotage.contract.model import Contract
from pilotage.exports.beside import ALONE, Beside
from pilotage.exports.book import Book
from pilotage.exports.paper import Paper, ReceivedFileRef
from pilotage.exports.sheets.accrual import write_accrual
from pilotage.exports.sheets.bonus import write_bonus
from pilotage.exports.sheets.checks import write_checks
from pilotage.exports.sheets.common import Places
from pilotage.exports.sheets.detail import first_steps, write_detail
from pilotage.exports.sheets.figures import first_file_row, write_figures
from pilotage.exports.sheets.lines import write_lines
from pilotage.exports.sheets.parameters import write_parameters
from pilotage.exports.sheets.reconciliation import write_reconciliation
from pilotage.exports.sheets.summary import write_summary
from pilotage.exports.tables import tables
from pilotage.judgement import MonthResult
from pilotage.locale import Words
from pilotage.locale.judged import maturity_words
from pilotage.periods import Month

__all__ = ["ReceivedFileRef", "preinvoice_workbook", "workbook_name"]


def workbook_name(contract: Contract, month: Month, t: Words, version: int = 1) -> str:
    """`2026-10_ARMOR-2025_attendu_v1.xlsx`."""
    ref = re.sub(r"[^A-Za-z0-9.\-]+", "-", contract.ref)
    return f"{month}_{ref}_{t('expected')}_v{version}.xlsx"


def preinvoice_workbook(
    result: MonthResult,
    contract: Contract,
    t: Words,
    files: Mapping[int, ReceivedFileRef],
    issued: date,
    beside: Beside = ALONE,
    version: int = 1,
    heading: str = "",
) -> bytes:
    """The .xlsx of a judged month: live formulas with their values, one table a subject, A4.

    `files` names the received files by batch number, `beside` is what was received, accrued and ordered,
    `heading` says what the document is when it is not the expected invoice. The same inputs give the
    same bytes.
    """
    paper = Paper(result, contract, t, files, beside, heading or t("Expected invoice"))
    state = maturity_words(result.maturity, t)
    book = Book(
        t,
        title=f"{paper.heading} · {contract.vendor_name} · {t.month(result.month)}",
        reference=f"{contract.ref} · v{version} · {state} · {t.date(issued)}",
        mark=t("Preparatory statement, not an invoice"),
        issued=issued,
    )
    _describe(book, paper)
    _write(book, paper, issued)
    return book.close()


def _describe(book: Book, paper: Paper) -> None:
    """The document's properties: whose, of what, from which files, made by what."""
    result, contract, t = paper.result, paper.contract, paper.t
    numbers = ", ".join(str(number) for number in paper.used_files)
    book.properties(
        title=book.title,
        subject=book.mark,
        author=contract.client.name,
        company=contract.client.name,
        category=maturity_words(result.maturity, t),
        keywords=f"{contract.ref}, {result.month}, {contract.vendor_name}",
        comments=f"{book.reference} · Pilotage · {t('Received files')} {numbers}",
    )


def _write(book: Book, paper: Paper, issued: date) -> None:
    t, own = paper.t, tables(paper.t)
    summary = book.sheet(t("Summary"))
    lines = book.sheet(t("Lines"))
    bonus = book.sheet("Bonus_Malus")
    figures = book.sheet("KPI")
    compared = book.sheet(t("Reconciliation"))
    accrued = book.sheet(t("Accrual"))
    checks = book.sheet(t("Checks"))
    detail = book.sheet(t("Detail"))
    parameters = book.sheet(t("Parameters"))
    places = Places(figures.name, first_file_row(paper), detail.name, first_steps(paper))
    write_parameters(parameters, paper, own)
    write_lines(lines, paper, own, places)
    write_bonus(bonus, paper, own)
    write_figures(figures, paper, own)
    write_reconciliation(compared, paper, own)
    write_accrual(accrued, paper, own)
    write_detail(detail, paper, own)
    checked = write_checks(checks, paper, own)
    write_summary(summary, paper, own, issued, checked=checked)
    summary.page.activate()
