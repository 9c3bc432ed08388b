from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.consequences import ConsequenceResult
from pilotage.judgement import MonthResult
from pilotage.periods import Month
from pilotage.pricing import LineKind
from pilotage.sla import Zone
from tests.months import contract, judged

JANUARY = Month(2026, 1)
BASE = """
[[kpi]]
id = "QS"
formula = "service_level"
within_s = 20
source = "contrat, annexe 1"
[[kpi]]
id = "SAT"
formula = "csat"
source = "contrat, annexe 1"
[[sla]]
id = "QS"
kpi = "QS"
terms = [{ from = 2025-01-01, source = "contrat, art. 2", target = 80, round_to = 0.1 }]
[[sla]]
id = "SAT"
kpi = "SAT"
terms = [{ from = 2025-01-01, source = "contrat, art. 2", target = 80, round_to = 0.1 }]
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{ from = 2025-01-01, source = "contrat, art. 7", price = 10 }]
[[price]]
id = "forfait"
unit = "month"
terms = [{ from = 2025-01-01, source = "contrat, art. 7", price = 500 }]
"""
LADDERS = (
    BASE
    + """
[[consequence]]
id = "QS-bm"
kind = "ladder"
slas = ["QS"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, art. 5"
  bands = [
    { below = 70, rate = -5 },
    { at_least = 70, below = 78, rate = -2.5 },
    { at_least = 78, at_most = 86, rate = 0 },
    { above = 86, rate = 1.5 },
  ]
[[consequence]]
id = "SAT-bm"
kind = "ladder"
slas = ["SAT"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, art. 6"
  bands = [
    { below = 80, rate = -4 },
    { at_least = 80, below = 90, rate = 0 },
    { at_least = 90, rate = 2 },
  ]
"""
)
CAPS = """
[[limit]]
id = "malus-mois"
kind = "cap_malus"
terms = [{ from = 2025-01-01, source = "contrat, art. 9", rate = 6 }]
[[limit]]
id = "malus-annee"
kind = "cap_malus"
per = "calendar_year"
terms = [{ from = 2025-01-01, source = "contrat, art. 9", rate = 5 }]
[[limit]]
id = "bonus-mois"
kind = "cap_bonus"
terms = [{ from = 2025-01-01, source = "contrat, art. 9", rate = 3 }]
"""


def month(qs: Any, sat: Any = 85, handled: int = 1000) -> dict[str, Any]:
    return {
        "handled": handled,
        "offered": 1000,
        "answered_within_20s": Decimal(qs) * 10,
        "csat_n": 1000,
        "csat_satisfied": Decimal(sat) * 10,
    }


def settle(terms: str, row: dict[str, Any], **kept: Any) -> MonthResult:
    return judged(contract(terms), kept.pop("at", JANUARY), [row], **kept)


def of(result: MonthResult, name: str) -> ConsequenceResult:
    return next(c for c in result.consequences if c.id == name)


@pytest.mark.parametrize(
    ("qs", "zone", "amount"),
    [
        ("69.9", "malus", -500),
        ("70", "malus", -250),
        ("77.9", "malus", -250),
        ("78", "neutral", 0),
        ("86", "neutral", 0),
        ("86.1", "bonus", 150),
    ],
)
def test_each_edge_of_a_ladder_falls_on_its_side(qs: str, zone: str, amount: int) -> None:
    found = of(settle(LADDERS, month(qs)), "QS-bm")
    assert (found.zone, found.computed) == (zone, amount)
    assert (found.line is None) == (amount == 0)


def test_a_rate_is_taken_on_the_fees_of_the_activity_alone() -> None:
    line = of(settle(LADDERS, month(60)), "QS-bm").line
    assert line is not None
    assert (line.quantity, line.unit, line.unit_price) == (10000, "base", Decimal("-0.05"))
    everything = LADDERS.replace('slas = ["QS"]', 'slas = ["QS"]\nbase = "all_fees"')
    line = of(settle(everything, month(60)), "QS-bm").line
    assert line is not None
    assert line.quantity == 10500


def test_no_consequence_makes_up_for_another() -> None:
    result = settle(LADDERS, month(qs=60, sat=95))
    kinds = [line.kind for line in result.bill.lines]
    assert kinds == [LineKind.FEE, LineKind.FEE, LineKind.MALUS, LineKind.BONUS]
    assert result.bonus_malus == -500 + 200


def test_a_base_never_holds_a_consequence() -> None:
    result = settle(LADDERS, month(qs=60, sat=70))
    assert [line.quantity for line in result.bill.lines if line.unit == "base"] == [10000, 10000]


