"""Days of zeros: not filled in, unless the activity is as quiet as that."""

from datetime import date, timedelta

from pilotage.controls.zeros import findings, unfilled, without
from pilotage.periods import Month, Window
from pilotage.sla import Status, assess
from tests.months import contract, table

OCTOBER = Month(2026, 10)
OPEN = """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri", "sat"]
opens = "08:00"
closes = "20:00"
"""
QS = """
[[kpi]]
id = "QS"
formula = "service_level"
within_s = 20
source = "contrat, art. 1"
[[sla]]
id = "QS"
kpi = "QS"
  [[sla.terms]]
  from = 2025-01-01
  source = "contrat, art. 1"
  target = 80
"""
LATER = date(2026, 11, 12)


def days(calls, month=OCTOBER):
    """A row a day but for Sundays; `calls` says how many were offered on each."""
    return [
        {
            "day": day,
            "offered": calls(day),
            "answered": calls(day),
            "answered_within_20s": calls(day) * 9 // 10,
        }
        for day in month.window
        if day.weekday() != 6
    ]


def filled_until(last, volume=200):
    return table(days(lambda day: volume if day.day <= last else 0))


def test_a_month_delivered_whole_and_filled_until_the_twelfth_has_a_tail_of_zeros():
    (found,) = [
        one
        for one in unfilled(contract(OPEN), filled_until(12), OCTOBER.window)
        if one.counter == "offered"
    ]
    assert found.tail
    assert found.filled == date(2026, 10, 12)
    assert (found.days[0], found.days[-1], len(found.days)) == (
        date(2026, 10, 13),
        date(2026, 10, 31),
        17,
    )
    # three weeks of about 200 calls a day, weekday by weekday
    assert found.expected == 17 * 200


def test_one_day_of_zeros_among_filled_ones_is_not_a_tail():
    holed = table(days(lambda day: 0 if day.day == 14 else 200))
    (found, *_) = unfilled(contract(OPEN), holed, OCTOBER.window)
    assert (found.tail, found.days, found.expected) == (False, (date(2026, 10, 14),), 200)


def test_a_queue_of_one_call_a_day_may_well_have_none_for_three_days():
    quiet = table(days(lambda day: 1 if day.day <= 28 else 0))
    assert unfilled(contract(OPEN), quiet, OCTOBER.window) == ()


def test_a_closed_day_with_zeros_says_nothing():
    rows = [*days(lambda _: 200), {"day": date(2026, 10, 4), "offered": 0, "answered": 0}]
    assert unfilled(contract(OPEN), table(rows), OCTOBER.window) == ()


def test_without_opening_hours_the_weekdays_of_the_file_tell():
    rows = [*days(lambda day: 200 if day.day <= 12 else 0)]
    rows += [{"day": date(2026, 10, day), "offered": 0, "answered": 0} for day in (4, 11, 18, 25)]
    (found, *_) = unfilled(contract(), table(rows), OCTOBER.window)
    assert found.days[0] == date(2026, 10, 13)
    sundays_alone = unfilled(contract(), table([*days(lambda _: 200), *rows[-4:]]), OCTOBER.window)
    assert sundays_alone == ()


def test_an_sla_over_days_of_zeros_is_not_measured_and_says_why():
    terms = contract(OPEN + QS)
    zeros = unfilled(terms, filled_until(12), OCTOBER.window)
    trusted = without(filled_until(12), zeros)
    assert len(trusted.unfilled) == 17
    before, _ = assess(terms, terms.sla[0], filled_until(12), OCTOBER, LATER)
    result, problems = assess(terms, terms.sla[0], trusted, OCTOBER, LATER)
    assert before.status is Status.MET, "zeros alone would have passed for quiet days"
    assert (result.status, result.value) == (Status.NOT_MEASURED, None)
    assert result.occurrences[0].reason == "unfilled_days"
    assert [problem.code for problem in problems] == ["sla.unfilled_days"]
    assert dict(problems[0].params)["days"] == 17


def test_what_is_not_zero_on_such_a_day_is_kept():
    rows = [{**row, "productive_hours": 8} for row in days(lambda day: 200 if day.day <= 12 else 0)]
    holed = table(rows)
    trusted = without(holed, unfilled(contract(OPEN), holed, OCTOBER.window))
    window = Window(date(2026, 10, 13), date(2026, 10, 31))
    assert trusted.sums(("n1",), window).get("productive_hours") == 17 * 8
    assert trusted.sums(("n1",), window).get("offered") is None


def test_one_finding_a_run_whatever_the_counters():
    zeros = unfilled(contract(OPEN), filled_until(12), OCTOBER.window)
    assert {one.counter for one in zeros} == {"offered", "answered"}
    (finding,) = findings(zeros, OCTOBER.window)
    assert (finding.code, finding.gravity) == ("controls.zero_tail", "serious")
    assert dict(finding.params)["filled"] == date(2026, 10, 12)
    assert [line.what for line in finding.lines] == ["answered", "offered"]
    assert list(findings(zeros, Month(2026, 9).window)) == []


def test_a_tail_is_told_from_what_the_months_before_brought():
    full, nothing = days(lambda _: 200, Month(2026, 9)), days(lambda _: 0)
    (found, *_) = unfilled(
        contract(OPEN), table([*full, *nothing]), Window(date(2026, 9, 1), date(2026, 10, 31))
    )
    assert found.filled == date(2026, 9, 30)
    assert found.days[0] - found.filled == timedelta(days=1)


def two_streams(last):
    """One stream filled all month long, the other until the `last`."""
    second = [{**row, "stream": "soir"} for row in days(lambda day: 100 if day.day <= last else 0)]
    return table([*days(lambda _: 200), *second])


def test_the_tail_of_one_stream_shows_beside_another_that_is_filled():
    streams = "".join(f'[[stream]]\nid = "{name}"\nactivity = "voix"\n' for name in ("n1", "soir"))
    terms = contract(OPEN + streams)
    found = [one for one in unfilled(terms, two_streams(12), OCTOBER.window) if one.counter == "offered"]
    assert [(one.streams, one.days[0], one.tail) for one in found] == [
        (frozenset({"soir"}), date(2026, 10, 13), True)
    ]
    assert unfilled(terms, two_streams(31), OCTOBER.window) == ()
