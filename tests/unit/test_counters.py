from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.counters import (
    CATALOGUE,
    CounterTable,
    ancestors,
    is_counter,
    is_threshold,
    parent_of,
)
from pilotage.periods import Month, Window
from tests.months import table

JANUARY = Month(2026, 1).window
ANY = ("a", "b")


def day(number: int) -> date:
    return date(2026, 1, number)


def test_every_parent_is_a_counter() -> None:
    assert all(not c.parent or c.parent in CATALOGUE for c in CATALOGUE.values())
    assert list(ancestors("answered_within_20s")) == ["answered", "offered"]
    assert parent_of("responded_within_24wh") == "handled"


@pytest.mark.parametrize("name", ["answered_within_20s", "responded_within_24wh", "resolved_within_48h"])
def test_a_threshold_is_written_in_the_name(name: str) -> None:
    assert is_counter(name)
    assert is_threshold(name)


@pytest.mark.parametrize("name", ["answered_within_20", "handled_within_20s", "Offered", "", "offered "])
def test_a_name_outside_the_catalogue_is_not_a_counter(name: str) -> None:
    assert not is_counter(name)


def test_sums_are_exact_and_name_their_files() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": Decimal("0.1"), "batch": 3},
        {"stream": "a", "day": day(2), "offered": Decimal("0.2"), "batch": 7},
        {"stream": "b", "day": day(31), "offered": 9_000_000_000, "batch": 7},
        {"stream": "c", "day": day(2), "offered": 5, "batch": 8},
        {"stream": "a", "day": date(2026, 2, 1), "offered": 5, "batch": 9},
    ]
    sums = table(rows).sums(ANY, JANUARY)
    assert sums.get("offered") == Decimal("9000000000.3")
    assert sums.batches == (3, 7)


def test_a_counter_that_no_row_gives_is_absent_and_not_zero() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": 0},
        {"stream": "b", "day": day(1), "handled": 4},
    ]
    sums = table(rows).sums(("a",), JANUARY)
    assert sums.get("offered") == 0
    assert sums.get("handled") is None
    assert "handled" not in sums.values


def test_a_month_is_not_summed_in_a_window_that_it_reaches_out_of() -> None:
    rows = [{"stream": "a", "month": "2026-01", "csat_n": 100}]
    whole = table(rows).sums(ANY, JANUARY)
    half = table(rows).sums(ANY, Window(day(1), day(15)))
    assert whole.get("csat_n") == 100
    assert half.get("csat_n") is None
    assert half.coarse == {"csat_n"}


def test_a_week_astride_two_months_belongs_to_neither() -> None:
    rows = [{"stream": "a", "week": date(2026, 1, 26), "handled": 70}]
    counters = table(rows)
    for month in (Month(2026, 1), Month(2026, 2)):
        sums = counters.sums(ANY, month.window)
        assert (sums.get("handled"), sums.coarse) == (None, {"handled"})
    assert counters.sums(ANY, Window(day(26), date(2026, 2, 1))).get("handled") == 70


def test_two_grains_of_one_stream_and_counter_are_never_summed() -> None:
    rows = [
        {"stream": "a", "month": "2026-01", "offered": 1000, "csat_n": 50},
        {"stream": "a", "day": day(5), "offered": 40},
    ]
    sums = table(rows).sums(ANY, JANUARY)
    assert sums.get("offered") == 40
    assert sums.coarse == {"offered"}
    assert sums.get("csat_n") == 50, "another counter of the same row is not in doubt"


def test_two_grains_of_two_streams_do_add_up() -> None:
    rows = [
        {"stream": "a", "month": "2026-01", "offered": 1000},
        {"stream": "b", "day": day(5), "offered": 40},
    ]
    sums = table(rows).sums(ANY, JANUARY)
    assert (sums.get("offered"), sums.coarse) == (1040, frozenset())


def test_a_threshold_lacking_on_a_busy_day_is_partial() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": 10, "answered_within_20s": 8},
        {"stream": "a", "day": day(2), "offered": 10},
    ]
    assert table(rows).sums(ANY, JANUARY).partial == {"answered_within_20s"}


def test_abandons_lacking_on_a_busy_day_are_partial_and_late_withdrawals_are_not() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": 10, "abandoned": 2, "gross_sales": 5, "withdrawals": 1},
        {"stream": "a", "day": day(2), "offered": 10, "gross_sales": 5},
    ]
    assert table(rows).sums(ANY, JANUARY).partial == {"abandoned"}


def test_a_threshold_may_lack_on_a_day_without_contacts_or_come_in_another_file() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": 10, "batch": 1},
        {"stream": "a", "day": day(1), "answered_within_20s": 8, "batch": 2},
        {"stream": "a", "day": day(2), "offered": 0},
    ]
    assert not table(rows).sums(ANY, JANUARY).partial


