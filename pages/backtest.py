"""Back-test: what would this clause have cost?"""

from datetime import timedelta

import streamlit as st

from pilotage.contract.amending import Amendment
from pilotage.contract.model import Contract
from pilotage.locale import N_
from pilotage.locale.changes import signed_money
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import amending, backtest, backtest_views, catalogue
from pilotage.services.backtest import Tried
from pilotage.web import backtest as told
from pilotage.web import clauses, drafts, readings, sheets, what_if
from pilotage.web import components as ui
from pilotage.web.guard import refusals
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where
from pilotage.web.text import plain

TITLE = N_("Back-test")
DAY = timedelta(days=1)
TABS = {
    "past": N_("Past months"),
    "month": N_("This month"),
    "vendor": N_("The vendor's reading"),
}


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    contract = catalogue.contract(visit.db, visit.actor, ref=visit.card.ref)
    title = st.container()
    name = tabs(visit, contract)
    with title:
        head(name or t(TITLE), where(TITLE, visit=visit))


def tabs(visit: Visit, contract: Contract) -> str | None:
    """Draws the open tab alone, which stands in the address; what it found is the title."""
    t = visit.t
    asked_for = st.query_params.get("tab", "")
    tab = asked_for if asked_for in TABS else "past"
    labels = {name: t(text) for name, text in TABS.items()}
    key = f"bt-tab-{t.language}"
    if st.session_state.get(key) not in {None, labels[tab]}:
        st.session_state[key] = labels[tab]

    def turn() -> None:
        shown = st.session_state[key]
        st.query_params["tab"] = next(name for name, label in labels.items() if label == shown)

    places = st.tabs(list(labels.values()), default=labels[tab], key=key, on_change=turn)
    draw = {"past": past, "month": this_month, "vendor": vendors_reading}
    with places[list(TABS).index(tab)]:
        return draw[tab](visit, contract)


def past(visit: Visit, contract: Contract) -> str | None:
    """The draft on the past months of this vendor, and of the others."""
    left, right = st.columns([1, 2], gap="small")
    with left:
        months = period(visit)
        draft = asked(visit, contract)
    with right:
        tried = result(visit, draft, months, changed=draft != contract) if draft and months else None
    if tried is None or draft is None or months is None:
        return None
    told.everywhere(visit, draft, months)
    told.export(visit, tried)
    return told.finding(tried, visit.t)


def this_month(visit: Visit, contract: Contract) -> str | None:
    found = what_if.tried(visit, contract)
    return what_if.finding(found, visit.t) if found else None


def vendors_reading(visit: Visit, contract: Contract) -> str | None:
    found = readings.read(visit, contract)
    return readings.finding(found, visit.t) if found else None


def period(visit: Visit) -> tuple[Month, Month] | None:
    """The months to try, whole ones, the last twelve at first."""
    t, card = visit.t, visit.the_card
    last = Month.of(visit.today.replace(day=1) - DAY)
    if card.first_month is None or card.first_month > last:
        st.info(plain(t(N_("No whole month has figures yet: there is nothing to try."))))
        return None
    known = list(card.first_month.to(min(last, card.last_month or last)))
    columns = st.columns(2)
    kept = {"options": known, "format_func": lambda month: plain(t.month_short(month))}
    first: Month = columns[0].selectbox(
        t(N_("From")), index=max(0, len(known) - 12), key="bt-first", **kept
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
    was = drafts.was("bt-", contract.ref, t.language, "clause")
    wanted = was.get("bt-clause", st.query_params.get("clause", ""))
    first = next((n for n, name in enumerate(names) if name == wanted), _first_ladder(names))
    name = st.selectbox(
        t(N_("Clause to change")),
        names,
        index=first,
        key="bt-clause",
        format_func=lambda name: plain(clauses.clause_label(known[name], contract, t)),
    )
    typed = clauses.editor(known[name], t, "bt", was)
    new = typed and amending.changed(known[name], typed, day, "")
    drafts.keep("bt-", contract.ref, t.language, changed=new is not None)
    if new is None:
        if typed is not None:
            st.caption(plain(t(N_("Change a figure: the past months are judged again at once."))))
        return contract if typed is not None else None
    amendment = Amendment(amending.DRAFT, t(N_("Draft")), day, day, (new,))
    return amending.drafted(visit.db, visit.actor, contract=contract.ref, amendment=amendment).contract


def _first_ladder(names: list[str]) -> int:
    return next((n for n, name in enumerate(names) if name.startswith("consequence:")), 0)


def result(visit: Visit, draft: Contract, months: tuple[Month, Month], *, changed: bool) -> Tried | None:
    """Total, months and SLAs, as signed and under the draft. Beside the terms in force as soon as one is
    changed; before, they would be compared with themselves.
    """
    t, currency = visit.t, visit.the_card.currency
    beside = told.beside(visit, f"bt-beside-{int(changed)}", "in_force" if changed else "own")
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
            tried = backtest_views.against(visit.db, visit.actor, tried=tried, beside=beside)
    except ProblemsFoundError as error:
        ui.findings(error.problems, t)
        return None
    ui.findings(tried.problems, t)
    malus = tried.bonus_malus
    prices = tried.difference - (malus[1] - malus[0])
    with ui.card():
        caption = N_(
            "Each month by the terms of its own time, beside the draft as it stands on {day}; before "
            "what was settled with the vendor."
        )
        if beside == "in_force":
            caption = N_(
                "The contract and the draft, both as they stand on {day}, on each month; before what was "
                "settled with the vendor."
            )
        st.caption(plain(t(caption, day=tried.since)))
        ui.pair(
            "bt-totals",
            (
                (t(N_("Bonus and malus as signed")), plain(t.money(malus[0], currency))),
                (t(N_("Bonus and malus under the draft")), plain(t.money(malus[1], currency))),
                (t(N_("Prices: what the draft changes")), plain(signed_money(prices, currency, t))),
                (
                    t(N_("What the draft changes in the totals")),
                    plain(signed_money(tried.difference, currency, t)),
                ),
            ),
        )
    with ui.card():
        told.chart(visit, tried)
    told.spread(visit, tried)
    told.moved(visit, tried)
    sheets.show(visit, told.sheet(tried, t), t(N_("The months")), key="bt-months")
    return tried


main()
