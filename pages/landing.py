"""Forecast and landing: where will the month end, and who will be there?"""

from decimal import Decimal

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_, NBSP
from pilotage.periods import DAY, Month, Window
from pilotage.services import catalogue, forecasts, landing, staffing, typed
from pilotage.services.landing import Landing, TargetLanding
from pilotage.services.staffing import RestStaffing
from pilotage.web import components as ui
from pilotage.web import landing as told
from pilotage.web import sheets
from pilotage.web.figures import value_words
from pilotage.web.landing_capacity import weeks_ahead
from pilotage.web.session import Visit, here
from pilotage.web.sheets import Column, Sheet
from pilotage.web.shell import head, where
from pilotage.web.text import plain

TITLE = N_("Forecast and landing")


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    contract = catalogue.contract(visit.db, visit.actor, ref=visit.card.ref)
    found = landing.landing(visit.db, visit.actor, contract=contract.ref, month=visit.month)
    chosen = chosen_target(found)
    head(told.finding(found, chosen, contract, t), where(TITLE, status_line(visit, found)))
    if chosen is None or all(one.outlook.likely is None for one in found.targets):
        nothing(visit)
        return
    told.cards(visit, found, contract, chosen)
    left, right = st.columns([2, 1.05], gap="small")
    with left:
        month_chart(visit, found, chosen, contract)
    with right:
        if found.over:
            running(visit)
            return
        asked = staffing_box(visit, chosen, contract)
    weeks_ahead(visit, contract)
    hypothesis(visit, chosen, contract)
    if asked is not None:
        half_hours(visit, asked)


def chosen_target(found: Landing) -> TargetLanding | None:
    """The target of the link, else the first one with a likely value."""
    asked = (st.query_params.get("sla", ""), st.query_params.get("stream", ""))
    for one in found.targets:
        if (one.outlook.sla, one.outlook.stream) == asked:
            return one
    return landing.headline(found)


def status_line(visit: Visit, found: Landing) -> str:
    """The days left, the bonus and malus at stake, a forecast that came late."""
    t, currency = visit.t, visit.the_card.currency
    if found.over:
        return plain(t(N_("the month is over")))
    likely, worst, best = told.at_stake(found)
    parts = [t(N_("open days left: {n}"), n=len(found.rest))]
    money = t.money(likely, currency)
    if worst == best == likely:
        parts.append(t(N_("bonus and malus {amount}"), amount=money))
    else:
        low, high = t.money(worst, currency), t.money(best, currency)
        parts.append(
            t(N_("bonus and malus {amount}, from {low} to {high}"), amount=money, low=low, high=high)
        )
    if found.forecast.late:
        parts.append(
            t(
                N_("forecasts that the client sent after the freezing day: {n}"),
                n=len(found.forecast.late),
            )
        )
    return plain(" · ".join(parts))


def nothing(visit: Visit) -> None:
    t = visit.t
    ui.empty(
        t(N_("Nothing received for this month")),
        t(N_("A landing needs the vendor's files of this month or of the months before it.")),
        [ui.Link("pages/received_files.py", t(N_("Import a file")), visit.link())],
    )


def month_chart(visit: Visit, found: Landing, chosen: TargetLanding, contract: Contract) -> None:
    """The month so far, what is expected, the range at its end."""
    t, seen = visit.t, chosen.outlook
    drawn = visit.kept(
        "landing", seen.sla, seen.stream, build=lambda: told.drawing(visit, found, chosen, contract)
    )
    with st.container(border=True, gap="small", height="stretch"):
        name = told.target_name(seen, contract, t)
        if drawn is None:
            st.markdown(f"##### {plain(name)}", anchors=False)
            st.markdown(plain(t(N_("Figures of this target do not come by day: nothing to draw."))))
            return
        title = t(N_("{name}: {range}"), name=name, range=told.range_words(seen, t))
        if found.over:
            title = (
                f"{name}{NBSP}: {told.likely_words(chosen, t)}"
                if t.language == "fr"
                else (f"{name}: {told.likely_words(chosen, t)}")
            )
        method = None if found.over else plain(told.method_words(chosen, t))
        st.markdown(f"##### {plain(title)}", anchors=False, help=method)
        foot = t(N_("Line: month to date. Points: each day. Bars: volume, before the forecast."))
        st.caption(plain(f"{foot} {forecast_words(visit, found, chosen)}"))
        ui.chart(drawn[1], alt=told.chart_alt(chosen, contract, t))
        figures(visit, drawn[0], chosen)