def test_what_is_made_from_a_printed_rate_stays_marked() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": 10, "answered": 9, "estimated": ["answered"]},
        {"stream": "a", "day": day(2), "offered": 10, "answered": 9},
    ]
    assert table(rows).sums(ANY, JANUARY).estimated == {"answered"}
    assert not table(rows).sums(ANY, Window(day(2), day(2))).estimated


def test_an_empty_table_has_no_sums() -> None:
    sums = table([]).sums(ANY, JANUARY)
    assert (sums.values, sums.batches, sums.coarse) == ({}, (), frozenset())


def test_periods_are_all_there_in_order_even_without_data() -> None:
    rows = [{"stream": "a", "day": day(2), "offered": 4}]
    found = table(rows).by(ANY, Window(day(1), day(3)), "day")
    assert [(name, w.first.day, s.get("offered")) for name, w, s in found] == [
        ("", 1, None),
        ("", 2, 4),
        ("", 3, None),
    ]


def test_weeks_and_months_are_clipped_to_the_window() -> None:
    counters = table([{"stream": "a", "day": day(1), "offered": 4}])
    weeks = counters.by(ANY, Window(day(1), day(14)), "week")
    assert [(w.first.day, w.last.day) for _, w, _ in weeks] == [(1, 4), (5, 11), (12, 14)]
    months = counters.by(ANY, Window(day(15), date(2026, 3, 2)), "month")
    assert [(w.first, w.last) for _, w, _ in months] == [
        (day(15), day(31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 2)),
    ]


def test_streams_may_be_told_apart() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": 4},
        {"stream": "b", "day": day(2), "offered": 6},
    ]
    found = table(rows).by(("b", "a", "none"), Window(day(1), day(2)), "day", each=True)
    assert [(name, w.first.day, s.get("offered")) for name, w, s in found] == [
        ("b", 1, None),
        ("b", 2, 6),
        ("a", 1, 4),
        ("a", 2, None),
        ("none", 1, None),
        ("none", 2, None),
    ]


def test_a_month_is_coarse_for_each_of_its_days() -> None:
    found = table([{"stream": "a", "month": "2026-01", "csat_n": 9}]).by(ANY, JANUARY, "day")
    assert len(found) == 31
    assert all(sums.coarse == {"csat_n"} and not sums.values for _, _, sums in found)


def test_days_covered_are_those_that_give_the_counter() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": 4},
        {"stream": "a", "day": day(2), "handled": 4},
        {"stream": "a", "week": day(5), "offered": 4},
    ]
    covered = table(rows).covered(("a",), Window(day(1), day(7)), ["offered"])
    assert covered == {day(1), day(5), day(6), day(7)}


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "stream": st.sampled_from("ab"),
            "day": st.integers(1, 31).map(day),
            "offered": st.decimals(min_value=0, max_value=10**6, places=6),
        }
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_days_weeks_and_streams_always_add_up_to_the_total(rows: list[dict]) -> None:
    counters = table(rows)
    total = counters.sums(ANY, JANUARY).get("offered")
    for by in ("day", "week", "month"):
        for each in (False, True):
            parts = [
                s.values["offered"] for *_, s in counters.by(ANY, JANUARY, by, each=each) if s.values
            ]
            assert sum(parts) == (total or 0)
            assert bool(parts) == (total is not None)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 30))
def test_a_day_added_changes_no_other_day(rows: list[dict], number: int) -> None:
    before = table(rows).by(ANY, JANUARY, "day")
    after = table([*rows, {"stream": "a", "day": day(31), "offered": number}]).by(ANY, JANUARY, "day")
    assert [s.values for *_, s in before[:-1]] == [s.values for *_, s in after[:-1]]


@settings(max_examples=60, deadline=None)
@given(ROWS, st.randoms())
def test_splitting_rows_over_files_changes_no_sum(rows: list[dict], chance: object) -> None:
    split = []
    for row in rows:
        part = Decimal(chance.randint(0, 10)) / 10 * row["offered"]
        part = part.quantize(Decimal("0.000001"))
        split += [
            {**row, "offered": part, "batch": 2},
            {**row, "offered": row["offered"] - part, "batch": 3},
        ]
    chance.shuffle(split)
    assert table(split).sums(ANY, JANUARY).values == table(rows).sums(ANY, JANUARY).values


def test_the_page_of_a_month_costs_milliseconds_whatever_the_history() -> None:
    import time

    first = date(2023, 1, 1)
    rows = [
        {"stream": name, "day": first + timedelta(days=n), "offered": n, "answered_within_20s": n}
        for n in range(1200)
        for name in "abcd"
    ]
    counters, window = table(rows), Month(2025, 10).window
    counters.sums("abcd", window)
    best = min(_timed(lambda: counters.by("abcd", window, "day"), time.perf_counter) for _ in range(5))
    assert best < 0.02


