"""A file of the client's own costs: month, label, amount before tax, source, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pilotage.accounting.budget_file import month_of, opened
from pilotage.feeds.numbers import number
from pilotage.money import round_half_up
from pilotage.periods import Month
from pilotage.problems import Problem, Severity

HEADERS = ("month", "label", "amount")
"""The columns that a file of costs must have; `source` may come with them. In French `mois`, `libellé`,
`montant`, `source`.
"""
_FRENCH = {"mois": "month", "libellé": "label", "libelle": "label", "montant": "amount"}


@dataclass(frozen=True, slots=True)
class TypedCost:
    """A cost as it is given: before tax, in the contract's currency; below zero, a correction."""

    month: Month
    label: str
    amount: Decimal
    source: str


def read(content: bytes, name: str) -> tuple[tuple[TypedCost, ...], tuple[Problem, ...]]:
    """The costs of a file and what is wrong with it; a row without a source names the file. Pure."""
    header, rows = opened(content, _FRENCH)
    if missing := [column for column in HEADERS if column not in header]:
        told = Problem("cost.file", Severity.REFUSED, file=name, expected=", ".join(missing), row=1)
        return (), (told,)
    found: list[TypedCost] = []
    problems: list[Problem] = []
    for n, row in rows:
        wrong = list(_wrong(row, n, name))
        problems += wrong
        if not wrong:
            found.append(_cost(row, name))
    if not found and not problems:
        problems.append(Problem("cost.empty", Severity.REFUSED, file=name))
    return tuple(found), tuple(problems)


def _cost(row: Mapping[str, str], name: str) -> TypedCost:
    month, amount = month_of(row["month"]), number(row["amount"].strip())
    assert month is not None  # noqa: S101  _wrong has looked
    assert isinstance(amount, Decimal)  # noqa: S101
    source = row.get("source", "").strip() or name
    return TypedCost(month, row["label"].strip(), round_half_up(amount), source)


def _wrong(row: Mapping[str, str], n: int, name: str) -> Iterator[Problem]:
    amount = number(row.get("amount", "").strip())
    checks = (
        ("month", "2026-10", month_of(row.get("month", "")) is not None),
        ("label", "—", bool(row.get("label", "").strip())),
        ("amount", "1234,56", isinstance(amount, Decimal) and bool(amount)),
    )
    for column, expected, fine in checks:
        if not fine:
            read_here = row.get(column, "")[:80]
            yield Problem(
                "cost.row",
                Severity.ROW,
                file=name,
                row=n,
                column=column,
                read=read_here,
                expected=expected,
            )
