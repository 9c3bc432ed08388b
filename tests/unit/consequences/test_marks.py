"""A line of a consequence says what is behind it: provisional, estimated or typed figures and fees."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilotage.judgement import MonthInputs, MonthResult, judge
from pilotage.periods import Month
from tests.months import contract, table

JANUARY = Month(2026, 1)
SIGNED = 'from = 2025-01-01, source = "contrat, art. 7"'
BANDS = "bands = [{ below = 80, rate = -2 }, { at_least = 80, rate = 0 }]"
COEFFICIENTS = "bands = [{ below = 80, coefficient = 0.9 }, { at_least = 80, coefficient = 1 }]"
TERMS = f"""
kpi = [
  {{ id = "QS", formula = "service_level", within_s = 20, source = "contrat, annexe 1" }},
  {{ id = "SAT", formula = "csat", source = "contrat, annexe 1", matures_after_days = 30 }},
]
[[sla]]
id = "QS"
kpi = "QS"
terms = [{{ {SIGNED}, target = 80 }}]
[[sla]]
id = "SAT"
kpi = "SAT"
terms = [{{ {SIGNED}, target = 80 }}]
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{{ {SIGNED}, price = 10 }}]
[[consequence]]
id = "ladder"
kind = "ladder"
slas = ["QS"]
terms = [{{ {SIGNED}, {BANDS} }}]
[[consequence]]
id = "per_unit"
kind = "per_unit"
slas = ["QS"]
terms = [{{ {SIGNED}, beyond = {{ below = 80 }}, amount = -1 }}]
[[consequence]]
id = "points"
kind = "points"
slas = ["QS"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, art. 7"
  severities = [{{ points = 1 }}]
  table = [{{ below = 1, rate = 0 }}, {{ at_least = 1, rate = -1 }}]
[[consequence]]
id = "payment_share"
kind = "payment_share"
slas = ["QS"]
prices = ["appel"]
terms = [{{ {SIGNED}, share = 1 }}]
[[consequence]]
id = "coefficient"
kind = "coefficient"
kpi = "QS"
prices = ["appel"]
terms = [{{ {SIGNED}, {COEFFICIENTS} }}]
[[consequence]]
id = "per_event"
kind = "per_event"
terms = [{{ {SIGNED}, counter = "off_hours_calls", amount = -5 }}]
[[consequence]]
id = "SAT"
kind = "per_unit"
slas = ["SAT"]
terms = [{{ {SIGNED}, beyond = {{ below = 80 }}, amount = -1 }}]
[[consequence]]
id = "SAT-coefficient"
kind = "coefficient"
kpi = "SAT"
prices = ["autre"]
terms = [{{ {SIGNED}, {COEFFICIENTS} }}]
[[price]]
id = "autre"
unit = "month"
terms = [{{ {SIGNED}, price = 500 }}]
[[limit]]
id = "exoneration"
kind = "waiver"
consequences = ["SAT", "per_event"]
terms = [{{ {SIGNED}, waived_up_to = 1000 }}]
[[limit]]
id = "plafond"
kind = "cap_malus"
terms = [{{ {SIGNED}, amount = 1 }}]
"""
FIGURES = {"offered": 100, "answered_within_20s": 70, "csat_n": 100, "csat_satisfied": 60}
OF_QS = {"ladder", "per_unit", "points", "payment_share", "coefficient"}
ON_THE_FEES = {"ladder", "points", "payment_share", "coefficient"}
OF_SAT = {"SAT", "SAT-coefficient"}


def marked(mark: str, today: date = date(2026, 11, 12), **files: Any) -> set[str]:
    """The lines that bear a mark, each group of counters in its own file: `files` are what is said of
    them, by the file of the calls, of the service level, of the survey or of the events.
    """
    rows = [
        {"batch": 1, "handled": 1000, "estimated": files.get("calls", ())},
        {"batch": 2, **dict(list(FIGURES.items())[:2]), "estimated": files.get("level", ())},
        {"batch": 3, **dict(list(FIGURES.items())[2:]), "estimated": files.get("survey", ())},
        {"batch": 4, "off_hours_calls": 1, "estimated": files.get("events", ())},
    ]
    counters = replace(table(rows, JANUARY), typed=frozenset(files.get("typed", ())))
    result: MonthResult = judge(MonthInputs(contract(TERMS), JANUARY, counters, today, ()))
    return {line.id for line in result.bill.lines if getattr(line, mark)}


@pytest.mark.parametrize("mark", ["provisional", "estimated", "typed"])
def test_a_line_of_known_figures_bears_no_mark(mark: str) -> None:
    assert marked(mark) == set()


def test_an_estimated_figure_marks_the_lines_of_what_it_judges_and_the_limits_on_them() -> None:
    assert marked("estimated", level=("answered_within_20s",)) == {*OF_QS, "plafond"}
    assert marked("estimated", survey=("csat_n",)) == OF_SAT
    assert marked("estimated", events=("off_hours_calls",)) == {"per_event"}


def test_estimated_fees_mark_the_lines_that_take_a_rate_of_them_and_no_other() -> None:
    assert marked("estimated", calls=("handled",)) == {"appel", *ON_THE_FEES, "plafond"}


def test_a_typed_figure_marks_the_lines_of_what_it_judges_and_the_limits_on_them() -> None:
    assert marked("typed", typed=[2]) == {*OF_QS, "plafond"}
    assert marked("typed", typed=[3]) == OF_SAT
    assert marked("typed", typed=[4]) == {"per_event"}
    assert marked("typed", typed=[1]) == {"appel", *ON_THE_FEES, "plafond"}


def test_a_figure_that_is_not_final_makes_its_lines_provisional_and_what_a_waiver_gives_back() -> None:
    assert marked("provisional", date(2026, 2, 20)) == {*OF_SAT, "exoneration"}
