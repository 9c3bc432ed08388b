"""What the pages of a committee share: acts and their refusals, an item's figures, its ladder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

import streamlit as st

from pilotage.charts.ladder import LadderBand, Mark, ladder_position
from pilotage.charts.theme import Spec
from pilotage.committee.model import Action, ActionStatus, Fact, Item, ItemKind, Meeting, Rung
from pilotage.contract.model import Contract
from pilotage.locale import N_
from pilotage.locale.committee import (
    action_state_words,
    fact_amount,
    fact_name,
    fact_status,
    fact_target,
    fact_value,
    item_finding,
    item_table,
    late_words,
    role_words,
    rung_words,
)
from pilotage.locale.formulas import quantity
from pilotage.locale.sentences import sentence
from pilotage.money import ZERO
from pilotage.problems import ProblemsFoundError
from pilotage.services import outcomes
from pilotage.services.actor import RefusedError, Right
from pilotage.sla import Status
from pilotage.web import components as ui
from pilotage.web.guard import may
from pilotage.web.meeting_charts import trend
from pilotage.web.session import Visit
from pilotage.web.text import plain

PAGE, PROJECTOR, ACTIONS = "pages/committee.py", "presentation", "pages/actions.py"
_REFUSAL = "meeting-refusal"
_MOST_STEPS = 40


def act(visit: Visit, change: Callable[[], object]) -> None:
    """Does a change from a widget's callback; a refusal is kept, to be said once the page is drawn."""
    try:
        change()
    except ProblemsFoundError as error:
        st.session_state[_REFUSAL] = " ".join(sentence(one, visit.t) for one in error.problems)
    except RefusedError:
        st.session_state[_REFUSAL] = visit.t("Your role does not run committees.")


def refusal() -> None:
    """The sentence of the change that was just refused, once."""
    text = st.session_state.pop(_REFUSAL, "")
    if text:
        st.error(plain(text), icon=":material/block:")


def open_to_change(visit: Visit, meeting: Meeting) -> bool:
    """Whether the visitor may still write in the meeting: to grey a field. The service checks again."""
    return meeting.state != "closed" and may(visit, Right.MEET)


def link(visit: Visit, meeting: Meeting, tab: str, **more: str) -> dict[str, str]:
    """The query of a link to the committee's page."""
    return visit.link(type=meeting.type, tab=tab, **more)


def figures(visit: Visit, item: Item, contract: Contract, *, place: str) -> None:
    """The frozen figures of an item: three large ones for a breach, else a table."""
    if not item.facts:
        return
    if item.kind is ItemKind.BREACH:
        breach(visit, item, contract, place=place)
    elif item.kind is ItemKind.OPEN_ACTIONS:
        owed(visit, item, contract, place=place)
    else:
        table(visit, item, contract, place=place)
        spec = trend(visit, item, contract)
        if spec is not None:
            ui.chart(spec, alt=item_finding(item, contract, visit.t))


def breach(visit: Visit, item: Item, contract: Contract, *, place: str) -> None:
    """The value against its target, what it calls for; then the streams that missed, if any."""
    t, fact = visit.t, item.facts[0]
    far = gap(visit, fact)
    tiles = (
        (fact_name(fact.name, contract, t), fact_value(fact, contract, t), fact_status(fact, t)),
        (t(N_("Target")), fact_target(fact, contract, t), t(N_("gap {gap}"), gap=far) if far else ""),
        (t(N_("Bonus or malus")), fact_amount(fact, contract, t), rung_note(visit, fact, contract)),
    )
    # Not metrics: those cut an amount where the column is narrow, without a word.
    for n, (column, (label, value, note)) in enumerate(zip(st.columns([1, 1, 1.45]), tiles, strict=True)):
        with column.container(border=True, gap="small", key=f"figure-{place}-{n}"):
            st.caption(plain(label))
            st.markdown(f"### {plain(value)}", anchors=False)
            if note:
                st.markdown(ui.badge(note, "gray"))
    if len(item.facts) > 1:
        table(visit, item, contract, place=f"{place}-streams")


def gap(visit: Visit, fact: Fact) -> str:
    """`−1,4 pt`: the value less its target."""
    t = visit.t
    if fact.value is None or fact.target is None:
        return ""
    unit = "\u00a0pt" if fact.unit == "percent" else ""
    return t.signed(fact.value - fact.target) + unit


def rung_note(visit: Visit, fact: Fact, contract: Contract) -> str:
    """What the clause asks where the value stands."""
    here = next((rung for rung in fact.rungs if rung.here), None)
    return rung_words(here, contract, visit.t) if here else ""


def zone_of(rung: Rung) -> Literal["malus", "neutral", "bonus"]:
    asked = rung.rate if rung.rate is not None else rung.amount or ZERO
    return "neutral" if not asked else "bonus" if asked > 0 else "malus"


