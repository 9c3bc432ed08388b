"""SLAs judged by day and by half-hour, stream by stream: what is judged, what lacks, what is left out."""

from datetime import date, datetime, time

import pytest

from pilotage.counters.half_hours import HalfHours
from pilotage.neutralisation import Relief, Span
from pilotage.periods import Month
from pilotage.sla import Maturity, Status, assess
from tests.months import contract, half_hours, table

JANUARY, LATER = Month(2026, 1), date(2026, 11, 12)
TERMS = """
stream = [
  {{ id = "a", activity = "voix" }},
  {{ id = "b", activity = "voix" }},
]
{opening}
[[kpi]]
id = "QS"
formula = "service_level"
variant = "answered_in_time_over_offered"
within_s = 20
source = "contrat, 1"
[[sla]]
id = "QS"
kpi = "QS"
window = "{window}"
{per}
  [[sla.terms]]
  from = 2025-01-01
  source = "contrat, 2"
  target = 80
  {terms}
"""
OPEN = """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed"]
opens = "09:00"
closes = "10:00"
"""
MEAN = 'aggregation = "mean"\n  grain = "half_hour"'
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 1, n) for n in (26, 27, 28))
LAST_WEEK = (MONDAY, TUESDAY, WEDNESDAY)


def day(which, stream="a", offered=100, in_time=90):
    return {"stream": stream, "day": which, "offered": offered, "answered_within_20s": in_time}


def slot(at, stream="a", offered=100, in_time=90):
    return {"stream": stream, "at": at, "offered": offered, "answered_within_20s": in_time}


def at(which, hour=9, minute=0):
    return datetime.combine(which, time(hour, minute))


def judge(
    rows,
    *,
    slots=(),
    window="day",
    per="",
    terms="",
    opening=OPEN,
    starts=MONDAY,
    today=LATER,
    clock=None,
):
    """The SLA over January 2026, of a contract that begins on the last Monday unless said otherwise."""
    text = TERMS.format(window=window, per=per, terms=terms, opening=opening)
    made = contract(f"starts = {starts}\n{text}")
    clock = half_hours(slots) if slots else clock
    return assess(made, made.sla[0], table(rows, JANUARY), JANUARY, today, half_hours=clock)


def told(result):
    return [(one.stream, one.window.first, one.status, one.reason) for one in result.occurrences]


def test_an_open_day_without_data_is_not_measured_and_a_closed_one_is_left_out():
    result, _ = judge([day(MONDAY), day(WEDNESDAY)])
    assert told(result) == [
        ("", MONDAY, Status.MET, ""),
        ("", TUESDAY, Status.NOT_MEASURED, "no_data"),
        ("", WEDNESDAY, Status.MET, ""),
    ]


def test_an_open_day_that_one_stream_lacks_is_told_of_that_stream_alone():
    rows = [day(one, "a") for one in (MONDAY, WEDNESDAY)] + [day(one, "b") for one in LAST_WEEK]
    result, _ = judge(rows, per='per = "stream"')
    assert told(result) == [
        ("a", MONDAY, Status.MET, ""),
        ("a", TUESDAY, Status.NOT_MEASURED, "no_data"),
        ("a", WEDNESDAY, Status.MET, ""),
        *(("b", one, Status.MET, "") for one in LAST_WEEK),
    ]


def test_a_day_of_zeros_that_is_there_whole_is_left_out_and_one_that_lacks_a_half_hour_is_told():
    busy = [slot(at(one, 9, n)) for one in (MONDAY, WEDNESDAY) for n in (0, 30)]
    zero = [slot(at(TUESDAY, 9, n), offered=0, in_time=0) for n in (0, 30)]
    whole, _ = judge([], slots=busy + zero, terms=MEAN)
    assert [one.window.first for one in whole.occurrences] == [MONDAY, WEDNESDAY]
    holed, _ = judge([], slots=busy + zero[:1], terms=MEAN)
    assert [one.window.first for one in holed.occurrences] == list(LAST_WEEK)
    assert holed.occurrences[1].status is Status.NOT_MEASURED


def test_without_any_half_hour_days_of_half_hours_are_told_once():
    for clock in (None, HalfHours(half_hours([slot(at(MONDAY))]).frame.iloc[:0])):
        result, problems = judge([day(one) for one in LAST_WEEK], terms=MEAN, clock=clock)
        assert len(result.occurrences) == 1
        assert result.occurrences[0].reason == "no_half_hours"
        assert result.status is Status.NOT_MEASURED
        assert [one.code for one in problems] == ["sla.no_half_hours"]


def test_a_month_of_idle_days_keeps_one_to_say_so():
    result, problems = judge([], opening="")
    assert told(result) == [("", date(2026, 1, 1), Status.NOT_MEASURED, "no_data")]
    assert [one.code for one in problems] == ["sla.no_data"]


