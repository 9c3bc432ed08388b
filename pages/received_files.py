"""Received files: has everything arrived, and can I trust it?"""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pilotage.locale import N_
from pilotage.periods import Month
from pilotage.services.imports import ImportReport, Preview
from pilotage.web import components as ui
from pilotage.web import dropping, wizard
from pilotage.web.calendar import calendar_finding, calendar_of, missing_of
from pilotage.web.controls import controls_section
from pilotage.web.register import PAGE, latest, opened
from pilotage.web.session import Visit, here
from pilotage.web.shell import head
from pilotage.web.sources import sources_section
from pilotage.web.text import plain
from pilotage.web.typed import typed_form, typed_link

TITLE = N_("Received files")


def main() -> None:
    visit = here()
    if not visit.cards:
        ui.no_contract(visit, TITLE)
        return
    t = visit.t
    dropped = dropping.dropped_file()
    seen = dropping.look(visit, dropped) if dropped else None
    scope = visit.card.ref if visit.card else ""
    calendar = visit.kept("calendar", scope, build=lambda: calendar_of(visit))
    window = calendar.window
    line = t(
        N_("from {first} to {last}, {expected} expected, {received} received"),
        first=t.date(window.first, "medium"),
        last=t.date(window.last, "medium"),
        expected=calendar.expected,
        received=calendar.received,
    )
    where = f"{plain(t(TITLE))} · {plain(line)}"
    if dropped and seen and wizard.concerns(seen.problems):
        new_layout(visit, dropped, seen, where)
        return
    ready = seen is not None and seen.status == "imported"
    confirm = (lambda: dropping.confirmation(visit, dropped, seen)) if ready else None
    head(calendar_finding(calendar, t), where, actions=confirm)
    since(visit)
    dropping.last_report(t)
    asked = st.query_params.get("file", "")
    if asked and not seen:
        opened(visit, asked)
    if not seen:
        typed_form(visit)
        sources_section(visit)
    # The calendar comes first, until a file is dropped: what it says then comes before.
    above, below = st.container(), st.container()
    if calendar.spec:
        with (below if seen else above).container(border=True):
            ui.chart(calendar.spec, alt=calendar_finding(calendar, t))
    with above if seen else below:
        left, right = st.columns([1, 2])
        with left:
            dropping.drop(visit)
            typed_link(visit)
        with right:
            if seen:
                dropping.understood(visit, dropped, seen)
            else:
                dropping.nothing_dropped(t)
    if not seen:
        controls_section(visit, window)
        latest(visit, window)


def since(visit: Visit) -> None:
    """Beside the month before today's: what the month that runs already lacks, and the way there."""
    running = Month.of(visit.today)
    if visit.month != running.plus(-1):
        return
    t, scope = visit.t, visit.card.ref if visit.card else ""
    lacking = visit.kept("lacking", scope, build=lambda: missing_of(visit, running))
    if lacking:
        text = N_("{month} so far: files missing: {n}")
        label = plain(t(text, month=running, n=lacking))
        query = {**visit.link(), "month": str(running)}
        st.page_link(PAGE, label=label, icon=":material/arrow_forward:", query_params=query)


def new_layout(visit: Visit, dropped: UploadedFile, seen: Preview, where: str) -> None:
    """A file that no feed has the layout of: how it would be read, asked about where it must be."""
    t, drop = visit.t, dropped.file_id
    title, left, right = st.container(), *st.columns([1, 2])
    with left:
        dropping.drop(visit)
    with right:
        card = wizard.contract_of(visit, drop)
        view = wizard.look(visit, dropped, card.ref if card else "")
        if view:
            wizard.summary(visit, view, drop)
        dropping.another_way(visit, dropped)

    def taken_in(report: ImportReport) -> None:
        dropping.reported(dropped, report)

    ready = view is not None and card is not None
    confirm = (lambda: wizard.confirmation(visit, dropped, view, taken_in)) if ready else None
    with title:
        head(t(N_("A layout to learn: {name}"), name=dropped.name), where, actions=confirm)
    if view:
        wizard.show(visit, view, drop)


main()
