"""The register of received files on the page: the latest ones, and one of them opened."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pilotage.locale import N_, Words
from pilotage.locale.sentences import sentence
from pilotage.periods import Window
from pilotage.problems import Problem, ProblemsFoundError
from pilotage.services import register
from pilotage.services.actor import Right
from pilotage.services.register import FileState, ReceivedFile, RefusedFile
from pilotage.web import components as ui
from pilotage.web import restatement
from pilotage.web.calendar import feeds_of
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain
from pilotage.web.typed import evidence_of, feed_words

PAGE = "pages/received_files.py"
_SHOWN, _REFUSED, _PROBLEMS, _DIGITS = 8, 3, 40, 18
_WIDTHS = (3.6, 2.4, 1.5, 2.0, 1.0, 2.0)
_STATES: Mapping[FileState, tuple[str, ui.Colour, str]] = {
    "counted": (N_("Counts"), "blue", "●"),
    "partly_replaced": (N_("Partly replaced"), "gray", "○"),
    "replaced": (N_("Superseded"), "gray", "○"),
    "withdrawn": (N_("Withdrawn"), "gray", "○"),
}


def latest(visit: Visit, window: Window) -> None:
    """The files of the window, the last come first; the name opens one."""
    t = visit.t
    ref = visit.card.ref if visit.card else None
    files = register.received_files(visit.db, visit.actor, contract=ref, window=window)
    refused = [
        one for one in register.refused_files(visit.db, visit.actor) if ref in {None, one.contract}
    ]
    st.subheader(t(N_("Files that came")), anchor=False)
    if not files and not refused:
        st.markdown(f":gray[{plain(t(N_('None in this period.')))}]")
        return
    headers = (
        ui.Cell(t(N_("File"))),
        ui.Cell(t(N_("Feed"))),
        ui.Cell(t(N_("Received on"))),
        ui.Cell(t(N_("Days"))),
        ui.right(t(N_("Rows kept"))),
        ui.Cell(t(N_("State"))),
    )
    lines = [_refused(visit, one) for one in refused]
    lines += [_received(visit, one) for one in reversed(files)]
    few = min(len(refused), _REFUSED)
    body = lines if ui.shows_all("files") else [*lines[:few], *lines[len(refused) :][:_SHOWN]]
    ui.rows("files", headers, _WIDTHS, body)
    ui.others(len(lines) - len(body), PAGE, visit.link(all="files"), t)


def _feed_name(visit: Visit, contract: str, feed: str) -> str:
    card = next((one for one in visit.cards if one.ref == contract), None)
    name = feed_words(feed, visit.t)
    if card is None:
        return name or feed
    return f"{card.vendor_name}, {name or dict(feeds_of(visit, card)).get(feed, feed)}"


def _received(visit: Visit, one: ReceivedFile) -> ui.Row:
    t = visit.t
    word, colour, shape = _STATES[one.state]
    badge = ui.badge(t(word), colour, shape)
    if one.problems and one.state == "counted":
        badge = ui.badge(t(N_("{n} to look at"), n=len(one.problems)), "orange", "◆")
    return ui.Row(
        (
            ui.Link(PAGE, one.name, visit.link(file=str(one.batch))),
            ui.Cell(f":gray[{plain(_feed_name(visit, one.contract, one.feed))}]"),
            ui.Cell(plain(t.date(one.received.date(), "day"))),
            ui.Cell(plain(_span(one, t))),
            ui.right(plain(t.number(one.rows_kept))),
            ui.Cell(badge),
        )
    )


def _refused(visit: Visit, one: RefusedFile) -> ui.Row:
    t = visit.t
    why = sentence(one.problems[0], t) if one.problems else ""
    return ui.Row(
        (
            ui.Cell(f"**{plain(one.name)}**"),
            ui.Cell(f":gray[{plain(why)}]"),
            ui.Cell(plain(t.date(one.last.date(), "day"))),
            ui.Cell(""),
            ui.Cell(""),
            ui.Cell(ui.badge(t(N_("Quarantined")), "red", "■")),
        )
    )


def _span(one: ReceivedFile, t: Words) -> str:
    first, last = t.date(one.first, "day"), t.date(one.last, "day")
    return first if one.first == one.last else f"{first} → {last}"


def opened(visit: Visit, number: str) -> None:
    """One received file: what it holds, its problems, the file as it came, and withdrawing it."""
    t = visit.t
    one = _named(visit, number)
    if one is None:
        ui.empty(
            t(N_("No such file")),
            t(N_("The link names a received file that does not exist here or is not open to you.")),
            [ui.Link(PAGE, t(N_("All received files")), visit.link())],
        )
        return
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.subheader(plain(one.name), anchor=False)
            word, colour, shape = _STATES[one.state]
            st.markdown(ui.badge(t(word), colour, shape), width="content")
        st.markdown(_facts(visit, one))
        if one.reason:
            st.caption(plain(t(N_("Withdrawn: {reason}"), reason=one.reason)))
        evidence_of(visit, one)
        problem_table(one.problems, t)
        _acts(visit, one)
    restatement.received(visit, one)


def _named(visit: Visit, number: str) -> ReceivedFile | None:
    """The file that a link names by its number; None for what is no number, unknown or out of sight."""
    if len(number) > _DIGITS or not (number.isascii() and number.isdecimal()):
        return None
    try:
        return register.received_file(visit.db, visit.actor, batch=int(number))
    except register.UnknownFileError:
        return None


def _facts(visit: Visit, one: ReceivedFile) -> str:
    t = visit.t
    text = t(
        N_("{feed}; received on {day} by {by}; {read} rows read, {kept} kept; {span}"),
        feed=_feed_name(visit, one.contract, one.feed),
        day=t.date(one.received.date(), "medium"),
        by=one.by,
        read=one.rows_read,
        kept=one.rows_kept,
        span=_span(one, t),
    )
    return plain(text)


def _acts(visit: Visit, one: ReceivedFile) -> None:
    t = visit.t
    with st.container(horizontal=True):
        st.download_button(
            t(N_("The file as it came")),
            data=lambda: register.original(visit.db, visit.actor, batch=one.batch)[1],
            file_name=one.name,
            icon=":material/download:",
            on_click="ignore",
            key="original",
            disabled=not may(visit, Right.EXPORT),
        )
        if one.state != "withdrawn" and may(visit, Right.IMPORT):
            with st.popover(t(N_("Withdraw")), icon=":material/undo:"):
                _withdrawal(visit, one)
        st.page_link(PAGE, label=t(N_("All received files")), query_params=visit.link())


def _withdrawal(visit: Visit, one: ReceivedFile) -> None:
    """Asks once, saying what will happen; the reason is kept."""
    t = visit.t
    told = t(
        N_("Its {rows} rows count no more; earlier files of the feed count again for {span}."),
        rows=one.rows_kept,
        span=_span(one, t),
    )
    st.markdown(plain(told))
    restatement.withdrawn(visit, one)
    reason = st.text_input(t(N_("Why")), key="withdraw-reason", max_chars=200)
    if st.button(t(N_("Withdraw")), type="primary", key="withdraw", disabled=not reason.strip()):
        try:
            with refusals():
                register.withdraw(visit.db, visit.actor, batch=one.batch, reason=reason)
                st.rerun()
        except ProblemsFoundError as error:
            ui.findings(error.problems, t)


def problem_table(found: tuple[Problem, ...], t: Words) -> None:
    """A line a problem: where, what was read, what is wrong; those of a long list unfold."""
    if not found:
        return
    _problem_rows(found[:_PROBLEMS], t)
    if len(found) > _PROBLEMS:
        with st.expander(plain(t(N_("and {n} others"), n=len(found) - _PROBLEMS))):
            _problem_rows(found[_PROBLEMS:], t)


def _problem_rows(shown: tuple[Problem, ...], t: Words) -> None:
    frame = pd.DataFrame(
        {
            t(N_("Row")): [_rows_of(one, t) for one in shown],
            t(N_("Column")): [plain(one.column) for one in shown],
            t(N_("Read")): [plain(one.read) for one in shown],
            t(N_("What is wrong")): [plain(sentence(one, t)) for one in shown],
        }
    )
    st.table(frame, border="horizontal", hide_index=True, alt=t(N_("Problems by row")))


def _rows_of(problem: Problem, t: Words) -> str:
    if problem.row is None:
        return ""
    if problem.count < 2:
        return t.number(problem.row)
    return t(N_("{row} and {n} others"), row=problem.row, n=problem.count - 1)
