"""A condition on the value of an SLA: the last that was due; an SLA excluded closes nothing."""

from datetime import date, datetime, time
from decimal import Decimal

from pilotage.judgement import MonthResult, reach
from pilotage.neutralisation import Relief, Span
from pilotage.periods import Month
from tests.months import contract, judged
from tests.steps import assert_every_step_evaluates

SIGNED = 'from = 2025-01-01, source = "contrat, art. 7"'
TERMS = f"""
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{{ {SIGNED}, price = 10 }}]
[[kpi]]
id = "QS"
formula = "service_level"
within_s = 20
source = "contrat, art. 4"
[[kpi]]
id = "SAT"
formula = "csat"
source = "contrat, art. 4"
[[sla]]
id = "QS"
kpi = "QS"
window = "WINDOW"
terms = [{{ {SIGNED}, target = 80 }}]
[[sla]]
id = "SAT"
kpi = "SAT"
terms = [{{ {SIGNED}, target = 80 }}]
[[neutralisation]]
id = "panne"
cause = "client_outage"
slas = ["QS"]
terms = [{{ {SIGNED}, shape = "whole", may_change = "sla" }}]
[[consequence]]
id = "bonus"
kind = "ladder"
slas = ["SAT"]
terms = [{{ {SIGNED}, bands = [{{ below = 80, rate = 0 }}, {{ at_least = 80, rate = 2 }}] }}]
[[gate]]
id = "condition"
consequences = ["bonus"]
terms = [{{ {SIGNED}, requires = {{ sla = "QS", at_least = 80 }} }}]
"""
QUARTERLY = TERMS.replace("WINDOW", "quarter")


def bonuses(terms: str, levels: list[int], relief: tuple[Relief, ...] = ()) -> list[Decimal]:
    """The bonus of each month of 2026, 90 % of customers satisfied, on 10,000 of calls."""
    history: tuple[MonthResult, ...] = ()
    rows = []
    for number, level in enumerate(levels, 1):
        row = {"month": f"2026-{number:02d}", "handled": 1000, "offered": 100, "csat_n": 100}
        rows.append({**row, "answered_within_20s": level, "csat_satisfied": 90})
        month = Month(2026, number)
        history += (judged(contract(terms), month, rows, history=history, relief=relief),)
        assert_every_step_evaluates(history[-1])
    return [one.bonus_malus for one in history]


def test_a_condition_on_a_quarter_holds_the_months_after_it_until_the_next_one_is_judged() -> None:
    found = bonuses(QUARTERLY, [70, 70, 70, 95, 95, 95, 70])
    assert found == [200, 200, 0, 0, 0, 200, 200]


def test_a_month_reads_the_quarter_before_it() -> None:
    assert reach(contract(QUARTERLY), Month(2026, 5)).results <= Month(2026, 3)


def test_an_sla_that_is_excluded_closes_no_condition_on_its_value() -> None:
    monthly = TERMS.replace("WINDOW", "month")
    outage = (Span(*(datetime.combine(Month(2026, n).first, time()) for n in (1, 2))),)
    relief = (Relief(id="R1", clause="panne", decided_on=date(2026, 1, 20), spans=outage),)
    assert bonuses(monthly, [70]) == [0]
    assert bonuses(monthly, [70], relief) == [200]
