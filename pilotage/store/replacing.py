"""What a file changes in the projection when it arrives or leaves: worked out first, written after."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlmodel import Session

from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.counters import KEY_COLUMNS
from pilotage.feeds.model import Feed, FeedProfiles
from pilotage.feeds.profile import load_profiles
from pilotage.feeds.typed import is_typed, typed_feed
from pilotage.kpi.needs import thresholds_of
from pilotage.periods import Month, Window
from pilotage.store import batches, contracts, projection
from pilotage.store.superseding import Cell, Piece, live, replaced, within_days
from pilotage.store.tables import Batch, ContractRow

_WITHIN_A_DAY = frozenset({"half_hour", "quarter_hour", "contact"})


@dataclass(frozen=True)
class Change:
    """Rows of the projection that go, and those that come instead. `added` and `replaced` are the
    days of the file: a day is replaced when a slot of an earlier file of the feed no longer counts.
    """

    gone: tuple[tuple[str, date, str, int], ...]
    rows: pd.DataFrame
    added: tuple[date, ...] = ()
    replaced: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter of a stream on a day, in millionths, before and after (None: not given)."""

    day: date
    stream: str
    counter: str
    before: int | None
    after: int | None


def arrival(
    session: Session, row: ContractRow, number: int, feed: Feed, rows: pa.Table, frame: pd.DataFrame
) -> Change:
    """What file `number` of `feed` changes: its evidence `rows`, and their projection `frame`."""
    own = frame.assign(batch=number)
    cells = _cells(frame)
    days = {day for _, day in cells}
    window = Window(min(days), max(days))
    earlier = {batch.id: batch for batch in _of_feed(session, row, feed.id, window)}
    found = projection.cells_of(session, row.vendor, row.ref, earlier, window)
    hit = [cell for cell in found if cell[:2] in cells]
    if not hit:
        return Change((), own, added=tuple(sorted(days)))
    profiles = _Profiles(session, row)
    feeds = {cell[3]: profiles.of(earlier[cell[3]]) for cell in hit}
    if not any(within_days(before, feed) for before in feeds.values()):
        return _changed(hit, own, days, {day for _, day, _, _ in hit})
    wanted = {cell[:2] for cell in hit}
    known = [
        Piece(batch, feeds[batch], _evidence(session, earlier[batch], wanted)) for batch in sorted(feeds)
    ]
    pieces = [*known, Piece(number, feed, _only(rows, wanted))]
    left = _restricted(live(pieces), wanted)
    left = left[left["batch"] != number]
    again = {day for _, day in replaced(pieces)}
    return _changed(hit, _joined([own, left]), days, again)


def _changed(
    gone: Sequence[tuple[str, date, str, int]], rows: pd.DataFrame, days: set[date], again: set[date]
) -> Change:
    return Change(tuple(gone), rows, tuple(sorted(days - again)), tuple(sorted(again)))


def departure(session: Session, row: ContractRow, batch: Batch) -> Change:
    """What the withdrawal of a file changes: earlier files count again where it had replaced them."""
    whole = Window(batch.first_day, batch.last_day)
    own = projection.cells_of(session, row.vendor, row.ref, [batch.id], whole)
    if not own:
        return Change((), pd.DataFrame())
    wanted = {cell[:2] for cell in own}
    window = Window(min(day for _, day in wanted), max(day for _, day in wanted))
    others = [other for other in _of_feed(session, row, batch.feed, window) if other.id != batch.id]
    found = projection.cells_of(session, row.vendor, row.ref, [other.id for other in others], window)
    gone = [*own, *(cell for cell in found if cell[:2] in wanted)]
    profiles = _Profiles(session, row)
    pieces = [Piece(o.id, profiles.of(o), _evidence(session, o, wanted)) for o in others]
    return Change(tuple(gone), _restricted(live(pieces), wanted))