def _timed(act: object, clock: object) -> float:
    begun = clock()
    act()
    return clock() - begun


def test_a_figure_names_only_the_files_that_give_its_counters():
    frame = pd.DataFrame(
        {
            "stream": ["n1", "n1"],
            "start": pd.to_datetime(["2026-02-02", "2026-02-02"]),
            "grain": ["day", "day"],
            "batch": [7, 8],
            "estimated": ["", ""],
            "offered": pd.array([10_000_000, None], dtype="Int64"),
            "forecast": pd.array([None, 12_000_000], dtype="Int64"),
        }
    )
    sums = CounterTable(frame).sums(("n1",), Month(2026, 2).window)
    assert sums.batches == (7, 8)
    assert sums.batches_of(("offered",)) == (7,)
    assert sums.batches_of(("forecast", "offered")) == (7, 8)


# ---- snapshots -----------------------------------------------------------------------------------


def test_a_stock_is_the_last_of_its_period_and_adds_up_over_streams() -> None:
    rows = [
        {"stream": "a", "day": day(3), "backlog": 700},
        {"stream": "a", "day": day(28), "backlog": 400, "batch": 1},
        {"stream": "a", "day": day(28), "backlog": 50, "batch": 2},
        {"stream": "b", "day": day(30), "backlog": 30},
    ]
    counters = table(rows)
    assert counters.sums(ANY, JANUARY).get("backlog") == 480
    weeks = [s.get("backlog") for *_, s in counters.by(ANY, JANUARY, "week")]
    assert weeks == [700, None, None, None, 480]
    each = counters.by(ANY, JANUARY, "total", each=True)
    assert [s.get("backlog") for *_, s in each] == [450, 30]


def test_a_headcount_is_the_mean_of_its_days_rounded_to_the_millionth() -> None:
    rows = [
        {"stream": "a", "day": day(n), "headcount": value} for n, value in ((1, 40), (2, 41), (9, 41))
    ]
    rows.append({"stream": "b", "day": day(5), "headcount": 10})
    assert table(rows).sums(ANY, JANUARY).get("headcount") == Decimal("50.666667")


def test_the_headcount_at_the_start_is_the_first_and_at_the_end_the_last() -> None:
    rows = [
        {"stream": "a", "day": day(2), "headcount_start": 42, "headcount_end": 42},
        {"stream": "a", "day": day(20), "headcount_start": 44, "headcount_end": 38},
    ]
    sums = table(rows).sums(ANY, JANUARY)
    assert (sums.get("headcount_start"), sums.get("headcount_end")) == (42, 38)


def test_a_stock_of_a_month_stands_beside_no_day_of_it() -> None:
    rows = [{"stream": "a", "month": "2026-01", "backlog": 9}]
    counters = table(rows)
    assert counters.sums(ANY, JANUARY).get("backlog") == 9
    assert counters.sums(ANY, Window(day(1), day(7))).coarse == {"backlog"}


def test_days_worked_are_counted_once_whatever_the_streams() -> None:
    rows = [
        {"stream": "a", "day": day(5), "handled": 4},
        {"stream": "b", "day": day(5), "handled": 4},
        {"stream": "b", "day": day(6), "handled": 0},
        {"stream": "b", "day": day(7), "handled": 1, "batch": 2},
    ]
    assert table(rows).sums(ANY, JANUARY).get("worked_days") == 2


def test_what_was_typed_by_hand_stays_marked() -> None:
    rows = [
        {"stream": "a", "day": day(1), "offered": 10, "batch": 1},
        {"stream": "a", "day": day(2), "offered": 10, "handled": 9, "batch": 2},
    ]
    counters = CounterTable(table(rows).frame, typed=frozenset({2}))
    assert counters.sums(ANY, JANUARY).typed == {"offered", "handled"}
    assert not counters.sums(ANY, Window(day(1), day(1))).typed


SNAPSHOTS = st.lists(
    st.fixed_dictionaries(
        {
            "stream": st.sampled_from("ab"),
            "day": st.integers(1, 31).map(day),
            "backlog": st.integers(0, 10**6),
            "headcount": st.decimals(min_value=0, max_value=10**4, places=6),
        }
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(SNAPSHOTS)
def test_a_snapshot_never_passes_the_highest_of_its_days(rows: list[dict]) -> None:
    counters = table(rows)
    for name in "ab":
        total = counters.sums((name,), JANUARY)
        days = [s for *_, s in counters.by((name,), JANUARY, "day")]
        for counter in ("backlog", "headcount"):
            known = [s.values[counter] for s in days if counter in s.values]
            assert (total.get(counter) is None) == (not known)
            if known:
                assert min(known) <= total.values[counter] <= max(known)
        last = [s.values["backlog"] for s in days if "backlog" in s.values]
        assert total.get("backlog") == (last[-1] if last else None)
