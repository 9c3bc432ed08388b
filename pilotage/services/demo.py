"""The demo put in place: contracts published, files imported as they were received, committees held."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from importlib import resources
from pathlib import Path
from typing import Any

from pilotage.committee.model import (
    ActionStatus,
    AttendanceState,
    Attendee,
    CommitteeType,
    Meeting,
)
from pilotage.demo.clock import TODAY
from pilotage.demo.closings import closing_days
from pilotage.demo.files import RECEIVED, received
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import catalogue, closing, committees, imports, outcomes, publishing
from pilotage.services.actor import Actor, Right
from pilotage.services.demo_books import Books
from pilotage.services.demo_books import text as books_text
from pilotage.services.demo_decisions import Decisions
from pilotage.services.demo_decisions import text as decisions_text
from pilotage.services.demo_entered import enter_indices, enter_orders
from pilotage.services.demo_entered import text as entered_text
from pilotage.services.demo_invoices import Invoices
from pilotage.services.demo_invoices import text as invoices_text
from pilotage.services.demo_life import Lives
from pilotage.services.demo_life import text as life_text
from pilotage.services.months import judged
from pilotage.store import audit, data_versions, emptying, migrating, settings
from pilotage.store.database import Database

_ROOT = Path(__file__).resolve().parents[2]
DATA, CONTRACTS = _ROOT / "data", _ROOT / "contracts"
REFS = ("ARMOR-2025", "ATLAS-2025", "RAVINALA-2025", "TEJO-2025")
_LOADING = "loading"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did. `imported` files came in now; the `already_there` ones had before; `judged`
    months were computed. `problems` are what refused the whole, or a file of it: none, normally.
    """

    imported: int = 0
    already_there: int = 0
    judged: int = 0
    problems: tuple[Problem, ...] = ()


def load_demo(
    db: Database, actor: Actor, *, reset: bool = False, progress: Progress | None = None
) -> Loaded:
    """Puts the demo in the database, with its clock; what is there already is left as it is.

    `reset` begins again from an empty database. A database that holds anything but the demo is
    refused, whatever is asked. `progress` is told how many files of how many are done, and the last
    name. Raises `RefusedError` for an actor who does not administer.
    """
    actor.require(Right.ADMINISTER)
    if not (DATA / RECEIVED).is_file() or not all(_folder(ref).is_dir() for ref in REFS):
        return Loaded(problems=(_refused("demo.files_missing", str(_ROOT)),))
    migrating.upgrade(db)
    foreign = _foreign(db, actor)
    if foreign:
        return Loaded(problems=(_refused("demo.not_alone", foreign),))
    if reset:
        with db.reading() as session:
            past = data_versions.highest(session)
        emptying.drop_everything(db)
        migrating.upgrade(db)
        with db.writing() as session:
            data_versions.begin_above(session, past)
    mark = _fingerprint()
    if _mark(db) == mark:
        return Loaded(already_there=len(received(DATA)))
    return _load(db, actor, mark, progress or _silent)


def _load(db: Database, actor: Actor, mark: str, progress: Progress) -> Loaded:
    _set(db, actor, today=TODAY.isoformat(), demo=_LOADING)
    problems = [problem for ref in REFS for problem in _publish(db, actor, ref)]
    if problems:
        return Loaded(problems=tuple(problems))
    enter_indices(db, actor)
    counts = {"imported": 0, "already_there": 0, "refused": 0}
    files, closings = received(DATA), _Closings(db, actor)
    for done, (moment, ref, path) in enumerate(files, 1):
        closings.until(moment.date())
        report = imports.import_file(
            db,
            actor,
            content=path,
            partial=True,
            name=path.name,
            contract=ref,
            feed=_feed_of(db, actor, ref, path.name),
            received=moment,
        )
        counts[report.status] += 1
        problems += [p for p in report.problems if p.severity is Severity.REFUSED]
        progress(done, len(files), path.name)
    closings.until(TODAY)
    closings.decide()
    _hold_committees(db, actor)
    months = _judge_everything(db, actor)
    if not problems:
        _set(db, actor, demo=mark)
    return Loaded(counts["imported"], counts["already_there"], months, tuple(problems))


