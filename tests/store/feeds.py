"""A contract with three small feeds (half-hours, days, contacts), and evidence made by hand."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from pilotage.feeds.normalised import EVIDENCE_SCHEMA
from pilotage.feeds.profile import load_profiles
from pilotage.feeds.projecting import project
from pilotage.money import MILLION
from pilotage.store import batches, contracts, replacing
from pilotage.store.audit import digest
from pilotage.store.tables import ContractText, ContractVersion
from store.rows import NOW, batch, contract

FEEDS = """
[[feed]]
id = "calls"
grain = "half_hour"
when = { date = "Date", time = "Heure" }
stream = { column = "File", verbatim = true }
column = [
  { name = "Offerts", counter = "offered" },
  { name = "A temps", counter = "answered_within_20s" },
]

[[feed]]
id = "hours"
grain = "day"
when = { date = "Date" }
stream = { column = "Site", verbatim = true }
column = [{ name = "Heures", counter = "productive_hours", kind = "hours" }]

[[feed]]
id = "survey"
grain = "contact"
when = { date = "Date" }
stream = { column = "File", verbatim = true }
column = [{ name = "Note", kind = "number" }]
measure = [
  { counter = "csat_n", where = [{ column = "Note", filled = true }] },
  { counter = "csat_satisfied", where = [{ column = "Note", at_least = 4 }] },
]
"""
PROFILES = load_profiles(FEEDS)[0]
REF = "ARMOR-2025"
FIRST = date(2026, 1, 29)


def publish(session, vendor="armor", ref=REF):
    contract(session, vendor, ref)
    for text in ("", FEEDS):
        if session.get(ContractText, (vendor, digest(text))) is None:
            session.add(ContractText(vendor=vendor, sha256=digest(text), text=text))
    session.add(
        ContractVersion(
            vendor=vendor,
            contract=ref,
            version=1,
            sha256=digest(""),
            feeds_sha256=digest(FEEDS),
            published_at=NOW,
            published_by="someone",
        )
    )
    session.flush()


def evidence(feed, rows):
    """Rows of (stream, moment UTC, value or None, ...) as the feeds give them."""
    names = {
        "calls": ("offered", "answered_within_20s"),
        "hours": ("productive_hours",),
        "survey": ("Note",),
    }
    columns = list(zip(*rows, strict=True))
    table = {
        "stream": pa.array(columns[0]).dictionary_encode(),
        "start": pa.array([moment.replace(tzinfo=None) for moment in columns[1]]),
        "start_utc": pa.array(columns[1]),
        "day": pa.array([moment.date() for moment in columns[1]]),
    }
    keys = pa.table(table).cast(EVIDENCE_SCHEMA)
    for name, values in zip(names[feed], columns[2:], strict=True):
        scaled = [None if value is None else value * MILLION for value in values]
        keys = keys.append_column(name, pa.array(scaled, type=pa.int64()))
    return keys


def receive(session, number, feed, rows, vendor="armor", ref=REF):
    """Imports evidence as the service does, and gives back what it changed."""
    row = contracts.find(session, frozenset({vendor}), ref)
    profile = PROFILES.get(feed)
    kept = batches.parquet(rows)
    change = replacing.arrival(session, row, number, profile, rows, project(rows, profile))
    days = rows["day"].to_pylist()
    received = batch(
        number,
        vendor,
        ref,
        feed,
        first_day=min(days),
        last_day=max(days),
        slot=profile.slot_grain,
        counters=",".join(profile.counters),
        evidence_sha256=kept.sha256,
    )
    batches.save(session, received, [], [kept])
    replacing.apply(session, row, change)
    return change


@dataclass
class Oracle:
    """The same files in plain dictionaries: for each feed and slot, the last file that stands."""

    files: dict

    def live(self):
        slots = {}
        for number, (feed, rows) in sorted(self.files.items()):
            if feed == "survey":
                met = {(row[0], row[1].date()) for row in rows}
                slots = {k: v for k, v in slots.items() if k[0] != feed or (k[1], k[2]) not in met}
            for at, (stream, moment, *values) in enumerate(rows):
                place = (moment.date(), at) if feed == "survey" else (moment,)
                slots[(feed, stream, *place)] = (number, moment.date(), values)
        live, lacking = {}, set()
        for (feed, stream, *_), (number, day, values) in slots.items():
            for counter, value in self.measured(feed, values):
                cell = live.setdefault((stream, day, number), {})
                if value is not None:
                    cell[counter] = cell.get(counter, 0) + value * MILLION
            if feed == "calls" and values[0] and values[1] is None:
                lacking.add((stream, day, number))
        for place in lacking:  # calls without a word of those answered in time: the day is not lower
            live[place].pop("answered_within_20s", None)
        return live

    @staticmethod
    def measured(feed, values):
        if feed == "calls":
            return zip(("offered", "answered_within_20s"), values, strict=True)
        if feed == "hours":
            return (("productive_hours", values[0]),)
        note = values[0]
        return (
            ("csat_n", int(note is not None)),
            ("csat_satisfied", int(note is not None and note >= 4)),
        )


def table(frame):
    """A projection as the oracle writes it."""
    counters = [n for n in frame.columns if n not in {"stream", "start", "grain", "batch", "estimated"}]
    return {
        (row["stream"], row["start"].date(), row["batch"]): {
            name: int(row[name]) for name in counters if row[name] is not None and row[name] == row[name]
        }
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    }


def some_rows(rng, feed):
    """A random file: some days, some streams, some of their slots."""
    first = FIRST + timedelta(days=rng.randrange(4))
    rows = {}
    for offset in range(rng.randint(1, 3)):
        midnight = datetime.combine(first + timedelta(days=offset), datetime.min.time(), UTC)
        for stream in rng.sample(["n1", "n2", "soir"], rng.randint(1, 3)):
            for slot in rng.sample(range(16, 22), rng.randint(1, 6)):
                moment = midnight if feed == "hours" else midnight + timedelta(minutes=30 * slot)
                values = [rng.choice([None, 0, 1, 2, 5]) for _ in range(2 if feed == "calls" else 1)]
                rows[(stream, moment)] = (stream, moment, *values)
    return list(rows.values())


def sequence(seed):
    """A random story of files and withdrawals: ('file', number, feed, rows) or ('out', number)."""
    rng = random.Random(seed)
    known = []
    for number in range(1, rng.randint(4, 9)):
        feed = rng.choice(["calls", "calls", "hours", "survey"])
        yield ("file", number, feed, some_rows(rng, feed))
        known.append(number)
        if rng.random() < 0.2:
            yield ("out", known.pop(rng.randrange(len(known))))


def with_closings(seed):
    """The same story, in which January, then February, are closed at some moment: ('close', month)."""
    rng = random.Random(f"closings {seed}")
    steps = list(sequence(seed))
    january, february = sorted(rng.randrange(1, len(steps) + 1) for _ in range(2))
    for at, step in enumerate(steps, 1):
        yield step
        if at == january:
            yield ("close", "2026-01")
        if at == february:
            yield ("close", "2026-02")
