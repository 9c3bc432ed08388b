"""A figure that only exists on paper: typed on the page, with its reason and its document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.counters import CATALOGUE
from pilotage.feeds.typed import PREFIX, is_typed
from pilotage.locale import N_, Words
from pilotage.locale.changes import closed_words, signed_money
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import stream_name
from pilotage.periods import Month, Window, week_of
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import catalogue, typed
from pilotage.services.actor import Right
from pilotage.services.closed_moves import closed_moves
from pilotage.services.register import ReceivedFile
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

PAGE = "pages/received_files.py"
Grain = Literal["month", "week", "day"]
_GRAINS: dict[Grain, str] = {"month": N_("A month"), "week": N_("A week"), "day": N_("A day")}
_UNITS = {"seconds": N_("in seconds"), "hours": N_("in hours")}


def typed_link(visit: Visit) -> None:
    """The way to the form, for who may import and looks at one vendor."""
    if visit.card is None or not may(visit, Right.IMPORT):
        return
    label = visit.t(N_("Type in a figure that only exists on paper"))
    query = visit.link(type="1")
    st.page_link(PAGE, label=label, icon=":material/edit_note:", query_params=query)


def typed_form(visit: Visit) -> None:
    """The form, when the link asks for it; and what was typed a moment ago."""
    t = visit.t
    done = st.session_state.pop("typed-done", "")
    if done:
        st.success(plain(done), icon=":material/check:")
    if visit.card is None or not st.query_params.get("type") or not may(visit, Right.IMPORT):
        return
    contract = catalogue.contract(visit.db, visit.actor, ref=visit.card.ref)
    title = t(N_("A figure typed by hand: {vendor}"), vendor=visit.card.vendor_name)
    caption = t(N_("It counts as if a file had brought it, and is marked as typed wherever it goes."))
    with ui.card(title, plain(caption)):
        left, right = st.columns(2)
        with left:
            stream = _stream(contract, t)
            period = _period(visit)
            _closed_before(visit, contract.ref, period)
        with right:
            values = _values(contract, t)
        reason = st.text_input(t(N_("Why it is typed by hand")), key=_key("reason"), max_chars=300)
        document = st.file_uploader(
            t(N_("The document it was read from: any kind, 10 MB at most")),
            key=_key("evidence"),
            max_upload_size=typed.MOST_EVIDENCE // 2**20,
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(t(N_("Keep the typed figure")), type="primary", key="type-in"):
                name, content = (document.name, document.getvalue()) if document else ("", b"")
                _keep(visit, contract, (stream, period, reason), values, (name, content))
            st.page_link(PAGE, label=t(N_("Close")), icon=":material/close:", query_params=visit.link())


def _key(name: str) -> str:
    """The key of a widget; another turn empties the form."""
    return f"type-{name}-{st.session_state.get('typed-turn', 0)}"


def _stream(contract: Contract, t: Words) -> str:
    streams = [stream.id for stream in contract.stream]
    chosen: str = st.selectbox(
        t(N_("Stream")),
        streams,
        key=_key("stream"),
        format_func=lambda name: plain(stream_name(name, contract, t)),
    )
    return chosen


def _period(visit: Visit) -> Window:
    """A month, a week or a day: chosen by one of its days."""
    t = visit.t
    grain: Grain = st.radio(
        t(N_("Period")),
        list(_GRAINS),
        key=_key("grain"),
        format_func=lambda g: t(_GRAINS[g]),
        horizontal=True,
    )
    day = st.date_input(
        t(N_("One of its days")),
        value=min(visit.month.last, visit.today),
        key=_key("day"),
        format="DD/MM/YYYY",
    )
    chosen = day if isinstance(day, date) else visit.month.first
    period = {"month": Month.of(chosen).window, "week": week_of(chosen), "day": Window(chosen, chosen)}[
        grain
    ]
    if grain != "day":
        st.caption(plain(t(N_("from {first} to {last}"), first=period.first, last=period.last)))
    return period


def _values(contract: Contract, t: Words) -> dict[str, str]:
    """The counters chosen, each with the text typed for it."""
    names = {counter.id: counter.name for counter in contract.counter}
    chosen = st.multiselect(
        t(N_("Counters")),
        typed.typable(contract),
        key=_key("counters"),
        format_func=lambda name: plain(names.get(name) or counter_words(name, t)),
        placeholder=t(N_("Choose the counters")),
        select_all=False,  # its words are English only
    )
    return {name: st.text_input(_label(name, names, t), key=_key(f"value-{name}")) for name in chosen}


def _label(name: str, own: dict[str, str], t: Words) -> str:
    """The counter with its unit, where it is not a plain count."""
    kind = CATALOGUE[name].kind if name in CATALOGUE else "count"
    words = own.get(name) or counter_words(name, t)
    return plain(f"{words} ({t(_UNITS[kind])})" if kind in _UNITS else words)


def _keep(
    visit: Visit,
    contract: Contract,
    asked: tuple[str, Window, str],
    texts: dict[str, str],
    document: tuple[str, bytes],
) -> None:
    """Reads what was typed in the visitor's language, and keeps it, or says what is wrong."""
    t, (stream, period, reason) = visit.t, asked
    read = {name: typed.value_of(text, t.language) for name, text in texts.items()}
    wrong = [_not_a_number(name, texts[name]) for name, value in read.items() if value is None]
    if wrong:
        ui.findings(wrong, t)
        return
    values: dict[str, Decimal] = {name: value for name, value in read.items() if value is not None}
    try:
        with refusals():
            typed.type_in(
                visit.db,
                visit.actor,
                contract=contract.ref,
                stream=stream,
                counters=values,
                period=period,
                reason=reason,
                evidence_name=document[0],
                evidence=document[1],
            )
            text = N_("Typed in: {n} figures, with {name} as evidence.")
            told = [t(text, n=len(values), name=document[0]), *_closed(visit, contract.ref, period)]
            st.session_state["typed-done"] = " ".join(told)
            st.session_state["typed-turn"] = st.session_state.get("typed-turn", 0) + 1
            st.rerun()
    except ProblemsFoundError as error:
        ui.findings(error.problems, t)


