"""The demo's index values and deliveries: there to be seen, moving no month of the story."""

from datetime import date
from decimal import Decimal

from pilotage.periods import Month
from pilotage.services import indices, months, orders
from pilotage.services.actor import local_administrator

WHO, RAVINALA = local_administrator(), "RAVINALA-2025"


def test_the_index_has_its_published_values_with_their_source(demo):
    found = indices.values(demo, WHO, contract=RAVINALA)
    assert {(str(one.period), one.value, one.published) for one in found} == {
        ("2024-09", Decimal("314.5"), date(2024, 10, 31)),
        ("2025-01", Decimal("315.2"), date(2025, 2, 28)),
    }
    assert all("Syntec" in one.source for one in found)


def test_what_was_ordered_is_billed_in_the_month_that_runs_alone(demo):
    # 3 + 1 modèles de réponse à 85,00 : 340,00 en novembre, rien avant.
    made = orders.deliveries(demo, WHO, contract=RAVINALA)
    assert {one.on.month for one in made} == {11}
    billed = [
        (str(month), line.amount)
        for month in (Month(2026, 10), Month(2026, 11))
        for line in months.judged(demo, WHO, contract=RAVINALA, month=month).bill.lines
        if line.term == "modele" and line.amount
    ]
    assert sum(amount for _, amount in billed) == Decimal("340.00")
    assert {month for month, _ in billed} == {"2026-11"}
