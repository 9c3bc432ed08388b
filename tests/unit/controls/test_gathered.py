"""Thresholds, deliveries, what imports said of their rows; and the estimate of a day without data."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.controls.estimates import completed, estimates
from pilotage.controls.model import Gravity, in_order, median, serious
from pilotage.controls.promises import Delivery, deliveries, other_thresholds
from pilotage.controls.received import File, rows_found
from pilotage.periods import Month
from pilotage.problems import Problem, Severity
from pilotage.trace import evaluate
from tests.months import table

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def test_a_feed_that_counts_at_thirty_seconds_does_not_serve_a_contract_of_twenty():
    needed = {"answered_within_20s": "QS", "offered": "QS"}
    given = {"answered_within_30s": "appels", "offered": "appels"}
    (finding,) = other_thresholds(needed, given)
    assert finding.gravity == "serious"
    assert dict(finding.params) == {
        "sla": "QS",
        "counters": "answered_within_20s",
        "given": "answered_within_30s",
    }
    assert list(other_thresholds(needed, {**given, "answered_within_20s": "appels"})) == []
    other_unit = {"responded_within_24h": "mails"}
    assert list(other_thresholds({"answered_within_20s": "QS"}, other_unit)) == []


def test_deliveries_are_told_feed_by_feed_and_the_good_ones_not_at_all():
    day = date(2026, 10, 5)
    told = deliveries(
        [
            Delivery("appels", day, day, "2026-10-06 09:00", "received"),
            Delivery("appels", day, day, "2026-10-08 10:25", "after_cutoff", date(2026, 10, 6)),
            Delivery("heures", day, day, "", "missing"),
            Delivery("heures", date(2026, 10, 6), day, "", "missing"),
            Delivery("enquetes", day, day, "2026-10-05 08:00", "early"),
        ]
    )
    found = {finding.code: finding for finding in told}
    assert set(found) == {
        "controls.after_cutoff_file",
        "controls.missing_file",
        "controls.early_file",
    }
    assert found["controls.missing_file"].gravity == "serious"
    assert dict(found["controls.missing_file"].params)["count"] == 2
    assert dict(found["controls.after_cutoff_file"].params)["cutoff"] == date(2026, 10, 6)


def problem(code, severity=Severity.WARNING, count=1, **more):
    return Problem(code, severity, "f.csv", row=4, count=count, rows=(4, 5), column="Décrochés", **more)


def file(*problems, rows=100, name="f.csv"):
    return File(name, "appels", FIRST, LAST, rows, problems)


def test_rows_are_counted_over_the_files_of_the_month_and_the_first_are_named():
    (finding,) = rows_found(
        [
            file(problem("row.unbalanced", count=2, read="10", expected="9")),
            file(problem("row.unbalanced", count=1), name="g.csv"),
        ]
    )
    assert (finding.code, finding.gravity) == ("controls.unbalanced", "watch")
    params = dict(finding.params)
    assert (params["count"], params["rows"], params["files"], params["read"]) == (3, 200, 2, "10")
    assert [(line.file, line.rows) for line in finding.lines] == [("f.csv", (4, 5)), ("g.csv", (4, 5))]


def test_rows_that_do_not_balance_one_in_twenty_mean_that_columns_are_misread():
    (finding,) = rows_found([file(problem("row.unbalanced", count=6))])
    assert finding.gravity == "serious"


@pytest.mark.parametrize(
    ("code", "severity", "expected", "gravity"),
    [
        ("slot.repeated", Severity.WARNING, "controls.duplicates", "watch"),
        ("slot.conflict", Severity.ROW, "controls.duplicates_differ", "serious"),
        ("row.rate_contradicted", Severity.WARNING, "controls.rate_contradicted", "watch"),
        ("column.refused_use", Severity.WARNING, "controls.refused_column", "serious"),
        ("number.unreadable", Severity.ROW, "controls.rows_left_out", "watch"),
    ],
)
def test_each_kind_of_problem_has_its_finding(code, severity, expected, gravity):
    (finding,) = rows_found([file(problem(code, severity))])
    assert (finding.code, finding.gravity) == (expected, gravity)


def test_notes_and_columns_that_were_not_read_are_no_findings():
    assert list(rows_found([file(problem("column.personal", Severity.NOTE))])) == []


def test_the_serious_ones_come_first():
    late = Delivery("appels", FIRST, FIRST, "2026-10-08 10:25", "late")
    gone = Delivery("heures", LAST, LAST, "", "missing")
    ordered = in_order(deliveries([late, gone]))
    assert [finding.gravity for finding in ordered] == [Gravity.SERIOUS, Gravity.NOTE]
    assert serious(ordered) == 1


def test_a_median_is_the_middle_or_the_mean_of_the_two_in_the_middle():
    assert median([Decimal(3), Decimal(1), Decimal(9)]) == 3
    assert median([Decimal(3), Decimal(1)]) == 2
    with pytest.raises(ValueError, match="nothing"):
        median([])


# --- the accrual's estimate ------------------------------------------------------------------------

MISSING = date(2026, 9, 22)
TUESDAYS = [date(2026, 9, 15), date(2026, 9, 8), date(2026, 9, 1), date(2026, 8, 25), date(2026, 8, 18)]


def past(**more):
    return table(
        [{"day": day, "offered": 100 + n, "answered": 90, **more} for n, day in enumerate(TUESDAYS)]
    )


def test_a_missing_day_is_the_mean_of_the_four_same_weekdays_before_it():
    (one,) = estimates(past(), ("n1",), [MISSING], ())
    assert one.alike == tuple(TUESDAYS[:4])
    assert one.counters == {"offered": Decimal("101.5"), "answered": 90}
    assert [evaluate(step) for step in one.steps] == [step.value for step in one.steps]


def test_a_holiday_is_no_same_weekday():
    (one,) = estimates(past(), ("n1",), [MISSING], [TUESDAYS[1]])
    assert one.alike == (TUESDAYS[0], *TUESDAYS[2:])


def test_what_the_day_has_already_is_kept_and_forecasts_are_not_averaged():
    rows = [{"day": day, "offered": 100, "forecast": 120} for day in TUESDAYS]
    known = table([*rows, {"day": MISSING, "productive_hours": 8}])
    (one,) = estimates(known, ("n1",), [MISSING], ())
    assert set(one.counters) == {"offered"}


def test_without_any_such_day_there_is_no_estimate():
    assert estimates(table([{"day": MISSING, "productive_hours": 8}]), ("n1",), [MISSING], ()) == ()


def test_estimated_days_are_part_of_the_sums_and_marked():
    known = past()
    found = estimates(known, ("n1",), [MISSING], ())
    sums = completed(known, found).sums(("n1",), Month(2026, 9).window)
    assert sums.get("offered") == Decimal("404.5")
    assert "offered" in sums.estimated
    assert completed(known, ()) is known
