"""Credit notes: what each gives back of a gap, and what it gives back of nothing known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pilotage.money import ZERO, sum_of
from pilotage.reconciliation.alike import likeness, same_amount
from pilotage.reconciliation.classifying import difference, gap
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import Gap, GapClass, InvoicedLine, ReceivedInvoice

_CLOSE = 0.6


def credited(gaps: Iterable[Gap], notes: Sequence[ReceivedInvoice]) -> tuple[Gap, ...]:
    """The gaps with what the credit notes took back of them; a line of a credit note that fits none is a
    gap of its own. Of a credit note without lines, the total takes back one gap, else all those left of
    the invoice that it is `about`.
    """
    found = list(gaps)
    more: list[Gap] = []
    for note in notes:
        for line in note.lines or (_whole(note),):
            at = _gap_of(line, found)
            together = () if note.lines or at is not None else _together(note, found)
            if together:
                for n in together:
                    found[n] = _taken(found[n], -found[n].left, note.number)
                continue
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
            found[at] = _taken(found[at], line.amount, note.number)
    return (*found, *more)


def _taken(one: Gap, amount: Decimal, number: str) -> Gap:
    """The gap with what a credit note took back of it."""
    notes = tuple(dict.fromkeys((*one.credit_notes, number)))
    return replace(one, credited=one.credited + amount, credit_notes=notes)


def _together(note: ReceivedInvoice, gaps: Sequence[Gap]) -> tuple[int, ...]:
    """The gaps that a total takes back at once: all those left of the invoice that it is about, or of
    no invoice in particular, when together they come to it exactly.
    """
    about = plain(note.about)
    if not about:
        return ()
    open_ones = [
        (at, one)
        for at, one in enumerate(gaps)
        if one.left * note.before_tax < ZERO
        and one.kind not in {GapClass.ROUNDING, GapClass.VAT}
        and not one.line.endswith("/total")  # with its VAT, as the note's total before tax is not
    ]
    its = [at for at, one in open_ones if about in map(plain, one.documents)]
    wider = [at for at, one in open_ones if not one.documents or about in map(plain, one.documents)]
    for found in (its, wider):
        if found and sum_of(gaps[at].left for at in found) == -note.before_tax:
            return tuple(found)
    return ()


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