def forecast_words(visit: Visit, found: Landing, chosen: TargetLanding) -> str:
    """Until when the forecast could change, and by how much the days so far missed it."""
    t, month = visit.t, found.forecast
    last = min(found.today - DAY, found.month.last)
    if month.frozen is None or not (month.in_time or month.late) or last < found.month.first:
        return ""
    near = visit.kept(
        "near", chosen.outlook.streams,
        build=lambda: forecasts.accuracy(
            visit.db, visit.actor, contract=found.contract,
            window=Window(found.month.first, last), streams=chosen.outlook.streams,
        ),
    )  # fmt: skip
    if near.wape is None:
        return t(N_("Forecast frozen on {day}."), day=month.frozen)
    wape = t.percent(near.wape)
    return t(N_("Forecast frozen on {day}, missed by {wape} a day."), day=month.frozen, wape=wape)


def figures(visit: Visit, rows: tuple[landing.LandingDay, ...], chosen: TargetLanding) -> None:
    """The same as figures, day by day."""
    t, unit = visit.t, chosen.outlook.unit
    columns = (
        Column(t(N_("Day"))),
        Column(t(N_("Value")), unit),
        Column(t(N_("Month to date")), unit, bold=True),
        Column(t(N_("Came")), "count"),
        Column(t(N_("Foreseen")), "count"),
    )
    body = tuple(
        (row.day, row.value, row.so_far, row.volume, row.forecast)
        for row in rows
        if row.value is not None or row.forecast is not None
    )
    sheet = Sheet(f"{chosen.outlook.sla}_landing", columns, body)
    sheets.show(visit, sheet, t(N_("The figures, day by day")))


def running(visit: Visit) -> None:
    """A month that is over has landed: the one that runs has not."""
    t, month = visit.t, Month.of(visit.today)
    with st.container(border=True, gap="small", height="stretch"):
        st.markdown(f"##### {plain(t(N_('This month has landed')))}", anchors=False)
        st.markdown(plain(t(N_("Nothing of it is left to come: its figures are those of the SLA page."))))
        st.page_link("pages/sla.py", label=t(N_("SLA of the month")), query_params=visit.link())
        st.page_link(
            "pages/landing.py",
            label=plain(t(N_("Where {month} will end"), month=month)),
            icon=":material/arrow_forward:",
            query_params={**visit.link(), "month": str(month)},
        )


def staffing_box(visit: Visit, chosen: TargetLanding, contract: Contract) -> RestStaffing | None:
    """The agents that it would take for the rest of the month to reach the target."""
    t = visit.t
    usual = staffed(visit, chosen)
    with st.container(border=True, gap="small", height="stretch"):
        st.markdown(f"##### {plain(t(N_('The staffing that it would take')))}", anchors=False)
        if usual is None:
            text = N_("Not a service level with a forecast by half-hour: nothing to staff.")
            st.markdown(plain(t(text)))
            return None
        one, two, three = st.columns(3, gap="small")
        aht = one.number_input(
            t(N_("Handle time (s)")), min_value=1, max_value=7200, step=5,
            value=round(usual.supposed.aht_s), key=f"aht-{contract.ref}",
        )  # fmt: skip
        volume = two.number_input(
            t(N_("Volume (%)")), min_value=-90, max_value=300, step=1, value=0,
            key=f"staff-volume-{contract.ref}",
        )  # fmt: skip
        away = three.number_input(
            t(N_("Shrinkage (%)")), min_value=0, max_value=80, step=1,
            value=round(usual.supposed.shrinkage), key=f"away-{contract.ref}",
        )  # fmt: skip
        asked = staffed(visit, chosen, Decimal(aht), Decimal(volume), Decimal(away))
        if asked is not None:
            staffing_result(visit, asked)
        return asked


def staffed(
    visit: Visit,
    chosen: TargetLanding,
    aht: Decimal | None = None,
    volume: Decimal = Decimal(0),
    away: Decimal | None = None,
) -> RestStaffing | None:
    seen = chosen.outlook
    return visit.kept(
        "staffing", seen.sla, aht, volume, away,
        build=lambda: staffing.rest_staffing(
            visit.db, visit.actor, contract=visit.the_card.ref, month=visit.month, sla=seen.sla,
            aht_s=aht, volume=volume, shrinkage=away,
        ),
    )  # fmt: skip


