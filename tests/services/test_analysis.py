"""Half-hours of the week, volume against the frozen forecast, contact reasons."""

from datetime import date, time
from decimal import Decimal

import pytest

from pilotage.periods import Month, Window
from pilotage.services import analysis, imports
from pilotage.services.actor import Actor, Role, local_administrator
from services.portal import ADMIN, calls, day_of_calls, on, publish

WHO = local_administrator()
ARMOR, FEBRUARY = "ARMOR-2025", Month(2026, 2).window
MONDAY = date(2026, 11, 2)


def grid(db, contract=ARMOR, activity="voix", kpi="QS20", window=FEBRUARY):
    return analysis.half_hour_grid(db, WHO, contract=contract, activity=activity, kpi=kpi, window=window)


def test_closed_hours_have_no_cell(demo):
    cells = grid(demo).cells
    assert {cell.weekday for cell in cells} == {0, 1, 2, 3, 4, 5}
    assert (min(cell.at for cell in cells), max(cell.at for cell in cells)) == (time(8), time(19, 30))


def test_the_volume_of_a_half_hour_is_that_of_a_mean_day(demo):
    cells = grid(demo).cells
    monday = [cell for cell in cells if cell.weekday == 0]
    assert sum(cell.volume for cell in monday) == sum(cell.figure.denominator for cell in monday) / 4


def test_an_open_half_hour_without_data_stands_empty(db):
    publish(db)
    on(db, date(2026, 11, 12))
    imports.import_file(db, ADMIN, content=calls(day_of_calls(MONDAY)), name="armor_appels_x.csv")
    window = Window(MONDAY, MONDAY)
    found = analysis.half_hour_grid(db, ADMIN, contract=ARMOR, activity="voix", kpi="QS20", window=window)
    given = [cell for cell in found.cells if cell.figure.value is not None]
    assert (len(found.cells), len(given)) == (24, 3)
    assert all(cell.open for cell in found.cells)


@pytest.mark.parametrize("kpi", ["contacts-heure", "FCR"])
def test_a_kpi_with_a_counter_by_month_or_day_has_no_half_hours(demo, kpi):
    found = grid(demo, kpi=kpi)
    assert (found.reason, found.cells) == ("grain", ())
    assert found.missing


def test_a_kpi_that_the_contract_does_not_know_has_no_grid(demo):
    assert grid(demo, kpi="nothing") is None


def test_february_s_volume_is_a_third_above_its_frozen_forecast(demo):
    found = analysis.volumes(demo, WHO, contract=ARMOR, activity="voix", window=FEBRUARY)
    assert (found.accuracy.forecast, found.accuracy.actual) == (25_400, 33_900)
    assert round(found.accuracy.bias, 1) == Decimal("33.5")
    assert len(found.rows) == 28


def test_the_error_is_larger_by_half_hour_than_by_day(demo):
    day = date(2026, 2, 9)
    by_slot = analysis.volumes_of_day(demo, WHO, contract=ARMOR, activity="voix", day=day)
    whole = analysis.volumes(demo, WHO, contract=ARMOR, activity="voix", window=Window(day, day))
    assert by_slot.accuracy.wape > whole.accuracy.wape
    assert sum(row.offered for row in by_slot.rows) == whole.rows[0].offered


def test_a_day_to_come_has_a_forecast_and_no_accuracy(demo):
    window = Window(date(2026, 11, 20), date(2026, 11, 20))
    found = analysis.volumes(demo, WHO, contract=ARMOR, activity="voix", window=window)
    assert found.foretold
    assert (found.rows[0].offered, found.accuracy.slots) == (None, 0)


def test_a_vendor_without_forecast_has_its_volume_alone(demo):
    found = analysis.volumes(
        demo, WHO, contract="RAVINALA-2025", activity="email", window=Month(2026, 4).window
    )
    assert not found.foretold
    assert found.accuracy.wape is None
    assert sum(row.handled or 0 for row in found.rows) == 24_000


def test_reasons_come_by_frequency_with_what_could_have_been_avoided(demo):
    found = analysis.reasons(demo, WHO, contract=ARMOR, activity="voix", window=FEBRUARY)
    counts = [row.contacts for row in found.rows]
    assert counts == sorted(counts, reverse=True)
    assert found.rows[0].reason == "facture"
    assert found.rows[-1].cumulative == 100
    assert sum(row.share for row in found.rows) == pytest.approx(100)
    assert 0 < found.avoidable < found.total


def test_reasons_by_month_say_nothing_of_a_week(demo):
    week = Window(date(2026, 2, 2), date(2026, 2, 8))
    found = analysis.reasons(demo, WHO, contract=ARMOR, activity="voix", window=week)
    assert (found.rows, found.coarse) == ((), True)


def test_an_activity_without_reasons_has_none(demo):
    found = analysis.reasons(demo, WHO, contract="RAVINALA-2025", activity="chat", window=FEBRUARY)
    assert (found.rows, found.total, found.avoidable) == ((), 0, None)


def test_the_reason_streams_move_no_figure_of_their_activity(demo):
    from pilotage.services import catalogue

    table = catalogue.counters(demo, WHO, ref=ARMOR, window=FEBRUARY)
    reasons = [one.id for one in catalogue.contract(demo, WHO, ref=ARMOR).stream if one.reason]
    assert set(table.sums(reasons, FEBRUARY).values) == {"qualified", "avoidable"}


def test_a_vendor_out_of_sight_is_unknown(demo):
    from pilotage.services.catalogue import UnknownContractError

    other = Actor("someone", Role.PILOT, frozenset({"tejo"}))
    for ask in (
        lambda: analysis.reasons(demo, other, contract=ARMOR, activity="voix", window=FEBRUARY),
        lambda: analysis.volumes(demo, other, contract=ARMOR, activity="voix", window=FEBRUARY),
        lambda: analysis.volumes_of_day(demo, other, contract=ARMOR, activity="voix", day=MONDAY),
        lambda: analysis.half_hour_grid(
            demo, other, contract=ARMOR, activity="voix", kpi="QS20", window=FEBRUARY
        ),
    ):
        with pytest.raises(UnknownContractError):
            ask()
