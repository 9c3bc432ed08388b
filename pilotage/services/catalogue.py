"""What is published and what is known: contracts, their feeds, their counters, and today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.counters import CounterTable
from pilotage.feeds.profile import FeedProfiles, load_profiles
from pilotage.periods import Month, Window
from pilotage.problems import ProblemsFoundError
from pilotage.services.actor import Actor, Right
from pilotage.store import contracts as stored
from pilotage.store import projection, settings
from pilotage.store.database import Database
from pilotage.store.spans import spans as spans_of


class UnknownContractError(Exception):
    """No contract of this reference is published, or the actor may not see its vendor."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        super().__init__(f"no contract {ref!r} in sight")


@dataclass(frozen=True, slots=True)
class ContractCard:
    """A published contract in a list. The months are those for which figures came, None before any."""

    ref: str
    vendor: str
    vendor_name: str
    title: str
    title_en: str
    currency: str
    first_month: Month | None
    last_month: Month | None
    data_version: int

    def label(self, language: str) -> str:
        return (self.title_en if language == "en" else "") or self.title


def today(db: Database) -> date:
    """The day on which everything is judged: the demo's own clock, else the machine's."""
    with db.reading() as session:
        kept = settings.get(session, "today")
    return date.fromisoformat(kept) if kept else date.today()  # noqa: DTZ011  the office's day


def is_demo(db: Database) -> bool:
    """Whether this database holds the demo."""
    with db.reading() as session:
        return settings.get(session, "demo") is not None


def contracts(db: Database, actor: Actor) -> tuple[ContractCard, ...]:
    """The contracts that the actor sees, by vendor."""
    actor.require(Right.READ)
    present = today(db)
    with db.reading() as session:
        names = stored.vendor_names(session, actor.vendors)
        spans = spans_of(session, actor.vendors)
        rows = stored.listed(session, actor.vendors)
        return tuple(
            ContractCard(
                ref=row.ref,
                vendor=row.vendor,
                vendor_name=names[row.vendor],
                title=row.title,
                title_en=row.title_en,
                currency=row.currency,
                first_month=Month.of(spans[row.ref].first) if row.ref in spans else None,
                # A frozen forecast reaches months ahead: those have no figure to look at yet.
                last_month=Month.of(min(spans[row.ref].last, present)) if row.ref in spans else None,
                data_version=row.data_version,
            )
            for row in rows
        )


def card(db: Database, actor: Actor, *, ref: str) -> ContractCard:
    """One contract's card. Raises `UnknownContractError`."""
    for found in contracts(db, actor):
        if found.ref == ref:
            return found
    raise UnknownContractError(ref)


def data_version(db: Database, actor: Actor, *, ref: str) -> int:
    """The number that grows with every write that moves a figure of the contract."""
    actor.require(Right.READ)
    with db.reading() as session:
        row = stored.find(session, actor.vendors, ref)
    if row is None:
        raise UnknownContractError(ref)
    return row.data_version


def contract(db: Database, actor: Actor, *, ref: str) -> Contract:
    """The contract in force, as published. Raises `UnknownContractError`."""
    return contract_of(_texts(db, actor, ref).contract)


def feeds(db: Database, actor: Actor, *, ref: str) -> FeedProfiles:
    """The feeds expected under the contract. Raises `UnknownContractError`."""
    return profiles_of(_texts(db, actor, ref).feeds)


def counters(db: Database, actor: Actor, *, ref: str, window: Window) -> CounterTable:
    """The live counters of the contract over the window, with the weeks and months that touch it."""
    actor.require(Right.READ)
    with db.reading() as session:
        return projection.counter_table(session, actor.vendors, ref, window=window)


def _texts(db: Database, actor: Actor, ref: str) -> stored.Texts:
    actor.require(Right.READ)
    with db.reading() as session:
        found = stored.texts(session, actor.vendors, ref)
    if found is None:
        raise UnknownContractError(ref)
    return found


@lru_cache(maxsize=64)
def contract_of(text: str) -> Contract:
    """The contract of a text that was published."""
    found, problems = load_contract(text)
    if found is None:
        raise ProblemsFoundError(problems)
    return found


@lru_cache(maxsize=64)
def profiles_of(text: str) -> FeedProfiles:
    """The feeds of a text that was published."""
    found, problems = load_profiles(text)
    if found is None:
        raise ProblemsFoundError(problems)
    return found
