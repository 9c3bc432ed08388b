"""The projection says what the files that stand still contribute, and evidence alone gives it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pilotage.periods import Month, Window
from pilotage.store import batches, closings, contracts, projection, replacing
from pilotage.store.tables import Withdrawal
from store.feeds import FIRST, REF, Oracle, evidence, publish, receive, table, with_closings
from store.rows import NOW, closing

DAY = datetime(2026, 2, 2, tzinfo=UTC)


@pytest.fixture
def portal(db):
    with db.writing() as session:
        publish(session)
    return db


def at(hours, day=DAY):
    return day + timedelta(hours=hours)


def shown(db, ref=REF, vendors=None, **asked):
    with db.reading() as session:
        return table(projection.counter_table(session, vendors, ref, **asked).frame)


def test_a_day_is_the_sum_of_its_half_hours(portal):
    with portal.writing() as session:
        rows = [("n1", at(8), 10, 9), ("n1", at(8.5), 5, 3), ("n2", at(8), 2, None)]
        change = receive(session, 1, "calls", evidence("calls", rows))
    assert change.added == (DAY.date(),)
    assert change.replaced == ()
    assert shown(portal) == {
        ("n1", DAY.date(), 1): {"offered": 15_000_000, "answered_within_20s": 12_000_000},
        ("n2", DAY.date(), 1): {"offered": 2_000_000},
    }


def test_a_later_file_replaces_half_hour_by_half_hour(portal):
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9), ("n1", at(8.5), 5, 3)]))
        change = receive(session, 2, "calls", evidence("calls", [("n1", at(8.5), 7, 7)]))
    assert change.replaced == (DAY.date(),)
    assert shown(portal) == {
        ("n1", DAY.date(), 1): {"offered": 10_000_000, "answered_within_20s": 9_000_000},
        ("n1", DAY.date(), 2): {"offered": 7_000_000, "answered_within_20s": 7_000_000},
    }


def test_a_file_that_completes_a_day_replaces_nothing(portal):
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9)]))
        change = receive(session, 2, "calls", evidence("calls", [("n1", at(14), 7, 7)]))
    assert (change.added, change.replaced) == ((DAY.date(),), ())
    assert {key[2] for key in shown(portal)} == {1, 2}


def test_a_file_that_is_wholly_replaced_has_no_row_left(portal):
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9)]))
        receive(session, 2, "calls", evidence("calls", [("n1", at(8), 11, 9), ("n1", at(9), 1, 1)]))
    assert {key[2] for key in shown(portal)} == {2}


def test_a_daily_feed_is_replaced_day_by_day(portal):
    with portal.writing() as session:
        two = [("rennes", DAY, 100), ("rennes", at(24), 90)]
        receive(session, 1, "hours", evidence("hours", two))
        change = receive(session, 2, "hours", evidence("hours", [("rennes", at(24), 95)]))
    assert change.replaced == (at(24).date(),)
    assert shown(portal) == {
        ("rennes", DAY.date(), 1): {"productive_hours": 100_000_000},
        ("rennes", at(24).date(), 2): {"productive_hours": 95_000_000},
    }


def test_contacts_are_replaced_a_day_at_a_time(portal):
    with portal.writing() as session:
        receive(session, 1, "survey", evidence("survey", [("n1", at(9), 5), ("n1", at(10), 2)]))
        receive(session, 2, "survey", evidence("survey", [("n1", at(16), 4)]))
    assert shown(portal) == {("n1", DAY.date(), 2): {"csat_n": 1_000_000, "csat_satisfied": 1_000_000}}


def test_another_feed_replaces_nothing(portal):
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9)]))
        change = receive(session, 2, "survey", evidence("survey", [("n1", at(8), 5)]))
    assert change.replaced == ()
    assert {key[2] for key in shown(portal)} == {1, 2}


def test_what_a_file_changes_is_told_in_figures(portal):
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9), ("n2", at(8), 3, 3)]))
        change = receive(
            session, 2, "calls", evidence("calls", [("n1", at(8), 12, 9), ("n2", at(8), 3, 3)])
        )
    with portal.reading() as session:
        row = contracts.find(session, None, REF)
        # The change is told before it is written: the old rows are those of file 1.
        assert change.gone == (("n1", DAY.date(), "day", 1), ("n2", DAY.date(), "day", 1))
        assert row.data_version == 3


def test_differences_are_told_before_the_change_is_written(portal):
    from pilotage.feeds.projecting import project
    from store.feeds import PROFILES

    rows = evidence("calls", [("n1", at(8), 12, 9), ("n2", at(8), 3, None)])
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9), ("n2", at(8), 3, 3)]))
        row = contracts.find(session, None, REF)
        profile = PROFILES.get("calls")
        change = replacing.arrival(session, row, 2, profile, rows, project(rows, profile))
        told = replacing.differences(session, row, change)
    assert [(d.day, d.stream, d.counter, d.before, d.after) for d in told] == [
        (DAY.date(), "n1", "offered", 10_000_000, 12_000_000),
        (DAY.date(), "n2", "answered_within_20s", 3_000_000, None),
    ]


def withdraw(session, number):
    row = contracts.find(session, None, REF)
    file = batches.get(session, None, number)
    change = replacing.departure(session, row, file)
    session.add(
        Withdrawal(vendor=file.vendor, batch=number, reason="x", withdrawn_at=NOW, withdrawn_by="someone")
    )
    session.flush()
    replacing.apply(session, row, change)


def test_the_earlier_file_counts_again_once_the_later_one_is_withdrawn(portal):
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9), ("n1", at(8.5), 5, 3)]))
    before = shown(portal)
    with portal.writing() as session:
        receive(session, 2, "calls", evidence("calls", [("n1", at(8), 1, 1), ("n1", at(8.5), 1, 1)]))
        receive(session, 3, "calls", evidence("calls", [("n1", at(8), 2, 2)]))
        withdraw(session, 2)
        withdraw(session, 3)
    assert shown(portal) == before


@pytest.mark.soak
def test_any_sequence_of_files_and_closings_gives_the_views_of_the_oracle(portal, soak):
    """Live rows are those of the files that stand; the rows of a closed month those of its closing,
    whatever comes, leaves or is rebuilt after; evidence alone gives both again.
    """
    for seed in range(500 if soak else 50):
        ref, oracle, then = f"C-{seed}", Oracle({}), {}
        with portal.writing() as session:
            publish(session, "armor", ref)
            numbers = {}
            for step in with_closings(seed):
                match step:
                    case ("file", number, feed, rows):
                        numbers[number] = seed * 20 + number
                        oracle.files[numbers[number]] = (feed, rows)
                        receive(session, numbers[number], feed, evidence(feed, rows), ref=ref)
                    case ("out", number):
                        leave(session, ref, numbers[number])
                        del oracle.files[numbers[number]]
                    case ("close", month):
                        then[month] = oracle.live()
                        close(session, ref, month, len(then))
            seen = table(projection.counter_table(session, None, ref).frame)
            row = contracts.find(session, None, ref)
            replacing.rebuild(session, row)
            rebuilt = table(projection.counter_table(session, None, ref).frame)
            assert seen == oracle.live(), f"sequence {seed}"
            assert rebuilt == seen, f"sequence {seed}"
            for month, live in then.items():
                expected = {key: value for key, value in live.items() if f"{key[1]:%Y-%m}" == month}
                assert frozen(session, ref, month) == (expected, expected), f"sequence {seed}, {month}"


def close(session, ref, month, number):
    """Closes a month as the service does, in the database."""
    row = contracts.find(session, None, ref)
    files = closings.files_of(session, row, Month.parse(month))
    closings.freeze(session, row, Month.parse(month))
    session.add(closing(month, number, contract=ref, batches=[file.id for file in files]))
    session.flush()


def frozen(session, ref, month):
    """The rows of a closed month, and the same made again from the evidence that its closing lists."""
    row = contracts.find(session, None, ref)
    kept = closings.get(session, None, ref, Month.parse(month))
    made = closings.rebuilt(session, row, kept)
    return table(closings.counter_table(session, None, ref, Month.parse(month)).frame), table(made.frame)


def leave(session, ref, number):
    row = contracts.find(session, None, ref)
    file = batches.get(session, None, number)
    change = replacing.departure(session, row, file)
    session.add(
        Withdrawal(vendor=file.vendor, batch=number, reason="x", withdrawn_at=NOW, withdrawn_by="someone")
    )
    session.flush()
    replacing.apply(session, row, change)


def test_a_window_takes_in_the_week_and_the_month_that_reach_into_it(portal):
    import pandas as pd

    from store.rows import batch

    starts = {"month": date(2026, 1, 1), "week": date(2026, 1, 26), "day": date(2026, 1, 31)}
    with portal.writing() as session:
        session.add(batch(1, counters="offered", first_day=date(2025, 12, 1), last_day=date(2026, 3, 1)))
        session.flush()
        frame = pd.DataFrame(
            {
                "stream": "n1",
                "start": pd.to_datetime(list(starts.values())),
                "grain": list(starts),
                "estimated": "",
                "batch": 1,
                "offered": pd.array([1, 2, 3], dtype="Int64"),
            }
        )
        projection.insert(session, "armor", REF, frame)
    of = lambda first, last: sorted(  # noqa: E731
        key[1] for key in shown(portal, window=Window(first, last))
    )
    assert of(date(2026, 1, 30), date(2026, 1, 31)) == sorted(starts.values())
    assert of(date(2026, 1, 31), date(2026, 1, 31)) == sorted(starts.values())
    assert of(date(2026, 2, 1), date(2026, 2, 28)) == [starts["week"]]
    assert of(date(2026, 2, 2), date(2026, 2, 28)) == []


def test_streams_may_be_chosen(portal):
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9), ("n2", at(8), 5, 3)]))
    assert {key[0] for key in shown(portal, streams=["n2"])} == {"n2"}
    assert shown(portal, streams=[]) == {}


def test_a_reader_sees_the_figures_of_his_vendors_only(portal):
    with portal.writing() as session:
        publish(session, "atlas", "ATLAS-2025")
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, 9)]))
        receive(session, 2, "calls", evidence("calls", [("n1", at(8), 99, 9)]), "atlas", "ATLAS-2025")
    assert shown(portal, vendors=frozenset({"atlas"})) == {}
    assert shown(portal, vendors=frozenset()) == {}
    assert len(shown(portal, vendors=frozenset({"armor"}))) == 1
    assert len(shown(portal, "ATLAS-2025", vendors=frozenset({"atlas"}))) == 1


def test_the_frame_has_the_types_that_counters_expect(portal):
    with portal.writing() as session:
        receive(session, 1, "calls", evidence("calls", [("n1", at(8), 10, None)]))
    with portal.reading() as session:
        frame = projection.counter_table(session, None, REF).frame
        empty = projection.counter_table(session, None, "UNKNOWN").frame
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "stream": "str",
        "start": "datetime64[s]",
        "grain": "str",
        "batch": "int64",
        "estimated": "str",
        "offered": "Int64",
    }
    assert list(empty.columns) == ["stream", "start", "grain", "batch", "estimated"]


def test_the_first_day_of_the_oracle_lies_before_a_month_s_end():
    """The random stories cross a month's end, where a rebuild changes block."""
    assert FIRST.month != (FIRST + timedelta(days=6)).month
