"""Why a month missed its budget: the causes add up, and each is what its formula says."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.accounting.variance import CAUSES, Planned, actual_of, variance
from pilotage.money import sum_of
from pilotage.pricing import Line, LineKind
from pilotage.trace import Source


def priced(term, quantity, amount, unit="handled_contact"):
    return Planned(term, unit, Decimal(quantity), Decimal(amount))


def lump(term, amount, family="bonus_malus"):
    return Planned(term, "amount", Decimal(1), Decimal(amount), family)


def told(budget, actual):
    return {cause: amount for cause, amount in variance(budget, actual).items() if amount}


def test_more_contacts_at_the_same_price_is_volume_alone():
    # 1 000 contacts à 5,00 prévus, 1 200 faits : 200 x 5,00 = 1 000,00 de volume.
    assert told([priced("appel", 1000, "5000")], [priced("appel", 1200, "6000")]) == {
        "volume": Decimal("1000.00")
    }


def test_another_price_on_the_same_contacts_is_price_alone():
    # 1 000 x (5,20 - 5,00) = 200,00.
    assert told([priced("appel", 1000, "5000")], [priced("appel", 1000, "5200")]) == {
        "price": Decimal("200.00")
    }


def test_more_of_the_dear_line_and_less_of_the_cheap_one_is_mix_alone():
    # 100 e-mails à 1,62 et 100 chats à 1,38 prévus, 120 et 80 faits : 20 x 1,62 - 20 x 1,38 = 4,80.
    budget = [priced("email", 100, "162.00"), priced("chat", 100, "138.00")]
    actual = [priced("email", 120, "194.40"), priced("chat", 80, "110.40")]
    assert told(budget, actual) == {"mix": Decimal("4.80")}


def test_a_malus_that_no_budget_held_is_bonus_and_malus():
    budget = [priced("appel", 1000, "5000")]
    assert told(budget, [*budget, lump("QS", "-250.00")]) == {"bonus_malus": Decimal("-250.00")}


def test_what_corrects_a_closed_month_is_a_cause_of_its_own():
    budget = [priced("appel", 1000, "5000")]
    actual = [*budget, lump("appel", "-312.40", "adjustment"), lump("m1", "50.00", "other")]
    assert told(budget, actual) == {"adjustment": Decimal("-312.40"), "other": Decimal("50.00")}


@pytest.mark.parametrize(
    ("kind", "family"),
    [("fee", "price"), ("malus", "bonus_malus"), ("adjustment", "adjustment"), ("manual", "other")],
)
def test_each_kind_of_line_is_of_one_family(kind, family):
    line = Line(
        "x", "appel", LineKind(kind), Decimal(2), "handled_contact", Decimal(5), Decimal(10), Source()
    )
    bill = SimpleNamespace(bill=SimpleNamespace(lines=(line,)))
    assert [(one.family, one.amount) for one in actual_of(bill)] == [(family, Decimal(10))]


def test_a_line_that_no_budget_held_is_volume_at_its_own_price():
    assert told([], [priced("formation", 64, "768.00", "training_hour")]) == {"volume": Decimal("768.00")}


amounts = st.decimals(min_value=0, max_value=100_000, places=2)
quantities = st.decimals(min_value=1, max_value=50_000, places=1)
sides = st.lists(
    st.one_of(
        st.builds(priced, st.sampled_from(["appel", "email", "chat"]), quantities, amounts),
        st.builds(priced, st.just("heure"), quantities, amounts, st.just("productive_hour")),
        st.builds(lump, st.just("QS"), st.decimals(min_value=-9000, max_value=9000, places=2)),
        st.builds(lump, st.just("regul"), amounts, st.just("other")),
    ),
    max_size=5,
    unique_by=lambda one: one.term,
)


@given(sides, sides)
def test_the_causes_add_up_to_the_whole_difference(budget, actual):
    found = variance(budget, actual)
    assert tuple(found) == CAUSES
    difference = sum_of(one.amount for one in actual) - sum_of(one.amount for one in budget)
    assert sum_of(found.values()) == difference


@given(sides)
def test_a_month_that_is_its_budget_has_no_cause(month):
    assert set(variance(month, month).values()) <= {Decimal(0)}
