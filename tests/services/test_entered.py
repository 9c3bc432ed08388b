"""Index values and orders entered: what they bill, what is refused, what a closing keeps."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.pricing import IndexValue, Order
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, entered, indices, months, orders, publishing
from pilotage.services.actor import RefusedError
from pilotage.services.catalogue import UnknownContractError
from services.portal import ADMIN, ARMOR_ONLY, ATLAS_ONLY, VIEWER, on
from tests.written_contract import written_contract

JANUARY = Month(2026, 1)
PRICES = """\
[[price]]
id = "forfait"
activity = "voix"
unit = "month"
[[price.terms]]
from = 2025-01-01
source = "contrat, art. 7"
price = 1000
[[price]]
id = "script"
unit = "purchase"
[[price.terms]]
from = 2025-01-01
source = "contrat, art. 8"
price = 450
[[index]]
id = "revision"
prices = ["forfait"]
[[index.terms]]
from = 2025-01-01
source = "contrat, art. 12"
fixed = 0.15
series = [{ id = "ICHT", weight = 0.85, base = 121.2 }]
first_revision = 2026-01-01
lag_months = 3
round_to = 0.0001
"""


def value(amount="130.5", published=date(2025, 12, 20), series="ICHT", source="INSEE"):
    return IndexValue(series, Month(2025, 10), Decimal(amount), published, source)


def delivery(quantity="3", price="script", number="BC-17", day=date(2026, 1, 12)):
    return Order(price, number, day, Decimal(quantity))


def bill(db):
    result = months.judged(db, ADMIN, contract="ARMOR-2025", month=JANUARY)
    return {line.id: line.amount for line in result.bill.lines}


@pytest.fixture
def portal(db):
    done = publishing.publish(db, ADMIN, contract_text=written_contract("ARMOR-2025", more=PRICES))
    assert done.version == 1, done.problems
    on(db, date(2026, 11, 12))
    return db


def refused(act):
    with pytest.raises(ProblemsFoundError) as caught:
        act()
    return [problem.code for problem in caught.value.problems]


def test_a_value_entered_bills_the_price_that_waited_for_it(portal):
    assert bill(portal) == {}
    indices.add(portal, ADMIN, contract="ARMOR-2025", value=value())
    assert bill(portal) == {"forfait": Decimal("1065.20")}
    assert indices.values(portal, ADMIN, contract="ARMOR-2025") == (value(),)


def test_an_order_delivered_is_a_line_and_a_negative_one_corrects_it(portal):
    orders.add(portal, ADMIN, contract="ARMOR-2025", order=delivery())
    assert bill(portal)["script.BC-17"] == Decimal("1350.00")
    orders.add(portal, ADMIN, contract="ARMOR-2025", order=delivery("-1"))
    assert bill(portal)["script.BC-17"] == Decimal("900.00")
    assert orders.deliveries(portal, ADMIN, contract="ARMOR-2025", month=Month(2026, 2)) == ()


def test_what_is_entered_is_in_the_trail(portal):
    indices.add(portal, ADMIN, contract="ARMOR-2025", value=value())
    orders.add(portal, ADMIN, contract="ARMOR-2025", order=delivery())
    assert [event.action for event in audit.events(portal, ADMIN, limit=2)] == ["order.add", "index.add"]


def test_a_value_is_refused_with_a_sentence_for_each_mistake(portal):
    def add(given):
        return refused(lambda: indices.add(portal, ADMIN, contract="ARMOR-2025", value=given))

    assert add(value(series="PIB")) == ["terms.unknown_series"]
    assert add(value("0")) == ["terms.not_a_value"]
    assert add(value(source=" ")) == ["terms.no_source"]
    indices.add(portal, ADMIN, contract="ARMOR-2025", value=value())
    assert add(value("131")) == ["terms.value_known"]
    indices.add(portal, ADMIN, contract="ARMOR-2025", value=value("131", date(2026, 1, 5)))
    assert bill(portal) == {"forfait": Decimal("1068.70")}


def test_an_order_is_refused_for_another_price_for_nothing_or_twice(portal):
    def add(given):
        return refused(lambda: orders.add(portal, ADMIN, contract="ARMOR-2025", order=given))

    assert add(delivery(price="forfait")) == ["terms.not_ordered"]
    assert add(delivery("0")) == ["terms.nothing_ordered"]
    orders.add(portal, ADMIN, contract="ARMOR-2025", order=delivery())
    assert add(delivery()) == ["terms.order_known"]


def test_who_may_not_enter_is_refused_and_nothing_is_kept(portal):
    for actor in (VIEWER, ATLAS_ONLY):
        with pytest.raises((RefusedError, UnknownContractError)):
            indices.add(portal, actor, contract="ARMOR-2025", value=value())
    assert indices.values(portal, ADMIN, contract="ARMOR-2025") == ()
    indices.add(portal, ARMOR_ONLY, contract="ARMOR-2025", value=value())


def test_a_closing_keeps_what_was_known_and_reads_it_back():
    facts = entered.as_facts([value()], [delivery()])
    assert entered.from_facts(facts) == ((value(),), (delivery(),))
    assert entered.as_facts((), ()) == {}
    assert entered.from_facts({}) == ((), ())
