"""Neutralisations: asked by either side with its evidence, decided by a role, shown before and after.

A request stands for one month of one contract, under one `[[neutralisation]]` clause. Nothing is
rewritten: a request, its pieces and its one decision are rows of their own, each with its audit event.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session

from pilotage.contract.model import Contract, InForce, Neutralisation, NeutralisationTerms
from pilotage.neutralisation import Span
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.scenarios import Comparison
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, RefusedError, Right, Role
from pilotage.services.closed_moves import taker
from pilotage.services.relief_effect import effect_of
from pilotage.services.relief_rows import as_asked, as_decided, entity_of, tell
from pilotage.services.relief_rules import (
    MOST_EVIDENCE,
    due_on,
    refused,
    unfit_decision,
    unfit_request,
)
from pilotage.services.relief_views import Decided, Outcome, Piece, Request, Side, views
from pilotage.store import batches, contracts
from pilotage.store import relief as kept
from pilotage.store.database import Database
from pilotage.store.tables import ReliefAttachment, ReliefDecision, ReliefRequest

__all__ = [
    "Decided",
    "Outcome",
    "Piece",
    "Request",
    "Side",
    "UnknownRequestError",
    "attach",
    "clauses",
    "decide",
    "effect",
    "evidence",
    "may_decide",
    "may_withdraw",
    "one",
    "request",
    "requests",
    "withdraw",
]


class UnknownRequestError(Exception):
    """No request of this number, or its vendor is out of sight."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"no request {number} in sight")


def clauses(
    db: Database, actor: Actor, *, contract: str, month: Month
) -> tuple[tuple[Neutralisation, InForce[NeutralisationTerms]], ...]:
    """The neutralisation clauses in force on the month's first day, with their terms of that day.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    found = ((clause, clause.terms_on(month.first)) for clause in terms.neutralisation)
    return tuple((clause, in_force) for clause, in_force in found if in_force is not None)


def requests(
    db: Database,
    actor: Actor,
    *,
    contract: str | None = None,
    month: Month | None = None,
    waiting: bool | None = None,
) -> tuple[Request, ...]:
    """The requests in sight, oldest first; only those that wait, or that were decided, when asked.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    actor.require(Right.READ)
    if contract is not None:
        catalogue.data_version(db, actor, ref=contract)
    with db.reading() as session:
        rows = kept.requests(session, actor.vendors, contract, month)
    found = views(db, actor, rows)
    return tuple(one for one in found if waiting is None or one.waiting is waiting)


def one(db: Database, actor: Actor, *, request: int) -> Request:
    """The request of that number. Raises `RefusedError`, `UnknownRequestError`."""
    return views(db, actor, [_row(db, actor, request)])[0]


