"""One definition at a time: for every vendor in sight, and by every formula of a KPI's name."""

from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.services import comparison
from pilotage.services.actor import Actor, Role, local_administrator
from pilotage.services.catalogue import UnknownContractError
from pilotage.services.comparison import OWN
from pilotage.services.kpis import kpi_rows

WHO = local_administrator()
ARMOR, FEBRUARY = "ARMOR-2025", Month(2026, 2).window


def compared(db, kpi="QS20", definition="", actor=WHO, contract=ARMOR):
    return comparison.compare(
        db, actor, contract=contract, kpi=kpi, window=FEBRUARY, definition=definition
    )


def by_place(found):
    return {(row.card.vendor, row.activity.id): row for row in found.rows}


def test_the_contract_s_definition_comes_first_and_is_the_one_compared(demo):
    found = compared(demo)
    assert found.chosen == found.definitions[0].key
    assert ARMOR in found.definitions[0].contracts
    assert {row.kpi.counters for row in found.rows} == {("answered_within_20s", "offered")}


def test_a_delay_that_a_feed_cannot_give_is_not_measured_with_its_reason(demo):
    row = by_place(compared(demo))["atlas", "voix"]
    assert (row.figure.value, row.figure.reason) == (None, "counter_missing")
    assert row.figure.missing == ("answered_within_20s",)
    assert not row.same


def test_another_contract_s_definition_measures_that_contract(demo):
    theirs = next(one for one in compared(demo).definitions if "ATLAS-2025" in one.contracts)
    places = by_place(compared(demo, definition=theirs.key))
    assert places["atlas", "voix"].figure.value is not None
    assert places["atlas", "voix"].same
    assert places["armor", "voix"].figure.value is None


def test_each_by_its_own_contract_gives_the_figures_of_their_kpis(demo):
    found = compared(demo, definition=OWN)
    for row in found.rows:
        mine = kpi_rows(
            demo, WHO, contract=row.card.ref, window=FEBRUARY, by="total", kpi=row.own,
            activity=row.activity.id,
        )  # fmt: skip
        assert [one.figure.value for one in mine] == [row.figure.value]


def test_the_best_comes_first_and_the_not_measured_last(demo):
    delays = [row.figure.value for row in compared(demo, "DMT").rows]
    assert delays == sorted(delays)
    rates = [row.figure.value for row in compared(demo, "CSAT").rows]
    assert rates == sorted(rates, reverse=True)
    assert [row.figure.value is None for row in compared(demo).rows][-1]


def test_a_sampled_kpi_carries_the_interval_of_each_vendor(demo):
    assert all(row.figure.interval is not None for row in compared(demo, "CSAT").rows)


def test_a_definition_that_nobody_has_falls_back_on_the_contract_s(demo):
    assert compared(demo, definition="nonsense").chosen == compared(demo).chosen


def test_who_sees_one_vendor_compares_it_with_nobody(demo):
    alone = Actor("armor.pilot", Role.PILOT, frozenset({"armor"}))
    found = compared(demo, actor=alone)
    assert {row.card.vendor for row in found.rows} == {"armor"}
    assert {ref for one in found.definitions for ref in one.contracts} == {ARMOR}


def test_a_contract_out_of_sight_cannot_be_compared(demo):
    other = Actor("tejo.pilot", Role.PILOT, frozenset({"tejo"}))
    with pytest.raises(UnknownContractError):
        compared(demo, actor=other)
    with pytest.raises(UnknownContractError):
        comparison.variants(demo, other, contract=ARMOR, activity="voix", kpi="QS20", window=FEBRUARY)


def test_a_kpi_that_a_contract_writes_itself_is_compared_with_nobody_s(demo):
    assert compared(demo, "consentement", contract="TEJO-2025") is None
    assert compared(demo, "nothing") is None


def test_the_six_service_levels_come_from_the_same_counters(demo):
    found = comparison.variants(demo, WHO, contract=ARMOR, activity="voix", kpi="QS20", window=FEBRUARY)
    values = {one.variant: one.figure.value for one in found}
    assert len(values) == 6
    assert [one.variant for one in found if one.agreed] == ["answered_in_time_over_offered"]
    assert round(values["answered_in_time_over_offered"], 1) == Decimal("58.4")
    assert values["answered_only"] == Decimal(19_798) * 100 / 26_780
    assert values["answered_in_time_over_offered"] == min(values.values())


def test_a_kpi_with_one_formula_has_one(demo):
    found = comparison.variants(
        demo, WHO, contract=ARMOR, activity="voix", kpi="transferts", window=FEBRUARY
    )
    assert sum(one.agreed for one in found) == 1


def test_a_series_by_another_formula_is_that_of_the_catalogue(demo):
    rows = kpi_rows(
        demo, WHO, contract=ARMOR, window=FEBRUARY, by="month", kpi="QS20", activity="voix",
        variant="answered_only",
    )  # fmt: skip
    assert [row.figure.value for row in rows] == [Decimal(19_798) * 100 / 26_780]
    assert rows[0].target == 80