def table(visit: Visit, item: Item, contract: Contract, *, place: str) -> None:
    """The figures of an item as rows; statuses as badges, the sum in bold."""
    t = visit.t
    found = item_table(item, contract, t)
    if found is None:
        return
    facts = item.facts
    body = []
    for n, texts in enumerate(found.rows):
        strong = found.total and n == len(found.rows) - 1
        cells = [
            ui.Cell(_cell(text, strong=strong), _align(column, found.right))
            for column, text in enumerate(texts)
        ]
        if facts[n].status in set(Status):
            cells[3] = ui.Cell(ui.status_badge(facts[n].status, facts[n].zone or None, t))
        body.append(ui.Row(cells))
    headers = [ui.Cell(plain(text), _align(n, found.right)) for n, text in enumerate(found.headers)]
    longest = [max(10, *map(len, one)) for one in zip(found.headers, *found.rows, strict=True)]
    widths = [float(min(n + 5, 48 if column == 1 else 32)) for column, n in enumerate(longest)]
    if any(fact.status in set(Status) for fact in facts):
        widths[3] += 6  # a badge is cut where a text would wrap
    ui.rows(place, headers, widths, body)


def _cell(text: str, *, strong: bool) -> str:
    return f"**{plain(text)}**" if strong and text else plain(text)


def _align(column: int, right: frozenset[int]) -> ui.Alignment:
    return "right" if column in right else "left"


def owed(
    visit: Visit, item: Item, contract: Contract, *, place: str, most: int = 50, links: bool = True
) -> None:
    """The open actions of the agenda as they stand now: still owed, late, or done since."""
    t = visit.t
    live = {a.number: a for _, a in outcomes.actions(visit.db, visit.actor, contract=contract.ref)}
    headers = [
        ui.Cell(t(N_("Status"))),
        ui.Cell(t(N_("Action"))),
        ui.Cell(t(N_("Owner"))),
        ui.right(t(N_("Due"))),
    ]
    body = [
        _owed_row(visit, fact, live.get(fact.name), contract, links=links) for fact in item.facts[:most]
    ]
    ui.rows(place, headers, (2.0, 5.0, 2.2, 1.6), body)
    more = len(item.facts) - most
    if links:
        ui.others(more, ACTIONS, visit.link(), t)
    elif more > 0:
        st.caption(plain(t(N_("and {n} others"), n=more)))


def _owed_row(
    visit: Visit, fact: Fact, action: Action | None, contract: Contract, *, links: bool
) -> ui.Row:
    t = visit.t
    due = action.due if action else fact.due
    text = (
        ui.Link(ACTIONS, fact.text, visit.link(action=f"{contract.ref}:{fact.name}"))
        if links
        else ui.Cell(plain(fact.text))
    )
    return ui.Row(
        (
            ui.Cell(action_badge(visit, action.status if action else ActionStatus.OPEN, due)),
            text,
            ui.Cell(f":gray[{plain(role_words(fact.owner, contract, t))}]"),
            ui.right(plain(t.date(due, "medium")) if due else "—"),
        )
    )


def action_badge(visit: Visit, status: ActionStatus, due: date | None) -> str:
    """How an action stands: done, late by so many days, or open."""
    t = visit.t
    if status is not ActionStatus.OPEN:
        return ui.badge(action_state_words(status, t), "blue", "●")
    if due is not None and due < visit.today:
        return ui.badge(late_words(due, visit.today, t), "red", "■")
    return ui.badge(action_state_words(status, t), "gray", "○")


def steps(visit: Visit, item: Item, contract: Contract, *, place: str) -> None:
    """How the figure was reached, step by step, each with its clause."""
    t = visit.t
    if not item.steps:
        return
    with st.expander(t(N_("How this was computed"))):
        ui.steps(place, item.steps[:_MOST_STEPS], t, contract.currency, contract)
        if len(item.steps) > _MOST_STEPS:
            st.caption(plain(t(N_("and {n} others"), n=len(item.steps) - _MOST_STEPS)))


def ladder(visit: Visit, fact: Fact, contract: Contract, *, height: int = 430) -> Spec | None:
    """Where the value stands among the bands of its clause; None without a value or a scale."""
    t = visit.t
    if fact.value is None or fact.target is None or not fact.rungs:
        return None
    bands = [
        LadderBand(rung.low, rung.high, zone_of(rung), label)
        for rung, label in zip(fact.rungs, _labels(visit, fact.rungs, contract), strict=True)
    ]
    shown = fact_value(fact, contract, t)
    return ladder_position(
        bands,
        value=Mark(fact.value, "", shown),
        target=fact.target,
        target_label=t(
            N_("Target {value}"), value=quantity(fact.target, fact.unit, t, contract.currency)
        ),
        theme=visit.theme,
        language=t.language,
        height=height,
    )


def _labels(visit: Visit, rungs: Sequence[Rung], contract: Contract) -> list[str]:
    """The words over the bands: the word is written once a side, then the rates alone."""
    labels, said = [], set[str]()
    for rung in rungs:
        zone = zone_of(rung)
        words = rung_words(rung, contract, visit.t)
        if zone in said and rung.rate:
            words = words.partition(" ")[2]
        said.add(zone)
        labels.append(words)
    return labels
