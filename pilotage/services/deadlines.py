"""The dates that a contract imposes: its end, its notice, price revisions, forecasts to freeze."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pilotage.calendars import working_day_after
from pilotage.contract.model import Contract
from pilotage.exports.ics import DayEvent, calendar_file
from pilotage.locale import Language, Words
from pilotage.locale.deadline_words import deadline_words
from pilotage.periods import Month
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.store import contracts as stored
from pilotage.store.database import Database

_EARLY = frozenset({"end", "notice", "revision", "term_end", "terms_review"})
"""What takes weeks to prepare: the calendar tells it 30 days ahead."""
NEAR = timedelta(days=90)
"""From this far on, a deadline is something to do."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date of the contract. `code` says what falls due: `end`, `notice`, `effective` (a document),
    `term_end` (a clause), `revision`, `freeze`, `review` (the strategic committee), `terms_review` (the
    day by which the contract is to be read again). `clause` names whose it is, `about` the month that
    it is for.
    """

    code: str
    day: date
    clause: str = ""
    about: Month | None = None

    def days_left(self, today: date) -> int:
        return (self.day - today).days

    @property
    def key(self) -> str:
        """What names this deadline for good, whatever its day becomes."""
        return "-".join(filter(None, (self.code, self.clause, str(self.about or ""))))


def said(one: Deadline, contract: Contract, t: Words) -> str:
    """The deadline in words."""
    return deadline_words(one.code, one.clause, one.about, contract, t)


def deadlines(contract: Contract, today: date) -> tuple[Deadline, ...]:
    """What is still to come, the nearest first: of what comes again, the next one only."""
    found = [*_of_the_contract(contract), *_revisions(contract, today), *_freezes(contract, today)]
    found += _reviews(contract, today)
    last = contract.ends or date.max
    return tuple(sorted((one for one in found if today <= one.day <= last), key=lambda one: one.day))


def near(contract: Contract, today: date) -> tuple[Deadline, ...]:
    """Those that are due within 90 days, but for what comes back each month."""
    every = {"freeze", "review"}
    return tuple(
        one for one in deadlines(contract, today) if one.day <= today + NEAR and one.code not in every
    )


def _of_the_contract(contract: Contract) -> Iterator[Deadline]:
    if contract.ends:
        yield Deadline("end", contract.ends)
    if contract.notice:
        yield Deadline("notice", contract.notice)
    if contract.review:
        yield Deadline("terms_review", contract.review)
    for document in contract.document:
        yield Deadline("effective", document.effective, document.id)
    for table in ("price", "sla", "consequence", "limit", "gate", "neutralisation"):
        for clause in getattr(contract, table):
            until = max((block.until for block in clause.terms if block.until), default=None)
            if until is not None and until != contract.ends:
                yield Deadline("term_end", until, clause.id)


def _revisions(contract: Contract, today: date) -> Iterator[Deadline]:
    for index in contract.index:
        force = index.terms_on(today)
        day = force.terms.first_revision if force else None
        while force and day and day < today:
            ahead = Month.of(day).plus(force.terms.every_months)
            day = min(date(ahead.year, ahead.number, min(day.day, ahead.last.day)), date.max)
        if day:
            yield Deadline("revision", day, index.id, Month.of(day))


def _freezes(contract: Contract, today: date) -> Iterator[Deadline]:
    for clause in contract.forecast:
        force = clause.terms_on(today)
        if force is None:
            continue
        month = Month.of(today)
        if min(force.terms.freeze_day or 1, month.last.day) < today.day:
            month = month.plus(1)
        day = date(month.year, month.number, min(force.terms.freeze_day or 1, month.last.day))
        yield Deadline("freeze", day, clause.id, month.plus(force.terms.months_before or 0))


def _reviews(contract: Contract, today: date) -> Iterator[Deadline]:
    """The next strategic committees, on the working day that the contract gives them."""
    country, every = contract.calendar.country, {"month": 1, "quarter": 3, "half_year": 6}
    for one in contract.committee:
        step = every.get(one.every)
        if one.type != "strategic" or step is None:
            continue
        first = Month.of(today).plus(-1)
        ends = (m for m in first.to(first.plus(2 * step)) if m.number % step == 0)
        for month in ends:
            day = working_day_after(month, one.working_day or 10, country)
            if day >= today:
                yield Deadline("review", day, one.id, month)
                break


def calendar_of(db: Database, actor: Actor, *, ref: str, language: Language) -> bytes:
    """The deadlines of the contract as an .ics file: the same UID for the same deadline, a higher
    sequence with each version of the contract.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    actor.require(Right.READ)
    contract, today, t = catalogue.contract(db, actor, ref=ref), catalogue.today(db), Words(language)
    with db.reading() as session:
        made = stored.versions(session, actor.vendors, ref)
    version = made[-1].version if made else 0
    stamp = made[-1].published_at if made else datetime.combine(today, time(), UTC)
    name = contract.title_en or contract.title if language == "en" else contract.title
    events = [
        DayEvent(
            uid=f"{contract.ref}.{one.key}@pilotage",
            day=one.day,
            title=f"{contract.vendor_name} · {said(one, contract, t)}",
            description=f"{contract.ref} · {name}",
            sequence=version,
            alarm_days=30 if one.code in _EARLY else 1,
        )
        for one in deadlines(contract, today)
    ]
    return calendar_file(contract.ref, events, stamp=stamp)
