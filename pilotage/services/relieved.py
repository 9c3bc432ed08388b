"""Neutralisations as a judgement takes them: what was decided by a day, and what silence is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pilotage.calendars import working_day_after
from pilotage.consequences import Agreed
from pilotage.contract.model import Contract
from pilotage.neutralisation import Relief, Span
from pilotage.periods import DAY, Month
from pilotage.services.actor import Actor
from pilotage.store import relief as kept
from pilotage.store import settlements
from pilotage.store.database import Database
from pilotage.store.tables import ReliefDecision, ReliefRequest


def decided(
    db: Database,
    actor: Actor,
    *,
    terms: Contract,
    month: Month,
    as_of: date,
    since: Month | None = None,
) -> tuple[Relief, ...]:
    """What was accepted by that day for the month (for those from `since` to it, when its windows sum
    earlier ones), silence included where the clause says so.
    """
    with db.reading() as session:
        rows = [
            row
            for row in kept.requests(session, actor.vendors, terms.ref)
            if (since or month) <= Month.parse(row.month) <= month
        ]
        made = kept.decisions(session, actor.vendors, [row.id for row in rows])
    found = (
        relief_of(row, made[row.id]) if row.id in made else tacit_of(row, terms, as_of) for row in rows
    )
    return tuple(one for one in found if one is not None and one.decided_on <= as_of)


def relief_of(row: ReliefRequest, made: ReliefDecision) -> Relief | None:
    """What a decision accepted; None when it refused, or when the request was withdrawn."""
    if made.outcome in {"refused", "withdrawn"}:
        return None
    hours = made.idle_hours.items()
    return Relief(
        id=str(row.id),
        clause=row.clause,
        decided_on=made.decided_on,
        spans=spans_of(made.spans),
        streams=tuple(made.streams),
        idle_hours=tuple((price, Decimal(value)) for price, value in hours),
        month=Month.parse(row.month),
    )


def tacit_of(row: ReliefRequest, terms: Contract, today: date) -> Relief | None:
    """The request accepted by silence: nobody decided by the last day, and the clause says so."""
    month = Month.parse(row.month)
    clause = next((one for one in terms.neutralisation if one.id == row.clause), None)
    in_force = clause.terms_on(month.first) if clause else None
    if in_force is None or in_force.terms.tacit != "accepted" or in_force.terms.decide_days is None:
        return None
    last = working_day_after(month, in_force.terms.decide_days, terms.calendar.country)
    if today <= last:
        return None
    hours = tuple((price, Decimal(value)) for price, value in row.idle_hours.items())
    return Relief(
        str(row.id), row.clause, last + DAY, spans_of(row.spans), tuple(row.streams), hours, month
    )


def spans_of(texts: Iterable[Iterable[str]]) -> tuple[Span, ...]:
    """Spans as they were kept."""
    return tuple(Span(*(datetime.fromisoformat(text) for text in pair)) for pair in texts)


def settled(db: Database, actor: Actor, *, ref: str, month: Month, as_of: date) -> tuple[Agreed, ...]:
    """What was settled for the month's lines by that day: of a line, the last settlement."""
    with db.reading() as session:
        rows = settlements.listed(session, actor.vendors, ref, month)
    return tuple(
        {
            row.line: Agreed(row.line, Decimal(row.agreed_cents).scaleb(-2), f"{row.kind}-{row.id}")
            for row in rows
            if row.decided_on <= as_of
        }.values()
    )


def as_facts(relief: Iterable[Relief], agreed: Iterable[Agreed]) -> dict[str, Any]:
    """What was decided, as a closing keeps it; nothing when nothing was."""
    found: dict[str, Any] = {}
    reliefs = [
        {
            "id": one.id,
            "clause": one.clause,
            "month": str(one.month or ""),
            "decided_on": one.decided_on.isoformat(),
            "spans": [[span.start.isoformat(), span.end.isoformat()] for span in one.spans],
            "streams": list(one.streams),
            "idle_hours": [[price, f"{hours:f}"] for price, hours in one.idle_hours],
        }
        for one in relief
    ]
    amounts = [
        {"line": one.line, "amount": f"{one.amount:f}", "reference": one.reference} for one in agreed
    ]
    if reliefs:
        found["relief"] = reliefs
    if amounts:
        found["agreed"] = amounts
    return found


def from_facts(facts: Mapping[str, Any]) -> tuple[tuple[Relief, ...], tuple[Agreed, ...]]:
    """What a closing kept of it."""
    relief = tuple(
        Relief(
            id=one["id"],
            clause=one["clause"],
            decided_on=date.fromisoformat(one["decided_on"]),
            spans=spans_of(one["spans"]),
            streams=tuple(one["streams"]),
            idle_hours=tuple((price, Decimal(hours)) for price, hours in one["idle_hours"]),
            month=Month.parse(one["month"]) if one["month"] else None,
        )
        for one in facts.get("relief", ())
    )
    agreed = tuple(
        Agreed(one["line"], Decimal(one["amount"]), one["reference"]) for one in facts.get("agreed", ())
    )
    return relief, agreed
