"""A neutralisation's request and its decision as the audit trail holds them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from pilotage.services.actor import Actor
from pilotage.store import audit
from pilotage.store.tables import ReliefDecision, ReliefRequest


def entity_of(row: ReliefRequest) -> str:
    """The request as the audit trail names it."""
    return f"{row.contract}/{row.month}/relief/{row.id}"


def tell(session: Session, actor: Actor, row: ReliefRequest, action: str, after: object) -> None:
    """Writes the event of what was done, in the transaction that does it."""
    audit.record(
        session,
        actor=actor.user,
        action=action,
        entity=entity_of(row),
        vendor=row.vendor,
        after=after,
        at=datetime.now(UTC),
    )


def as_asked(row: ReliefRequest) -> dict[str, object]:
    """What was asked, as the event holds it."""
    return {
        "clause": row.clause,
        "side": row.side,
        "outside": row.outside,
        "spans": row.spans,
        "streams": row.streams,
        "idle_hours": row.idle_hours,
        "reason": row.reason,
        "asked_on": row.asked_on.isoformat(),
    }


def as_decided(made: ReliefDecision) -> dict[str, object]:
    """What was decided, as the event holds it."""
    return {
        "outcome": made.outcome,
        "spans": made.spans,
        "streams": made.streams,
        "idle_hours": made.idle_hours,
        "reason": made.reason,
        "reference": made.reference,
    }
