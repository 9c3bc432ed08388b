"""What the month's SLAs cost: computed, proposed, agreed; what lies between, and what was given away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import streamlit as st

from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import Contract, Delegation
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.changes import signed_money
from pilotage.locale.consequence_words import clause_notes
from pilotage.locale.judged import clause_words, consequence_name, line_label, sla_name
from pilotage.money import ZERO
from pilotage.pricing import Line
from pilotage.services import committees, months, settling
from pilotage.services.settling_views import LineAmounts, Settled, ThreeAmounts
from pilotage.sla import SlaResult
from pilotage.web import components as ui
from pilotage.web.figures import exact_words
from pilotage.web.session import Visit
from pilotage.web.text import plain

Three = tuple[Decimal, Decimal, Decimal]


def three_of(visit: Visit) -> ThreeAmounts:
    """The month's three judgements."""

    def build() -> ThreeAmounts:
        ref = visit.the_card.ref
        return settling.three_amounts(visit.db, visit.actor, contract=ref, month=visit.month)

    return visit.kept("three", build=build)


def total(lines: Iterable[LineAmounts]) -> Three:
    """The sums of the three amounts."""
    found = tuple(lines)
    first, second, third = (
        sum((getattr(one, name) for one in found), ZERO) for name in ("computed", "proposed", "agreed")
    )
    return first, second, third


def own_lines(sla: SlaResult, three: ThreeAmounts) -> tuple[LineAmounts, ...]:
    """The lines of an SLA alone, which its row adds up."""
    return tuple(one for one in three.lines if one.slas == (sla.id,) and not one.cap)


def other_lines(three: ThreeAmounts) -> tuple[LineAmounts, ...]:
    """Caps, floors, and what rests on several SLAs or on none: rows of their own."""
    return tuple(one for one in three.lines if one.cap or len(one.slas) != 1)


def line_of(line: str, three: ThreeAmounts) -> Line:
    """The line in the last judgement that has it."""
    sides = (three.agreed, three.proposed, three.computed)
    return next(one for side in sides for one in side.bill.lines if one.id == line)


def settled_in(visit: Visit, three: ThreeAmounts) -> str:
    """Where the amounts were agreed: the committee, a settlement, the closing; empty before."""
    t, ref = visit.t, visit.the_card.ref
    held = committees.settled_on(visit.db, visit.actor, contract=ref, month=visit.month)
    last = max((one.settled for one in three.lines if one.settled), key=_number, default=None)
    if last is not None:
        return last.reference
    if held:
        return t(N_("committee of {day}"), day=t.date(held, "medium"))
    return t(N_("closing")) if closed(visit) else ""


def closed(visit: Visit) -> bool:
    """Whether the month was closed."""
    ref = visit.the_card.ref
    return months.judged(visit.db, visit.actor, contract=ref, month=visit.month).closed_on is not None


def _number(one: Settled) -> int:
    return one.number


def triple(visit: Visit, three: ThreeAmounts, contract: Contract) -> None:
    """Each difference is written under the amount that it leads to: it reads as arithmetic."""
    t, currency = visit.t, three.currency
    computed, proposed, agreed = total(three.lines)
    where = settled_in(visit, three)
    waived = t(N_("{amount} waived"), amount=signed_money(agreed - proposed, currency, t))
    settled = t(N_("as proposed")) if agreed == proposed else waived
    relieved = t(N_("{amount} neutralised"), amount=signed_money(proposed - computed, currency, t))
    ui.euro_triple(
        (
            t(N_("Computed, raw")),
            t(N_("Proposed")),
            t(N_("Agreed, {where}"), where=where) if where else t(N_("Agreed")),
        ),
        (
            t.money(computed, currency),
            t.money(proposed, currency),
            t.money(agreed, currency) if where else t(N_("pending")),
        ),
        (
            _causes(three, contract, t),
            t(N_("nothing neutralised")) if computed == proposed else relieved,
            settled if where else t(N_("to be settled in committee")),
        ),
    )


def _causes(three: ThreeAmounts, contract: Contract, t: Words) -> str:
    """Which SLAs cost something before anything is neutralised, and what the caps take off."""
    named = list(dict.fromkeys(name for one in three.lines if one.computed for name in one.slas))
    caps = sum((one.computed for one in three.lines if one.cap), ZERO)
    if not named:
        return t(N_("nothing to apply"))
    cause = sla_name(named[0], contract, t) if len(named) == 1 else t(N_("{n} SLAs"), n=len(named))
    if not caps:
        return cause
    capped = t(N_("{amount} by the caps"), amount=signed_money(caps, three.currency, t))
    return f"{cause}, {capped}"


def raw_of(sla: SlaResult, three: ThreeAmounts) -> Decimal | None:
    """The value before anything was neutralised."""
    return next((one.value for one in three.computed.slas if one.id == sla.id), None)


def finding(three: ThreeAmounts, contract: Contract, t: Words) -> str:
    """The SLA that a neutralisation moves, before and after; empty when it moves none, or several."""
    moved = [
        (sla, raw)
        for sla in three.agreed.slas
        if sla.value is not None and (raw := raw_of(sla, three)) is not None and raw != sla.value
    ]
    if len(moved) != 1:
        return ""
    sla, raw = moved[0]
    return t(
        N_("{name} at {value}, {after} after neutralisation"),
        name=sla_name(sla.id, contract, t),
        value=exact_words(raw, sla.unit, t),
        after=exact_words(sla.value or ZERO, sla.unit, t),
    )


