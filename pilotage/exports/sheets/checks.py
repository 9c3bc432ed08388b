"""Sheet Contrôles: what must hold, computed by the sheet itself: TRUE, or the tab is red."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pilotage.exports.book import RED, RED_PALE, Content, Live, Sheet, Styled
from pilotage.exports.caps import before_cap, cap_amount, caps_of, is_live
from pilotage.exports.paper import Paper
from pilotage.exports.sheets.accrual import entries_of
from pilotage.exports.sheets.common import ROUNDING, note, title
from pilotage.exports.sheets.parameters import portal_total, portal_totals, total_format
from pilotage.exports.sheets.reconciliation import counted
from pilotage.exports.tables import Tables
from pilotage.locale.judged import kind_words, limit_name
from pilotage.money import CENT, ZERO, round_half_up, sum_of
from pilotage.pricing import LineKind

HEADER_ROW = 4


@dataclass(frozen=True, slots=True)
class Check:
    """Two amounts that must be the same to the rounding of the workbook, or a bound not passed."""

    label: str
    left: Live
    right: Live
    bound: bool = False
    subject: str = ""
    counts_lines: bool = False

    @property
    def look(self) -> dict[str, str]:
        """Cents for amounts, none for sums of line numbers."""
        return {"num_format": total_format("lines" if self.counts_lines else "")}

    @property
    def passed(self) -> bool:
        left, right = (round_half_up(Decimal(side.value), CENT) for side in (self.left, self.right))
        return left <= right if self.bound else left == right


def checks_of(paper: Paper, tables: Tables) -> tuple[Check, ...]:
    """Every check of the workbook, in the order in which it prints."""
    return (
        *_totals(paper, tables),
        *_parts(paper, tables),
        *_traceability(paper, tables),
        *_caps(paper, tables),
        *_beside(paper, tables),
    )


def write_checks(sheet: Sheet, paper: Paper, tables: Tables) -> bool:
    """The table `tblControles`; whether every check holds."""
    t = paper.t
    title(sheet, paper, t("Checks"))
    note(sheet, 2, t("Each check is a live formula: it compares the two cells beside it."))
    sheet.widths(tables.checks.columns.values())
    held = write_check_rows(sheet, checks_of(paper, tables), tables)
    sheet.freeze(HEADER_ROW + 1)
    sheet.print_on_a4(landscape=True, repeat=(HEADER_ROW, HEADER_ROW))
    sheet.lock()
    return held


def write_check_rows(sheet: Sheet, checks: Sequence[Check], tables: Tables) -> bool:
    """The rows of `tblControles` under row 5, red where one fails, like the tab; whether all hold."""
    own, t = tables.checks, sheet.book.t
    left, right = (f"ROUND({own.here(side)},{ROUNDING})" for side in ("left", "right"))
    rows: list[dict[str, Content | Styled]] = [
        {
            "number": number,
            "label": check.label,
            "subject": check.subject,
            "left": Styled(check.left, check.look),
            "right": Styled(check.right, check.look),
            "passed": Live(f"{left}{'<=' if check.bound else '='}{right}", check.passed),
        }
        for number, check in enumerate(checks, start=1)
    ]
    end = sheet.table(HEADER_ROW, 0, own, rows)
    last = len(own.columns) - 1
    failed = {"bg_color": RED_PALE, "font_color": RED, "bold": True}
    sheet.page.conditional_format(
        HEADER_ROW + 1,
        last,
        end - 1,
        last,
        {"type": "cell", "criteria": "==", "value": "FALSE", "format": sheet.book.look(failed)},
    )
    note(sheet, end + 1, t("Locked cells protect against slips; they are not security."))
    held = all(check.passed for check in checks)
    sheet.page.set_tab_color("#0072B2" if held else "#D55E00")
    return held


def _totals(paper: Paper, tables: Tables) -> Iterator[Check]:
    t, bill = paper.t, paper.result.bill
    lines, vat = tables.lines, tables.vat
    of_lines = sum((line.amount for line in bill.lines), start=ZERO)
    of_vat = sum((line.amount for line in bill.vat_lines), start=ZERO)
    of_bases = sum((line.base for line in bill.vat_lines), start=ZERO)
    subtotal = Live(f"SUM({lines.all('amount')})", of_lines)
    vat_sum = Live(f"SUM({vat.all('amount')})", of_vat)
    total = Live(f"SUM({lines.all('amount')})+SUM({vat.all('amount')})", of_lines + of_vat)
    bases = Live(f"SUM({vat.all('base')})", of_bases)
    families = Live(f"SUM({tables.families.all('amount')})", of_lines)
    portal = {total.code: portal_total(paper, tables, total.code) for total in portal_totals(paper)}
    yield Check(t("The sum of the lines is the portal's total excl. VAT"), subtotal, portal["subtotal"])
    yield Check(t("The VAT, rounded once a rate, is the portal's"), vat_sum, portal["vat"])
    yield Check(t("The total incl. VAT is the portal's"), total, portal["total"])
    yield Check(t("Each line falls under one VAT code: the bases add up to the total"), bases, subtotal)
    yield Check(
        t("Each line belongs to one family: the families add up to the total"), families, subtotal
    )


def _parts(paper: Paper, tables: Tables) -> Iterator[Check]:
    t, lines = paper.t, tables.lines
    kinds = (LineKind.BONUS, LineKind.MALUS, LineKind.COEFFICIENT)
    parts = "+".join(
        f'SUMIFS({lines.all("amount")},{lines.all("family")},"{kind_words(kind, t)}")' for kind in kinds
    )
    total = sum((line.amount for _, line in paper.lines if line.kind in kinds), start=ZERO)
    by_clause = sum((r.line.amount for _, r in paper.rows if r.line), start=ZERO)
    yield Check(
        t("The bonus and malus lines are the amounts by clause"),
        Live(parts, total),
        Live(f"SUM({tables.bonus.all('amount')})", by_clause),
    )
    if paper.bases:
        yield Check(
            t("The bases of bonus and malus are the portal's"),
            Live(f"SUM({tables.bases.all('amount')})", paper.sum_of_bases),
            portal_total(paper, tables, "bases"),
        )


def _traceability(paper: Paper, tables: Tables) -> Iterator[Check]:
    """Sums of line numbers: equal when no line is left out."""
    t, lines = paper.t, tables.lines
    numbers = Decimal(sum(number for number, _ in paper.lines))
    every = Live(f"SUM({lines.all('number')})", numbers)
    yield Check(
        t("No line is missing (sum of line numbers)"), every, portal_total(paper, tables, "lines")
    )
    for key, label in (
        ("clause", t("Each line names its clause (sum of line numbers)")),
        ("files", t("Each line names its received files, or the contract (sum of line numbers)")),
    ):
        named = Live(f'SUMIFS({lines.all("number")},{lines.all(key)},"?*")', numbers)
        yield Check(label, named, every, counts_lines=True)


def _caps(paper: Paper, tables: Tables) -> Iterator[Check]:
    """What is left of the malus, or of the bonus, lies within each monthly cap."""
    own = tables.checks
    for limit in caps_of(paper):
        cap = cap_amount(paper, limit)
        if cap is None or not is_live(paper, limit):
            continue
        before, cut, most = (
            tables.caps.find(key, "id", own.here("subject")) for key in ("before", "cut", "cap")
        )
        sign = "-" if limit.kind == "cap_malus" else ""
        left = min(abs(before_cap(paper, limit)), cap)
        yield Check(
            paper.t("What is left lies within: {cap}", cap=limit_name(limit.id, paper.contract, paper.t)),
            Live(f"{sign}{before}-{cut}", left),
            Live(most, cap),
            bound=True,
            subject=limit.id,
        )


def _beside(paper: Paper, tables: Tables) -> Iterator[Check]:
    """Invoices and accrual are the portal's; the entries proposed to the books balance."""
    t, found, accrued = paper.t, paper.beside.reconciled, paper.beside.accrued
    if found is not None:
        yield Check(
            t("The documents that count add up to what the portal compares"),
            Live(f"SUM({tables.received.all('counted')})", counted(found)),
            portal_total(paper, tables, "invoiced"),
        )
    if accrued is None:
        return
    yield Check(
        t("The accrued lines add up to the portal's accrual"),
        Live(f"SUM({tables.accrued.all('accrued')})", accrued.accrual.subtotal),
        portal_total(paper, tables, "accrued"),
    )
    made, back = entries_of(accrued.accrual, paper)
    yield Check(
        t("The entries proposed to the books balance"),
        Live(f"SUM({tables.entries.all('debit')})", sum_of(one.debit for one in (*made, *back))),
        Live(f"SUM({tables.entries.all('credit')})", sum_of(one.credit for one in (*made, *back))),
    )
