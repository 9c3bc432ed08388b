"""The month's documents against what was expected of the month: the only composition. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pilotage.money import CENT, ZERO, sum_of
from pilotage.reconciliation.alike import tokens
from pilotage.reconciliation.classifying import difference, gaps_of
from pilotage.reconciliation.crediting import credited
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.matching import paired
from pilotage.reconciliation.model import (
    Expected,
    Gap,
    GapClass,
    InvoicedLine,
    Limits,
    Pair,
    ReceivedInvoice,
)
from pilotage.reconciliation.taxes import sums_gaps, vat_gaps
from pilotage.reconciliation.tiers import split_gaps
from pilotage.reconciliation.typed_totals import total_gaps


@dataclass(frozen=True, slots=True)
class Document:
    """A received document of the month. `twin` is the number of an earlier one that it repeats, and `why`
    how: the same `number`, or the same `content` under another. It then counts for nothing.
    """

    invoice: ReceivedInvoice
    twin: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What the comparison found: the pairs side by side and the gaps, within the tolerance or not."""

    expected: Expected
    pairs: tuple[Pair, ...]
    gaps: tuple[Gap, ...]
    invoiced: Decimal


def compared(expected: Expected, documents: Sequence[Document], limits: Limits) -> Compared:
    """The documents of a month against what was expected of it.

    Invoices add up, whatever their number; a credit note takes back of the gaps that they leave; one
    that cancels an invoice whole takes it away. A document received twice counts once; one that is not
    `ours` counts for nothing: its amounts are not added to ours. Where an invoice stands, the gaps
    `before_tax` (those of documents received twice apart) come to invoiced less expected.
    """
    documents = [one for one in documents if ours(one.invoice, expected)]
    counted = standing([one.invoice for one in documents if not one.twin])
    invoices = [_told(one) for one in counted if not one.credit]
    notes = [_told(one) for one in counted if one.credit]
    pairs, gaps = _told_apart(invoices, expected)
    gaps = list(credited(gaps, notes))
    for one in (*invoices, *notes):
        gaps += [*sums_gaps(one), *vat_gaps(one, pairs, expected)]
    total = sum_of(one.before_tax for one in counted)
    if invoices:
        gaps += _remainder(expected, total, gaps, tuple(one.number for one in invoices))
    gaps += [_twice(one) for one in documents if one.twin]
    return Compared(expected, pairs, _within(gaps, limits), total)


def before_tax(gaps: Iterable[Gap]) -> Decimal:
    """What gaps come to before tax, once credited: those of VAT and of totals with VAT apart."""
    return sum((one.left for one in gaps if not _of_tax(one)), ZERO)


def _of_tax(one: Gap) -> bool:
    name = one.line.rpartition("/")[2]
    return (
        one.kind is GapClass.VAT
        or one.reason == "vat_rounding"
        or (one.kind is GapClass.ARITHMETIC and one.reason == "own_arithmetic" and name == "total")
    )


def _told_apart(
    invoices: Sequence[ReceivedInvoice], expected: Expected
) -> tuple[tuple[Pair, ...], list[Gap]]:
    """The pairs of the lines and the gaps of the invoices. Beside an invoice with lines, one of which
    only the totals are known is a gap whole: nothing says which line it would bill.
    """
    lined = [one for one in invoices if one.lines]
    if lined:
        pairs = paired(expected, [line for one in lined for line in one.lines])
        split, left = split_gaps(pairs, expected)
        gaps = [*split, *(gap for pair in left for gap in gaps_of(pair, expected, pairs))]
        beside = [one for one in invoices if not one.lines and one.before_tax]
        return pairs, [*gaps, *(_beside(one, lined) for one in beside)]
    if not invoices:
        return (), []
    total, names = sum_of(one.before_tax for one in invoices), tuple(one.number for one in invoices)
    return (), list(total_gaps(expected, total, names))


