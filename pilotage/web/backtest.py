"""What a back-test shows: the finding, the months in pairs, the SLAs that would have changed zone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from pilotage.charts.backtest import TwoAmounts, two_by_month
from pilotage.contract.model import Contract
from pilotage.locale import N_, NARROW, NBSP, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.judged import sla_name, zone_words
from pilotage.locale.sentences import sentence
from pilotage.money import round_half_up
from pilotage.periods import Month
from pilotage.services import backtest, backtest_views
from pilotage.services.backtest import Place, Tried
from pilotage.services.backtest_views import Beside, Vendor
from pilotage.sla import Zone
from pilotage.web import components as ui
from pilotage.web.session import Visit
from pilotage.web.sheets import Column, Sheet
from pilotage.web.text import plain

_NONE = ":gray[—]"
_ZONES = (Zone.MALUS, Zone.NEUTRAL, Zone.BONUS)


def finding(tried: Tried, t: Words) -> str:
    """Who would have paid whom, more or less, in one sentence."""
    contract = tried.contract
    amount = t.money(abs(tried.difference), contract.currency)
    n = len(tried.months)
    sides = {"client": contract.client.name, "vendor": contract.vendor_name}
    if not tried.difference:
        return t(N_("The draft changes nothing over these {n} months"), n=n)
    more = N_("{client} would have paid {vendor} {amount} more over {n} months")
    less = N_("{client} would have paid {vendor} {amount} less over {n} months")
    return t(more if tried.difference > 0 else less, amount=amount, n=n, **sides)


def beside(visit: Visit, key: str, first: Beside) -> Beside:
    """What a draft is compared with: the same two choices wherever a draft is tried."""
    t = visit.t
    words: dict[Beside, str] = {
        "in_force": N_("The terms in force"),
        "own": N_("Each month's own terms"),
    }
    found: Beside | None = st.segmented_control(
        t(N_("Compared with")),
        list(words),
        default=first,
        format_func=lambda name: t(words[name]),
        key=key,
        required=True,
    )
    return found or first


def chart(visit: Visit, tried: Tried) -> None:
    """Bonus and malus of each month in pairs; totals when the draft moves nothing but prices. In bold, a
    canvas leaves nothing of the narrow space between thousands: the plain one is written.
    """
    t, currency = visit.t, tried.contract.currency
    by_malus = tried.bonus_malus[0] != tried.bonus_malus[1] or not tried.difference
    pairs = []
    for one in tried.months:
        a, b = one.current.bonus_malus, one.draft.bonus_malus
        if not by_malus:
            a, b = one.current.bill.subtotal, one.draft.bill.subtotal
        gap = t.signed(round_half_up(b - a, Decimal(1)), 0).replace(NARROW, NBSP) if a != b else ""
        pairs.append(
            TwoAmounts(t.month_short(one.month), a, b, t.money(a, currency), t.money(b, currency), gap)
        )
    names = (t(N_("As signed")), t(N_("Under the draft")))
    title = N_("Bonus and malus by month") if by_malus else N_("Total before tax by month")
    st.markdown(f"##### {plain(t(title))}", anchors=False)
    st.caption(plain(t(N_("Grey: as signed. Blue: under the draft. The figures are the differences."))))
    spec = two_by_month(pairs, names=names, theme=visit.theme, language=t.language)
    told = "; ".join(f"{one.label}: {one.current_shown}, {one.draft_shown}" for one in pairs)
    ui.chart(spec, alt=f"{t(title)}. {told}")


def spread(visit: Visit, tried: Tried) -> None:
    """Where each SLA stood, in how many months: `malus 3 → 4`."""
    t = visit.t
    found = backtest_views.spread(tried)
    if not found:
        return
    heads = [ui.Cell(t(N_("SLA"))), *(ui.right(zone_words(zone, t)) for zone in _ZONES)]
    body = [
        [
            ui.Cell(plain(sla_name(one.sla, tried.draft, t))),
            *(ui.right(_counts(one.before.get(zone, 0), one.after.get(zone, 0))) for zone in _ZONES),
        ]
        for one in found
    ]
    title = N_("Months in each zone, as signed → under the draft")
    with ui.card(t(title)):
        ui.table("bt-spread", heads, body)


def _counts(before: int, after: int) -> str:
    return str(after) if before == after else f"{before} → **{after}**"


def everywhere(visit: Visit, draft: Contract, months: tuple[Month, Month]) -> None:
    """The draft on all the vendors that have its channels, a row a vendor."""
    t = visit.t
    if not st.toggle(t(N_("Try the draft on every vendor")), key="bt-everywhere"):
        return
    with st.spinner(t(N_("Judging the past months"))):
        found = visit.kept(
            "bt-everywhere",
            draft.model_dump_json(),
            *months,
            build=lambda: backtest_views.across(
                visit.db, visit.actor, draft=draft, first=months[0], last=months[1]
            ),
        )
    heads = (
        ui.Cell(t(N_("Vendor"))),
        ui.Cell(t(N_("Months moved"))),
        ui.right(t(N_("Total as signed"))),
        ui.right(t(N_("Total under the draft"))),
        ui.right(t(N_("Difference"))),
    )
    with ui.card(t(N_("The draft on every vendor, at each one's prices"))):
        ui.table("bt-everywhere", heads, [_vendor(one, t) for one in found])


def _vendor(one: Vendor, t: Words) -> tuple[ui.Cell, ...]:
    name, currency = ui.Cell(plain(one.card.vendor_name)), one.card.currency
    if one.tried is None:
        why = plain(" ".join(sentence(problem, t) for problem in one.problems))
        return (name, ui.Cell(f":gray[{why}]"), *[ui.right(_NONE)] * 3)
    months = ", ".join(t.month_short(month) for month in one.moved) or t(N_("none"))
    totals = (ui.right(plain(t.money(a, currency))) for a in (one.tried.current, one.tried.drafted))
    gap = ui.right(f"**{plain(signed_money(one.tried.difference, currency, t))}**")
    return (name, ui.Cell(plain(months)), *totals, gap)


def moved(visit: Visit, tried: Tried) -> None:
    """Who would have been where, month by month: the SLAs that change zone, then those that stay in it
    with another amount.
    """
    t = visit.t
    found = [place for place in backtest.places(tried) if place.moved]
    elsewhere = [place for place in found if place.before != place.after]
    same = [place for place in found if place.before == place.after]
    with ui.card(t(N_("SLAs that would have been in another zone"))):
        if elsewhere:
            _places("bt-places", elsewhere, visit, tried)
        else:
            st.markdown(f":gray[{plain(t(N_('No SLA changes its zone.')))}]")
    if same:
        with ui.card(t(N_("SLAs in the same zone, for another amount"))):
            _places("bt-amounts", same, visit, tried)


def _places(name: str, found: Sequence[Place], visit: Visit, tried: Tried) -> None:
    t = visit.t
    heads = (
        ui.Cell(t(N_("SLA"))),
        ui.Cell(t(N_("Month"))),
        ui.right(t(N_("As signed"))),
        ui.right(t(N_("Under the draft"))),
    )
    ui.table(name, heads, [_place(place, visit, tried) for place in found[:40]])


def _place(place: Place, visit: Visit, tried: Tried) -> tuple[ui.Cell, ...]:
    t, currency = visit.t, tried.contract.currency

    def side(zone: Zone | None, amount: Decimal | None) -> ui.Cell:
        if zone is None or amount is None:
            return ui.right(_NONE)
        return ui.right(plain(f"{zone_words(zone, t)} · {t.money(amount, currency)}"))

    return (
        ui.Cell(plain(sla_name(place.sla, tried.draft, t))),
        ui.Cell(plain(t.month(place.month))),
        side(place.before, place.amount_before),
        side(place.after, place.amount_after),
    )


def sheet(tried: Tried, t: Words) -> Sheet:
    """The months as a table: totals before tax, bonus and malus, both sides."""
    titles = (
        N_("Total as signed"),
        N_("Total under the draft"),
        N_("Difference"),
        N_("Bonus and malus as signed"),
        N_("Bonus and malus under the draft"),
    )
    rows = tuple(
        (
            str(one.month),
            one.current.bill.subtotal,
            one.draft.bill.subtotal,
            one.difference,
            one.current.bonus_malus,
            one.draft.bonus_malus,
        )
        for one in tried.months
    )
    columns = (Column(t(N_("Month"))), *(Column(t(title), "count", 2) for title in titles))
    return Sheet("back-test", columns, rows)


def export(visit: Visit, tried: Tried) -> None:
    """The sheet of paper for the negotiation, made when it is asked for."""
    t, language, today = visit.t, visit.t.language, visit.today
    with st.container(horizontal=True):
        st.download_button(
            t(N_("One page in Word")),
            data=lambda: backtest.paper(tried, today, language),
            file_name=f"{tried.contract.ref}_simulation.docx",
            icon=":material/description:",
            on_click="ignore",
            key="bt-word",
        )
        st.download_button(
            t(N_("One page in PDF")),
            data=lambda: backtest.paper(tried, today, language, "pdf"),
            file_name=f"{tried.contract.ref}_simulation.pdf",
            mime="application/pdf",
            icon=":material/picture_as_pdf:",
            on_click="ignore",
            key="bt-pdf",
        )
