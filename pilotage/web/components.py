"""The parts that pages share: badges, rows that navigate, the three amounts, steps, empty states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.judged import clause_words, status_shape, status_words
from pilotage.locale.sentences import sentence
from pilotage.locale.steps import rule_words
from pilotage.problems import Problem
from pilotage.trace import Step
from pilotage.web.session import Visit
from pilotage.web.shell import existing, head, where
from pilotage.web.text import plain

Colour = Literal["blue", "orange", "red", "gray"]
Alignment = Literal["left", "center", "right"]
_COLOURS: Mapping[str, Colour] = {
    "met": "blue",
    "missed": "red",
    "error": "red",
    "not_measured": "gray",
    "excluded": "gray",
    "not_due": "gray",
}


def badge(text: str, colour: Colour, shape: str = "") -> str:
    """A badge as markdown: colour, and the shape and word that say the same."""
    return f":{colour}-badge[{shape + ' ' if shape else ''}{plain(text)}]"


def status_badge(status: str, zone: str | None, t: Words) -> str:
    """The status of an SLA: missed without malus is orange, not red."""
    colour = "orange" if status == "missed" and zone == "neutral" else _COLOURS[status]
    return badge(status_words(status, zone, t), colour, status_shape(status, zone))


def target_badge(met: bool | None, text: str, zone: str | None = None) -> str:  # noqa: FBT001  reads well
    """`● objectif 80` beside a figure."""
    if met is None:
        return badge(text, "gray", "○")
    if met:
        return badge(text, "blue", "●")
    return badge(text, "orange", "▲") if zone == "neutral" else badge(text, "red", "■")


def maturity_badge(maturity: str, words: str) -> str:
    """Whether the month may still move."""
    return badge(words, "gray", "○" if maturity == "provisional" else "")


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that opens a page."""

    page: str
    label: str
    query: Mapping[str, str]
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of text, markdown already."""

    text: str
    align: Alignment = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `current` marks the one that is unfolded, `below` draws under it."""

    cells: Sequence[Cell | Link]
    current: bool = False
    below: Callable[[], None] | None = None
    key: str = field(default="")


def right(text: str) -> Cell:
    return Cell(text, "right")


def rows(name: str, headers: Sequence[Cell], widths: Sequence[float], body: Iterable[Row]) -> None:
    """A table of rows that navigate: horizontal rules only, figures to the right.

    `name` is unique on the page; it carries the CSS of `style`.
    """
    with st.container(key=f"table-{name}", gap=None):
        if headers:
            _row([Cell(f":gray[{cell.text}]", cell.align) for cell in headers], widths)
        for n, row in enumerate(body):
            if row.current:
                with st.container(key=f"here-{name}-{n}", gap=None):
                    _row(row.cells, widths)
            else:
                _row(row.cells, widths)
            if row.below:
                row.below()


def _row(cells: Sequence[Cell | Link], widths: Sequence[float]) -> None:
    for column, cell in zip(
        st.columns(widths, gap="small", vertical_alignment="center"), cells, strict=True
    ):
        if isinstance(cell, Link):
            column.page_link(
                cell.page,
                label=plain(cell.label),
                icon=cell.icon or None,
                query_params=dict(cell.query),
            )
        elif cell.text:
            column.markdown(cell.text, text_alignment=cell.align, anchors=False)


def metric(
    place: DeltaGenerator, label: str, value: str, note: str = "", colour: Literal["off", "blue"] = "off"
) -> None:
    """A bordered figure with a note under it; never more than three a row, or cents are cut."""
    place.metric(label, value, delta=note or None, delta_color=colour, delta_arrow="off", border=True)


def euro_triple(labels: Sequence[str], amounts: Sequence[str], notes: Sequence[str]) -> None:
    """Computed, proposed, agreed: each difference is written under the amount that it leads to."""
    for n, column in enumerate(st.columns(3)):
        metric(column, labels[n], amounts[n], notes[n], "blue" if n == 2 else "off")


def pair(name: str, lines: Iterable[tuple[str, str]], *, bold_last: bool = True) -> None:
    """Label at left, figure at right, one line each; the last one bold."""
    found = list(lines)
    with st.container(key=f"pair-{name}", gap="xxsmall"):
        for n, (label, value) in enumerate(found):
            last = bold_last and n == len(found) - 1
            with st.container(
                horizontal=True, horizontal_alignment="distribute", gap="xsmall", wrap=False
            ):
                st.markdown(f"**{label}**" if last else f":gray[{label}]", width="stretch")
                st.markdown(f"**{value}**" if last else value, width="content")


def steps(
    name: str, found: Sequence[Step], t: Words, currency: str, contract: Contract | None = None
) -> None:
    """A computation, a row a step: the rule, its formula with figures, its clause, the result.

    A clause is written where it changes. Two sums that only feed a ratio are read in its row. It is
    one table in one element: a page of many steps stays quick, and a screen reader reads it by rows.
    """
    clause, lines = "", ["| | |", "|:---|---:|"]
    for step, rule, formula, result in _told(found, t, currency):
        here = _clause(step, contract)
        under = [text for text in (formula, here if here != clause else "") if text]
        clause = here
        shown = f"**{plain(result)}**" if step.unit == "currency" else plain(result)
        lines.append(f"| {plain(rule)} | {shown} |")
        lines.append(f"| :gray[{plain(', '.join(under))}] | |" if under else "| | |")
    if len(lines) > 2:
        with st.container(key=f"steps-{name}"):
            st.markdown("\n".join(lines), anchors=False)


