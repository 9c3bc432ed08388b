"""The sheet that both sides read before a malus is agreed: found, computed, excluded, decided.

It prints the steps that the pages, `explain` and the workbook print, and computes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.exports.document import Grid, WordFile
from pilotage.exports.taken_out import Taken, taken_grid
from pilotage.judgement import MonthResult
from pilotage.locale import N_, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.consequence_words import clause_notes
from pilotage.locale.exclusion_words import (
    effect_words,
    idle_words,
    outcome_words,
    scope_words,
    slots_words,
    spans_words,
)
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import clause_words, line_label, name_of, sla_name, status_words
from pilotage.locale.relief_words import CAUSES, SIDES
from pilotage.locale.steps import rule_words, steps_of_line
from pilotage.locale.window_words import occurrence_words
from pilotage.money import ZERO
from pilotage.neutralisation import Span
from pilotage.periods import Month
from pilotage.pricing import Line
from pilotage.scenarios import Comparison
from pilotage.sla import SlaResult
from pilotage.trace import Step

_AMOUNTS = frozenset({1, 2, 3})


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A neutralisation asked for, and what became of it: `outcome` is empty while it waits."""

    clause: str
    cause: str
    side: str
    outside: bool
    asked_on: date
    late: bool
    reason: str
    spans: tuple[Span, ...]
    pieces: tuple[str, ...]
    outcome: str
    kept: tuple[Span, ...]
    slots: int
    asked: int
    by_day: bool
    decided_on: date | None
    decided_by: str
    decision: str
    effect: Comparison
    idle: tuple[tuple[str, Decimal, Decimal | None], ...] = ()
    taken: Taken | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """What was settled for a line, by whom, why and against what."""

    line: str
    given: Decimal
    signed_by: str
    reason: str
    in_return: str
    reference: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Sheet:
    """A month's consequences as both sides look at them; `lines` are ids, in the order of the bill.
    `retained`: the amounts are agreed, the committee that settles them is over or the month is closed.
    """

    contract: Contract
    month: Month
    on: date
    computed: MonthResult
    proposed: MonthResult
    agreed: MonthResult
    lines: tuple[str, ...]
    waivers: tuple[Waiver, ...]
    exclusions: tuple[Exclusion, ...]
    remarks: str = ""
    retained: bool = False

    def sides(self) -> tuple[MonthResult, MonthResult, MonthResult]:
        return self.computed, self.proposed, self.agreed

    def amounts(self, line: str) -> tuple[Decimal, Decimal, Decimal]:
        """Computed, proposed and agreed; zero where the line is not due."""
        first, second, third = (_amount(line, side) for side in self.sides())
        return first, second, third

    def line(self, line: str) -> Line:
        """The line in the last judgement that has it."""
        return next(one for side in reversed(self.sides()) for one in side.bill.lines if one.id == line)


def _amount(line: str, result: MonthResult) -> Decimal:
    return next((one.amount for one in result.bill.lines if one.id == line), ZERO)


def sheet_name(contract: Contract, month: Month, t: Words) -> str:
    """`fiche-contradictoire_ARMOR-2025_2026-02.docx`."""
    parts = (t(N_("joint-findings-record")), contract.ref, str(month))
    return "_".join(re.sub(r"[^\w.\-]+", "-", part) for part in parts) + ".docx"


def contradictory_document(sheet: Sheet, t: Words) -> bytes:
    """The sheet of a month: its amounts, then each line from what was found to what was decided."""
    contract, title = sheet.contract, t(N_("Joint findings record"))
    month = t.month(sheet.month)
    file = WordFile(
        t, title=f"{title} · {month}", subject=contract.ref, author=contract.client.name, on=sheet.on
    )
    file.title(title, f"{contract.vendor_name} · {month} · {contract.ref}")
    if sheet.lines:
        file.heading(t(N_("Amounts")))
        file.grid(_totals(sheet, t))
    else:
        file.note(t(N_("No bonus and no malus this month.")))
        _found(file, sheet, sheet.agreed.slas)
    for line in sheet.lines:
        _line(file, sheet, line)
    if sheet.exclusions:
        file.heading(t(N_("Neutralisations")))
        for one in sheet.exclusions:
            _exclusion(file, sheet, one)
    _remarks(file, sheet)
    _signatures(file, contract)
    file.foot(f"{contract.ref} · {sheet.month}", t(N_("Printed on {day}"), day=sheet.on))
    return file.content()


