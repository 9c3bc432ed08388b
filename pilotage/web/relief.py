"""Neutralisations on the page of the month: what was asked, what it moves, and deciding it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import cast

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.exclusion_words import (
    effect_words,
    half_hours,
    idle_words,
    joined,
    outcome_words,
    scope_words,
    slots_words,
    spans_words,
)
from pilotage.locale.judged import clause_words, name_of
from pilotage.locale.relief_words import CAUSES, SIDES
from pilotage.neutralisation import Span
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import contradictory, relief
from pilotage.services.actor import Right
from pilotage.services.contradictory import Excluded, IdleHours
from pilotage.services.relief_views import Outcome, Request
from pilotage.services.sla_days import sla_rows
from pilotage.services.typed import value_of
from pilotage.sla import SlaResult
from pilotage.web import after_closing
from pilotage.web import components as ui
from pilotage.web.guard import may, refusals
from pilotage.web.relief_asking import ask, withdrawing
from pilotage.web.restatement import compared
from pilotage.web.session import Visit
from pilotage.web.text import plain

_ROLES: Mapping[str, str] = {
    "pilot": N_("Vendor manager"),
    "finance": N_("Finance controller"),
    "admin": N_("Administrator"),
}
_SHAPES: Mapping[str, tuple[ui.Colour, str]] = {
    "accepted": ("blue", "●"),
    "accepted_in_part": ("orange", "▲"),
    "refused": ("red", "■"),
    "withdrawn": ("gray", "○"),
}
_PROBLEMS = "relief-problems"


def excluded(visit: Visit) -> tuple[Excluded, ...]:
    """The requests of the month and what each of them moves."""
    ref = visit.the_card.ref
    return visit.kept(
        "excluded",
        build=lambda: contradictory.exclusions(visit.db, visit.actor, contract=ref, month=visit.month),
    )


def section(visit: Visit, contract: Contract, chosen: SlaResult) -> None:
    """The requests of the month, those that wait first, and asking for one; `chosen` is the SLA that is
    unfolded, whose worst day a request proposes.
    """
    t, found = visit.t, excluded(visit)
    clauses = relief.clauses(visit.db, visit.actor, contract=contract.ref, month=visit.month)
    ui.findings(st.session_state.pop(_PROBLEMS, ()), t)
    into = after_closing.into(visit)
    if into is not None and not found:
        after_closing.stays(visit, into)
    if not (found or (clauses and into is None)):
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(t(N_("Neutralisations")), anchor=False, width="stretch")
        if clauses and into is None and may(visit, Right.IMPORT):
            ask(visit, contract, clauses, _worst_day(visit, chosen))
    if into is not None:
        after_closing.stays(visit, into)
    if not found:
        st.caption(plain(t(N_("Nothing was asked for {month}."), month=visit.month)))
    for n, one in enumerate(sorted(found, key=lambda each: not each.request.waiting)):
        _card(visit, one, contract, primary=n == 0)


def _worst_day(visit: Visit, sla: SlaResult) -> date | None:
    """The day on which an SLA was worst; None without days."""

    def build() -> date | None:
        rows = sla_rows(
            visit.db,
            visit.actor,
            contract=visit.the_card.ref,
            sla=sla.id,
            window=visit.month.window,
            by="day",
        )
        days = [(row.figure.value, row.period.first) for row in rows if row.figure.value is not None]
        worst = max if sla.direction == "lower" else min
        return worst(days)[1] if days else None

    return visit.kept("worst-day", sla.id, build=build)


def waiting(visit: Visit) -> bool:
    """Whether a request of the month awaits its decision."""
    return any(one.request.waiting for one in excluded(visit))


def of_sla(visit: Visit, sla: str, contract: Contract) -> None:
    """Under the steps of an SLA: each exclusion that moves it, in points and euros."""
    t = visit.t
    for one in excluded(visit):
        accepted = one.request.decided and one.request.decided.gives
        if accepted and any(moved.id == sla for moved in one.effect.moved_slas):
            told = [name_of(one.request.clause, contract, t, ("neutralisation",)), _slots(one, t)]
            told += [_moved(one, t), *(kept_payable(one, each, contract, t) for each in one.idle)]
            st.caption(plain(" · ".join(filter(None, told))))


def _slots(one: Excluded, t: Words) -> str:
    return slots_words(one.slots, one.asked, t, by_day=one.by_day) if one.slots else ""


def _moved(one: Excluded, t: Words) -> str:
    """`+13,5 pt, +2 798,88 €`."""
    points = [
        t(N_("{n} pt"), n=t.signed(sla.points)) for sla in one.effect.moved_slas if sla.points is not None
    ]
    euros = signed_money(one.effect.difference, one.effect.currency, t)
    return ", ".join([*points, euros])


def _card(visit: Visit, one: Excluded, contract: Contract, *, primary: bool) -> None:
    t, asked = visit.t, one.request
    with st.container(border=True, gap="small", key=f"relief-{asked.number}"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            name = name_of(asked.clause, contract, t, ("neutralisation",))
            st.markdown(f"**{plain(name)}** {_badge(asked, visit)}", width="stretch")
            effect = "" if _gave_nothing(asked) else plain(_moved(one, t))
            st.markdown(f"**{effect}**", width="content")
        _told(visit, one, contract)
        _pieces(visit, asked)
        if asked.waiting:
            _decision(visit, one, contract, primary=primary)
            withdrawing(visit, asked)


def _gave_nothing(asked: Request) -> bool:
    return asked.decided is not None and not asked.decided.gives


def kept_payable(one: Excluded, idle: IdleHours, contract: Contract, t: Words) -> str:
    """Hours that stay payable: how many, what they come to, and on which line they are billed."""
    clause = next((each for each in contract.neutralisation if each.id == one.request.clause), None)
    in_force = clause.terms_on(one.request.month.first) if clause else None
    added = in_force is not None and in_force.terms.idle == "added"
    text = N_("{hours}: payable though nobody could work, within the hours that this line bills already")
    if added:
        text = N_("{hours}: payable though nobody could work, billed on a line of their own")
    return t(text, hours=idle_words((idle.price, idle.hours, idle.amount), contract, t))


def _badge(asked: Request, visit: Visit) -> str:
    t = visit.t
    if asked.decided is None:
        days = (visit.today - asked.asked_on).days
        text = t(N_("to decide, asked {n} d ago"), n=days) if days else t(N_("to decide, asked today"))
        found = ui.badge(text, "orange", "▲")
    else:
        found = ui.badge(outcome_words(asked.decided.outcome, t), *_SHAPES[asked.decided.outcome])
    return f"{found} {ui.badge(t(N_('asked late')), 'red', '■')}" if asked.late else found


def _told(visit: Visit, one: Excluded, contract: Contract) -> None:
    """Cause and clause; who asked, when, by when; the times; what was decided, by whom."""
    t, asked = visit.t, one.request
    lines = [
        (t(N_("Cause")), _cause(asked, contract, t)),
        (t(N_("Asked")), _asked(asked, t)),
        (t(N_("Reason")), asked.reason),
        (t(N_("Times asked")), scope_words(asked.spans, t)),
    ]
    if asked.decided is not None:
        title = N_("Withdrawn on") if asked.decided.outcome == "withdrawn" else N_("Decided")
        lines.append((t(title), _decided(asked, t)))
    if one.slots:
        lines.append((t(N_("Out of the sums")), _slots(one, t)))
    lines += [
        (t(N_("Hours that stay payable")), kept_payable(one, each, contract, t))
        for each in one.idle
        if not _gave_nothing(asked)
    ]
    effect = t(N_("Effect on the SLAs and their euros"))
    lines.append((effect if one.idle else t(N_("Effect")), _effect(one, contract, t)))
    body = [(ui.Cell(f":gray[{plain(name)}]"), ui.Cell(plain(text))) for name, text in lines]
    with st.container(key=f"facts-{asked.number}"):
        ui.table(f"relief-{asked.number}", (ui.Cell(""), ui.Cell("")), body)


def _cause(asked: Request, contract: Contract, t: Words) -> str:
    clause = next((each for each in contract.neutralisation if each.id == asked.clause), None)
    in_force = clause.terms_on(asked.month.first) if clause else None
    cause = t(CAUSES[asked.cause]) if asked.cause in CAUSES else asked.cause
    return f"{cause}, {clause_words(in_force.source('shape'), contract)}" if in_force else cause


def _asked(asked: Request, t: Words) -> str:
    told = [t(N_("{day}, by {side}"), day=asked.asked_on, side=t(SIDES[asked.side]))]
    if asked.outside:
        told.append(t(N_("received outside the portal")))
    if asked.due_on:
        told.append(t(N_("last day to ask: {day}"), day=asked.due_on))
    if asked.decide_by and asked.waiting:
        told.append(t(N_("last day to decide: {day}"), day=asked.decide_by))
    return ", ".join(told)


def _decided(asked: Request, t: Words) -> str:
    made = asked.decided
    if made is None:
        return ""
    if made.tacit:
        who = t(N_("by the clause itself: nobody decided in time"))
    else:
        who = f"{made.by} ({t(_ROLES[made.role])})" if made.role in _ROLES else made.by
    times = spans_words(made.spans, t) if made.outcome == "accepted_in_part" else ""
    return " · ".join(filter(None, (t.date(made.decided_on), who, times, made.reason, made.reference)))


def _effect(one: Excluded, contract: Contract, t: Words) -> str:
    moved = effect_words(one.effect, contract, t)
    if one.request.waiting:
        return t(N_("if it is accepted as asked: {effect}"), effect=moved)
    if _gave_nothing(one.request):
        return t(N_("none; as asked it would have been: {effect}"), effect=moved)
    return moved


def _pieces(visit: Visit, asked: Request) -> None:
    """The evidence, to be saved."""
    t, allowed = visit.t, may(visit, Right.EXPORT)
    if not asked.pieces:
        st.caption(plain(t(N_("No evidence attached."))))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for piece in asked.pieces:
            number, position = asked.number, piece.position
            st.download_button(
                plain(piece.name),
                data=lambda number=number, position=position: relief.evidence(  # type: ignore[misc]
                    visit.db, visit.actor, request=number, position=position
                )[1],
                file_name=piece.name,
                icon=":material/attach_file:",
                type="tertiary",
                on_click="ignore",
                key=f"piece-{number}-{position}",
                disabled=not allowed,
            )


# --- deciding -------------------------------------------------------------------------------------


def _decision(visit: Visit, one: Excluded, contract: Contract, *, primary: bool) -> None:
    """What is accepted is chosen, tried, then decided; for the role that the clause names."""
    t, asked = visit.t, one.request
    if not relief.may_decide(visit.actor, contract, asked.clause, asked.month):
        st.caption(plain(t(N_("It is decided by: {role}."), role=_decider(asked, contract, t))))
        return
    key = f"decide-{asked.number}"
    slots = half_hours(asked.spans)
    with st.form(f"form-{key}", border=False):
        if len(slots) > 1:
            st.multiselect(
                t(N_("Half-hours accepted; take out those that you refuse")),
                slots,
                default=slots,
                format_func=lambda at: _slot_words(at, asked, t),
                key=f"{key}-slots",
                select_all=False,  # its words are English only
            )
        for price, hours in asked.idle_hours.items():
            name = name_of(price, contract, t, ("price",))
            label = t(N_("Hours that stay payable: {name}"), name=name)
            st.text_input(plain(label), t.number(hours), key=f"{key}-hours-{price}")
        st.text_input(t(N_("Reason of the decision")), key=f"{key}-reason", max_chars=1000)
        with st.container(horizontal=True):
            st.form_submit_button(
                t(N_("Try it first")), icon=":material/science:", on_click=_try, args=(f"{key}-tried",)
            )
            st.form_submit_button(
                t(N_("Accept what is chosen")),
                type="primary" if primary else "secondary",
                on_click=_accept,
                args=(visit, one, key),
            )
            st.form_submit_button(
                t(N_("Refuse it all")), on_click=_decide, args=(visit, one, key, "refused")
            )
    if st.session_state.get(f"{key}-tried"):
        _tried(visit, one, contract, key)


def _try(key: str) -> None:
    st.session_state[key] = True


def _decider(asked: Request, contract: Contract, t: Words) -> str:
    clause = next((each for each in contract.neutralisation if each.id == asked.clause), None)
    in_force = clause.terms_on(asked.month.first) if clause else None
    return t(_ROLES[in_force.terms.decided_by]) if in_force else "—"


def _slot_words(at: datetime, asked: Request, t: Words) -> str:
    days = {span.start.date() for span in asked.spans} | {span.end.date() for span in asked.spans}
    return f"{at:%H:%M}" if len(days) == 1 else f"{t.date(at.date(), 'day')} {at:%H:%M}"


def _tried(visit: Visit, one: Excluded, contract: Contract, key: str) -> None:
    """The month without it and with what is chosen: points and euros, before anything is decided."""
    t, asked = visit.t, one.request
    spans, hours = _chosen(visit, asked, key)
    if isinstance(hours, Problem):
        ui.findings((hours,), t)
        return
    found = relief.effect(visit.db, visit.actor, request=asked.number, spans=spans, idle_hours=hours)
    st.markdown(
        f"**{plain(t(N_('If this is accepted: {effect}'), effect=effect_words(found, contract, t)))}**"
    )
    compared(found, contract, t, f"tried-{asked.number}")


def _chosen(
    visit: Visit, asked: Request, key: str
) -> tuple[tuple[Span, ...] | None, dict[str, Decimal] | Problem]:
    """The spans and hours chosen in the form; a problem when the hours are no number."""
    kept = cast("Iterable[datetime] | None", st.session_state.get(f"{key}-slots"))
    whole = kept is None or len(tuple(kept)) == len(half_hours(asked.spans))
    spans = None if whole else joined(kept or ())
    hours: dict[str, Decimal] = {}
    for price in asked.idle_hours:
        typed = str(st.session_state.get(f"{key}-hours-{price}", ""))
        read = value_of(typed, visit.t.language)
        if read is None:
            return spans, Problem("relief.hours", Severity.REFUSED, read=typed)
        hours[price] = read
    return spans, hours


def _accept(visit: Visit, one: Excluded, key: str) -> None:
    spans, hours = _chosen(visit, one.request, key)
    same = spans is None and hours == dict(one.request.idle_hours)
    _decide(visit, one, key, "accepted" if same else "accepted_in_part")


def _decide(visit: Visit, one: Excluded, key: str, outcome: Outcome) -> None:
    """Decides before the page is drawn again; what stands against it is told above the requests."""
    spans, hours = _chosen(visit, one.request, key)
    if isinstance(hours, Problem) and outcome != "refused":
        st.session_state[_PROBLEMS] = (hours,)
        return
    try:
        with refusals():
            relief.decide(
                visit.db,
                visit.actor,
                request=one.request.number,
                outcome=outcome,
                reason=str(st.session_state.get(f"{key}-reason") or ""),
                spans=spans,
                idle_hours=None if isinstance(hours, Problem) else hours,
            )
    except ProblemsFoundError as error:
        st.session_state[_PROBLEMS] = error.problems
