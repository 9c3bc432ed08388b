from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pilotage.contract.model import Contract
from pilotage.controls.openings import open_days
from pilotage.kpi.model import Figure
from pilotage.periods import Month, Window
from pilotage.sla import Maturity, SlaResult, Status, assess, maturity_on
from tests.months import contract, table

JANUARY, LATER = Month(2026, 1), date(2026, 11, 12)
QS = """
[[kpi]]
id = "QS20"
formula = "service_level"
within_s = 20
source = "contrat, annexe 1"

[[kpi]]
id = "QS30"
formula = "service_level"
within_s = 30
source = "avenant-1, art. 1"

[[kpi]]
id = "FCR"
formula = "fcr"
source = "contrat, annexe 1"
matures_after_days = 7

[[kpi]]
id = "DMT"
formula = "aht"
source = "contrat, annexe 1"

[[sla]]
id = "QS"
kpi = "QS20"
  [[sla.terms]]
  from = 2025-01-01
  source = "contrat, art. 1"
  target = 80
  round_to = 0.1
  [[sla.terms]]
  from = 2026-02-10
  source = "avenant-1, art. 1"
  target = 85
  kpi = "QS30"

[[sla]]
id = "FCR"
kpi = "FCR"
  [[sla.terms]]
  from = 2026-01-11
  source = "avenant-1, art. 2"
  target = 75

[[sla]]
id = "DMT"
kpi = "DMT"
  [[sla.terms]]
  from = 2025-01-01
  source = "contrat, art. 3"
  target = 400
"""
CALLS = {"offered": 1000, "answered_within_20s": 800, "answered_within_30s": 840}


def judged(
    name: str, rows: list[dict[str, Any]], month: Month = JANUARY, today: date = LATER, terms: str = QS
) -> SlaResult:
    made = contract(terms)
    result, _ = assess(made, sla(made, name), table(rows, month), month, today)
    assert result is not None
    return result


def sla(made: Contract, name: str) -> Any:
    return next(sla for sla in made.sla if sla.id == name)


@pytest.mark.parametrize(
    ("in_time", "status"),
    [(800, "met"), (799, "missed"), (799.5, "met"), (799.4, "missed"), (1000, "met")],
)
def test_the_target_itself_is_met_after_rounding(in_time: float, status: str) -> None:
    row = {"offered": 1000, "answered_within_20s": Decimal(str(in_time))}
    assert judged("QS", [row]).status == status


def test_lower_is_better_when_the_kpi_says_so() -> None:
    assert judged("DMT", [{"handle_s": 40000, "handled": 100}]).status is Status.MET
    assert judged("DMT", [{"handle_s": 40001, "handled": 100}]).status is Status.MISSED
    assert judged("DMT", [{"handle_s": 30000, "handled": 100}]).status is Status.MET


def test_a_month_is_judged_under_the_terms_of_its_first_day() -> None:
    february, march = Month(2026, 2), Month(2026, 3)
    before, after = judged("QS", [CALLS], february), judged("QS", [CALLS], march)
    assert (before.kpi, before.target, before.status) == ("QS20", 80, Status.MET)
    assert (after.kpi, after.target, after.status) == ("QS30", 85, Status.MISSED)
    assert str(after.source) == "avenant-1, art. 1"
    assert after.value == 84


def test_an_sla_that_begins_within_the_month_is_judged_from_the_next() -> None:
    made = contract(QS)
    row = {"resolvable": 100, "repeats": 20}
    assert assess(made, sla(made, "FCR"), table([row], JANUARY), JANUARY, LATER) == (None, ())
    assert judged("FCR", [row], Month(2026, 2)).status is Status.MET


def test_a_figure_is_final_once_its_days_to_mature_are_over() -> None:
    row = {"resolvable": 100, "repeats": 20}
    assert judged("FCR", [row], Month(2026, 2), date(2026, 3, 7)).maturity is Maturity.PROVISIONAL
    assert judged("FCR", [row], Month(2026, 2), date(2026, 3, 8)).maturity is Maturity.FINAL
    assert maturity_on(date(2026, 11, 14), date(2026, 10, 31), 14) is Maturity.PROVISIONAL
    assert maturity_on(date(2026, 11, 15), date(2026, 10, 31), 14) is Maturity.FINAL


def test_a_month_that_is_not_over_is_not_due_and_shows_its_value() -> None:
    last_day = judged("QS", [CALLS], today=date(2026, 1, 31))
    assert (last_day.status, last_day.value, last_day.maturity) == ("not_due", 80, "provisional")
    assert judged("QS", [CALLS], today=date(2026, 2, 1)).status is Status.MET


