"""The terms in force on a day, a sentence a term, each with its source and the lines that say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby, pairwise

import streamlit as st

from pilotage.locale import N_
from pilotage.locale.change_words import day_words
from pilotage.locale.contract_words import TABLES, ClauseRead, clauses_in_words
from pilotage.locale.judged import clause_words
from pilotage.services.contract_page import Opened, source_lines
from pilotage.web import components as ui
from pilotage.web.session import Visit
from pilotage.web.text import plain


def show(visit: Visit, page: Opened) -> None:
    """The clauses in force on the day chosen, table after table, two by row."""
    t, contract = visit.t, page.contract
    day = _day(visit, page)
    st.query_params["on"] = day.isoformat()
    read = clauses_in_words(contract, day, t)
    if not read:
        st.info(plain(t(N_("No clause is in force on that day."))))
        return
    st.markdown(
        plain(t(N_("{n} clauses in force on {day}."), n=len(read), day=day_words(day, t))), anchors=False
    )
    for table, found in groupby(read, key=lambda one: one.table):
        st.markdown(f"##### {plain(t(TABLES[table]))}", anchors=False)
        columns = st.columns(2)
        for n, clause in enumerate(found):
            with columns[n % 2]:
                _clause(visit, page, clause)
    interpretations(visit, page)


def _day(visit: Visit, page: Opened) -> date:
    """The day of the link, today without one, kept within the contract."""
    try:
        asked = date.fromisoformat(st.query_params.get("on", ""))
    except ValueError:
        asked = visit.today
    contract = page.contract
    last = contract.ends or date(visit.today.year + 10, 12, 31)
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    chosen: date = left.date_input(
        visit.t(N_("In force on")),
        min(max(asked, contract.starts), last),
        min_value=contract.starts,
        max_value=last,
        format="DD/MM/YYYY",
        key="contract-on",
    )
    right.page_link(
        "pages/kpis.py",
        label=visit.t(N_("Compare the formulas of a KPI")),
        icon=":material/compare_arrows:",
        query_params=visit.link(view="formulas"),
    )
    return chosen


def _clause(visit: Visit, page: Opened, clause: ClauseRead) -> None:
    t = visit.t
    with ui.card():
        st.markdown(f"**{plain(clause.title)}**", anchors=False)
        st.markdown(_text(clause.sentences), anchors=False)
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            source = clause_words(clause.source, page.contract)
            since = date.fromisoformat(clause.source.since)
            told = t(N_("{clause}, since {day}"), clause=source, day=day_words(since, t))
            st.markdown(f":gray[:small[{plain(told)}]]", width="stretch")
            with st.popover(t(N_("Text"))):
                st.code(source_lines(page.text, clause), language="toml", wrap_lines=True)


def _text(sentences: Sequence[str]) -> str:
    """The sentences as markdown, a list ended by an empty line."""
    lines = list[str]()
    for before, text in pairwise(("", *sentences)):
        if before.startswith("- ") and not text.startswith("- "):
            lines.append("")
        lines.append(_line(text))
    return "\n".join(lines)


def _line(sentence: str) -> str:
    """A sentence as markdown: an item stays one, any other ends its line."""
    return f"- {plain(sentence[2:])}" if sentence.startswith("- ") else f"{plain(sentence)}  "


def interpretations(visit: Visit, page: Opened) -> None:
    """How ambiguous clauses were read: what was agreed, when, where."""
    t = visit.t
    st.markdown(f"##### {plain(t(N_('Clauses whose reading was agreed')))}", anchors=False)
    if not page.contract.interpretation:
        st.markdown(f":gray[{plain(t(N_('No clause has been given a reading of its own.')))}]")
        return
    heads = (t(N_("Clause")), t(N_("What was agreed")), t(N_("On")), t(N_("Where")))
    rows = [
        (one.clause, one.agreed, t.date(one.on), one.where)
        for one in sorted(page.contract.interpretation, key=lambda one: one.on)
    ]
    ui.table(
        "interpretations",
        [ui.Cell(plain(text)) for text in heads],
        [[ui.Cell(plain(text)) for text in row] for row in rows],
    )
