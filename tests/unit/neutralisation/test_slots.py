"""Which half-hours and days a neutralisation takes, and what is left of the counters."""

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

import pandas as pd

from pilotage.counters.half_hours import HalfHours
from pilotage.neutralisation import Span
from pilotage.neutralisation import slots as taken
from pilotage.neutralisation.slots import Cell
from pilotage.periods import Month, Window
from tests.months import half_hours, table

MONDAY, TUESDAY, WEDNESDAY = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)
TWO_DAYS = Window(MONDAY, TUESDAY)
BOTH = ("n1", "n2")
ABOVE = Decimal(110)


def at(day, hour=9, minute=0):
    return datetime.combine(day, time(hour, minute))


def slot(when, offered, forecast, stream="n1"):
    return {"stream": stream, "at": when, "offered": offered, "forecast": forecast}


def day(which, stream="n1", **counters):
    return {"stream": stream, "day": which, **counters}


def millions(counters, name):
    return [None if pd.isna(one) else one / 1_000_000 for one in counters.frame[name]]


def test_a_span_takes_every_day_that_it_touches():
    span = Span(at(MONDAY, 23), at(WEDNESDAY, 1))
    found = taken.days_in([span], BOTH)
    assert found == {
        Cell(name, at(one, 0), whole=True) for name in BOTH for one in (MONDAY, TUESDAY, WEDNESDAY)
    }


def test_a_half_hour_at_exactly_the_margin_stays():
    given = half_hours([slot(at(MONDAY), 110, 100), slot(at(MONDAY, 10), 111, 100)])
    assert taken.half_hours_above(given, ["n1"], TWO_DAYS, ABOVE) == {Cell("n1", at(MONDAY, 10))}


def test_half_hours_of_other_streams_and_other_days_say_nothing():
    given = half_hours(
        [
            slot(at(MONDAY), 200, 100),
            slot(at(MONDAY, 10), 200, 100, "n2"),
            slot(at(date(2026, 1, 4), 23, 30), 200, 100),
            slot(at(WEDNESDAY, 0), 200, 100),
            slot(at(WEDNESDAY), 200, 100),
        ]
    )
    assert taken.half_hours_above(given, ["n1"], TWO_DAYS, ABOVE) == {Cell("n1", at(MONDAY))}


def test_without_half_hours_or_without_a_forecast_no_half_hour_is_above_it():
    assert taken.half_hours_above(None, ["n1"], TWO_DAYS, ABOVE) == set()
    assert taken.half_hours_above(HalfHours(pd.DataFrame()), ["n1"], TWO_DAYS, ABOVE) == set()
    alone = half_hours([{"at": at(MONDAY), "offered": 100}])
    assert taken.half_hours_above(alone, ["n1"], TWO_DAYS, ABOVE) == set()


def test_half_hours_that_give_the_volume_and_its_forecast_alone_are_enough():
    given = half_hours([slot(at(MONDAY), 200, 100)])
    given = HalfHours(given.frame[["stream", "start", "offered", "forecast"]])
    assert taken.half_hours_above(given, ["n1"], TWO_DAYS, ABOVE) == {Cell("n1", at(MONDAY))}


def test_every_day_above_its_forecast_leaves_and_the_one_at_the_margin_stays():
    counters = table(
        [
            day(MONDAY, offered=111, forecast=100),
            day(TUESDAY, offered=110, forecast=100),
            day(WEDNESDAY, offered=120, forecast=100),
        ]
    )
    found = taken.days_above(counters, ["n1"], Window(MONDAY, WEDNESDAY), ABOVE)
    assert found == {Cell("n1", at(one, 0), whole=True) for one in (MONDAY, WEDNESDAY)}


def test_half_hours_are_left_but_those_taken_and_keep_their_columns():
    given = half_hours([slot(at(MONDAY), 1, 1), slot(at(MONDAY, 10), 2, 2)])
    left = taken.without_half_hours(given, {Cell("n1", at(MONDAY))})
    assert left is not None
    assert left.frame.equals(given.frame.iloc[[1]].reset_index(drop=True))
    assert taken.without_half_hours(given, set()) is given
    assert taken.without_half_hours(None, {Cell("n1", at(MONDAY))}) is None


