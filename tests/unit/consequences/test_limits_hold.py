"""What holds whatever the months and the contract: caps, carried excess, conditions, agreed amounts."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.consequences.agreeing import Agreed
from pilotage.consequences.caps import first_month
from pilotage.contract.model import CapLimit, Contract
from pilotage.judgement import MonthResult
from pilotage.money import CENT, ZERO, round_half_up
from pilotage.periods import Month
from tests.months import contract, judged
from tests.steps import assert_every_step_evaluates

FIRST = Month(2025, 9)
TERMS = """
kpi = [
  { id = "QS", formula = "service_level", within_s = 20, source = "contrat, annexe 1" },
  { id = "SAT", formula = "csat", source = "contrat, annexe 1" },
]
[[sla]]
id = "QS"
kpi = "QS"
terms = [{ from = 2025-01-01, source = "contrat, 2", target = 80, round_to = 0.1 }]
[[sla]]
id = "SAT"
kpi = "SAT"
terms = [{ from = 2025-01-01, source = "contrat, 2", target = 80, round_to = 0.1 }]
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{ from = 2025-01-01, source = "contrat, 7", price = 3.07 }]
[[consequence]]
id = "QS-bm"
kind = "ladder"
slas = ["QS"]
vat_treatment = "damages"
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, 5"
  bands = [
    { below = 70, rate = -7 },
    { at_least = 70, below = 80, rate = -2.5 },
    { at_least = 80, below = 90, rate = 0 },
    { at_least = 90, rate = 3 },
  ]
