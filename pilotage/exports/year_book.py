"""The year to date: each contract month by month, its budget, its accrual, what it misses them by.

Amounts of several currencies stand side by side and are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.exports.book import DATE, Live, Sheet, Styled, Table
from pilotage.exports.gathered import (
    AMOUNT,
    CENTRE,
    GROUPS,
    HEADER_ROW,
    INPUT,
    STRONG,
    TRUTH,
    WRAP,
    Columns,
    Gathering,
    Row,
    VendorMonth,
    gathering,
    is_plain,
    state_words,
    table_of,
)
from pilotage.exports.sheets.checks import Check
from pilotage.exports.sheets.common import ROUNDING, note
from pilotage.locale import N_, Words
from pilotage.money import sum_of

_SUMS: Columns = (
    ("fees", N_("Fees"), 13, AMOUNT),
    ("bonus_malus", N_("Bonus and malus"), 14, AMOUNT),
    ("other", N_("Adjustments and manual lines"), 13, AMOUNT),
    ("total", N_("Total before tax"), 14, STRONG),
    ("budget", N_("Budget"), 13, AMOUNT),
    ("over", N_("Gap with the budget"), 13, AMOUNT),
    ("accrued", N_("Accrued before tax"), 13, AMOUNT),
    ("missed", N_("Gap with the accrual"), 13, AMOUNT),
    ("invoiced", N_("Invoiced before tax"), 13, AMOUNT),
)
_MONTHS: Columns = (
    ("number", N_("Number"), 8, CENTRE),
    ("rank", N_("Contract rank"), 9, CENTRE),
    ("vendor", N_("Vendor"), 20, WRAP),
    ("currency", N_("Currency"), 8.5, CENTRE),
    ("month", N_("First day"), 11, {"align": "right"}),
    *_SUMS,
    ("ended", N_("Month over"), 9, TRUTH),
    ("state", N_("State"), 14, WRAP),
)
_CONTRACTS: Columns = (
    ("rank", N_("Contract rank"), 8, CENTRE),
    ("count", N_("Months over"), 9, CENTRE),
    ("vendor", N_("Vendor"), 20, WRAP),
    ("currency", N_("Currency"), 8.5, CENTRE),
    ("contract", N_("Contract"), 15, WRAP),
    *_SUMS,
)
_CURRENCIES: Columns = (("currency", N_("Currency"), 11, CENTRE), *_SUMS)
_PORTAL: Columns = (
    ("rank", N_("Contract rank"), 18, CENTRE),
    ("contract", N_("Contract"), 30, WRAP),
    ("total", N_("Total before tax"), 16, INPUT),
)
_KEYS = tuple(key for key, _, _, _ in _SUMS)


@dataclass(frozen=True, slots=True)
class _Tables:
    months: Table
    contracts: Table
    currencies: Table
    portal: Table


def _tables(t: Words) -> _Tables:
    return _Tables(
        table_of("tblAnnee", _MONTHS, t),
        table_of("tblContrats", _CONTRACTS, t),
        table_of("tblDevises", _CURRENCIES, t),
        table_of("tblPortail", _PORTAL, t),
    )


@dataclass(frozen=True)
class _Year:
    """The months, each with the rank of its contract."""

    rows: tuple[tuple[int, VendorMonth], ...]
    t: Words

    @property
    def contracts(self) -> dict[int, tuple[VendorMonth, ...]]:
        found: dict[int, list[VendorMonth]] = {}
        for rank, one in self.rows:
            found.setdefault(rank, []).append(one)
        return {rank: tuple(months) for rank, months in found.items()}

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.contract.currency for _, one in self.rows))

    def of_currency(self, currency: str) -> tuple[VendorMonth, ...]:
        return tuple(one for _, one in self.rows if one.contract.currency == currency)


def year_book_name(year: int, t: Words, contract: str = "") -> str:
    """`2026_prestataires_cumul.xlsx`, or with the contract in place of the vendors."""
    return f"{year}_{contract or t('vendors')}_{t('year-to-date')}.xlsx"


def year_book(months: Sequence[VendorMonth], year: int, t: Words, issued: date) -> bytes:
    """The .xlsx of a year, contract by contract as given. The same inputs give the same bytes."""
    title = t("Year to date {year}", year=str(year))
    made, known = gathering(t, title, months, str(year), issued), _tables(t)
    ranks = {ref: n for n, ref in enumerate(dict.fromkeys(one.contract.ref for one in months), start=1)}
    found = _Year(tuple((ranks[one.contract.ref], one) for one in months), t)
    summary = made.sheet(t("Summary"), title, known.contracts.columns.values())
    by_month = made.sheet(t("Months"), title, known.months.columns.values())
    checks = made.sheet(t("Checks"), title, made.own.checks.columns.values())
    parameters = made.sheet(t("Parameters"), title, known.portal.columns.values())
    _parameters(parameters, made, known, found)
    sheet_rows = [_month(number, rank, one, known, t) for number, (rank, one) in enumerate(found.rows, 1)]
    by_month.table(HEADER_ROW, 0, known.months, sheet_rows)
    by_month.freeze(HEADER_ROW + 1, 5)
    by_month.lock()
    _summary(summary, known, found)
    made.checks(checks, tuple(_checks(known, found)))
    summary.page.activate()
    return made.book.close()


def _month(number: int, rank: int, one: VendorMonth, known: _Tables, t: Words) -> Row:
    own, total = known.months, one.result.bill.subtotal
    row: Row = {
        "number": number,
        "rank": rank,
        "vendor": one.contract.vendor_name,
        "currency": one.contract.currency,
        "month": Styled(one.result.month.first, {"num_format": DATE}),
        "ended": one.ended,
        "state": state_words(one.state, t),
        **{group: one.of_group(group) for group in GROUPS},
        "total": Live("+".join(own.here(group) for group in GROUPS), total),
        "budget": one.budget,
        "accrued": one.accrued_amount,
        "invoiced": one.invoiced,
    }
    for key, other, value in (("over", "budget", one.budget), ("missed", "accrued", one.accrued_amount)):
        if value is not None:
            row[key] = Live(f"ROUND({own.here('total')}-{own.here(other)},{ROUNDING})", total - value)
    return row


def _values(months: Sequence[VendorMonth]) -> dict[str, Decimal]:
    """The sums of the months that are over; a gap counts those that have both amounts."""
    months = [one for one in months if one.ended]
    totals = [(one, one.result.bill.subtotal) for one in months]
    return {
        **{group: sum_of(one.of_group(group) for one in months) for group in GROUPS},
        "total": sum_of(total for _, total in totals),
        "budget": sum_of(one.budget for one in months if one.budget is not None),
        "over": sum_of(total - one.budget for one, total in totals if one.budget is not None),
        "accrued": sum_of(x for one in months if (x := one.accrued_amount) is not None),
        "missed": sum_of(t - x for one, t in totals if (x := one.accrued_amount) is not None),
        "invoiced": sum_of(one.invoiced for one in months if one.invoiced is not None),
    }


def _sums(months: Sequence[VendorMonth], own: Table, by: str, known: _Tables) -> Row:
    """The columns of sums of a table, over the months that are over and whose `by` is the row's own."""
    each, values = known.months, _values(months)
    condition = f"{each.all(by)},{own.here(by)},{each.all('ended')},TRUE"
    return {key: Live(f"SUMIFS({each.all(key)},{condition})", values[key]) for key in _KEYS}