def _beside(invoice: ReceivedInvoice, lined: Sequence[ReceivedInvoice]) -> Gap:
    """Totals alone beside invoices with lines: one of these again by its number or its amount, else
    something that nothing explains.
    """
    number = next((one for one in lined if plain(one.number) == plain(invoice.number)), None)
    twin = number or next((one for one in lined if one.before_tax == invoice.before_tax), None)
    reason = "same_number" if number else "same_content" if twin else "nothing_expected"
    return Gap(
        line=f"{invoice.number}/{reason}",
        kind=GapClass.DUPLICATE if twin else GapClass.UNKNOWN,
        expected=ZERO,
        invoiced=invoice.before_tax,
        steps=(difference(reason, invoice.before_tax, ZERO),),
        documents=(invoice.number,),
        reason=reason,
        detail={"twin": twin.number} if twin else {},
    )


def _remainder(
    expected: Expected, invoiced: Decimal, gaps: Iterable[Gap], documents: tuple[str, ...]
) -> Iterator[Gap]:
    """What the gaps leave unsaid of invoiced less expected, so that together they are the whole of it."""
    explained = expected.subtotal + before_tax(gaps)
    if invoiced == explained:
        return
    close = abs(invoiced - explained) <= CENT * len(documents)
    reason = "rounding" if close else "other_amount"
    yield Gap(
        line="remainder",
        kind=GapClass.ROUNDING if close else GapClass.UNKNOWN,
        expected=explained,
        invoiced=invoiced,
        steps=(difference(reason, invoiced, explained),),
        documents=documents,
        reason=reason,
    )


def ours(invoice: ReceivedInvoice, expected: Expected) -> bool:
    """Whether a document may count: in the contract's currency, and from its vendor."""
    return invoice.currency == expected.currency and not another(invoice.seller, expected.seller)


def another(written: str, wanted: str) -> bool:
    """Whether two names have no word in common; a name that is not there says nothing."""
    return bool(written and wanted) and not tokens(written) & tokens(wanted)


def standing(documents: Sequence[ReceivedInvoice]) -> list[ReceivedInvoice]:
    """Without the invoices that a credit note cancels whole, and without that credit note."""
    left = list(documents)
    for note in [one for one in documents if one.credit and one.about]:
        whole = next(
            (
                one
                for one in left
                if not one.credit
                and plain(one.number) == plain(note.about)
                and one.before_tax == -note.before_tax
            ),
            None,
        )
        if whole is not None:
            left = [one for one in left if one is not whole and one is not note]
    return left


def _told(invoice: ReceivedInvoice) -> ReceivedInvoice:
    """Each line with its document's number, and the document's period where it says none of its own."""

    def line(one: InvoicedLine) -> InvoicedLine:
        bare = one.first is None and one.last is None
        first, last = (invoice.first, invoice.last) if bare else (one.first, one.last)
        return replace(one, document=invoice.number, first=first, last=last)

    return replace(invoice, lines=tuple(line(one) for one in invoice.lines))


def _twice(document: Document) -> Gap:
    """A document that repeats another: nothing of it was expected."""
    invoice = document.invoice
    reason = "same_number" if document.why == "number" else "same_content"
    return Gap(
        line=f"{invoice.number}/{reason}",
        kind=GapClass.DUPLICATE,
        expected=ZERO,
        invoiced=invoice.before_tax,
        steps=(difference(reason, invoice.before_tax, ZERO),),
        documents=(invoice.number,),
        reason=reason,
        detail={"twin": document.twin},
    )


def _within(gaps: Iterable[Gap], limits: Limits) -> tuple[Gap, ...]:
    """The gaps, each with whether it is let through: a cent of rounding always, else what its line
    differs by in all, when within both limits. What should not be there at all never is.
    """
    found = list(gaps)
    lines: dict[str, Decimal] = {}
    for one in found:
        lines[one.line] = lines.get(one.line, ZERO) + one.left
    wanted = {one.line: one.expected for one in reversed(found)}

    def let_through(one: Gap) -> bool:
        moved, base = abs(lines[one.line]), abs(wanted[one.line])
        if one.kind is GapClass.ROUNDING:
            return True
        if one.kind in _NEVER or (one.credited and one.left == ZERO):
            return False
        close = moved <= limits.amount and moved * 100 <= base * limits.percent
        return close or (moved <= CENT and one.left != ZERO)

    return tuple(replace(one, within=let_through(one)) for one in found)


_NEVER = frozenset({GapClass.VAT, GapClass.DUPLICATE, GapClass.PERIOD})