def value_cell(sla: SlaResult, three: ThreeAmounts, t: Words) -> ui.Cell:
    """`58,4 → **71,9 %**`, never cut in two."""
    if sla.value is None:
        return ui.right("**—**")
    shown, raw = plain(exact_words(sla.value, sla.unit, t)), raw_of(sla, three)
    if raw is None or raw == sla.value:
        return ui.right(f"**{shown}**")
    before = exact_words(raw, sla.unit, t).rstrip("%").rstrip()
    return ui.right(f"{plain(before)}{NBSP}→{NBSP}**{shown}**")


def amount_cells(
    amounts: Three, t: Words, currency: str, *, agreed: bool, bold: bool = False
) -> list[ui.Cell]:
    """The three amounts; the last is bold once it is agreed, and a dash before."""
    texts = [ui.amount(amount, t, currency) for amount in amounts]
    texts[2] = f"**{texts[2]}**" if agreed else ":gray[—]"
    if bold:
        texts[:2] = [f"**{text}**" for text in texts[:2]]
    return [ui.right(text) for text in texts]


def alerts(visit: Visit, three: ThreeAmounts, contract: Contract) -> None:
    """The rights that failures have opened: what the clause opens, and what reached it."""
    t = visit.t
    for one in three.agreed.consequences:
        if one.raised:
            _alert(one, contract, t)


def _alert(one: ConsequenceResult, contract: Contract, t: Words) -> None:
    name, clause = consequence_name(one.id, contract, t), clause_words(one.source, contract)
    st.warning(
        f"**{plain(name)}** · {plain(clause)}. {plain(t(N_('What was counted reaches its trigger.')))}",
        icon=":material/notification_important:",
    )
    with st.expander(plain(t(N_("How it was reached: {name}"), name=name))):
        ui.steps(f"alert-{one.id}", one.steps, t, contract.currency, contract)
        for title, text in clause_notes(one.id, contract, t):
            st.caption(plain(f"{title}{NBSP}: {text}" if t.language == "fr" else f"{title}: {text}"))


# --- what was settled ------------------------------------------------------------


def settlement(visit: Visit, one: LineAmounts, contract: Contract) -> None:
    """Who signed what for a line, why and against what."""
    t, made = visit.t, one.settled
    if made is None:
        return
    signer = next((each for each in contract.delegation if each.id == made.signed_by), None)
    given = t.money(abs(made.given), contract.currency)
    text = N_("{amount} waived, signed by {who} on {day}.")
    role = role_words(signer, t) if signer else made.signed_by
    st.markdown(f"**{plain(t(text, amount=given, who=role, day=made.decided_on))}**")
    told = [made.reason]
    if made.in_return:
        told.append(t(N_("In return: {what}"), what=made.in_return))
    told.append(made.reference)
    for line in told:
        st.caption(plain(line))


def role_words(one: Delegation, t: Words) -> str:
    """Who signs, in the reader's language."""
    return one.role_en if t.language == "en" and one.role_en else one.role


def given(visit: Visit) -> None:
    """What was given away to the vendor this year, waiver by waiver."""
    t, card = visit.t, visit.the_card
    found = [
        one
        for one in settling.given_away(visit.db, visit.actor)
        if one.vendor == card.vendor and one.year == visit.month.year
    ]
    for one in found:
        amount = t.money(one.amount, one.currency)
        text = N_("Malus given away in {year}: {amount}, waivers: {n}")
        with st.expander(plain(t(text, year=str(one.year), amount=amount, n=len(one.waivers)))):
            heads = (
                ui.Cell(t(N_("Month"))),
                ui.Cell(t(N_("Line"))),
                ui.right(t(N_("Given away"))),
                ui.Cell(t(N_("In return"))),
                ui.Cell(t(N_("Reference"))),
            )
            ui.table("given", heads, [list(_given_row(each, visit)) for each in one.waivers])


def _given_row(one: Settled, visit: Visit) -> Iterator[ui.Cell]:
    t = visit.t
    yield ui.Cell(plain(t.month(one.month)))
    yield ui.Cell(plain(one.line))
    yield ui.right(ui.amount(one.given, t, visit.the_card.currency))
    yield ui.Cell(plain(one.in_return or "—"))
    yield ui.Cell(plain(one.reference))


def line_words(one: LineAmounts, three: ThreeAmounts, contract: Contract, t: Words) -> str:
    """The label of a line, as the expected invoice prints it."""
    return line_label(line_of(one.line, three), contract, t)


def by_relief(visit: Visit, one: LineAmounts, contract: Contract) -> None:
    """The three amounts of a line, and what lies between them."""
    t, currency = visit.t, contract.currency
    shown = [(plain(t(N_("Computed"))), ui.amount(one.computed, t, currency))]
    if one.by_neutralisation:
        moved = plain(signed_money(one.by_neutralisation, currency, t))
        shown.append((plain(t(N_("By neutralisation"))), moved))
    shown.append((plain(t(N_("Proposed"))), ui.amount(one.proposed, t, currency)))
    if one.by_waiver:
        shown.append(
            (plain(t(N_("By waiver or agreement"))), plain(signed_money(one.by_waiver, currency, t)))
        )
    if one.settled:
        shown.append((plain(t(N_("Agreed"))), ui.amount(one.agreed, t, currency)))
    ui.pair(f"three-{one.line}", shown)
    settlement(visit, one, contract)