def table(name: str, headers: Sequence[Cell], body: Iterable[Sequence[Cell]]) -> None:
    """A table without links, in one element: horizontal rules only, figures to the right."""
    marks = {"left": ":---", "center": ":---:", "right": "---:"}
    lines = ["|" + "|".join(cell.text or " " for cell in headers) + "|"]
    lines.append("|" + "|".join(marks[cell.align] for cell in headers) + "|")
    lines += ["|" + "|".join(cell.text or " " for cell in row) + "|" for row in body]
    with st.container(key=f"grid-{name}"):
        st.markdown("\n".join(lines), anchors=False)


def _clause(step: Step, contract: Contract | None) -> str:
    """The clause; of the contract itself, without repeating its title."""
    first = contract.document[0].id if contract else ""
    if step.source.document == first and step.source.clause:
        return step.source.clause
    return clause_words(step.source, contract) if step.source.document else ""


def _told(found: Sequence[Step], t: Words, currency: str) -> Iterator[tuple[Step, str, str, str]]:
    """The steps in words: (step, rule, formula, result)."""
    sums: list[str] = []
    for n, step in enumerate(found):
        words = rule_words(step, t, currency)
        left = found[n + 1 : n + 3]
        if step.rule in _SUMS and words.formula and any(one.rule == "kpi.ratio" for one in left):
            sums.append(words.formula)
        elif step.rule == "kpi.ratio" and len(sums) == 2:
            yield step, " ÷ ".join(sums), words.formula, words.result
        else:
            yield step, words.rule, words.formula, words.result


_SUMS = ("kpi.numerator", "kpi.denominator")


@dataclass(frozen=True, slots=True)
class State:
    """A stage in the life of a document: `done`, `now` or `to_come`, and the words under it."""

    name: str
    phase: Literal["done", "now", "to_come"]
    note: str = ""
    colour: Colour = "blue"
    shape: str = "●"


def stepper(states: Sequence[State]) -> None:
    """The life of a document from left to right; a longer name takes more of the width."""
    widths = [max(len(state.name) + 2, len(state.note)) + 3 for state in states]
    for column, state in zip(st.columns(widths, gap="xsmall"), states, strict=True):
        if state.phase == "now":
            title = badge(state.name, state.colour, state.shape)
        elif state.phase == "done":
            title = f":blue[●] {plain(state.name)}"
        else:
            title = f":gray[○ {plain(state.name)}]"
        column.markdown(f"{title}  \n:gray[:small[{plain(state.note) or '—'}]]")


def empty(title: str, sentence: str, links: Iterable[Link] = ()) -> None:
    """Says what is missing and what to do next."""
    with st.container(border=True):
        st.subheader(plain(title), anchor=False)
        st.markdown(plain(sentence))
        for link in links:
            st.page_link(
                link.page,
                label=plain(link.label),
                icon=link.icon or ":material/arrow_forward:",
                query_params=dict(link.query),
            )


def findings(problems: Sequence[Problem], t: Words, most: int = 8) -> None:
    """The problems of a month or a file, a sentence each."""

    def each(shown: Sequence[Problem]) -> None:
        for problem in shown:
            st.warning(plain(sentence(problem, t)), icon=":material/report:")

    each(problems[:most])
    if len(problems) > most:
        with st.expander(plain(t(N_("and {n} others"), n=len(problems) - most))):
            each(problems[most:])


def shows_all(name: str) -> bool:
    """Whether the link asks for the whole of a list that is otherwise cut short."""
    return st.query_params.get("all", "") == name


def others(hidden: int, page: str, query: Mapping[str, str], t: Words) -> None:
    """« et 12 autres », leading to the page that shows them all; nothing when none is hidden."""
    if hidden > 0:
        st.page_link(
            page,
            label=plain(t(N_("and {n} others"), n=hidden)),
            icon=":material/arrow_forward:",
            query_params=dict(query),
        )


def page_paths(*names: str) -> list[str]:
    """The files of these pages, when this version has them."""
    return [page.path for page in existing() if page.name in names]


def no_contract(visit: Visit, title: str) -> None:
    """A page about a contract, before there is any."""
    t = visit.t
    head(t(title), where(title, visit=visit))
    empty(
        t(N_("No contract yet")),
        t(N_("Everything here starts from a contract: publish the first one, then import its files.")),
        [Link(page, t(N_("Create the first contract")), {}) for page in page_paths("start")],
    )


def chart(spec: dict[str, Any], *, alt: str) -> None:
    """A finished specification, drawn as it is; `alt` says its finding to a screen reader."""
    st.vega_lite_chart(spec, theme=None, width="stretch", alt=alt)


def card(title: str = "", caption: str = "") -> AbstractContextManager[Any]:
    """A bordered block with a small heading."""
    place: AbstractContextManager[Any] = st.container(border=True, gap="small")
    with place:
        if title:
            st.markdown(f"##### {plain(title)}", anchors=False)
        if caption:
            st.caption(caption)
    return place


def amount(value: Decimal, t: Words, currency: str) -> str:
    """An amount to the cent, safe inside markdown (a dollar sign would start a formula)."""
    return plain(t.money(value, currency))
