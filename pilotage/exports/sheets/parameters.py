"""Sheet Paramètres: the only place with constants: prices, rates, bands, targets, rounding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pilotage.exports.book import GREY, Content, Live, Sheet, Styled, Table, number_format
from pilotage.exports.caps import cap_terms, caps_of
from pilotage.exports.paper import Judged, Paper
from pilotage.exports.sheets.bonus import share_format
from pilotage.exports.sheets.common import (
    AMOUNT_ALLOWED,
    NEUTRAL,
    ROUNDING,
    SHARE_ALLOWED,
    note,
    title,
)
from pilotage.exports.sheets.lines import price_format, rate_format
from pilotage.exports.sheets.orders import ordered_rows
from pilotage.exports.tables import Tables
from pilotage.locale.judged import (
    clause_words,
    consequence_name,
    limit_name,
    line_label,
    sla_name,
    unit_words,
    vat_words,
)
from pilotage.money import ZERO

FIRST_TABLE_ROW = 12
_INPUT = {"bg_color": "#FFFDF3", "border": 1, "border_color": "#D5DCE5"}
Rows = list[dict[str, Content | Styled]]


@dataclass(frozen=True, slots=True)
class Total:
    """An amount that the portal computed, against which the sheet checks itself."""

    code: str
    label: str
    amount: Decimal


def portal_totals(paper: Paper) -> tuple[Total, ...]:
    """The portal's totals, each under the word that names it."""
    t, bill, beside = paper.t, paper.result.bill, paper.beside
    found = [
        Total("subtotal", t("Total excl. VAT"), bill.subtotal),
        Total("vat", t("VAT to pay"), bill.vat),
        Total("total", t("Total incl. VAT"), bill.total),
        Total("bases", t("Sum of the bases"), paper.sum_of_bases),
        Total("lines", t("Sum of line numbers"), Decimal(sum(n for n, _ in paper.lines))),
    ]
    if beside.reconciled:
        found.append(Total("invoiced", t("Invoiced excl. VAT"), beside.reconciled.invoiced))
    if beside.accrued:
        found.append(Total("accrued", t("Accrued excl. VAT"), beside.accrued.accrual.subtotal))
    return tuple(found)


def portal_total(paper: Paper, tables: Tables, code: str) -> Live:
    """The cell of `tblPortail` that holds one of the portal's totals."""
    total = next(total for total in portal_totals(paper) if total.code == code)
    return Live(tables.portal.find("amount", "label", f'"{total.label}"'), total.amount)


def write_parameters(sheet: Sheet, paper: Paper, tables: Tables) -> None:
    """The named parameters, then one table a subject."""
    t = paper.t
    title(sheet, paper, t("Parameters"))
    note(sheet, 2, t("The only sheet with constants: no price, rate or rounding stands in a formula."))
    _named(sheet, paper)
    sections: list[tuple[str, Table, Rows]] = [
        (t("Documents of the contract"), tables.documents, _documents(paper)),
        (t("Prices and rates of the lines"), tables.prices, _prices(paper)),
        (t("VAT rates"), tables.rates, _rates(paper)),
        (t("Targets"), tables.targets, [_target(figure, paper) for figure in paper.figures]),
        (t("Bands"), tables.bands, _bands(paper, tables)),
        (t("Caps"), tables.limits, _limits(paper)),
        (t("Purchase orders"), tables.ordered, ordered_rows(paper)),
        (t("Totals computed by the portal"), tables.portal, _portal(paper)),
    ]
    row = FIRST_TABLE_ROW - 1
    for heading, table, rows in sections:
        if rows:
            sheet.heading(row, heading)
            row = sheet.table(row + 1, 0, table, rows) + 1
    sheet.widths(tables.bands.columns.values())
    sheet.freeze(2)
    sheet.print_on_a4(landscape=True, repeat=(0, 1))
    sheet.lock()


def _named(sheet: Sheet, paper: Paper) -> None:
    t, book, limits = paper.t, sheet.book, paper.contract.reconciliation
    share = Styled(limits.percent / 100, {"num_format": rate_format(limits.percent / 100)})
    sheet.heading(4, t("Rounding and tolerance"))
    rows: list[tuple[str, Content | Styled, str]] = [
        (ROUNDING, 2, t("Decimals kept at each line, half away from zero; totals add rounded lines.")),
        (NEUTRAL, 0, t("The amount between a malus (below) and a bonus (above).")),
        (SHARE_ALLOWED, share, t("Share of a line by which the vendor's invoice may differ.")),
        (AMOUNT_ALLOWED, limits.amount, t("Amount by which it may differ; both must hold.")),
    ]
    for row, (name, value, text) in enumerate(rows, start=5):
        sheet.write(row, 0, name, bold=True)
        sheet.write(row, 2, value, **_INPUT)
        sheet.write(row, 3, text, font_color=GREY, indent=1)
        book.name(name, sheet, row, 2)


def _documents(paper: Paper) -> Rows:
    return [
        {
            "id": document.id,
            "label": document.title,
            "signed": document.signed,
            "effective": document.effective,
        }
        for document in paper.contract.document
    ]


