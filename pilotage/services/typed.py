"""Figures typed by hand, each with its reason and the document that it was read from.

A typed figure is a received file of its own, by counter: it is withdrawn, replaced, rebuilt and audited
as any file is, and the mark that it was typed follows it to the invoice.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session, col

from pilotage.contract.model import Contract
from pilotage.counters import CATALOGUE, CounterTable, ancestors, is_counter
from pilotage.feeds.numbers import Marks, number
from pilotage.feeds.typed import PREFIX, grain_of, is_typed, typed_feed, typed_file
from pilotage.kpi.computation import resolve
from pilotage.periods import Window
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.catalogue import Counted
from pilotage.services.comparing import entry, outcome, row_of
from pilotage.services.intake import Arrived, Owner, Read, read
from pilotage.services.register import UnknownFileError
from pilotage.sources import believed, refer
from pilotage.store import attachments, audit, batches, contracts, replacing
from pilotage.store.database import Database
from pilotage.store.scope import next_id
from pilotage.store.tables import Attachment, Batch

MOST_EVIDENCE = 10 * 2**20
_LARGEST = Decimal(10) ** 9
_SMALLEST = Decimal(1).scaleb(-6)


@dataclass(frozen=True, slots=True)
class Behind:
    """What a typed figure rests on."""

    batch: int
    reason: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """What somebody asks to type in."""

    stream: str
    counters: Mapping[str, Decimal]
    period: Window
    reason: str
    name: str
    evidence: bytes


def type_in(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    stream: str,
    counters: Mapping[str, Decimal],
    period: Window,
    reason: str,
    evidence_name: str,
    evidence: bytes,
) -> tuple[int, ...]:
    """Keeps the figures of a stream over a day, a week from Monday or a calendar month, with the reason
    and the document, all or none. Returns the numbers of the received files that they became.

    A figure typed again takes the place of the first; one that a file gives is refused. Values are in
    the counter's own unit (hours, seconds, points). Raises `RefusedError`, `UnknownContractError`, and
    `ProblemsFoundError` with a sentence a mistake.
    """
    trail.require(db, actor, Right.IMPORT, entity=contract)
    asked = _Entry(stream, dict(counters), period, reason.strip(), evidence_name.strip(), evidence)
    found = catalogue.counted(db, actor, ref=contract, window=period)
    terms = found.contract
    if terms is None:
        raise catalogue.UnknownContractError(contract)
    today = catalogue.today(db)
    problems = [*_unfit(asked), *_out_of_place(asked, terms, today), *_absurd(asked)]
    if not problems:
        table = refer(found.table, terms, found.holders)
        problems = [*_above_parent(asked, table), *_given(db, actor, asked, found, table)]
    if problems:
        raise ProblemsFoundError(problems)
    return _written(db, actor, asked, terms, today)


def typable(contract: Contract) -> tuple[str, ...]:
    """The counters that can be typed: those of the contract's KPIs first, then its own, then the others
    of the catalogue.
    """
    kpis = (resolve(definition)[0] for definition in contract.kpi)
    needed = [name for kpi in kpis if kpi is not None for name in kpi.counters]
    own = [counter.id for counter in contract.counter]
    known = {*own, *CATALOGUE}
    wanted = [name for name in needed if name in known or is_counter(name)]
    return tuple(dict.fromkeys((*wanted, *own, *CATALOGUE)))


def value_of(text: str, language: str) -> Decimal | None:
    """A value as it is typed in a language (`1 234,5` or `1,234.5`), or None when it is no number."""
    marks = Marks(",") if language == "fr" else Marks(".", ",")
    found = number(text, marks)
    return found if isinstance(found, Decimal) else None


def behind(db: Database, actor: Actor, *, batch: int) -> Behind:
    """The reason and the document of a typed figure. Raises `UnknownFileError` for any other file."""
    actor.require(Right.READ)
    with db.reading() as session:
        found = attachments.listed(session, actor.vendors, [batch]).get(batch)
        if found is None:
            raise UnknownFileError(batch)
        return Behind(found.batch, found.reason, found.name, found.size, found.sha256)


def evidence(db: Database, actor: Actor, *, batch: int) -> tuple[str, bytes]:
    """The name and the bytes of the document, as it was given: to be saved, never opened here."""
    actor.require(Right.EXPORT)
    with db.reading() as session:
        found = attachments.document(session, actor.vendors, batch)
    if found is None:
        raise UnknownFileError(batch)
    return found


# ---- what cannot be typed --------------------------------------------------------------------


def _refused(code: str, read: str = "", expected: str = "", **params: str | int) -> Problem:
    return Problem(code, Severity.REFUSED, read=read, expected=expected, params=tuple(params.items()))


def _shown(value: Decimal) -> str | int:
    """A whole number as such: the sentence gives it the form of the language."""
    return int(value) if value == value.to_integral_value() else f"{value:f}"


def _unfit(asked: _Entry) -> Iterator[Problem]:
    """No reason, no document, nothing to keep."""
    if not asked.reason:
        yield _refused("typed.no_reason")
    if not asked.name or not asked.evidence:
        yield _refused("typed.no_evidence")
    elif len(asked.evidence) > MOST_EVIDENCE:
        yield _refused("typed.evidence_too_large", asked.name, str(MOST_EVIDENCE // 2**20))
    if not asked.counters:
        yield _refused("typed.nothing")


def _out_of_place(asked: _Entry, contract: Contract, today: date) -> Iterator[Problem]:
    """A stream, a counter or a period that the contract does not know, or that is not over."""
    streams = [stream.id for stream in contract.stream]
    if asked.stream not in streams:
        yield _refused("typed.unknown_stream", asked.stream, ", ".join(streams))
    own = {counter.id for counter in contract.counter}
    for name in asked.counters:
        if not is_counter(name) and name not in own:
            yield _refused("typed.unknown_counter", name)
    period = asked.period
    told = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    if grain_of(period) is None:
        yield _refused("typed.period", **told)
    elif period.last > today:
        yield _refused("typed.not_over", **told)
    if period.first < contract.starts or (contract.ends and period.last > contract.ends):
        yield _refused("typed.out_of_contract", contract.ref, **told)


def _absurd(asked: _Entry) -> Iterator[Problem]:
    """Values that no counter can have."""
    for name, value in asked.counters.items():
        if not value.is_finite() or abs(value) >= _LARGEST:
            yield _refused("typed.not_a_count", counters=name, value=str(value))
        elif value < 0:
            yield _refused("typed.negative", counters=name, value=_shown(value))
        elif value % _SMALLEST:
            yield _refused("typed.too_fine", counters=name, value=_shown(value))


def _above_parent(asked: _Entry, table: CounterTable) -> Iterator[Problem]:
    """A counter above the one that it is part of, among those typed and those already known."""
    known = dict(table.sums((asked.stream,), asked.period).values)
    both = {**known, **asked.counters}
    for name, value in both.items():
        above = next((one for one in ancestors(name) if one in both), "")
        if above and value > both[above] and {name, above} & set(asked.counters):
            most, found = _shown(both[above]), _shown(value)
            yield _refused("typed.above", counters=name, parent=above, value=found, most=most)


def _given(
    db: Database, actor: Actor, asked: _Entry, found: Counted, table: CounterTable
) -> Iterator[Problem]:
    """Counters that a file gives for these days, or that were typed for other periods that meet them.

    A source that only stands in for the one that is believed is no obstacle.
    """
    if found.contract is None:
        return
    with db.reading() as session:
        known = batches.standing(session, actor.vendors, found.contract.ref, asked.period)
    files = {file.id: file for file in known}
    frame = table.frame[table.frame["stream"] == asked.stream]
    for name in (name for name in asked.counters if name in frame.columns):
        clause = believed(found.contract, name, asked.stream, asked.period.first)
        for batch in sorted(set(frame.loc[frame[name].notna(), "batch"].tolist()) & set(files)):
            file, holder = files[batch], found.holders.get(batch, "vendor")
            if is_typed(file.feed):
                if Window(file.first_day, file.last_day) != asked.period:
                    yield _refused("typed.other_period", file.name, counters=name)
            elif clause is None or clause.terms.holder == holder:
                yield _refused("typed.given", file.name, counters=name)


# ---- what is written -------------------------------------------------------------------------


def _written(db: Database, actor: Actor, asked: _Entry, terms: Contract, today: date) -> tuple[int, ...]:
    """The figures as files, their evidence and their audit events, in one transaction."""
    grain = grain_of(asked.period) or "day"
    sha256 = hashlib.sha256(asked.evidence).hexdigest()
    document = batches.compressed(io.BytesIO(asked.evidence), sha256)
    now = datetime.now(UTC)
    at = datetime.combine(today, now.timetz()) if catalogue.is_demo(db) else now
    numbers = []
    with db.writing() as session:
        row = contracts.find(session, frozenset({terms.vendor}), terms.ref)
        if row is None:
            raise catalogue.UnknownContractError(terms.ref)
        for name, value in asked.counters.items():
            owner = Owner(row.version, terms, typed_feed(PREFIX + name, grain))
            arrived, got = _as_file(asked, owner, name, value, today)
            batch = _kept(session, actor, owner, arrived, got, at)
            batches.save_content(session, terms.vendor, document)
            behind = Attachment(
                vendor=terms.vendor,
                batch=batch.id,
                reason=asked.reason,
                name=asked.name,
                size=len(asked.evidence),
                sha256=sha256,
            )
            session.add(behind)
            session.flush()
            _tell(session, batch, behind, value)
            numbers.append(batch.id)
    return tuple(numbers)


def _as_file(
    asked: _Entry, owner: Owner, counter: str, value: Decimal, today: date
) -> tuple[Arrived, Read]:
    """The figure as the small file that is kept, read as any file is."""
    content = typed_file(asked.stream, asked.period, value)
    name = f"{counter}_{asked.stream}_{asked.period.first}.csv"
    sha256 = hashlib.sha256(content).hexdigest()
    arrived = Arrived(content, name, len(content), sha256, owner)
    got = read(arrived, owner, today=today)
    if got.normalised.refused:
        raise ProblemsFoundError(got.normalised.problems)
    return arrived, got


def _kept(
    session: Session, actor: Actor, owner: Owner, arrived: Arrived, got: Read, at: datetime
) -> Batch:
    row = row_of(session, owner)
    found = outcome(session, row, got, owner.feed)
    if found.change is None:
        raise ProblemsFoundError(found.problems or [_refused("typed.already", arrived.name)])
    number = next_id(session, col(Batch.id))
    batch = entry(number, arrived, owner, got, found.change, at=at, by=actor.user)
    batches.save(session, batch, got.normalised.problems, got.contents)
    replacing.apply(session, row, found.change)
    return batch


def _tell(session: Session, batch: Batch, behind: Attachment, value: Decimal) -> None:
    audit.record(
        session,
        actor=batch.imported_by,
        action="figure.type",
        entity=f"{batch.contract}/{batch.feed}/{batch.id}",
        vendor=batch.vendor,
        after={
            "file": batch.name,
            "sha256": batch.sha256,
            "value": f"{value:f}",
            "reason": behind.reason,
            "evidence": behind.name,
            "evidence_sha256": behind.sha256,
        },
        at=batch.imported_at,
    )