def test_half_hours_are_taken_by_their_place_whatever_their_numbering():
    given = half_hours([slot(at(MONDAY), 1, 1), slot(at(MONDAY, 10), 2, 2)])
    given = HalfHours(given.frame.set_index(pd.Index([7, 3])))
    left = taken.without_half_hours(given, {Cell("n1", at(MONDAY))})
    assert left is not None
    assert left.frame["offered"].tolist() == [2_000_000]


def test_no_half_hours_leave_no_half_hours():
    empty = HalfHours(half_hours([slot(at(MONDAY), 1, 1)]).frame.iloc[:0])
    assert taken.without_half_hours(empty, {Cell("n1", at(MONDAY))}) is empty


def test_idle_hours_are_taken_from_the_days_in_order_and_none_falls_below_zero():
    counters = table(
        [
            day(TUESDAY, productive_hours=5),
            day(MONDAY, productive_hours=2),
            day(MONDAY, "n2", productive_hours=0),
            day(WEDNESDAY, productive_hours=9),
            day(TUESDAY, "n3", productive_hours=7),
            day(TUESDAY, "n2", offered=1),
        ]
    )
    left = taken.less_hours(counters, "productive_hours", BOTH, TWO_DAYS, Decimal(3))
    assert millions(left, "productive_hours") == [4, 0, 0, 9, 7, None]
    assert left.frame["productive_hours"].dtype == "Int64"


def test_hours_beyond_those_worked_take_no_more_than_all():
    counters = table([day(MONDAY, productive_hours=2), day(TUESDAY, productive_hours=0)])
    left = taken.less_hours(counters, "productive_hours", ["n1"], TWO_DAYS, Decimal(50))
    assert millions(left, "productive_hours") == [0, 0]


def test_no_hours_or_no_such_counter_change_nothing():
    counters = table([day(MONDAY, offered=2)])
    hours = Decimal(3)
    assert taken.less_hours(counters, "productive_hours", ["n1"], TWO_DAYS, hours) is counters
    assert taken.less_hours(counters, "offered", ["n1"], TWO_DAYS, Decimal(0)) is counters


def test_the_volume_of_a_window_is_unknown_without_its_forecast():
    counters = table([day(MONDAY, offered=150, forecast=100)])
    assert taken.volume(counters, ["n1"], TWO_DAYS) == (150, 100)
    alone = table([day(MONDAY, offered=150)])
    assert taken.volume(alone, ["n1"], TWO_DAYS) is None
    assert taken.volume(table([]), ["n1"], TWO_DAYS) is None


def test_the_volume_of_spans_is_that_of_their_half_hours_in_the_window():
    given = half_hours(
        [
            slot(at(MONDAY), 30, 20),
            slot(at(MONDAY, 9, 30), 12, 10, "n2"),
            slot(at(MONDAY, 12), 500, 500),
            slot(at(WEDNESDAY), 70, 70),
            slot(at(MONDAY), 40, 40, "n3"),
        ]
    )
    spans = [Span(at(MONDAY), at(MONDAY, 10)), Span(at(WEDNESDAY), at(WEDNESDAY, 10))]
    assert taken.volume_in(spans, given, BOTH, TWO_DAYS) == (42, 30)
    only = HalfHours(given.frame[["offered", "forecast", "stream", "start"]])
    assert taken.volume_in(spans, only, BOTH, TWO_DAYS) == (42, 30)


def test_the_volume_of_spans_is_unknown_without_half_hours_or_their_forecast():
    spans = [Span(at(MONDAY), at(MONDAY, 10))]
    assert taken.volume_in(spans, None, ["n1"], Month(2026, 1).window) is None
    alone = half_hours([{"at": at(MONDAY), "offered": 100}])
    assert taken.volume_in(spans, alone, ["n1"], Month(2026, 1).window) is None


