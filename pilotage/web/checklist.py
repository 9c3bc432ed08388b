"""The checklist of a closing, the closing itself, and reopening by two persons."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pilotage.locale import N_
from pilotage.locale.closing_words import item_words, state_words
from pilotage.locale.sentences import sentence
from pilotage.problems import ProblemsFoundError, Severity
from pilotage.services import closing, reopening
from pilotage.services.actor import Right
from pilotage.services.checklist import Checklist, Item
from pilotage.services.reopening import ReopeningAsked
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.shell import titled
from pilotage.web.text import plain

_MARKS: Mapping[str, tuple[ui.Colour, str]] = {
    "done": ("blue", "●"),
    "missing": ("orange", "▲"),
    "not_due": ("gray", "○"),
    "passed_over": ("orange", "▲"),
}
_WIDTHS = (1.4, 2.2, 5.0, 1.2)
_TROUBLE, _SAID = "closing-trouble", "closing-said"


def listed(visit: Visit, found: Checklist) -> None:
    """Every point, how it stands, what is missing, and the page that settles it."""
    t = visit.t
    headers = tuple(
        ui.Cell(t(text)) for text in (N_("State"), N_("Point"), N_("What is missing"), N_("Settle"))
    )
    ui.rows("checklist", headers, _WIDTHS, [_row(visit, one) for one in found.items])


def _row(visit: Visit, one: Item) -> ui.Row:
    t = visit.t
    colour, shape = _MARKS[one.state]
    told = "  \n".join(plain(sentence(problem, t)) for problem in one.problems) or ":gray[—]"
    return ui.Row(
        (
            ui.Cell(ui.badge(state_words(one.state, t), colour, shape)),
            ui.Cell(plain(item_words(one.code, t))),
            ui.Cell(told),
            _link(visit, one),
        )
    )


def _link(visit: Visit, one: Item) -> ui.Link | ui.Cell:
    """To where the point is settled, once something is missing there."""
    pages = ui.page_paths(one.page)
    if not (one.problems and pages) or one.code == "period":
        return ui.Cell("")
    query = visit.link()
    if "month" in one.query:
        query["month"] = one.query["month"]
    return ui.Link(pages[0], visit.t(N_("Go there")), query, ":material/arrow_forward:")


def act(visit: Visit, found: Checklist) -> None:
    """The one thing to do: close, ask to reopen, or confirm; nothing for who may not."""
    if not may(visit, Right.CLOSE):
        return
    if not found.closed:
        _closing(visit, found)
        return
    asked = reopening.waiting(visit.db, visit.actor, contract=found.contract, month=visit.month)
    if asked:
        _confirming(visit, asked)
    else:
        _asking(visit, found)


def outcome(visit: Visit) -> None:
    """What the last act did, or what stood against it after all."""
    if text := st.session_state.pop(_SAID, ""):
        st.success(plain(text), icon=":material/check_circle:")
    ui.findings(st.session_state.pop(_TROUBLE, ()), visit.t)


def _say(visit: Visit, text: str) -> None:
    st.session_state[_SAID] = visit.t(text, month=titled(visit.t.month(visit.month)))


def _closing(visit: Visit, found: Checklist) -> None:
    t, problems = visit.t, found.problems
    refused = any(one.severity is Severity.REFUSED for one in problems)
    warned = any(one.severity is Severity.WARNING for one in problems)
    with st.popover(
        t(N_("Close the month")),
        icon=":material/lock:",
        type="primary",
        disabled=refused,
        key="close-form",
    ):
        st.markdown(plain(t(N_("Its figures, its contract and its files are then kept as they are."))))
        label = N_("Why it is closed all the same") if warned else N_("Comment")
        comment = st.text_input(t(label), key="checklist-comment", max_chars=200)
        st.button(
            t(N_("Close for good")),
            type="primary",
            key="checklist-close",
            disabled=refused or (warned and not comment.strip()),
            on_click=_close,
            args=(visit,),
            kwargs={"despite": warned},
        )


def _close(visit: Visit, *, despite: bool) -> None:
    comment, ref = st.session_state.get("checklist-comment", ""), visit.the_card.ref
    with refusals():
        try:
            closing.close(
                visit.db, visit.actor, contract=ref, month=visit.month, comment=comment, despite=despite
            )
        except ProblemsFoundError as error:
            st.session_state[_TROUBLE] = error.problems
            return
        _say(visit, N_("{month} is closed: nothing that arrives later moves it."))


def _asking(visit: Visit, found: Checklist) -> None:
    t = visit.t
    against = reopening.obstacles(visit.db, visit.actor, contract=found.contract, month=visit.month)
    with st.popover(t(N_("Ask to reopen")), icon=":material/lock_open:", key="ask-form"):
        if against:
            ui.findings(against, t)
            return
        text = N_(
            "A second person confirms. What was closed is kept, and the month is closed again later."
        )
        st.markdown(plain(t(text)))
        reason = st.text_input(t(N_("Reason")), key="reopen-reason", max_chars=400)
        name = _name(visit, "reopen-name")
        st.button(
            t(N_("Ask to reopen")),
            type="primary",
            key="reopen-ask",
            disabled=not (reason.strip() and (name.strip() or reopening.named(visit.actor))),
            on_click=_ask,
            args=(visit,),
        )


def _name(visit: Visit, key: str) -> str:
    """The name of who acts, asked for where nobody logs in."""
    if reopening.named(visit.actor):
        return visit.actor.user
    return st.text_input(visit.t(N_("Your name (nobody logs in here)")), key=key, max_chars=100)


def _ask(visit: Visit) -> None:
    said = st.session_state
    try:
        reopening.ask(
            visit.db,
            visit.actor,
            contract=visit.the_card.ref,
            month=visit.month,
            reason=said.get("reopen-reason", ""),
            name=said.get("reopen-name", ""),
        )
        _say(visit, N_("{month} waits for a second person to confirm that it is reopened."))
    except ProblemsFoundError as error:
        said[_TROUBLE] = error.problems


def _confirming(visit: Visit, asked: ReopeningAsked) -> None:
    t = visit.t
    icon = ":material/lock_open:"
    with st.popover(t(N_("Confirm the reopening")), icon=icon, type="primary", key="confirm-form"):
        text = N_("{name} asked on {day}: {reason}")
        st.markdown(plain(t(text, name=asked.asked_by, day=asked.asked_on, reason=asked.reason)))
        name = _name(visit, "confirm-name")
        st.text_input(t(N_("Deputy of (if you stand in for somebody)")), key="confirm-for", max_chars=100)
        st.text_input(t(N_("Comment")), key="confirm-comment", max_chars=400)
        st.button(
            t(N_("Reopen the month")),
            type="primary",
            key="reopen-confirm",
            disabled=not (name.strip() or reopening.named(visit.actor)),
            on_click=_confirm,
            args=(visit, asked.number),
        )


def _confirm(visit: Visit, number: int) -> None:
    said = st.session_state
    try:
        reopening.confirm(
            visit.db,
            visit.actor,
            request=number,
            name=said.get("confirm-name", ""),
            deputy_for=said.get("confirm-for", ""),
            comment=said.get("confirm-comment", ""),
        )
        _say(visit, N_("{month} is open again."))
    except ProblemsFoundError as error:
        said[_TROUBLE] = error.problems


def history(visit: Visit) -> None:
    """What was asked to be reopened, by whom, and who confirmed."""
    t = visit.t
    found = reopening.reopenings_of(visit.db, visit.actor, contract=visit.the_card.ref, month=visit.month)
    if not found:
        return
    with ui.card(t(N_("Reopenings"))):
        for one in found:
            asked = t(N_("{name} asked on {day}: {reason}"), name=one.asked_by, day=one.asked_on,
                      reason=one.reason)  # fmt: skip
            st.markdown(plain(asked))
            done = one.confirmed
            if done is None:
                st.caption(plain(t(N_("Not confirmed: the month stays closed."))))
                continue
            text = N_("Confirmed by {name} on {day}.")
            if done.deputy_for:
                text = N_("Confirmed by {name} on {day}, deputy of {other}.")
            st.caption(plain(t(text, name=done.by, day=done.on, other=done.deputy_for)))
