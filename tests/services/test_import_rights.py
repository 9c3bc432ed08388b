"""Whose file it is, and who may import or withdraw it."""

from datetime import timedelta

import pytest

from pilotage.periods import Window
from pilotage.services import imports, publishing
from pilotage.services.actor import RefusedError
from pilotage.services.catalogue import UnknownContractError
from services.portal import (
    ADMIN,
    ARMOR_ONLY,
    ATLAS_ONLY,
    NOBODY,
    VIEWER,
    actions,
    calls,
    contract_text,
    count,
    day_of_calls,
    feeds_text,
)
from services.two_vendors import MONDAY, TODAY, take, two_vendors


@pytest.fixture
def portal(db_left_by):
    return db_left_by(two_vendors)


def test_between_vendors_of_one_layout_the_name_decides_then_the_contract_that_is_named(portal):
    content = calls(day_of_calls(MONDAY))
    assert take(portal, content, name="atlas_appels.csv").contract == "ATLAS-2025"
    assert take(portal, content, name="november.csv", contract="ARMOR-2025").contract == "ARMOR-2025"
    other = calls(day_of_calls(MONDAY + timedelta(days=1)))
    assert take(portal, other, name="november.csv").status == "refused"
    report = take(portal, other, name="atlas_appels.csv", contract="ARMOR-2025")
    assert [problem.code for problem in report.problems] == ["file.other_vendor"]


def test_another_vendor_s_file_is_refused_under_this_contract(portal):
    other = feeds_text("atlas").replace("Présentés", "Calls in").replace("Décrochés", "Calls answered")
    publishing.publish(portal, ADMIN, contract_text=contract_text("atlas"), feeds_text=other)
    content = calls(day_of_calls(MONDAY), encoding="utf-8").decode()
    content = content.replace("Présentés", "Calls in").replace("Décrochés", "Calls answered").encode()
    report = take(portal, content, name="atlas_appels.csv", contract="ARMOR-2025")
    assert report.status == "refused"
    assert [(p.code, p.read) for p in report.problems] == [("file.other_vendor", "Atlas")]


def test_a_viewer_may_not_import_and_the_refusal_is_kept(portal):
    with pytest.raises(RefusedError):
        take(portal, calls(day_of_calls(MONDAY)), actor=VIEWER)
    assert actions(portal)[-1] == "import.refused"
    assert count(portal, "batch") == 0


def test_a_pilot_of_one_vendor_sees_and_imports_that_vendor_only(portal):
    content = calls(day_of_calls(MONDAY))
    assert take(portal, content, actor=ARMOR_ONLY).contract == "ARMOR-2025"
    assert imports.received_files(portal, ATLAS_ONLY) == ()
    assert imports.refused_files(portal, ATLAS_ONLY) == ()
    assert {
        day.contract for day in imports.feed_days(portal, ATLAS_ONLY, window=Window(MONDAY, TODAY))
    } == {"ATLAS-2025"}
    with pytest.raises(UnknownContractError):
        take(portal, content, actor=ATLAS_ONLY, contract="ARMOR-2025")
    with pytest.raises(imports.UnknownFileError):
        imports.withdraw(portal, ATLAS_ONLY, batch=1, reason="not mine")


def test_who_sees_no_vendor_recognises_nothing(portal):
    assert take(portal, calls(day_of_calls(MONDAY)), actor=NOBODY).status == "refused"
    assert imports.received_files(portal, NOBODY) == ()
    assert imports.feed_days(portal, NOBODY, window=Window(MONDAY, TODAY)) == ()


def test_a_viewer_may_not_withdraw(portal):
    take(portal, calls(day_of_calls(MONDAY)))
    with pytest.raises(RefusedError):
        imports.withdraw(portal, VIEWER, batch=1, reason="x")
