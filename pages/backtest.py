"""Back-test: what would this clause have cost?"""

from datetime import timedelta

import streamlit as st

from pilotage.contract.amending import Amendment
from pilotage.contract.model import Contract
from pilotage.locale import N_
from pilotage.locale.changes import signed_money
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import amending, backtest, catalogue
from pilotage.services.backtest import Tried
from pilotage.web import backtest as told
from pilotage.web import clauses, sheets
from pilotage.web import components as ui
from pilotage.web.guard import refusals
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where
from pilotage.web.text import plain

TITLE = N_("Back-test")
DAY = timedelta(days=1)


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    contract = catalogue.contract(visit.db, visit.actor, ref=visit.card.ref)
    title = st.container()
    left, right = st.columns([1, 2], gap="small")
    with left:
        months = period(visit)
        draft = asked(visit, contract)
    with right:
        tried = result(visit, draft, months) if draft and months else None
    with title:
        name = tried and told.finding(tried, t)
        head(name or t(TITLE), where(TITLE, visit=visit))
    if tried:
        told.export(visit, tried)


def period(visit: Visit) -> tuple[Month, Month] | None:
    """The months to try, whole ones, the last twelve at first."""
    t, card = visit.t, visit.the_card
    last = Month.of(visit.today.replace(day=1) - DAY)
    if card.first_month is None or card.first_month > last:
        st.info(plain(t(N_("No whole month has figures yet: there is nothing to try."))))
        return None
    known = list(card.first_month.to(min(last, card.last_month or last)))
    columns = st.columns(2)
    kept = {"options": known, "format_func": lambda month: plain(t.month(month))}
    first: Month = columns[0].selectbox(
        t(N_("From")), index=max(0, len(known) - 13), key="bt-first", **kept
    )
    until: Month = columns[1].selectbox(t(N_("To")), index=len(known) - 1, key="bt-last", **kept)
    if until < first:
        st.warning(plain(t(N_("The last month stands before the first."))))
        return None
    return first, until


def asked(visit: Visit, contract: Contract) -> Contract | None:
    """The draft: a clause changed here, or a whole contract file."""
    t = visit.t
    with ui.card(t(N_("The draft"))):
        way = st.segmented_control(
            t(N_("The draft")),
            ["clause", "file"],
            default="clause",
            key="bt-way",
            format_func=lambda way: t({"clause": N_("Change a clause"), "file": N_("A file")}[way]),
            label_visibility="collapsed",
        )
        try:
            return from_file(visit) if way == "file" else from_clause(visit, contract)
        except ProblemsFoundError as error:
            ui.findings(error.problems, t)
    return None


def from_file(visit: Visit) -> Contract | None:
    t = visit.t
    file = st.file_uploader(t(N_("A contract file (.toml)")), type="toml", key="bt-file")
    if file is None:
        st.caption(plain(t(N_("Another vendor's draft is tried here at this vendor's own prices."))))
        return None
    try:
        text = file.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        st.warning(plain(t(N_("This file is not a text: a contract is a .toml file."))))
        return None
    return backtest.read_draft(text, file.name)[0]


def from_clause(visit: Visit, contract: Contract) -> Contract | None:
    t, day = visit.t, min(visit.today, contract.ends or visit.today)
    known = {f"{one.table}:{one.id}": one for one in amending.clauses(contract, day)}
    names = list(known)
    wanted = st.query_params.get("clause", "")
    first = next((n for n, name in enumerate(names) if name == wanted), _first_ladder(names))
    name = st.selectbox(
        t(N_("Clause")),
        names,
        index=first,
        key="bt-clause",
        format_func=lambda name: plain(clauses.clause_label(known[name], contract, t)),
    )
    typed = clauses.editor(known[name], t, "bt")
    new = typed and amending.changed(known[name], typed, day, "")
    if new is None:
        if typed is not None:
            st.caption(plain(t(N_("Change a figure: the past months are judged again at once."))))
        return contract if typed is not None else None
    amendment = Amendment(amending.DRAFT, t(N_("Draft")), day, day, (new,))
    return amending.drafted(visit.db, visit.actor, contract=contract.ref, amendment=amendment).contract


def _first_ladder(names: list[str]) -> int:
    return next((n for n, name in enumerate(names) if name.startswith("consequence:")), 0)


def result(visit: Visit, draft: Contract, months: tuple[Month, Month]) -> Tried | None:
    """Total, months and SLAs, as signed and under the draft."""
    t, currency = visit.t, visit.the_card.currency
    try:
        with refusals(), st.spinner(t(N_("Judging the past months"))):
            tried = backtest.try_draft(
                visit.db,
                visit.actor,
                draft=draft,
                first=months[0],
                last=months[1],
                ref=visit.the_card.ref,
            )
    except ProblemsFoundError as error:
        ui.findings(error.problems, t)
        return None
    places, malus = st.columns(3), tried.bonus_malus
    heads = (t(N_("Bonus and malus as signed")), t(N_("Bonus and malus under the draft")))
    for n in (0, 1):
        ui.metric(places[n], heads[n], t.money(malus[n], currency))
    gap = signed_money(tried.difference, currency, t)
    ui.metric(places[2], t(N_("What the draft changes in the totals")), gap, colour="blue")
    with ui.card():
        told.chart(visit, tried)
    told.moved(visit, tried)
    sheets.show(visit, told.sheet(tried, t), t(N_("The months")), key="bt-months")
    return tried


main()