def staffing_result(visit: Visit, asked: RestStaffing) -> None:
    t, peak, supposed = visit.t, asked.peak, asked.supposed
    at = t(N_("{day} at {time}"), day=t.date(peak.start.date(), "day"), time=f"{peak.start:%H:%M}")
    agents = t(N_("{n} agents at the peak"), n=peak.need.agents)
    st.markdown(
        f"**{plain(agents)}**, {plain(at)}  \n"
        f":small[:gray[{plain(t(N_('people on the roster: {n}'), n=peak.need.rostered))}]]",
        anchors=False,
    )
    lines = [(plain(t(N_("Hours at work"))), plain(told.hours_words(asked.hours, t)))]
    lines.append((plain(t(N_("Hours on the roster"))), plain(told.hours_words(asked.rostered_hours, t))))
    if asked.ordered is not None:
        lines.append((plain(t(N_("Hours ordered"))), plain(told.hours_words(asked.ordered, t))))
        gap = asked.ordered - asked.hours
        words = t(N_("Ordered less needed"))
        lines.append((plain(words), plain(f"{t.signed(gap, 0)}{NBSP}h")))
    ui.pair("staffing", lines, bold_last=asked.ordered is not None)
    note = t(
        N_("Erlang C, by half-hour: {target} within {n} s for {calls} contacts to come."),
        target=t.percent(supposed.target),
        n=supposed.within_s,
        calls=t.number(asked.calls, 0),
    )
    st.caption(plain(note))


def half_hours(visit: Visit, asked: RestStaffing) -> None:
    """The staffing slot by slot, at the foot of the page: it is long."""
    t = visit.t
    columns = (
        Column(t(N_("Day"))),
        Column(t(N_("Time"))),
        Column(t(N_("Contacts foreseen")), "count"),
        Column(t(N_("Agents")), "count", bold=True),
        Column(t(N_("On the roster")), "count"),
    )
    rows = tuple(
        (one.start.date(), one.start.time(), one.calls, one.need.agents, one.need.rostered)
        for one in asked.half_hours
    )
    sheet = Sheet(f"{asked.sla}_staffing", columns, rows)
    sheets.show(visit, sheet, t(N_("Half-hour by half-hour")), key="half-hours")


def hypothesis(visit: Visit, chosen: TargetLanding, contract: Contract) -> None:
    """Another volume, another rest of the month: what the month would cost."""
    t, seen = visit.t, chosen.outlook
    rest_now = seen.so_far.value if seen.so_far.value is not None else seen.likely
    with st.container(border=True, gap="small"):
        st.markdown(f"##### {plain(t(N_('Change a hypothesis')))}", anchors=False)
        one, two, three = st.columns([1, 1, 2], gap="small")
        volume = one.number_input(
            t(N_("Volume to come (%)")), min_value=-90, max_value=300, step=1, value=0,
            key=f"what-volume-{contract.ref}",
        )  # fmt: skip
        name = told.target_name(seen, contract, t)
        usual = round(rest_now or Decimal(0), 1)
        # A text, not a number box: the browser's own writes a decimal point to every reader.
        text = two.text_input(
            t(N_("On the rest: {name}"), name=name), value=t.number(usual, 1),
            key=f"what-{contract.ref}-{seen.sla}",
        )  # fmt: skip
        asked = typed.value_of(text, t.language)
        if asked is None:
            three.warning(plain(t(N_("“{read}” is no number."), read=text)))
            return
        moved = asked != usual
        if not volume and not moved:
            text = N_("Type another volume or another result: the month is judged again.")
            three.markdown(f":gray[{plain(t(text))}]")
            return
        with three:
            supposed_result(visit, chosen, contract, Decimal(volume), asked if moved else None)


def supposed_result(
    visit: Visit,
    chosen: TargetLanding,
    contract: Contract,
    volume: Decimal,
    rest: Decimal | None,
) -> None:
    t, seen = visit.t, chosen.outlook
    other = landing.landing(
        visit.db, visit.actor, contract=contract.ref, month=visit.month,
        volume=volume, rest={seen.sla: rest} if rest is not None else None,
    ).supposed  # fmt: skip
    if other is None:
        return
    sla = next(one for one in other.slas if (one.id, one.stream) == (seen.sla, seen.stream))
    kinds = {"bonus", "malus", "cap"}
    moved = sum((x.difference for x in other.lines if str(x.kind) in kinds), Decimal(0))
    before, after = (value_words(value, seen.unit, t) for value in (sla.before, sla.after))
    currency = contract.currency
    ui.pair(
        "supposed",
        (
            (plain(told.target_name(seen, contract, t)), plain(f"{before} → {after}")),
            (plain(t(N_("Bonus and malus"))), plain(told.signed_money(moved, t, currency))),
            (
                plain(t(N_("Expected invoice before tax"))),
                plain(told.signed_money(other.difference, t, currency)),
            ),
        ),
    )


main()
