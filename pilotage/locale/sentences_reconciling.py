"""Sentences on a vendor's invoice that cannot be read, and on what cannot be decided of its gaps."""

from collections.abc import Mapping

from pilotage.locale import N_

SENTENCES: Mapping[str, str] = {
    "reconciling.doctype": N_(
        "The invoice declares a document type or entities, which no invoice does: it was not opened."
    ),
    "reconciling.xml_broken": N_(
        "The XML of the invoice is damaged and cannot be read. Ask for it again."
    ),
    "reconciling.too_many_elements": N_(
        "The invoice holds more than {expected} elements: it was not read."
    ),
    "reconciling.not_an_invoice": N_(
        "This XML is neither a UBL nor a CII invoice: its first element is “{read}”."
    ),
    "reconciling.pdf_broken": N_("The PDF cannot be read. Ask for it again, or type its totals."),
    "reconciling.pdf_without_invoice": N_(
        "The PDF carries no Factur-X invoice: drop the XML or the workbook, or type its totals."
    ),
    "reconciling.schema": N_("The invoice does not follow the official schema: {read}"),
    "reconciling.missing": N_("The invoice lacks what every invoice has: “{column}”."),
    "reconciling.not_an_amount": N_("An amount was expected; “{read}” was read."),
    "reconciling.not_a_day": N_("A day was expected; “{read}” was read."),
    "reconciling.not_a_period": N_("A month was expected (09/2026, September 2026); “{read}” was read."),
    "reconciling.not_readable": N_(
        "An invoice is read from a workbook, a Factur-X PDF, or UBL or CII in XML; this is none of them."
    ),
    "reconciling.uncalculated": N_(
        "The workbook holds formulas that no spreadsheet has calculated: open it, save it, drop it again."
    ),
    "reconciling.no_head": N_("No row holds these heads together: {expected}."),
    "reconciling.field_missing": N_("Nothing stands on the right of “{column}”."),
    "reconciling.cell_missing": N_("The cell is blank; an amount was expected."),
    "reconciling.no_line": N_("No line stands under the heads."),
    "reconciling.no_number": N_("The invoice needs its number."),
    "reconciling.no_layout": N_(
        "How this vendor lays out its workbooks is not known yet: say it once, on the page or by options."
    ),
    "reconciling.typed_twice": N_("Totals are typed already under the number {read}."),
    "reconciling.closed": N_(
        "{month} is closed: the invoices and the decisions that it was closed on stay as they are. "
        "Record the file of a late invoice or a credit note, or reopen the month first."
    ),
    "reconciling.credit_too_large": N_(
        "The credit note {read} takes back {amount} of invoice {about}, which has {left} left: ask the "
        "vendor for another one."
    ),
    "reconciling.no_document": N_("No received invoice that counts has the number {read}."),
    "reconciling.no_invoice": N_("No invoice was received for this month yet."),
    "reconciling.no_gap": N_("There is no such gap any more: “{read}”."),
    "reconciling.no_reason": N_("Say why: the decision stays in the file with its reason."),
    "reconciling.unknown_outcome": N_(
        "A gap is accepted, disputed or awaits a credit note; not “{read}”."
    ),
    "reconciling.due_past": N_("The day to answer by ({read}) is past."),
    "reconciling.not_disputed": N_("This gap is neither disputed nor awaiting a credit note."),
    "reconciling.ended": N_("This gap has ended already: what was said of it last stands."),
    "reconciling.only_given_up": N_("A credit note that is awaited comes, or is given up: nothing else."),
    "reconciling.nothing_said": N_("Write what was said."),
}
