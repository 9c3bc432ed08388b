"""Actions and decisions: who owes what, since when? What was decided, and where?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from pilotage.committee.model import Action, ActionStatus, Decision
from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.committee import postponed_words, role_words, side_words
from pilotage.services import catalogue, committees, outcomes
from pilotage.services.actor import Right
from pilotage.services.committees import MeetingCard
from pilotage.web import components as ui
from pilotage.web.guard import may
from pilotage.web.meetings import ACTIONS, PAGE, act, action_badge, refusal
from pilotage.web.session import Visit, find_card, here
from pilotage.web.shell import head
from pilotage.web.text import plain

TITLE = N_("Actions and decisions")
WIDTHS = (1.3, 5.2, 1.8, 2.4, 2.3)
SIDES = {"all": N_("Both sides"), "client": N_("Ours"), "vendor": N_("The vendor's")}
TABS = {"actions": N_("Actions"), "decisions": N_("Decisions")}
CLOSED_SHOWN, DECISIONS_SHOWN = 10, 40

Owed = tuple[Contract, Action]
Decided = tuple[Contract, Decision]


def main() -> None:
    visit = here()
    if not visit.cards:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    chosen = [card for card in visit.cards if visit.card in {None, card}]
    contracts = {card.ref: catalogue.contract(visit.db, visit.actor, ref=card.ref) for card in chosen}
    found = outcomes.actions(visit.db, visit.actor)
    owed = [(contracts[ref], action) for ref, action in found if ref in contracts]
    head(finding(owed, visit), line(visit))
    refusal()
    tab = st.query_params.get("tab", "actions")
    labels = {name: t(text) for name, text in TABS.items()}
    key = f"register-{t.language}"

    def turn() -> None:
        shown = st.session_state[key]
        st.query_params["tab"] = next(name for name, label in labels.items() if label == shown)

    places = st.tabs(
        list(labels.values()), default=labels.get(tab, labels["actions"]), key=key, on_change=turn
    )
    with places[0]:
        if tab != "decisions":
            actions(visit, owed)
    with places[1]:
        if tab == "decisions":
            decisions(visit, contracts)


def finding(owed: Sequence[Owed], visit: Visit) -> str:
    """How many are owed, and how many of them are late."""
    t = visit.t
    still = [action for _, action in owed if action.status is ActionStatus.OPEN]
    late = sum(action.is_late(visit.today) for action in still)
    if not still:
        return t(N_("No open action"))
    if late:
        return t(N_("Open actions: {n}, of which late: {late}"), n=len(still), late=late)
    return t(N_("Open actions: {n}, none late"), n=len(still))


def line(visit: Visit) -> str:
    t = visit.t
    who = visit.card.vendor_name if visit.card else t(N_("All vendors"))
    return f"{plain(t(TITLE))} · **{plain(who)}** · {plain(t.date(visit.today, 'long'))}"


def actions(visit: Visit, owed: Sequence[Owed]) -> None:
    """Late ones first, ours before theirs, then by date; those that are settled below."""
    t = visit.t
    side = st.segmented_control(
        t(N_("Side")),
        list(SIDES),
        default="all",
        required=True,
        key="side",
        format_func=lambda name: t(SIDES[name]),
        label_visibility="collapsed",
    )
    kept = [one for one in owed if side in {"all", one[1].side}]
    still = [one for one in kept if one[1].status is ActionStatus.OPEN]
    meetings = {card.id: card for card in committees.meetings(visit.db, visit.actor)}
    still.sort(key=lambda one: (not one[1].is_late(visit.today), one[1].side != "client", one[1].due))
    if still:
        listed(visit, still, meetings, "open")
    else:
        ui.empty(
            t(N_("Nothing is owed")),
            t(N_("Actions are asked in committee, with an owner and a date.")),
            [ui.Link(PAGE, t(N_("Open the committee")), visit.link())],
        )
    settled = sorted(
        (one for one in kept if one[1].status is not ActionStatus.OPEN),
        key=lambda one: one[1].closed_on or date.min,
        reverse=True,
    )
    if settled:
        st.subheader(t(N_("Settled")), anchor=False)
        listed(visit, settled[:CLOSED_SHOWN], meetings, "settled")


def listed(visit: Visit, owed: Sequence[Owed], meetings: dict[int, MeetingCard], place: str) -> None:
    """One row an action; the link unfolds what can be done with it."""
    t = visit.t
    asked = st.query_params.get("action", "")
    headers = (
        ui.Cell(t(N_("Status"))),
        ui.Cell(t(N_("Action"))),
        ui.Cell(t(N_("Vendor"))),
        ui.Cell(t(N_("Owner"))),
        ui.right(t(N_("Due")) if place == "open" else t(N_("Date"))),
    )
    # What is unfolded stands between two tables: inside one it would take the look of its rows.
    names = [name_of(contract, action) for contract, action in owed]
    at = names.index(asked) + 1 if asked in names else len(names)
    body = [row(visit, contract, action, asked) for contract, action in owed]
    ui.rows(place, headers, WIDTHS, body[:at])
    if asked in names:
        unfold(visit, *owed[at - 1], meetings)
        ui.rows(f"{place}-rest", (), WIDTHS, body[at:])


def name_of(contract: Contract, action: Action) -> str:
    """How a link names an action: numbers are those of a contract."""
    return f"{contract.ref}:{action.number}"


def row(visit: Visit, contract: Contract, action: Action, asked: str) -> ui.Row:
    t = visit.t
    name = name_of(contract, action)
    opened = name == asked
    query = dict(here_and(visit), **({} if opened else {"action": name}))
    icon = ":material/expand_less:" if opened else ":material/expand_more:"
    owner = plain(role_words(action.owner, contract, t))
    side = plain(side_words(action.side, contract, t))
    due = action.closed_on if action.closed_on else action.due
    return ui.Row(
        (
            ui.Cell(action_badge(visit, action.status, action.due)),
            ui.Link(ACTIONS, action.text, query, icon),
            ui.Cell(f":gray[{plain(contract.vendor_name)}]"),
            ui.Cell(f"{owner}  \n:gray[{side}]"),
            ui.right(plain(t.date(due, "medium")) + postponed(action, t)),
        ),
        current=opened,
    )


def here_and(visit: Visit) -> dict[str, str]:
    """The query of this page on the same vendor, or on all of them."""
    query = visit.link()
    if visit.card is None:
        query.pop("vendor", None)
    return query


def postponed(action: Action, t: Words) -> str:
    """How often its date was moved; twice is a warning."""
    words = postponed_words(action, t)
    if not words:
        return ""
    mark = ui.badge(words, "orange", "▲") if action.postponed > 1 else f":gray[{plain(words)}]"
    return f"  \n{mark}"


def unfold(visit: Visit, contract: Contract, action: Action, meetings: dict[int, MeetingCard]) -> None:
    """Where it was asked, and what can be done: settle it, give it another date, cancel it."""
    t = visit.t
    with st.container(border=True, gap="small", key=f"unfold-{contract.ref}-{action.number}"):
        text = N_("{number}, asked on {day}, due on {due}")
        words = t(text, number=action.number, day=action.opened_on, due=action.due)
        st.caption(plain(words))
        card = meetings.get(action.meeting) if action.meeting is not None else None
        if card:
            st.page_link(
                PAGE,
                label=t(N_("See the meeting where it was asked")),
                icon=":material/arrow_forward:",
                query_params=to_meeting(visit, card),
            )
        if may(visit, Right.MEET):
            acts(visit, contract, action)


def to_meeting(visit: Visit, card: MeetingCard) -> dict[str, str]:
    """The query of the minutes of a meeting."""
    found = find_card(card.contract, visit.cards)
    where = visit.link_to(found, card.month) if found else {}
    return {**where, "type": card.type, "meeting": str(card.id), "tab": "minutes"}


def acts(visit: Visit, contract: Contract, action: Action) -> None:
    t, key = visit.t, f"{contract.ref}-{action.number}"
    if action.status is not ActionStatus.OPEN:
        st.button(
            t(N_("Reopen")),
            icon=":material/undo:",
            key=f"reopen-{key}",
            on_click=update(visit, contract, action, ActionStatus.OPEN),
        )
        return

    def postpone() -> None:
        day = st.session_state[f"due-{key}"]
        change = partial(outcomes.update_action, contract=contract.ref, number=action.number, due=day)
        act(visit, lambda: change(visit.db, visit.actor))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.button(
            t(N_("Mark as done")),
            type="primary",
            icon=":material/check:",
            key=f"done-{key}",
            on_click=update(visit, contract, action, ActionStatus.DONE),
        )
        st.date_input(
            t(N_("New date")),
            action.due,
            min_value=action.due,
            key=f"due-{key}",
            format="DD/MM/YYYY",
            width=170,
        )
        st.button(t(N_("Postpone")), icon=":material/event:", key=f"postpone-{key}", on_click=postpone)
        st.button(
            t(N_("Cancel it")),
            type="tertiary",
            key=f"cancel-{key}",
            on_click=update(visit, contract, action, ActionStatus.CANCELLED),
        )
    st.caption(plain(t(N_("A later date is counted: the committee sees how often it was moved."))))


def update(visit: Visit, contract: Contract, action: Action, status: ActionStatus) -> Callable[[], None]:
    """The change of an action's state, for a button."""
    change = partial(outcomes.update_action, contract=contract.ref, number=action.number, status=status)
    return lambda: act(visit, lambda: change(visit.db, visit.actor))


