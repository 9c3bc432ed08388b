"""What each neutralisation of a month moves, and the sheet on which both sides read each malus."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.exports.contradictory import Exclusion, Sheet, Waiver, contradictory_document, sheet_name
from pilotage.exports.taken_out import Taken
from pilotage.judgement import MonthInputs
from pilotage.locale import Language, Words
from pilotage.locale.exclusion_words import half_hours
from pilotage.money import round_half_up
from pilotage.neutralisation import Relief, exclusion
from pilotage.periods import Month
from pilotage.scenarios import Comparison
from pilotage.services import catalogue, committees, months, relief, settling
from pilotage.services.actor import Actor, Right
from pilotage.services.months import inputs_for, terms_of_month
from pilotage.services.relief_views import Request
from pilotage.services.settling_views import Settled
from pilotage.services.taken_out import taken_out
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class IdleHours:
    """Hours accepted (or asked, while it waits) that stay payable; `amount` is None under tiers."""

    price: str
    hours: Decimal
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Excluded:
    """A request and what it moves: as decided, or as asked while it waits and when it was refused.

    `slots` are the half-hours (the days, when `by_day`) that leave the sums, out of those `asked`; both
    are zero when the window leaves as a whole.
    """

    request: Request
    effect: Comparison
    slots: int
    asked: int
    by_day: bool
    idle: tuple[IdleHours, ...]
    taken: Taken | None = None


def exclusions(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Excluded, ...]:
    """The requests of the month with what each of them moves, the others standing. Raises
    `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    asked = relief.requests(db, actor, contract=contract, month=month)
    if not asked:
        return ()
    inputs = inputs_for(db, actor, contract=contract, month=month)
    return tuple(_excluded(db, actor, inputs, one) for one in asked)


def _excluded(db: Database, actor: Actor, inputs: MonthInputs, one: Request) -> Excluded:
    slots, by_day = _slots(inputs, one)
    given = one.decided if one.decided and one.decided.gives else one
    return Excluded(
        request=one,
        effect=relief.effect(db, actor, request=one.number),
        slots=slots,
        asked=len(half_hours(one.spans)) if one.spans and not by_day else slots,
        by_day=by_day,
        idle=tuple(_idle(inputs.contract, one, price, n) for price, n in given.idle_hours.items()),
        taken=taken_out(inputs, _held(inputs, one)),
    )


def _held(inputs: MonthInputs, one: Request) -> tuple[Relief, ...]:
    """What was accepted of a request, as the month was judged with it."""
    return tuple(found for found in inputs.relief if found.id == str(one.number))


def _slots(inputs: MonthInputs, one: Request) -> tuple[int, bool]:
    """How many half-hours or days the decision takes out of the SLA that loses most."""
    held = _held(inputs, one)
    found: set[tuple[object, bool]] = set()
    for sla in inputs.contract.sla:
        out = exclusion(inputs.contract, sla, inputs.counters, inputs.half_hours, held, inputs.month)
        cells: set[tuple[object, bool]] = {(cell.at, cell.whole) for cell in out.cells}
        found = max(found, cells, key=len)
    return len(found), any(whole for _, whole in found)


def _idle(contract: Contract, one: Request, name: str, hours: Decimal) -> IdleHours:
    """Priced on the first day asked, as the hours worked that day are."""
    price = next((each for each in contract.price if each.id == name), None)
    day = min((span.start.date() for span in one.spans), default=one.month.first)
    in_force = price.terms_on(day) if price else None
    unit = in_force.terms.price if in_force else None
    return IdleHours(name, hours, None if unit is None else round_half_up(hours * unit))


def document(
    db: Database, actor: Actor, *, contract: str, month: Month, language: Language, remarks: str = ""
) -> tuple[str, bytes]:
    """The file name and the .docx of the sheet of a month: what was found, why, and what it costs.
    `remarks` are the vendor's, beside those of its requests. The same figures give the same steps as
    the pages, `explain` and the workbook.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    actor.require(Right.EXPORT, catalogue.contract(db, actor, ref=contract).vendor)
    three = settling.three_amounts(db, actor, contract=contract, month=month)
    terms, t = terms_of_month(db, actor, result=three.agreed), Words(language)
    sheet = Sheet(
        contract=terms,
        month=month,
        on=catalogue.today(db),
        computed=three.computed,
        proposed=three.proposed,
        agreed=three.agreed,
        lines=tuple(one.line for one in three.lines),
        waivers=tuple(_waiver(one.settled, terms, t) for one in three.lines if one.settled),
        exclusions=tuple(
            _exclusion(one) for one in exclusions(db, actor, contract=contract, month=month)
        ),
        remarks=remarks,
        retained=months.judged(db, actor, contract=contract, month=month).closed_on is not None
        or committees.settled_on(db, actor, contract=contract, month=month) is not None,
    )
    return sheet_name(terms, month, t), contradictory_document(sheet, t)


def _waiver(one: Settled, terms: Contract, t: Words) -> Waiver:
    signer = next((each for each in terms.delegation if each.id == one.signed_by), None)
    role = signer.role if signer else one.signed_by
    if signer and signer.role_en and t.language == "en":
        role = signer.role_en
    return Waiver(
        line=one.line,
        given=one.given,
        signed_by=role,
        reason=one.reason,
        in_return=one.in_return,
        reference=one.reference,
        decided_on=one.decided_on,
    )


def _exclusion(one: Excluded) -> Exclusion:
    asked, made = one.request, one.request.decided
    return Exclusion(
        clause=asked.clause,
        cause=asked.cause,
        side=asked.side,
        outside=asked.outside,
        asked_on=asked.asked_on,
        late=asked.late,
        reason=asked.reason,
        spans=asked.spans,
        pieces=tuple(piece.name for piece in asked.pieces),
        outcome=made.outcome if made else "",
        kept=made.spans if made else (),
        slots=one.slots,
        asked=one.asked,
        by_day=one.by_day,
        decided_on=made.decided_on if made else None,
        decided_by="" if made is None or made.tacit else made.by,
        decision=made.reason if made else "",
        effect=one.effect,
        idle=tuple((idle.price, idle.hours, idle.amount) for idle in one.idle),
        taken=one.taken,
    )


def file_name(contract: Contract, month: Month, t: Words) -> str:
    """The name of the sheet, known before it is made."""
    return sheet_name(contract, month, t)
