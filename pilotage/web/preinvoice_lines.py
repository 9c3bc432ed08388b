"""A line of a pre-invoice unfolded: its clause, its place in the books, its steps, its files."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import partial

import streamlit as st

from pilotage.contract.model import Contract
from pilotage.invoice.allotting import allotted
from pilotage.judgement import MonthResult
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.judged import clause_words, sla_name, unit_words
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import Line, LineKind
from pilotage.services import invoices, manual_lines
from pilotage.services.actor import Right
from pilotage.services.preinvoices import Claim
from pilotage.services.settling_views import LineAmounts
from pilotage.trace import Step
from pilotage.web import amounts, people
from pilotage.web import components as ui
from pilotage.web.guard import may
from pilotage.web.session import Visit
from pilotage.web.text import plain

#: Units that are no unit to a reader: a share of a base, an amount as it is.
_NO_UNIT = frozenset({"base", "amount", "unit"})


def unfold(
    visit: Visit,
    line: Line,
    result: MonthResult,
    contract: Contract,
    settled: LineAmounts | None,
    claim: Claim | None,
) -> None:
    """A line down to its counters, the clause that says so and the files that were received."""
    t, currency = visit.t, visit.the_card.currency
    files = invoices.files_behind(visit.db, visit.actor, contract=contract.ref, result=result)
    with st.container(border=True, gap="small"):
        caption = clause_words(line.source, contract)
        if line.unit not in _NO_UNIT:
            unit = unit_words(line.unit, t)
            caption = t(N_("{clause}, by {unit}"), clause=caption, unit=unit)
        st.caption(f"{plain(caption)}  \n{plain(booked(line, contract, t))}")
        ui.steps(f"line-{line.id}", (*judged(line, result), *line.steps), t, currency, contract)
        corrected(visit, line)
        typed(visit, line)
        if claim:
            claimed(visit, line, claim)
        if settled and (settled.by_neutralisation or settled.settled):
            amounts.by_relief(visit, settled, contract)
        to_slas(visit, line.slas, contract)
        received(t, [(number, files[number]) for number in line.batches if number in files], visit)


def booked(line: Line, contract: Contract, t: Words) -> str:
    """Where the line goes in the client's books."""
    found = allotted(contract, line)
    told = [
        (N_("purchase order {order}, line {line}"), {"order": found.order, "line": found.order_line}),
        (N_("account {account}"), {"account": found.account}),
        (N_("cost centre {centre}"), {"centre": found.cost_centre}),
    ]
    said = [t(text, **values) for text, values in told if all(values.values())]
    return ", ".join(said)


def to_slas(visit: Visit, slas: Iterable[str], contract: Contract) -> None:
    """To the page on which each SLA was judged."""
    for sla in slas:
        name = sla_name(sla, contract, visit.t)
        label = visit.t(N_("See how “{sla}” was judged"), sla=name)
        st.page_link(
            "pages/sla.py",
            label=plain(label),
            icon=":material/arrow_forward:",
            query_params=visit.link(sla=sla),
        )


def corrected(visit: Visit, line: Line) -> None:
    """Of an adjustment: what the closed month comes to now and was closed on, and the way to it."""
    detail = {name: str(value) for name, value in line.detail}
    if "corrects_month" not in detail:
        return
    t, currency, month = visit.t, visit.the_card.currency, Month.parse(detail["corrects_month"])
    inputs = dict(line.steps[-1].inputs)
    shown = [
        (plain(t(text, month=t.month(month))), ui.amount(Decimal(str(value or ZERO)), t, currency))
        for text, value in (
            (N_("{month} as it is known now"), inputs.get("after")),
            (N_("{month} as it was closed or issued"), inputs.get("before")),
            (N_("Adjustment"), line.amount),
        )
    ]
    ui.pair(f"corrected-{line.id}", shown)
    there = line.id.removeprefix(f"adjustment.{month}.")
    st.page_link(
        "pages/preinvoice.py",
        label=plain(t(N_("Open {month}"), month=t.month(month))),
        icon=":material/arrow_forward:",
        query_params=visit.link_to(visit.the_card, month, line=there),
    )


def claimed(visit: Visit, line: Line, claim: Claim) -> None:
    """Of a disputed line: what each side counts, and the euros between them."""
    t, currency = visit.t, visit.the_card.currency
    asked = line.amount if claim.amount is None else claim.amount
    ours, theirs = t(N_("Computed")), t(N_("Asked by {vendor}"), vendor=visit.the_card.vendor_name)
    if claim.quantity is not None:
        suffix = f"{NBSP}h" if line.unit in {"productive_hour", "training_hour"} else ""
        ours = f"{ours}, {t.number(line.quantity)}{suffix}"
        theirs = f"{theirs}, {t.number(claim.quantity)}{suffix}"
    shown = [
        (plain(ours), ui.amount(line.amount, t, currency)),
        (plain(theirs), ui.amount(asked, t, currency)),
        (plain(t(N_("At stake"))), plain(signed_money(asked - line.amount, currency, t))),
    ]
    ui.pair(f"claim-{line.id}", shown)


def typed(visit: Visit, line: Line) -> None:
    """Of a line by hand: why, by whom, and the document that justifies it."""
    if line.kind is not LineKind.MANUAL:
        return
    t, ref = visit.t, visit.the_card.ref
    found = visit.kept(
        "manual",
        build=lambda: manual_lines.lines(visit.db, visit.actor, contract=ref, month=visit.month),
    )
    for one in (one for one in found if line.id == f"manual.{one.id}"):
        told = N_("{reason} Proposed by {who} on {day}, {evidence}.")
        if not people.shown(one.proposed_by):
            told = N_("{reason} Proposed on {day}, {evidence}.")
        reason = one.reason if one.reason.endswith((".", "!", "?")) else f"{one.reason}."
        values = {"reason": reason, "who": one.proposed_by, "evidence": one.evidence}
        st.markdown(plain(t(told, day=t.date(one.proposed_on, "medium"), **values)))
        st.download_button(
            one.evidence,
            data=partial(_evidence, visit, one.id),
            file_name=one.evidence,
            icon=":material/attach_file:",
            type="tertiary",
            on_click="ignore",
            key=f"line-evidence-{one.id}",
            disabled=not may(visit, Right.EXPORT),
        )


def _evidence(visit: Visit, line: int) -> bytes:
    return manual_lines.evidence(visit.db, visit.actor, line=line)[1]


def judged(line: Line, result: MonthResult) -> tuple[Step, ...]:
    """How the SLAs behind a bonus or malus were judged, from their counters."""
    return tuple(
        step
        for sla in result.slas
        if sla.id in line.slas
        for occurrence in sla.occurrences
        if not occurrence.stream or occurrence.stream in line.streams
        for step in occurrence.steps
    )


def received(t: Words, files: list[tuple[int, invoices.ReceivedFileRef]], visit: Visit) -> None:
    if not files:
        return
    st.markdown(f"**{plain(t(N_('Received files')))}**")
    for number, file in files[-6:]:
        day = t.date(file.received_on, "medium") if file.received_on else "—"
        text = t(N_("{name}, received on {day}, {n} rows kept"), name=file.name, day=day, n=file.rows)
        st.page_link(
            "pages/received_files.py",
            label=plain(text),
            icon=":material/description:",
            query_params=visit.link(file=str(number)),
        )
    ui.others(len(files) - 6, "pages/received_files.py", visit.link(all="files"), t)
