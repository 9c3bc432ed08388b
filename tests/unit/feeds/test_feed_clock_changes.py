"""Three years of half-hours: whatever the clocks do, every local day has the sum of its own slots."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.unit.feeds.feed_fixtures import HALF_HOURS, contract_of

ZONES = ["Europe/Paris", "Africa/Casablanca", "Indian/Antananarivo", "Europe/Lisbon"]
FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
BY_QUEUE = HALF_HOURS.replace(
    'stream = { constant = "n1" }', 'stream = { column = "File", verbatim = true }'
)
Day = tuple[str, date]


def half_hours(zone: str) -> list[datetime]:
    """Every half-hour of the three local years, in the zone."""
    local = ZoneInfo(zone)
    slots = (FIRST + timedelta(minutes=30 * n) for n in range(-48, (LAST - FIRST).days * 48 + 48))
    return [at.astimezone(local) for at in slots if 2025 <= at.astimezone(local).year <= 2027]


def written(slots: list[datetime], into: str, *, newest_first: bool = False) -> tuple[str, Counter[Day]]:
    """A file of two streams over the slots, and what each local day of the zone `into` sums up to."""
    rng = random.Random(into)
    there = ZoneInfo(into)
    lines: list[str] = []
    sums: Counter[Day] = Counter()
    for at in slots:
        for stream in ("n1", "n2"):
            offered = rng.randrange(60)
            lines.append(f"{at:%d/%m/%Y;%H:%M};{stream};{offered};{offered // 2}")
            sums[stream, at.astimezone(there).date()] += offered
    if newest_first:
        lines.reverse()
    return "Date;Heure;File;Présentés;Décrochés\n" + "\n".join(lines) + "\n", sums


def lengths(slots: list[datetime]) -> Counter[int]:
    """How many days have so many hours."""
    days = Counter(at.date() for at in slots)
    return Counter(count // 2 for count in days.values())


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("newest_first", [False, True])
def test_every_day_of_three_years_has_its_sum(read, zone, newest_first):
    slots = half_hours(zone)
    text, expected = written(slots, zone, newest_first=newest_first)
    found = read(text, BY_QUEUE, contract=contract_of(zone=zone), today=date(2027, 12, 31))
    assert found.problems == ()
    assert found.kept == 2 * len(slots)
    days = zip(
        found.projection["stream"],
        found.projection["start"].dt.date,
        found.projection["offered"] // 1_000_000,
        strict=True,
    )
    assert {(stream, day): offered for stream, day, offered in days} == expected
    changes = lengths(slots)
    assert changes[24] + changes[23] + changes[25] == 1095
    assert (changes[23], changes[25]) == ((0, 0) if zone == "Indian/Antananarivo" else (3, 3))
    assert len(found.rows["start_utc"].unique()) == len(slots)


@pytest.mark.parametrize("printed", [zone for zone in ZONES if zone != "Europe/Paris"])
def test_times_of_another_country_fall_on_the_contract_s_own_days(read, printed):
    slots = half_hours(printed)[96:-96]
    text, expected = written(slots, "Europe/Paris")
    profile = BY_QUEUE.replace('grain = "half_hour"', f'grain = "half_hour"\ntime_zone = "{printed}"')
    found = read(text, profile, contract=contract_of(zone="Europe/Paris"), today=date(2027, 12, 31))
    assert (found.problems, found.kept) == ((), 2 * len(slots))
    sums = found.projection.groupby("stream")["offered"].sum() // 1_000_000
    assert sums["n1"] == sum(value for (stream, _), value in expected.items() if stream == "n1")
    days = zip(found.projection["stream"], found.projection["start"].dt.date, strict=True)
    assert set(days) == set(expected)
    assert [
        value // 1_000_000 for value in found.projection.sort_values(["stream", "start"])["offered"]
    ] == [expected[key] for key in sorted(expected)]


def test_an_hour_that_the_clocks_skip_is_a_problem_with_its_row(read):
    found = read(
        "Date;Heure;File;Présentés;Décrochés\n29/03/2026;02:30;n1;1;1\n29/03/2026;03:30;n1;2;2\n",
        BY_QUEUE,
    )
    assert [(p.code, p.row) for p in found.problems] == [("date.skipped_hour", 2)]


def test_an_hour_that_stands_three_times_is_never_counted_thrice(read):
    rows = "".join(f"25/10/2026;02:30;n1;{n};{n}\n" for n in (5, 6, 7))
    found = read("Date;Heure;File;Présentés;Décrochés\n" + rows, BY_QUEUE)
    assert "slot.conflict" in [problem.code for problem in found.problems]
    assert found.kept == 1