def decisions(visit: Visit, contracts: dict[str, Contract]) -> None:
    """The register, the latest first; a search keeps those that hold every word."""
    t = visit.t
    wanted = st.text_input(
        t(N_("Search the decisions")),
        key="search",
        placeholder=t(N_("Words, or a number: COPIL-2026-02-D01")),
        label_visibility="collapsed",
        icon=":material/search:",
    )
    found = [
        (contracts[ref], decision)
        for ref, decision in outcomes.decisions(visit.db, visit.actor)
        if ref in contracts
    ]
    kept = [one for one in found if matches(one, (wanted or "").casefold().split())]
    if not kept:
        ui.empty(
            t(N_("No decision here")),
            t(N_("Decisions are taken in committee, under an item of the agenda.")),
            [ui.Link(PAGE, t(N_("Open the committee")), visit.link())],
        )
        return
    meetings = {card.id: card for card in committees.meetings(visit.db, visit.actor)}
    headers = (
        ui.Cell(t(N_("No."))),
        ui.Cell(t(N_("Decision"))),
        ui.Cell(t(N_("Vendor"))),
        ui.right(t(N_("Date"))),
    )
    shown = kept if ui.shows_all("decisions") else kept[:DECISIONS_SHOWN]
    body = [
        ui.Row(
            (
                ui.Link(PAGE, decision.number, to_meeting(visit, meetings[decision.meeting])),
                ui.Cell(plain(decision.text)),
                ui.Cell(f":gray[{plain(contract.vendor_name)}]"),
                ui.right(plain(t.date(decision.taken_on, "medium"))),
            )
        )
        for contract, decision in shown
    ]
    ui.rows("decisions", headers, (2.6, 6.6, 1.8, 1.4), body)
    query = {**st.query_params.to_dict(), "all": "decisions"}
    ui.others(len(kept) - len(shown), "pages/actions.py", query, t)


def matches(one: Decided, words: Sequence[str]) -> bool:
    contract, decision = one
    text = f"{decision.number} {decision.text} {contract.vendor_name}".casefold()
    return all(word in text for word in words)


main()
