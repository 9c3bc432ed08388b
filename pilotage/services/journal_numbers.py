"""The numbers that entries bear in the client's books, the same whenever they leave again.

A set of entries (one accrual, its reversal, one invoice) has one number, without gap by client entity,
journal and calendar year of its day, whichever contract or file it is in. It is given when the set first
leaves. A set that has changed since is another one to the books: it leaves under the next number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from pilotage.accounting.entries import Entry
from pilotage.contract.model import Contract
from pilotage.periods import Month
from pilotage.services.actor import Actor
from pilotage.services.issuing import client_of
from pilotage.store import accounting
from pilotage.store.accounting_tables import JournalSet
from pilotage.store.database import Database
from pilotage.store.scope import Vendors


@dataclass(frozen=True)
class Posted:
    """An entry with the contract and the month that it is about."""

    entry: Entry
    contract: Contract
    month: Month


@dataclass(frozen=True, slots=True)
class Exported:
    """What left before: the last time and by whom, how many sets leave again under the same numbers, and
    how many that left have changed since, which leave under new ones.
    """

    at: datetime
    by: str
    same: int
    changed: int


_Key = tuple[str, str]
_Sets = Mapping[_Key, tuple[Posted, ...]]


def exported(db: Database, actor: Actor, *, posted: Sequence[Posted], kind: str) -> Exported | None:
    """Whether any of these entries left for the books already; None when none did."""
    sets = _sets(posted)
    with db.reading() as session:
        kept = _kept(session, actor.vendors, sets, kind)
    if not kept:
        return None
    last = max((row for rows in kept.values() for row in rows), key=lambda row: row.recorded_at)
    same = sum(_same(rows, sets[key]) is not None for key, rows in kept.items())
    return Exported(last.recorded_at, last.recorded_by, same, len(kept) - same)


def numbers(
    session: Session, actor: Actor, *, posted: Sequence[Posted], kind: str, at: datetime
) -> tuple[int, ...]:
    """The number of each entry's set, given now to those that never left as they are. The session must be
    a writing one.
    """
    sets = _sets(posted)
    kept = _kept(session, actor.vendors, sets, kind)
    given: dict[_Key, int] = {}
    for key, own in sets.items():
        row = _same(kept.get(key, ()), own)
        given[key] = row.number if row is not None else _next(session, own, kind, actor.user, at)
    return tuple(given[_key(one)] for one in posted)


def _next(session: Session, own: Sequence[Posted], kind: str, user: str, at: datetime) -> int:
    first = own[0]
    terms, year = first.contract, first.entry.day.year
    client, journal = client_of(terms), terms.accounting.journal
    row = JournalSet(
        client=client,
        journal=journal,
        year=year,
        number=accounting.next_entry_number(session, client, journal, year),
        vendor=terms.vendor,
        contract=terms.ref,
        month=str(first.month),
        kind=kind,
        name=first.entry.set[:300],
        sha256=_fingerprint(own),
        recorded_at=at,
        recorded_by=user,
    )
    session.add(row)
    session.flush()
    return row.number


def _key(one: Posted) -> _Key:
    return one.contract.ref, one.entry.set[:300]


def _sets(posted: Sequence[Posted]) -> _Sets:
    found: dict[_Key, tuple[Posted, ...]] = {}
    for one in posted:
        found[_key(one)] = (*found.get(_key(one), ()), one)
    return found


def _kept(
    session: Session, vendors: Vendors, sets: _Sets, kind: str
) -> Mapping[_Key, tuple[JournalSet, ...]]:
    """What left of these sets, whatever their amounts were."""
    found: dict[_Key, tuple[JournalSet, ...]] = {}
    for ref in dict.fromkeys(ref for ref, _ in sets):
        for row in accounting.journal_sets(session, vendors, ref, kind):
            if (ref, row.name) in sets:
                found[ref, row.name] = (*found.get((ref, row.name), ()), row)
    return found


def _same(rows: Sequence[JournalSet], own: Sequence[Posted]) -> JournalSet | None:
    """The row under which the set left as it is, in the journal and the year that are still its own."""
    first, sha = own[0], _fingerprint(own)
    book = (client_of(first.contract), first.contract.accounting.journal, first.entry.day.year)
    return next(
        (row for row in rows if (row.client, row.journal, row.year) == book and row.sha256 == sha), None
    )


def _fingerprint(own: Sequence[Posted]) -> str:
    """Of the day, the accounts and the amounts: words may be written otherwise another time."""
    told = [
        (f"{e.day}", e.account, f"{e.debit:.2f}", f"{e.credit:.2f}", e.auxiliary, e.piece)
        for e in (one.entry for one in own)
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()
