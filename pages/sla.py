"""SLA of the month: what is met, what is missed, what does it cost?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from pilotage.committee.model import CommitteeType, MeetingState
from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.locale import N_, Words
from pilotage.locale.judged import (
    clause_words,
    limit_name,
    maturity_words,
    reason_words,
    sla_name,
    zone_words,
)
from pilotage.locale.samples import sample_words
from pilotage.locale.window_words import occurrence_words
from pilotage.money import ZERO
from pilotage.services import committees, months
from pilotage.sla import Maturity, Occurrence, SlaResult, Status
from pilotage.web import closing
from pilotage.web import components as ui
from pilotage.web.drawings import sla_drawing
from pilotage.web.figures import exact_words, gap_words, target_words, value_words
from pilotage.web.findings import month_finding
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where
from pilotage.web.sources import sources_link
from pilotage.web.text import plain

TITLE = N_("SLA of the month")
WIDTHS = (2.9, 0.9, 1.0, 1.0, 2.0, 1.4, 1.5, 1.2)


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t, ref = visit.t, visit.card.ref
    result = months.judged(visit.db, visit.actor, contract=ref, month=visit.month)
    contract = months.terms_of_month(visit.db, visit.actor, result=result)
    line = where(TITLE, closing.state_badge(result, visit), plain(t(N_("contract {ref}"), ref=ref)))
    head(month_finding(result, contract, t), line)
    if not result.slas:
        ui.empty(
            t(N_("Nothing to judge")),
            t(N_("No SLA of this contract is in force in {month}."), month=visit.month),
            [ui.Link("pages/preinvoice.py", t(N_("Open the expected invoice")), visit.link())],
        )
        return
    triple(visit, result, contract)
    sources_link(visit)
    asked = st.query_params.get("sla", "")
    dearest = min(result.slas, key=lambda sla: owed(of(sla, result)))
    chosen = next((sla for sla in result.slas if sla.id == asked), dearest)
    table(visit, result, contract, chosen)
    left, side = st.columns([2, 1])
    with left:
        days(visit, chosen, contract)
    with side:
        detail(visit, result, chosen, contract)
    ui.findings(result.problems, t)


def of(sla: SlaResult, result: MonthResult) -> list[ConsequenceResult]:
    """The consequences of an SLA."""
    return [one for one in result.consequences if sla.id in one.slas]


def owed(consequences: Sequence[ConsequenceResult]) -> Decimal:
    return sum((one.retained for one in consequences), ZERO)


def triple(visit: Visit, result: MonthResult, contract: Contract) -> None:
    """Computed by the clauses, proposed once the caps are applied, agreed in committee."""
    t, currency = visit.t, visit.the_card.currency
    due = [one for one in result.consequences if one.line]
    computed, proposed = sum((one.computed for one in due), ZERO), result.bonus_malus
    causes = list(dict.fromkeys(name for one in due if one.computed for name in one.slas))
    cause = sla_name(causes[0], contract, t) if len(causes) == 1 else t(N_("{n} SLAs"), n=len(causes))
    capped = proposed - computed
    sign = "+" if capped > 0 else ""
    held = committee_of(visit)
    ui.euro_triple(
        (t(N_("Computed")), t(N_("Proposed")), t(N_("Agreed"))),
        (
            t.money(computed, currency),
            t.money(proposed, currency),
            t(N_("settled")) if held else t(N_("pending")),
        ),
        (
            cause if causes else t(N_("nothing to apply")),
            t(N_("{amount} by the caps"), amount=sign + t.money(capped, currency))
            if capped
            else t(N_("no cap applies")),
            t(N_("committee of {day}"), day=t.date(held, "medium"))
            if held
            else t(N_("to be settled in committee")),
        ),
    )


def committee_of(visit: Visit) -> date | None:
    """The day of the steering committee that closed on this month, whose minutes say what was agreed."""
    return next(
        (
            meeting.held_on
            for meeting in committees.meetings(visit.db, visit.actor, contract=visit.the_card.ref)
            if meeting.type is CommitteeType.STEERING
            and meeting.month == visit.month
            and meeting.state is MeetingState.CLOSED
        ),
        None,
    )


def table(visit: Visit, result: MonthResult, contract: Contract, chosen: SlaResult) -> None:
    """One row an SLA; the link unfolds it under the table."""
    t, blank = visit.t, ui.Cell("")
    headers = (
        ui.Cell("SLA"),
        ui.right(t(N_("Target"))),
        ui.right(t(N_("Value"))),
        ui.right(t(N_("Gap"))),
        ui.Cell(t(N_("Status"))),
        ui.Cell(t(N_("Zone"))),
        ui.right(t(N_("Bonus or malus"))),
        ui.Cell(t(N_("Maturity"))),
    )
    body = [row(visit, sla, of(sla, result), contract, current=sla is chosen) for sla in result.slas]
    total = ui.amount(owed(result.consequences), t, visit.the_card.currency)
    label = ui.Cell(f"**{plain(t(N_('Total')))}**")
    body.append(ui.Row([label, *[blank] * 5, ui.right(f"**{total}**"), blank]))
    ui.rows("slas", headers, WIDTHS, body)


def row(
    visit: Visit, sla: SlaResult, mine: list[ConsequenceResult], contract: Contract, *, current: bool
) -> ui.Row:
    t = visit.t
    zone = next((one.zone for one in mine if one.zone), None)
    value = "—" if sla.value is None else exact_words(sla.value, sla.unit, t)
    amount = ui.amount(owed(mine), t, visit.the_card.currency) if mine else "—"
    return ui.Row(
        (
            ui.Link("pages/sla.py", sla_name(sla.id, contract, t), visit.link(sla=sla.id)),
            ui.right(plain(target_words(sla.target, sla.unit, sla.direction, t))),
            ui.right(f"**{plain(value)}**"),
            ui.right(plain(gap_words(sla.value, sla.target, sla.unit, t))),
            ui.Cell(ui.status_badge(sla.status, zone, t)),
            ui.Cell(plain(zone_text(mine, zone, t))),
            ui.right(amount),
            ui.Cell(plain(", ".join((maturity_words(sla.maturity, t), *typed_words(sla, t))))),
        ),
        current=current,
    )


def typed_words(sla: SlaResult, t: Words) -> list[str]:
    """« Saisi à la main », when a part of the figure was."""
    return [t(N_("Typed in")).lower()] if any(one.figure.typed for one in sla.occurrences) else []


def zone_text(consequences: list[ConsequenceResult], zone: str | None, t: Words) -> str:
    """`Malus −5 %`: the zone and the rate that it calls for."""
    lines = [one.line for one in consequences if one.line and one.line.unit == "base"]
    words = zone_words(zone, t) or "—"
    return f"{words} {t.percent(lines[0].unit_price * 100, None)}" if lines else words


def days(visit: Visit, sla: SlaResult, contract: Contract) -> None:
    """The chart of the unfolded SLA, under what it says."""
    t, name = visit.t, sla_name(sla.id, contract, visit.t)
    found = sla_drawing(visit, sla, contract)
    if found is None:
        ui.empty(
            t(N_("No figure to draw")),
            t(N_("Nothing was received for {name} in this period."), name=name),
            [ui.Link("pages/received_files.py", t(N_("See the received files")), visit.link())],
        )
        return
    finding, spec = found
    caption = t(N_("{name}; the bars are the volume behind each point"), name=name)
    with ui.card(finding, plain(caption)):
        ui.chart(spec, alt=f"{name}. {finding}")


def detail(visit: Visit, result: MonthResult, sla: SlaResult, contract: Contract) -> None:
    """How the SLA was judged and what it costs, step by step, each with its clause."""
    t, currency = visit.t, visit.the_card.currency
    name = sla_name(sla.id, contract, t)
    with ui.card(
        t(N_("How this was computed: {name}"), name=name), plain(clause_words(sla.source, contract))
    ):
        if len(sla.occurrences) > 1:
            streams(sla, result, contract, t)
            return
        for occurrence in sla.occurrences:
            if occurrence.status is Status.NOT_MEASURED:
                reason = reason_words(occurrence.reason, t, occurrence.figure.missing)
                st.markdown(plain(t(N_("Not measured: {reason}."), reason=reason)))
            ui.steps(f"sla-{sla.id}", occurrence.steps, t, currency, contract)
            if sample := sample_words(occurrence.figure, t):
                st.caption(plain(t(N_("At 95%, on a sample: {sample}."), sample=sample)))
        for one in of(sla, result):
            ui.steps(f"money-{one.id}", (*one.steps, *one.reasons), t, currency, contract)
            if one.limit:
                limit = limit_name(one.limit, contract, t)
                st.caption(plain(t(N_("Reduced by: {limit}"), limit=limit)))
        if sla.maturity is Maturity.PROVISIONAL:
            st.caption(plain(t(N_("This figure may still move."))))


def streams(sla: SlaResult, result: MonthResult, contract: Contract, t: Words) -> None:
    """An SLA of several windows or streams: one line each, the missed ones first, then in order."""
    worst = sorted(sla.occurrences, key=lambda one: (one.status is not Status.MISSED, one.window.first))
    body = [
        (
            ui.Cell(plain(occurrence_words(sla, one, contract, t))),
            ui.right(f"**{plain(value_words(one.value, sla.unit, t))}**"),
            ui.Cell(ui.status_badge(one.status, zone_of(sla, one, result), t)),
        )
        for one in worst
    ]
    name = t(N_("Stream")) if sla.window == "month" else t(N_("Period"))
    headers = (ui.Cell(name), ui.right(t(N_("Value"))), ui.Cell(t(N_("Status"))))
    ui.table("streams", headers, body[:30])
    if len(body) > 30:
        with st.expander(plain(t(N_("and {n} others"), n=len(body) - 30))):
            ui.table("more-streams", headers, body[30:])
    if any(one.ongoing for one in sla.occurrences):
        st.caption(
            plain(t(N_("The last period is still open at the end of the month: it costs nothing yet.")))
        )


def zone_of(sla: SlaResult, one: Occurrence, result: MonthResult) -> str | None:
    """The zone that a clause of the SLA gives to one of its windows or streams."""
    which = (one.stream, one.key)
    zones = (found.zone for found in of(sla, result) if (found.stream, found.key) == which)
    return None if one.ongoing else next((zone for zone in zones if zone), None)


main()
