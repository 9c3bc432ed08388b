"""Why customers call: the tariff change in February, and acknowledgements that answer nothing."""

import pytest

from pilotage.demo import facts, reasons
from pilotage.demo.clock import MONTHS
from pilotage.periods import Month


def shares(counted):
    total = sum(one.qualified for one in counted)
    return {one.name: one.qualified / total for one in counted}


def test_the_tariff_change_makes_nearly_half_of_armor_s_calls_of_february():
    usual, crisis = shares(reasons.armor(Month(2026, 1))), shares(reasons.armor(Month(2026, 2)))
    assert usual["Facture et tarif"] < 0.26
    assert 0.46 < crisis["Facture et tarif"] < 0.48


def test_e_mails_that_chase_an_acknowledgement_double_in_a_year():
    first, last = (shares(reasons.ravinala(month)) for month in (MONTHS[0], MONTHS[-1]))
    name = "Relance après accusé de réception"
    assert last[name] > 1.9 * first[name]


@pytest.mark.parametrize("month", MONTHS)
def test_reasons_are_recorded_for_most_contacts_and_never_for_more_than_were_handled(month):
    for counted, handled in (
        (reasons.armor(month), facts.ARMOR[str(month)].answered),
        (reasons.ravinala(month), facts.RAVINALA_MAILS[str(month)][0]),
    ):
        assert handled * 0.96 < sum(one.qualified for one in counted) < handled
        assert all(0 <= one.avoidable <= one.qualified for one in counted)


def test_the_same_month_gives_the_same_figures():
    assert reasons.armor(Month(2026, 5)) == reasons.armor(Month(2026, 5))