def _totals(sheet: Sheet, t: Words) -> Grid:
    currency = sheet.contract.currency

    def row(name: str, amounts: Iterable[Decimal]) -> tuple[str, ...]:
        return (name, *(t.money(amount, currency) for amount in amounts))

    rows = [
        row(line_label(sheet.line(one), sheet.contract, t), sheet.amounts(one)) for one in sheet.lines
    ]
    sums = [
        sum(column, ZERO) for column in zip(*(sheet.amounts(one) for one in sheet.lines), strict=True)
    ]
    rows.append(row(t(N_("Total")), sums))
    heads = (t(N_("Line")), t(N_("Computed")), t(N_("Proposed")), t(N_("Agreed")))
    return Grid(heads, rows, right=_AMOUNTS, total=True, weights=(7, 3.3, 3.3, 3.3))


def _line(file: WordFile, sheet: Sheet, line: str) -> None:
    """Found, clause, computation, decision and amounts of one line."""
    t, contract, known = file.t, sheet.contract, sheet.line(line)
    file.heading(line_label(known, contract, t))
    _found(file, sheet, [sla for sla in sheet.agreed.slas if sla.id in known.slas])
    file.heading(t(N_("Clause")), 2)
    file.text(clause_words(known.source, contract))
    for name, text in clause_notes(known.term, contract, t):
        file.marked(name, text)
    raw, after = (_steps(line, known, side) for side in (sheet.computed, sheet.agreed))
    if raw != after and any(step.rule.startswith("relief.") for step in after):
        file.heading(t(N_("Computation without neutralisation")), 2)
        file.grid(_computation(raw, contract, t))
        file.heading(t(N_("Computation after neutralisation")), 2)
    else:
        file.heading(t(N_("Computation")), 2)
    file.grid(_computation(after or raw, contract, t))
    file.heading(t(N_("Decision")), 2)
    _decision(file, sheet, line)


def _found(file: WordFile, sheet: Sheet, slas: Sequence[SlaResult]) -> None:
    """Each SLA behind the line: target, value before and after what was neutralised, status."""
    t, contract = file.t, sheet.contract
    raw = {
        (sla.id, one.window, one.stream, one.at): one.value
        for sla in sheet.computed.slas
        for one in sla.occurrences
    }
    rows = []
    for sla in slas:
        for one in sla.occurrences:
            which = occurrence_words(sla, one, contract, t)
            zones = (
                found.zone
                for found in sheet.agreed.consequences
                if sla.id in found.slas and (found.stream, found.key) == (one.stream, one.key)
            )
            values = (raw.get((sla.id, one.window, one.stream, one.at)), one.value)
            before, after = ("—" if v is None else quantity(v, sla.unit, t, "") for v in values)
            name = ", ".join(filter(None, (sla_name(sla.id, contract, t), which)))
            target = quantity(sla.target, sla.unit, t, "")
            rows.append((name, target, before, after, status_words(one.status, next(zones, None), t)))
    if rows:
        file.heading(t(N_("Finding")), 2)
        heads = (t(N_("SLA")), t(N_("Target")), t(N_("Before")), t(N_("After")), t(N_("Status")))
        file.grid(Grid(heads, rows, right=_AMOUNTS, weights=(6, 2.3, 2.4, 2.4, 3.9)))


def _steps(line: str, known: Line, result: MonthResult) -> tuple[Step, ...]:
    """The steps that explain prints of the line; without a line, those of its clause."""
    held = next((one for one in result.bill.lines if one.id == line), None)
    if held is not None:
        return steps_of_line(held, result)
    judged = (
        step
        for sla in result.slas
        if sla.id in known.slas
        for one in sla.occurrences
        if not known.streams or not one.stream or one.stream in known.streams
        for step in one.steps
    )
    clauses = (
        step
        for one in result.consequences
        if one.id == known.term and (not one.stream or one.stream in known.streams)
        for step in (*one.steps, *one.reasons)
    )
    return (*judged, *clauses)


def _computation(steps: Iterable[Step], contract: Contract, t: Words) -> Grid:
    rows = []
    for step in steps:
        rule, formula, value = rule_words(step, t, contract.currency)
        clause = clause_words(step.source, contract) if step.source.document else ""
        rows.append((rule, formula, value, clause))
    heads = (t(N_("Step")), t(N_("Formula")), t(N_("Result")), t(N_("Clause")))
    return Grid(heads, rows, right=frozenset({2}), weights=(5, 5, 2.8, 4.2))