[[consequence]]
id = "SAT-bm"
kind = "ladder"
slas = ["SAT"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, 6"
  bands = [
    { below = 80, rate = -4 },
    { at_least = 80, below = 90, rate = 0 },
    { at_least = 90, rate = 2 },
  ]
"""
PERIODS = ("month", "quarter", "half_year", "calendar_year", "contract_year", "rolling_12")
PERCENT = st.decimals(min_value=0, max_value=100, places=1)
MONTHS = st.lists(st.tuples(PERCENT, PERCENT, st.integers(0, 3000)), min_size=2, max_size=7)


def cap_text(name: str, kind: str, per: str, rest: str) -> str:
    terms = f'{{ from = 2025-01-01, source = "contrat, 9", {rest} }}'
    return f'[[limit]]\nid = "{name}"\nkind = "{kind}"\nper = "{per}"\nterms = [{terms}]\n'


@st.composite
def caps(draw: Any, *, carried: str = "any") -> str:
    """One cap or two, on the malus or on the bonus, over any period, in percent or an amount."""
    text = ""
    for number in range(draw(st.integers(1, 2))):
        rest = draw(st.sampled_from(["rate = {}", "amount = {}"]))
        rest = rest.format(draw(st.integers(0, 8 if "rate" in rest else 900)))
        if carried == "always" or (carried == "any" and draw(st.booleans())):
            rest += ', excess = "carried"'
            if carried == "any" and draw(st.booleans()):
                rest += f", carried_for = {draw(st.integers(1, 3))}"
        kind = draw(st.sampled_from(["cap_malus", "cap_bonus"]))
        text += cap_text(f"plafond-{number}", kind, draw(st.sampled_from(PERIODS)), rest)
    return text


def row(qs: Decimal, sat: Decimal, handled: int) -> dict[str, Any]:
    return {
        "handled": handled,
        "offered": 1000,
        "answered_within_20s": qs * 10,
        "csat_n": 1000,
        "csat_satisfied": sat * 10,
    }


def lived(terms: Contract, months: list[tuple[Decimal, Decimal, int]]) -> tuple[MonthResult, ...]:
    """The months in their order, each judged with those before it."""
    history: tuple[MonthResult, ...] = ()
    for number, values in enumerate(months):
        history += (judged(terms, FIRST.plus(number), [row(*values)], history=history),)
    return history


def side(result: MonthResult, sign: int) -> Decimal:
    return sum((max(sign * c.retained, ZERO) for c in result.consequences), ZERO)


def fees(result: MonthResult) -> Decimal:
    return sum((line.amount for line in result.bill.lines if line.kind == "fee"), ZERO)


@settings(max_examples=60, deadline=None)
@given(MONTHS, caps())
def test_no_cap_is_passed_over_its_period(months: Any, text: str) -> None:
    terms = contract(TERMS + text)
    history = lived(terms, months)
    for cap in (limit for limit in terms.limit if isinstance(limit, CapLimit)):
        sign = -1 if cap.kind == "cap_malus" else 1
        for result in history:
            first = first_month(terms, cap, result.month)
            period = [one for one in history if first <= one.month <= result.month]
            block = cap.terms[0]
            most = block.amount
            if block.rate is not None:
                most = round_half_up(sum(map(fees, period)) * block.rate / 100, CENT)
            if side(result, sign):
                assert sum(side(one, sign) for one in period) <= most, (cap.per, str(result.month))


@settings(max_examples=60, deadline=None)
@given(MONTHS, caps())
def test_the_lines_add_up_and_explain_themselves_under_any_caps(months: Any, text: str) -> None:
    for result in lived(contract(TERMS + text), months):
        assert_every_step_evaluates(result)
        assert result.bonus_malus == sum(c.retained for c in result.consequences)
        assert result.bill.subtotal == sum(line.amount for line in result.bill.lines)
        assert len({line.id for line in result.bill.lines}) == len(result.bill.lines)


@settings(max_examples=60, deadline=None)
@given(MONTHS, caps(carried="always"))
def test_what_is_carried_is_neither_lost_nor_due_twice(months: Any, text: str) -> None:
    """Asked since the beginning = borne since the beginning + still carried, on either side."""
    history = lived(contract(TERMS + text), months)
    for sign in (-1, 1):
        asked = borne = ZERO
        for result in history:
            found = result.consequences
            asked += sum(max(sign * c.computed, ZERO) for c in found if c.carried_from is None)
            borne += side(result, sign)
            left = sum(max(sign * c.carried, ZERO) for c in found)
            assert asked == borne + left, str(result.month)


@settings(max_examples=30, deadline=None)
@given(MONTHS, st.integers(1, 3))
def test_nothing_is_carried_beyond_its_months(months: Any, most: int) -> None:
    rest = f'rate = 2, excess = "carried", carried_for = {most}'
    for result in lived(contract(TERMS + cap_text("plafond", "cap_malus", "month", rest)), months):
        for found in result.consequences:
            if found.carried_from is not None:
                assert found.carried_from.plus(most) >= result.month


GATES = (
    'requires = { sla = "SAT", at_least = 75 }',
    'requires = { all_met = ["QS", "SAT"] }',
    'requires = { kpi = "SAT", minimum_sample = 1001 }',
    "not_before = 2025-11-01",
    "phases = [{ from_month = 3, share = 33 }, { from_month = 10, share = 100 }]",
    'curve = [{ counter = "csat_satisfied", share = 35 }, { counter = "csat_n", share = 100 }]',
)


@settings(max_examples=60, deadline=None)
@given(MONTHS, st.sampled_from(GATES), st.sampled_from(["bonus", "malus", "both"]))
def test_a_condition_only_ever_takes_money_off_its_own_side(months: Any, held: str, to: str) -> None:
    gate = (
        f'[[gate]]\nid = "condition"\nconsequences = ["QS-bm"]\napplies_to = "{to}"\n'
        f'terms = [{{ from = 2025-01-01, source = "contrat, 11", {held} }}]\n'
    )
    pairs = zip(lived(contract(TERMS), months), lived(contract(TERMS + gate), months), strict=True)
    for free, bound in pairs:
        assert_every_step_evaluates(bound)
        for before, after in zip(free.consequences, bound.consequences, strict=True):
            assert abs(after.retained) <= abs(before.retained)
            assert before.retained * after.retained >= 0
            spared = before.id != "QS-bm" or to not in {"both", before.zone}
            assert not spared or after == before
            assert bool(after.gated) == bool(after.reasons)


@settings(max_examples=30, deadline=None)
@given(MONTHS, caps())
def test_to_agree_what_is_proposed_changes_no_amount(months: Any, text: str) -> None:
    terms = contract(TERMS + text)
    *before, last = lived(terms, months)
    proposed = [c.line for c in last.consequences if c.line is not None]
    agreed = tuple(Agreed(line.id, line.amount, "comité d'octobre") for line in proposed)
    rows = [row(*months[-1])]
    again = judged(terms, last.month, rows, history=tuple(before), agreed=agreed)
    assert_every_step_evaluates(again)
    assert [(x.id, x.amount, x.quantity) for x in again.bill.lines] == [
        (x.id, x.amount, x.quantity) for x in last.bill.lines
    ]
    assert not again.problems


YEARLY = """
[[kpi]]
id = "QS"
formula = "service_level"
within_s = 20
source = "contrat, annexe 1"
[[sla]]
id = "QS"
kpi = "QS"
terms = [{ from = 2025-01-01, source = "contrat, 2", target = 80 }]
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{ from = 2025-01-01, source = "contrat, 7", price = 10 }]
[[consequence]]
id = "malus"
kind = "ladder"
slas = ["QS"]
[[consequence.terms]]
from = 2025-01-01
source = "contrat, 3"
bands = [{ below = 80, rate = -10 }, { at_least = 80, rate = 0 }]
[[consequence]]
id = "regain"
kind = "earn_back"
of = "malus"
terms = [{ from = 2025-01-01, source = "contrat, 4", reach = { at_least = 90 }, look_back = 3 }]
[[limit]]
id = "an"
kind = "cap_malus"
per = "calendar_year"
terms = [{ from = 2025-01-01, source = "contrat, 5", amount = 1000 }]
"""


def test_a_malus_earned_back_leaves_its_room_under_the_cap_of_the_year() -> None:
    history: tuple[MonthResult, ...] = ()
    for number, level in enumerate((70, 95, 70, 70), 1):
        rows = [{"handled": 1000, "offered": 100, "answered_within_20s": level}]
        history += (judged(contract(YEARLY), Month(2026, number), rows, history=history),)
        assert_every_step_evaluates(history[-1])
    told = [one.bonus_malus for one in history]
    assert told == [Decimal(-1000), Decimal(1000), Decimal(-1000), ZERO]
