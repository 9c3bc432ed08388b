"""The tables of the pre-invoice workbook: their names, their columns, so that any sheet can refer to
any of them. Table names are the same in every language; headers follow the reader's.
"""

from __future__ import annotations

from dataclasses import dataclass

from pilotage.exports.book import MONEY, Column, Table
from pilotage.locale import Words

_WRAP = {"text_wrap": True}
_MONEY = {"num_format": MONEY}
_CENTRE = {"align": "center"}
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


def tables(t: Words) -> Tables:
    """The tables with their headers in the language of `t`.

    Headers hold letters and spaces only: other characters need escapes in structured references.
    """
    return Tables(
        lines=_lines(t),
        **_bonus_tables(t),
        **_figure_tables(t),
        **_summary_tables(t),
        **_parameter_tables(t),
    )


def _lines(t: Words) -> Table:
    return Table(
        "tblLignes",
        {
            "number": Column(t("Number"), 8.5, _CENTRE),
            "id": Column(t("Line"), 13, _WRAP),
            "label": Column(t("Label"), 30, _WRAP),
            "family": Column(t("Family"), 11.5, _WRAP),
            "clause": Column(t("Clause"), 22, _WRAP),
            "quantity": Column(t("Quantity"), 12, {"num_format": "#,##0.00"}),
            "unit": Column(t("Unit"), 11, _WRAP),
            "price": Column(t("Unit price"), 10, {"num_format": "#,##0.00##"}),
            "amount": Column(t("Amount excl VAT"), 13.5, {**_MONEY, "bold": True}),
            "vat": Column(t("VAT code"), 14.5, _WRAP),
            "state": Column(t("State"), 10.5, _WRAP),
            "files": Column(t("Received files"), 22, _WRAP),
            "comment": Column(t("Comment"), 14, {"locked": False, **_WRAP, **_INPUT}),
            "base": Column(t("Base"), 13, {**_MONEY, "font_color": "#566273"}),
        },
    )


def _bonus_tables(t: Words) -> dict[str, Table]:
    return {
        "slas": Table(
            "tblSLA",
            {
                "number": Column(t("Figure number"), 10, _CENTRE),
                "id": Column(t("Commitment"), 15, _WRAP),
                "label": Column(t("Label"), 32, _WRAP),
                "stream": Column(t("Scope"), 14, _WRAP),
                "target": Column(t("Target"), 12, _PERCENT),
                "value": Column(t("Judged value"), 14, {**_PERCENT, "bold": True}),
                "status": Column(t("Status"), 15, _WRAP),
                "zone": Column(t("Zone"), 12, _WRAP),
                "maturity": Column(t("Maturity"), 14, _WRAP),
                "clause": Column(t("Clause"), 32, _WRAP),
            },
        ),
        "bonus": Table(
            "tblBonus",
            {
                "rank": Column(t("Clause number"), 10, _CENTRE),
                "line": Column(t("Line number"), 15, _CENTRE),
                "label": Column(t("Label"), 32, _WRAP),
                "base": Column(t("Base number"), 14, _CENTRE),
                "quantity": Column(t("Base or quantity"), 12, _MONEY),
                "rate": Column(t("Rate or unit amount"), 14, {"num_format": "0.00%"}),
                "due": Column(t("Payable"), 15, _CENTRE),
                "amount": Column(t("Amount"), 12, {**_MONEY, "bold": True}),
                "vat": Column(t("VAT treatment"), 14, _WRAP),
                "clause": Column(t("Clause"), 32, _WRAP),
            },
        ),
        "caps": Table(
            "tblPlafonds",
            {
                "id": Column(t("Limit"), 10, _WRAP),
                "line": Column(t("Line number"), 15, _CENTRE),
                "label": Column(t("Label"), 32, _WRAP),
                "base": Column(t("Base number"), 14, _CENTRE),
                "cap": Column(t("Cap"), 12, _MONEY),
                "before": Column(t("Before cap"), 14, _MONEY),
                "reached": Column(t("Cap reached"), 15, _CENTRE),
                "cut": Column(t("Cut"), 12, {**_MONEY, "bold": True}),
                "per": Column(t("Period"), 14, _WRAP),
                "clause": Column(t("Clause"), 32, _WRAP),
            },
        ),
        "capped": Table(
            "tblPlafonnes",
            {
                "id": Column(t("Limit"), 10, _WRAP),
                "rank": Column(t("Clause number"), 15, _CENTRE),
                "label": Column(t("Label"), 32, _WRAP),
                "amount": Column(t("Amount"), 14, _MONEY),
            },
        ),
        "bases": Table(
            "tblAssiettes",
            {
                "base": Column(t("Base number"), 10, _CENTRE),
                "number": Column(t("Line number"), 15, _CENTRE),
                "label": Column(t("Label"), 32, _WRAP),
                "amount": Column(t("Amount excl VAT"), 14, _MONEY),
            },
        ),
    }


