"""Edges of the consequences that no month written by hand reaches."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pilotage.consequences.caps import apply_caps
from pilotage.consequences.conditions import Conditions, conditioned
from pilotage.consequences.kinds import Claim, Held, per_event, per_unit
from pilotage.consequences.model import PastMonth
from pilotage.consequences.shares import common
from pilotage.contract.model import Edges, InForce, PerEventTerms, PerUnitTerms
from pilotage.judgement import MonthResult
from pilotage.neutralisation import Share
from pilotage.periods import Month
from pilotage.sla import Zone
from pilotage.trace import Source, computed
from tests.months import contract, judged, table

JANUARY = Month(2026, 1)
SIGNED = 'from = 2025-01-01, source = "contrat, art. 7"'
SOURCE = Source("contrat", "art. 7", "2025-01-01")
BLOCK = {"since": date(2025, 1, 1), "source": "contrat, art. 7", "until": None}
REMEMBERED = f"""
kpi = [{{ id = "QS", formula = "service_level", within_s = 20, source = "contrat, annexe 1" }}]
sla = [
  {{ id = "QS", kpi = "QS", terms = [{{ {SIGNED}, target = 80 }}] }},
  {{ id = "QS-trimestre", kpi = "QS", window = "quarter", terms = [{{ {SIGNED}, target = 80 }}] }},
]
[[price]]
id = "appel"
activity = "voix"
unit = "handled_contact"
terms = [{{ {SIGNED}, price = 10 }}]
[[consequence]]
id = "escalade"
kind = "escalating"
slas = ["QS"]
terms = [{{ {SIGNED}, rates = [-1, -2, -3, -4], within = 12 }}]
[[consequence]]
id = "alerte"
kind = "alert"
slas = ["QS"]
terms = [{{ {SIGNED}, misses = 3, within = 12 }}]
[[consequence]]
id = "regain"
kind = "earn_back"
of = "escalade"
terms = [{{ {SIGNED}, reach = {{ at_least = 60 }}, look_back = 3 }}]
[[gate]]
id = "condition"
consequences = ["regain"]
terms = [{{ {SIGNED}, requires = {{ sla = "QS-trimestre", at_least = 80 }} }}]
[[limit]]
id = "an"
kind = "cap_malus"
per = "calendar_year"
terms = [{{ {SIGNED}, amount = 450 }}]
"""


def missed(month: Month, history: tuple[MonthResult, ...]) -> MonthResult:
    rows = [{"handled": 1000, "offered": 1000, "answered_within_20s": 700}]
    return judged(contract(REMEMBERED), month, rows, history=history)


def test_a_month_judged_again_does_not_remember_its_own_first_judgement() -> None:
    history: tuple[MonthResult, ...] = ()
    for number in (1, 2):
        history += (missed(Month(2026, number), history),)
    march = missed(Month(2026, 3), history)
    assert march.bonus_malus != 0
    again = missed(Month(2026, 3), (*history, march))
    assert (again.bill, again.consequences) == (march.bill, march.consequences)


def halved(claim: Claim) -> Claim:
    """What a condition that leaves half of the money leaves of a claim."""
    text = f"""
[[gate]]
id = "montee"
consequences = ["malus"]
applies_to = "both"
terms = [{{ {SIGNED}, phases = [{{ from_month = 1, share = 50 }}] }}]
"""
    given = Conditions(contract(text), {}, table([{"handled": 1}]), JANUARY, date(2026, 2, 10))
    return conditioned("malus", claim, given).claim


def test_half_of_a_claim_is_half_of_its_price_when_the_claim_is_its_quantity_times_its_price() -> None:
    claim = Claim(Zone.MALUS, Decimal("-10.00"), SOURCE, (), Decimal(5), "point", Decimal(-2))
    kept = halved(claim)
    assert (kept.amount, kept.quantity, kept.unit, kept.unit_price) == (-5, 5, "point", -1)


def test_half_of_a_claim_whose_price_was_rounded_is_half_of_its_amount() -> None:
    """5/14 of 27.93 is 9.975, so 9.98; 27.93 times the 28 digits of 5/14 falls just short of it."""
    share = Decimal(5) / 14
    for sign in (1, -1):
        amount = sign * Decimal("9.98")
        kept = halved(Claim(Zone.MALUS, amount, SOURCE, (), sign * Decimal("27.93"), "amount", share))
        assert (kept.quantity, kept.unit) == (Decimal("9.98"), "amount")
        assert (kept.unit_price, kept.amount) == (sign * Decimal("0.5"), sign * Decimal("4.99"))


def test_what_several_values_leave_of_one_consequence_is_the_most_that_any_of_them_leaves() -> None:
    rows = [{"handled": 1, "offered": 100, "answered_within_20s": 70}]
    due = judged(contract(REMEMBERED), JANUARY, rows).slas[0].due[0]
    shares = [
        Share(Decimal(kept), Decimal(actual), "offered", SOURCE, "R1")
        for kept, actual in ((90, 200), (50, 60), (120, 200))
    ]
    relieved = [replace(due, pro_rata=share) for share in shares]
    assert common(relieved) == shares[1]
    assert common([*relieved, due]) is None, "one that is due in full leaves all of it"
    assert common([]) is None


def in_force(kind: type, **values: object) -> InForce:
    return InForce(kind.model_construct(**BLOCK, **values), {})


@pytest.mark.parametrize("known", [{"counter": "plaintes"}, {"amount": Decimal(-5)}])
def test_an_amount_an_event_needs_its_counter_and_its_amount(known: dict[str, object]) -> None:
    values = {"counter": None, "amount": None, "tolerance": Decimal(0), "tolerance_percent": None}
    terms = in_force(PerEventTerms, **{**values, "of": None, "portion": "exact", **known})
    with pytest.raises(ValueError, match=r"^contrat, art. 7: an amount an event without"):
        per_event(terms, Decimal(3))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"amount": Decimal(-5)}, "^contrat, art. 7: an amount a unit without"),
        ({"beyond": Edges(below=Decimal(80))}, "^contrat, art. 7: an amount a unit without"),
        ({"beyond": Edges(), "amount": Decimal(-5)}, "^an amount a unit beyond no value"),
    ],
)
def test_an_amount_a_unit_needs_the_value_beyond_which_it_is_due_and_its_amount(
    known: dict[str, object], said: str
) -> None:
    values = {"beyond": None, "amount": None, "rate": None, "unit": Decimal(1), "portion": "exact"}
    terms = in_force(PerUnitTerms, **{**values, **known})
    base = computed("base.all_fees", "0", {}, "currency", SOURCE)
    with pytest.raises(ValueError, match=said):
        per_unit(terms, Held(Decimal(70), base))


def test_a_cap_without_a_rate_or_an_amount_is_refused() -> None:
    rows = [{"handled": 1000, "offered": 1000, "answered_within_20s": 700}]
    terms = contract(REMEMBERED)
    result = judged(terms, JANUARY, rows)
    (limit,) = terms.limit
    empty = limit.model_copy(update={"terms": (limit.terms[0].model_copy(update={"amount": None}),)})
    bare = terms.model_copy(update={"limit": (empty,)})
    fees = [line for line in result.bill.lines if line.kind == "fee"]
    past = [PastMonth(Month(2025, 12), (), ())]
    with pytest.raises(ValueError, match=r"^contrat, art. 7: a limit without a rate or an amount"):
        apply_caps(bare, result.consequences, fees, JANUARY, past)
