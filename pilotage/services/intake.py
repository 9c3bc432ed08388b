"""A file before anything is written: whose it is, what it holds, what is wrong with it."""

import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Literal

from pilotage.contract.model import Contract
from pilotage.feeds.guards import COMMAND_LINE, PAGE
from pilotage.feeds.model import Feed
from pilotage.feeds.normalised import Normalised
from pilotage.feeds.normalising import normalise
from pilotage.feeds.reading import OpenFile
from pilotage.feeds.recognising import recognise
from pilotage.kpi.needs import thresholds_of
from pilotage.periods import Month, week_of
from pilotage.problems import Problem
from pilotage.services import catalogue
from pilotage.services.actor import Actor
from pilotage.store import batches, contracts
from pilotage.store.batches import Kept
from pilotage.store.database import Database
from pilotage.store.fingerprint import fingerprint

Content = bytes | Path
Stage = Literal["recognising", "reading", "comparing", "writing"]
Progress = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class _Terms:
    """A contract and its feeds as they are in force."""

    version: int
    contract: Contract
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """The contract and the feed that a file is of, in the version that reads it."""

    version: int
    contract: Contract
    feed: Feed


@dataclass(frozen=True)
class Arrived:
    """A file and whose it is; `owner` is None, and `problems` say why, when nobody knows."""

    content: Content
    name: str
    size: int
    sha256: str
    owner: Owner | None
    problems: tuple[Problem, ...] = ()
    opened: OpenFile | None = None

    def open(self) -> BinaryIO:
        return self.content.open("rb") if isinstance(self.content, Path) else io.BytesIO(self.content)


@dataclass(frozen=True)
class Read:
    """A file that was read: its rows and problems, the hash of the rows, and the bytes to keep."""

    normalised: Normalised
    rows_sha256: str
    contents: tuple[Kept, ...]

    @property
    def evidence_sha256(self) -> str:
        return self.contents[0].sha256


def identify(
    db: Database, actor: Actor, *, content: Content, name: str, contract: str | None, feed: str | None
) -> Arrived:
    """Whose file it is: as said, else as the profiles of the actor's contracts recognise it.

    Raises `UnknownContractError` for a contract that is not in the actor's sight.
    """
    known = _terms(db, actor)
    if contract and contract not in known:
        raise catalogue.UnknownContractError(contract)
    limits = COMMAND_LINE if isinstance(content, Path) else PAGE
    found = recognise(
        content,
        name=name,
        candidates=[(terms.contract, one) for terms in known.values() for one in terms.feeds],
        contract=contract or "",
        feed=feed or "",
        limits=limits,
    )
    with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    owner = None
    if found.contract is not None and found.feed is not None:
        owner = Owner(known[found.contract.ref].version, found.contract, found.feed)
    return Arrived(content, name, size, sha256, owner, found.problems, found.file)


def _terms(db: Database, actor: Actor) -> dict[str, _Terms]:
    """The contracts in the actor's sight, by reference; those published without feeds have none."""
    with db.reading() as session:
        return {row.ref: _terms_of(texts) for row, texts in contracts.in_force(session, actor.vendors)}


def _terms_of(texts: contracts.Texts) -> _Terms:
    """The contract and its feeds, those of contacts counting at the thresholds of its KPIs."""
    contract = catalogue.contract_of(texts.contract)
    feeds = catalogue.profiles_of(texts.feeds).feed if texts.feeds else ()
    names = thresholds_of(contract)
    return _Terms(texts.version, contract, tuple(feed.at_thresholds(names) for feed in feeds))


def read(arrived: Arrived, owner: Owner, *, today: date, period: str = "") -> Read:
    """The file as evidence; `period` is that of a file that does not say it. Compression and Parquet
    run beside the reading and the checks.
    """
    with ThreadPoolExecutor(2) as pool:
        packing = pool.submit(_packed, arrived)
        normalised = normalise(
            arrived.opened or arrived.content,
            name=arrived.name,
            feed=owner.feed,
            contract=owner.contract,
            today=today,
            period=period,
        )
        evidence = pool.submit(batches.parquet, normalised.rows)
        rows_sha256 = fingerprint(normalised.rows)
        return Read(normalised, rows_sha256, (evidence.result(), packing.result()))


def last_day(start: date, feed: Feed) -> date:
    """The last day of the period that begins on `start` in the feed."""
    match feed.slot_grain:
        case "week":
            return week_of(start).last
        case "month":
            return Month.of(start).last
    return start


def _packed(arrived: Arrived) -> Kept:
    with arrived.open() as stream:
        return batches.compressed(stream, arrived.sha256)
