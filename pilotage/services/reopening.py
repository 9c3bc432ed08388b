"""Reopening a closed month: one person asks and says why, another one confirms.

The closing that was made stays as it is; the month is open, and is closed again under the next edition.
Only the last closed month can be: what the later ones were judged after must not move, and what an older
one owes is an adjustment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right, local_administrator
from pilotage.services.frozen import closed_months
from pilotage.store import audit, closings, contracts, reopenings
from pilotage.store.database import Database
from pilotage.store.tables import Reopening, ReopeningRequest


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed a reopening, when; `deputy_for` is whom that person stood in for."""

    by: str
    deputy_for: str
    comment: str
    on: date


@dataclass(frozen=True, slots=True)
class ReopeningAsked:
    """A request to reopen a month; `confirmed` is None while it waits for a second person."""

    number: int
    contract: str
    vendor: str
    month: Month
    edition: int
    reason: str
    asked_on: date
    asked_by: str
    confirmed: Confirmation | None


def reopenings_of(
    db: Database, actor: Actor, *, contract: str | None = None, month: Month | None = None
) -> tuple[ReopeningAsked, ...]:
    """What was asked to be reopened, the oldest first. Raises `RefusedError`."""
    actor.require(Right.READ)
    with db.reading() as session:
        asked = reopenings.requests(session, actor.vendors, contract)
        done = reopenings.confirmed(session, actor.vendors, contract)
        found = [_view(row, done.get((row.contract, row.month, row.edition))) for row in asked]
    return tuple(one for one in found if month in {None, one.month})


def waiting(db: Database, actor: Actor, *, contract: str, month: Month) -> ReopeningAsked | None:
    """The request that waits for a second person, None when there is none."""
    found = reopenings_of(db, actor, contract=contract, month=month)
    editions = {key.month: key.edition for key in closed_months(db, actor, contract=contract)}
    return next((one for one in found if not one.confirmed and one.edition == editions.get(month)), None)


def named(actor: Actor) -> bool:
    """Whether the portal knows who acts; where nobody logs in, each person gives a name."""
    return actor.user != local_administrator().user


def obstacles(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Problem, ...]:
    """What stands against asking: a month that is not closed, one before a closed month, one that was
    asked for already. Empty when it can be.
    """
    keys = {key.month for key in closed_months(db, actor, contract=contract)}
    if month not in keys:
        return (_problem("not_closed", month),)
    if max(keys) != month:
        return (_problem("later_closed", month, later=str(max(keys))),)
    asked = waiting(db, actor, contract=contract, month=month)
    return (_problem("asked_already", month, name=asked.asked_by),) if asked else ()


def ask(
    db: Database, actor: Actor, *, contract: str, month: Month, reason: str, name: str = ""
) -> ReopeningAsked:
    """Asks for a closed month to be opened again. `name` says who asks where nobody logs in.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError`; a refusal is kept in the
    trail.
    """
    terms, today = catalogue.contract(db, actor, ref=contract), catalogue.today(db)
    entity, person = f"{contract}/{month}", person_of(actor, name)
    trail.require(db, actor, Right.CLOSE, terms.vendor, entity=entity)
    with _refusing(db, actor, entity, terms.vendor):
        found = [*obstacles(db, actor, contract=contract, month=month), *_unsaid(month, reason, person)]
        if found:
            raise ProblemsFoundError(found)
        return _ask(db, actor, terms.vendor, contract, month, (reason.strip(), person, today))


def _ask(
    db: Database, actor: Actor, vendor: str, contract: str, month: Month, said: tuple[str, str, date]
) -> ReopeningAsked:
    reason, person, today = said
    with db.writing() as session:
        key = next((k for k in closings.keys(session, actor.vendors, contract) if k.month == month), None)
        if key is None:
            raise ProblemsFoundError([_problem("not_closed", month)])
        row = ReopeningRequest(
            vendor=vendor,
            id=0,
            contract=contract,
            month=str(month),
            edition=key.edition,
            reason=reason,
            asked_on=today,
            asked_at=datetime.now(UTC),
            asked_by=person,
            recorded_by=actor.user,
        )
        reopenings.add(session, row)
        told = {"reason": row.reason, "asked_by": person, "edition": row.edition}
        _tell(session, actor, "month.reopen.ask", f"{contract}/{month}", vendor, told)
        return _view(row, None)