def test_without_data_nothing_is_met_and_nothing_is_zero() -> None:
    result = judged("QS", [])
    assert (result.status, result.value) == (Status.NOT_MEASURED, None)
    assert result.occurrences[0].reason == "no_data"


def test_a_warning_says_what_is_not_measured_and_why() -> None:
    made = contract(QS)
    _, problems = assess(made, sla(made, "QS"), table([{"offered": 3}], JANUARY), JANUARY, LATER)
    assert [p.code for p in problems] == ["sla.counter_missing"]
    assert dict(problems[0].params) == {"sla": "QS", "counters": "answered_within_20s"}


def test_missing_days_are_counted_and_the_first_is_named() -> None:
    made = contract(OPEN + QS)
    rows = [row for row in every_open_day() if row["day"].day not in {14, 20}]
    result, problems = assess(made, sla(made, "QS"), table(rows, JANUARY), JANUARY, LATER)
    assert [p.code for p in problems] == ["sla.missing_days"]
    assert dict(problems[0].params) == {"sla": "QS", "counters": "", "days": 2, "first": "2026-01-14"}
    assert result is not None
    assert result.maturity is Maturity.PROVISIONAL, "the file may still arrive"


STREAMS = """
stream = [
  { id = "a", activity = "voix" },
  { id = "b", activity = "voix" },
  { id = "c", activity = "voix" },
]
"""


def test_judged_stream_by_stream_the_worst_speaks_for_all() -> None:
    each = STREAMS + QS.replace('id = "QS"\nkpi = "QS20"', 'id = "QS"\nkpi = "QS20"\nper = "stream"')
    rows = [
        {"stream": "a", "offered": 100, "answered_within_20s": 90},
        {"stream": "b", "offered": 100, "answered_within_20s": 70},
    ]
    result = judged("QS", rows, terms=each)
    assert [(o.stream, o.value, o.status) for o in result.occurrences] == [
        ("a", 90, Status.MET),
        ("b", 70, Status.MISSED),
        ("c", None, Status.NOT_MEASURED),
    ]
    assert (result.value, result.status) == (None, Status.MISSED)
    together = judged("QS", rows, terms=STREAMS + QS)
    assert (together.value, together.status) == (80, Status.MET)


def test_a_definition_that_cannot_be_computed_is_an_error_and_says_so() -> None:
    made = contract(QS.replace('formula = "aht"', 'formula = "speed"'))
    result, problems = assess(made, sla(made, "DMT"), table([], JANUARY), JANUARY, LATER)
    assert result is not None
    assert (result.status, result.value) == (Status.ERROR, None)
    assert [p.code for p in problems] == ["kpi.unknown_formula"]
    assert (result.id, result.kpi, result.window, result.target) == ("DMT", "DMT", "month", 400)
    assert (result.unit, result.direction) == ("ratio", "higher"), "what no definition says"
    assert (result.maturity, str(result.source)) == (Maturity.PROVISIONAL, "contrat, art. 3")
    (one,) = result.occurrences
    assert (one.window, one.stream, one.value) == (JANUARY.window, "", None)
    assert (one.status, one.reason) == (Status.ERROR, "kpi.unknown_formula")
    assert one.figure == Figure("DMT", None, None, None, "ratio", reason="kpi.unknown_formula")


def test_an_error_keeps_the_unit_and_the_direction_of_its_definition() -> None:
    own = 'formula = "speed"\nunit = "percent"\ndirection = "lower"'
    made = contract(QS.replace('formula = "aht"', own))
    result, _ = assess(made, sla(made, "DMT"), table([], JANUARY), JANUARY, LATER)
    assert result is not None
    assert (result.unit, result.direction) == ("percent", "lower")
    assert result.occurrences[0].figure.unit == "percent"


def test_a_result_cites_the_clause_that_set_its_target_and_not_the_last_one() -> None:
    later = QS + '  [[sla.terms]]\n  from = 2026-01-01\n  source = "avenant-1, 9"\n  round_to = 1\n'
    assert str(judged("DMT", [], terms=later).source) == "contrat, art. 3"
    broken = contract(later.replace('formula = "aht"', 'formula = "speed"'))
    result, _ = assess(broken, sla(broken, "DMT"), table([], JANUARY), JANUARY, LATER)
    assert result is not None
    assert str(result.source) == "contrat, art. 3"


