"""One page for a negotiation: what a draft would have changed, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from pilotage.backtest import TriedMonth
from pilotage.contract.model import Contract
from pilotage.exports.document import Grid, WordFile
from pilotage.exports.pdf import PdfFile
from pilotage.locale import Words
from pilotage.locale.changes import signed_money
from pilotage.money import ZERO

_AMOUNTS = frozenset(range(1, 6))


def backtest_document(
    contract: Contract,
    months: Sequence[TriedMonth],
    since: date,
    on: date,
    t: Words,
    kind: Literal["docx", "pdf"] = "docx",
) -> bytes:
    """The months of a contract as signed and under a draft whose terms are those of the day `since`;
    printed `on` a day, in Word or in PDF.
    """
    name = contract.title_en if t.language == "en" and contract.title_en else contract.title
    title = t("Back-test of a draft")
    made = WordFile if kind == "docx" else PdfFile
    file = made(t, title=title, subject=contract.ref, author=contract.client.name, on=on)
    file.title(title, f"{contract.vendor_name} · {name} · {contract.ref}")
    first, last = t.month(months[0].month), t.month(months[-1].month)
    file.text(
        t(
            "The counters of {first} to {last}, judged twice: under the terms of their time, and "
            "under the draft as it stands on {day}. Amounts before tax, before what was settled with the "
            "vendor.",
            first=first,
            last=last,
            day=since,
        )
    )
    file.grid(_months(months, contract.currency, t))
    file.foot(contract.ref, t("Printed on {day}", day=on))
    return file.content()


def _months(months: Sequence[TriedMonth], currency: str, t: Words) -> Grid:
    def row(
        name: str, malus: tuple[Decimal, Decimal], totals: tuple[Decimal, Decimal]
    ) -> tuple[str, ...]:
        shown = (t.money(amount, currency) for amount in (*malus, *totals))
        return (name, *shown, signed_money(totals[1] - totals[0], currency, t))

    rows, malus, totals = [], (ZERO, ZERO), (ZERO, ZERO)
    for one in months:
        own = (one.current.bonus_malus, one.draft.bonus_malus)
        whole = (one.current.bill.subtotal, one.draft.bill.subtotal)
        rows.append(row(t.month(one.month), own, whole))
        malus = (malus[0] + own[0], malus[1] + own[1])
        totals = (totals[0] + whole[0], totals[1] + whole[1])
    rows.append(row(t("Total"), malus, totals))
    heads = (
        t("Month"),
        t("Bonus and malus as signed"),
        t("Bonus and malus under the draft"),
        t("Total as signed"),
        t("Total under the draft"),
        t("Difference"),
    )
    return Grid(heads, rows, right=_AMOUNTS, total=True)
