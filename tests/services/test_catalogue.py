"""What is published, and the months that can be looked at."""

from pilotage.periods import Month
from pilotage.services import catalogue
from pilotage.services.actor import local_administrator
from pilotage.store.database import Database


def test_a_forecast_of_months_ahead_opens_no_month_that_has_not_begun(demo: Database) -> None:
    cards = catalogue.contracts(demo, local_administrator())
    assert {card.last_month for card in cards} == {Month(2026, 11)}
    assert {card.first_month for card in cards} == {Month(2025, 10)}


def test_the_demo_has_a_day_of_its_own(demo: Database) -> None:
    assert catalogue.today(demo).isoformat() == "2026-11-12"
    assert catalogue.is_demo(demo)
