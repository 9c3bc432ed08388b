"""The days of which half-hours lack."""

from datetime import date, datetime, time

from pilotage.periods import Window
from pilotage.sla.measuring import Clocked
from pilotage.sla.missing import missing_half_hours
from tests.months import contract, half_hours, table

MONDAY, TUESDAY = date(2026, 1, 5), date(2026, 1, 6)
TWO_DAYS = Window(MONDAY, TUESDAY)
OPEN = """
[[opening]]
activity = "voix"
days = ["mon"]
opens = "09:00"
closes = "10:30"
"""


def at(hour, minute=0, day=MONDAY):
    return datetime.combine(day, time(hour, minute))


def lacking(excerpt, slots, rows=(), apart=(), names=("offered",)):
    clock = Clocked(half_hours([{"at": one, "offered": n} for one, n in slots]))
    given = contract(excerpt), table(rows), clock, ("n1",), TWO_DAYS, date(2026, 2, 1)
    return missing_half_hours(*given, names, apart)


def test_an_opening_half_hour_that_lacks_leaves_its_day_short():
    assert lacking(OPEN, [(at(9), 1), (at(9, 30), 1), (at(10), 1)]) == ()
    assert lacking(OPEN, [(at(9), 1), (at(10), 1)]) == (MONDAY,)


def test_half_hours_set_apart_may_lack_from_the_first_instant_to_the_last_excluded():
    assert lacking(OPEN, [(at(9), 1), (at(10), 1)], apart=[(at(9, 30), at(10))]) == ()
    assert lacking(OPEN, [(at(9), 1)], apart=[(at(9, 30), at(10))]) == (MONDAY,)


def test_without_opening_hours_half_hours_add_up_to_the_volume_of_each_day():
    rows = [{"day": MONDAY, "offered": 3}, {"day": TUESDAY, "offered": 3}]
    slots = [(at(9), 2), (at(9, 30), 0), (at(9, 30, TUESDAY), 3)]
    assert lacking("", slots, rows) == (MONDAY,)
    slots = [(at(9), 2), (at(9, 30), 1), (at(9, 30, TUESDAY), 2)]
    assert lacking("", slots, rows) == (TUESDAY,)
    assert lacking("", [(at(9, 0, date(2026, 1, 9)), 1)], rows) == (MONDAY, TUESDAY)
    assert lacking("", [(at(9, 0, TUESDAY), 3)], [{"day": MONDAY, "offered": 1}]) == (MONDAY,)


def test_without_any_half_hour_it_is_the_days_that_lack_and_not_their_half_hours():
    assert lacking(OPEN, [(at(9, 0, date(2026, 1, 9)), 1)]) == ()


def test_a_half_hour_lacks_for_the_parts_of_what_it_does_not_give():
    whole = [(at(9), 1), (at(9, 30), 1), (at(10), 1)]
    assert lacking(OPEN, whole, names=("answered_within_20s",)) == ()
    assert lacking(OPEN, whole[:2], names=("answered_within_20s",)) == (MONDAY,)


def test_a_counter_named_that_no_half_hour_gives_lacks_in_all_of_them():
    whole = [(at(9), 1), (at(9, 30), 1), (at(10), 1)]
    assert lacking(OPEN, whole, names=("answered",)) == (MONDAY,)


def test_without_opening_hours_the_parts_of_a_volume_lack_with_it():
    rows = [{"day": MONDAY, "offered": 3}]
    assert lacking("", [(at(9), 2)], rows, names=("answered_within_20s",)) == (MONDAY,)
    assert lacking("", [(at(9), 3)], rows, names=("answered_within_20s",)) == ()
