"""Which windows a month judges, how far back they reach, and what stays the same over any contract."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from pilotage.periods import Month
from pilotage.sla import first_counters, first_result, reads_half_hours
from pilotage.sla.windows import windows
from tests.months import contract

SLA = """
starts = 2025-02-10
[[kpi]]
id = "QS"
formula = "service_level"
within_s = 20
source = "contrat, 1"
[[sla]]
id = "QS"
kpi = "QS"
window = "{window}"
{more}
  [[sla.terms]]
  from = 2025-02-10
  source = "contrat, 2"
  target = 80
  {terms}
"""
KINDS = ["day", "week", "half_month", "month", "quarter", "half_year", "contract_year"]


def made(window, more="", terms=""):
    return contract(SLA.format(window=window, more=more, terms=terms))


def due(terms, month):
    return [one.window for one in windows(terms, terms.sla[0], month) if not one.ongoing]


@pytest.mark.parametrize("kind", KINDS)
def test_every_window_ends_in_one_month_alone_and_none_is_forgotten(kind):
    terms = made(kind)
    found = [one for month in Month(2025, 3).to(Month(2028, 2)) for one in due(terms, month)]
    assert len(found) == len(set(found))
    for earlier, later in pairwise(found):
        assert later.first - earlier.last == timedelta(days=1), (earlier, later)


@pytest.mark.parametrize("kind", KINDS)
def test_a_month_has_one_open_window_at_most_and_it_runs_past_its_end(kind):
    terms = made(kind)
    for month in Month(2025, 3).to(Month(2027, 2)):
        still = [one.window for one in windows(terms, terms.sla[0], month) if one.ongoing]
        assert len(still) <= 1
        assert all(one.first <= month.last < one.last for one in still)


def test_the_weeks_of_a_month_are_those_that_end_in_it():
    assert [str(one.first) for one in due(made("week"), Month(2026, 2))] == [
        "2026-01-26",
        "2026-02-02",
        "2026-02-09",
        "2026-02-16",
    ]


@pytest.mark.parametrize(
    ("window", "more", "month", "first"),
    [
        ("month", "", Month(2026, 3), Month(2026, 3)),
        ("day", "", Month(2026, 3), Month(2026, 3)),
        ("week", "", Month(2026, 4), Month(2026, 3)),
        ("week", "", Month(2026, 6), Month(2026, 6)),
        ("quarter", "", Month(2026, 3), Month(2026, 1)),
        ("quarter", "", Month(2026, 4), Month(2026, 4)),
        ("quarter", 'of = "contract"', Month(2026, 3), Month(2026, 2)),
        ("half_year", "", Month(2026, 12), Month(2026, 7)),
        ("half_year", "", Month(2025, 3), Month(2025, 2)),
        ("contract_year", "", Month(2026, 1), Month(2025, 2)),
        ("rolling", "months = 3", Month(2026, 3), Month(2026, 1)),
        ("rolling", "months = 3", Month(2025, 3), Month(2025, 3)),
        ("rolling", "", Month(2026, 3), Month(2026, 3)),
    ],
)
def test_counters_are_read_from_the_first_day_of_the_window_and_never_before_the_contract(
    window, more, month, first
):
    assert first_counters(made(window, more), month) == first


@pytest.mark.parametrize(
    ("window", "smoothing", "first"),
    [
        ("month", 1, Month(2026, 6)),
        ("month", 2, Month(2026, 5)),
        ("quarter", 2, Month(2026, 3)),
        ("week", 4, Month(2026, 5)),
        ("half_month", 3, Month(2026, 4)),
        ("week", 29, Month(2025, 11)),
        ("day", 29, Month(2026, 5)),
        ("day", 30, Month(2026, 4)),
        ("month", 36, Month(2025, 2)),
    ],
)
def test_results_are_read_as_far_as_smoothing_looks(window, smoothing, first):
    terms = made(window, terms=f"smoothing = {smoothing}")
    assert first_result(terms, Month(2026, 6)) == first


def test_the_smoothing_of_a_rolling_window_looks_back_a_month_a_window():
    terms = made("rolling", "months = 3", "smoothing = 4")
    assert first_result(terms, Month(2026, 6)) == Month(2026, 3)


def test_a_week_that_begins_on_the_last_day_of_the_month_is_open_at_its_end():
    terms = made("week")
    still = [one.window for one in windows(terms, terms.sla[0], Month(2026, 8)) if one.ongoing]
    assert [one.first for one in still] == [date(2026, 8, 31)]


def test_a_quarter_of_the_calendar_begins_before_the_contract_does():
    (found,) = windows(made("quarter"), made("quarter").sla[0], Month(2025, 3))
    assert found.window.first == date(2025, 1, 1)


def test_half_hours_are_read_only_by_who_asks_for_them():
    assert not reads_half_hours(made("month"))
    assert reads_half_hours(made("half_hour"))
    assert reads_half_hours(made("month", terms='grain = "half_hour"\n  aggregation = "mean"'))
    assert not reads_half_hours(made("month", terms='grain = "day"\n  aggregation = "mean"'))


def test_the_end_of_the_contract_closes_the_window_that_it_cuts():
    terms = contract("ends = 2026-02-20" + SLA.format(window="quarter", more="", terms=""))
    (found,) = windows(terms, terms.sla[0], Month(2026, 2))
    assert (found.window.last, found.ongoing) == (date(2026, 2, 20), False)


def test_a_rolling_window_is_not_told_before_the_sla_begins():
    terms = made("rolling", "months = 3")
    (before,) = windows(terms, terms.sla[0], Month(2025, 1))
    assert (before.window.first, before.ongoing) == (date(2025, 1, 1), True)


def test_a_month_is_a_whole_month_wherever_the_contract_counts_its_quarters_from():
    terms = made("month", 'of = "contract"')
    assert due(terms, Month(2025, 2)) == [Month(2025, 2).window]
