"""Invoices as vendors send them: UBL, CII, Factur-X PDF, a workbook. What the demo's vendors wrote."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from pilotage.money import ZERO, sum_of
from pilotage.reconciliation.model import InvoicedLine, ReceivedInvoice

_EXEMPT = "Reverse charge"
_LEGAL_SCHEME = "0002"


def ubl(invoice: ReceivedInvoice) -> bytes:
    """A UBL 2.1 invoice or credit note that follows the official schema."""
    return _xml(invoice, "ubl-2.1", "en16931")


def cii(invoice: ReceivedInvoice) -> bytes:
    """A CII document of the EN 16931 profile of Factur-X, as it follows the official schema."""
    return _xml(invoice, "factur-x", "en16931")


def facturx(invoice: ReceivedInvoice) -> bytes:
    """A PDF that a person reads, with the CII document within."""
    from facturx import generate_from_binary  # noqa: PLC0415  half a second, for who writes one

    document: bytes = generate_from_binary(
        _pdf(_rows_for_people(invoice)), cii(invoice), flavor="factur-x", level="en16931", check_xsd=False
    )
    return document


def _xml(invoice: ReceivedInvoice, flavor: str, level: str) -> bytes:
    from facturx import generate_xml  # noqa: PLC0415  as above

    content: bytes = generate_xml(
        _terms(invoice), flavor=flavor, level=level, check_xsd=False, check_schematron=False
    )
    return content


def _terms(invoice: ReceivedInvoice) -> dict[str, Any]:
    """The document by the terms of EN 16931 (BT: a term, BG: a group)."""
    sign = -1 if invoice.credit else 1
    terms: dict[str, Any] = {
        "BT-1": invoice.number,
        "BT-2": invoice.issued_on,
        "BT-3": "381" if invoice.credit else "380",
        "BT-5": invoice.currency,
        "BT-10": "Comptabilité fournisseurs",
        "BT-12": invoice.contract,
        "BT-13": invoice.order,
        "BT-72": invoice.last,
        "BT-73": invoice.first,
        "BT-74": invoice.last,
        "BG-4": _party(invoice.seller, invoice.seller_id, "FR"),
        "BG-7": _party(invoice.buyer, invoice.buyer_id, "FR"),
        "BG-23": [_tax(one.category, one.rate, one.base, one.amount, sign) for one in invoice.vat_lines],
        "BG-25": [_line(one, sign) for one in invoice.lines],
        "BT-106": _text(sum_of(one.amount for one in invoice.lines) * sign),
        "BT-109": _text(invoice.before_tax * sign),
        "BT-110": _text((invoice.vat or ZERO) * sign),
        "BT-112": _text((invoice.total or ZERO) * sign),
        "BT-115": _text((invoice.total or ZERO) * sign),
    }
    if invoice.about:
        terms["BG-3"] = [{"BT-25": invoice.about}]
    return _filled(terms)


def _filled(terms: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in terms.items() if value is not None and value != ""}


def _party(name: str, number: str, country: str) -> dict[str, Any]:
    party: dict[str, Any] = {"name": name, "country_code": country}
    if number:
        party |= {"legal_identifier": number, "legal_identifier_schemeid": _LEGAL_SCHEME}
    return party


def _tax(
    category: str, rate: Decimal | None, base: Decimal | None, amount: Decimal, sign: int
) -> dict[str, Any]:
    told = {
        "BT-116": _text((base or ZERO) * sign),
        "BT-117": _text(amount * sign),
        "BT-118": category,
        "BT-119": f"{rate or ZERO:f}",
    }
    return told | ({"BT-120": _EXEMPT} if category == "AE" else {})


def _line(line: InvoicedLine, sign: int) -> dict[str, Any]:
    quantity = Decimal(1) if line.quantity is None else line.quantity * sign
    price = line.amount * sign if line.unit_price is None else line.unit_price
    if price < ZERO:  # a unit price is never below zero: the quantity is
        price, quantity = -price, -quantity
    return _filled(
        {
            "BT-126": line.number,
            "BT-129": f"{quantity:f}",
            "BT-130": line.unit or "C62",
            "BT-131": _text(line.amount * sign),
            "BT-132": line.order_line,
            "BT-134": line.first,
            "BT-135": line.last,
            "BT-146": f"{price:f}",
            "BT-151": line.vat_category or "S",
            "BT-152": f"{line.vat_rate or ZERO:f}",
            "BT-153": line.label,
            "BT-156": line.reference,
        }
    )


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"


# --- for people -----------------------------------------------------------------------------------


def _rows_for_people(invoice: ReceivedInvoice) -> list[str]:
    kind = "Avoir" if invoice.credit else "Facture"
    rows = [
        invoice.seller,
        f"{kind} n° {invoice.number} du {invoice.issued_on:%d/%m/%Y}" if invoice.issued_on else kind,
        f"Client : {invoice.buyer}",
        f"Bon de commande : {invoice.order}   Contrat : {invoice.contract}",
        "",
    ]
    for line in invoice.lines:
        quantity = "" if line.quantity is None else f"{line.quantity:f} x {line.unit_price or ZERO:f}"
        rows.append(f"{line.label}   {quantity}   {line.amount:.2f}")
    rows += ["", f"Total HT : {invoice.before_tax:.2f} {invoice.currency}"]
    rows.append(f"TVA : {invoice.vat or ZERO:.2f}   Total TTC : {invoice.total or ZERO:.2f}")
    return rows


def _pdf(rows: list[str]) -> bytes:
    """One page of text in a font that every reader has."""
    lines = [row.encode("cp1252", "replace") for row in rows]
    shown = [b"(" + _escaped(line) + b") Tj T*" for line in lines]
    stream = b"BT /F1 11 Tf 14 TL 50 790 Td " + b" ".join(shown) + b" ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    used = b"/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + used + b">>"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        font,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def _escaped(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


# --- a workbook -----------------------------------------------------------------------------------

HEADS = ("Désignation", "BC", "Poste", "Mois", "Unité", "Quantité", "PU HT", "Montant HT", "TVA %")
FIELDS = {
    "number": "Facture n°",
    "issued_on": "Date de facture",
    "currency": "Devise",
    "about": "Avoir sur facture",
    "subtotal": "Total HT",
    "vat": "Total TVA",
    "total": "Net à payer",
}
COLUMNS = dict(
    zip(
        (
            "label",
            "order",
            "order_line",
            "period",
            "unit",
            "quantity",
            "unit_price",
            "amount",
            "vat_rate",
        ),
        HEADS,
        strict=True,
    )
)


def workbook(invoice: ReceivedInvoice) -> bytes:
    """The vendor's own workbook: a head, a table, totals. The same invoice gives the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet("Facture")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, invoice.seller)
        sheet.write_row(1, 0, (FIELDS["number"], invoice.number))
        sheet.write_string(2, 0, FIELDS["issued_on"])
        if invoice.issued_on:
            sheet.write_datetime(2, 1, datetime.combine(invoice.issued_on, datetime.min.time()), day)
        sheet.write_row(3, 0, (FIELDS["currency"], invoice.currency))
        if invoice.about:
            sheet.write_row(4, 0, (FIELDS["about"], invoice.about))
        sheet.write_row(6, 0, HEADS)
        for at, line in enumerate(invoice.lines, 7):
            _row(sheet, at, line)
        end = 8 + len(invoice.lines)
        for at, (name, amount) in enumerate(
            (("subtotal", invoice.before_tax), ("vat", invoice.vat), ("total", invoice.total))
        ):
            if amount is not None:
                sheet.write_string(end + at, 6, FIELDS[name])
                sheet.write_number(end + at, 7, float(amount))
    return buffer.getvalue()


def _row(sheet: Any, at: int, line: InvoicedLine) -> None:  # noqa: ANN401  the library gives no type
    month = f"{line.first:%m/%Y}" if line.first else ""
    for place, text in enumerate((line.label, line.order, line.order_line, month, line.unit)):
        sheet.write_string(at, place, text)
    for place, figure in enumerate((line.quantity, line.unit_price, line.amount, line.vat_rate), 5):
        if figure is not None:
            sheet.write_number(at, place, float(figure))