def _prices(paper: Paper) -> Rows:
    rows: Rows = []
    for number, line in paper.lines:
        if paper.rate_is_in_bands(line):
            continue
        rows.append(
            {
                "number": number,
                "label": line_label(line, paper.contract, paper.t),
                "price": Styled(line.unit_price, {"num_format": price_format(line), **_INPUT}),
                "unit": unit_words(line.unit, paper.t),
                "clause": clause_words(line.source, paper.contract),
            }
        )
    return rows


def _rates(paper: Paper) -> Rows:
    t = paper.t
    return [
        {
            "code": vat_words(vat.treatment, vat.rate, paper.t),
            "label": mention(vat.treatment, paper),
            "rate": Styled(vat.rate / 100, {"num_format": rate_format(vat.rate / 100), **_INPUT}),
            "unit": t("of the total"),
            "clause": clause_words(vat.source, paper.contract),
        }
        for vat in paper.result.bill.vat_lines
    ]


def mention(treatment: str, paper: Paper) -> str:
    """What the pre-invoice says of a VAT treatment."""
    t = paper.t
    texts = {
        "reverse_charge": t("Autoliquidation: VAT due by the client (CGI art. 283-2)"),
        "outside": t("Damages: outside VAT, they do not reduce the taxable base"),
        "exempt": t("Exempt from VAT"),
    }
    return texts.get(treatment, t("VAT charged by the vendor"))


def _target(figure: Judged, paper: Paper) -> dict[str, Content | Styled]:
    value = figure.sla.target / paper.scale(figure)
    digits = paper.decimals(figure)
    return {
        "number": figure.number,
        "label": sla_name(figure.sla.id, paper.contract, paper.t),
        "target": Styled(value, {"num_format": share_format(figure, figure.sla.target), **_INPUT}),
        "digits": None if digits is None else Styled(digits, _INPUT),
        "clause": clause_words(figure.sla.source, paper.contract),
    }


def _bands(paper: Paper, tables: Tables) -> Rows:
    rows: Rows = []
    own = tables.bands
    for rank, result in paper.rows:
        ladder = paper.ladder(result)
        if ladder is None:
            continue
        figure, judged = ladder.figure, ladder.figure.occurrence.value
        scale = paper.scale(figure)
        for band in ladder.bands:
            low = band.at_least if band.at_least is not None else band.above
            high = band.at_most if band.at_most is not None else band.below
            rows.append(
                {
                    "rank": rank,
                    "label": consequence_name(result.id, paper.contract, paper.t),
                    "low": _edge(figure, low, scale),
                    "low_in": None if low is None else band.at_least is not None,
                    "high": _edge(figure, high, scale),
                    "high_in": None if high is None else band.at_most is not None,
                    "rate": Styled(
                        band.rate / 100, {"num_format": rate_format(band.rate / 100), **_INPUT}
                    ),
                    "figure": figure.number,
                    "value": _judged(figure, tables, scale),
                    "reached": Live(_reached(own), judged is not None and band.holds(judged)),
                }
            )
    return rows


def _edge(figure: Judged, edge: Decimal | None, scale: int) -> Content | Styled:
    if edge is None:
        return None
    return Styled(edge / scale, {"num_format": share_format(figure, edge), **_INPUT})


def _judged(figure: Judged, tables: Tables, scale: int) -> Styled:
    value = figure.occurrence.value or ZERO
    formula = tables.slas.find("value", "number", tables.bands.here("figure"))
    return Styled(Live(formula, value / scale), {"num_format": share_format(figure, value)})


def _reached(own: Table) -> str:
    """Whether the judged value lies in the band, each of its edges open, closed or absent."""
    low, low_in, high, high_in, value = (
        own.here(key) for key in ("low", "low_in", "high", "high_in", "value")
    )
    above = f'IF({low}="",TRUE,IF({low_in},{value}>={low},{value}>{low}))'
    under = f'IF({high}="",TRUE,IF({high_in},{value}<={high},{value}<{high}))'
    return f"IF({above},{under},FALSE)"


def _limits(paper: Paper) -> Rows:
    rows: Rows = []
    for limit in caps_of(paper):
        found = cap_terms(paper, limit)
        if found is None:
            continue
        terms, source = found
        rate = None if terms.rate is None else terms.rate / 100
        rows.append(
            {
                "id": limit.id,
                "label": limit_name(limit.id, paper.contract, paper.t),
                "rate": None
                if rate is None
                else Styled(rate, {"num_format": rate_format(rate), **_INPUT}),
                "amount": None if terms.amount is None else Styled(terms.amount, _INPUT),
                "clause": clause_words(source, paper.contract),
            }
        )
    return rows


def _portal(paper: Paper) -> Rows:
    return [
        {
            "currency": "" if total.code == "lines" else paper.contract.currency,
            "label": total.label,
            "amount": Styled(total.amount, {"num_format": total_format(total.code)}),
        }
        for total in portal_totals(paper)
    ]


def total_format(code: str) -> str:
    """Cents for an amount, none for a sum of line numbers."""
    return number_format(ZERO, least=0 if code == "lines" else 2)
