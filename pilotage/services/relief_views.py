"""Requests for a neutralisation as they are shown: what was asked, its evidence, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from pilotage.calendars import working_day_after
from pilotage.contract.model import Contract
from pilotage.neutralisation import Relief, Span
from pilotage.periods import Month
from pilotage.services import catalogue
from pilotage.services.actor import Actor
from pilotage.services.relieved import relief_of, spans_of, tacit_of
from pilotage.store import relief as kept
from pilotage.store.database import Database
from pilotage.store.tables import ReliefAttachment, ReliefDecision, ReliefRequest

Side = Literal["client", "vendor"]
Outcome = Literal["accepted", "accepted_in_part", "refused", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence; `evidence` gives its bytes."""

    position: int
    name: str
    size: int
    sha256: str
    added_on: date
    added_by: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a request: `spans`, `streams` and `idle_hours` are those accepted. `tacit` is
    what the clause makes of silence: nobody decided. `withdrawn` by who asked ends it as well.
    """

    outcome: Outcome
    decided_on: date
    by: str
    role: str
    reason: str
    spans: tuple[Span, ...] = ()
    streams: tuple[str, ...] = ()
    idle_hours: Mapping[str, Decimal] = field(default_factory=dict)
    reference: str = ""
    tacit: bool = False

    @property
    def gives(self) -> bool:
        """Whether anything was accepted."""
        return self.outcome in {"accepted", "accepted_in_part"}


@dataclass(frozen=True, slots=True)
class Request:
    """A neutralisation asked for. `outside`: received outside the portal and recorded for the vendor.
    `due_on` is the last day to ask, `late` that it had passed; `decide_by` the last day to decide (None:
    the clause says none); `decided` is None while it waits.
    """

    number: int
    contract: str
    vendor: str
    month: Month
    clause: str
    cause: str
    side: Side
    outside: bool
    reason: str
    spans: tuple[Span, ...]
    streams: tuple[str, ...]
    idle_hours: Mapping[str, Decimal]
    asked_on: date
    due_on: date | None
    late: bool
    decide_by: date | None
    recorded_by: str
    pieces: tuple[Piece, ...]
    decided: Decided | None

    @property
    def waiting(self) -> bool:
        return self.decided is None


def views(db: Database, actor: Actor, rows: Iterable[ReliefRequest]) -> list[Request]:
    """The requests of these rows, with all that belongs to them."""
    listed = list(rows)
    numbers = [row.id for row in listed]
    today = catalogue.today(db)
    with db.reading() as session:
        decisions = kept.decisions(session, actor.vendors, numbers)
        pieces = kept.attachments(session, actor.vendors, numbers)
    terms = {row.contract: catalogue.contract(db, actor, ref=row.contract) for row in listed}
    return [
        _view(row, terms[row.contract], decisions.get(row.id), pieces.get(row.id, ()), today)
        for row in listed
    ]


def _view(
    row: ReliefRequest,
    terms: Contract,
    made: ReliefDecision | None,
    pieces: Iterable[ReliefAttachment],
    today: date,
) -> Request:
    clause = next((one for one in terms.neutralisation if one.id == row.clause), None)
    month = Month.parse(row.month)
    in_force = clause.terms_on(month.first) if clause else None
    days = in_force.terms.decide_days if in_force else None
    relief = relief_of(row, made) if made else tacit_of(row, terms, today)
    return Request(
        number=row.id,
        contract=row.contract,
        vendor=row.vendor,
        month=month,
        clause=row.clause,
        cause=clause.cause if clause else "",
        side="vendor" if row.side == "vendor" else "client",
        outside=row.outside,
        reason=row.reason,
        spans=spans_of(row.spans),
        streams=tuple(row.streams),
        idle_hours={price: Decimal(hours) for price, hours in row.idle_hours.items()},
        asked_on=row.asked_on,
        due_on=row.due_on,
        late=row.due_on is not None and row.asked_on > row.due_on,
        decide_by=working_day_after(month, days, terms.calendar.country) if days else None,
        recorded_by=row.recorded_by,
        pieces=tuple(
            Piece(one.position, one.name, one.size, one.sha256, one.added_at.date(), one.added_by)
            for one in pieces
        ),
        decided=_decided(made) if made else _silence(relief),
    )


def _decided(made: ReliefDecision) -> Decided:
    outcomes: dict[str, Outcome] = {
        "accepted": "accepted",
        "accepted_in_part": "accepted_in_part",
        "withdrawn": "withdrawn",
    }
    return Decided(
        outcome=outcomes.get(made.outcome, "refused"),
        decided_on=made.decided_on,
        by=made.decided_by,
        role=made.role,
        reason=made.reason,
        spans=spans_of(made.spans),
        streams=tuple(made.streams),
        idle_hours={price: Decimal(hours) for price, hours in made.idle_hours.items()},
        reference=made.reference,
    )


def _silence(relief: Relief | None) -> Decided | None:
    """What the clause makes of the silence of who should have decided."""
    if relief is None:
        return None
    return Decided(
        "accepted",
        relief.decided_on,
        "",
        "",
        "",
        relief.spans,
        relief.streams,
        dict(relief.idle_hours),
        tacit=True,
    )
