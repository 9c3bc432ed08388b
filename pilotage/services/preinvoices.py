"""The pre-invoice of a month, from estimate to closing: where it stands, and each step taken once.

A step is a row with its audit event, in one transaction with what it issues. Of two people who take the
next step at once, one does; the other is told who was quicker, and when.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from pilotage.calendars import working_day_after
from pilotage.contract.model import CalendarStep, Contract
from pilotage.invoice.life import RULES, Rule, State, Step, after, begun, following, furthest
from pilotage.money import ZERO, to_cents
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue, issuing
from pilotage.services.actor import Actor, Right
from pilotage.services.issuing import Draft
from pilotage.services.months import judged
from pilotage.services.preinvoice_needs import Asked, Known, unmet
from pilotage.services.preinvoice_views import Claim, Life, LifeStep, figures_of, step_of, told_of
from pilotage.store import audit, batches, closings, contracts
from pilotage.store import preinvoices as kept
from pilotage.store.database import Database
from pilotage.store.preinvoice_tables import PreinvoiceStep

_ISSUING = frozenset({Step.SUBMIT, Step.SETTLE})
__all__ = ["Claim", "Life", "LifeStep", "advance", "evidence", "life", "states", "step_day"]


def life(db: Database, actor: Actor, *, contract: str, month: Month) -> Life:
    """Where the pre-invoice of the month stands, and how it came there.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    known = _known(db, actor, contract, month)
    return _view(known, _blocking(db, actor, known))


def states(db: Database, actor: Actor, *, contract: str | None = None) -> Mapping[tuple[str, Month], str]:
    """The state of every pre-invoice in sight (of a contract, when given) that a step was taken on, in
    one reading; a closed month is `closed`. Raises `RefusedError`.
    """
    actor.require(Right.READ)
    found: dict[tuple[str, Month], list[Step]] = {}
    with db.reading() as session:
        for row in kept.steps(session, actor.vendors, contract):
            found.setdefault((row.contract, Month.parse(row.month)), []).append(Step(row.kind))
        refs = {contract for contract, _ in found}
        closed = {(ref, key.month) for ref in refs for key in closings.keys(session, actor.vendors, ref)}
    told = {key: str(furthest(State.DRAFT, steps)) for key, steps in found.items()}
    return {**told, **dict.fromkeys(closed, str(State.CLOSED))}


def advance(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    step: str,
    comment: str = "",
    on_behalf: bool = False,
    lines: Iterable[Claim | str] = (),
    amount: Decimal | None = None,
    evidence: tuple[str, bytes] | None = None,
    seen: int | str | None = None,
) -> Life:
    """Takes a step: what it issues is issued, numbered and kept with it, in one transaction.

    `lines` and `amount` are what the vendor claims, `evidence` the name and bytes of what was received,
    `seen` the `seen` of the life that the person looked at, or its `rank` alone. Raises `RefusedError`,
    `UnknownContractError`, and `ProblemsFoundError` with a sentence for each need that is not met, or
    that names who was quicker; a refusal is kept in the trail.
    """
    rule = _rule(step)
    terms = catalogue.contract(db, actor, ref=contract)
    entity = f"{contract}/{month}"
    trail.require(db, actor, Right(rule.right), terms.vendor, entity=entity)
    told = {"step": str(rule.step), **({} if seen is None else {"seen": seen})}
    action = f"preinvoice.{rule.step}.refused"
    with trail.keeping_refusals(db, actor, action=action, entity=entity, vendor=terms.vendor, told=told):
        version = catalogue.data_version(db, actor, ref=contract)
        known = _known(db, actor, contract, month)
        claims = tuple(one if isinstance(one, Claim) else Claim(one) for one in lines)
        asked = Asked(rule, comment.strip(), on_behalf, claims, amount, evidence)
        if problems := [*_not_as_seen(known, rule, seen)]:
            raise ProblemsFoundError(problems)
        if problems := [*_not_from(known, rule), *unmet(db, actor, known, asked)]:
            raise ProblemsFoundError(problems)
        _take(db, actor, known, asked, version)
    return life(db, actor, contract=contract, month=month)


def _take(db: Database, actor: Actor, known: Known, asked: Asked, version: int) -> None:
    """Writes the step with what it issues; raises `ProblemsFoundError` when somebody was quicker."""
    draft = _draft(db, actor, known, asked.rule.step)
    row = _row(db, actor, known, asked)
    with db.writing() as session:
        _once(session, actor, known, version)
        _keep_evidence(session, row, asked.evidence)
        if draft is not None:
            row.document = issuing.issue(session, draft).id
        session.add(row)
        session.flush()
        _tell(session, actor, row, draft)


