"""Weeks, days and slots: which day a row counts for, by whose clock."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

from tests.unit.feeds.feed_fixtures import DAILY, HALF_HOURS, codes, contract_of, total


def test_weeks_and_months_keep_their_grain(read):
    month = DAILY.replace('grain = "day"', 'grain = "month"').replace("dd/mm/yyyy", "mmm-yy")
    found = read("Date;Présentés;Décrochés\noct-26;300;290\nsept.-26;200;190\n", month)
    assert found.projection[["start", "grain"]].astype(str).values.tolist() == [
        ["2026-09-01", "month"],
        ["2026-10-01", "month"],
    ]
    week = DAILY.replace('grain = "day"', 'grain = "week"')
    found = read("Date;Présentés;Décrochés\n07/10/2026;300;290\n", week)
    assert found.projection[["start", "grain"]].astype(str).values.tolist() == [["2026-10-05", "week"]]


def half_hours(day: str, *, twice: bool = False, skip: bool = False) -> str:
    text = "Date;Heure;Présentés;Décrochés\n"
    for n in range(48):
        hour, minute = divmod(n * 30, 60)
        if skip and hour == 2:
            continue
        text += f"{day};{hour:02d}:{minute:02d};2;1\n" * 1
        if twice and hour == 2 and minute == 30:
            text += f"{day};02:00;3;2\n{day};02:30;4;2\n"
    return text


def test_both_hours_of_the_autumn_night_are_kept_and_none_of_the_spring_one_is_missed(read):
    autumn = read(half_hours("25/10/2026", twice=True), HALF_HOURS)
    assert not autumn.problems
    assert autumn.kept == 50
    assert total(autumn, "offered") == 48 * 2 + 7
    assert len(set(autumn.rows["start_utc"].to_pylist())) == 50
    spring = read(half_hours("29/03/2026", skip=True), HALF_HOURS)
    assert (spring.kept, len(spring.projection)) == (46, 1)


def test_a_time_that_the_clock_skips_is_told(read):
    found = read(half_hours("29/03/2026"), HALF_HOURS)
    assert [(p.code, p.rows) for p in found.problems] == [("date.skipped_hour", (6, 7))]
    assert found.kept == 46


def test_a_third_row_of_the_repeated_hour_is_a_repetition(read):
    found = read(half_hours("25/10/2026", twice=True) + "25/10/2026;02:00;9;9\n", HALF_HOURS)
    assert "slot.conflict" in codes(found)


def test_slots_of_casablanca_fall_on_the_business_days_of_paris(read):
    """During Ramadan the vendor's clock is one hour behind Paris: 23:30 there is half past midnight here."""
    profile = HALF_HOURS.replace(
        'grain = "half_hour"', 'grain = "half_hour"\ntime_zone = "Africa/Casablanca"'
    )
    text = "Date;Heure;Présentés;Décrochés\n17/03/2026;23:00;5;5\n17/03/2026;22:30;7;7\n01/02/2026;23:30;1;1\n"
    found = read(text, profile)
    assert [
        (str(d.date()), int(v))
        for d, v in zip(found.projection["start"], found.projection["offered"], strict=True)
    ] == [
        ("2026-02-01", 1_000_000),
        ("2026-03-17", 7_000_000),
        ("2026-03-18", 5_000_000),
    ]


def test_a_time_between_two_slots_is_a_problem(read):
    found = read(
        "Date;Heure;Présentés;Décrochés\n01/10/2026;08:10;1;1\n01/10/2026;08:30;1;1\n", HALF_HOURS
    )
    assert [(p.code, p.row, p.read) for p in found.problems] == [("date.off_slot", 2, "08:10")]


def test_a_slot_may_be_named_by_its_end(read):
    profile = HALF_HOURS.replace('time = "Heure"', 'time = "Heure", slot = "end"')
    found = read("Date;Heure;Présentés;Décrochés\n01/10/2026;08:30;1;1\n01/10/2026;24:00;2;2\n", profile)
    assert [str(start) for start in found.rows["start"].to_pylist()] == [
        "2026-10-01 08:00:00",
        "2026-10-01 23:30:00",
    ]


def test_quarter_hours_are_a_grain(read):
    profile = HALF_HOURS.replace('"half_hour"', '"quarter_hour"')
    found = read(
        "Date;Heure;Présentés;Décrochés\n01/10/2026;08:00-08:15;1;1\n01/10/2026;08:15-08:30;2;2\n",
        profile,
    )
    assert not found.problems
    assert total(found, "offered") == 3


def test_a_contract_of_another_zone_has_its_own_days(read):
    found = read(
        "Date;Heure;Présentés;Décrochés\n01/10/2026;00:30;1;1\n",
        HALF_HOURS.replace('grain = "half_hour"', 'grain = "half_hour"\ntime_zone = "Europe/Paris"'),
        contract=contract_of(zone="America/Vancouver"),
    )
    assert found.projection["start"].astype(str).tolist() == ["2026-09-30"]


def test_dates_at_the_edge_of_the_calendar_are_refused_not_crashed_on(read):
    profile = HALF_HOURS.replace(
        'grain = "half_hour"', 'grain = "half_hour"\ntime_zone = "Africa/Casablanca"'
    )
    text = "Date;Heure;Présentés;Décrochés\n01/01/0001;00:00;1;1\n31/12/9999;23:30;1;1\n01/10/2026;10:00;1;1\n"
    found = read(text, profile, contract=contract_of(zone="America/Vancouver"))
    assert sorted(codes(found)) == ["date.before_contract", "date.future"]
    assert found.kept == 1
