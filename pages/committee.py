"""Committee: what do we settle today? Prepared, run and minuted, a tab each."""

from __future__ import annotations

import streamlit as st

from pilotage.committee.model import CommitteeType, Meeting
from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.committee import committee_name, item_title, meeting_name, short_name, state_words
from pilotage.services import catalogue, committees
from pilotage.services.actor import Right
from pilotage.web import components as ui
from pilotage.web import meeting_minutes, meeting_prepare, meeting_run
from pilotage.web.guard import may
from pilotage.web.meetings import PAGE, act, refusal
from pilotage.web.session import Visit, here
from pilotage.web.shell import head
from pilotage.web.text import plain

TITLE = N_("Committee")
TABS = {"prepare": N_("Prepare"), "run": N_("Run"), "minutes": N_("Minutes")}


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    contract = catalogue.contract(visit.db, visit.actor, ref=visit.card.ref)
    committee = asked_committee()
    known = [
        card
        for card in committees.meetings(visit.db, visit.actor, contract=contract.ref)
        if card.type is committee and card.month == visit.month
    ]
    if not known:
        nothing_yet(visit, contract, committee)
        return
    asked = st.query_params.get("meeting", "")
    chosen = next((card for card in known if str(card.id) == asked), known[0])
    meeting = committees.meeting(visit.db, visit.actor, id=chosen.id)
    tab = asked_tab(meeting)
    top(visit, meeting, contract, tab)
    refusal()
    tabs(visit, meeting, contract, tab)


def asked_committee() -> CommitteeType:
    """The committee that the link names; the steering committee for a link that names none."""
    asked = st.query_params.get("type", "")
    return CommitteeType(asked) if asked in set(CommitteeType) else CommitteeType.STEERING


def asked_tab(meeting: Meeting) -> str:
    """The tab of the link; else the one where the meeting has come."""
    asked = st.query_params.get("tab", "")
    usual = {"prepared": "prepare", "running": "run", "closed": "minutes"}[meeting.state]
    return asked if asked in TABS else usual


def line(visit: Visit, meeting: Meeting, *more: str) -> str:
    """`COPIL du 16 nov. 2026 · **Armor Dialogue** · octobre 2026 · ● Close`."""
    t = visit.t
    shape, word = state_words(meeting.state, t)
    colour: ui.Colour = {"prepared": "gray", "running": "orange", "closed": "blue"}[meeting.state]
    name = plain(meeting_name(meeting, t))
    vendor = plain(visit.the_card.vendor_name)
    parts = [name, f"**{vendor}**", plain(t.month(meeting.month)), ui.badge(word, colour, shape), *more]
    return " · ".join(parts)


def top(visit: Visit, meeting: Meeting, contract: Contract, tab: str) -> None:
    """The finding of the tab, and its one primary act."""
    t = visit.t
    if tab == "run":
        item = meeting_run.chosen_item(meeting)
        if item is not None:
            title = t(
                N_("Item {n} of {total}: {title}"),
                n=item.position,
                total=len(meeting.items),
                title=item_title(item, contract, t),
            )
            warning = t(N_("Private screen: the room sees nothing of what you type"))
            private = [ui.badge(warning, "orange", "▲")] if meeting.state != "closed" else []
            acts = lambda: meeting_run.acts(visit, meeting, item)  # noqa: E731  one line, used once
            head(title, line(visit, meeting, *private), actions=acts)
            return
    if tab == "minutes":
        head(
            meeting_minutes.finding(meeting, t),
            line(visit, meeting),
            actions=lambda: meeting_minutes.acts(visit, meeting),
        )
        return
    head(
        meeting_prepare.finding(meeting, t),
        line(visit, meeting),
        actions=lambda: meeting_prepare.acts(visit, meeting),
    )


def tabs(visit: Visit, meeting: Meeting, contract: Contract, tab: str) -> None:
    """Only the open tab is drawn; which one it is stands in the address."""
    t = visit.t
    labels = {name: t(text) for name, text in TABS.items()}
    key = f"tab-{meeting.id}-{t.language}"
    if st.session_state.get(key) not in {None, labels[tab]}:
        st.session_state[key] = labels[tab]

    def turn() -> None:
        shown = st.session_state[key]
        st.query_params["tab"] = next(name for name, label in labels.items() if label == shown)

    places = st.tabs(list(labels.values()), default=labels[tab], key=key, on_change=turn)
    draw = {
        "prepare": meeting_prepare.draw,
        "run": meeting_run.draw,
        "minutes": meeting_minutes.draw,
    }
    for name, place in zip(labels, places, strict=True):
        if name == tab:
            with place:
                draw[name](visit, meeting, contract)


def nothing_yet(visit: Visit, contract: Contract, committee: CommitteeType) -> None:
    """No meeting on this month: the agenda is one click away."""
    t, month = visit.t, visit.month
    name = committee_name(committee, t)
    vendor = f"**{plain(contract.vendor_name)}**"
    head(t(N_("No agenda yet")), f"{plain(name)} · {vendor} · {plain(t.month(month))}")
    refusal()
    left, right = st.columns([2, 1])
    with left, ui.card():
        st.subheader(plain(t(N_("An agenda made from the month's figures"))), anchor=False)
        sentence = N_(
            "Open actions, SLAs against their targets, what was missed and why, bonus and malus, the "
            "expected invoice: each item comes with its figures, frozen when you prepare it."
        )
        st.markdown(plain(t(sentence)))
        usual = committees.usual_day(contract, committee, month)
        day = st.date_input(
            t(N_("Held on")), usual, key=f"day-{contract.ref}-{committee}-{month}", format="DD/MM/YYYY"
        )
        st.caption(plain(t(N_("The contract holds it on {day}."), day=t.date(usual, "long"))))
        allowed = may(visit, Right.MEET)
        st.button(
            t(N_("Prepare the committee")),
            type="primary",
            icon=":material/event_note:",
            key="prepare",
            disabled=not allowed,
            help=None if allowed else t("Your role does not run committees."),
            on_click=lambda: act(
                visit,
                lambda: committees.prepare(
                    visit.db,
                    visit.actor,
                    contract=contract.ref,
                    committee=committee,
                    month=month,
                    held_on=day,
                ),
            ),
        )
    with right, ui.card(t(N_("Other meetings with this vendor"))):
        others(visit, contract, t)


def others(visit: Visit, contract: Contract, t: Words) -> None:
    """The latest meetings of the contract, each a link."""
    cards = committees.meetings(visit.db, visit.actor, contract=contract.ref)[:6]
    for card in cards:
        label = t(
            N_("{committee} of {day}, figures of {month}"),
            committee=short_name(card.type, t),
            day=t.date(card.held_on, "medium"),
            month=card.month,
        )
        query = visit.link_to(visit.the_card, card.month, type=card.type, meeting=str(card.id))
        st.page_link(PAGE, label=plain(label), query_params=query)
    if not cards:
        st.markdown(f":gray[{plain(t(N_('None yet.')))}]")


main()
