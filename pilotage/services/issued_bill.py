"""What was issued of a month, as one bill: its pre-invoice, with what corrects it since.

The vendor invoices what it was issued. What the month comes to now is another thing: the difference is
issued (`closing.not_issued` says so), and until then it is not the vendor's mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pilotage.billing import Bill, bill_month
from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.money import CENT, ZERO, round_half_up
from pilotage.pricing import Line, LineKind
from pilotage.services.issuing import Issued, amounts_issued, differences, standing
from pilotage.trace import Source


def issued_bill(issued: Sequence[Issued], result: MonthResult, terms: Contract) -> Bill:
    """The bill that the vendor was issued, with the amounts of its documents; the month's own before the
    first one. Lines that did not move keep how they came about. Pure.
    """
    base = standing(issued)
    if base is None or not differences(issued, result):
        return result.bill
    now = {line.id: line for line in result.bill.lines}
    lines = []
    for name, amount in amounts_issued(issued).items():
        line = now.get(name)
        if line is not None and line.amount == amount:
            lines.append(line)
        else:
            lines.append(_line(name, amount, _told(issued, name), line, base.number))
    return bill_month(terms, result.month, lines)


def _told(issued: Sequence[Issued], name: str) -> list[Mapping[str, Any]]:
    """What the documents that stand say of a line: the pre-invoice first."""
    base = standing(issued)
    since = [one for one in issued if base and (one is base or one.id > base.id)]
    lines = (line for one in since for line in one.bill["lines"])
    return [line for line in lines if line.get("corrects", line["id"]) == name]


def _line(
    name: str, amount: Decimal, told: Sequence[Mapping[str, Any]], now: Line | None, document: str
) -> Line:
    """A line as it was issued: its quantity and its price where they give the amount, else the amount."""
    first = told[0]
    quantity, unit, price = _counted(amount, told)
    line = now or Line(
        id=name,
        term=name.partition(".")[0],
        kind=LineKind(first["kind"]),
        quantity=quantity,
        unit=unit,
        unit_price=price,
        amount=amount,
        source=Source(document=document),
        detail=(("label", first["label"]),),
        vat_treatment="damages" if first["vat_regime"] == "outside" else "price_reduction",
    )
    return replace(line, quantity=quantity, unit=unit, unit_price=price, amount=amount, steps=())


def _counted(amount: Decimal, told: Sequence[Mapping[str, Any]]) -> tuple[Decimal, str, Decimal]:
    unit, price = told[0]["unit"], Decimal(told[0]["unit_price"])
    alike = [one for one in told if (one["unit"], Decimal(one["unit_price"])) == (unit, price)]
    quantity = sum((Decimal(one["quantity"]) for one in alike), ZERO)
    if len(alike) == len(told) and round_half_up(quantity * price, CENT) == amount:
        return quantity, unit, price
    return amount, "amount", Decimal(1)
