"""A draft that reads half-hours, where the contract in force reads none."""

from datetime import date

from pilotage.services import backtest, publishing
from services.books import ADMIN, FEEDS, JULY, PRICES, close, result, three_months
from services.portal import OPENING, contract_text

ONE_A_DAY = OPENING.replace('"08:00"', '"10:00"').replace('"20:00"', '"10:30"')
"""Opening hours of the one half-hour that the files give."""
HALF_HOURS = """
[[sla]]
id = "DH"
kpi = "QS20"
activities = ["voix"]
[[sla.terms]]
from = 2025-01-01
source = "contrat, art. 5"
target = 90
aggregation = "share_of_compliant"
grain = "half_hour"
compliant = { at_least = 95 }
[[consequence]]
id = "DH-malus"
kind = "ladder"
slas = ["DH"]
[[consequence.terms]]
from = 2025-01-01
source = "contrat, art. 7"
bands = [{ below = 90, rate = -10 }, { at_least = 90, rate = 0 }]
"""


def text(opening=ONE_A_DAY):
    return contract_text(streams=("n1",), opening=opening + PRICES.format(price=5) + HALF_HOURS)


def tried(db, opening=ONE_A_DAY):
    draft, _ = backtest.read_draft(text(opening))
    return backtest.try_draft(db, ADMIN, draft=draft, first=JULY, last=JULY, since=date(2026, 7, 1))


def test_it_is_worth_what_it_is_once_published(db):
    """Each half-hour is at 90 % where 95 are asked for: none complies, and a tenth of the fees is due."""
    three_months(db)
    found = tried(db)
    (month,) = found.months
    assert (month.current.bonus_malus, month.draft.bonus_malus) == (0, -month.draft.bill.subtotal / 9)
    publishing.publish(db, ADMIN, contract_text=text(), feeds_text=FEEDS)
    assert result(db).bonus_malus == month.draft.bonus_malus
    assert result(db).bill.subtotal == found.drafted


def test_a_closed_month_has_its_half_hours_too(db):
    three_months(db)
    open_month = tried(db).difference
    close(db, JULY)
    assert tried(db).difference == open_month < 0


def test_half_hours_of_the_opening_hours_that_never_came_are_said_and_cost_nothing(db):
    three_months(db)
    found = tried(db, OPENING)
    assert found.difference == 0
    sla = next(one for one in found.months[0].draft.slas if one.id == "DH")
    assert (sla.status, sla.occurrences[0].reason) == ("not_measured", "missing_half_hours")
