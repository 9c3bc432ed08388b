"""What becomes of a gap: accepted, disputed until a day, awaiting a credit note; what each side says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.reconciling import reconciled
from pilotage.services.reconciling_rows import cents
from pilotage.services.reconciling_rules import decision_stands, refusing
from pilotage.services.reconciling_views import ENDS, OUTCOMES, GapView
from pilotage.store import audit, contracts
from pilotage.store import received_invoices as kept
from pilotage.store.database import Database
from pilotage.store.received_invoice_tables import GapDecision, GapExchange

_PENDING = 0


def decide(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    gap: str,
    outcome: str,
    reason: str,
    due_on: date | None = None,
) -> GapView:
    """Accepts a gap, disputes it, or awaits a credit note, for the amounts that it has now; the latest
    decision stands. The vendor's day to answer is the contract's (`dispute_days`) unless `due_on` says.

    A closed month keeps what it was closed on: there only a document that came since gives something to
    decide. Raises `ProblemsFoundError`, `RefusedError`, `UnknownContractError`; a refusal is kept in the
    trail.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    entity = f"{contract}/{month}/gap/{gap}"
    trail.require(db, actor, Right.AGREE, terms.vendor, entity=entity)
    today = catalogue.today(db)
    with refusing(db, actor, action="gap.decide", entity=entity, vendor=terms.vendor):
        found = _gap(db, actor, contract, month, gap)
        problems = list(_unfit(outcome, reason, due_on, today))
        if problems:
            raise ProblemsFoundError(problems)
        usual = today + timedelta(days=terms.reconciliation.dispute_days)
        until = None if outcome == "accept" else due_on or usual
        row = _row(actor, (terms.vendor, contract, month), found, (outcome, reason), today)
        row.due_on = until
        _write(db, actor, row, entity, "gap.decide", _as_decided(found, row))
    return _gap(db, actor, contract, month, gap)


def _row(
    actor: Actor, where: tuple[str, str, Month], found: GapView, said: tuple[str, str], today: date
) -> GapDecision:
    vendor, contract, month = where
    outcome, reason = said
    return GapDecision(
        vendor=vendor,
        id=_PENDING,
        contract=contract,
        month=str(month),
        gap=found.key,
        outcome=outcome,
        expected_cents=cents(found.expected),
        invoiced_cents=cents(found.invoiced),
        reason=reason.strip(),
        decided_on=today,
        role=actor.role.value,
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )


def _as_decided(found: GapView, row: GapDecision) -> dict[str, object]:
    """The decision as the audit trail holds it."""
    return {
        "outcome": row.outcome,
        "expected": f"{found.expected:f}",
        "invoiced": f"{found.invoiced:f}",
        "reason": row.reason,
        "due_on": str(row.due_on or ""),
        "role": row.role,
    }


def _unfit(outcome: str, reason: str, due_on: date | None, today: date) -> Iterator[Problem]:
    """What stands against a decision."""
    if outcome not in OUTCOMES:
        yield _refused("reconciling.unknown_outcome", outcome)
    if not reason.strip():
        yield _refused("reconciling.no_reason")
    if due_on is not None and due_on < today:
        yield _refused("reconciling.due_past", due_on.isoformat())


def say(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    gap: str,
    side: Literal["client", "vendor"],
    text: str,
    outcome: str = "",
    due_on: date | None = None,
    on: date | None = None,
) -> GapView:
    """Keeps what a side said of a disputed gap, another day to answer by, and how the dispute ended:
    `upheld` (the vendor gives in, a credit note is owed), `given_up` (the client does) or `shared`.

    Raises `ProblemsFoundError`, `RefusedError`, `UnknownContractError`.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    entity = f"{contract}/{month}/gap/{gap}"
    trail.require(db, actor, Right.AGREE, terms.vendor, entity=entity)
    today = catalogue.today(db)
    with refusing(db, actor, action="gap.exchange", entity=entity, vendor=terms.vendor):
        problems = list(_unsayable(_gap(db, actor, contract, month, gap), text, outcome))
        if problems:
            raise ProblemsFoundError(problems)
    row = GapExchange(
        vendor=terms.vendor,
        id=_PENDING,
        contract=contract,
        month=str(month),
        gap=gap,
        side=side,
        said_on=on or today,
        text=text.strip()[:4000],
        outcome=outcome,
        due_on=due_on,
        role=actor.role.value,
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )
    after = {"side": side, "text": row.text, "outcome": outcome, "on": row.said_on.isoformat()}
    _write(db, actor, row, entity, "gap.exchange", after)
    return _gap(db, actor, contract, month, gap)


def _unsayable(found: GapView, text: str, outcome: str) -> Iterator[Problem]:
    """What stands against keeping what was said. A credit note that is awaited is only given up; what
    has ended does not end again.
    """
    if found.decision is None or found.decision.outcome == "accept":
        yield _refused("reconciling.not_disputed", found.key)
    elif outcome not in ENDS:
        yield _refused("reconciling.unknown_outcome", outcome)
    elif outcome and found.end:
        yield _refused("reconciling.ended", found.key)
    elif outcome not in {"", "given_up"} and found.decision.outcome == "credit_note":
        yield _refused("reconciling.only_given_up", found.key)
    if not text.strip():
        yield _refused("reconciling.nothing_said")


def _gap(db: Database, actor: Actor, contract: str, month: Month, key: str) -> GapView:
    result = reconciled(db, actor, contract=contract, month=month)
    found = result.gap(key) if result else None
    if found is None:
        raise ProblemsFoundError([_refused("reconciling.no_gap", key[:80])])
    return found


def _refused(code: str, read: str = "") -> Problem:
    return Problem(code, Severity.REFUSED, read=read)


def _write(
    db: Database,
    actor: Actor,
    row: GapDecision | GapExchange,
    entity: str,
    action: str,
    after: Mapping[str, object],
) -> None:
    with db.writing() as session:
        contracts.bump(session, row.vendor, row.contract)
        row.recorded_at = datetime.now(UTC)
        if isinstance(row, GapDecision):
            decision_stands(session, actor, row)
        kept.add(session, row)
        audit.record(
            session,
            actor=actor.user,
            action=action,
            entity=entity,
            vendor=row.vendor,
            after=dict(after),
            at=datetime.now(UTC),
        )