class _Closings:
    """The months that are closed in between, each on its day, after what was decided by then: what came
    later finds them closed.
    """

    def __init__(self, db: Database, actor: Actor) -> None:
        self._db, self._actor = db, actor
        self._decisions = Decisions(db, actor, self._on_day)
        self._invoices = Invoices(db, actor, self._on_day)
        self._lives = Lives(db, actor, self._on_day)
        self._books = Books(db, actor, REFS, self._on_day)
        done = {
            (one.contract, one.month) for ref in REFS for one in closing.closed(db, actor, contract=ref)
        }
        terms = (catalogue.contract(db, actor, ref=ref) for ref in REFS)
        due = ((day, one.ref, month) for one in terms for day, month in closing_days(one))
        self._due = sorted(one for one in due if one[1:] not in done)

    def until(self, day: date) -> None:
        """Accrues and closes what was due before `day`; a month whose files lack stays open."""
        self._books.until(day)
        while self._due and self._due[0][0] < day:
            on, ref, month = self._due.pop(0)
            self._decisions.until(on)
            self._lives.until_invoiced(ref, month, on)
            self._on_day(on)
            self._invoices.receive(ref, month, on)
            self._lives.until_paid(ref, month, on)
            with suppress(ProblemsFoundError):
                closing.close(self._db, self._actor, contract=ref, month=month)
            if not self._due or self._due[0][0] != on:
                self._on_day(TODAY)

    def _on_day(self, day: date) -> None:
        _set(self._db, self._actor, today=day.isoformat())

    def decide(self) -> None:
        """What was asked, decided and received after the last closing."""
        self._decisions.until(TODAY)
        self._invoices.until(TODAY)
        self._lives.until(TODAY)
        self._on_day(TODAY)
        self._books.enter()
        enter_orders(self._db, self._actor)


def _silent(_done: int, _total: int, _name: str) -> None:
    """Nobody wants to know."""


def _refused(code: str, read: str) -> Problem:
    return Problem(code, Severity.REFUSED, read=read)


def _folder(ref: str) -> Path:
    return CONTRACTS / ref


def _foreign(db: Database, actor: Actor) -> str:
    """A contract that is not of the demo, or a demo's contract in a database that is not marked."""
    refs = {card.ref for card in catalogue.contracts(db, actor)}
    others = refs if not catalogue.is_demo(db) else refs - set(REFS)
    return ", ".join(sorted(others))


def _mark(db: Database) -> str | None:
    with db.reading() as session:
        return settings.get(session, "demo")


def _set(db: Database, actor: Actor, **values: str) -> None:
    """Writes settings of the portal, in one transaction with its audit event."""
    with db.writing() as session:
        before = {name: settings.get(session, name) for name in values}
        if before == values:
            return
        for name, value in values.items():
            settings.put(session, name, value)
        audit.record(
            session,
            actor=actor.user,
            action="setting.change",
            entity="demo",
            before=before,
            after=values,
            at=datetime.now(UTC),
        )


def _fingerprint() -> str:
    """What the demo is made of: its contracts, its feeds, and the list of its files with their sizes."""
    digest = hashlib.sha256()
    for ref in REFS:
        for name in ("contract.toml", "feeds.toml"):
            digest.update((_folder(ref) / name).read_bytes())
    digest.update((DATA / RECEIVED).read_bytes())
    for _, _, path in received(DATA):
        digest.update(f"{path.name} {path.stat().st_size}".encode())
    digest.update(_meetings_text().encode())
    digest.update(decisions_text().encode())
    digest.update(books_text().encode())
    digest.update(life_text().encode())
    digest.update(entered_text().encode())
    digest.update(invoices_text().encode())
    return digest.hexdigest()


