"""What the page of the year draws: why the budget was missed, the months, the vendors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from pilotage.charts.causes import Cause, causes_chart
from pilotage.locale import N_, Words
from pilotage.locale.accounting_words import CAUSES
from pilotage.locale.changes import signed_money
from pilotage.locale.kpi_names import channel_name
from pilotage.money import ZERO
from pilotage.services.year import Year, YearMonth, added
from pilotage.web import components as ui
from pilotage.web.session import Visit
from pilotage.web.text import plain

_NONE = ":gray[—]"
_VENDOR_WIDTHS = (1.6, 1.5, 1.3, 1.4, 1.3, 1.3, 1.5, 1.2, 1.2, 1.2)
_MONTH_WIDTHS = (1.3, 1.5, 1.3, 1.5, 1.4, 1.3, 1.5, 1.2, 1.2, 1.2)


def finding(years: Sequence[Year], t: Words) -> str:
    """Over or under the budget, by how much, and mostly by what; the bill where nothing is budgeted."""
    currencies = list(dict.fromkeys(one.card.currency for one in years))
    if len(currencies) != 1:
        return t(N_("Spent so far this year, in {n} currencies"), n=len(currencies))
    currency = currencies[0]
    known = [one.difference for one in years if one.difference is not None]
    if not known:
        billed = sum((one.billed for one in years), ZERO)
        return t(N_("{amount} excl. VAT so far this year"), amount=t.money(billed, currency))
    difference = sum(known, ZERO)
    causes = added(one.causes for one in years)
    alike = {name: one for name, one in causes.items() if one * difference > 0}
    if not difference or not alike:
        return t(N_("Within the budget, {amount}"), amount=signed_money(difference, currency, t))
    first = max(alike, key=lambda name: abs(alike[name]))
    words = N_("{amount} over the budget, mostly by: {cause}")
    if difference < 0:
        words = N_("{amount} under the budget, mostly by: {cause}")
    return t(words, amount=t.money(abs(difference), currency), cause=t(CAUSES[first]).lower())


def variance(visit: Visit, years: Sequence[Year]) -> None:
    """One chart a currency: the causes of the difference between budget and bills."""
    t = visit.t
    for currency in dict.fromkeys(one.card.currency for one in years):
        own = [one for one in years if one.card.currency == currency]
        causes = added(one.causes for one in own)
        if not causes:
            continue
        difference = sum((one.difference or ZERO for one in own), ZERO)
        budget = sum((one.budget or ZERO for one in own), ZERO)
        caption = N_(
            "Months that have ended, excl. VAT: budget {budget}, difference {difference}. To the right, "
            "what cost more."
        )
        shown = signed_money(difference, currency, t)
        with ui.card(
            t(N_("Why the bills differ from the budget")),
            plain(t(caption, budget=t.money(budget, currency), difference=shown)),
        ):
            found = [
                Cause(t(CAUSES[name]), amount, signed_money(amount, currency, t))
                for name, amount in causes.items()
            ]
            spec = causes_chart(found, theme=visit.theme, language=t.language)
            ui.chart(spec, alt="; ".join(f"{one.label}: {one.shown}" for one in found))


def vendors(visit: Visit, years: Sequence[Year]) -> None:
    """A row a vendor; those whose contacts are of the same channels stand together, and only they are
    compared: an e-mail, a call and a sale are not one unit.
    """
    t = visit.t
    groups = dict.fromkeys(one.channels for one in years)
    headers = (ui.Cell(t(N_("Vendor"))), *(ui.right(t(words)) for words in _HEADS))
    with ui.card(t(N_("By vendor, months that have ended")), plain(t(N_(_ALIKE)))):
        for n, channels in enumerate(groups):
            own = [one for one in years if one.channels == channels]
            names = ", ".join(channel_name(each, own[0].contract, t) for each in channels)
            st.markdown(f"**{plain(names)}**")
            ui.rows(
                f"year-{n}", headers if n == 0 else (), _VENDOR_WIDTHS, [_vendor(visit, y) for y in own]
            )
        notes(visit, years)


_ALIKE = N_("Costs per contact are comparable within a group, not from one group to another.")
_HEADS = (
    N_("Bill excl. VAT"),
    N_("Bonus and malus"),
    N_("Budget"),
    N_("Difference"),
    N_("Client's costs"),
    N_("Full cost"),
    N_("Per handled contact"),
    N_("Per resolved contact"),
    N_("Full cost per contact"),
)


def _vendor(visit: Visit, one: Year) -> ui.Row:
    t, currency = visit.t, one.card.currency
    link = ui.Link("pages/year.py", one.card.vendor_name, visit.link_to(one.card))
    figures = (
        *(one.billed, one.bonus_malus, one.budget, one.difference, one.own, one.full),
        *(one.per_handled, one.per_resolved, one.full_per_handled),
    )
    return ui.Row((link, *_cells(figures, currency, t)))


def _cells(figures: Sequence[Decimal | None], currency: str, t: Words) -> list[ui.Cell]:
    """Amounts to the euro, costs per contact to the cent, the difference with its sign."""
    found = []
    for n, value in enumerate(figures):
        if value is None:
            found.append(ui.right(_NONE))
        elif n == 3:
            found.append(ui.right(plain(_rounded_sign(value, currency, t))))
        else:
            found.append(ui.right(plain(t.money(value, currency, 2 if n >= 6 else 0))))
    return found


def _rounded_sign(value: Decimal, currency: str, t: Words) -> str:
    return ("+" if value > 0 else "") + t.money(value, currency, 0)


def months(visit: Visit, year: Year) -> None:
    """A row a month of one vendor; the month that runs shows where it should land."""
    t = visit.t
    headers = (ui.Cell(t(N_("Month"))), *(ui.right(t(words)) for words in _HEADS))
    body = [_month(visit, year, one) for one in year.months]
    figures = (
        *(year.billed, year.bonus_malus, year.budget, year.difference, year.own, year.full),
        *(year.per_handled, year.per_resolved, year.full_per_handled),
    )
    label = ui.Cell(f"**{plain(t(N_('Months that have ended')))}**")
    bold = [
        ui.right(cell.text if cell.text == _NONE else f"**{cell.text}**")
        for cell in _cells(figures, year.card.currency, t)
    ]
    body.append(ui.Row((label, *bold)))
    with ui.card(t(N_("By month"))):
        ui.rows("year-months", headers, _MONTH_WIDTHS, body)
        notes(visit, [year])


def _month(visit: Visit, year: Year, one: YearMonth) -> ui.Row:
    t, currency, cost, standing = visit.t, year.card.currency, one.cost, one.standing
    link = ui.Link("pages/preinvoice.py", t.month_short(one.month), visit.link_to(year.card, one.month))
    figures = [
        *(cost.billed, cost.bonus_malus, standing.budget, standing.difference, cost.own, cost.full),
        *(cost.per_handled, cost.per_resolved, cost.full_per_handled),
    ]
    if one.runs:  # what came so far is neither a month nor a cost per contact
        figures[0] = figures[5] = None
        figures[6:] = [None] * 3
    cells = _cells(figures, currency, t)
    if one.runs and standing.landing is not None:
        lands = plain(t.money(standing.landing, currency, 0))
        cells[0] = ui.right(f":gray[:small[{plain(t(N_('landing')))}]] {lands}")
    return ui.Row((link, *cells))


def notes(visit: Visit, years: Sequence[Year]) -> None:
    """What the figures rest on, and what is not counted."""
    t = visit.t
    by_repeats = [one.card.vendor_name for one in years if one.resolution == "repeats"]
    none = [one.card.vendor_name for one in years if not one.resolution]
    if by_repeats:
        words = N_(
            "Resolved contacts of {names}: contacts handled, less the share of customers who came back "
            "(first contact resolution). An estimate."
        )
        st.caption(plain(t(words, names=", ".join(by_repeats))))
    if none:
        words = N_("Resolved contacts of {names}: not counted, no file gives them.")
        st.caption(plain(t(words, names=", ".join(none))))
    without = [one.card.vendor_name for one in years if one.budget is None]
    if without:
        st.caption(plain(t(N_("No budget for {names}."), names=", ".join(without))))


def sums(years: Sequence[Year]) -> Mapping[str, tuple[Decimal, Decimal]]:
    """Bills and full cost by currency."""
    return {
        currency: (
            sum((one.billed for one in years if one.card.currency == currency), ZERO),
            sum((one.full for one in years if one.card.currency == currency), ZERO),
        )
        for currency in dict.fromkeys(one.card.currency for one in years)
    }
