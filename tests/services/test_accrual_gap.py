"""Why the accrual of the demo's months missed, to the cent, with its causes."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.invoice.gap import Cause
from pilotage.periods import Month
from pilotage.services import accrual_gap, catalogue
from pilotage.services.actor import local_administrator
from pilotage.services.months import judged

ME = local_administrator()


def gap(db, contract, month):
    return accrual_gap.gap(db, ME, contract=contract, month=Month.parse(month))


def test_the_missing_day_of_september_at_atlas_moves_the_kpi_and_no_euro(demo):
    found = gap(demo, "ATLAS-2025", "2026-09")
    assert (found.on, found.days) == (date(2026, 10, 2), (date(2026, 9, 22),))
    (told,) = [sla for cause, sla in found.gap.measured if cause is Cause.MISSING_DAY]
    assert round(told.points, 1) == Decimal("-0.3")
    assert found.gap.by_cause[Cause.MISSING_DAY] == 0
    assert found.gap.by_cause[Cause.VOLUME] == found.gap.difference == Decimal("1536.00")
    assert [one.line for one in found.gap.moves] == ["formation"], "hours known after the cut-off"


def test_february_at_armor_was_neutralised_then_waived(demo):
    found = gap(demo, "ARMOR-2025", "2026-02")
    assert found.gap.accrued == Decimal("136347.36")
    moved = {cause: amount for cause, amount in found.gap.by_cause.items() if amount}
    assert moved == {Cause.NEUTRALISATION: Decimal("2798.88"), Cause.WAIVER: Decimal("1399.44")}
    assert found.gap.reached == Decimal("140545.68")


@pytest.mark.parametrize("month", ["2025-12", "2026-03", "2026-08", "2026-10"])
def test_the_causes_of_every_contract_add_up_to_the_month_that_is_shown(demo, month):
    for card in catalogue.contracts(demo, ME):
        found = gap(demo, card.ref, month)
        now = judged(demo, ME, contract=card.ref, month=Month.parse(month))
        assert found.gap.reached == now.bill.subtotal
        assert sum(found.gap.by_cause.values()) == found.gap.difference


def test_a_month_before_its_cut_off_has_no_gap(demo):
    assert gap(demo, "ARMOR-2025", "2026-11") is None