def test_each_half_hour_with_activity_is_judged_under_its_hour():
    slots = [slot(at(one, 9, n)) for one in LAST_WEEK for n in (0, 30)]
    slots[1] = slot(at(MONDAY, 9, 30), in_time=70)
    slots[2] = slot(at(TUESDAY), offered=0, in_time=0)
    result, problems = judge([], slots=slots, window="half_hour")
    assert [(one.key, one.value, one.status) for one in result.occurrences] == [
        ("2026-01-26T0900", 90, Status.MET),
        ("2026-01-26T0930", 70, Status.MISSED),
        ("2026-01-27T0930", 90, Status.MET),
        ("2026-01-28T0900", 90, Status.MET),
        ("2026-01-28T0930", 90, Status.MET),
    ]
    assert (result.status, result.value, problems) == (Status.MISSED, None, ())


def test_a_day_of_idle_half_hours_alone_is_left_out():
    slots = [slot(at(one, 9, n)) for one in (MONDAY, WEDNESDAY) for n in (0, 30)]
    slots += [slot(at(TUESDAY, 9, n), offered=0, in_time=0) for n in (0, 30)]
    result, _ = judge([], slots=slots, window="half_hour")
    assert {one.window.first for one in result.occurrences} == {MONDAY, WEDNESDAY}


def test_a_half_hour_that_lacks_is_told_beside_those_that_are_judged():
    slots = [slot(at(one, 9, n)) for one in LAST_WEEK for n in (0, 30)]
    result, problems = judge([], slots=slots[:3] + slots[4:], window="half_hour")
    own = [one for one in result.occurrences if one.window.first == TUESDAY]
    assert [(one.at, one.status, one.reason) for one in own] == [
        (time(9), Status.MET, ""),
        (None, Status.NOT_MEASURED, "missing_half_hours"),
    ]
    assert own[1].value is None
    assert (own[1].figure.kpi, own[1].figure.unit) == ("QS", "percent")
    assert (result.status, result.maturity) == (Status.NOT_MEASURED, Maturity.PROVISIONAL)
    (problem,) = problems
    assert problem.code == "sla.missing_half_hours"
    assert dict(problem.params) == {
        "sla": "QS, 2026-01-27",
        "counters": "",
        "days": 1,
        "first": "2026-01-27",
    }


def test_a_half_hour_that_one_stream_lacks_leaves_the_other_whole():
    slots = [slot(at(one, 9, n), name) for name in "ab" for one in LAST_WEEK for n in (0, 30)]
    result, problems = judge([], slots=slots[:-1], window="half_hour", per='per = "stream"')
    assert [one.stream for one in result.occurrences] == [*"aaaaaa", *"bbbbbb"]
    assert [one.stream for one in result.occurrences if one.status is not Status.MET] == ["b"]
    assert [dict(one.params)["first"] for one in problems] == [str(WEDNESDAY)]


def test_an_open_day_without_half_hours_where_others_have_some_is_a_missing_day():
    slots = [slot(at(one, 9, n)) for one in (MONDAY, WEDNESDAY) for n in (0, 30)]
    result, problems = judge([], slots=slots, window="half_hour")
    lacking = [one for one in result.occurrences if one.status is Status.NOT_MEASURED]
    assert [(one.window.first, one.reason) for one in lacking] == [(TUESDAY, "missing_days")]
    assert [one.code for one in problems] == ["sla.missing_days"]


def test_half_hours_promised_that_no_file_gives_are_told_once_and_said():
    result, problems = judge([day(one) for one in LAST_WEEK], window="half_hour")
    assert [(one.at, one.status, one.reason) for one in result.occurrences] == [
        (None, Status.NOT_MEASURED, "no_half_hours")
    ]
    assert [one.code for one in problems] == ["sla.no_half_hours"]


def test_days_that_have_not_begun_have_no_value_to_show():
    rows = [day(one) for one in LAST_WEEK]
    result, _ = judge(rows, today=TUESDAY)
    assert told(result) == [("", MONDAY, Status.MET, ""), ("", TUESDAY, Status.NOT_DUE, "")]
    assert result.status is Status.NOT_DUE


def test_a_smoothed_day_is_read_with_the_days_before_it_of_its_own_stream():
    rows = [day(one, "a", in_time=n) for one, n in zip(LAST_WEEK, (60, 80, 100), strict=True)]
    rows += [day(one, "b", in_time=40) for one in LAST_WEEK]
    result, _ = judge(rows, per='per = "stream"', terms="smoothing = 3")
    values = {name: [one.value for one in result.occurrences if one.stream == name] for name in "ab"}
    assert values == {"a": [60, 70, 80], "b": [40, 40, 40]}