def _closed(visit: Visit, ref: str, period: Window) -> list[str]:
    """What becomes of the closed months that were typed into."""
    t = visit.t
    moves = closed_moves(visit.db, visit.actor, contract=ref, window=period)
    amounts = [signed_money(one.amount, one.currency, t) if one.amount else "" for one in moves]
    return [
        closed_words(one.month, one.into, amount, t) for one, amount in zip(moves, amounts, strict=True)
    ]


def _closed_before(visit: Visit, ref: str, period: Window) -> None:
    """Before anything is typed: that the month is closed, and where the difference would go."""
    t = visit.t
    moves = visit.kept(
        "closed-moves",
        ref,
        period,
        build=lambda: closed_moves(visit.db, visit.actor, contract=ref, window=period),
    )
    for one in moves:
        text = N_(
            "{month} is closed and stays as it is: what the figure changes is proposed as an adjustment "
            "in {into}."
        )
        st.info(plain(t(text, month=one.month, into=one.into)), icon=":material/lock:")


def _not_a_number(counter: str, text: str) -> Problem:
    params = (("counters", counter),)
    return Problem("typed.not_a_number", Severity.REFUSED, read=text, params=params)


# ---- in the register -------------------------------------------------------------------------


def feed_words(feed: str, t: Words) -> str:
    """« Saisi à la main : Écoutes », for the feed of a typed figure; nothing for any other."""
    if not is_typed(feed):
        return ""
    return t(N_("Typed in: {counter}"), counter=counter_words(feed.removeprefix(PREFIX), t))


def evidence_of(visit: Visit, one: ReceivedFile) -> None:
    """Why the figure was typed, and the document it was read from, as a download."""
    t = visit.t
    if not is_typed(one.feed):
        return
    found = typed.behind(visit.db, visit.actor, batch=one.batch)
    st.markdown(f"{ui.badge(t(N_('Typed in')), 'orange', '✎')} {plain(found.reason)}")
    st.download_button(
        t(N_("Evidence: {name}"), name=found.name),
        data=lambda: typed.evidence(visit.db, visit.actor, batch=one.batch)[1],
        file_name=found.name,
        mime="application/octet-stream",
        icon=":material/attach_file:",
        on_click="ignore",
        key="evidence",
        disabled=not may(visit, Right.EXPORT),
    )