def test_an_sla_of_a_kpi_that_the_contract_does_not_define_says_which() -> None:
    made = contract(QS.replace('kpi = "DMT"', 'kpi = "DMT2"'))
    with pytest.raises(ValueError, match=r"^CAS: no KPI DMT2$"):
        assess(made, sla(made, "DMT"), table([], JANUARY), JANUARY, LATER)


def test_an_error_without_a_target_is_told_with_none_to_reach() -> None:
    broken = QS.replace('formula = "aht"', 'formula = "speed"').replace("  target = 400\n", "")
    made = contract(broken)
    result, _ = assess(made, sla(made, "DMT"), table([], JANUARY), JANUARY, LATER)
    assert result is not None
    assert (result.status, result.target) == (Status.ERROR, 0)


def test_a_rolling_sla_that_begins_later_is_not_told_before_its_first_month() -> None:
    later = QS.replace('kpi = "FCR"\n  [[', 'kpi = "FCR"\nwindow = "rolling"\nmonths = 3\n  [[')
    made = contract(later.replace("from = 2026-01-11", "from = 2026-03-01"))
    february, march = Month(2026, 2), Month(2026, 3)
    empty = table([], february)
    assert assess(made, sla(made, "FCR"), empty, february, LATER) == (None, ())
    result, _ = assess(made, sla(made, "FCR"), empty, march, LATER)
    assert result is not None
    assert (result.status, result.occurrences[0].window.first) == (Status.NOT_DUE, march.first)


OPEN = """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri"]
opens = "08:00"
closes = "20:00"
"""


def test_open_days_leave_out_weekends_and_holidays() -> None:
    days = list(open_days(contract(OPEN), "voix", Window(date(2026, 5, 1), date(2026, 5, 11))))
    assert [day.day for day in days] == [4, 5, 6, 7, 11]
    always = OPEN + "on_holidays = true\n"
    assert date(2026, 5, 8) in set(open_days(contract(always), "voix", Month(2026, 5).window))
    assert not list(open_days(contract(), "voix", JANUARY.window))


def every_open_day(but: int | None = None) -> list[dict[str, Any]]:
    days = open_days(contract(OPEN), "voix", JANUARY.window)
    return [{"day": day, "offered": 10, "answered_within_20s": 9} for day in days if day.day != but]


def test_a_missing_open_day_leaves_the_month_without_a_score() -> None:
    whole = judged("QS", every_open_day(), terms=OPEN + QS)
    assert (whole.status, whole.value) == (Status.MET, 90)
    holed = judged("QS", every_open_day(but=14), terms=OPEN + QS)
    assert (holed.status, holed.value) == (Status.NOT_MEASURED, None)
    assert holed.occurrences[0].reason == "missing_days"
    assert holed.occurrences[0].figure.value == 90, "the figure of what came is still shown"


def test_a_day_of_zeros_that_nobody_filled_is_told_apart_from_one_that_never_came() -> None:
    made = contract(OPEN + QS)
    counters = table(every_open_day(but=14), JANUARY)
    for day, reason in ((14, "unfilled_days"), (15, "missing_days")):
        marked = replace(counters, unfilled=frozenset({date(2026, 1, day)}))
        result, problems = assess(made, sla(made, "QS"), marked, JANUARY, LATER)
        assert result is not None
        assert (result.status, result.occurrences[0].reason) == (Status.NOT_MEASURED, reason)
        assert [problem.code for problem in problems] == [f"sla.{reason}"]
        assert dict(problems[0].params)["first"] == "2026-01-14"
        assert result.maturity is Maturity.PROVISIONAL


def test_a_running_month_misses_only_the_days_that_are_past() -> None:
    rows = [row for row in every_open_day() if row["day"] < date(2026, 1, 15)]
    result = judged("QS", rows, today=date(2026, 1, 15), terms=OPEN + QS)
    assert (result.status, result.value, result.occurrences[0].reason) == ("not_due", 90, "")
    late = judged("QS", rows, today=date(2026, 1, 17), terms=OPEN + QS)
    assert (late.status, late.occurrences[0].reason) == ("not_due", "missing_days")


def test_days_after_the_contract_are_not_missing() -> None:
    rows = [row for row in every_open_day() if row["day"] <= date(2026, 1, 15)]
    ended = "ends = 2026-01-15\n" + OPEN + QS
    assert judged("QS", rows, terms=ended).status is Status.MET


def test_a_monthly_row_covers_every_day_of_its_month() -> None:
    assert judged("QS", [CALLS], terms=OPEN + QS).status is Status.MET