def apply(session: Session, row: ContractRow, change: Change) -> None:
    """Writes a change, and says that the contract's figures moved."""
    projection.remove(session, row.vendor, row.ref, change.gone)
    projection.insert(session, row.vendor, row.ref, change.rows)
    contracts.bump(session, row.vendor, row.ref)


def rebuild(session: Session, row: ContractRow) -> None:
    """Makes the projection of a contract again, from the evidence alone, a month at a time."""
    projection.clear(session, row.vendor, row.ref)
    profiles = _Profiles(session, row)
    projection.also_gives(session, row, counting_now(session, row).counters)
    known = batches.listed(session, frozenset({row.vendor}), contract=row.ref)
    for feed in sorted({batch.feed for batch in known}):
        files = _of_feed(session, row, feed)
        if not files:
            continue
        first = Month.of(min(file.first_day for file in files))
        for month in first.to(Month.of(max(file.last_day for file in files))):
            inside = [f for f in files if f.first_day <= month.last and f.last_day >= month.first]
            pieces = [
                Piece(file.id, profiles.of(file), batches.evidence(session, file, month.window))
                for file in inside
            ]
            projection.insert(session, row.vendor, row.ref, live(pieces))
    contracts.bump(session, row.vendor, row.ref)


def pieces_of(session: Session, row: ContractRow, window: Window) -> Iterator[list[Piece]]:
    """The evidence of the window, feed by feed, the earliest file first; feeds finer than a day only."""
    profiles = _Profiles(session, row)
    known = batches.standing(session, frozenset({row.vendor}), row.ref, window)
    for feed in sorted({batch.feed for batch in known}):
        files = [batch for batch in known if batch.feed == feed]
        if profiles.of(files[-1]).grain in _WITHIN_A_DAY:
            yield [Piece(f.id, profiles.of(f), batches.evidence(session, f, window)) for f in files]


def made_of(
    session: Session, row: ContractRow, files: Sequence[Batch], window: Window, version: int
) -> pd.DataFrame:
    """What these files alone would contribute on the days of the window, contacts being counted as in
    a version of the contract. Nothing is written.
    """
    profiles = _Profiles(session, row, version)
    frames = []
    for feed in sorted({file.feed for file in files}):
        pieces = [
            Piece(file.id, profiles.of(file), batches.evidence(session, file, window))
            for file in sorted(files, key=lambda file: file.id)
            if file.feed == feed
        ]
        frames.append(live(pieces))
    return _joined(frames) if any(len(frame) for frame in frames) else pd.DataFrame()


def differences(session: Session, row: ContractRow, change: Change) -> tuple[Difference, ...]:
    """What the file changes in figures, on the days that it replaces; equal figures are left out."""
    if not change.gone:
        return ()
    cells = {cell[:2] for cell in change.gone}
    batches_gone = {cell[3] for cell in change.gone}
    window = Window(min(day for _, day in cells), max(day for _, day in cells))
    table = projection.counter_table(session, frozenset({row.vendor}), row.ref, window=window)
    before = table.frame[table.frame["batch"].isin(batches_gone)]
    old, new = (_sums(_restricted(frame, cells)) for frame in (before, change.rows))
    keys = sorted(set(old) | set(new), key=lambda key: (key[1], key[0], key[2]))
    return tuple(
        Difference(day, stream, counter, old.get(key), new.get(key))
        for key in keys
        if old.get(key) != new.get(key)
        for stream, day, counter in (key,)
    )


def _sums(frame: pd.DataFrame) -> dict[tuple[str, date, str], int]:
    names = [name for name in frame.columns if name not in KEY_COLUMNS]
    sums: dict[tuple[str, date, str], int] = {}
    for row in frame.to_dict("records"):
        for name in names:
            if not pd.isna(row[name]):
                key = (row["stream"], row["start"].date(), name)
                sums[key] = sums.get(key, 0) + int(row[name])
    return sums


