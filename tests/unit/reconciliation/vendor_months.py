"""A month of a vendor as it is expected, its invoice in every form, and what a hand changes in it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from facturx import get_xml_from_pdf

from pilotage.demo import invoice_files
from pilotage.demo.invoices import Sender, invoice, totalled
from pilotage.periods import Month
from pilotage.reconciliation.comparing import Document, compared
from pilotage.reconciliation.electronic import read_electronic
from pilotage.reconciliation.layout import Layout
from pilotage.reconciliation.model import Expected, ExpectedLine, Limits
from pilotage.reconciliation.sheets import read_sheet, sheets_of

SEPTEMBER = Month(2026, 9)
TIERS = (Decimal("5.35"), Decimal("5.05"), Decimal("4.65"))
LIMITS = Limits(Decimal("0.5"), Decimal(50))
LAYOUT = Layout("Facture", invoice_files.COLUMNS, invoice_files.FIELDS)
FORMS = ("excel", "facturx", "ubl")


def line(name, labels, quantity, price, unit="handled_contact", kind="fee", **values):
    quantity, price = Decimal(quantity), Decimal(price)
    given = {"term": name, "vat_category": "S", "vat_rate": Decimal(20), "order": "4500012001"}
    return ExpectedLine(
        id=name,
        kind=kind,
        quantity=quantity,
        unit=unit,
        unit_price=price,
        amount=(quantity * price).quantize(Decimal("0.01")),
        labels=labels,
        **(given | values),
    )


def malus(name, labels, base, rate, kind="malus", **values):
    found = line(name, labels, base, rate, "base", kind, order_line="30", **values)
    return replace(found, amount=(found.quantity * found.unit_price).quantize(Decimal("0.01")))


LINES = (
    line(
        "appel.1",
        ("Appels traités, tranche 1, de 0 à 18 000", "Calls handled, tier 1, 0 to 18,000"),
        *("18000", "5.35"),
        term="appel",
        order_line="10",
        tiered=True,
        tiers=TIERS,
    ),
    line(
        "appel.2",
        ("Appels traités, tranche 2, de 18 000 à 24 000", "Calls handled, tier 2, 18,000 to 24,000"),
        *("4485", "5.05"),
        term="appel",
        order_line="10",
        tiered=True,
        tiers=TIERS,
    ),
    line("gestion", ("Forfait de gestion", "Management fee"), "1", "4800", "month", order_line="20"),
    line(
        "heure-jour",
        ("Heures de jour", "Day hours"),
        *("5161", "17.60", "productive_hour"),
        order_line="40",
        stale=(("index", Decimal("17.25")), ("index", Decimal("17.10"))),
    ),
    line(
        "heure-soiree",
        ("Heures de soirée", "Evening hours"),
        *("577", "19.36", "productive_hour"),
        order_line="40",
    ),
    line(
        "formation",
        ("Formation initiale", "Initial training"),
        *("128", "12.00", "training_hour"),
        order_line="50",
        stale=(("terms", Decimal("11.50")),),
    ),
    line("email", ("E-mails traités", "E-mails handled"), "24731", "1.62", order_line="60"),
    line("chat", ("Chats traités", "Chats handled"), "9779", "1.38", order_line="70"),
    malus("QS", ("Bonus/malus qualité de service", "Service level bonus/malus"), "118949.25", "-0.015"),
    malus("CSAT", ("Bonus/malus satisfaction", "Satisfaction bonus/malus"), "118949.25", "0.01", "bonus"),
)
BEFORE = tuple(
    replace(one, quantity=quantity)
    for one, quantity in zip(
        LINES, map(Decimal, (18000, 3190, 1, 5042, 540, 96, 23118, 8702, 1, 1)), strict=True
    )
)
CLAUSES = (
    *((one.id, one.labels) for one in LINES if one.kind in {"malus", "bonus"}),
    ("NQ", ("Bonus/malus note qualité", "Quality score bonus/malus")),
)


def expected(*, abroad=False, lines=LINES):
    """The month; a vendor abroad adds no VAT."""
    shown = lines
    if abroad:
        shown = tuple(replace(one, vat_category="AE", vat_rate=Decimal(0)) for one in lines)
    subtotal = sum((one.amount for one in shown), Decimal(0))
    vat = Decimal(0) if abroad else (subtotal * 20 / 100).quantize(Decimal("0.01"))
    return Expected(
        contract="ARMOR-2025",
        month=SEPTEMBER,
        currency="EUR",
        lines=shown,
        subtotal=subtotal,
        vat=vat,
        total=subtotal + vat,
        seller="Armor Dialogue Armor Dialogue SAS",
        buyer="Belval Énergie",
        before=BEFORE,
        clauses=CLAUSES,
    )


def invoiced(wanted, number="F-2026-09"):
    return invoice(wanted, Sender("ubl", number), date(2026, 10, 19), "Armor Dialogue SAS")


def label_of(name, wanted=None):
    lines = (wanted or expected()).lines
    return next(one.labels[0] for one in lines if one.id == name)


def change(found, name, **values):
    """The invoice with other values on one line; the amount follows unless it is given."""

    def changed(one):
        if one.label != label_of(name):
            return one
        other = replace(one, **{k: Decimal(v) if k in AMOUNTS else v for k, v in values.items()})
        if "amount" in values:
            return other
        return replace(other, amount=(other.quantity * other.unit_price).quantize(Decimal("0.01")))

    return totalled(replace(found, lines=tuple(changed(one) for one in found.lines)))


AMOUNTS = {"quantity", "unit_price", "amount", "vat_rate"}


def without(found, *names):
    labels = {label_of(name) for name in names}
    return totalled(replace(found, lines=tuple(one for one in found.lines if one.label not in labels)))


def more(found, *lines):
    """The invoice with further lines, each another one's with values of its own."""
    numbered = tuple(replace(one, number=f"X{n}") for n, one in enumerate(lines, 1))
    return totalled(replace(found, lines=(*found.lines, *numbered)))


def line_of(found, name):
    return next(one for one in found.lines if one.label == label_of(name))


def through(form, found):
    """The invoice written in that form, and read again."""
    if form == "excel":
        return read_sheet(sheets_of(invoice_files.workbook(found), "f.xlsx"), LAYOUT, "f.xlsx", "EUR")
    if form == "facturx":
        content = get_xml_from_pdf(invoice_files.facturx(found), check_xsd=False)[1]
        return read_electronic(content, pdf=False)[0]
    return read_electronic(invoice_files.ubl(found), pdf=False)[0]


def gaps(wanted, *documents, limits=LIMITS):
    """(class, difference) of every gap."""
    shown = [one if isinstance(one, Document) else Document(one) for one in documents]
    return sorted((one.kind.value, one.difference) for one in compared(wanted, shown, limits).gaps)
