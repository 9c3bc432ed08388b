"""Can the month's figures be trusted? Every quality control of a contract and month, kept while true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from pilotage.calendars import is_holiday, working_day_after
from pilotage.contract.model import Contract, Scope
from pilotage.controls import breaks, figures, promises, received, slots, zeros
from pilotage.controls.model import Finding, Gravity, Line, in_order, median
from pilotage.controls.openings import closes_at
from pilotage.counters import DAILY, CounterTable
from pilotage.feeds.model import Feed
from pilotage.kpi.computation import resolve
from pilotage.kpi.model import Kpi
from pilotage.locale import Words
from pilotage.locale.controls import FindingWords
from pilotage.money import from_millionths
from pilotage.periods import DAY, Month, Window, week_of
from pilotage.problems import ProblemsFoundError
from pilotage.services import catalogue
from pilotage.services.actor import Actor
from pilotage.services.arrivals import FeedDay, feed_days
from pilotage.sla import missing_days
from pilotage.store import batches, projection
from pilotage.store.database import Database

_SLOT_MINUTES = {"half_hour": 30, "quarter_hour": 15}
_PAST = timedelta(weeks=breaks.WEEKS)
#: Contacts below which a day's rate says nothing of the vendor's habits.
_LEAST_SAMPLE = 30
_VOLUMES = ("offered", "handled", "useful_contacts")


def findings(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Finding, ...]:
    """What the controls found in the month, the serious first; nothing when all is as it should be.

    Raises `RefusedError`, and `UnknownContractError` for a reference that is not published.
    """
    version = catalogue.data_version(db, actor, ref=contract)
    return _found(db, actor, contract, version, month, catalogue.today(db))


@lru_cache(maxsize=512)
def _found(
    db: Database, actor: Actor, ref: str, _version: int, month: Month, today: date
) -> tuple[Finding, ...]:
    """Kept by data version: a write that moves a figure makes another key."""
    terms = catalogue.contract(db, actor, ref=ref)
    window = Window(month.first - _PAST, month.last)
    table = catalogue.counters(db, actor, ref=ref, window=window)
    past = month.window.within(Window(terms.starts, min(today - DAY, terms.ends or date.max)))
    if past is None:
        return ()
    desk = _Desk(db, actor, terms, _feeds(db, actor, ref), table, month, past)
    return in_order(desk.all())


def _feeds(db: Database, actor: Actor, ref: str) -> tuple[Feed, ...]:
    try:
        return catalogue.feeds(db, actor, ref=ref).feed
    except ProblemsFoundError:
        return ()


@dataclass(frozen=True)
class _Desk:
    """One month looked at from every side; `past` are its days that are over."""

    db: Database
    actor: Actor
    contract: Contract
    feeds: tuple[Feed, ...]
    table: CounterTable
    month: Month
    past: Window

    def all(self) -> Iterator[Finding]:
        empty = catalogue.unfilled(self.db, self.actor, ref=self.contract.ref)
        yield from zeros.findings(empty, self.past)
        missing = tuple(self._missing_days())
        yield from missing
        yield from self._deliveries({day for one in missing for day in one.days})
        yield from self._slots()
        yield from figures.contradictions(self.table, self._streams(), self.past)
        yield from received.rows_found(self._files())
        yield from self._thresholds()
        holidays = [day for day in self._history if is_holiday(day, self.contract.calendar.country)]
        yield from breaks.breaks(self._series(), self.past, holidays)

    @property
    def _history(self) -> Window:
        return Window(self.month.first - _PAST, self.past.last)

    def _streams(self, activity: str = "") -> tuple[str, ...]:
        return self.contract.streams_of(Scope(activities=(activity,) if activity else ()))

    def _missing_days(self) -> Iterator[Finding]:
        """Open days without data, and what the same weekdays usually bring. An activity of which
        nothing ever came is told by its missing files.
        """
        for activity in self.contract.activity:
            streams = self._streams(activity.id)
            today = self.past.last + DAY
            given = self.table.sums(streams, self.past).values.keys() & DAILY
            days = missing_days(self.contract, self.table, streams, self.past, today, given)
            days = tuple(day for day in days if day not in self.table.unfilled)
            if days:
                yield Finding(
                    "controls.missing_days",
                    Gravity.SERIOUS,
                    params=(("activity", activity.id), ("count", len(days)), ("first", days[0])),
                    days=days,
                    lines=tuple(self._usually(day, streams) for day in days),
                )

    def _usually(self, day: date, streams: tuple[str, ...]) -> Line:
        """A day without data, with the volume of the same weekday in the weeks before."""
        before = Window(max(day - _PAST, self._history.first), day)
        alike = [
            (name, value)
            for _, period, sums in self.table.by(streams, before, "day")
            if period.first.weekday() == day.weekday()
            for name in _VOLUMES
            if (value := sums.get(name)) is not None
        ]
        name = next((volume for volume in _VOLUMES if any(n == volume for n, _ in alike)), "")
        usual = median(value for n, value in alike if n == name) if name else None
        return Line(day=day, what=name, expected=usual)

    def _deliveries(self, told: set[date]) -> Iterator[Finding]:
        """Late and early files; missing ones but for the days that are told already."""
        due = feed_days(self.db, self.actor, window=self.month.window, contract=self.contract.ref)
        feeds = {feed.id: feed for feed in self.feeds}
        yield from promises.deliveries(
            promises.Delivery(
                feed=file.feed,
                first=file.day,
                due=file.due,
                came=f"{file.received:%Y-%m-%d %H:%M}" if file.received else "",
                state=self._state(feeds[file.feed], file),
                cutoff=self._cutoff,
            )
            for file in due
            if not (file.status == "missing" and file.day in told)
        )

    @property
    def _cutoff(self) -> date | None:
        """The day of the month's accounting cut-off, when the contract's calendar names it."""
        number = self.contract.calendar.steps.get("cutoff")
        country = self.contract.calendar.country
        return working_day_after(self.month, number, country) if number else None

    def _state(self, feed: Feed, file: FeedDay) -> str:
        if self._early(feed, file):
            return "early"
        cutoff = self._cutoff
        if file.status == "late" and file.received and cutoff and file.due <= cutoff:
            return "after_cutoff" if file.received.date() > cutoff else "late"
        return file.status

    def _early(self, feed: Feed, file: FeedDay) -> bool:
        """Whether the period is over and every file of it came before its end."""
        last = {
            "daily": file.day,
            "weekly": week_of(file.day).last,
            "monthly": Month.of(file.day).last,
        }[feed.schedule]
        if not file.batches or feed.foretells or last > self.past.last:
            return False
        zone, end = ZoneInfo(self.contract.timezone), closes_at(self.contract, last)
        came = (self._received[number] for number in file.batches)
        return max(came).astimezone(zone).replace(tzinfo=None) < end

    @cached_property
    def _received(self) -> Mapping[int, datetime]:
        """When each file of the month came, by its number."""
        reach = Window(self.month.first - DAY * 7, self.month.last + DAY * 7)
        scope = frozenset({self.contract.vendor})
        with self.db.reading() as session:
            files = batches.listed(session, scope, contract=self.contract.ref, window=reach)
        return {file.id: file.received_at for file in files}

    def _slots(self) -> Iterator[Finding]:
        for feed in self.feeds:
            minutes = _SLOT_MINUTES.get(feed.grain)
            if minutes is None or feed.foretells:
                continue
            there = self._half_hours(feed)
            for activity in self.contract.activity:
                own = set(self._streams(activity.id))
                moments: dict[datetime, Decimal] = {}
                for (stream, start), volume in there.items():
                    if stream in own:
                        moments[start] = moments.get(start, Decimal(0)) + volume
                if moments:
                    asked = (self.contract, activity.id, feed.id, moments, minutes)
                    yield from slots.missing_slots(*asked)
                    yield from slots.outside_hours(*asked)

    def _half_hours(self, feed: Feed) -> Mapping[tuple[str, datetime], Decimal]:
        """The volume of each stream and slot of the month, as the feed's last files say."""
        scope, ref = frozenset({self.contract.vendor}), self.contract.ref
        found: dict[tuple[str, datetime], Decimal] = {}
        with self.db.reading() as session:
            for file in batches.of_feed(session, scope, ref, feed.id, self.past):
                rows = batches.evidence(session, file, self.past)
                name = next((n for n in feed.counters if n in rows.column_names), "")
                if name:
                    values = zip(
                        rows["stream"].to_pylist(),
                        rows["start"].to_pylist(),
                        rows[name].to_pylist(),
                        strict=True,
                    )
                    found |= {
                        (stream, start): from_millionths(value or 0) for stream, start, value in values
                    }
        return found

    def _files(self) -> Iterable[received.File]:
        """The files that still count for something in the month."""
        scope = frozenset({self.contract.vendor})
        with self.db.reading() as session:
            live = projection.live_batches(session, scope, self.past)
            known = batches.standing(session, scope, self.contract.ref, self.past)
            files = [file for file in known if file.id in live]
            problems = batches.problems(session, scope, (file.id for file in files))
        return [
            received.File(
                file.name,
                file.feed,
                file.first_day,
                file.last_day,
                file.rows_read,
                problems.get(file.id, ()),
            )
            for file in files
        ]

    def _thresholds(self) -> Iterator[Finding]:
        needed: dict[str, str] = {}
        for sla in self.contract.sla:
            in_force = sla.terms_on(self.month.first)
            kpi = self._kpis.get((in_force.terms.kpi or sla.kpi) if in_force else "")
            if kpi is not None:
                needed |= dict.fromkeys(kpi.counters, sla.id)
        given = {name: feed.id for feed in self.feeds for name in feed.counters}
        return promises.other_thresholds(needed, given)

    @property
    def _kpis(self) -> Mapping[str, Kpi]:
        resolved = (resolve(definition)[0] for definition in self.contract.kpi)
        return {kpi.id: kpi for kpi in resolved if kpi is not None}

    def _series(self) -> Iterator[breaks.Series]:
        """Each activity's volume, against its forecast when there is one, and the contract's KPIs."""
        for activity in self.contract.activity:
            daily = self.table.by(self._streams(activity.id), self._history, "day")
            days = {period.first: sums.values for _, period, sums in daily if sums.values}
            yield from _volume(activity.id, days)
            for kpi in self._kpis.values():
                if len(kpi.denominator) and kpi.unit != "hours":
                    yield _ratio(activity.id, kpi, days)