def _publish(db: Database, actor: Actor, ref: str) -> tuple[Problem, ...]:
    folder = _folder(ref)
    published = publishing.publish(
        db,
        actor,
        contract_text=(folder / "contract.toml").read_text(encoding="utf-8"),
        feeds_text=(folder / "feeds.toml").read_text(encoding="utf-8"),
        file=f"contracts/{ref}/contract.toml",
    )
    return tuple(p for p in published.problems if p.severity is Severity.REFUSED)


def _feed_of(db: Database, actor: Actor, ref: str, name: str) -> str | None:
    """The feed whose file names look like this one: nothing else needs to be opened."""
    for feed in catalogue.feeds(db, actor, ref=ref).feed:
        if any(fnmatch(name.lower(), pattern.lower()) for pattern in feed.recognise.files):
            return feed.id
    return None


def _judge_everything(db: Database, actor: Actor) -> int:
    """Every month of every contract, walked once: the demo is known to judge before it is shown."""
    count = 0
    for card in catalogue.contracts(db, actor):
        for month in Month(2025, 10).to(Month.of(TODAY)):
            judged(db, actor, contract=card.ref, month=month)
            count += 1
    return count


# --- committees -----------------------------------------------------------------------------------


def _meetings_text() -> str:
    return resources.files("pilotage.demo").joinpath("meetings.toml").read_text(encoding="utf-8")


def _hold_committees(db: Database, actor: Actor) -> None:
    """The past committees of the story, each prepared, minuted and closed on its own day; one that is
    there stays.
    """
    held = {(card.contract, card.type, card.held_on) for card in committees.meetings(db, actor)}
    for told in tomllib.loads(_meetings_text())["meeting"]:
        key = (told["contract"], CommitteeType(told["type"]), told["held_on"])
        if key not in held:
            _set(db, actor, today=told["held_on"].isoformat())
            _hold(db, actor, told)
    _set(db, actor, today=TODAY.isoformat())


def _hold(db: Database, actor: Actor, told: dict[str, Any]) -> None:
    meeting = committees.prepare(
        db,
        actor,
        contract=told["contract"],
        committee=CommitteeType(told["type"]),
        month=Month.parse(told["month"]),
        held_on=told["held_on"],
    )
    seats = tuple(Attendee(seat.role, seat.side, AttendanceState.PRESENT) for seat in meeting.attendees)
    committees.seat(db, actor, meeting=meeting.id, attendees=seats)
    committees.start(db, actor, meeting=meeting.id)
    for line in told.get("minutes", ()):
        item = _item(meeting, line["at"])
        committees.edit_item(db, actor, meeting=meeting.id, item=item, minutes_text=line["text"])
    for line in told.get("decision", ()):
        outcomes.decide(db, actor, meeting=meeting.id, item=_item(meeting, line["at"]), text=line["text"])
    for line in told.get("action", ()):
        _ask(db, actor, meeting, line)
    committees.close(db, actor, meeting=meeting.id)


def _item(meeting: Meeting, kind: str) -> int:
    """The first item of that kind, else the first of the agenda."""
    return next((item.id for item in meeting.items if item.kind == kind), meeting.items[0].id)


def _ask(db: Database, actor: Actor, meeting: Meeting, line: dict[str, Any]) -> None:
    number = outcomes.add_action(
        db,
        actor,
        meeting=meeting.id,
        item=_item(meeting, line["at"]),
        text=line["text"],
        owner=line["owner"],
        side=line["side"],
        due=line["due"],
    )
    for due in line.get("postponed_to", ()):
        outcomes.update_action(db, actor, contract=meeting.contract, number=number, due=due)
    if line.get("done"):
        _set(db, actor, today=line["due"].isoformat())
        outcomes.update_action(
            db, actor, contract=meeting.contract, number=number, status=ActionStatus.DONE
        )
