"""What is published and what is known: contracts, their feeds, their counters, and today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlmodel import Session

from pilotage import forecasting
from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.contract.references import Holder
from pilotage.controls import zeros
from pilotage.controls.openings import open_days
from pilotage.counters import DAILY, CounterTable
from pilotage.counters.half_hours import HalfHours
from pilotage.feeds.profile import FeedProfiles, load_profiles
from pilotage.feeds.typed import TYPED_FEEDS, is_typed
from pilotage.periods import DAY, Month, Window, week_of
from pilotage.problems import ProblemsFoundError
from pilotage.services.actor import Actor, Right
from pilotage.sources import Side, believed, refer
from pilotage.store import batches, known, projection, settings, true_zeros
from pilotage.store import contracts as stored
from pilotage.store.database import Database
from pilotage.store.half_hours import half_hours as stored_half_hours
from pilotage.store.knowing import known_at
from pilotage.store.scope import Vendors
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


def counters(
    db: Database,
    actor: Actor,
    *,
    ref: str,
    window: Window,
    holder: Side = "reference",
    known_on: date | None = None,
) -> CounterTable:
    """The live counters of the contract over the window, with the weeks and months that touch it.

    Where the client and the vendor both count, those of the source that the contract believes; or,
    to compare, those that `holder` would have us believe. Days of zeros that nobody filled are days
    without data. With `known_on`, those of the files that had come by the end of that day.
    """
    actor.require(Right.READ)
    present = today(db)
    then = known_on if known_on and known_on < present else None
    with db.reading() as session:
        row = stored.find(session, actor.vendors, ref)
    if row is None:
        return _believed(db, actor, ref, window, holder, then)
    return _counters(db, actor, ref, window, holder, then, present, (row.version, row.data_version))


@lru_cache(maxsize=64)
def _counters(
    db: Database,
    actor: Actor,
    ref: str,
    window: Window,
    holder: Side,
    then: date | None,
    present: date,
    versions: tuple[int, int],
) -> CounterTable:
    """Kept by the versions of the contract and of its figures: whoever receives it only reads it."""
    table = _believed(db, actor, ref, window, holder, then)
    if not len(table.frame):
        return table
    empty = _unfilled(db, actor, ref, versions[1], present, then)

    def whole(reach: Window) -> CounterTable:
        return counted(db, actor, ref=ref, window=reach, known_on=then).table

    return as_judged(db, actor, ref=ref, window=window, table=table, empty=empty, whole=whole)


def as_judged(
    db: Database,
    actor: Actor,
    *,
    ref: str,
    window: Window,
    table: CounterTable,
    empty: Iterable[zeros.Unfilled],
    whole: Callable[[Window], CounterTable],
) -> CounterTable:
    """The counters of the believed source as every judgement reads them: refused columns told, `empty`
    days of zeros without data, one forecast a day. `whole` gives everything counted over other days.
    """
    refused = _refused(db, actor, ref, data_version(db, actor, ref=ref))
    table = zeros.without(replace(table, refused=refused), empty)
    return _one_forecast(db, actor, ref, window, table, whole)


@lru_cache(maxsize=64)
def _refused(db: Database, actor: Actor, ref: str, _version: int) -> Mapping[int, frozenset[str]]:
    """The counters whose column was refused at import, by the number of the file."""
    with db.reading() as session:
        return known.refused_uses(session, actor.vendors, ref)


def _one_forecast(
    db: Database,
    actor: Actor,
    ref: str,
    window: Window,
    table: CounterTable,
    whole: Callable[[Window], CounterTable],
) -> CounterTable:
    """The table with one forecast a day, where months or weeks were refined by finer grains."""
    if not forecasting.by_longer_periods(table):
        return table
    first, last = Month.of(window.first).first, Month.of(window.last).last
    reach = Window(week_of(first).first, week_of(last).last)
    terms = contract(db, actor, ref=ref)
    opened = {
        activity.id: frozenset(open_days(terms, activity.id, reach)) or frozenset(reach)
        for activity in terms.activity
    }
    by_stream = {one.id: opened[one.activity].__contains__ for one in terms.stream}
    return forecasting.refined(table, whole(reach), window, by_stream)


def _believed(
    db: Database, actor: Actor, ref: str, window: Window, holder: Side, then: date | None = None
) -> CounterTable:
    found = counted(db, actor, ref=ref, window=window, known_on=then)
    return refer(found.table, found.contract, found.holders, holder) if found.contract else found.table


def zeros_known(db: Database, actor: Actor, *, ref: str) -> Mapping[date, frozenset[int]]:
    """The files whose zeros somebody knows to be true, by day."""
    actor.require(Right.READ)
    with db.reading() as session:
        return true_zeros.known(session, ref)


def unfilled(db: Database, actor: Actor, *, ref: str) -> tuple[zeros.Unfilled, ...]:
    """The days of zeros of the contract that nobody filled yet. Raises `UnknownContractError`."""
    return _unfilled(db, actor, ref, data_version(db, actor, ref=ref), today(db))


@lru_cache(maxsize=64)
def _unfilled(
    db: Database, actor: Actor, ref: str, _version: int, day: date, then: date | None = None
) -> tuple[zeros.Unfilled, ...]:
    """Kept by data version: a write that moves a figure makes another key."""
    terms = contract(db, actor, ref=ref)
    window = Window(terms.starts, max(day, terms.starts))
    if then is None:  # what was known on an earlier day stands beside the live rows
        with db.reading() as session:
            if not projection.holds_zeros(session, actor.vendors, ref, DAILY):
                return ()
    true = zeros_known(db, actor, ref=ref)
    return zeros.unfilled(terms, _believed(db, actor, ref, window, "reference", then), window, true)


@dataclass(frozen=True)
class Counted:
    """Everything that was counted, whoever counted it: `holders` says who, by the number of the file
    (the vendor, when it is not there). `contract` is None when it is not in the actor's sight.
    """

    table: CounterTable
    holders: Mapping[int, Holder]
    contract: Contract | None


def counted(
    db: Database, actor: Actor, *, ref: str, window: Window, known_on: date | None = None
) -> Counted:
    """The counters of both sources side by side, and what was typed: not to be summed together."""
    actor.require(Right.READ)
    with db.reading() as session:
        row = stored.find(session, actor.vendors, ref) if known_on else None
        if known_on and row is not None:
            night = datetime.combine(known_on + DAY, time(), ZoneInfo(row.timezone))
            table = known_at(session, row, window, night)
        else:
            table = projection.counter_table(session, actor.vendors, ref, window=window)
        texts = stored.texts(session, actor.vendors, ref)
        if texts is None:
            return Counted(table, {}, None)
        terms = contract_of(texts.contract)
        ours = client_feeds(session, actor.vendors, ref)
        fed = batches.fed_by(
            session, terms.vendor, ref, {*frozenset().union(*ours.values()), TYPED_FEEDS}
        )
    holders: dict[int, Holder] = {
        number: "client" for number, (feed, version) in fed.items() if feed in ours[version]
    }
    typed = frozenset(number for number, (feed, _) in fed.items() if is_typed(feed))
    return Counted(replace(table, typed=typed), holders, terms)


def client_feeds(session: Session, vendors: Vendors, ref: str) -> Mapping[int, frozenset[str]]:
    """The feeds that bring the client's own count, by version of the contract: who counted a file is
    what the version that read it says, whatever was published since.
    """
    texts = stored.feeds_texts(session, vendors, ref)
    return {version: _client_feeds(text) for version, text in texts.items()}


@lru_cache(maxsize=256)
def _client_feeds(text: str) -> frozenset[str]:
    profiles = profiles_of(text).feed if text else ()
    return frozenset(feed.id for feed in profiles if feed.source == "client")


def half_hours(
    db: Database, actor: Actor, *, ref: str, window: Window, holder: Side = "reference"
) -> HalfHours:
    """The live half-hours of the contract over the window, read from the evidence: those of the source
    that the contract believes, or that `holder` would have us believe, where it gives any.
    """
    actor.require(Right.READ)
    with db.reading() as session:
        found = HalfHours(stored_half_hours(session, actor.vendors, ref, window))
    terms = contract(db, actor, ref=ref)

    def whose(counter: str, stream: str, day: date) -> str | None:
        if holder != "reference":
            return holder
        clause = believed(terms, counter, stream, day)
        return clause.terms.holder if clause else None

    return found.of(whose)


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
