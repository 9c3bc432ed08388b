"""The moment of each row: its slot in UTC and in local time, and its business date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from pilotage.feeds.cells import Cell, Cells, Ints, Mask, Parsed, Understand, reasons_at, understood
from pilotage.feeds.dates import moments, seconds_of_many, time_of_day, weekday
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Block, Rows
from pilotage.feeds.run import Place, Run
from pilotage.feeds.zones import Zone, zone_of

_DAY = 86_400
_SLOT_S = {"half_hour": 1800, "quarter_hour": 900}
_MANY = 200
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Slots:
    """By row: local and UTC seconds of the slot's start, days since 1970 of the business date, and
    whether they could be read (`good`).
    """

    local: Ints
    utc: Ints
    day: Ints
    good: Mask


def report(
    run: Run, parsed: Parsed, cells: Cells, rows: Rows, alive: Mask, column: str, expected: str = ""
) -> Mask:
    """The rows without those whose cell is bad, each reason reported once with its rows."""
    bad = np.flatnonzero(parsed.bad & alive)
    if not len(bad):
        return alive
    reasons = reasons_at(parsed, cells, bad)
    for reason in dict.fromkeys(reasons.tolist()):
        here = bad[reasons == reason]
        run.findings.add(
            str(reason),
            rows=rows[here],
            column=column,
            read=shown(cells.at(int(here[0]))),
            expected=expected,
        )
    return np.asarray(alive & ~parsed.bad)


Clocks = Mapping[str, tuple[Cells, Parsed]]
"""The columns that tell the moment, by the profile's name: the cells, and what they mean in seconds (a
day's number for weekdays).
"""


def clocks_of(run: Run, place: Place, block: Block) -> Clocks:
    """The date, the weekday and the time of each row, read but not judged."""
    when = run.feed.when
    found: dict[str, tuple[Cells, Parsed]] = {}
    if place.day is None:
        cells = block.columns[_position(place, when.date)]
        read = _as_seconds(run, place, _at_once(cells, when.format))
        found[when.date] = (cells, understood(cells, read, scale=1))
    for name, understand in ((when.weekday, weekday), (when.time, time_of_day)):
        if name:
            cells = block.columns[_position(place, name)]
            found[name] = (cells, understood(cells, understand, scale=1))
    return found


def _position(place: Place, name: str) -> int:
    position = place.at(name)
    assert position is not None, name  # noqa: S101  the header was found with every required name
    return position


def slots_of(run: Run, place: Place, block: Block, clocks: Clocks, alive: Mask, raw: Ints) -> Slots:
    """The slot of every row of the block; `raw` is the rank of its stream's value, for the hour that
    clocks repeat. What cannot be read, or lies out of the contract's days, is reported.
    """
    local, alive = _local(run, place, block, clocks, alive, raw)
    alive = _whole_slots(run, block.rows, local, alive)
    if run.feed.grain in {"half_hour", "quarter_hour", "contact"}:
        slots = _placed(run, block.rows, local, alive, raw)
    else:
        local = _period_start(run.feed.grain, local)
        zone = _zone(run, run.contract.timezone)
        slots = Slots(local, zone.utc(local), local // _DAY, alive)
    return _within_contract(run, block.rows, slots)


def _local(
    run: Run, place: Place, block: Block, clocks: Clocks, alive: Mask, raw: Ints
) -> tuple[Ints, Mask]:
    """Naive seconds since 1970 as the file prints them."""
    when = run.feed.when
    local = np.zeros(len(block.rows), np.int64)
    if place.day is not None:
        local += int(place.day.replace(tzinfo=UTC).timestamp())
    else:
        local, alive = _column(run, clocks, block, alive, when.date)
    if when.rows == "consecutive":
        local = _consecutive(run, local, alive, raw)
    if when.weekday:
        days, alive = _column(run, clocks, block, alive, when.weekday)
        local = _period_start("week", local) + days * _DAY
    if when.time:
        clock, alive = _column(run, clocks, block, alive, when.time)
        local = local // _DAY * _DAY + clock
    if when.slot == "end":
        local = local - _SLOT_S.get(run.feed.grain, 0)
    return local, alive


def _consecutive(run: Run, first: Ints, alive: Mask, raw: Ints) -> Ints:
    """Each row one period after the one above of the same stream."""
    after = np.zeros(len(first), np.int64)
    for rank in np.unique(raw[alive]).tolist():
        mine = np.flatnonzero(alive & (raw == rank))
        start = run.counted.get(rank, 0)
        after[mine] = start + np.arange(len(mine))
        run.counted[rank] = start + len(mine)
    grain = run.feed.grain
    if grain == "month":
        months = (first // _DAY).astype("datetime64[D]").astype("datetime64[M]") + after
        return np.asarray(months.astype("datetime64[D]").astype(np.int64) * _DAY)
    if grain in _SLOT_S:
        zone = _zone(run, run.feed.time_zone or run.contract.timezone)
        return zone.local(zone.utc(first) + after * _SLOT_S[grain])
    return np.asarray(first + after * _DAY * (7 if grain == "week" else 1))


def _at_once(cells: Cells, form: str) -> dict[Cell, int]:
    """The seconds of the texts that fit a fixed format, when there are many."""
    texts = [value for value in cells.values if isinstance(value, str)]
    if len(texts) < _MANY:
        return {}
    found = zip(texts, seconds_of_many(texts, form), strict=True)
    return {text: seconds for text, seconds in found if seconds is not None}


def _as_seconds(run: Run, place: Place, known: dict[Cell, int]) -> Understand:
    understand = moments(run.feed.when.format, year=place.year, grain=run.feed.slot_grain)

    def seconds(cell: Cell) -> int | str:
        if cell in known:
            return known[cell]
        found = understand(cell)
        if isinstance(found, datetime):
            return int(found.replace(tzinfo=UTC).timestamp())
        return found

    return seconds


def _column(run: Run, clocks: Clocks, block: Block, alive: Mask, name: str) -> tuple[Ints, Mask]:
    cells, parsed = clocks[name]
    empty = cells.blank & alive
    if empty.any():
        run.findings.add("date.blank", rows=block.rows[empty], column=name)
    expected = run.feed.when.format if name == run.feed.when.date else ""
    alive = report(run, parsed, cells, block.rows, alive & ~empty, name, expected)
    return parsed.values, alive


def _whole_slots(run: Run, rows: Rows, local: Ints, alive: Mask) -> Mask:
    length = _SLOT_S.get(run.feed.grain)
    if length is None:
        return alive
    off = alive & (local % length != 0)
    if off.any():
        read = _moment(int(local[off][0]))[11:16]
        run.findings.add(
            "date.off_slot", rows=rows[off], column=run.feed.when.time or run.feed.when.date, read=read
        )
    return np.asarray(alive & ~off)


def _period_start(grain: str, local: Ints) -> Ints:
    """The first midnight of the day, the ISO week or the month."""
    days = local // _DAY
    if grain == "week":
        days = days - (days + 3) % 7
    elif grain == "month":
        months = days.astype("datetime64[D]").astype("datetime64[M]")
        days = months.astype("datetime64[D]").astype(np.int64)
    return np.asarray(days * _DAY)


def _zone(run: Run, name: str) -> Zone:
    """The zone over the contract's years: what lies outside is refused anyway."""
    return zone_of(name, run.contract.starts.year - 1, max(run.today, run.contract.starts).year + 1)


