"""Sheet Rapprochement: what the vendor invoiced beside what was expected, and what became of each gap."""

from __future__ import annotations

from decimal import Decimal

from pilotage.exports.beside import DocumentRow, GapRow, ReconciledMonth
from pilotage.exports.book import Content, Live, Sheet, Styled, Table, number_format
from pilotage.exports.paper import Paper
from pilotage.exports.sheets.common import (
    AMOUNT_ALLOWED,
    NEUTRAL,
    ROUNDING,
    SHARE_ALLOWED,
    note,
    title,
)
from pilotage.exports.tables import Tables
from pilotage.locale.judged import line_label
from pilotage.locale.reconciliation_words import OFFICIAL, STATES, STATUSES, class_words, gap_label
from pilotage.money import ZERO, round_half_up, sum_of
from pilotage.reconciliation.model import GapClass, Pair

TOTALS_ROW = 3
DOCUMENTS_ROW = 8
Rows = list[dict[str, Content | Styled]]


def write_reconciliation(sheet: Sheet, paper: Paper, tables: Tables) -> None:
    """The tables `tblFactures`, `tblRapprochement` and `tblEcarts`; a sentence before any invoice."""
    t, found = paper.t, paper.beside.reconciled
    title(sheet, paper, t("Reconciliation"))
    sheet.widths(tables.gaps.columns.values())
    sheet.freeze(2)
    sheet.print_on_a4(landscape=True, repeat=(0, 1))
    if found is None:
        note(sheet, 2, t("No invoice has been received for this month: nothing to compare yet."))
    else:
        _totals(sheet, paper, tables, found)
        _tables(sheet, paper, tables, found)
    sheet.lock()


def _totals(sheet: Sheet, paper: Paper, tables: Tables, found: ReconciledMonth) -> None:
    """Expected, invoiced and the gap, live; the status suggested to the e-invoicing platform."""
    t, look = paper.t, {"num_format": number_format(ZERO, least=2), "bold": True}
    expected, invoiced = f"F{TOTALS_ROW + 1}", f"F{TOTALS_ROW + 2}"
    bill = paper.result.bill.subtotal
    for row, (label, content) in enumerate(
        (
            (t("Expected excl. VAT"), Live(f"SUM({tables.lines.all('amount')})", bill)),
            (
                t("Invoiced excl. VAT"),
                Live(f"SUM({tables.received.all('counted')})", counted(found)),
            ),
            (t("Gap"), Live(f"ROUND({invoiced}-{expected},{ROUNDING})", counted(found) - bill)),
        ),
        start=TOTALS_ROW,
    ):
        sheet.write(row, 1, label, bold=True)
        sheet.write(row, 5, content, **look)
    status = found.suggestion.status.value
    words = f"{t(STATUSES[status][1])} ({t(OFFICIAL[status])})"
    sheet.write(TOTALS_ROW + 3, 1, t("Suggested e-invoicing status, never sent from here"))
    sheet.write(TOTALS_ROW + 3, 5, words, bold=True)


def counted(found: ReconciledMonth) -> Decimal:
    """What the documents that count add up to before tax."""
    return sum_of(one.invoice.before_tax for one in found.documents if one.counts)


def _tables(sheet: Sheet, paper: Paper, tables: Tables, found: ReconciledMonth) -> None:
    t = paper.t
    sections: list[tuple[str, Table, Rows]] = [
        (
            t("Documents received"),
            tables.received,
            [_document(rank, one, paper, tables) for rank, one in enumerate(found.documents, start=1)],
        ),
        (
            t("Line by line"),
            tables.sides,
            [_side(pair, found, paper, tables) for pair in found.pairs],
        ),
        (
            t("Gaps and what was decided"),
            tables.gaps,
            [_gap(number, one, found, paper, tables) for number, one in enumerate(found.gaps, start=1)],
        ),
    ]
    row = DOCUMENTS_ROW
    for heading, table, rows in sections:
        sheet.heading(row, heading)
        if rows:
            row = sheet.table(row + 1, 0, table, rows) + 1
        else:
            note(sheet, row + 1, t("Nothing of the kind this month."))
            row += 3


