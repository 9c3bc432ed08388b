"""The kinds of consequence over several months: repeats, earn-backs, next invoices, alerts, waivers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.judgement import MonthInputs, MonthResult, judge, reach
from pilotage.locale import Words
from pilotage.locale.explain import explain
from pilotage.periods import Month
from pilotage.pricing import LineKind
from tests.months import contract, judged, table
from tests.steps import assert_every_step_evaluates

JANUARY = Month(2026, 1)
FRAME = """
[[kpi]]
id = "QS"
formula = "service_level"
within_s = 20
source = "contrat, 1"
[[sla]]
id = "QS"
kpi = "QS"
terms = [{ from = 2025-01-01, source = "contrat, 2", target = 80 }]
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{ from = 2025-01-01, source = "contrat, 4", price = 10 }]
[[consequence]]
id = "malus"
kind = "ladder"
slas = ["QS"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, 3"
  bands = [
    { below = 70, rate = -5 },
    { at_least = 70, below = 80, rate = -2 },
    { at_least = 80, rate = 0 },
  ]
"""
EARN_BACK = (
    FRAME
    + """
[[consequence]]
id = "regain"
kind = "earn_back"
of = "malus"
terms = [{ from = 2025-01-01, source = "contrat, 6", reach = { at_least = 90 }, look_back = 3 }]
"""
)


def row(service_level: float | Decimal, handled: int = 1000) -> dict[str, Any]:
    answered = Decimal(str(service_level)) * 10
    return {"handled": handled, "offered": 1000, "answered_within_20s": answered}


def months(terms: str, levels: list[float], first: Month = JANUARY, **kept: Any) -> list[MonthResult]:
    """The months one after the other, each after those before it."""
    read, found = contract(terms), list[MonthResult]()
    for n, level in enumerate(levels):
        found.append(judged(read, first.plus(n), [row(level)], history=tuple(found), **kept))
        assert_every_step_evaluates(found[-1])
    return found


@settings(max_examples=40, deadline=None)
@given(levels=st.lists(st.sampled_from([60, 75, 85, 95]), min_size=2, max_size=8))
def test_an_earn_back_gives_each_malus_back_once_and_never_more_than_was_retained(
    levels: list[float],
) -> None:
    found = months(EARN_BACK, levels)
    malus = {str(m.month): -sum(x.amount for x in m.bill.lines if x.term == "malus") for m in found}
    given_back = [line for m in found for line in m.bill.lines if line.term == "regain"]
    named = [dict(line.detail)["of_month"] for line in given_back]
    assert len(named) == len(set(named))
    for line in given_back:
        assert line.amount == malus[str(dict(line.detail)["of_month"])]


def test_an_earn_back_does_not_reach_beyond_its_look_back() -> None:
    found = months(EARN_BACK, [60, 85, 85, 85, 95])
    assert [line.id for line in found[-1].bill.lines] == ["appel"]


def test_a_month_judged_on_what_its_reach_says_is_the_month_judged_on_everything() -> None:
    terms = contract(EARN_BACK)
    found = months(EARN_BACK, [60, 85, 60, 85, 95])
    last = found[-1]
    first = reach(terms, last.month).results
    assert first <= last.month.plus(-3)
    history = tuple(one for one in found[:-1] if one.month >= first)
    again = judged(terms, last.month, [row(95)], history=history)
    assert again.bill == last.bill


def test_the_label_of_a_line_given_back_names_its_month_in_both_languages() -> None:
    february = months(EARN_BACK, [60, 95])[-1]
    terms = contract(EARN_BACK)
    assert any("de janvier 2026" in text for text in explain(february, terms, Words("fr")))
    assert any("of January 2026" in text for text in explain(february, terms, Words("en")))


PLACED = FRAME.replace('slas = ["QS"]', 'slas = ["QS"]\nplace = "next_invoice"')


def test_a_malus_on_the_next_invoice_is_borne_once_with_the_steps_of_its_month() -> None:
    january, february, march = months(PLACED, [60, 85, 85])
    assert [line.id for line in january.bill.lines] == ["appel"]
    assert [line.id for line in february.bill.lines] == ["appel", "malus@2026-01"]
    assert [line.id for line in march.bill.lines] == ["appel"]
    rules = [step.rule for step in february.bill.lines[1].steps]
    assert rules[0].startswith("kpi.")
    assert rules[-1] == "ladder.amount"


def test_the_last_month_of_a_contract_bears_its_malus_itself() -> None:
    last = months(f"ends = 2026-01-31\n{PLACED}", [60])[-1]
    assert [line.id for line in last.bill.lines] == ["appel", "malus"]


def test_a_month_that_runs_bears_nothing_of_the_month_before_yet() -> None:
    january = months(PLACED, [60])[0]
    rows = [row(85)]
    running = judged(contract(PLACED), Month(2026, 2), rows, today=date(2026, 2, 20), history=(january,))
    assert [line.id for line in running.bill.lines] == ["appel"]


POINTS = (
    FRAME.replace('per = "stream"', "")
    + """
[[consequence]]
id = "points"
kind = "points"
slas = ["QS"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, 5"
  severities = [{ points = 1 }, { sla = "QS", at_least = 20, points = 9 }]
  table = [{ below = 1, rate = 0 }, { at_least = 1, below = 9, rate = -1 }, { at_least = 9, rate = -3 }]
"""
)


@pytest.mark.parametrize(("level", "amount"), [(80, 0), (79, -100), (60.1, -100), (60, -300)])
def test_a_severity_of_an_sla_goes_before_the_one_that_holds_for_all(level: float, amount: int) -> None:
    found = next(c for c in months(POINTS, [level])[0].consequences if c.id == "points")
    assert found.computed == amount


def test_points_of_nothing_measured_give_no_zone_and_no_money() -> None:
    found = judged(contract(POINTS), JANUARY, [{"handled": 1000}])
    points = next(c for c in found.consequences if c.id == "points")
    assert (points.zone, points.line) == (None, None)


COEFFICIENT = (
    FRAME
    + """
[[consequence]]
id = "coefficient"
kind = "coefficient"
kpi = "QS"
prices = ["appel"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, 5"
  bands = [{ below = 70, coefficient = 0.98 }, { at_least = 70, coefficient = 1 }]
"""
)


def test_a_coefficient_is_neither_bonus_nor_malus_and_comes_before_them() -> None:
    result = months(COEFFICIENT, [60])[0]
    kinds = [line.kind for line in result.bill.lines]
    assert kinds == [LineKind.FEE, LineKind.COEFFICIENT, LineKind.MALUS]
    assert [line.amount for line in result.bill.lines] == [10000, -200, -500]
    assert result.bonus_malus == -500


def test_a_coefficient_whose_kpi_is_not_measured_changes_no_price_and_the_month_says_so() -> None:
    result = judged(contract(COEFFICIENT), JANUARY, [{"handled": 1000}])
    assert [line.id for line in result.bill.lines] == ["appel"]
    assert "consequence.kpi_missing" in {problem.code for problem in result.problems}


def test_an_alert_is_raised_once_its_run_is_reached_and_falls_with_a_month_that_is_met() -> None:
    terms = (
        FRAME
        + """
[[consequence]]
id = "resiliation"
kind = "alert"
slas = ["QS"]
terms = [{ from = 2025-01-01, source = "contrat, 9", consecutive = 2 }]
"""
    )
    found = months(terms, [75, 75, 75, 85, 75])
    raised = [next(c for c in m.consequences if c.id == "resiliation").raised for m in found]
    assert raised == [False, True, True, False, False]
    assert all(m.bonus_malus in {-200, 0} for m in found)


def test_a_waiver_recalls_what_it_waived_once_and_then_waives_nothing_more() -> None:
    terms = (
        FRAME
        + """
[[limit]]
id = "exoneration"
kind = "waiver"
terms = [{ from = 2025-01-01, source = "contrat, 14", waived_up_to = 1000 }]
"""
    )
    found = months(terms, [60, 60, 75, 60])
    given = [[x.amount for x in m.bill.lines if x.term == "exoneration"] for m in found]
    assert given == [[500], [500], [-1000], []]
    assert sum(m.bonus_malus for m in found) == -500 - 500 - 200 - 500


def test_explain_shows_how_an_ambiguous_clause_was_read_its_obligation_and_its_deadlines() -> None:
    terms = contract(
        FRAME.replace(
            'slas = ["QS"]',
            'slas = ["QS"]\ninterpretation = "bord"\nobligation = "result"\nevidence_days = 5\n'
            "contest_days = 10\ntacit = true",
        )
        + """
[[interpretation]]
id = "bord"
clause = "contrat, 3"
agreed = "Le bord du palier est du bon côté."
on = 2025-03-13
where = "COPIL de mars 2025"
"""
    )
    told = "\n".join(explain(judged(terms, JANUARY, [row(75)]), terms, Words("fr"), "malus"))
    assert "Interprétation · Le bord du palier est du bon côté. (13/03/2025, COPIL de mars 2025)" in told
    assert "obligation de résultat" in told
    assert "le silence vaut accord" in told


def test_events_of_a_quarter_read_the_counters_of_its_months() -> None:
    terms = contract(
        FRAME
        + """
[[consequence]]
id = "evenements"
kind = "per_event"
window = "quarter"
terms = [{ from = 2025-01-01, source = "contrat, 8", counter = "off_hours_calls", amount = -5 }]
"""
    )
    march = Month(2026, 3)
    assert reach(terms, march).counters == JANUARY
    rows = [{"month": f"2026-0{n}", "off_hours_calls": n} for n in (1, 2, 3)]
    result = judge(MonthInputs(terms, march, table(rows, march), date(2026, 4, 20)))
    assert [line.amount for line in result.bill.lines if line.term == "evenements"] == [-30]
