"""The staffing that the rest of the month would take, and what it says when it cannot tell."""

from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.services import capacity, landing, months, staffing
from pilotage.services.actor import Actor, Role
from pilotage.services.catalogue import UnknownContractError
from pilotage.staffing import agents_for, queue
from services.portal import ADMIN

NOVEMBER = Month(2026, 11)


@pytest.fixture(scope="module")
def atlas(demo):
    return staffing.rest_staffing(demo, ADMIN, contract="ATLAS-2025", month=NOVEMBER)


def test_each_half_hour_reaches_what_the_rest_must_show(demo, atlas):
    found = landing.landing(demo, ADMIN, contract="ATLAS-2025", month=NOVEMBER)
    assert atlas.supposed.target == found.targets[0].outlook.needed.value
    assert all(
        one.need.queue.service_level >= float(round(atlas.supposed.target, 3)) for one in atlas.half_hours
    )
    assert atlas.calls == pytest.approx(found.targets[0].outlook.rest, abs=Decimal("0.01"))


def test_the_figures_of_the_box_are_those_of_erlang_c(atlas):
    peak = atlas.peak
    again = agents_for(
        round(float(peak.calls), 3),
        round(float(atlas.supposed.aht_s), 3),
        round(float(atlas.supposed.target), 3),
        30.0,
    )
    assert peak.need.agents == again.agents
    load = peak.need.queue.erlangs
    fewer = queue(load, again.agents - 1, float(atlas.supposed.aht_s), 30)
    assert fewer.service_level < float(atlas.supposed.target)
    assert atlas.hours == Decimal(sum(one.need.agents for one in atlas.half_hours)) / 2


def test_hours_on_the_roster_hold_the_shrinkage_that_was_measured(atlas):
    assert 20 < atlas.supposed.shrinkage < 26  # 1 - 1/1.31
    assert atlas.rostered_hours > atlas.hours


def test_what_was_ordered_for_the_same_days_stands_beside(atlas):
    assert Decimal(3500) < atlas.ordered < Decimal(3700)
    assert atlas.ordered < atlas.hours


def test_more_volume_or_a_longer_handle_time_takes_more_hours(demo, atlas):
    def hours(**more):
        return staffing.rest_staffing(demo, ADMIN, contract="ATLAS-2025", month=NOVEMBER, **more).hours

    assert hours(volume=Decimal(10)) > atlas.hours
    assert hours(aht_s=Decimal(500)) > atlas.hours
    assert hours(target=Decimal(95)) > atlas.hours
    assert hours(shrinkage=Decimal(50)) == atlas.hours


@pytest.mark.parametrize(
    ("ref", "month", "sla"),
    [
        ("RAVINALA-2025", NOVEMBER, ""),  # no forecast by half-hour
        ("TEJO-2025", NOVEMBER, ""),  # outbound calls wait for nobody
        ("ARMOR-2025", NOVEMBER, "SAT"),  # not a service level
        ("ARMOR-2025", Month(2026, 10), ""),  # the month is over
    ],
)
def test_where_nothing_can_be_staffed_nothing_is_said(demo, ref, month, sla):
    assert staffing.rest_staffing(demo, ADMIN, contract=ref, month=month, sla=sla) is None


# ---- the weeks to come ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def weeks(demo):
    return capacity.capacity(demo, ADMIN, contract="ATLAS-2025")


def test_hours_needed_are_contacts_by_handle_time_over_occupancy(weeks):
    one = weeks.weeks[1]
    expected = one.contacts * weeks.pace.aht_s / 3600 * 100 / weeks.pace.occupancy
    assert one.needed == pytest.approx(expected)
    assert weeks.pace.measured
    assert 75 < weeks.pace.occupancy < 90


def test_the_autumn_departures_leave_four_weeks_short(weeks):
    assert len(weeks.weeks) == 7
    assert [one.cover for one in weeks.weeks] == ["tight", *["short"] * 4, "tight", "tight"]
    assert [one.trained for one in weeks.weeks][:5] == [45, Decimal("44.5"), 44, 43, Decimal("42.5")]
    assert weeks.weeks[-1].scheduled is None


def test_the_gap_is_that_of_the_tightest_capacity(weeks):
    for one in weeks.weeks:
        known = [x for x in (one.ordered, one.scheduled, one.trained_hours) if x is not None]
        assert one.gap == min(known) - one.needed


def test_hours_to_come_are_never_billed(demo):
    result = months.judged(demo, ADMIN, contract="ATLAS-2025", month=NOVEMBER)
    hours = {line.term: line.quantity for line in result.bill.lines}
    assert hours == {"heure-jour": 1782, "heure-soiree": 195, "heure-dimanche": 38}


def test_a_contract_without_orders_still_knows_what_it_needs(demo):
    found = capacity.capacity(demo, ADMIN, contract="ARMOR-2025")
    assert {one.cover for one in found.weeks} == {"unknown"}
    assert all(one.needed > 0 and one.gap is None for one in found.weeks)


def test_a_contract_without_forecast_says_nothing(demo):
    assert capacity.capacity(demo, ADMIN, contract="TEJO-2025").weeks == ()


def test_more_volume_takes_more_hours(demo, weeks):
    more = capacity.capacity(demo, ADMIN, contract="ATLAS-2025", volume=Decimal(10))
    assert more.weeks[0].needed == pytest.approx(weeks.weeks[0].needed * Decimal("1.1"))


def test_another_vendors_capacity_is_out_of_sight(demo):
    with pytest.raises(UnknownContractError):
        capacity.capacity(demo, Actor("p", Role.PILOT, frozenset({"tejo"})), contract="ATLAS-2025")
