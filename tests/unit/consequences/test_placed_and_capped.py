"""A malus on the next invoice is held by the cap of the month it is of, not of the one that bears it."""

from collections.abc import Sequence
from decimal import Decimal

from pilotage.judgement import MonthResult
from pilotage.periods import Month
from tests.months import contract, judged
from tests.steps import assert_every_step_evaluates

SIGNED = 'from = 2025-01-01, source = "contrat, art. 7"'
NOW = f"""
[[consequence]]
id = "comptant"
kind = "ladder"
slas = ["QS"]
terms = [{{ {SIGNED}, bands = [{{ below = 80, rate = -6 }}, {{ at_least = 80, rate = 0 }}] }}]
"""
PLACED = f"""
ends = 2026-02-28
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
[[sla]]
id = "QS"
kpi = "QS"
terms = [{{ {SIGNED}, target = 80 }}]
[[consequence]]
id = "malus"
kind = "ladder"
place = "next_invoice"
slas = ["QS"]
terms = [{{ {SIGNED}, bands = [{{ below = 80, rate = -10 }}, {{ at_least = 80, rate = 0 }}] }}]
[[limit]]
id = "cap"
kind = "cap_malus"
terms = [{{ {SIGNED}, rate = 10 }}]
"""


def february(terms: str, months: Sequence[tuple[int, int]]) -> MonthResult:
    """February 2026 after January, each with its calls at 10 each and its service level."""
    history: tuple[MonthResult, ...] = ()
    for number, (handled, level) in enumerate(months, 1):
        rows = [{"handled": handled, "offered": 100, "answered_within_20s": level}]
        history += (judged(contract(terms), Month(2026, number), rows, history=history),)
    assert_every_step_evaluates(history[-1])
    return history[-1]


def test_a_small_month_loses_nothing_of_the_malus_that_the_month_before_left_to_it() -> None:
    assert february(PLACED, [(1000, 70), (100, 90)]).bonus_malus == Decimal("-1000.00")


def test_two_months_on_one_invoice_are_each_held_by_their_own_cap() -> None:
    assert february(PLACED, [(1000, 70), (500, 70)]).bonus_malus == Decimal("-1500.00")


def test_what_exceeds_the_cap_of_its_month_comes_back_under_that_month() -> None:
    lower = PLACED.replace("rate = 10 ", "rate = 8 ")
    found = february(lower, [(1000, 70), (500, 70)])
    caps = {line.id: line.amount for line in found.bill.lines if line.term == "cap"}
    assert caps == {"cap@2026-01": Decimal("200.00"), "cap": Decimal("100.00")}


def test_what_a_month_bore_itself_leaves_less_of_its_cap_to_what_it_placed() -> None:
    found = february(PLACED + NOW, [(1000, 70), (1000, 90)])
    assert found.bonus_malus == Decimal("-400.00")
