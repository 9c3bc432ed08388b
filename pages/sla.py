"""SLA of the month: what is met, what is missed, what does it cost?"""

import streamlit as st

from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.locale import N_, Words
from pilotage.locale.judged import (
    clause_words,
    limit_name,
    maturity_words,
    name_of,
    reason_words,
    sla_name,
    zone_words,
)
from pilotage.locale.samples import sample_words
from pilotage.locale.window_words import occurrence_words
from pilotage.services import contradictory, months
from pilotage.services.actor import Right
from pilotage.services.settling_views import ThreeAmounts
from pilotage.sla import Maturity, Occurrence, SlaResult, Status
from pilotage.trace import Step
from pilotage.web import amounts, closing, relief, waiving
from pilotage.web import components as ui
from pilotage.web.drawings import sla_drawing
from pilotage.web.figures import target_words, value_words
from pilotage.web.findings import month_finding
from pilotage.web.guard import may
from pilotage.web.session import Visit, here
from pilotage.web.shell import head, where
from pilotage.web.sources import sources_link
from pilotage.web.text import plain

TITLE = N_("SLA of the month")
WIDTHS = (1.9, 0.9, 1.55, 1.95, 0.85, 1.45, 1.4, 1.4, 1.2)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def main() -> None:
    visit = here()
    if visit.card is None:
        ui.no_contract(visit, TITLE)
        return
    t, ref = visit.t, visit.card.ref
    result = months.judged(visit.db, visit.actor, contract=ref, month=visit.month)
    contract = months.terms_of_month(visit.db, visit.actor, result=result)
    line = where(TITLE, closing.state_badge(result, visit), plain(t(N_("contract {ref}"), ref=ref)))
    if not result.slas:
        head(month_finding(result, contract, t), line)
        ui.empty(
            t(N_("Nothing to judge")),
            t(N_("No SLA of this contract is in force in {month}."), month=visit.month),
            [ui.Link("pages/preinvoice.py", t(N_("Open the expected invoice")), visit.link())],
        )
        return
    three = amounts.three_of(visit)
    title = amounts.finding(three, contract, t) or month_finding(result, contract, t)
    head(title, line, actions=lambda: word(visit, contract))
    amounts.triple(visit, three, contract)
    amounts.alerts(visit, three, contract)
    sources_link(visit)
    chosen = unfolded(result, three)
    table(visit, result, three, contract, chosen)
    if relief.waiting(visit):
        relief.section(visit, contract, chosen)
    left, side = st.columns([2, 1])
    with left:
        days(visit, chosen, contract)
        if not relief.waiting(visit):
            relief.section(visit, contract, chosen)
        amounts.given(visit)
    with side:
        detail(visit, result, three, chosen, contract)
    ui.findings(result.problems, t)


def word(visit: Visit, contract: Contract) -> None:
    """The sheet for the vendor, made when it is asked for."""
    t, ref, month = visit.t, contract.ref, visit.month
    allowed = may(visit, Right.EXPORT)
    st.download_button(
        t(N_("Joint findings record")),
        data=lambda: contradictory.document(
            visit.db, visit.actor, contract=ref, month=month, language=t.language
        )[1],
        file_name=contradictory.file_name(contract, month, t),
        mime=WORD,
        type="secondary" if relief.waiting(visit) else "primary",
        icon=":material/description:",
        on_click="ignore",
        key="contradictory",
        disabled=not allowed,
        help=None if allowed else t(N_("Your role does not export figures.")),
    )


def unfolded(result: MonthResult, three: ThreeAmounts) -> SlaResult:
    """The SLA that the link names; else the one that costs most before anything is given away."""
    asked = st.query_params.get("sla", "")
    dearest = min(result.slas, key=lambda sla: min(amounts.total(amounts.own_lines(sla, three))))
    return next((sla for sla in result.slas if sla.id == asked), dearest)


def of(sla: SlaResult, result: MonthResult) -> list[ConsequenceResult]:
    """The consequences of an SLA."""
    return [one for one in result.consequences if sla.id in one.slas]


def table(
    visit: Visit, result: MonthResult, three: ThreeAmounts, contract: Contract, chosen: SlaResult
) -> None:
    """One row an SLA, the link unfolds it under the table; then caps and what rests on several SLAs: the
    rows add up to the total.
    """
    t, currency, blank = visit.t, visit.the_card.currency, ui.Cell("")
    agreed = bool(amounts.settled_in(visit, three))
    headers = (
        ui.Cell("SLA"),
        ui.right(t(N_("Target"))),
        ui.right(t(N_("Raw → neutralised"))),
        ui.Cell(t(N_("Status"))),
        ui.Cell(t(N_("Zone"))),
        ui.right(t(N_("Computed"))),
        ui.right(t(N_("Proposed"))),
        ui.right(t(N_("Agreed"))),
        ui.Cell(t(N_("Maturity"))),
    )
    body = [
        row(visit, sla, result, three, contract, agreed=agreed, current=sla is chosen)
        for sla in result.slas
    ]
    for one in amounts.other_lines(three):
        label = ui.Cell(plain(amounts.line_words(one, three, contract, t)))
        found = (one.computed, one.proposed, one.agreed)
        cells = amounts.amount_cells(found, t, currency, agreed=agreed)
        body.append(ui.Row([label, *[blank] * 4, *cells, blank]))
    cells = amounts.amount_cells(amounts.total(three.lines), t, currency, agreed=agreed, bold=True)
    body.append(ui.Row([ui.Cell(f"**{plain(t(N_('Total')))}**"), *[blank] * 4, *cells, blank]))
    ui.rows("slas", headers, WIDTHS, body)