_Days = Mapping[date, Mapping[str, Decimal]]


def _volume(activity: str, days: _Days) -> Iterator[breaks.Series]:
    for name in _VOLUMES:
        values = {day: given[name] for day, given in days.items() if name in given}
        if values:
            foretold = {
                day: given["forecast"]
                for day, given in days.items()
                if day in values and given.get("forecast")
            }
            if len(foretold) * 2 > len(values):
                ratio = {day: values[day] / foretold[day] for day in foretold}
                yield breaks.Series(activity, f"{name}/forecast", "ratio", ratio, foretold)
            else:
                yield breaks.Series(activity, name, "count", values)
            return


def _ratio(activity: str, kpi: Kpi, days: _Days) -> breaks.Series:
    values: dict[date, Decimal] = {}
    of: dict[date, Decimal] = {}
    for day, given in days.items():
        if all(name in given for name in kpi.counters):
            above = sum((given[name] * weight for name, weight in kpi.numerator.items()), Decimal(0))
            below = sum((given[name] * weight for name, weight in kpi.denominator.items()), Decimal(0))
            if below >= _LEAST_SAMPLE:
                values[day], of[day] = above * kpi.scale / below, below
    return breaks.Series(activity, kpi.id, kpi.unit, values, of)


def words(db: Database, actor: Actor, *, contract: str, t: Words) -> FindingWords:
    """What puts the findings of a contract in words."""
    terms = catalogue.contract(db, actor, ref=contract)
    feeds = {feed.id: feed.label(t.language) for feed in _feeds(db, actor, contract)}
    return FindingWords(terms, feeds, t)
