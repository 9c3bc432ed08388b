"""Credit notes: what each gives back of a gap, and what it gives back of nothing known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pilotage.money import ZERO
from pilotage.reconciliation.alike import likeness, same_amount
from pilotage.reconciliation.classifying import difference, gap
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import Gap, GapClass, InvoicedLine, ReceivedInvoice

_CLOSE = 0.6


def credited(gaps: Iterable[Gap], notes: Sequence[ReceivedInvoice]) -> tuple[Gap, ...]:
    """The gaps with what the credit notes took back of them; a line of a credit note that fits none is a
    gap of its own.
    """
    found = list(gaps)
    more: list[Gap] = []
    for note in notes:
        for line in note.lines or (_whole(note),):
            at = _gap_of(line, found)
            if at is None:
                steps = (difference("nothing_expected", line.amount, ZERO),)
                name = f"{note.number}/{line.number}"
                more.append(
                    gap(
                        *(name, GapClass.UNKNOWN, ZERO, line.amount, steps),
                        items=(replace(line, document=note.number),),
                        reason="credit_of_nothing",
                    )
                )
                continue
            one = found[at]
            notes_of = tuple(dict.fromkeys((*one.credit_notes, note.number)))
            found[at] = replace(one, credited=one.credited + line.amount, credit_notes=notes_of)
    return (*found, *more)


def _whole(note: ReceivedInvoice) -> InvoicedLine:
    """A credit note of which only the totals are known."""
    return InvoicedLine(number="1", label="", amount=note.before_tax, document=note.number)


def _gap_of(line: InvoicedLine, gaps: Sequence[Gap]) -> int | None:
    """The gap that the line takes back: the same amount first, else the same line and no more than it."""
    open_ones = [(at, one) for at, one in enumerate(gaps) if one.left * line.amount < ZERO]
    exact = [at for at, one in open_ones if same_amount(one.left, -line.amount)]
    if exact:
        return exact[0]
    named = [
        at
        for at, one in open_ones
        if (
            plain(line.reference) == plain(one.line)
            if line.reference
            else likeness((*one.labels, one.invoiced_label), line.label) >= _CLOSE
        )
        and abs(line.amount) <= abs(one.left)
    ]
    return named[0] if named else None