def _summary(sheet: Sheet, known: _Tables, found: _Year) -> None:
    t, contracts, currencies = found.t, known.contracts, known.currencies
    rows: list[Row] = [
        {
            "rank": rank,
            "count": len([one for one in months if one.ended]),
            "vendor": months[0].contract.vendor_name,
            "currency": months[0].contract.currency,
            "contract": months[0].contract.ref,
            **_sums(months, contracts, "rank", known),
        }
        for rank, months in found.contracts.items()
    ]
    end = sheet.table(HEADER_ROW, 0, contracts, rows)
    sheet.heading(end + 1, t("By currency"))
    note(sheet, end + 2, t("Amounts of different currencies are never added up."))
    by_currency: list[Row] = [
        {"currency": one, **_sums(found.of_currency(one), currencies, "currency", known)}
        for one in found.currencies
    ]
    # Under the amounts of the table above, so that they share their columns.
    sheet.table(end + 3, 4, currencies, by_currency)
    text = t("Months in progress are not summed; a gap counts the months that have both amounts.")
    note(sheet, end + 5 + len(by_currency), text)
    sheet.lock()


def _parameters(sheet: Sheet, made: Gathering, known: _Tables, found: _Year) -> None:
    t = found.t
    note(sheet, 2, t("The only sheet with constants: no price, rate or rounding stands in a formula."))
    made.rounding(sheet)
    sheet.page.set_column(3, 3, 75)  # the sentences beside the constants, on the page
    rows: list[Row] = [
        {
            "rank": rank,
            "contract": months[0].contract.ref,
            "total": _values(months)["total"],
        }
        for rank, months in found.contracts.items()
    ]
    sheet.heading(HEADER_ROW + 3, t("Totals computed by the portal"))
    sheet.table(HEADER_ROW + 4, 0, known.portal, rows)
    sheet.lock()


def _checks(known: _Tables, found: _Year) -> Iterator[Check]:
    """Each contract's months are the portal's total; the contracts are their currency's total."""
    t, months, contracts, own = found.t, known.months, known.contracts, known.portal
    for currency in found.currencies:
        value = _values(found.of_currency(currency))["total"]
        right = f'SUMIFS({contracts.all("total")},{contracts.all("currency")},"{currency}")'
        over = f"{months.all('ended')},TRUE"
        left = f'SUMIFS({months.all("total")},{months.all("currency")},"{currency}",{over})'
        text = t("The contracts add up to their months")
        yield Check(text, Live(left, value), Live(right, value), subject=currency)
    for months_of in found.contracts.values():
        ref = months_of[0].contract.ref
        if is_plain(ref):
            value = _values(months_of)["total"]
            yield Check(
                t("The contract's year is the portal's total excl. VAT"),
                Live(contracts.find("total", "contract", f'"{ref}"'), value),
                Live(own.find("total", "contract", f'"{ref}"'), value),
                subject=ref,
            )
