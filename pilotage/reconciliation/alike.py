"""When an invoiced line may be an expected one: labels, units, periods, prices, as vendors write them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from pilotage.money import CENT
from pilotage.periods import Month
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import ExpectedLine, InvoicedLine

_HOURS = frozenset({"hur", "h", "heure", "heures", "hour", "hours"})
_MONTHS = frozenset({"mon", "mois", "month", "months", "forfait", "ls"})
_DAYS = frozenset({"day", "jour", "jours", "days"})
_PIECES = frozenset({"c62", "h87", "ea", "nar", "u", "unite", "unites", "contact", "contacts"})
_KNOWN = (_HOURS, _MONTHS, _DAYS, _PIECES)
_SMALL = frozenset(
    {"de", "des", "du", "la", "le", "les", "a", "au", "of", "the", "to", "from", "et", "and"}
)
_CLOSE = Decimal("0.00005")


@lru_cache(maxsize=4096)
def tokens(label: str) -> frozenset[str]:
    """The words of a label that say something."""
    return frozenset(word.rstrip("s") or word for word in plain(label).split() if word not in _SMALL)


def likeness(labels: Iterable[str], label: str) -> float:
    """How much of the words two labels share, from 0 to 1, the best of the languages."""
    mine = tokens(label)
    best = 0.0
    for one in labels:
        other = tokens(one)
        both = mine & other
        if both:
            best = max(best, len(both) / len(mine | other), 0.9 * len(both) / min(len(mine), len(other)))
    return best


def unit_fits(expected: ExpectedLine, unit: str) -> bool:
    """Whether the unit written is not that of something else; an unknown word excludes nothing."""
    written = plain(unit)
    family = next((one for one in _KNOWN if written in one), None)
    if family is None or not expected.counted:
        return True
    if expected.unit.endswith("hour"):
        return family is _HOURS
    if expected.unit == "month":
        return family is _MONTHS or family is _PIECES
    return family is _PIECES


def of_other_period(line: InvoicedLine, month: Month) -> bool:
    """Whether the line says a period that is not within the month."""
    return any(day is not None and Month.of(day) != month for day in (line.first, line.last))


def same_order(expected: ExpectedLine, line: InvoicedLine) -> bool:
    """Whether both name the same line of the same order."""
    if not (expected.order_line and line.order_line):
        return False
    same = plain(expected.order_line) == plain(line.order_line)
    return same and (not line.order or plain(line.order) == plain(expected.order))


def same_price(expected: Decimal, written: Decimal | None) -> bool:
    """Whether a unit price is the expected one, as far as an invoice prints it."""
    return written is not None and abs(written - expected) < _CLOSE


def price_of(line: InvoicedLine) -> Decimal | None:
    """The unit price written, else the one that amount and quantity give."""
    if line.unit_price is not None or not line.quantity:
        return line.unit_price
    return line.amount / line.quantity


def same_quantity(expected: ExpectedLine, line: InvoicedLine) -> bool:
    """Whether the quantities are the same and say something: one month is like any other."""
    return line.quantity is not None and line.quantity == expected.quantity != 1


def same_amount(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= CENT