def test_the_first_window_of_a_month_is_smoothed_with_the_last_one_judged_before_it():
    text = TERMS.format(window="month", per='per = "stream"', terms="smoothing = 2", opening="")
    made = contract(text)
    months = {Month(2025, 12): 60, JANUARY: 80}
    past = ()
    for month, in_time in months.items():
        rows = [
            {"stream": name, "offered": 100, "answered_within_20s": in_time - gap}
            for name, gap in (("a", 0), ("b", 20))
        ]
        result, _ = assess(made, made.sla[0], table(rows, month), month, LATER, past)
        past += (result,)
    assert [one.value for one in past[0].occurrences] == [60, 40]
    assert [one.value for one in past[1].occurrences] == [70, 50]


def test_an_estimated_day_is_said_once_it_is_judged():
    rows = [day(MONDAY), day(TUESDAY) | {"estimated": ("offered",)}, day(WEDNESDAY)]
    _, problems = judge(rows)
    assert [(one.code, dict(one.params)) for one in problems] == [
        ("sla.estimated", {"sla": "QS, 2026-01-27"})
    ]


def test_a_half_hour_is_smoothed_with_those_before_it():
    shares = zip(LAST_WEEK, (50, 90, 70), strict=True)
    slots = [slot(at(one), in_time=n) for one, n in shares]
    opening = OPEN.replace('"10:00"', '"09:30"')
    result, _ = judge([], slots=slots, window="half_hour", terms="smoothing = 2", opening=opening)
    assert [one.value for one in result.occurrences] == [50, 70, 80]


def test_a_day_that_one_activity_lacks_leaves_each_half_hour_of_the_other_without_a_score():
    opening = OPEN + OPEN.replace("voix", "chat")
    text = TERMS.format(window="half_hour", per="", terms="", opening=opening)
    text = text.replace('id = "b", activity = "voix"', 'id = "b", activity = "chat"')
    activities = (
        'activity = [{ id = "voix", channel = "voice_inbound" }, { id = "chat", channel = "chat" }]'
    )
    made = contract(f"starts = {WEDNESDAY}\n{activities}\n{text}")
    clock = half_hours([slot(at(WEDNESDAY, 9, n)) for n in (0, 30)])
    result, _ = assess(made, made.sla[0], table([], JANUARY), JANUARY, LATER, half_hours=clock)
    assert [(one.at, one.status, one.reason) for one in result.occurrences] == [
        (time(9), Status.NOT_MEASURED, "missing_days"),
        (time(9, 30), Status.NOT_MEASURED, "missing_days"),
    ]


OUTAGE = """
[[neutralisation]]
id = "panne"
cause = "client_outage"
terms = [{ from = 2025-01-01, source = "contrat, 6", shape = "slots_out" }]
"""


@pytest.mark.parametrize(
    ("window", "terms", "lacks"),
    [("half_hour", "", "missing_half_hours"), ("day", MEAN, "missing_half_hours")],
)
def test_a_half_hour_that_lacks_during_an_outage_set_apart_is_not_missing(window, terms, lacks):
    text = TERMS.format(window=window, per="", terms=terms, opening=OPEN)
    made = contract(f"starts = {MONDAY}\n{text}{OUTAGE}")
    slots = [slot(at(one, 9, n)) for one in LAST_WEEK for n in (0, 30)]
    clock = half_hours(slots[:3] + slots[4:])

    def reasons(*spans):
        given = table([], JANUARY), JANUARY, LATER, (), clock
        relief = [Relief("1", "panne", LATER, (Span(*one),)) for one in spans]
        result, _ = assess(made, made.sla[0], *given, relief)
        return sorted({one.reason for one in result.occurrences})

    assert reasons() == ["", lacks]
    assert reasons((at(TUESDAY, 9, 30), at(TUESDAY, 10))) == [""]
    assert reasons((at(WEDNESDAY, 9, 30), at(WEDNESDAY, 10))) == ["", lacks]


def test_half_hours_of_zeros_alone_have_no_data_though_there_are_half_hours():
    result, problems = judge(
        [], slots=[slot(at(MONDAY), offered=0, in_time=0)], window="half_hour", opening=""
    )
    assert [(one.at, one.reason) for one in result.occurrences] == [(None, "no_data")]
    assert [one.code for one in problems] == ["sla.no_data"]


def test_half_hours_that_lack_leave_an_sla_that_reads_days_as_it_is():
    result, _ = judge([day(one) for one in LAST_WEEK], slots=[slot(at(MONDAY))])
    assert told(result) == [("", one, Status.MET, "") for one in LAST_WEEK]
