"""An amendment, step by step: its document, the clause, the figures, what it does, then publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from pilotage.contract.amending import Amendment
from pilotage.locale import N_
from pilotage.locale.change_words import changes_words, day_words
from pilotage.problems import ProblemsFoundError
from pilotage.services import amending
from pilotage.services.actor import Right
from pilotage.services.amending import Clause, Drafted, Effects
from pilotage.services.contract_page import Opened
from pilotage.web import backtest as told
from pilotage.web import clauses, drafts
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

_DATES = "contract:"
PREFIX = "amend-"


def show(visit: Visit, page: Opened) -> None:
    """Typed at left, told at right: nothing is written before it is published."""
    t = visit.t
    if done := st.session_state.pop("amend-done", ""):
        st.success(plain(done), icon=":material/check:")
    left, right = st.columns([1, 1], gap="medium")
    with left:
        amendment = _asked(visit, page)
    drafts.keep(PREFIX, page.contract.ref, t.language, changed=amendment is not None)
    with right:
        ui.findings(st.session_state.pop("amend-problems", ()), t)
        if amendment is None:
            st.info(
                plain(t(N_("Change a figure: what it does is said here, before anything is written.")))
            )
            return
        try:
            with refusals():
                _told(visit, page, amendment)
        except ProblemsFoundError as error:
            ui.findings(error.problems, t)


def _asked(visit: Visit, page: Opened) -> Amendment | None:
    """The document and the figures as typed, None while nothing changes or something is missing."""
    t, was = visit.t, drafts.was(PREFIX, page.contract.ref, visit.t.language, "title")
    with ui.card(t(N_("The document"))):
        # Set in the session, and not as a default, which a field that is there already keeps out: once
        # an amendment is published, the next number shows.
        if "amend-title" not in st.session_state:
            st.session_state["amend-title"] = was.get("amend-title", _next_title(visit, page))
        title = st.text_input(t(N_("Title")), key="amend-title", max_chars=200)
        columns = st.columns(2)
        signed: date = columns[0].date_input(
            t(N_("Signed on")),
            drafts.day(was, "amend-signed", visit.today),
            key="amend-signed",
            format="DD/MM/YYYY",
        )
        since: date = columns[1].date_input(
            t(N_("In force from")),
            drafts.day(was, "amend-since", _next_month(visit)),
            key="amend-since",
            format="DD/MM/YYYY",
        )
        article = st.text_input(
            t(N_("Article")),
            was.get("amend-article", t(N_("art. {n}"), n=1)),
            key="amend-article",
            max_chars=100,
        )
    with ui.card(t(N_("The clauses that it changes"))):
        changed = [_clause(visit, page, since, n) for n in range(_count(was))]
        st.button(t(N_("Change another clause")), icon=":material/add:", key="amend-more", on_click=_more)
    if not title.strip() or any(one is None for one in changed):
        return None
    pairs = [one for one in changed if one is not None]
    terms = tuple(new for a, b in pairs if a.table != "contract" if (new := _new(a, b, since, article)))
    dates = tuple(day for a, b in pairs for day in amending.moved(a, b, article))
    if not terms and not dates:
        return None
    return Amendment(_next_id(page), title.strip(), signed, since, terms, dates)


_new = amending.changed


def _count(was: Mapping[str, str] | None = None) -> int:
    known = str((was or {}).get("amend-count", "1"))
    return int(st.session_state.get("amend-count", known if known.isdecimal() else 1))


def _more() -> None:
    st.session_state["amend-count"] = _count(st.session_state.get("amend-was")) + 1


def _clause(visit: Visit, page: Opened, since: date, n: int) -> tuple[Clause, Clause] | None:
    """A clause before and as typed; None while something typed is no number."""
    t, contract = visit.t, page.contract
    day = max(contract.starts, min(since, contract.ends or since))
    known = {f"{one.table}:{one.id}": one for one in amending.clauses(contract, day)}
    known[_DATES] = amending.dates_of(contract)
    names = [name for name, one in known.items() if one.fields or one.steps or one.dates]
    was = st.session_state["amend-was"]
    wanted = was.get(f"amend-clause-{n}", st.query_params.get("clause", "") if n == 0 else "")
    name = st.selectbox(
        t(N_("Clause to change")),
        names,
        index=names.index(wanted) if wanted in names else min(n, len(names) - 1),
        key=f"amend-clause-{n}",
        format_func=lambda name: plain(clauses.clause_label(known[name], contract, t)),
    )
    typed = clauses.editor(known[name], t, f"amend-{n}", was)
    return None if typed is None else (known[name], typed)


def _next_month(visit: Visit) -> date:
    month = visit.today.month % 12 + 1
    return date(visit.today.year + (month == 1), month, 1)


def _number(page: Opened) -> int:
    return len(page.contract.document)


def _next_id(page: Opened) -> str:
    known, n = {one.id for one in page.contract.document}, _number(page)
    while f"avenant-{n}" in known:
        n += 1
    return f"avenant-{n}"


def _next_title(visit: Visit, page: Opened) -> str:
    return visit.t(N_("Amendment {n}"), n=_number(page))


def _told(visit: Visit, page: Opened, amendment: Amendment) -> None:
    """What it changes in words, in euros, in the text; then the one act."""
    t, ref = visit.t, visit.the_card.ref
    draft = amending.drafted(visit.db, visit.actor, contract=ref, amendment=amendment)
    said = changes_words([one for one in draft.changes if one.table != "document"], draft.contract, t)
    with ui.card(t(N_("What it changes"))):
        st.markdown("\n".join(f"- {plain(text)}" for text in said), anchors=False)
    beside = told.beside(visit, "amend-beside", "in_force")
    with st.spinner(t(N_("Judging the past months"))):
        done = amending.effects(
            visit.db, visit.actor, draft=draft, since=amendment.effective, beside=beside
        )
    _euros(visit, done)
    with st.expander(t(N_("The text that is written"))):
        st.code(amending.added(draft.before, draft.text), language="toml", wrap_lines=True)
    _publish(visit, draft, done, amendment)


def _euros(visit: Visit, done: Effects) -> None:
    t = visit.t
    with ui.card(t(N_("Over the past twelve months"))):
        if done.tried is None:
            st.markdown(
                f":gray[{plain(t(N_('No whole month has figures yet: there is nothing to try.')))}]"
            )
        else:
            st.markdown(f"**{plain(told.finding(done.tried, t))}**", anchors=False)
            currency = visit.the_card.currency
            rows = [
                [
                    ui.Cell(plain(t.month(one.month))),
                    ui.right(ui.amount(one.current.bill.subtotal, t, currency)),
                    ui.right(ui.amount(one.draft.bill.subtotal, t, currency)),
                    ui.right(ui.amount(one.difference, t, currency)),
                ]
                for one in done.tried.months
                if one.difference
            ]
            heads = (N_("Without it"), N_("With it"), N_("Difference"))
            if rows:
                cells = [ui.Cell(t(N_("Month"))), *(ui.right(t(text)) for text in heads)]
                ui.table("amend-months", cells, rows)
        if done.closed and done.into:
            text = N_(
                "It reaches back to {n} closed months: they stay as they are, and what they would come to"
                " is proposed as an adjustment in {into}."
            )
            st.warning(plain(t(text, n=len(done.closed), into=t.month(done.into))))


def _publish(visit: Visit, draft: Drafted, done: Effects, amendment: Amendment) -> None:
    """Asked once, in figures, of who may."""
    t = visit.t
    if not may(visit, Right.PUBLISH):
        st.caption(plain(t(N_("Your role does not publish contracts."))))
        return
    with st.popover(t(N_("Publish the amendment")), icon=":material/publish:", type="primary"):
        text = N_(
            "Version {n} takes the place of version {old}; terms that change: {count}, from {day} on."
        )
        count = len({(one.table, one.id, one.key) for one in draft.changes if one.table != "document"})
        day = day_words(amendment.effective, t)
        st.markdown(plain(t(text, n=draft.version + 1, old=draft.version, count=count, day=day)))
        if done.tried:
            st.markdown(f"**{plain(told.finding(done.tried, t))}**")
        st.markdown(plain(t(N_("The closed months stay as they are."))))
        st.button(
            t(N_("Publish version {n}"), n=draft.version + 1),
            type="primary",
            key="amend-publish",
            on_click=_published,
            args=(visit, draft),
        )


def _published(visit: Visit, draft: Drafted) -> None:
    """Publishes before the page is drawn again; a second click finds another version and is refused."""
    t = visit.t
    found = amending.publish(visit.db, visit.actor, draft=draft)
    if not found.changed:
        st.session_state["amend-problems"] = found.problems
        return
    drafts.forget(PREFIX)
    text = N_("{ref}: version {version} is published.")
    st.session_state["amend-done"] = t(text, ref=found.ref, version=found.version)
    for name in [
        name for name in st.session_state if str(name).startswith("amend-") and name != "amend-done"
    ]:
        del st.session_state[name]