def request(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    clause: str,
    side: Side,
    reason: str,
    spans: Iterable[Span] = (),
    streams: Iterable[str] = (),
    idle_hours: Mapping[str, Decimal] | None = None,
    evidence: Iterable[tuple[str, bytes]] = (),
    asked_on: date | None = None,
    outside: bool = False,
    despite: bool = False,
    after_closing: bool = False,
) -> int:
    """Keeps a request and its evidence (name, bytes), in one transaction; returns its number.

    `spans` are times of the contract's own clock, none for what the clause's own rule finds. `outside`:
    the vendor asked by e-mail, the pilot records it. Asked too late it is refused, unless `despite` by
    who decides under the clause; of a closed month too, unless `after_closing`: what it gives is then an
    adjustment of the first open month. Raises `RefusedError`, `UnknownContractError`, and
    `ProblemsFoundError` with a sentence a mistake.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.IMPORT, terms.vendor, entity=contract)
    row = _new(terms, month, clause, side, actor.user, asked_on or catalogue.today(db))
    row.outside, row.reason = outside, reason.strip()
    row.spans, row.streams = as_texts(spans), list(streams)
    row.idle_hours = {price: f"{hours:f}" for price, hours in (idle_hours or {}).items()}
    pieces = list(evidence)
    problems = [*unfit_request(terms, row, pieces), *_late(terms, row, actor, despite=despite)]
    into = None if after_closing else taker(db, actor, contract=contract, month=month)
    if into is not None:
        problems = [refused("month_closed", month=str(month), into=str(into))]
    if problems:
        raise ProblemsFoundError(problems)
    with db.writing() as session:
        kept.add(session, row)
        for name, content in pieces:
            _attach(session, actor, row, name, content)
        tell(session, actor, row, "relief.request", as_asked(row))
        return row.id


def attach(db: Database, actor: Actor, *, request: int, name: str, content: bytes) -> int:
    """Adds a piece of evidence to a request; returns its position. Raises `RefusedError`,
    `UnknownRequestError`, and `ProblemsFoundError` for nothing or too much.
    """
    row = _row(db, actor, request)
    trail.require(db, actor, Right.IMPORT, row.vendor, entity=entity_of(row))
    if not name.strip() or not content:
        raise ProblemsFoundError([refused("no_evidence")])
    if len(content) > MOST_EVIDENCE:
        raise ProblemsFoundError([refused("evidence_too_large", name, str(MOST_EVIDENCE // 2**20))])
    with db.writing() as session:
        return _attach(session, actor, row, name.strip(), content)


def evidence(db: Database, actor: Actor, *, request: int, position: int) -> tuple[str, bytes]:
    """The name and the bytes of a piece, as it was given: to be saved, never opened here."""
    actor.require(Right.EXPORT)
    with db.reading() as session:
        found = kept.document(session, actor.vendors, request, position)
    if found is None:
        raise UnknownRequestError(request)
    return found


def decide(
    db: Database,
    actor: Actor,
    *,
    request: int,
    outcome: Outcome,
    reason: str = "",
    spans: Iterable[Span] | None = None,
    streams: Iterable[str] | None = None,
    idle_hours: Mapping[str, Decimal] | None = None,
    reference: str = "",
) -> Request:
    """Accepts a request, accepts a part of it (`spans` inside those asked, fewer streams or hours) or
    refuses it with a reason, once for all; what is not given is as it was asked.

    Of two who decide at once, the second is told by whom it was decided. Raises `RefusedError`,
    `UnknownRequestError`, and `ProblemsFoundError`; the role is that of the clause (`decided_by`).
    """
    row = _row(db, actor, request)
    trail.require(db, actor, Right.RELIEVE, row.vendor, entity=entity_of(row))
    terms = catalogue.contract(db, actor, ref=row.contract)
    _require_role(db, actor, terms, row)
    accepted = outcome != "refused"
    made = _decision(row, actor, outcome, reason, catalogue.today(db), reference)
    if accepted:
        made.spans = row.spans if spans is None else as_texts(spans)
        made.streams = row.streams if streams is None else list(streams)
        made.idle_hours = _hours(row, idle_hours)
    problems = list(unfit_decision(terms, row, made))
    if problems:
        raise ProblemsFoundError(problems)
    with db.writing() as session:
        _once(session, actor, row, made)
        contracts.bump(session, row.vendor, row.contract)
        tell(session, actor, row, "relief.decide", as_decided(made))
    return one(db, actor, request=request)


def withdraw(db: Database, actor: Actor, *, request: int, reason: str = "") -> Request:
    """Takes a request back, by who recorded it and while it waits; it stays in sight as withdrawn, with
    its evidence, and moves nothing.

    Raises `RefusedError`, `UnknownRequestError`, and `ProblemsFoundError` when somebody else asked, or
    once it was decided, by a person or by the clause's own silence.
    """
    row = _row(db, actor, request)
    trail.require(db, actor, Right.IMPORT, row.vendor, entity=entity_of(row))
    if not may_withdraw(actor, row):
        action = "relief.withdraw.refused"
        trail.refused(db, actor, action=action, entity=entity_of(row), vendor=row.vendor)
        raise ProblemsFoundError([refused("not_yours", who=row.recorded_by)])
    found = one(db, actor, request=request).decided
    if found is not None and found.tacit:
        raise ProblemsFoundError([refused("silence", day=found.decided_on.isoformat())])
    made = _decision(row, actor, "withdrawn", reason, catalogue.today(db))
    with db.writing() as session:
        _once(session, actor, row, made)
        tell(session, actor, row, "relief.withdraw", as_decided(made))
    return one(db, actor, request=request)


def may_withdraw(actor: Actor, asked: Request | ReliefRequest) -> bool:
    """Whether the request is the actor's own, to take back."""
    try:
        actor.require(Right.IMPORT, asked.vendor)
    except RefusedError:
        return False
    return actor.user == asked.recorded_by


def effect(
    db: Database,
    actor: Actor,
    *,
    request: int,
    spans: Iterable[Span] | None = None,
    streams: Iterable[str] | None = None,
    idle_hours: Mapping[str, Decimal] | None = None,
) -> Comparison:
    """What the request moves, in points and euros: the month judged without it, then with it (as decided,
    as asked while it waits, or for the part given). Raises `RefusedError`, `UnknownRequestError`.
    """
    asked = one(db, actor, request=request)
    return effect_of(db, actor, asked, spans=spans, streams=streams, idle_hours=idle_hours)


