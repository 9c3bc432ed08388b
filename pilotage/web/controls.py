"""Can it be trusted? The findings of the quality controls, a line each, unfolding to their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import streamlit as st

from pilotage.charts.history import Mark, history
from pilotage.contract.model import Contract
from pilotage.controls.model import Finding, Gravity, in_order
from pilotage.kpi.model import Unit
from pilotage.locale import N_, Words
from pilotage.locale.controls import FindingWords, amount_words, gravity_words, unit_of
from pilotage.locale.judged import line_label, sla_name, status_words
from pilotage.periods import Month, Window
from pilotage.services import controls
from pilotage.services import cutoff as cutoffs
from pilotage.services.actor import Right
from pilotage.services.catalogue import ContractCard
from pilotage.services.cutoff import CutOff
from pilotage.services.true_zeros import accept_zeros
from pilotage.web import components as ui
from pilotage.web.figures import exact_words, gap_words
from pilotage.web.guard import may, refusals
from pilotage.web.session import Visit
from pilotage.web.text import plain

_COLOURS: dict[Gravity, ui.Colour] = {
    Gravity.SERIOUS: "red",
    Gravity.WATCH: "orange",
    Gravity.NOTE: "gray",
}
PAGE = "pages/received_files.py"
_LINES, _FINDINGS = 14, 12


def controls_section(visit: Visit, window: Window) -> None:
    """What the controls found in the months of the window, for the vendor on screen or for all."""
    t = visit.t
    cards = [visit.card] if visit.card else list(visit.cards)
    told = visit.kept("controls", window, build=lambda: _told(visit, cards, window))
    st.subheader(_title([finding for _, _, finding in told], t), anchor=False)
    if not told:
        st.markdown(
            f":gray[{plain(t(N_('Nothing is missing, nothing contradicts itself or stands out.')))}]"
        )
    shown = told if ui.shows_all("findings") else told[:_FINDINGS]
    for number, (card, month, finding) in enumerate(shown):
        _unfolding(visit, card, month, finding, number)
    ui.others(len(told) - len(shown), PAGE, visit.link(all="findings"), t)


def _told(
    visit: Visit, cards: Sequence[ContractCard], window: Window
) -> list[tuple[ContractCard, Month, Finding]]:
    """The findings of every month of the window, the serious first."""
    found = [
        (card, month, finding)
        for card in cards
        for month in Month.of(window.first).to(Month.of(window.last))
        for finding in controls.findings(visit.db, visit.actor, contract=card.ref, month=month)
        if not finding.days or max(finding.days) >= window.first
    ]
    order = {id(one): n for n, one in enumerate(in_order(finding for _, _, finding in found))}
    return sorted(found, key=lambda one: order[id(one[2])])


def _title(found: Sequence[Finding], t: Words) -> str:
    grave = sum(finding.gravity is Gravity.SERIOUS for finding in found)
    check = sum(finding.gravity is Gravity.WATCH for finding in found)
    if grave:
        return t(N_("Can it be trusted? Serious findings: {n}; to check: {more}"), n=grave, more=check)
    if check:
        return t(N_("Can it be trusted? Nothing serious; to check: {n}"), n=check)
    return t(N_("Can it be trusted? Nothing to report"))


def _unfolding(visit: Visit, card: ContractCard, month: Month, finding: Finding, number: int) -> None:
    t = visit.t
    words = _words(visit, card)
    shape, word = gravity_words(finding.gravity, t)
    badge = ui.badge(word, _COLOURS[finding.gravity], shape)
    who = f"**{plain(card.vendor_name)}** · " if visit.card is None else ""
    asked = st.query_params.get("finding", "") == finding.code
    with st.expander(f"{badge} {who}{plain(words.sentence(finding))}", expanded=asked):
        if finding.history:
            _history(visit, finding, words)
        if finding.code in {"controls.after_cutoff_file", "controls.missing_days"}:
            _cutoff(visit, card, month, finding, words)
        _lines(visit, f"finding-{number}", finding, words)
        if finding.code in {"controls.zero_tail", "controls.zero_days"} and may(visit, Right.IMPORT):
            _true_zeros(visit, card, finding, number)


def _true_zeros(visit: Visit, card: ContractCard, finding: Finding, number: int) -> None:
    """Asks once why nothing came on these days; the reason is kept."""
    t = visit.t
    with st.popover(t(N_("These zeros are true")), icon=":material/check:"):
        told = t(
            N_("These {n} days count as quiet days: what they belong to is measured again."),
            n=len(finding.days),
        )
        st.markdown(plain(told))
        reason = st.text_input(t(N_("Why")), key=f"true-zeros-{number}", max_chars=200)
        if st.button(t(N_("Confirm")), key=f"accept-zeros-{number}", disabled=not reason.strip()):
            with refusals():
                accept_zeros(visit.db, visit.actor, contract=card.ref, days=finding.days, reason=reason)
                st.rerun()


def _words(visit: Visit, card: ContractCard) -> FindingWords:
    return controls.words(visit.db, visit.actor, contract=card.ref, t=visit.t)


def _lines(visit: Visit, name: str, finding: Finding, words: FindingWords) -> None:
    """The figures behind a finding: when, what, read, expected."""
    t, lines = visit.t, finding.lines
    if not lines:
        return
    asked = st.query_params.get("finding", "") == finding.code
    shown = lines if asked and ui.shows_all("lines") else lines[:_LINES]
    headers = (
        ui.Cell(t(N_("When"))),
        ui.Cell(t(N_("What"))),
        ui.right(t(N_("Read"))),
        ui.right(t(N_("Expected"))),
    )
    body = []
    for line in shown:
        when, what, read, expected = (plain(text) for text in words.line(line))
        body.append((ui.Cell(when), ui.Cell(what), ui.right(f"**{read}**"), ui.right(expected)))
    ui.table(name, headers, body)
    query = visit.link(finding=finding.code, all="lines")
    ui.others(len(lines) - len(shown), PAGE, query, t)


def _history(visit: Visit, finding: Finding, words: FindingWords) -> None:
    """The break beside the same weekday of the weeks before."""
    t, past = visit.t, finding.history
    if past is None:
        return
    unit = unit_of(finding.measure, past.unit)
    marks = [
        Mark(day, value, t.date(day, "day"), amount_words(value, unit, t)) for day, value in past.values
    ]
    last = marks[-1]
    marks[-1] = replace(last, shown=f"{last.label} : {last.shown}")
    usual = amount_words(past.usual, unit, t)
    spec = history(
        marks,
        usual=past.usual,
        spread=past.spread,
        usual_name=t(N_("usually {value}"), value=usual),
        theme=visit.theme,
        language=t.language,
    )
    ui.chart(spec, alt=words.sentence(finding))


def _cutoff(
    visit: Visit, card: ContractCard, month: Month, finding: Finding, words: FindingWords
) -> None:
    """What the cut-off knew, what it estimated, and what came since."""
    seen = visit.kept(
        "cutoff",
        card.ref,
        month,
        build=lambda: cutoffs.cutoff(visit.db, visit.actor, contract=card.ref, month=month),
    )
    if seen is None or not set(finding.days) & set(seen.days):
        return
    t = visit.t
    st.markdown(_estimate_words(seen, words))
    headers = (
        ui.Cell(""),
        ui.right(t(N_("Known on {day}"), day=t.date(seen.on, "day"))),
        ui.right(t(N_("Estimated for the cut-off"))),
        ui.right(t(N_("Today"))),
        ui.right(t(N_("Difference"))),
    )
    body = [*_slas(seen, words.contract, t), *_amounts(seen, words.contract, t)]
    ui.table(f"cutoff-{card.ref}", headers, body)


def _estimate_words(seen: CutOff, words: FindingWords) -> str:
    """`À l'arrêté du ven. 2 oct. (J+2), mar. 22 sept. manquait : estimé à la moyenne de ...`."""
    t, one = words.t, seen.estimates[0]
    name = next(iter(one.counters))
    told = t(
        N_(
            "On the cut-off of {on} (J+{n}), {days} had no data: estimated for the accrual at the mean "
            "of {alike}, that is {figure} ({counter})."
        ),
        on=t.date(seen.on, "day"),
        n=seen.working_day,
        days=", ".join(t.date(day, "day") for day in seen.days),
        alike=", ".join(t.date(day, "day") for day in reversed(one.alike)),
        figure=t.number(one.counters[name], 0),
        counter=words.measure(name).lower(),
    )
    return plain(told)


def _slas(seen: CutOff, contract: Contract, t: Words) -> list[tuple[ui.Cell, ...]]:
    """The SLAs that the missing days touch."""
    known = {sla.id: sla for sla in seen.known.slas}
    rows: list[tuple[ui.Cell, ...]] = []
    for change in seen.change.slas:
        if not change.changed:
            continue
        then = known[change.id]
        rows.append(
            (
                ui.Cell(plain(sla_name(change.id, contract, t))),
                ui.right(plain(_value(then.value, change.unit, t) or status_words(then.status, None, t))),
                ui.right(plain(_value(change.before, change.unit, t))),
                ui.right(f"**{plain(_value(change.after, change.unit, t))}**"),
                ui.right(_gap(change.before, change.after, change.unit, t)),
            )
        )
    return rows


def _value(value: Decimal | None, unit: Unit, t: Words) -> str:
    return "" if value is None else exact_words(value, unit, t)


def _gap(before: Decimal | None, after: Decimal | None, unit: Unit, t: Words) -> str:
    if before is None or after is None:
        return ""
    return f"**{plain(gap_words(after, before, unit, t))}**"


def _amounts(seen: CutOff, contract: Contract, t: Words) -> list[tuple[ui.Cell, ...]]:
    """The lines of the bill that moved since, and the total."""
    labels = {
        line.id: line_label(line, contract, t)
        for line in (*seen.accrued.bill.lines, *seen.now.bill.lines)
    }

    def row(label: str, *amounts: Decimal) -> tuple[ui.Cell, ...]:
        shown = [ui.amount(amount, t, contract.currency) for amount in amounts]
        then, accrued, now = shown
        difference = amounts[2] - amounts[1]
        gap = ("+" if difference > 0 else "") + ui.amount(difference, t, contract.currency)
        return (
            ui.Cell(plain(label)),
            ui.right(then),
            ui.right(accrued),
            ui.right(f"**{now}**"),
            ui.right(f"**{gap}**"),
        )

    then = {line.id: line.amount for line in seen.known.bill.lines}
    rows = [
        row(labels.get(line.id, line.id), then.get(line.id, Decimal(0)), line.before, line.after)
        for line in seen.change.lines
        if line.before != line.after
    ]
    totals = (seen.known.bill.total, seen.accrued.bill.total, seen.now.bill.total)
    return [*rows, row(t(N_("Expected invoice, incl. VAT")), *totals)]
