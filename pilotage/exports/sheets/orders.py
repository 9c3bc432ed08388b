"""What was ordered, what was billed of it until the month, and what is left: an order line a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pilotage.contract.accounting import OrderLine
from pilotage.exports.book import Content, Live, Sheet, Styled
from pilotage.exports.paper import Paper
from pilotage.exports.sheets.lines import order_words
from pilotage.exports.tables import Tables
from pilotage.invoice.allotting import order_line_of
from pilotage.money import ZERO, sum_of

_PLAIN = re.compile(r"[\w./ -]+")
Row = dict[str, Content | Styled]


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order line: `before` was billed in earlier months, `now` in the workbook's."""

    line: OrderLine
    before: Decimal
    now: Decimal

    @property
    def key(self) -> str:
        return order_words(self.line.order, self.line.line)


def ordered(paper: Paper) -> tuple[Ordered, ...]:
    """The contract's order lines, in their order; none where it is not known what was billed before, as
    on a credit note.
    """
    return tuple(_of(paper)) if paper.beside.billed_before else ()


def _of(paper: Paper) -> Iterator[Ordered]:
    for one in paper.contract.order_line:
        own = [
            line.amount
            for _, line in paper.lines
            if (found := order_line_of(paper.contract, line.term)) and found.id == one.id
        ]
        yield Ordered(one, paper.beside.billed_before.get(one.id, ZERO), sum_of(own))


def ordered_rows(paper: Paper) -> list[Row]:
    """The constants of sheet Paramètres: what was ordered, and billed before the month."""
    return [
        {
            "order": one.key,
            "label": one.line.label(paper.t.language),
            "ordered": one.line.amount,
            "before": one.before,
        }
        for one in ordered(paper)
    ]


def write_orders(sheet: Sheet, row: int, paper: Paper, tables: Tables) -> int:
    """The table `tblReste`; the row after it, `row` itself without an order."""
    rows = [_row(one, paper, tables) for one in ordered(paper)]
    if not rows:
        return row
    sheet.heading(row, paper.t("Purchase orders"))
    return sheet.table(row + 1, 0, tables.orders, rows) + 1


def _row(one: Ordered, paper: Paper, tables: Tables) -> Row:
    """Live where the order's name is one that a spreadsheet looks up as it is written."""
    own, lines, amount = tables.orders, tables.lines, one.line.amount
    done = one.before + one.now
    keys = [each.key for each in ordered(paper)]
    live = bool(_PLAIN.fullmatch(one.key)) and keys.count(one.key) == 1
    before = tables.ordered.find("before", "order", own.here("order"))
    now = f"SUMIFS({lines.all('amount')},{lines.all('order')},{own.here('order')})"
    most = tables.ordered.find("ordered", "order", own.here("order"))
    row: Row = {"order": one.key, "billed": Live(f"{before}+{now}", done) if live else done}
    if amount is not None:
        row["ordered"] = Live(most, amount) if live else amount
        row["left"] = Live(f"{own.here('ordered')}-{own.here('billed')}", amount - done)
    return row