# --- what is read and written ---------------------------------------------------------------------


def _new(
    terms: Contract, month: Month, clause: str, side: Side, user: str, asked_on: date
) -> ReliefRequest:
    """A request with nothing asked yet."""
    return ReliefRequest(
        vendor=terms.vendor,
        id=0,
        contract=terms.ref,
        month=str(month),
        clause=clause,
        side=side,
        outside=False,
        spans=[],
        streams=[],
        idle_hours={},
        reason="",
        asked_on=asked_on,
        due_on=due_on(terms, clause, month),
        recorded_at=datetime.now(UTC),
        recorded_by=user,
    )


def _decision(
    row: ReliefRequest, actor: Actor, outcome: Outcome, reason: str, today: date, reference: str = ""
) -> ReliefDecision:
    """A decision with nothing accepted yet."""
    return ReliefDecision(
        vendor=row.vendor,
        request=row.id,
        outcome=outcome,
        spans=[],
        streams=[],
        idle_hours={},
        reason=reason.strip(),
        reference=reference.strip(),
        decided_on=today,
        decided_by=actor.user,
        role=actor.role,
        recorded_at=datetime.now(UTC),
    )


def _once(session: Session, actor: Actor, row: ReliefRequest, made: ReliefDecision) -> None:
    """Keeps what ends a request, unless something ended it before."""
    before = kept.decisions(session, actor.vendors, [row.id]).get(row.id)
    if before is not None:
        raise ProblemsFoundError([_already(before)])
    session.add(made)
    session.flush()


def as_texts(spans: Iterable[Span]) -> list[list[str]]:
    """Spans as they are kept."""
    return [[one.start.isoformat(), one.end.isoformat()] for one in spans]


def _hours(row: ReliefRequest, given: Mapping[str, Decimal] | None) -> dict[str, str]:
    if given is None:
        return dict(row.idle_hours)
    return {price: f"{hours:f}" for price, hours in given.items()}


def _row(db: Database, actor: Actor, number: int) -> ReliefRequest:
    actor.require(Right.READ)
    with db.reading() as session:
        row = kept.find(session, actor.vendors, number)
    if row is None:
        raise UnknownRequestError(number)
    return row


def _late(terms: Contract, row: ReliefRequest, actor: Actor, *, despite: bool) -> Iterable[Problem]:
    if row.due_on is None or row.asked_on <= row.due_on:
        return
    if not (despite and may_decide(actor, terms, row.clause, Month.parse(row.month))):
        yield refused("late", asked=row.asked_on.isoformat(), due=row.due_on.isoformat())


def may_decide(actor: Actor, terms: Contract, clause: str, month: Month) -> bool:
    """Whether the actor's role is the one that decides under the clause (an administrator always is)."""
    for found in terms.neutralisation:
        in_force = found.terms_on(month.first)
        if found.id == clause and in_force is not None:
            return actor.role in {Role.ADMIN, in_force.terms.decided_by}
    return actor.role is Role.ADMIN


def _require_role(db: Database, actor: Actor, terms: Contract, row: ReliefRequest) -> None:
    if not may_decide(actor, terms, row.clause, Month.parse(row.month)):
        action = "relief.decide.refused"
        trail.refused(db, actor, action=action, entity=entity_of(row), vendor=row.vendor)
        raise RefusedError(Right.RELIEVE, row.vendor)


def _already(before: ReliefDecision) -> Problem:
    params = (("who", before.decided_by), ("day", before.decided_on.isoformat()))
    return Problem("relief.already", Severity.REFUSED, params=params)


def _attach(session: Session, actor: Actor, row: ReliefRequest, name: str, content: bytes) -> int:
    sha256 = hashlib.sha256(content).hexdigest()
    batches.save_content(session, row.vendor, batches.compressed(io.BytesIO(content), sha256))
    position = len(kept.attachments(session, frozenset({row.vendor}), [row.id]).get(row.id, ())) + 1
    piece = ReliefAttachment(
        vendor=row.vendor,
        request=row.id,
        position=position,
        name=name,
        size=len(content),
        sha256=sha256,
        added_at=datetime.now(UTC),
        added_by=actor.user,
    )
    session.add(piece)
    session.flush()
    told = {"name": name, "sha256": sha256, "size": len(content)}
    tell(session, actor, row, "relief.attach", told)
    return position
