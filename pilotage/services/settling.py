"""Three amounts for each consequence: computed by the clause, proposed after neutralisation, agreed.

What lies between the first two is a neutralisation; between the last two, a waiver or an agreement: who
signed, why, within which delegation, against what. The latest settlement of a line stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session

from pilotage.contract.model import Contract, Delegation
from pilotage.judgement import MonthInputs, MonthResult, judge
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import LineKind
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.closed_moves import taker
from pilotage.services.months import inputs_for
from pilotage.services.settling_views import (
    GivenAway,
    Kind,
    LineAmounts,
    Settled,
    ThreeAmounts,
    settled_of,
)
from pilotage.store import audit, contracts
from pilotage.store import settlements as kept
from pilotage.store.database import Database
from pilotage.store.tables import SettlementRow

__all__ = [
    "GivenAway",
    "Kind",
    "LineAmounts",
    "Settled",
    "ThreeAmounts",
    "agree",
    "delegations",
    "given_away",
    "settlements",
    "three_amounts",
    "three_results",
    "waive",
]
_SETTLED = frozenset({LineKind.BONUS, LineKind.MALUS, LineKind.CAP})


def three_amounts(
    db: Database, actor: Actor, *, contract: str, month: Month, as_of: date | None = None
) -> ThreeAmounts:
    """Computed, proposed and agreed for each line of the month's consequences; a closed month is what
    its closing froze. Raises `RefusedError`, `UnknownContractError`.
    """
    inputs = inputs_for(db, actor, contract=contract, month=month, as_of=as_of)
    computed, proposed, agreed = three_results(inputs)
    day = as_of or catalogue.today(db)
    settled = {
        one.line: one
        for one in settlements(db, actor, contract=contract, month=month)
        if one.decided_on <= day
    }
    lines = tuple(_lines(computed, proposed, agreed, settled))
    currency = inputs.contract.currency
    return ThreeAmounts(month, currency, lines, computed, proposed, agreed)


def three_results(inputs: MonthInputs) -> tuple[MonthResult, MonthResult, MonthResult]:
    """The month judged without relief, with it, and with what was settled. Pure."""
    agreed = judge(inputs)
    proposed = judge(replace(inputs, agreed=())) if inputs.agreed else agreed
    computed = judge(replace(inputs, agreed=(), relief=())) if inputs.relief else proposed
    return computed, proposed, agreed


def settlements(
    db: Database, actor: Actor, *, contract: str | None = None, month: Month | None = None
) -> tuple[Settled, ...]:
    """Every settlement in sight, in the order in which they were kept: of a line, the last stands."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(settled_of(row) for row in kept.listed(session, actor.vendors, contract, month))


def waive(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    line: str,
    amount: Decimal,
    reason: str,
    signed_by: str,
    in_return: str,
    reference: str,
    after_closing: bool = False,
) -> Settled:
    """Gives away a part of what is proposed for a line: `amount` is what is left of it (zero: nothing).

    `signed_by` is the id of a `[[delegation]]` of the contract, whose limit holds; `in_return` is what
    was obtained, `reference` the decision or the minutes. A closed month is refused, unless
    `after_closing`: the difference is then an adjustment of the first open month. Raises `RefusedError`,
    `UnknownContractError`, and `ProblemsFoundError` with a sentence a mistake.
    """
    asked = _Asked(contract, month, line, amount, reason, signed_by, in_return, reference, after_closing)
    return _settle(db, actor, "waiver", asked)


def agree(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    line: str,
    amount: Decimal,
    reason: str,
    signed_by: str,
    reference: str,
    after_closing: bool = False,
) -> Settled:
    """Keeps the amount that both sides agreed for a line; what it gives away is within a delegation as a
    waiver's is. Raises as `waive` does.
    """
    asked = _Asked(contract, month, line, amount, reason, signed_by, "", reference, after_closing)
    return _settle(db, actor, "agreed", asked)


def given_away(db: Database, actor: Actor, *, contract: str | None = None) -> tuple[GivenAway, ...]:
    """What was waived, by vendor and by calendar year of the month that it was waived for."""
    standing = {(one.contract, one.month, one.line): one for one in settlements(db, actor)}
    waivers = [
        one
        for one in standing.values()
        if one.kind == "waiver" and one.given > 0 and contract in {None, one.contract}
    ]
    currency = {one.contract: catalogue.contract(db, actor, ref=one.contract).currency for one in waivers}
    keys = sorted({(one.vendor, one.month.year, currency[one.contract]) for one in waivers})
    return tuple(
        GivenAway(
            *key,
            sum((one.given for one in mine), ZERO),
            tuple(mine),
        )
        for key in keys
        if (mine := [w for w in waivers if (w.vendor, w.month.year, currency[w.contract]) == key])
    )


def delegations(
    db: Database, actor: Actor, *, contract: str
) -> tuple[tuple[Delegation, Decimal | None], ...]:
    """Who may sign a waiver today, and up to how much (None: any amount)."""
    terms, today = catalogue.contract(db, actor, ref=contract), catalogue.today(db)
    return tuple(_delegations(terms, today))


# --- what is settled ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody asks to keep."""

    contract: str
    month: Month
    line: str
    amount: Decimal
    reason: str
    signed_by: str
    in_return: str
    reference: str
    after_closing: bool