def test_a_day_that_one_of_two_daily_counters_lacks_is_a_missing_day() -> None:
    rate = QS.replace('formula = "aht"', 'formula = "contacts_per_hour"')
    days = [row["day"] for row in every_open_day()]
    rows = [{"day": day, "handled": 10, "productive_hours": 2} for day in days]
    whole = judged("DMT", rows, terms=OPEN + rate)
    assert (whole.status, whole.value) == (Status.MISSED, 5)
    del rows[3]["productive_hours"]
    holed = judged("DMT", rows, terms=OPEN + rate)
    assert (holed.status, holed.occurrences[0].reason) == (Status.NOT_MEASURED, "missing_days")


def test_days_that_one_counter_or_the_other_lacks_are_all_missing() -> None:
    rate = OPEN + QS.replace('formula = "aht"', 'formula = "contacts_per_hour"')
    days = [row["day"] for row in every_open_day()]
    rows = [{"day": day, "handled": 10, "productive_hours": 2} for day in days]
    del rows[3]["productive_hours"], rows[5]["handled"]
    made = contract(rate)
    _, problems = assess(made, sla(made, "DMT"), table(rows, JANUARY), JANUARY, LATER)
    told = [(one.code, dict(one.params)["days"], dict(one.params)["first"]) for one in problems]
    assert told == [("sla.missing_days", 2, days[3].isoformat())]


def test_a_day_without_contacts_is_missing_for_the_sales_made_of_them() -> None:
    rate = QS.replace('formula = "aht"', 'formula = "withdrawal_rate"')
    days = [row["day"] for row in every_open_day()]
    rows = [{"day": day, "useful_contacts": 50, "gross_sales": 5, "withdrawals": 1} for day in days]
    assert judged("DMT", rows, terms=OPEN + rate).value == 20
    quiet = [*rows[:3], {"day": days[3], "useful_contacts": 50}, *rows[4:]]
    assert judged("DMT", quiet, terms=OPEN + rate).value == 20, "a day without a sale"
    holed = judged("DMT", rows[:3] + rows[4:], terms=OPEN + rate)
    assert (holed.status, holed.occurrences[0].reason) == (Status.NOT_MEASURED, "missing_days")
    alone = [{"day": days[0], "gross_sales": 5, "withdrawals": 1}]
    assert judged("DMT", alone, terms=OPEN + rate).value == 20, "a vendor that never counts contacts"


def test_the_rounding_and_the_gap_cite_the_clauses_that_set_them() -> None:
    later = '[[sla.terms]]\n  from = 2026-01-01\n  source = "avenant-1, 9"\n  minimum_sample = 1\n'
    first = QS.index("  [[sla.terms]]\n  from = 2026-02-10")
    result = judged("QS", [CALLS], terms=QS[:first] + later + QS[first:])
    cited = {step.rule: str(step.source) for step in result.occurrences[0].steps}
    assert (cited["sla.round"], cited["sla.gap"]) == ("contrat, art. 1", "contrat, art. 1")


@pytest.mark.parametrize(("least", "reason"), [("1000", ""), ("1000.5", "sample")])
def test_a_sample_of_exactly_the_least_that_is_asked_is_judged(least: str, reason: str) -> None:
    terms = QS.replace("  round_to = 0.1", f"  minimum_sample = {least}")
    result = judged("QS", [CALLS], terms=terms)
    assert result.occurrences[0].reason == reason
    assert (result.status, result.value) == (
        (Status.NOT_MEASURED, None) if reason else (Status.MET, Decimal(80))
    )


def test_the_result_of_a_month_is_told_under_the_terms_of_its_last_week_that_has_ended() -> None:
    weekly = QS.replace('kpi = "QS20"', 'kpi = "QS20"\nwindow = "week"', 1)
    result = judged("QS", [CALLS], terms=weekly.replace("2026-02-10", "2026-01-26"))
    assert (result.target, result.kpi, str(result.source)) == (80, "QS20", "contrat, art. 1")
    assert [one.ongoing for one in result.occurrences] == [False] * 4 + [True]


def test_of_a_month_that_is_yet_to_come_the_first_week_alone_is_told() -> None:
    weekly = QS.replace('kpi = "QS20"', 'kpi = "QS20"\nwindow = "week"', 1)
    result = judged("QS", [], today=date(2025, 12, 1), terms=weekly)
    assert [(one.window.first, one.status) for one in result.occurrences] == [
        (date(2025, 12, 29), Status.NOT_DUE)
    ]
