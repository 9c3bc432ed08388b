"""The audit trail seen from outside: is it whole, what does it say; and refusals, which it keeps too."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from pilotage.problems import Problem, ProblemsFoundError
from pilotage.services.actor import Actor, RefusedError, Right
from pilotage.store import audit
from pilotage.store.database import Database
from pilotage.store.tables import AuditEvent


def verify(db: Database, actor: Actor) -> tuple[Problem, ...]:
    """The first broken link of the trail, as a problem; empty when the trail is whole."""
    actor.require(Right.READ)
    with db.reading() as session:
        broken = audit.verify(session)
    return () if broken is None else (broken.problem(),)


def head(db: Database, actor: Actor) -> tuple[int, str]:
    """How many events there are and the hash of the last: what minutes and workbooks print."""
    actor.require(Right.READ)
    with db.reading() as session:
        return audit.head(session)


def events(db: Database, actor: Actor, *, limit: int = 200) -> tuple[AuditEvent, ...]:
    """The last events on the vendors that the actor sees, newest first."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(audit.events(session, actor.vendors, limit=limit))


def require(db: Database, actor: Actor, right: Right, vendor: str = "", *, entity: str = "") -> None:
    """`actor.require`, and the refusal is kept in the trail: in a transaction of its own, since the
    one that was asked for never began.
    """
    try:
        actor.require(right, vendor)
    except RefusedError:
        refused(db, actor, action=f"{right}.refused", entity=entity, vendor=vendor)
        raise


def refused(
    db: Database, actor: Actor, *, action: str, entity: str, vendor: str = "", after: object = None
) -> None:
    """Writes that something was asked for and not done."""
    with db.writing() as session:
        audit.record(
            session,
            actor=actor.user,
            action=action,
            entity=entity,
            vendor=vendor,
            after=after,
            at=datetime.now(UTC),
        )


@contextmanager
def keeping_refusals(
    db: Database,
    actor: Actor,
    *,
    action: str,
    entity: str,
    vendor: str = "",
    told: Mapping[str, object] | None = None,
) -> Iterator[None]:
    """What is refused inside with its problems goes to the trail, in a transaction of its own: also to
    whoever came second, whose own transaction was undone.
    """
    try:
        yield
    except ProblemsFoundError as error:
        problems = [
            {"code": one.code, **dict(one.params)} if one.params else one.code for one in error.problems
        ]
        after = {**(told or {}), "problems": problems}
        refused(db, actor, action=action, entity=entity, vendor=vendor, after=after)
        raise
