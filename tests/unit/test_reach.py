"""A month depends on no more of the past than `reach` says, however far its months depend on theirs."""

import pytest

from pilotage.judgement import MonthResult, reach
from pilotage.periods import Month
from tests.months import contract, judged

SIGNED = 'from = 2025-01-01, source = "contrat, art. 7"'
BANDS = f"terms = [{{ {SIGNED}, bands = [{{ below = 80, rate = -5 }}, {{ at_least = 80, rate = 1 }}] }}]"
FRAME = f"""
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
"""
LADDER = f"""
[[consequence]]
id = "m"
kind = "ladder"
slas = ["QS"]
{BANDS}
"""
ROLLING = f"""
{LADDER}
[[limit]]
id = "cap"
kind = "cap_malus"
per = "rolling_12"
terms = [{{ {SIGNED}, amount = 1000 }}]
"""
NEXT_INVOICE = f"""
[[consequence]]
id = "m"
kind = "escalating"
place = "next_invoice"
slas = ["QS"]
terms = [{{ {SIGNED}, rates = [-1, -2, -3, -4], within = 4 }}]
"""
MONTHS = list(Month(2025, 1).to(Month(2026, 8)))


def fold(terms: str, months: list[Month]) -> MonthResult:
    """Every third month is missed; from June 2026, every month."""
    history: tuple[MonthResult, ...] = ()
    for month in months:
        in_time = 700 if month.number % 3 == 1 or month >= Month(2026, 6) else 900
        rows = [{"handled": 1000, "offered": 1000, "answered_within_20s": in_time}]
        history += (judged(contract(FRAME + terms), month, rows, history=history),)
    return history[-1]


@pytest.mark.parametrize("terms", [ROLLING, NEXT_INVOICE])
@pytest.mark.parametrize("number", [13, 15, 18, 19])
def test_a_month_comes_to_the_same_on_what_it_reaches_as_on_the_whole_past(
    terms: str, number: int
) -> None:
    months = MONTHS[: number + 1]
    first = reach(contract(FRAME + terms), months[-1]).results
    reached = fold(terms, [month for month in months if month >= first])
    assert reached.bonus_malus == fold(terms, months).bonus_malus


def test_what_depends_on_what_came_before_it_goes_back_to_the_start_of_the_contract() -> None:
    assert reach(contract(FRAME + ROLLING), Month(2026, 8)).results == Month(2025, 1)


def test_a_month_that_reads_no_other_depends_on_itself_alone() -> None:
    assert reach(contract(FRAME + LADDER), Month(2026, 8)).results == Month(2026, 8)
