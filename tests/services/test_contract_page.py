"""What is left on a contract, its deadlines and their calendar file, its versions."""

from datetime import date
from decimal import Decimal

import pytest
from icalendar import Calendar

from pilotage.contract.loading import load_contract
from pilotage.kpi.known import KNOWN
from pilotage.locale import Words
from pilotage.periods import Month
from pilotage.services import catalogue, contract_page, deadlines, todo
from pilotage.services.actor import RefusedError
from pilotage.services.months import judged
from services.books import REF, SEPTEMBER, publish, three_months
from services.portal import ADMIN, ATLAS_ONLY
from tests.months import ROOT

TODAY = date(2026, 11, 12)


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def armor(**changed):
    text = (ROOT / "contracts/ARMOR-2025/contract.toml").read_text(encoding="utf-8")
    for key, value in changed.items():
        text = text.replace(f"\n{key} = ", f"\n{key} = {value} # ", 1)
    contract, problems = load_contract(text, "", KNOWN)
    assert contract is not None, problems
    return contract


def test_what_is_consumed_of_a_yearly_cap_is_the_malus_of_its_judged_months(demo):
    month = Month(2026, 10)
    found = {one.id: one for one in contract_page.consumed(demo, ADMIN, ref="ARMOR-2025", month=month)}
    cap = found["malus-annee"]
    results = [judged(demo, ADMIN, contract="ARMOR-2025", month=one) for one in Month(2026, 1).to(month)]
    taken = sum(max(-c.retained, Decimal(0)) for one in results for c in one.consequences)
    calls = sum(line.amount for one in results for line in one.bill.lines if line.term == "appel")
    assert (cap.first, cap.last) == (Month(2026, 1), month)
    assert cap.used == taken
    assert cap.most == (calls * 6 / 100).quantize(Decimal("0.01"))
    assert cap.left == cap.most - taken
    assert found["malus-mois"].first == month


def test_a_minimum_counts_the_quantities_of_its_prices(demo):
    found = contract_page.consumed(demo, ADMIN, ref="RAVINALA-2025", month=Month(2026, 8))
    (minimum,) = (one for one in found if one.kind == "minimum")
    assert (minimum.used, minimum.most, minimum.money) == (25_200, 30_000, False)
    assert minimum.left == 4_800


def test_nothing_is_consumed_before_any_figure(portal):
    assert contract_page.consumed(portal, ADMIN, ref=REF, month=SEPTEMBER) == ()


def test_the_deadlines_of_armor_are_its_freezing_its_review_its_notice_and_its_end():
    found = [(one.code, one.day) for one in deadlines.deadlines(armor(), TODAY)]
    assert found == [
        ("freeze", date(2026, 11, 15)),
        ("review", date(2027, 1, 15)),
        ("notice", date(2027, 6, 30)),
        ("end", date(2027, 12, 31)),
    ]


def test_the_day_after_the_freezing_the_next_one_is_that_of_the_next_month():
    (freeze,) = (one for one in deadlines.deadlines(armor(), date(2026, 11, 16)) if one.code == "freeze")
    assert (freeze.day, freeze.about) == (date(2026, 12, 15), Month(2027, 2))


def test_a_deadline_is_something_to_do_within_ninety_days():
    assert deadlines.near(armor(), TODAY) == ()
    (near,) = deadlines.near(armor(notice="2027-01-31"), TODAY)
    assert (near.code, near.days_left(TODAY)) == ("notice", 80)


def test_the_day_by_which_the_terms_are_to_be_read_again_is_a_deadline_to_do():
    text = (ROOT / "contracts/ARMOR-2025/contract.toml").read_text(encoding="utf-8")
    contract, problems = load_contract(f"review = 2027-01-20\n{text}", "", KNOWN)
    assert contract is not None, problems
    (near,) = deadlines.near(contract, TODAY)
    assert (near.code, near.day) == ("terms_review", date(2027, 1, 20))
    assert deadlines.said(near, contract, Words("fr")) == "Clauses du contrat à relire"


def test_the_notice_of_the_demo_is_not_to_do_yet(demo):
    assert not [task for task in todo.desk(demo, ADMIN).tasks if task.code == "notice"]


def events(content):
    return {str(one["UID"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


def test_the_calendar_file_keeps_its_uids_and_its_sequence_follows_the_version(portal):
    publish(portal, head="", calendar="ends = 2027-12-31\n")
    first = events(deadlines.calendar_of(portal, ADMIN, ref=REF, language="fr"))
    assert deadlines.calendar_of(portal, ADMIN, ref=REF, language="fr") == deadlines.calendar_of(
        portal, ADMIN, ref=REF, language="fr"
    )
    publish(portal, head="", calendar="ends = 2028-12-31\n")
    second = events(deadlines.calendar_of(portal, ADMIN, ref=REF, language="fr"))
    assert set(first) == set(second) == {f"{REF}.end@pilotage"}
    (before,), (after,) = first.values(), second.values()
    assert (before["DTSTART"].dt, after["DTSTART"].dt) == (date(2027, 12, 31), date(2028, 12, 31))
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert str(before["SUMMARY"]) == "Armor · Le contrat prend fin"


def test_two_versions_are_compared_and_each_text_is_kept(portal):
    publish(portal, price=6)
    assert [one.number for one in contract_page.versions(portal, ADMIN, ref=REF)] == [1, 2]
    (change,) = contract_page.compared(portal, ADMIN, ref=REF, before=1, after=2)
    assert (change.id, change.key, change.before, change.after) == ("appel", "price", 5, 6)
    assert "price = 5" in contract_page.text_of(portal, ADMIN, ref=REF, version=1)
    assert "price = 6" in contract_page.text_of(portal, ADMIN, ref=REF)


def test_another_vendors_contract_is_out_of_sight(portal):
    for read in (contract_page.versions, contract_page.text_of, contract_page.opened):
        with pytest.raises((catalogue.UnknownContractError, RefusedError)):
            read(portal, ATLAS_ONLY, ref=REF)
