"""A line that the vendor takes back and writes again: what is left of it counts, as one line.

Pure. A malus is no reversal: it has no line above zero of the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pilotage.money import ZERO
from pilotage.reconciliation.alike import likeness, same_amount, tokens
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import Expected, InvoicedLine, Pair

_SAME = 0.85
#: What a vendor adds to the name of a line that it takes back or writes again.
_WORDS = frozenset(
    tokens(
        "annulation annule annulée avoir extourne contrepassation correction corrigé corrigée "
        "rectification rectifié rectifiée réémission réémis refacturation "
        "cancelled cancellation reversal reversed reversing credit corrected reissued"
    )
)
Group = tuple[InvoicedLine, ...]


def set_apart(
    expected: Expected, lines: Sequence[InvoicedLine]
) -> tuple[list[InvoicedLine], tuple[Group, ...]]:
    """The lines without those that take another one back, and these: each with the very line that it
    takes back where it is there, else alone (that one came before, or is written again otherwise).
    """
    left, groups = list(lines), list[Group]()
    for one in lines:
        if one.amount >= ZERO:
            continue
        named = [other for other in left if other.amount > ZERO and same_line(one, other)]
        whole = next((other for other in named if other.amount == -one.amount), None)
        # A line of the same name and amount is taken back, even where a malus of that amount is due.
        if whole is not None or (named and not _due(expected, one)):
            groups.append((one,) if whole is None else (whole, one))
            left = [other for other in left if other is not one and other is not whole]
    return left, tuple(groups)


def put_back(pairs: Sequence[Pair], groups: Sequence[Group]) -> list[Pair]:
    """The pairs with what was set apart: beside the line of the same name, so that they add up; what has
    none is for itself.
    """
    found = list(pairs)
    for group in groups:
        at = next((n for n, pair in enumerate(found) if _of(pair, group)), None)
        if at is None:
            found.append(Pair(None, group))
        else:
            found[at] = replace(found[at], invoiced=(*found[at].invoiced, *group))
    return found


def same_line(a: InvoicedLine, b: InvoicedLine) -> bool:
    """Whether both are called alike, under one reference and order line, for the same period."""
    own, other = ((x.first, x.last, plain(x.order_line), plain(x.reference)) for x in (a, b))
    if own != other:
        return False
    name = tokens(a.label) - _WORDS
    return bool(name) and name == tokens(b.label) - _WORDS


def _of(pair: Pair, group: Group) -> bool:
    return (
        pair.expected is not None
        and bool(pair.invoiced)
        and any(same_line(one, group[-1]) for one in pair.invoiced)
    )


def _due(expected: Expected, line: InvoicedLine) -> bool:
    """Whether a line below zero is expected under that name, or for that amount."""
    return any(
        one.amount < ZERO
        and (likeness(one.labels, line.label) >= _SAME or same_amount(one.amount, line.amount))
        for one in expected.lines
    )