def confirm(
    db: Database, actor: Actor, *, request: int, name: str = "", deputy_for: str = "", comment: str = ""
) -> ReopeningAsked:
    """Confirms as a second person, or as the deputy of one (`deputy_for`): the month is open again.

    Raises `RefusedError`, `LookupError` for a request out of sight, and `ProblemsFoundError`: the
    person who asked cannot confirm; a refusal is kept in the trail.
    """
    with db.reading() as session:
        asked = reopenings.find(session, actor.vendors, request)
        if asked is None:
            raise LookupError(request)
        contract, vendor, month = asked.contract, asked.vendor, Month.parse(asked.month)
    entity, person = f"{contract}/{month}", person_of(actor, name)
    trail.require(db, actor, Right.CLOSE, vendor, entity=entity)
    with _refusing(db, actor, entity, vendor):
        found = list(_unfit(db, actor, asked, person, deputy_for))
        if found:
            raise ProblemsFoundError(found)
        return _confirm(db, actor, asked, person, (deputy_for.strip(), comment.strip()))


def _confirm(
    db: Database, actor: Actor, asked: ReopeningRequest, person: str, said: tuple[str, str]
) -> ReopeningAsked:
    contract, vendor, month = asked.contract, asked.vendor, Month.parse(asked.month)
    with db.writing() as session:
        made_already = reopenings.confirmed(session, actor.vendors, contract)
        if (before := made_already.get((contract, asked.month, asked.edition))) is not None:
            raise ProblemsFoundError([_problem("confirmed_already", month, name=before.confirmed_by)])
        if closings.get(session, actor.vendors, contract, month) is None:
            raise ProblemsFoundError([_problem("not_closed", month)])
        made = Reopening(
            vendor=vendor,
            contract=contract,
            month=asked.month,
            edition=asked.edition,
            request=asked.id,
            asked_by=asked.asked_by,
            confirmed_by=person,
            deputy_for=said[0],
            comment=said[1],
            after=max(key.number for key in closings.every(session, actor.vendors, contract)),
            reopened_on=catalogue.today(db),
            reopened_at=datetime.now(UTC),
            recorded_by=actor.user,
        )
        session.add(made)
        session.flush()
        contracts.bump(session, vendor, contract)
        told = {"request": asked.id, "asked_by": asked.asked_by, "confirmed_by": person}
        told |= {"deputy_for": made.deputy_for, "comment": made.comment, "reason": asked.reason}
        _tell(session, actor, "month.reopen", f"{contract}/{month}", vendor, told)
        return _view(asked, made)


def person_of(actor: Actor, name: str) -> str:
    """Who acts: the user, or the name given on a portal that nobody logs into."""
    return actor.user if named(actor) else " ".join(name.split())


def _unsaid(month: Month, reason: str, person: str) -> Iterator[Problem]:
    if not reason.strip():
        yield _problem("no_reason", month)
    if not person:
        yield _problem("no_name", month)


def _unfit(
    db: Database, actor: Actor, asked: ReopeningRequest, person: str, deputy_for: str
) -> Iterator[Problem]:
    month = Month.parse(asked.month)
    keys = closed_months(db, actor, contract=asked.contract)
    if (month, asked.edition) not in {(key.month, key.edition) for key in keys}:
        yield _problem("not_closed", month)
        return
    later = max(key.month for key in keys)
    if later != month:
        yield _problem("later_closed", month, later=str(later))
    if not person:
        yield _problem("no_name", month)
    if person.casefold() == asked.asked_by.casefold():
        yield _problem("same_person", month, name=person)
    if " ".join(deputy_for.split()).casefold() in {asked.asked_by.casefold(), person.casefold()} - {""}:
        yield _problem("own_deputy", month, name=deputy_for.strip())


def _refusing(db: Database, actor: Actor, entity: str, vendor: str) -> AbstractContextManager[None]:
    """What is refused inside is kept in the trail."""
    action = "month.reopen.refused"
    return trail.keeping_refusals(db, actor, action=action, entity=entity, vendor=vendor)


def _problem(code: str, month: Month, **params: str) -> Problem:
    told = (("month", str(month)), *params.items())
    return Problem(f"reopening.{code}", Severity.REFUSED, params=told)


def _tell(
    session: Session, actor: Actor, action: str, entity: str, vendor: str, told: Mapping[str, object]
) -> None:
    audit.record(
        session,
        actor=actor.user,
        action=action,
        entity=entity,
        vendor=vendor,
        after=told,
        at=datetime.now(UTC),
    )


def _view(row: ReopeningRequest, made: Reopening | None) -> ReopeningAsked:
    own = made if made is not None and made.request == row.id else None
    done = Confirmation(own.confirmed_by, own.deputy_for, own.comment, own.reopened_on) if own else None
    return ReopeningAsked(
        number=row.id,
        contract=row.contract,
        vendor=row.vendor,
        month=Month.parse(row.month),
        edition=row.edition,
        reason=row.reason,
        asked_on=row.asked_on,
        asked_by=row.asked_by,
        confirmed=done,
    )