def _settle(db: Database, actor: Actor, kind: Kind, asked: _Asked) -> Settled:
    terms = catalogue.contract(db, actor, ref=asked.contract)
    entity = f"{asked.contract}/{asked.month}/{asked.line}"
    trail.require(db, actor, Right.AGREE, terms.vendor, entity=entity)
    inputs = inputs_for(db, actor, contract=asked.contract, month=asked.month)
    proposed = _proposed(judge(replace(inputs, agreed=())), asked.line)
    today = catalogue.today(db)
    problems = [*_unfit(kind, asked, proposed), *_beyond(terms, asked, proposed, today)]
    into = None if asked.after_closing else taker(db, actor, contract=terms.ref, month=asked.month)
    if into is not None:
        problems = [_refused("month_closed", month=str(asked.month), into=str(into))]
    if problems:
        codes = {"problems": [one.code for one in problems]}
        action = f"{kind}.refused"
        trail.refused(db, actor, action=action, entity=entity, vendor=terms.vendor, after=codes)
        raise ProblemsFoundError(problems)
    row = _row(terms, kind, asked, proposed or ZERO, actor, today)
    with db.writing() as session:
        kept.add(session, row)
        contracts.bump(session, terms.vendor, asked.contract)
        _tell(session, actor, row, entity)
        return settled_of(row)


def _proposed(result: MonthResult, line: str) -> Decimal | None:
    """What is proposed for the line; None when the month has no such line."""
    found = (one for one in result.bill.lines if one.kind in _SETTLED and one.kind is not LineKind.CAP)
    return next((one.amount for one in found if one.id == line), None)


def _unfit(kind: Kind, asked: _Asked, proposed: Decimal | None) -> Iterator[Problem]:
    if proposed is None:
        yield _refused("no_line", line=asked.line, month=str(asked.month))
        return
    if not asked.amount.is_finite() or asked.amount != round(asked.amount, 2):
        yield _refused("not_cents", str(asked.amount))
        return
    if not asked.reason.strip():
        yield _refused("no_reason")
    if not asked.reference.strip():
        yield _refused("no_reference")
    if asked.amount == proposed:
        yield _refused("same", line=asked.line)
    if kind == "waiver":
        if not asked.in_return.strip():
            yield _refused("nothing_in_return")
        if not proposed < asked.amount <= max(ZERO, proposed):
            yield _refused("not_a_waiver", f"{asked.amount:f}", f"{proposed:f}", line=asked.line)


def _beyond(terms: Contract, asked: _Asked, proposed: Decimal | None, today: date) -> Iterator[Problem]:
    """An amount given away by who may not sign for it."""
    given = asked.amount - (proposed or ZERO)
    if proposed is None or given <= 0:
        return
    known = {one.id: (one, up_to) for one, up_to in _delegations(terms, today)}
    if asked.signed_by not in known:
        yield _refused("no_delegation", asked.signed_by, ", ".join(known) or "-")
        return
    found, up_to = known[asked.signed_by]
    if up_to is not None and given > up_to:
        told = {"given": f"{given:.2f}", "limit": f"{up_to:.2f}", "currency": terms.currency}
        yield _refused("beyond", role=found.role, **told)


def _delegations(terms: Contract, day: date) -> Iterator[tuple[Delegation, Decimal | None]]:
    for one in terms.delegation:
        in_force = one.terms_on(day)
        if in_force is not None:
            yield one, in_force.terms.up_to


def _refused(code: str, read: str = "", expected: str = "", **params: str) -> Problem:
    told = tuple(params.items())
    return Problem(f"settling.{code}", Severity.REFUSED, read=read, expected=expected, params=told)


def _row(
    terms: Contract, kind: Kind, asked: _Asked, proposed: Decimal, actor: Actor, today: date
) -> SettlementRow:
    return SettlementRow(
        vendor=terms.vendor,
        id=0,
        contract=asked.contract,
        month=str(asked.month),
        line=asked.line,
        kind=kind,
        proposed_cents=int(proposed * 100),
        agreed_cents=int(asked.amount * 100),
        reason=asked.reason.strip(),
        in_return=asked.in_return.strip(),
        reference=asked.reference.strip(),
        signed_by=asked.signed_by,
        decided_on=today,
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )


def _tell(session: Session, actor: Actor, row: SettlementRow, entity: str) -> None:
    audit.record(
        session,
        actor=actor.user,
        action=f"settlement.{row.kind}",
        entity=entity,
        vendor=row.vendor,
        after={
            "proposed": f"{Decimal(row.proposed_cents).scaleb(-2)}",
            "agreed": f"{Decimal(row.agreed_cents).scaleb(-2)}",
            "reason": row.reason,
            "in_return": row.in_return,
            "reference": row.reference,
            "signed_by": row.signed_by,
        },
        at=datetime.now(UTC),
    )


# --- the three side by side -----------------------------------------------------------------------


def _lines(
    computed: MonthResult, proposed: MonthResult, agreed: MonthResult, settled: dict[str, Settled]
) -> Iterator[LineAmounts]:
    """Every line that one of the three judgements has, in their order."""
    sides = [
        {one.id: one for one in result.bill.lines if one.kind in _SETTLED}
        for result in (computed, proposed, agreed)
    ]
    for line in dict.fromkeys(name for side in sides for name in side):
        found = next(side[line] for side in sides if line in side)
        before, after, last = (side[line].amount if line in side else ZERO for side in sides)
        yield LineAmounts(
            line=line,
            term=found.term,
            slas=found.slas,
            computed=before,
            proposed=after,
            agreed=last,
            value_before=_value(computed, found.slas, found.streams),
            value_after=_value(proposed, found.slas, found.streams),
            cap=found.kind is LineKind.CAP,
            settled=settled.get(line),
        )


def _value(result: MonthResult, slas: tuple[str, ...], streams: tuple[str, ...]) -> Decimal | None:
    """The judged value behind a line, where there is a single one."""
    values = [
        one.value
        for sla in result.slas
        if sla.id in slas
        for one in sla.occurrences
        if not streams or one.stream in streams
    ]
    return values[0] if len(values) == 1 else None