@settings(max_examples=60, deadline=None)
@given(*[st.decimals(min_value=0, max_value=100, places=1)] * 2)
def test_a_better_value_never_earns_less(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    worse, better = (of(settle(LADDERS, month(qs)), "QS-bm").computed for qs in (low, high))
    assert worse <= better


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.decimals(min_value=0, max_value=100, places=1),
            st.decimals(min_value=0, max_value=100, places=1),
            st.integers(0, 5000),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_malus_and_bonus_never_pass_their_caps(months: list[tuple[Decimal, Decimal, int]]) -> None:
    terms, history = contract(LADDERS + CAPS), ()
    base_of_year = malus_of_year = Decimal(0)
    for n, (qs, sat, handled) in enumerate(months):
        result = judged(terms, JANUARY.plus(n), [month(qs, sat, handled)], history=history)
        history += (result,)
        base = Decimal(10 * handled)
        malus = -sum(c.retained for c in result.consequences if c.retained < 0)
        bonus = sum(c.retained for c in result.consequences if c.retained > 0)
        base_of_year, malus_of_year = base_of_year + base, malus_of_year + malus
        assert malus <= base * 6 / 100
        assert bonus <= base * 3 / 100
        earlier = history[:-1]
        if malus and earlier:
            assert malus_of_year <= base_of_year * 5 / 100
        assert sum(c.retained for c in result.consequences) == result.bonus_malus


def test_the_yearly_cap_looks_at_its_own_year_only() -> None:
    terms = contract(LADDERS + CAPS)
    december = judged(terms, Month(2025, 12), [month(60, 70)])
    assert december.bonus_malus == -500, "5 % of the year so far, which is December alone"
    january = judged(terms, JANUARY, [month(85, 85)], history=(december,))
    february = judged(terms, Month(2026, 2), [month(60, 70)], history=(december, january))
    assert [line.id for line in february.bill.lines if line.kind is LineKind.CAP] == ["malus-mois"]
    assert february.bonus_malus == -600
    march = judged(terms, Month(2026, 3), [month(60, 85)], history=(december, january, february))
    assert march.bonus_malus == -500
    april = judged(terms, Month(2026, 4), [month(60, 70)], history=(january, february, march))
    assert april.bonus_malus == -600
    may = judged(terms, Month(2026, 5), [month(60, 70)], history=(january, february, march, april))
    assert may.bonus_malus == -600
    june = judged(terms, Month(2026, 6), [month(60, 70)], history=(january, february, march, april, may))
    assert june.bonus_malus == -600
    assert sum(m.bonus_malus for m in (january, february, march, april, may, june)) == -2900


def test_a_later_result_in_the_history_is_not_read() -> None:
    terms = contract(LADDERS + CAPS)
    march = judged(terms, Month(2026, 3), [month(60, 70)])
    alone = judged(terms, JANUARY, [month(60, 70)])
    assert judged(terms, JANUARY, [month(60, 70)], history=(march,)).bonus_malus == alone.bonus_malus


GATE = """
[[gate]]
id = "bonus-si-QS"
consequences = ["SAT-bm"]
applies_to = "{side}"
terms = [{{ from = 2025-01-01, source = "contrat, art. 7", requires = {{ sla = "QS", at_least = 78 }} }}]
"""


def test_a_bonus_is_lost_without_the_value_that_opens_it() -> None:
    terms = LADDERS + GATE.format(side="bonus")
    shut = of(settle(terms, month("77.9", sat=95)), "SAT-bm")
    assert (shut.zone, shut.computed, shut.gated, shut.line) == (Zone.BONUS, 0, "bonus-si-QS", None)
    opened = of(settle(terms, month(78, sat=95)), "SAT-bm")
    assert (opened.computed, opened.gated) == (200, "")


def test_a_condition_that_is_not_measured_is_not_fulfilled() -> None:
    row = month(80, sat=95)
    del row["answered_within_20s"]
    assert of(settle(LADDERS + GATE.format(side="bonus"), row), "SAT-bm").gated == "bonus-si-QS"


def test_a_gate_on_the_bonus_spares_no_malus_and_the_other_way_round() -> None:
    assert of(settle(LADDERS + GATE.format(side="bonus"), month(60, sat=70)), "SAT-bm").computed == -400
    assert of(settle(LADDERS + GATE.format(side="malus"), month(60, sat=70)), "SAT-bm").computed == 0
    assert of(settle(LADDERS + GATE.format(side="malus"), month(60, sat=95)), "SAT-bm").computed == 200


def test_while_the_month_runs_the_stake_is_shown_and_nothing_is_due() -> None:
    result = settle(LADDERS, month(60), today=date(2026, 1, 31))
    assert (of(result, "QS-bm").zone, of(result, "QS-bm").computed) == (Zone.MALUS, -500)
    assert of(result, "QS-bm").line is None
    assert result.bonus_malus == 0


POINTS = """
[[consequence]]
id = "QS-point"
kind = "per_unit"
slas = ["QS"]
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, art. 5"
  beyond = {{ {beyond} }}
  unit = {unit}
  portion = "{portion}"
  amount = -100
"""


@pytest.mark.parametrize(
    ("beyond", "unit", "portion", "qs", "units"),
    [
        ("below = 80", 1, "ceiling", "78.9", "2"),
        ("below = 80", 1, "floor", "78.9", "1"),
        ("below = 80", 1, "exact", "78.9", "1.1"),
        ("below = 80", "0.5", "ceiling", "79.4", "2"),
        ("at_most = 80", 1, "ceiling", "80", "0"),
        ("at_least = 85", 1, "exact", "86.5", "1.5"),
        ("above = 85", 2, "floor", "89.9", "2"),
        ("below = 80", 1, "ceiling", "80", "0"),
    ],
)
def test_units_beyond_a_value_are_counted_as_the_clause_says(
    beyond: str, unit: Any, portion: str, qs: str, units: str
) -> None:
    terms = BASE + POINTS.format(beyond=beyond, unit=unit, portion=portion)
    found = of(settle(terms, month(qs)), "QS-point")
    assert found.computed == Decimal(units) * -100
    if found.line is not None:
        assert (found.line.quantity, found.line.unit) == (Decimal(units), "point")


EVENTS = (
    BASE
    + """
[[consequence]]
id = "appels"
kind = "per_event"
vat_treatment = "damages"
  [[consequence.terms]]
  from = 2025-01-01
  source = "contrat, art. 4"
  counter = "off_hours_calls"
  amount = -500
  tolerance = 2
"""
)


@pytest.mark.parametrize(("events", "amount"), [(0, 0), (2, 0), (3, -500), (5, -1500)])
def test_events_cost_beyond_the_tolerance(events: int, amount: int) -> None:
    found = of(settle(EVENTS, {**month(85), "off_hours_calls": events}), "appels")
    assert found.computed == amount


def test_events_that_no_file_counts_are_a_problem_and_not_a_zero() -> None:
    result = settle(EVENTS, month(85))
    assert (of(result, "appels").zone, of(result, "appels").line) == (None, None)
    assert [p.code for p in result.problems] == ["consequence.counter_missing"]


def test_a_consequence_that_is_not_in_force_yet_says_nothing() -> None:
    later = LADDERS.replace(
        'from = 2025-01-01\n  source = "contrat, art. 5"',
        'from = 2026-01-02\n  source = "contrat, art. 5"',
    )
    assert [c.id for c in settle(later, month(60)).consequences] == ["SAT-bm"]


def test_a_malus_on_provisional_fees_is_provisional() -> None:
    sold = LADDERS.replace('"handled_contact"', '"net_sale"').replace(
        "price = 10 }",
        'price = 10, provisional = { unit = "gross_sale", share = 86 }, matures_after_days = 14 }',
    )
    row = {**month(60), "gross_sales": 1000, "withdrawals": 200}
    early = settle(sold, row, today=date(2026, 2, 5))
    assert [line.provisional for line in early.bill.lines] == [True, False, True]
    assert early.maturity == "provisional"
    assert of(early, "QS-bm").computed == -430
    late = settle(sold, row, today=date(2026, 2, 15))
    assert (of(late, "QS-bm").computed, late.maturity) == (-400, "final")


EACH = """
stream = [{ id = "a", activity = "voix" }, { id = "b", activity = "voix" }]
"""
BY_STREAM = """
[[price]]
id = "{stream}"
activity = "voix"
streams = ["{stream}"]
unit = "handled_contact"
terms = [{{ from = 2025-01-01, source = "contrat, art. 7", price = {price} }}]
"""
SHARED = """
[[limit]]
id = "minimum"
kind = "minimum"
prices = ["a", "b"]
terms = [{ from = 2025-01-01, source = "contrat, art. 8", quantity = 3000, at_price_of = "b" }]
"""


def test_judged_stream_by_stream_a_malus_is_taken_on_the_fees_of_its_stream_alone() -> None:
    terms = EACH + LADDERS.replace('kpi = "QS"', 'kpi = "QS"\nper = "stream"')
    terms = terms.replace('activity = "voix"\nunit', "unit")  # the common price enters no base
    terms += "".join(BY_STREAM.format(stream=s, price=p) for s, p in (("a", 3), ("b", 4))) + SHARED
    rows = [{"stream": stream, **month(60)} for stream in "ab"]
    result = judged(contract(terms), JANUARY, rows)
    assert next(line for line in result.bill.lines if line.id == "minimum").amount == 4000
    amounts = {c.stream: c.computed for c in result.consequences if c.id == "QS-bm"}
    assert amounts == {"a": -150, "b": -200}, "5 % of 3,000 and of 4,000; the shortfall is nobody's own"