def _document(rank: int, one: DocumentRow, paper: Paper, tables: Tables) -> dict[str, Content | Styled]:
    t, invoice, own = paper.t, one.invoice, tables.received
    chosen = f"IF({own.here('counts')},{own.here('subtotal')},{NEUTRAL})"
    vat = invoice.vat if invoice.vat is not None else sum_of(each.amount for each in invoice.vat_lines)
    return {
        "rank": rank,
        "number": invoice.number,
        "kind": t("Credit note") if invoice.credit else t("Invoice"),
        "issued": invoice.issued_on,
        "received": one.received_on,
        "subtotal": invoice.before_tax,
        "vat": vat,
        "counts": one.counts,
        "counted": Live(chosen, invoice.before_tax if one.counts else ZERO),
    }


def _side(
    pair: Pair, found: ReconciledMonth, paper: Paper, tables: Tables
) -> dict[str, Content | Styled]:
    """An expected line and what was invoiced for it; the expected amount is the line's own, live."""
    t, own = paper.t, tables.sides
    expected = pair.expected.amount if pair.expected else ZERO
    invoiced = sum_of(line.amount for line in pair.invoiced)
    line = next(
        ((n, one) for n, one in paper.lines if pair.expected and one.id == pair.expected.id), None
    )
    names = {pair.expected.id} if pair.expected else {one.number for one in pair.invoiced}
    gaps = [one for one in found.gaps if one.gap.line in names]
    live = line is not None and line[1].amount == expected
    gap = f"ROUND({own.here('invoiced')}-{own.here('expected')},{ROUNDING})"
    share = f'IF({own.here("expected")}={NEUTRAL},"",{own.here("gap")}/{own.here("expected")})'
    return {
        "number": line[0] if line else None,
        "label": line_label(line[1], paper.contract, t) if line else _own_words(pair),
        "document": ", ".join(dict.fromkeys(one.document for one in pair.invoiced)),
        "expected": Live(tables.lines.find("amount", "number", own.here("number")), expected)
        if live
        else expected,
        "invoiced": invoiced,
        "gap": Live(gap, invoiced - expected),
        "share": Live(share, ZERO + (invoiced - expected) / expected if expected else ""),
        "classes": ", ".join(dict.fromkeys(class_words(one.gap.kind.value, t) for one in gaps)),
        "state": ", ".join(dict.fromkeys(t(STATES[one.state][1]) for one in gaps)),
        "comment": "",
    }


def _own_words(pair: Pair) -> str:
    """The vendor's words for what was not expected."""
    return ", ".join(dict.fromkeys(one.label for one in pair.invoiced))


def _gap(
    number: int, one: GapRow, found: ReconciledMonth, paper: Paper, tables: Tables
) -> dict[str, Content | Styled]:
    t, own, gap = paper.t, tables.gaps, one.gap
    left = f"ROUND({own.here('invoiced')}-{own.here('expected')}+{own.here('credited')},{ROUNDING})"
    row: dict[str, Content | Styled] = {
        "number": number,
        "label": gap_label(gap, t),
        "kind": class_words(gap.kind.value, t),
        "expected": gap.expected,
        "invoiced": gap.invoiced,
        "credited": gap.credited,
        "left": Live(left, round_half_up(gap.left)),
        "state": t(STATES[one.state][1]),
        "reason": one.reason,
        "owner": one.owner,
        "due": one.due_on,
    }
    if gap.kind not in _NO_TOLERANCE:
        row["allowed"] = Live(_allowed(own), allowed(gap.expected, found))
    return row


_NO_TOLERANCE = frozenset({GapClass.VAT, GapClass.DUPLICATE, GapClass.PERIOD})


def allowed(expected: Decimal, found: ReconciledMonth) -> Decimal:
    """How much a line of that amount may differ by: the smaller of the contract's two limits."""
    return round_half_up(min(abs(expected) * found.limits.percent / 100, found.limits.amount))


def _allowed(own: Table) -> str:
    """The same by the sheet: the share of what was expected, whatever its sign, or the amount."""
    expected = own.here("expected")
    share = f"IF({expected}<{NEUTRAL},-{expected},{expected})*{SHARE_ALLOWED}"
    return f"ROUND(IF({share}<{AMOUNT_ALLOWED},{share},{AMOUNT_ALLOWED}),{ROUNDING})"