def _figure_tables(t: Words) -> dict[str, Table]:
    return {
        "kpis": Table(
            "tblKPI",
            {
                "number": Column(t("Figure number"), 9, _CENTRE),
                "kpi": Column(t("Indicator"), 30, _WRAP),
                "stream": Column(t("Scope"), 14, _WRAP),
                "first": Column(t("First day"), 11.5, {"align": "right"}),
                "last": Column(t("Last day"), 11.5, {"align": "right"}),
                "numerator": Column(t("Numerator"), 14, {"num_format": "#,##0.##"}),
                "denominator": Column(t("Denominator"), 14, {"num_format": "#,##0.##"}),
                "value": Column(t("Measured value"), 12, {**_PERCENT, "bold": True}),
                "unit": Column(t("Unit"), 10, _WRAP),
                "quality": Column(t("Quality of the figure"), 22, _WRAP),
                "files": Column(t("Received files"), 30, _WRAP),
            },
        ),
        "files": Table(
            "tblFichiers",
            {
                "number": Column(t("File number"), 9, _CENTRE),
                "name": Column(t("Received file"), 30, _WRAP),
                "received": Column(t("Received on"), 14, {"align": "right"}),
                "rows": Column(t("Rows"), 11, {"num_format": "#,##0"}),
                "lines": Column(t("Used by lines"), 11, _WRAP),
                "sha256": Column(t("Fingerprint"), 14, {"font_name": "Consolas", "font_size": 8}),
            },
        ),
        "checks": Table(
            "tblControles",
            {
                "number": Column(t("Number"), 9, _CENTRE),
                "label": Column(t("Control"), 66, _WRAP),
                "subject": Column(t("Subject"), 17, _WRAP),
                "left": Column(t("In this workbook"), 17, _MONEY),
                "right": Column(t("Expected"), 17, _MONEY),
                "passed": Column(t("Result"), 12, {**_CENTRE, "bold": True}),
            },
        ),
        "detail": Table(
            "tblDetail",
            {
                "number": Column(t("Line number"), 8, _CENTRE),
                "label": Column(t("Label"), 32, _WRAP),
                "step": Column(t("Step"), 7, _CENTRE),
                "rule": Column(t("Rule"), 38, _WRAP),
                "formula": Column(t("Computation"), 38, _WRAP),
                "value": Column(t("Value"), 16, {"bold": True, "align": "right"}),
                "clause": Column(t("Clause"), 42, _WRAP),
            },
        ),
    }


def _summary_tables(t: Words) -> dict[str, Table]:
    return {
        "families": Table(
            "tblFamilles",
            {
                "family": Column(t("Family"), 46),
                "amount": Column(t("Amount excl VAT"), 18, _MONEY),
            },
        ),
        "vat": Table(
            "tblTVA",
            {
                "code": Column(t("VAT code"), 46),
                "base": Column(t("Amount excl VAT"), 18, _MONEY),
                "rate": Column(t("Rate"), 12, _PERCENT),
                "amount": Column(t("VAT to pay"), 18, _MONEY),
            },
        ),
    }


def _parameter_tables(t: Words) -> dict[str, Table]:
    return {
        "prices": Table(
            "tblPrix",
            {
                "number": Column(t("Line number"), 18, _CENTRE),
                "label": Column(t("Label"), 40, _WRAP),
                "price": Column(t("Price or rate"), 16, {"align": "right"}),
                "unit": Column(t("Unit"), 16, _WRAP),
                "clause": Column(t("Clause"), 34, _WRAP),
            },
        ),
        "rates": Table(
            "tblTaux",
            {
                "code": Column(t("VAT code"), 18, _WRAP),
                "label": Column(t("Label"), 40, _WRAP),
                "rate": Column(t("Rate"), 16, _PERCENT),
                "unit": Column(t("Unit"), 16, _CENTRE),
                "clause": Column(t("Clause"), 34, _WRAP),
            },
        ),
        "bands": Table(
            "tblPaliers",
            {
                "rank": Column(t("Clause number"), 18, _CENTRE),
                "label": Column(t("Label"), 40, _WRAP),
                "low": Column(t("From value"), 16, _PERCENT),
                "low_in": Column(t("From included"), 16, _CENTRE),
                "high": Column(t("To value"), 34, {**_PERCENT, "align": "right"}),
                "high_in": Column(t("To included"), 14, _CENTRE),
                "rate": Column(t("Rate"), 12, {"num_format": "0.00%"}),
                "figure": Column(t("Figure number"), 12, _CENTRE),
                "value": Column(t("Judged value"), 12, _PERCENT),
                "reached": Column(t("Reached"), 12, {**_CENTRE, "bold": True}),
            },
        ),
        "targets": Table(
            "tblObjectifs",
            {
                "number": Column(t("Figure number"), 18, _CENTRE),
                "label": Column(t("Label"), 40, _WRAP),
                "target": Column(t("Target"), 16, _PERCENT),
                "digits": Column(t("Decimals kept"), 16, {"align": "right"}),
                "clause": Column(t("Clause"), 34, _WRAP),
            },
        ),
        "limits": Table(
            "tblLimites",
            {
                "id": Column(t("Limit"), 18, _WRAP),
                "label": Column(t("Label"), 40, _WRAP),
                "rate": Column(t("Rate"), 16, {"num_format": "0.00%"}),
                "amount": Column(t("Amount"), 16, _MONEY),
                "clause": Column(t("Clause"), 34, _WRAP),
            },
        ),
        "portal": Table(
            "tblPortail",
            {
                "currency": Column(t("Currency"), 18, _CENTRE),
                "label": Column(t("Total"), 40, _WRAP),
                "amount": Column(t("Amount"), 16, {**_MONEY, **_INPUT}),
            },
        ),
        "documents": Table(
            "tblDocuments",
            {
                "id": Column(t("Document"), 18, _WRAP),
                "label": Column(t("Title"), 40, _WRAP),
                "signed": Column(t("Signed on"), 16, {"align": "right"}),
                "effective": Column(t("In force from"), 16, {"align": "right"}),
            },
        ),
    }
