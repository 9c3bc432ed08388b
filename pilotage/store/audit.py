"""The audit trail: one event a change, each holding the hash of the one before.

Hashes cover hashes: the texts before and after stand apart under their SHA-256, so that a purge of
a text leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from pilotage.problems import Problem, Severity
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import AuditEvent, AuditText

FIRST = "0" * 64
_EVENTS = AuditEvent.__table__  # type: ignore[attr-defined]
_TEXTS = AuditText.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first place where the trail is not what was written. `reason`: `place` (an event is
    missing or out of order), `chain` (it does not follow the one before), `content` (it was altered)
    or `text` (a text is not the one whose hash the event holds).
    """

    seq: int
    reason: str
    expected: str = ""
    read: str = ""

    def problem(self) -> Problem:
        """As a sentence owed to the user."""
        return Problem(
            f"audit.{self.reason}",
            Severity.REFUSED,
            row=self.seq,
            expected=self.expected,
            read=self.read,
        )


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no spaces; dates and decimals as text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    entity: str,
    at: datetime,
    vendor: str = "",
    before: object = None,
    after: object = None,
) -> str:
    """Adds an event to the trail, in the transaction of the change it tells. Returns its hash.

    The session must be a writing one: writers come one at a time, so the chain has one end.
    """
    last = session.execute(
        select(_EVENTS.c.seq, _EVENTS.c.hash).order_by(_EVENTS.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, FIRST)
    values: dict[str, Any] = {
        "seq": seq,
        "at": at.astimezone(UTC),
        "actor": actor,
        "action": action,
        "entity": entity,
        "vendor": vendor,
        "before": _keep(session, before),
        "after": _keep(session, after),
        "prev_hash": previous,
    }
    values["hash"] = _hash(values)
    session.execute(insert(_EVENTS).values(values))
    return str(values["hash"])


def _keep(session: Session, value: object) -> str:
    """The hash of the value's text, which is stored once; empty for no value."""
    if value is None:
        return ""
    text = canonical(value)
    key = digest(text)
    if session.execute(select(_TEXTS.c.sha256).where(_TEXTS.c.sha256 == key)).first() is None:
        session.execute(insert(_TEXTS).values(sha256=key, text=text))
    return key


_SEALED = ("seq", "actor", "action", "entity", "vendor", "before", "after", "prev_hash")


def _hash(event: dict[str, Any]) -> str:
    moment = event["at"].isoformat(timespec="microseconds")
    return digest(canonical([moment, *(event[name] for name in _SEALED)]))


def verify(session: Session) -> BrokenLink | None:
    """Walks the whole trail; None when every link holds, else the first that does not.

    A tail that was cut off leaves a shorter chain that is whole: compare `head` with the one that
    was printed in minutes and workbooks.
    """
    previous, expected = FIRST, 1
    kept: set[str] = set()
    altered: set[str] = set()
    for key, text in session.execute(select(_TEXTS.c.sha256, _TEXTS.c.text)):
        (kept if digest(text) == key else altered).add(key)
    for row in session.execute(select(_EVENTS).order_by(_EVENTS.c.seq)).mappings():
        event = dict(row)
        if event["seq"] != expected:
            return BrokenLink(expected, "place", str(expected), str(event["seq"]))
        if event["prev_hash"] != previous:
            return BrokenLink(expected, "chain", previous, event["prev_hash"])
        if _hash(event) != event["hash"]:
            return BrokenLink(expected, "content", _hash(event), event["hash"])
        for key in (event["before"], event["after"]):
            if key and key not in kept:
                return BrokenLink(expected, "text", key, "altered" if key in altered else "-")
        previous, expected = event["hash"], expected + 1
    return None


def head(session: Session) -> tuple[int, str]:
    """How many events the trail holds, and the hash of the last one."""
    count = session.execute(select(func.max(_EVENTS.c.seq))).scalar() or 0
    last = session.execute(select(_EVENTS.c.hash).where(_EVENTS.c.seq == count)).scalar()
    return int(count), str(last or FIRST)


def events(session: Session, vendors: Vendors, *, limit: int = 200) -> Sequence[AuditEvent]:
    """The last events on the vendors in scope, newest first."""
    query = select(AuditEvent).where(in_scope(col(AuditEvent.vendor), vendors))
    return session.scalars(query.order_by(col(AuditEvent.seq).desc()).limit(limit)).all()