def _decision(file: WordFile, sheet: Sheet, line: str) -> None:
    """The three amounts, and who settled the last of them."""
    t, currency = file.t, sheet.contract.currency
    computed, proposed, agreed = sheet.amounts(line)
    rows = [
        (t(N_("Computed")), t.money(computed, currency)),
        (t(N_("By neutralisation")), signed_money(proposed - computed, currency, t)),
        (t(N_("Proposed")), t.money(proposed, currency)),
        (t(N_("By waiver or agreement")), signed_money(agreed - proposed, currency, t)),
        (t(N_("Agreed")), t.money(agreed, currency)),
    ]
    file.grid(Grid((t(N_("Amount")), ""), rows, right=frozenset({1}), total=True, weights=(10, 7)))
    one = next((waiver for waiver in sheet.waivers if waiver.line == line), None)
    if one is None:
        open_still = N_("Nothing was waived: the amount proposed stands until it is agreed.")
        kept = N_("Nothing was waived: the amount proposed is what was retained.")
        file.note(t(kept if sheet.retained else open_still))
        return
    file.marked(t(N_("Signed by")), f"{one.signed_by}, {t.date(one.decided_on)}")
    file.marked(t(N_("Why")), one.reason)
    if one.in_return:
        file.marked(t(N_("In return")), one.in_return)
    file.marked(t(N_("Reference")), one.reference)


def _exclusion(file: WordFile, sheet: Sheet, one: Exclusion) -> None:
    """One request: who, when, what, its evidence, what was decided and what it moves."""
    t, contract = file.t, sheet.contract
    clause = next((each for each in contract.neutralisation if each.id == one.clause), None)
    name = name_of(one.clause, contract, t, ("neutralisation",))
    state = outcome_words(one.outcome, t) if one.outcome else t(N_("awaiting a decision"))
    file.heading(f"{name} · {state}", 2)
    asked = t(N_("{day}, by {side}"), day=one.asked_on, side=t(SIDES[one.side]))
    if one.outside:
        asked = f"{asked}, {t(N_('received outside the portal'))}"
    if one.late:
        asked = f"{asked}, {t(N_('late'))}"
    in_force = clause.terms_on(sheet.month.first) if clause else None
    rows = [(t(N_("Cause")), t(CAUSES[one.cause]) if one.cause in CAUSES else one.cause)]
    if in_force:
        rows.append((t(N_("Clause")), clause_words(in_force.source("shape"), contract)))
    rows += [(t(N_("Asked")), asked), (t(N_("Request")), one.reason)]
    rows.append((t(N_("Times asked")), scope_words(one.spans, t)))
    rows.append((t(N_("Evidence")), ", ".join(one.pieces) or "—"))
    if one.outcome:
        rows.append((t(N_("Decided")), _decided(one, t)))
    if one.slots:
        rows.append((t(N_("Out of the sums")), slots_words(one.slots, one.asked, t, by_day=one.by_day)))
    rows += [(t(N_("Hours that stay payable")), idle_words(idle, contract, t)) for idle in one.idle]
    rows.append((t(N_("Effect")), effect_words(one.effect, contract, t)))
    file.grid(Grid((t(N_("Neutralisation")), ""), rows, weights=(4.5, 12.5)))
    if one.taken:
        title = t(N_("Taken out: {sla}"), sla=sla_name(one.taken.sla, contract, t))
        file.heading(title, 3)
        file.grid(taken_grid(one.taken, t))


def _decided(one: Exclusion, t: Words) -> str:
    day = t.date(one.decided_on) if one.decided_on else ""
    who = one.decided_by or t(N_("by the clause itself: nobody decided in time"))
    times = spans_words(one.kept, t) if one.outcome == "accepted_in_part" else ""
    return " · ".join(filter(None, (day, who, times, one.decision)))


def _remarks(file: WordFile, sheet: Sheet) -> None:
    """What the vendor says of it; else room to write it: the reason of a request is its request."""
    t = file.t
    file.heading(t(N_("Vendor's remarks")))
    if said := sheet.remarks.strip():
        file.text(said)
        return
    file.grid(Grid((t(N_("To be filled in by the vendor")),), [("\n" * 5,)], weights=(17,)))


def _signatures(file: WordFile, contract: Contract) -> None:
    t = file.t
    file.heading(t(N_("Signatures")))
    headers = (t(N_("Side")), t(N_("Role")), t(N_("Date")), t(N_("Signature")))
    rows = [(contract.client.name, "", "", ""), (contract.vendor_name, "", "", "")]
    file.grid(Grid(headers, rows, weights=(5, 4, 3, 5)))
