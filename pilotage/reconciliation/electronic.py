"""UBL and CII documents, and the Factur-X that a PDF carries, read into a `ReceivedInvoice`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pilotage.feeds.guards import RefusedFileError
from pilotage.money import ZERO
from pilotage.problems import Problem, Severity
from pilotage.reconciliation.model import InvoicedLine, InvoicedVat, ReceivedInvoice
from pilotage.reconciliation.pdf_apart import xml_of_pdf
from pilotage.reconciliation.standards import CREDITS, ROOTS, Standard
from pilotage.reconciliation.xml_safely import Node, root_of

_MOST_LINES = 5_000
_PRICE_PLACES = Decimal("0.00000001")


def read_electronic(data: bytes, *, pdf: bool) -> tuple[ReceivedInvoice, tuple[Problem, ...]]:
    """The invoice of an XML document, or of the XML within a PDF, and what is to be said of it: that it
    does not follow the official schema of its standard.

    Raises `RefusedFileError` for what is hostile, broken, or no invoice.
    """
    content = xml_of_pdf(data) if pdf else data
    root = root_of(content)
    standard = ROOTS.get(str(root.tag))
    if standard is None:
        raise RefusedFileError("reconciling.not_an_invoice", read=str(root.tag).rpartition("}")[2][:60])
    found = _invoice(Node(root, standard.names), standard)
    found = replace(found, form="facturx") if pdf else found
    reason = schema_error(content)
    if not reason:
        return found, ()
    return found, (Problem("reconciling.schema", Severity.WARNING, read=reason[:200]),)


def schema_error(content: bytes) -> str:
    """Why the document does not follow the official schema that ships with the library; empty when it
    does, and when the library has none for its profile.
    """
    from facturx import xml_check_xsd  # noqa: PLC0415  half a second, for those who read such a file
    from facturx.facturx import get_flavor, get_level  # noqa: PLC0415  as above

    for name in ("factur-x", "facturx"):
        logging.getLogger(name).setLevel(
            logging.CRITICAL
        )  # what it would print is the problem that we say
    root = root_of(content)
    try:
        flavor = get_flavor(root)
        level = get_level(root, flavor) if flavor == "factur-x" else "autodetect"
    except Exception:  # noqa: BLE001  the library raises nothing finer
        return ""
    try:
        xml_check_xsd(root, flavor=flavor, level=level)
    except Exception as error:  # noqa: BLE001  as above
        return str(error.__cause__ or error)
    return ""


def _invoice(root: Node, at: Standard) -> ReceivedInvoice:
    head = {name: root.text(*at.head[name]) for name in _TEXTS}
    for name in ("number", "currency"):
        if not head[name]:
            raise RefusedFileError("reconciling.missing", column=name)
    lines = (*_lines(root, at, head["order"]), *_adjustments(root, at))
    if len(lines) > _MOST_LINES:
        raise RefusedFileError("reconciling.too_many_elements", expected=str(_MOST_LINES))
    credit = head["type"] in CREDITS or str(root.element.tag).endswith("}CreditNote")
    found = ReceivedInvoice(
        form=at.form,
        number=head["number"],
        issued_on=root.day(*at.head["issued"]),
        currency=head["currency"],
        lines=lines,
        subtotal=root.amount(at.head["subtotal"][0]),
        vat=_vat_total(root, at, head["currency"]),
        total=root.amount(at.head["total"][0]),
        credit=credit,
        **{name: head[name] for name in _TEXTS if name not in {"number", "currency", "type"}},
        first=root.day(*at.head["first"]),
        last=root.day(*at.head["last"]),
        vat_lines=tuple(_vat_lines(root, at)),
    )
    return negative(found) if credit and found.before_tax > 0 else found


_TEXTS = (
    *("number", "type", "currency", "order", "contract", "about"),
    *("seller", "seller_id", "buyer", "buyer_id"),
)


def _vat_total(root: Node, at: Standard, currency: str) -> Decimal | None:
    """The total of VAT in the document's currency: it may be repeated in that of the taxes."""
    path = at.head["vat"][0]
    for found in root.all(path):
        if found.element.get("currencyID") in {None, currency}:
            return found.amount(".")
    return None


def _lines(root: Node, at: Standard, order: str) -> Iterator[InvoicedLine]:
    for path in at.lines:
        for node in root.all(path):
            yield _line(node, at, order)


def _line(node: Node, at: Standard, order: str) -> InvoicedLine:
    amount = node.amount(at.line["amount"][0])
    if amount is None:
        raise RefusedFileError("reconciling.missing", column="amount", row=node.element.sourceline)
    price, base = node.amount(at.line["price"][0]), node.amount(at.line["price_for"][0])
    if price is not None and base not in {None, ZERO, Decimal(1)}:
        price = (price / (base or Decimal(1))).quantize(_PRICE_PLACES)
    quantities = (node.amount(path) for path in at.line["quantity"])
    units = (node.attribute(path, name) for path, name in at.unit)
    return InvoicedLine(
        number=node.text(*at.line["number"]),
        label=node.text(*at.line["label"]),
        amount=amount,
        quantity=next((one for one in quantities if one is not None), None),
        unit=next((one for one in units if one), ""),
        unit_price=price,
        order=node.text(*at.line["order"]) or order,
        order_line=node.text(*at.line["order_line"]),
        reference=node.text(*at.line["reference"]),
        first=node.day(*at.line["first"]),
        last=node.day(*at.line["last"]),
        vat_category=node.text(*at.line["category"]),
        vat_rate=node.amount(at.line["rate"][0]),
        adjusted=sum((_signed(one, at)[0] for one in node.all(at.own_adjustments)), ZERO),
    )


def _adjustments(root: Node, at: Standard) -> Iterator[InvoicedLine]:
    """Allowances and charges of the whole document: lines like others, the former below zero."""
    for rank, node in enumerate(root.all(at.adjustments), 1):
        amount, label = _signed(node, at)
        yield InvoicedLine(
            number=f"A{rank}",
            label=label,
            amount=amount,
            vat_category=node.text(*at.adjustment["category"]),
            vat_rate=node.amount(at.adjustment["rate"][0]),
        )


def _signed(node: Node, at: Standard) -> tuple[Decimal, str]:
    amount = node.amount(at.adjustment["amount"][0]) or ZERO
    charge = node.text(*at.adjustment["charge"]).lower() in {"true", "1"}
    return (amount if charge else -amount), node.text(*at.adjustment["label"])


def _vat_lines(root: Node, at: Standard) -> Iterator[InvoicedVat]:
    for node in root.all(at.vats):
        amount = node.amount(at.vat["amount"][0])
        yield InvoicedVat(
            node.text(*at.vat["category"]),
            node.amount(at.vat["rate"][0]),
            node.amount(at.vat["base"][0]),
            ZERO if amount is None else amount,
        )


def negative(found: ReceivedInvoice) -> ReceivedInvoice:
    """A credit note with its amounts below zero, as they count."""

    def minus(value: Decimal | None) -> Decimal | None:
        return None if value is None else ZERO - value

    return replace(
        found,
        lines=tuple(
            replace(
                one, amount=ZERO - one.amount, quantity=minus(one.quantity), adjusted=ZERO - one.adjusted
            )
            for one in found.lines
        ),
        vat_lines=tuple(
            replace(one, base=minus(one.base), amount=ZERO - one.amount) for one in found.vat_lines
        ),
        subtotal=minus(found.subtotal),
        vat=minus(found.vat),
        total=minus(found.total),
    )