def evidence(db: Database, actor: Actor, *, contract: str, month: Month, rank: int) -> tuple[str, bytes]:
    """The name and the bytes of what was attached to a step, as it was given: to be saved, never opened
    here. Raises `RefusedError`, and `LookupError` when nothing was.
    """
    actor.require(Right.EXPORT)
    with db.reading() as session:
        for row in kept.steps(session, actor.vendors, contract, month):
            if row.rank == rank and row.evidence_sha256:
                return row.evidence_name, kept.content(session, row.vendor, row.evidence_sha256)
    raise LookupError(rank)


# --- what is known --------------------------------------------------------------------------------


def _known(db: Database, actor: Actor, contract: str, month: Month) -> Known:
    terms, today = catalogue.contract(db, actor, ref=contract), catalogue.today(db)
    with db.reading() as session:
        rows = tuple(kept.steps(session, actor.vendors, contract, month))
        issued = tuple(
            issuing.view(one) for one in kept.documents(session, actor.vendors, contract, month)
        )
        keys = closings.keys(session, actor.vendors, contract)
    closed = month in {key.month for key in keys}
    state = State.CLOSED if closed else after(_begun(terms, month, today), [Step(r.kind) for r in rows])
    result = judged(db, actor, contract=contract, month=month)
    numbers = tuple(key.number for key in keys)
    return Known(terms, month, today, state, rows, issued, result, numbers)


def _begun(terms: Contract, month: Month, today: date) -> State:
    """What the day says before any step; a step that was taken had a draft to begin from."""
    cut_off, draft = (step_day(terms, month, name) for name in ("cutoff", "pre_invoice"))
    return begun(today, month.last, cut_off, draft)


def step_day(terms: Contract, month: Month, name: CalendarStep) -> date | None:
    """The day that the contract's calendar gives to a step of the month; None when it names none."""
    number = terms.calendar.steps.get(name)
    return working_day_after(month, number, terms.calendar.country) if number is not None else None


def _view(known: Known, blocking: tuple[Problem, ...]) -> Life:
    base = issuing.standing(known.issued)
    contested = [row for row in known.rows if row.kind == Step.CONTEST]
    asks = contested[-1].amount_cents if contested and known.state is State.CONTESTED else None
    return Life(
        contract=known.terms.ref,
        month=known.month,
        state=str(known.state),
        version=base.version if base else 0,
        number=base.number if base else "",
        steps=tuple(step_of(row) for row in known.rows),
        next=tuple(str(one) for one in possible(known)),
        blocking=blocking,
        vendor_amount=None if asks is None else Decimal(asks).scaleb(-2),
        documents=known.issued,
        figures=figures_of(known.result.bill),
    )


def possible(known: Known) -> tuple[Step, ...]:
    """The steps that make sense now: what changed since it was issued is issued, what did not is not."""
    if known.today <= known.month.last:
        return ()
    moved = bool(known.issued) and bool(issuing.differences(known.issued, known.result))
    found = following(known.state)
    if not found and known.state is State.ESTIMATE:
        found = (Step.SUBMIT,)
    drop = set() if moved else {Step.SETTLE}
    if known.issued and not moved:
        drop.add(Step.SUBMIT)
    if moved and known.state is State.AGREED:
        found = tuple(sorted(found, key=lambda one: one is not Step.SETTLE))
    return tuple(one for one in found if one not in drop)


def _blocking(db: Database, actor: Actor, known: Known) -> tuple[Problem, ...]:
    """What keeps the usual next step from being taken: what it needs of the month, not of the person."""
    found = possible(known)
    if not found:
        return ()
    rule = RULES[found[0]]
    asked = Asked(rule, ".", on_behalf=True, claims=(), amount=ZERO, evidence=("-", b"-"))
    problems = unmet(db, actor, known, asked)
    asks = [row for row in known.rows if row.kind == Step.CONTEST]
    if known.state is State.CONTESTED and asks:
        amount = Decimal(asks[-1].amount_cents or 0).scaleb(-2)
        told = {"day": asks[-1].day.isoformat(), "amount": f"{amount:.2f} {known.terms.currency}"}
        problems = (
            Problem("preinvoice.contested", Severity.WARNING, params=tuple(told.items())),
            *problems,
        )
    return tuple(problems)


# --- taking a step --------------------------------------------------------------------------------


def _rule(step: str) -> Rule:
    if step not in set(Step):
        expected = ", ".join(Step)
        raise ProblemsFoundError(
            [Problem("preinvoice.unknown_step", Severity.REFUSED, read=step, expected=expected)]
        )
    return RULES[Step(step)]


def _not_from(known: Known, rule: Rule) -> Iterable[Problem]:
    """A step that the state does not allow; who led there is named."""
    params = {"step": str(rule.step), "month": str(known.month), "state": str(known.state)}
    if known.state is State.CLOSED:
        yield Problem("preinvoice.closed", Severity.REFUSED, params=tuple(params.items()))
    elif known.state not in rule.sources:
        code = "preinvoice.not_from"
        if known.rows:
            last, code = known.rows[-1], "preinvoice.not_from_since"
            params |= {"who": last.recorded_by, "day": last.day.isoformat()}
        yield Problem(code, Severity.REFUSED, params=tuple(params.items()))


