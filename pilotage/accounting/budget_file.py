"""A budget file: month, clause, quantity, amount before tax, one line each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from pilotage.accounting.variance import Planned
from pilotage.contract.model import Contract
from pilotage.feeds.numbers import number
from pilotage.money import round_half_up
from pilotage.periods import Month
from pilotage.problems import Problem, Severity

HEADERS = ("month", "term", "quantity", "amount")
"""The columns of a budget file, in any order; in French `mois`, `clause`, `quantité`, `montant`."""
_FRENCH = {"mois": "month", "clause": "term", "quantite": "quantity", "quantité": "quantity"}
_FRENCH |= {"montant": "amount"}
_MOST = 1_000_000
_FAMILY = {"price": "price", "limit": "price", "consequence": "bonus_malus"}


def read(
    content: bytes, name: str, terms: Contract
) -> tuple[Mapping[Month, tuple[Planned, ...]], tuple[Problem, ...]]:
    """A budget file as lines by month, and what is wrong with it. Pure."""
    header, table = opened(content, _FRENCH)
    if missing := [column for column in HEADERS if column not in header]:
        told = Problem("budget.file", Severity.REFUSED, file=name, expected=", ".join(missing), row=1)
        return {}, (told,)
    found: dict[Month, dict[str, Planned]] = {}
    problems: list[Problem] = []
    for n, row in table:
        wrong = list(_wrong(row, n, name, terms))
        problems += wrong
        if not wrong:
            month, one = _line(row, terms)
            kept = found.setdefault(month, {})
            kept[one.term] = _added(kept[one.term], one) if one.term in kept else one
    if not found and not problems:
        problems.append(Problem("budget.empty", Severity.REFUSED, file=name))
    return {month: tuple(lines.values()) for month, lines in found.items()}, tuple(problems)


def opened(
    content: bytes, french: Mapping[str, str]
) -> tuple[list[str], Iterator[tuple[int, Mapping[str, str]]]]:
    """The headers of a small table (commas, semicolons or tabs), those in French by their English name,
    and its rows that hold something, with the number that each has in the file.
    """
    try:
        text = content[:_MOST].decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content[:_MOST].decode("cp1252", errors="replace")
    head = text.partition("\n")[0]
    table = csv.reader(io.StringIO(text), delimiter=max(";\t,", key=head.count))
    header = [french.get(cell.strip().lower(), cell.strip().lower()) for cell in next(table, [])]
    rows = (
        (n, dict(zip(header, cells, strict=False)))
        for n, cells in enumerate(table, 2)
        if any(cell.strip() for cell in cells)
    )
    return header, rows


def _wrong(row: Mapping[str, str], n: int, name: str, terms: Contract) -> Iterator[Problem]:
    """What cannot be read of a row."""

    def told(column: str, expected: str) -> Problem:
        read_here = row.get(column, "")[:80]
        return Problem(
            "budget.row",
            Severity.ROW,
            file=name,
            row=n,
            column=column,
            read=read_here,
            expected=expected,
        )

    if month_of(row.get("month", "")) is None:
        yield told("month", "2026-10")
    if _term(row.get("term", ""), terms) is None:
        yield Problem(
            "budget.unknown_term", Severity.ROW, file=name, row=n, read=row.get("term", "")[:80]
        )
    for column in ("quantity", "amount"):
        text = row.get(column, "").strip()
        if isinstance(number(text), str) and not (column == "quantity" and not text):
            yield told(column, "1234,56")


def _line(row: Mapping[str, str], terms: Contract) -> tuple[Month, Planned]:
    month, found = month_of(row["month"]), _term(row["term"], terms)
    amount, quantity = number(row["amount"].strip()), number(row["quantity"].strip() or "1")
    assert month is not None  # noqa: S101  _wrong has looked
    assert found is not None  # noqa: S101
    assert isinstance(amount, Decimal)  # noqa: S101
    assert isinstance(quantity, Decimal)  # noqa: S101
    table, term, unit = found
    return month, Planned(term, unit, quantity, round_half_up(amount), _FAMILY[table])


def _added(one: Planned, other: Planned) -> Planned:
    return Planned(
        one.term, one.unit, one.quantity + other.quantity, one.amount + other.amount, one.family
    )


def month_of(text: str) -> Month | None:
    """The month of `2026-10`, `2026-10-01`, `10/2026` or `01/10/2026`; None of anything else."""
    try:
        return Month.parse(text.strip()[:7])
    except ValueError:
        pass
    try:
        return Month.of(date(int(text.strip()[-4:]), int(text.strip()[-7:-5]), 1))
    except ValueError:
        return None


def _term(text: str, terms: Contract) -> tuple[str, str, str] | None:
    """The table, the id and the unit of a clause by its id or its name."""
    wanted = text.strip().lower()
    for table in _FAMILY:
        for one in getattr(terms, table):
            if wanted in {one.id.lower(), one.name.lower(), one.name_en.lower()} - {""}:
                return table, one.id, getattr(one, "unit", "amount")
    return None