def row(
    visit: Visit,
    sla: SlaResult,
    result: MonthResult,
    three: ThreeAmounts,
    contract: Contract,
    *,
    agreed: bool,
    current: bool,
) -> ui.Row:
    t, mine = visit.t, of(sla, result)
    zone = next((one.zone for one in mine if one.zone), None)
    found = amounts.total(amounts.own_lines(sla, three))
    cells = amounts.amount_cells(found, t, visit.the_card.currency, agreed=agreed)
    if not any(one.slas == (sla.id,) for one in mine):
        cells = [ui.right("—")] * 3
    return ui.Row(
        (
            ui.Link("pages/sla.py", sla_name(sla.id, contract, t), visit.link(sla=sla.id)),
            ui.right(plain(target_words(sla.target, sla.unit, sla.direction, t))),
            amounts.value_cell(sla, three, t),
            ui.Cell(ui.status_badge(sla.status, zone, t)),
            ui.Cell(plain(zone_text(of(sla, three.proposed), zone, t))),
            *cells,
            ui.Cell(plain(", ".join((maturity_words(_maturity(sla, three), t), *typed_words(sla, t))))),
        ),
        current=current,
    )


def _maturity(sla: SlaResult, three: ThreeAmounts) -> Maturity:
    """Provisional while the value or the euros that it costs may still move."""
    moving = any(line.provisional and sla.id in line.slas for line in three.agreed.bill.lines)
    return Maturity.PROVISIONAL if moving else sla.maturity


def typed_words(sla: SlaResult, t: Words) -> list[str]:
    """« Saisi à la main », when a part of the figure was."""
    return [t(N_("Typed in")).lower()] if any(one.figure.typed for one in sla.occurrences) else []


def zone_text(consequences: list[ConsequenceResult], zone: str | None, t: Words) -> str:
    """`−5 %`, the rate that the value calls for; else the zone."""
    lines = [one.line for one in consequences if one.line and one.line.unit == "base"]
    return t.percent(lines[0].unit_price * 100, None) if lines else zone_words(zone, t) or "—"


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


def detail(
    visit: Visit, result: MonthResult, three: ThreeAmounts, sla: SlaResult, contract: Contract
) -> None:
    """How the SLA was judged and what it costs, step by step, each with its clause; without what was
    neutralised too.
    """
    t = visit.t
    name = sla_name(sla.id, contract, t)
    with ui.card(
        t(N_("How this was computed: {name}"), name=name), plain(clause_words(sla.source, contract))
    ):
        if len(sla.occurrences) > 1:
            streams(sla, result, contract, t)
            return
        judged(sla, result, contract, t, f"sla-{sla.id}")
        relief.of_sla(visit, sla.id, contract)
        for one in three.lines:
            if sla.id in one.slas:
                if one.settled:
                    amounts.by_relief(visit, one, contract)
                waiving.waive(visit, one, three, contract)
        raw = next((one for one in three.computed.slas if one.id == sla.id), None)
        if raw is not None and amounts.raw_of(sla, three) != sla.value:
            with st.expander(plain(t(N_("Without neutralisation")))):
                judged(raw, three.computed, contract, t, f"raw-{sla.id}")
        if sla.maturity is Maturity.PROVISIONAL:
            st.caption(plain(t(N_("This figure may still move."))))
        elif _maturity(sla, three) is Maturity.PROVISIONAL:
            text = N_(
                "The value is final; its euros may still move with the amount that they are a share of."
            )
            st.caption(plain(t(text)))


def judged(sla: SlaResult, result: MonthResult, contract: Contract, t: Words, key: str) -> None:
    """The steps of one SLA in one judgement, then those of its money."""
    currency = contract.currency
    for occurrence in sla.occurrences:
        if occurrence.status is Status.NOT_MEASURED:
            reason = reason_words(occurrence.reason, t, occurrence.figure.missing)
            st.markdown(plain(t(N_("Not measured: {reason}."), reason=reason)))
        ui.steps(key, occurrence.steps, t, currency, contract)
        if sample := sample_words(occurrence.figure, t):
            st.caption(plain(t(N_("At 95%, on a sample: {sample}."), sample=sample)))
    for one in of(sla, result):
        if one.kind == "alert":
            continue
        ui.steps(f"money-{key}-{one.id}", money(one, result), t, currency, contract)
        if one.gated:
            gate = name_of(one.gated, contract, t, ("gate",))
            st.caption(plain(t(N_("Condition not met: {gate}"), gate=gate)))
        if one.limit:
            limit = limit_name(one.limit, contract, t)
            st.caption(plain(t(N_("Reduced by: {limit}"), limit=limit)))


def money(one: ConsequenceResult, result: MonthResult) -> tuple[Step, ...]:
    """The steps of the line that the bill bears, what was agreed included; else those of the clause."""
    if one.line is not None:
        for line in result.bill.lines:
            if line.id == one.line.id:
                return line.steps
    return (*one.steps, *one.reasons)


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