def _not_as_seen(known: Known, rule: Rule, seen: int | str | None) -> Iterable[Problem]:
    """A step taken since the person looked; for what is issued, a bill that moved since."""
    rank, _, figures = str("" if seen is None else seen).partition("-")
    if rank and rank != str(len(known.rows)):
        yield _moved(known.rows)
    elif figures and rule.step in _ISSUING and figures != figures_of(known.result.bill):
        yield Problem("preinvoice.figures_moved", Severity.REFUSED)


def _moved(rows: Sequence[PreinvoiceStep]) -> Problem:
    if not rows:
        return Problem("preinvoice.figures_moved", Severity.REFUSED)
    last = rows[-1]
    params = (("who", last.recorded_by), ("taken", last.kind), ("day", last.day.isoformat()))
    return Problem("preinvoice.moved", Severity.REFUSED, params=params)


def _draft(db: Database, actor: Actor, known: Known, step: Step) -> Draft | None:
    """What the step issues, made before its transaction: only its number is given inside."""
    given = db, actor, known.terms, known.result, known.issued
    if step is Step.SUBMIT:
        return issuing.draft_of(*given)
    return issuing.correction_of(*given) if step is Step.SETTLE else None


def _once(session: Session, actor: Actor, known: Known, version: int) -> None:
    """Nobody took a step, no figure moved and no month was closed since it was looked at."""
    contract, month = known.terms.ref, known.month
    rows = kept.steps(session, actor.vendors, contract, month)
    if len(rows) != len(known.rows):
        raise ProblemsFoundError([_moved(rows)])
    if closings.get(session, actor.vendors, contract, month) is not None:
        params = (("month", str(month)),)
        raise ProblemsFoundError([Problem("preinvoice.closed", Severity.REFUSED, params=params)])
    keys = closings.keys(session, actor.vendors, contract)
    same = known.closings == tuple(key.number for key in keys)
    if not same or contracts.required(session, contract).data_version != version:
        raise ProblemsFoundError([Problem("preinvoice.figures_moved", Severity.REFUSED)])


def _row(db: Database, actor: Actor, known: Known, asked: Asked) -> PreinvoiceStep:
    amount = asked_amount(known, asked)
    return PreinvoiceStep(
        vendor=known.terms.vendor,
        contract=known.terms.ref,
        month=str(known.month),
        rank=len(known.rows) + 1,
        kind=str(asked.rule.step),
        day=known.today,
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
        role=str(actor.role),
        on_behalf=asked.on_behalf,
        comment=asked.comment,
        lines=[told_of(one) for one in asked.claims],
        amount_cents=None if amount is None else to_cents(amount),
    )


def asked_amount(known: Known, asked: Asked) -> Decimal | None:
    """What the vendor asks in all: the amount that it says, else what was issued with its claims."""
    if asked.rule.step is not Step.CONTEST:
        return None
    if asked.amount is not None:
        return asked.amount
    issued = issuing.amounts_issued(known.issued)
    claimed = ((one.amount, issued.get(one.line, ZERO)) for one in asked.claims if one.amount is not None)
    return sum(issued.values(), ZERO) + sum((new - old for new, old in claimed), ZERO)


def _keep_evidence(session: Session, row: PreinvoiceStep, given: tuple[str, bytes] | None) -> None:
    if given is None:
        return
    name, content = given
    row.evidence_name, row.evidence_size = name.strip()[:500], len(content)
    row.evidence_sha256 = hashlib.sha256(content).hexdigest()
    batches.save_content(
        session, row.vendor, batches.compressed(io.BytesIO(content), row.evidence_sha256)
    )


def _tell(session: Session, actor: Actor, row: PreinvoiceStep, draft: Draft | None) -> None:
    after_it: dict[str, Any] = {
        "rank": row.rank,
        "on_behalf": row.on_behalf,
        "comment": row.comment,
        "lines": row.lines,
        "amount_cents": row.amount_cents,
        "evidence": row.evidence_sha256,
    }
    if draft is not None:
        one = issuing.view(draft.row)
        after_it["document"] = {
            "kind": one.kind,
            "number": one.number,
            "version": one.version,
            "subtotal": f"{one.subtotal:.2f}",
            "sha256": one.sha256,
            "corrects": one.corrects,
        }
    audit.record(
        session,
        actor=actor.user,
        action=f"preinvoice.{row.kind}",
        entity=f"{row.contract}/{row.month}",
        vendor=row.vendor,
        after=after_it,
        at=row.recorded_at,
    )