def _placed(run: Run, rows: Rows, local: Ints, alive: Mask, raw: Ints) -> Slots:
    """Times of the feed's zone placed in UTC, then in the contract's zone."""
    zone = _zone(run, run.feed.time_zone or run.contract.timezone)
    skipped = zone.skipped(local) & alive
    if skipped.any():
        read = _moment(int(local[skipped][0]))[:16]
        run.findings.add("date.skipped_hour", rows=rows[skipped], column=run.feed.when.time, read=read)
    utc = zone.utc(local)
    if run.feed.grain != "contact":
        again = _second_times(run, local, zone.repeated(local) & alive, raw)
        utc[again] = zone.utc_again(local[again])
    there = _zone(run, run.contract.timezone).local(utc)
    return Slots(there, utc, there // _DAY, np.asarray(alive & ~skipped))


def _second_times(run: Run, local: Ints, repeated: Mask, raw: Ints) -> Ints:
    """The rows that show a repeated local time for the second time, stream by stream."""
    again: list[int] = []
    for index in np.flatnonzero(repeated):
        key = (int(raw[index]), int(local[index]))
        run.seen_repeated[key] = run.seen_repeated.get(key, 0) + 1
        if run.seen_repeated[key] == 2:
            again.append(int(index))
    return np.asarray(again, np.int64)


def _within_contract(run: Run, rows: Rows, slots: Slots) -> Slots:
    contract, alive = run.contract, slots.good
    bounds = [
        ("date.future", (slots.day > _days(run.today)) & (not run.feed.foretells), run.today),
        (
            "date.before_contract",
            _last_day(run.feed.grain, slots.day) < _days(contract.starts),
            contract.starts,
        ),
    ]
    if contract.ends is not None:
        bounds.append(("date.after_contract", slots.day > _days(contract.ends), contract.ends))
    for code, out, edge in bounds:
        wrong = out & alive
        if wrong.any():
            read = _iso(int(slots.day[wrong][0]))
            column = run.feed.when.date
            run.findings.add(code, rows=rows[wrong], column=column, read=read, expected=edge.isoformat())
            alive = alive & ~wrong
    return Slots(slots.local, slots.utc, slots.day, np.asarray(alive))


def _last_day(grain: str, first: Ints) -> Ints:
    """The last day of a row's period: a month that the contract begins within is not before it."""
    if grain == "week":
        return first + 6
    if grain == "month":
        months = first.astype("datetime64[D]").astype("datetime64[M]") + 1
        return np.asarray(months.astype("datetime64[D]").astype(np.int64) - 1)
    return first


def _days(day: date) -> int:
    return (day - _EPOCH).days


def _iso(days: int) -> str:
    return str(np.datetime64(days, "D"))


def _moment(seconds: int) -> str:
    return str(np.datetime64(seconds, "s")).replace("T", " ")