class _Profiles:
    """The profile of each file: that of the contract's version of the time.

    Contacts are counted by the measures and at the thresholds in force now, as far as the columns that
    were kept allow: a threshold agreed later needs no new file.
    """

    def __init__(self, session: Session, row: ContractRow, version: int | None = None) -> None:
        self._session, self._row = session, row
        self._known: dict[tuple[int, str], Feed] = {}
        self._now = counting_now(session, row, version)

    def of(self, batch: Batch) -> Feed:
        if is_typed(batch.feed):
            return typed_feed(batch.feed, batch.slot)
        key = (batch.contract_version, batch.feed)
        if key not in self._known:
            scope = frozenset({self._row.vendor})
            texts = contracts.texts(self._session, scope, self._row.ref, batch.contract_version)
            profiles = _profiles(texts.feeds) if texts else None
            feed = profiles.get(batch.feed) if profiles else None
            if feed is None:
                raise LookupError(f"no profile {batch.feed} in version {batch.contract_version}")
            self._known[key] = self._now.applied(feed)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class CountingNow:
    """How contacts are counted under the version in force: its contact feeds, and the thresholds."""

    feeds: Mapping[str, Feed]
    thresholds: frozenset[str]

    def applied(self, feed: Feed) -> Feed:
        """The feed with the measures in force where its columns give them, at today's thresholds."""
        now = self.feeds.get(feed.id)
        if now is not None and now.measured_columns <= {column.title for column in feed.column}:
            feed = feed.model_copy(update={"measure": now.measure, "derived": now.derived})
        return feed.at_thresholds(self.thresholds)

    @property
    def counters(self) -> tuple[str, ...]:
        """The counters that the contact feeds give now."""
        return tuple(name for feed in self.feeds.values() for name in self.applied(feed).counters)


def counting_now(session: Session, row: ContractRow, version: int | None = None) -> CountingNow:
    """How contacts are counted under a version of the contract (the one in force when None)."""
    texts = contracts.texts(session, frozenset({row.vendor}), row.ref, version)
    profiles = _profiles(texts.feeds) if texts else None
    contract = _contract(texts.contract) if texts else None
    feeds = profiles.feed if profiles else ()
    return CountingNow(
        {feed.id: feed for feed in feeds if feed.grain == "contact"},
        thresholds_of(contract) if contract else frozenset(),
    )


@lru_cache(maxsize=32)
def _contract(text: str) -> Contract | None:
    return load_contract(text)[0]


@lru_cache(maxsize=32)
def _profiles(text: str) -> FeedProfiles | None:
    return load_profiles(text)[0]


def _of_feed(session: Session, row: ContractRow, feed: str, window: Window | None = None) -> list[Batch]:
    return batches.of_feed(session, frozenset({row.vendor}), row.ref, feed, window)


def _cells(frame: pd.DataFrame) -> set[Cell]:
    return set(zip(frame["stream"].tolist(), frame["start"].dt.date.tolist(), strict=True))


def _restricted(frame: pd.DataFrame, cells: set[Cell]) -> pd.DataFrame:
    if frame.empty:
        return frame
    pairs = zip(frame["stream"].tolist(), frame["start"].dt.date.tolist(), strict=True)
    return frame[[pair in cells for pair in pairs]]


def _joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([frame for frame in frames if not frame.empty], ignore_index=True)


def _evidence(session: Session, batch: Batch, cells: set[Cell]) -> pa.Table:
    days = [day for _, day in cells]
    return _only(batches.evidence(session, batch, Window(min(days), max(days))), cells)


def _only(rows: pa.Table, cells: set[Cell]) -> pa.Table:
    """The evidence of the streams and of the days of these cells."""
    streams = pa.array(sorted({stream for stream, _ in cells}))
    days = pa.array(sorted({day for _, day in cells}), type=pa.date32())
    kept = pc.and_(pc.is_in(pc.cast(rows["stream"], pa.string()), streams), pc.is_in(rows["day"], days))
    return rows.filter(kept)
