"""What a clause remembers of the months before: only what was due, only what stood."""

from decimal import Decimal

from pilotage.judgement import MonthResult
from pilotage.periods import Month
from tests.months import contract, judged

SIGNED = 'from = 2025-01-01, source = "contrat, art. 7"'
ESCALATION = f"""
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
window = "WINDOW"
terms = [{{ {SIGNED}, target = 80 }}]
[[consequence]]
id = "escalade"
kind = "escalating"
slas = ["QS"]
terms = [{{ {SIGNED}, rates = [-5, -10, -15], within = 12 }}]
"""
GRACE = f"""
[[gate]]
id = "rodage"
applies_to = "malus"
consequences = ["escalade"]
terms = [{{ {SIGNED}, not_before = 2026-03-01 }}]
"""


def missed(terms: str, months: int) -> MonthResult:
    """The last of that many months of 2026, all missed: 70 % instead of 80 %, 10,000 of calls each."""
    history: tuple[MonthResult, ...] = ()
    figures = {"handled": 1000, "offered": 1000, "answered_within_20s": 700}
    for number in range(1, months + 1):
        rows = [{"month": f"2026-{n:02d}", **figures} for n in range(1, number + 1)]
        history += (judged(contract(terms), Month(2026, number), rows, history=history),)
    return history[-1]


def test_a_quarter_missed_is_one_failure_however_it_stood_before_its_end() -> None:
    quarterly = ESCALATION.replace("WINDOW", "quarter")
    assert missed(quarterly, 3).bonus_malus == Decimal("-1500.00")
    assert missed(quarterly, 6).bonus_malus == Decimal("-3000.00")


def test_a_month_of_grace_is_no_failure_for_those_that_follow() -> None:
    monthly = ESCALATION.replace("WINDOW", "month")
    assert missed(monthly, 3).bonus_malus == Decimal("-1500.00")
    assert missed(monthly + GRACE, 3).bonus_malus == Decimal("-500.00")
