"""A dropped file: what it is understood to be, its confirmation, and what the import did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NoReturn

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pilotage.counters import is_counter
from pilotage.locale import N_, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.proposed import stream_names
from pilotage.locale.sentences import sentence
from pilotage.problems import Severity
from pilotage.services import catalogue, imports
from pilotage.services.actor import Right
from pilotage.services.imports import ImportReport, Preview
from pilotage.web import components as ui
from pilotage.web import restatement
from pilotage.web.calendar import feeds_of
from pilotage.web.guard import may, refusals
from pilotage.web.register import problem_table
from pilotage.web.session import Visit
from pilotage.web.style import upload_limits
from pilotage.web.text import plain

STAGES = {
    "recognising": N_("Recognising the file"),
    "reading": N_("Reading and checking its rows"),
    "comparing": N_("Comparing with what is there"),
    "writing": N_("Keeping the file and its figures"),
}
ROWS = 10


def dropped_file() -> UploadedFile | None:
    """The file in the drop zone."""
    return st.session_state.get(f"drop-{turn()}")


def turn() -> int:
    """The number of the current drop: another number empties the zone."""
    return int(st.session_state.get("turn", 0))


def look(visit: Visit, dropped: UploadedFile) -> Preview | None:
    """The file as it is understood; read once, not at each click."""
    feed = st.session_state.get(f"feed-{turn()}") or (None, None)
    versions = tuple(card.data_version for card in visit.cards)
    key = (dropped.file_id, feed, versions)
    known: tuple[object, Preview] | None = st.session_state.get("preview")
    if known and known[0] == key:
        return known[1]
    with refusals(), st.spinner(visit.t(N_("Reading {name}"), name=dropped.name)):
        found = imports.preview(
            visit.db,
            visit.actor,
            content=dropped.getvalue(),
            name=dropped.name,
            contract=feed[0],
            feed=feed[1],
        )
        st.session_state["preview"] = (key, found)
        return found
    return None


def drop(visit: Visit) -> None:
    """The drop zone: nothing is kept before the confirmation."""
    t = visit.t
    allowed = may(visit, Right.IMPORT)
    with ui.card():
        st.subheader(t(N_("Drop a file")), anchor=False)
        st.file_uploader(
            upload_limits(t.language),
            key=f"drop-{turn()}",
            disabled=not allowed,
            max_upload_size=50,
        )
        st.caption(plain(t(N_("The feed and the vendor are recognised from the columns."))))
        kept_words = t(N_("Nothing is kept before you confirm."))
        st.caption(plain(kept_words if allowed else t(N_("Your role does not import files."))))


def nothing_dropped(t: Words) -> None:
    with ui.card():
        st.subheader(t(N_("What happens to a file")), anchor=False)
        for text in (
            N_("It is recognised: whose it is, which feed, which days."),
            N_("Its first rows are shown as they were understood, and its problems row by row."),
            N_("You confirm: its days are added, or take the place of those of an earlier file."),
            N_("The same file dropped twice changes nothing, and says so."),
        ):
            st.markdown(f":blue[●] {plain(t(text))}")


def understood(visit: Visit, dropped: UploadedFile, seen: Preview) -> None:
    """What was recognised, what it changes, its problems and its first rows."""
    t = visit.t
    with ui.card():
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.subheader(plain(seen.name), anchor=False)
            st.markdown(counts(seen, t), width="content")
        recognised(visit, seen)
        stopping = [one for one in seen.problems if one.severity is Severity.REFUSED]
        for problem in stopping:
            st.error(plain(sentence(problem, t)), icon=":material/block:")
        if seen.status == "already_there":
            st.info(plain(t(N_("This file is already there: nothing would change."))))
        if seen.status == "imported":
            st.markdown(changes(seen, t))
            restatement.previewed(visit, seen)
        problem_table(tuple(one for one in seen.problems if one not in stopping), t)
        first_rows(visit, seen)
        if seen.status == "refused":
            quarantine(visit, dropped)


def counts(seen: Preview, t: Words) -> str:
    """`1 488 lues · **1 482 gardées** · ◆ 6 à corriger`."""
    if not seen.rows_read:
        return ui.badge(t(N_("refused")), "red", "■") if seen.status == "refused" else ""
    read = plain(t(N_("{n} rows read"), n=seen.rows_read))
    good = plain(t(N_("{n} kept"), n=seen.rows_kept))
    left = seen.rows_read - seen.rows_kept
    doubt = " · " + ui.badge(t(N_("{n} to correct"), n=left), "orange", "◆") if left else ""
    return f"{read} · **{good}**{doubt}"


def recognised(visit: Visit, seen: Preview) -> None:
    """Whose file it is; when nobody knows, the pilot says."""
    t = visit.t
    if seen.contract:
        card = next(one for one in visit.cards if one.ref == seen.contract)
        feed = dict(feeds_of(visit, card)).get(seen.feed, seen.feed)
        text = t(N_("{vendor}, {feed}, contract {ref}"), vendor=seen.vendor_name, feed=feed, ref=card.ref)
        st.markdown(f":blue[●] {plain(text)}")
        return
    feed_choice(visit)


def another_way(visit: Visit, dropped: UploadedFile) -> None:
    """Instead of learning a layout: a feed that is known after all, or the file put aside. That no feed
    recognised it is not said again: the wizard tells what it is.
    """
    with st.expander(visit.t(N_("It is a feed that is already known, or a wrong file"))):
        feed_choice(visit)
        quarantine(visit, dropped)


def feed_choice(visit: Visit) -> None:
    """The feeds of every contract in sight, for a file that none of them recognised."""
    t = visit.t
    choices = [(card.ref, feed) for card in visit.cards for feed, _ in feeds_of(visit, card)]
    names = {
        (card.ref, feed): f"{card.vendor_name}, {name}"
        for card in visit.cards
        for feed, name in feeds_of(visit, card)
    }
    st.selectbox(
        t(N_("Which feed is it?")),
        choices,
        index=None,
        format_func=lambda choice: names.get(choice, ""),
        key=f"feed-{turn()}",
        placeholder=t(N_("Choose the feed")),
    )


def changes(seen: Preview, t: Words) -> str:
    """The days that the file adds, and those of an earlier file that it replaces."""
    parts = []
    if seen.days_added:
        parts.append(
            t(N_("Days added: {n}, {span}"), n=len(seen.days_added), span=span(seen.days_added, t))
        )
    if seen.days_replaced:
        text = N_("Days replaced: {n}, {span}; figures that change: {changes}")
        replaced = span(seen.days_replaced, t)
        parts.append(t(text, n=len(seen.days_replaced), span=replaced, changes=len(seen.differences)))
    return "  \n".join(plain(part) for part in parts)


def span(days: Sequence[date], t: Words) -> str:
    first, last = min(days), max(days)
    return t.date(first) if first == last else t(N_("from {first} to {last}"), first=first, last=last)


def first_rows(visit: Visit, seen: Preview) -> None:
    """The first rows as they were understood, under the names of our counters and streams."""
    if not seen.rows:
        return
    t = visit.t
    terms = catalogue.contract(visit.db, visit.actor, ref=seen.contract) if seen.contract else None
    streams = stream_names(terms.stream if terms else (), t.language)
    st.markdown(f"**{plain(t(N_('First rows, as understood')))}**")
    titles = {"stream": t(N_("Stream")), "start": t(N_("Start"))}
    names = [
        titles.get(name) or (counter_words(name, t) if is_counter(name) else name)
        for name in seen.columns
    ]
    unique = [
        name if names.count(name) == 1 else f"{name} ({code})"
        for name, code in zip(names, seen.columns, strict=True)
    ]
    shown = [
        [streams.get(text, text) for text in (cell(value, t) for value in row)]
        for row in seen.rows[:ROWS]
    ]
    figures = {name: st.column_config.TextColumn(alignment="right") for name in unique[2:]}
    frame = pd.DataFrame(shown, columns=unique)
    st.dataframe(frame, hide_index=True, height="content", column_config=figures)


def cell(value: object, t: Words) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return f"{value:%d/%m/%Y %H:%M}"
    return t.number(value) if isinstance(value, Decimal | int) else str(value)


def confirmation(visit: Visit, dropped: UploadedFile, seen: Preview) -> None:
    label = visit.t(N_("Confirm the {n} rows"), n=seen.rows_kept)
    if st.button(label, type="primary", icon=":material/check:", key="confirm"):
        take_in(visit, dropped, seen.contract, seen.feed)


def quarantine(visit: Visit, dropped: UploadedFile) -> None:
    """A refused file may be entered in the register, to be corrected by who sent it."""
    label = visit.t(N_("Put aside until it is corrected"))
    if st.button(label, icon=":material/inventory_2:", key="put-aside"):
        feed = st.session_state.get(f"feed-{turn()}") or (None, None)
        take_in(visit, dropped, *feed)


def take_in(visit: Visit, dropped: UploadedFile, contract: str | None, feed: str | None) -> None:
    """Imports under the reader's eyes, then starts the page again with the report."""
    t = visit.t
    with refusals(), st.status(t(N_("Importing {name}"), name=dropped.name)) as status:
        report = imports.import_file(
            visit.db,
            visit.actor,
            content=dropped.getvalue(),
            partial=True,
            name=dropped.name,
            contract=contract,
            feed=feed,
            progress=lambda stage: status.update(label=t(STAGES[stage])),
        )
        reported(dropped, report)


def reported(dropped: UploadedFile, report: ImportReport) -> NoReturn:
    """Starts the page again with an empty drop zone, and says once what the import did."""
    added, replaced = len(report.days_added), len(report.days_replaced)
    st.session_state["report"] = (dropped.name, report.status, report.rows, added, replaced)
    st.session_state["turn"] = turn() + 1
    st.session_state.pop("preview", None)
    st.rerun()


def last_report(t: Words) -> None:
    """What the last import did, once."""
    report = st.session_state.pop("report", None)
    if not report:
        return
    name, status, rows, added, replaced = report
    if status == "imported":
        text = N_("{name} is imported: {rows} rows, days added: {added}, replaced: {replaced}.")
        st.success(plain(t(text, name=name, rows=rows, added=added, replaced=replaced)))
    elif status == "already_there":
        st.info(plain(t(N_("{name} was already there: nothing changed."), name=name)))
    else:
        st.warning(plain(t(N_("{name} is refused and put aside: no figure changed."), name=name)))