def test_a_half_hour_of_the_spans_whose_forecast_is_unknown_is_on_neither_side():
    given = half_hours([slot(at(MONDAY), 30, 20), {"at": at(MONDAY, 9, 30), "offered": 50}])
    spans = [Span(at(MONDAY), at(MONDAY, 10))]
    assert taken.volume_in(spans, given, ["n1"], TWO_DAYS) == (30, 20)
    later = [Span(at(MONDAY, 9, 30), at(MONDAY, 10))]
    assert taken.volume_in(later, given, ["n1"], TWO_DAYS) is None


def test_a_forecast_half_hour_in_which_nothing_came_counts_as_none_come():
    given = half_hours([slot(at(MONDAY), 30, 20), {"at": at(MONDAY, 9, 30), "forecast": 15}])
    spans = [Span(at(MONDAY), at(MONDAY, 10))]
    assert taken.volume_in(spans, given, ["n1"], TWO_DAYS) == (30, 35)


def test_the_volume_of_spans_is_unknown_while_no_half_hour_has_come():
    empty = HalfHours(half_hours([slot(at(MONDAY), 1, 1)]).frame.iloc[:0])
    spans = [Span(at(MONDAY), at(MONDAY, 10))]
    assert taken.volume_in(spans, empty, ["n1"], TWO_DAYS) is None


def test_idle_hours_leave_a_counter_that_nobody_filled_as_it_is():
    counters = table([day(MONDAY, offered=1), day(TUESDAY, productive_hours=5)])
    counters = replace(counters, frame=counters.frame.iloc[:1])
    left = taken.less_hours(counters, "productive_hours", ["n1"], TWO_DAYS, Decimal(3))
    assert millions(left, "productive_hours") == [None]
    assert left.frame["productive_hours"].dtype == "Int64"


def test_what_comes_by_month_or_never_came_that_day_loses_no_half_hour():
    counters = table(
        [
            day(MONDAY, offered=10, answered=8),
            {"stream": "n1", "month": "2026-01", "offered": 400},
            day(TUESDAY, answered=5),
        ]
    )
    given = half_hours([slot(at(MONDAY), 4, 9), slot(at(TUESDAY), 3, 9)])
    new_year = Cell("n1", at(date(2026, 1, 1), 0), whole=True)
    cells = {Cell("n1", at(MONDAY)), Cell("n1", at(TUESDAY)), new_year}
    left = taken.without(counters, given, cells)
    assert millions(left, "offered") == [6, 400, None]
    assert millions(left, "answered") == [8, None, 5]


def test_a_day_that_leaves_whole_is_there_with_zeros_and_its_forecast():
    counters = table([day(MONDAY, offered=10, forecast=9), day(MONDAY, "n2", offered=7, forecast=6)])
    left = taken.without(counters, None, {Cell("n1", at(MONDAY, 0), whole=True)})
    assert millions(left, "offered") == [0, 7]
    assert millions(left, "forecast") == [9, 6]


def test_what_two_files_gave_of_a_day_each_loses_its_own_half_hours():
    counters = table([day(MONDAY, offered=10), day(MONDAY, offered=20, batch=2)])
    given = half_hours([slot(at(MONDAY), 4, 0), slot(at(MONDAY, 9, 30), 5, 0), slot(at(MONDAY), 6, 0)])
    given = HalfHours(given.frame.assign(batch=[1, 1, 2]))
    left = taken.without(counters, given, {Cell("n1", at(MONDAY)), Cell("n1", at(MONDAY, 9, 30))})
    assert millions(left, "offered") == [1, 14]


def test_a_counter_that_never_came_stays_empty_when_slots_leave():
    counters = table([day(MONDAY, offered=10), day(TUESDAY, answered=1)])
    counters = replace(counters, frame=counters.frame.iloc[:1])
    left = taken.without(counters, None, {Cell("n1", at(MONDAY, 0), whole=True)})
    assert (millions(left, "offered"), millions(left, "answered")) == ([0], [None])
    assert left.frame["answered"].dtype == "Int64"
