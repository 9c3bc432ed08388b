"""The VAT of a received document, on its own bases: a wrong base is told elsewhere, a wrong rate here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pilotage.money import CENT, ZERO, sum_of
from pilotage.reconciliation.model import Expected, Gap, GapClass, InvoicedLine, Pair, ReceivedInvoice
from pilotage.trace import Step, Value, computed

_Kind = tuple[str, Decimal]
#: Categories (UNTDID 5305) that say the same as the expected one; `O` is outside the tax.
_SAME: Mapping[str, frozenset[str]] = {
    "S": frozenset({"S"}),
    "AE": frozenset({"AE", "K"}),
    "E": frozenset({"E", "Z"}),
    "O": frozenset({"O", "E", "Z"}),
}


def vat_gaps(invoice: ReceivedInvoice, pairs: Sequence[Pair], expected: Expected) -> tuple[Gap, ...]:
    """The gap of VAT of a document, of a cent or less a line told as rounding; none when it agrees."""
    usual = _usual(expected)
    kinds = {
        (i.document, i.number): (p.expected.vat_category, p.expected.vat_rate)
        for p in pairs
        if p.expected
        for i in p.invoiced
    }
    bases: dict[_Kind, Decimal] = {}
    for line in invoice.lines:
        kind = kinds.get((line.document, line.number), usual)
        bases[kind] = bases.get(kind, ZERO) + line.amount
    if not invoice.lines:
        bases[usual] = invoice.before_tax
    invoiced = _invoiced(invoice)
    if invoiced is None:
        return ()
    step = _step(bases, invoiced)
    wrong = _other_kind(invoice, kinds, usual, bases)
    most = CENT * max(1, len(invoice.lines))
    if not wrong and step.value == ZERO:
        return ()
    rounding = not wrong and abs(step.value) <= most
    return (
        Gap(
            line=f"{invoice.number}/vat",
            kind=GapClass.ROUNDING if rounding else GapClass.VAT,
            expected=invoiced - step.value,
            invoiced=invoiced,
            steps=(step,),
            documents=(invoice.number,),
            reason="vat_rounding" if rounding else "vat",
            detail=wrong,
        ),
    )


def _usual(expected: Expected) -> _Kind:
    """The category and rate of most lines: what no line tells apart falls under it."""
    found = [(one.vat_category, one.vat_rate) for one in expected.lines if one.vat_category != "O"]
    return found[0] if found else ("S", ZERO)


def _invoiced(invoice: ReceivedInvoice) -> Decimal | None:
    if invoice.vat is not None:
        return invoice.vat
    if invoice.vat_lines:
        return sum_of(one.amount for one in invoice.vat_lines)
    return None if invoice.total is None else invoice.total - invoice.before_tax


def _step(bases: Mapping[_Kind, Decimal], invoiced: Decimal) -> Step:
    inputs: dict[str, Value] = {"invoiced": invoiced, "cent": CENT}
    due = []
    for n, ((_, rate), base) in enumerate(sorted(bases.items()), 1):
        if rate:
            inputs |= {f"base_{n}": base, f"rate_{n}": rate}
            due.append(f"round(base_{n} * rate_{n} / 100, cent)")
    if not due:
        inputs.pop("cent")
    return computed("gap.vat", " - ".join(["invoiced", *due]), inputs, "currency")


def _other_kind(
    invoice: ReceivedInvoice,
    kinds: Mapping[tuple[str, str], _Kind],
    usual: _Kind,
    bases: Mapping[_Kind, Decimal],
) -> dict[str, str]:
    """The first category or rate that is not the expected one: what was read and what was expected."""
    for line in invoice.lines:
        wrong = _differs(line, kinds.get((line.document, line.number), usual))
        if wrong:
            return wrong
    for one in invoice.vat_lines if not invoice.lines else ():
        if not any(_fits(one.category, one.rate, kind) for kind in bases):
            return _said(one.category, one.rate, usual)
    return {}


def _differs(line: InvoicedLine, kind: _Kind) -> dict[str, str]:
    if _fits(line.vat_category, line.vat_rate, kind):
        return {}
    return _said(line.vat_category, line.vat_rate, kind)


def _fits(category: str, rate: Decimal | None, kind: _Kind) -> bool:
    wanted, percent = kind
    if category and category not in _SAME.get(wanted, {wanted}):
        return False
    return rate is None or rate == percent


def _said(category: str, rate: Decimal | None, kind: _Kind) -> dict[str, str]:
    return {
        "read": category,
        "read_rate": "" if rate is None else f"{rate:f}",
        "expected": kind[0],
        "expected_rate": f"{kind[1]:f}",
    }


def sums_gaps(invoice: ReceivedInvoice) -> Iterable[Gap]:
    """What the document's own totals do not add up to."""
    lines = sum_of(one.amount for one in invoice.lines)
    if invoice.lines and invoice.subtotal is not None and abs(invoice.subtotal - lines) > CENT:
        inputs: dict[str, Value] = {"invoiced": invoice.subtotal}
        inputs |= {f"line_{n}": one.amount for n, one in enumerate(invoice.lines, 1)}
        names = " + ".join(name for name in inputs if name.startswith("line_"))
        step = computed("gap.sum", f"invoiced - ({names})", inputs, "currency")
        yield _sum_gap(invoice, "subtotal", lines, invoice.subtotal, step)
    vat = _invoiced(invoice)
    if invoice.total is None or vat is None:
        return
    wanted = invoice.before_tax + vat
    if abs(invoice.total - wanted) > CENT:
        inputs = {"total": invoice.total, "subtotal": invoice.before_tax, "vat": vat}
        step = computed("gap.total", "total - (subtotal + vat)", inputs, "currency")
        yield _sum_gap(invoice, "total", wanted, invoice.total, step)


def _sum_gap(invoice: ReceivedInvoice, name: str, wanted: Decimal, read: Decimal, step: Step) -> Gap:
    return Gap(
        line=f"{invoice.number}/{name}",
        kind=GapClass.ARITHMETIC,
        expected=wanted,
        invoiced=read,
        steps=(step,),
        documents=(invoice.number,),
        reason="own_arithmetic",
    )
