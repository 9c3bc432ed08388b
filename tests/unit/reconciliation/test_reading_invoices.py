"""Invoices as strangers send them: read exactly, followed by the official schemas, or refused."""

import io
from dataclasses import replace
from decimal import Decimal

import pytest
import xlsxwriter
from unit.reconciliation import vendor_months as vm

from pilotage.demo import invoice_files
from pilotage.demo.invoices import credit_note
from pilotage.feeds.guards import RefusedFileError
from pilotage.reconciliation import pdf_apart
from pilotage.reconciliation.electronic import read_electronic, schema_error
from pilotage.reconciliation.keeping import as_data, content_of, of_data
from pilotage.reconciliation.layout import Layout, proposed
from pilotage.reconciliation.sheets import RefusedSheetError, read_sheet, sheets_of

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">&lol2;</Invoice>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">&file;</Invoice>"""
PAYLOADS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", '@SUM(1+1)*cmd|"/C calc"!A0', "\t=1", "=HYPERLINK(1)")


def refusal(content, *, pdf=False):
    with pytest.raises(RefusedFileError) as told:
        read_electronic(content, pdf=pdf)
    return told.value


@pytest.mark.parametrize("write", [invoice_files.ubl, invoice_files.cii])
@pytest.mark.parametrize("abroad", [False, True])
def test_what_the_demo_writes_follows_the_official_schemas(write, abroad):
    found = vm.invoiced(vm.expected(abroad=abroad))
    lines = [vm.line_of(found, "QS")]
    for one in (found, credit_note(found, "AV-1", found.issued_on, lines)):
        assert schema_error(write(one)) == ""


def test_an_invoice_that_leaves_the_schema_is_read_and_the_fault_is_told():
    content = invoice_files.ubl(vm.invoiced(vm.expected()))
    broken = content.replace(b"<cbc:IssueDate>", b"<cbc:IssueDay>").replace(
        b"</cbc:IssueDate>", b"</cbc:IssueDay>"
    )
    found, problems = read_electronic(broken, pdf=False)
    assert found.number == "F-2026-09"
    assert [one.code for one in problems] == ["reconciling.schema"]
    assert "IssueDay" in problems[0].read


def test_a_factur_x_is_taken_out_of_its_pdf_to_the_cent():
    wanted = vm.expected()
    found, problems = read_electronic(invoice_files.facturx(vm.invoiced(wanted)), pdf=True)
    assert problems == ()
    assert found.form == "facturx"
    assert (found.subtotal, found.vat, found.total) == (wanted.subtotal, wanted.vat, wanted.total)
    assert all(isinstance(line.amount, Decimal) for line in found.lines)


def test_a_credit_note_counts_below_zero_in_every_form():
    found = vm.invoiced(vm.expected())
    note = credit_note(found, "AV-1", found.issued_on, [vm.line_of(found, "QS")])
    for form in vm.FORMS:
        read = vm.through(form, note)
        assert read.credit
        assert read.about == "F-2026-09"
        assert read.before_tax == Decimal("-1784.24")


def test_a_document_is_kept_and_read_back_whole():
    found = vm.through("ubl", vm.invoiced(vm.expected()))
    assert of_data(as_data(found)) == found
    assert content_of(found) == content_of(replace(found, number="another", issued_on=None))
    assert content_of(found) != content_of(vm.without(found, "QS"))


# --- hostile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE, LAUGHS.decode().encode("utf-16")])
def test_entities_are_refused_before_anything_is_parsed(content):
    assert refusal(content).code == "reconciling.doctype"


def test_a_huge_document_is_refused_unread():
    assert refusal(b"<a>" + b" " * (11 << 20) + b"</a>").code == "file.too_big"


def test_a_document_of_too_many_elements_is_refused():
    assert refusal(b"<a>" + b"<b/>" * 200_001 + b"</a>").code == "reconciling.too_many_elements"


def test_a_deep_nest_is_refused():
    assert refusal(b"<a>" * 5000 + b"</a>" * 5000).code == "reconciling.xml_broken"


@pytest.mark.parametrize("content", [b"<a", b"<a></b>", b"<?xml version='1.0'?>"])
def test_broken_xml_is_refused(content):
    assert refusal(content).code == "reconciling.xml_broken"


def test_another_document_in_xml_is_named():
    told = refusal(b"<Order xmlns='urn:x'/>")
    assert (told.code, told.read) == ("reconciling.not_an_invoice", "Order")


@pytest.mark.parametrize("amount", ["1e9999", "NaN", "12,50", "0x10", "1" * 40])
def test_an_amount_that_is_none_is_refused_by_its_row_and_what_was_read(amount):
    content = invoice_files.ubl(vm.invoiced(vm.expected()))
    told = refusal(content.replace(b">4800.00<", f">{amount}<".encode(), 1))
    assert told.code == "reconciling.not_an_amount"
    assert told.read == amount[:40]
    assert told.row


def test_a_pdf_that_carries_nothing_or_is_broken_is_refused():
    plain = invoice_files._pdf(["Facture"])
    assert refusal(plain, pdf=True).code == "reconciling.pdf_without_invoice"
    assert refusal(b"%PDF-1.7\n" + b"\x00garbage" * 200, pdf=True).code == "reconciling.pdf_broken"


def test_a_pdf_whose_attachment_holds_entities_is_refused():
    from facturx import generate_from_binary

    content = invoice_files.cii(vm.invoiced(vm.expected()))
    head, _, tail = content.partition(b"?>")
    hostile = head + b'?><!DOCTYPE x [<!ENTITY a "b">]>' + tail if tail else content
    pdf = generate_from_binary(
        *(invoice_files._pdf(["x"]), hostile), flavor="factur-x", level="en16931", check_xsd=False
    )
    assert refusal(pdf, pdf=True).code == "reconciling.doctype"


def test_a_pdf_that_takes_too_long_ends_alone(monkeypatch):
    monkeypatch.setattr(pdf_apart, "SECONDS", 0.01)
    pdf = invoice_files.facturx(vm.invoiced(vm.expected()))
    assert refusal(pdf, pdf=True).code == "reconciling.pdf_broken"


# --- workbooks -------------------------------------------------------------------------------------


def book(rows, formula=None):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("Facture")
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell) if cell is not None else None
        if formula:
            sheet.write_formula(formula[0], formula[1], formula[2], None, formula[3])
    return buffer.getvalue()


ROWS = [
    ["Facture n°", "F-1"],
    [],
    ["Désignation", "Quantité", "PU HT", "Montant HT", "Mois"],
    ["Appels", 10, 5.35, 53.5, "septembre 2026"],
    [],
    ["Total HT", 53.5],
]
LAYOUT = Layout(
    "Facture",
    {
        "label": "Désignation",
        "quantity": "Quantité",
        "unit_price": "PU HT",
        "amount": "Montant HT",
        "period": "Mois",
    },
    {"number": "Facture n°", "subtotal": "Total HT"},
)


def of_book(rows, layout=LAYOUT):
    return read_sheet(sheets_of(book(rows), "f.xlsx"), layout, "f.xlsx", "EUR")


def test_a_workbook_is_read_by_its_layout_and_no_float_is_left():
    found = of_book(ROWS)
    (line,) = found.lines
    assert (line.quantity, line.unit_price, line.amount) == (10, Decimal("5.35"), Decimal("53.5"))
    assert str(line.first) == "2026-09-01"
    assert (found.number, found.subtotal, found.currency) == ("F-1", Decimal("53.5"), "EUR")


def test_what_a_workbook_looks_like_is_proposed():
    found = proposed(sheets_of(invoice_files.workbook(vm.invoiced(vm.expected())), "f.xlsx"))
    assert found.sheet == "Facture"
    assert found.missing() == ()
    assert {name: found.columns[name] for name in ("label", "amount", "unit_price")} == {
        "label": "Désignation",
        "amount": "Montant HT",
        "unit_price": "PU HT",
    }
    assert found.fields["number"] == "Facture n°"


@pytest.mark.parametrize(
    ("at", "cell", "code", "column"),
    [
        ((3, 3), "beaucoup", "reconciling.not_an_amount", "Montant HT"),
        ((3, 3), None, "reconciling.cell_missing", "Montant HT"),
        ((3, 4), "bientôt", "reconciling.not_a_period", "Mois"),
        ((0, 1), None, "reconciling.field_missing", "Facture n°"),
        ((2, 0), "Autre", "reconciling.no_head", ""),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_sheet_row_and_column(at, cell, code, column):
    rows = [list(row) for row in ROWS]
    rows[at[0]][at[1]] = cell
    with pytest.raises(RefusedSheetError) as told:
        of_book(rows)
    problem = told.value.problem
    assert (problem.code, problem.column) == (code, column)
    assert (problem.file, problem.sheet) == ("f.xlsx", "Facture")
    if at[0] == 3:
        assert problem.row == 4


def test_formulas_that_nobody_calculated_are_refused():
    content = book(ROWS, formula=(3, 3, "=B4*C4", ""))
    with pytest.raises(RefusedFileError, match=r"reconciling\.uncalculated"):
        sheets_of(content, "f.xlsx")


def test_a_calculated_formula_is_read_by_its_value():
    content = book(ROWS, formula=(3, 3, "=B4*C4", 53.5))
    assert read_sheet(sheets_of(content, "f.xlsx"), LAYOUT, "f.xlsx", "EUR").lines[0].amount == Decimal(
        "53.5"
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_label_is_a_text_like_any_other(payload):
    rows = [list(row) for row in ROWS]
    rows[3][0] = payload
    assert of_book(rows).lines[0].label == payload.strip()


def test_what_is_no_workbook_is_refused():
    with pytest.raises(RefusedFileError, match=r"reconciling\.not_readable"):
        sheets_of(b"a;b\n1;2\n", "f.csv")
    with pytest.raises(RefusedFileError):
        sheets_of(b"PK\x03\x04" + b"\0" * 100, "f.xlsx")
