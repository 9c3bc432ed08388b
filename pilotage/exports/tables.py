"""The tables of the pre-invoice workbook: their names, their columns, so that any sheet can refer to
any of them. Table names are the same in every language; headers follow the reader's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pilotage.exports.book import MONEY, Column, Table, truth_format
from pilotage.locale import N_, Words

_WRAP = {"text_wrap": True}
_MONEY = {"num_format": MONEY}
_SIDE = {"num_format": f"{MONEY};"}
"""Nothing is shown on the other side of an entry."""
_CENTRE = {"align": "center"}
_TRUTH = {"align": "center", "num_format": "truth"}
_CHECK = {**_TRUTH, "bold": True}
"""Shown in words: left to itself, LibreOffice shows 1 or TRUE as it pleases."""
_PERCENT = {"num_format": "0.0%"}
_INPUT = {"bg_color": "#FFFDF3"}


@dataclass(frozen=True, slots=True)
class Tables:
    """Every table of the workbook."""

    lines: Table
    bases: Table
    bonus: Table
    caps: Table
    capped: Table
    slas: Table
    kpis: Table
    files: Table
    checks: Table
    detail: Table
    families: Table
    vat: Table
    prices: Table
    rates: Table
    bands: Table
    targets: Table
    limits: Table
    portal: Table
    documents: Table
    orders: Table
    ordered: Table
    received: Table
    sides: Table
    gaps: Table
    accrued: Table
    entries: Table


_Column = tuple[str, str, float, Mapping[str, Any]]
"""Key, header, width in characters, look of the cells."""
# Headers hold letters and spaces only: other characters need escapes in structured references.
_TABLES: Mapping[str, tuple[str, tuple[_Column, ...]]] = {
    "lines": (
        "tblLignes",
        (
            ("number", N_("Number"), 7.5, _CENTRE),
            ("id", N_("Line"), 12, _WRAP),
            ("label", N_("Label"), 26, _WRAP),
            ("family", N_("Family"), 14, _WRAP),
            ("clause", N_("Clause"), 19, _WRAP),
            ("kpis", N_("Indicators"), 11.5, _WRAP),
            ("quantity", N_("Quantity"), 11, {"num_format": "#,##0.00"}),
            ("unit", N_("Unit"), 10, _WRAP),
            ("price", N_("Unit price"), 9.5, {"num_format": "#,##0.00##"}),
            ("amount", N_("Amount excl VAT"), 12.5, {**_MONEY, "bold": True}),
            ("vat", N_("VAT code"), 14, _WRAP),
            ("order", N_("Order and line"), 12.5, _WRAP),
            ("account", N_("Account"), 9, _WRAP),
            ("centre", N_("Cost centre"), 12, _WRAP),
            ("state", N_("State"), 9.5, _WRAP),
            ("files", N_("Received files"), 20, _WRAP),
            ("comment", N_("Comment"), 12, {"locked": False, **_WRAP, **_INPUT}),
            ("base", N_("Base"), 13, {**_MONEY, "font_color": "#566273"}),
        ),
    ),
    "slas": (
        "tblSLA",
        (
            ("number", N_("Figure number"), 13, _CENTRE),
            ("id", N_("Commitment"), 15, _WRAP),
            ("label", N_("Label"), 32, _WRAP),
            ("stream", N_("Scope"), 14, _WRAP),
            ("target", N_("Target"), 12, _PERCENT),
            ("value", N_("Judged value"), 14, {**_PERCENT, "bold": True}),
            ("status", N_("Status"), 15, _WRAP),
            ("zone", N_("Zone"), 12, _WRAP),
            ("maturity", N_("Maturity"), 14, _WRAP),
            ("clause", N_("Clause"), 34, _WRAP),
        ),
    ),
    "bonus": (
        "tblBonus",
        (
            ("rank", N_("Clause number"), 13, _CENTRE),
            ("line", N_("Line number"), 15, _CENTRE),
            ("label", N_("Label"), 32, _WRAP),
            ("base", N_("Base number"), 14, _CENTRE),
            ("quantity", N_("Base or quantity"), 12, _MONEY),
            ("rate", N_("Rate or unit amount"), 14, {"num_format": "0.00%"}),
            ("due", N_("Payable"), 15, _TRUTH),
            ("amount", N_("Amount"), 12, {**_MONEY, "bold": True}),
            ("vat", N_("VAT treatment"), 14, _WRAP),
            ("clause", N_("Clause"), 34, _WRAP),
        ),
    ),
    "caps": (
        "tblPlafonds",
        (
            ("id", N_("Limit"), 13, _WRAP),
            ("line", N_("Line number"), 15, _CENTRE),
            ("label", N_("Label"), 32, _WRAP),
            ("base", N_("Base number"), 14, _CENTRE),
            ("cap", N_("Cap"), 12, _MONEY),
            ("before", N_("Before cap"), 14, _MONEY),
            ("reached", N_("Cap reached"), 15, _TRUTH),
            ("cut", N_("Cut"), 12, {**_MONEY, "bold": True}),
            ("per", N_("Period"), 14, _WRAP),
            ("clause", N_("Clause"), 34, _WRAP),
        ),
    ),
    "capped": (
        "tblPlafonnes",
        (
            ("id", N_("Limit"), 13, _WRAP),
            ("rank", N_("Clause number"), 15, _CENTRE),
            ("label", N_("Label"), 32, _WRAP),
            ("amount", N_("Amount"), 14, _MONEY),
        ),
    ),
    "bases": (
        "tblAssiettes",
        (
            ("base", N_("Base number"), 13, _CENTRE),
            ("number", N_("Line number"), 15, _CENTRE),
            ("label", N_("Label"), 32, _WRAP),
            ("amount", N_("Amount excl VAT"), 14, _MONEY),
        ),
    ),
    "kpis": (
        "tblKPI",
        (
            ("number", N_("Figure number"), 9, _CENTRE),
            ("kpi", N_("Indicator"), 30, _WRAP),
            ("stream", N_("Scope"), 14, _WRAP),
            ("first", N_("First day"), 11.5, {"align": "right"}),
            ("last", N_("Last day"), 11.5, {"align": "right"}),
            ("numerator", N_("Numerator"), 14, {"num_format": "#,##0.##"}),
            ("denominator", N_("Denominator"), 14, {"num_format": "#,##0.##"}),
            ("value", N_("Measured value"), 12, {**_PERCENT, "bold": True}),
            ("unit", N_("Unit"), 10, _WRAP),
            ("quality", N_("Quality of the figure"), 22, _WRAP),
            ("files", N_("Received files"), 30, _WRAP),
        ),
    ),
    "files": (
        "tblFichiers",
        (
            ("number", N_("File number"), 9, _CENTRE),
            ("name", N_("Received file"), 30, _WRAP),
            ("received", N_("Received on"), 14, {"align": "right"}),
            ("rows", N_("Rows"), 11, {"num_format": "#,##0"}),
            ("lines", N_("Used by lines"), 11, _WRAP),
            ("sha256", N_("Fingerprint"), 14, {"font_name": "Consolas", "font_size": 8}),
        ),
    ),
    "checks": (
        "tblControles",
        (
            ("number", N_("Number"), 9, _CENTRE),
            ("label", N_("Control"), 66, _WRAP),
            ("subject", N_("Subject"), 17, _WRAP),
            ("left", N_("In this workbook"), 17, _MONEY),
            ("right", N_("Expected"), 17, _MONEY),
            ("passed", N_("Result"), 12, _CHECK),
        ),
    ),
    "detail": (
        "tblDetail",
        (
            ("number", N_("Line number"), 8, _CENTRE),
            ("label", N_("Label"), 32, _WRAP),
            ("step", N_("Step"), 7, _CENTRE),
            ("rule", N_("Rule"), 38, _WRAP),
            ("formula", N_("Computation"), 38, _WRAP),
            ("value", N_("Value"), 16, {"bold": True, "align": "right"}),
            ("clause", N_("Clause"), 42, _WRAP),
        ),
    ),
    "families": (
        "tblFamilles",
        (
            ("family", N_("Family"), 41, {}),
            ("amount", N_("Amount excl VAT"), 18, _MONEY),
        ),
    ),
    "vat": (
        "tblTVA",
        (
            ("code", N_("VAT code"), 41, {}),
            ("base", N_("Amount excl VAT"), 18, _MONEY),
            ("rate", N_("Rate"), 14, _PERCENT),
            ("amount", N_("VAT to pay"), 18, _MONEY),
        ),
    ),
    "prices": (
        "tblPrix",
        (
            ("number", N_("Line number"), 18, _CENTRE),
            ("label", N_("Label"), 40, _WRAP),
            ("price", N_("Price or rate"), 16, {"align": "right"}),
            ("unit", N_("Unit"), 16, _WRAP),
            ("clause", N_("Clause"), 34, _WRAP),
        ),
    ),
    "rates": (
        "tblTaux",
        (
            ("code", N_("VAT code"), 18, _WRAP),
            ("label", N_("Label"), 40, _WRAP),
            ("rate", N_("Rate"), 16, _PERCENT),
            ("unit", N_("Unit"), 16, _CENTRE),
            ("clause", N_("Clause"), 34, _WRAP),
        ),
    ),
    "bands": (
        "tblPaliers",
        (
            ("rank", N_("Clause number"), 18, _CENTRE),
            ("label", N_("Label"), 40, _WRAP),
            ("low", N_("From value"), 16, _PERCENT),
            ("low_in", N_("From included"), 16, _TRUTH),
            ("high", N_("To value"), 34, {**_PERCENT, "align": "right"}),
            ("high_in", N_("To included"), 14, _TRUTH),
            ("rate", N_("Rate"), 12, {"num_format": "0.00%"}),
            ("figure", N_("Figure number"), 12, _CENTRE),
            ("value", N_("Judged value"), 12, _PERCENT),
            ("reached", N_("Reached"), 12, _CHECK),
        ),
    ),
    "targets": (
        "tblObjectifs",
        (
            ("number", N_("Figure number"), 18, _CENTRE),
            ("label", N_("Label"), 40, _WRAP),
            ("target", N_("Target"), 16, _PERCENT),
            ("digits", N_("Decimals kept"), 16, {"align": "right"}),
            ("clause", N_("Clause"), 34, _WRAP),
        ),
    ),
    "limits": (
        "tblLimites",
        (
            ("id", N_("Limit"), 18, _WRAP),
            ("label", N_("Label"), 40, _WRAP),
            ("rate", N_("Rate"), 16, {"num_format": "0.00%"}),
            ("amount", N_("Amount"), 16, _MONEY),
            ("clause", N_("Clause"), 34, _WRAP),
        ),
    ),
    "portal": (
        "tblPortail",
        (
            ("currency", N_("Currency"), 18, _CENTRE),
            ("label", N_("Total"), 40, _WRAP),
            ("amount", N_("Amount"), 16, {**_MONEY, **_INPUT}),
        ),
    ),
    "documents": (
        "tblDocuments",
        (
            ("id", N_("Document"), 18, _WRAP),
            ("label", N_("Title"), 40, _WRAP),
            ("signed", N_("Signed on"), 16, {"align": "right"}),
            ("effective", N_("In force from"), 16, {"align": "right"}),
        ),
    ),
    "orders": (
        "tblReste",
        (
            ("order", N_("Order and line"), 41, {}),
            ("ordered", N_("Amount ordered"), 18, _MONEY),
            ("billed", N_("Billed to date"), 14, _MONEY),
            ("left", N_("Left to bill"), 18, {**_MONEY, "bold": True}),
        ),
    ),
    "ordered": (
        "tblCommandes",
        (
            ("order", N_("Order and line"), 18, _WRAP),
            ("label", N_("Label"), 40, _WRAP),
            ("ordered", N_("Amount ordered"), 16, {**_MONEY, **_INPUT}),
            ("before", N_("Billed before"), 16, {**_MONEY, **_INPUT}),
        ),
    ),
    "received": (
        "tblFactures",
        (
            ("rank", N_("Document rank"), 9, _CENTRE),
            ("number", N_("Document"), 30, _WRAP),
            ("kind", N_("Class"), 14, _WRAP),
            ("issued", N_("Dated"), 12, {"align": "right"}),
            ("received", N_("Received on"), 12, {"align": "right"}),
            ("subtotal", N_("Amount excl VAT"), 13, _MONEY),
            ("vat", N_("VAT charged"), 13, _MONEY),
            ("counts", N_("Counted"), 12, _TRUTH),
            ("counted", N_("Counted excl VAT"), 14, {**_MONEY, "bold": True}),
        ),
    ),
    "sides": (
        "tblRapprochement",
        (
            ("number", N_("Line number"), 9, _CENTRE),
            ("label", N_("Label"), 30, _WRAP),
            ("document", N_("Document"), 14, _WRAP),
            ("expected", N_("Expected"), 12, _MONEY),
            ("invoiced", N_("Invoiced"), 12, _MONEY),
            ("gap", N_("Gap"), 13, {**_MONEY, "bold": True}),
            ("share", N_("Relative gap"), 13, {"num_format": "0.00%;[Red]-0.00%", "align": "right"}),
            ("classes", N_("Class"), 12, _WRAP),
            ("state", N_("Decision"), 14, _WRAP),
            ("comment", N_("Comment"), 26, {"locked": False, **_WRAP, **_INPUT}),
        ),
    ),
    "gaps": (
        "tblEcarts",
        (
            ("number", N_("Gap number"), 9, _CENTRE),
            ("label", N_("Label"), 30, _WRAP),
            ("kind", N_("Class"), 14, _WRAP),
            ("expected", N_("Expected"), 12, _MONEY),
            ("invoiced", N_("Invoiced"), 12, _MONEY),
            ("credited", N_("Credited"), 13, _MONEY),
            ("left", N_("Gap left"), 13, {**_MONEY, "bold": True}),
            ("allowed", N_("Tolerance"), 12, _MONEY),
            ("state", N_("Decision"), 14, _WRAP),
            ("reason", N_("Reason"), 26, _WRAP),
            ("owner", N_("Decided by"), 14, _WRAP),
            ("due", N_("Answer due on"), 12, {"align": "right"}),
        ),
    ),
    "accrued": (
        "tblFNP",
        (
            ("number", N_("Line number"), 9, _CENTRE),
            ("line", N_("Line"), 22, _WRAP),
            ("label", N_("Label"), 34, _WRAP),
            ("account", N_("Account"), 11, _WRAP),
            ("centre", N_("Cost centre"), 14, _WRAP),
            ("order", N_("Order and line"), 16, _WRAP),
            ("accrued", N_("Accrued amount"), 13, _MONEY),
            ("billed", N_("Expected now"), 13, _MONEY),
            ("gap", N_("Gap since"), 13, {**_MONEY, "bold": True}),
            ("state", N_("State"), 13, _WRAP),
        ),
    ),
    "entries": (
        "tblEcritures",
        (
            ("number", N_("Entry number"), 9, _CENTRE),
            ("piece", N_("Entries set"), 22, _WRAP),
            ("label", N_("Label"), 34, _WRAP),
            ("day", N_("Day"), 11, {"align": "right"}),
            ("account", N_("Account"), 14, _WRAP),
            ("auxiliary", N_("Supplier account"), 16, _WRAP),
            ("debit", N_("Debit"), 13, _SIDE),
            ("credit", N_("Credit"), 13, _SIDE),
            ("centre", N_("Cost centre"), 13, _WRAP),
            ("of", N_("Reversed entry"), 13, _CENTRE),
        ),
    ),
}


def tables(t: Words) -> Tables:
    """The tables with their headers in the language of `t`."""
    truth = {"num_format": truth_format(t)}
    made: dict[str, Table] = {}
    for field, (name, columns) in _TABLES.items():
        every = {
            key: Column(t(header), width, {**look, **truth} if look in (_TRUTH, _CHECK) else look)
            for key, header, width, look in columns
        }
        made[field] = Table(name, every)
    return Tables(**made)
