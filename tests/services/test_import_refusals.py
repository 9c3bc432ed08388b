"""Files that are refused: told, kept in the register, and nothing else."""

from datetime import timedelta

import pytest

from pilotage.services import audit, imports
from services.portal import ADMIN, ARMOR_ONLY, ATLAS_ONLY, actions, calls, contents, count, day_of_calls
from services.two_vendors import MONDAY, TODAY, take, two_vendors


@pytest.fixture
def portal(db_left_by):
    return db_left_by(two_vendors)


BAD = {
    "empty": b"",
    "not ours": b"colour;taste\nred;sweet\n",
    "renamed": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(range(256)) * 20,
    "truncated workbook": b"PK\x03\x04 and no more",
    "a column missing": calls(day_of_calls(MONDAY)).replace(b";Sous 20 s", b"").replace(b";8\r", b"\r"),
    "text in a number": calls([(MONDAY, "08:00", "n1", "dix", 9, 8)]),
    "a date to come": calls(day_of_calls(TODAY + timedelta(days=30))),
    "an unknown stream": calls(day_of_calls(MONDAY, stream="n9")),
    "over 50 MB": b"Date;Heure\n" + b"0" * (50 * 2**20 + 1),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_refused_file_leaves_every_table_but_the_trail_and_the_register(portal, kind):
    take(portal, calls(day_of_calls(MONDAY)))
    apart = ("audit_event", "audit_text", "quarantine")
    before = contents(portal, *apart)
    report = take(portal, BAD[kind])
    assert (report.status, report.batch) == ("refused", None)
    assert len({problem.code for problem in report.problems}) >= 1
    assert contents(portal, *apart) == before
    assert count(portal, "quarantine") == 1
    assert actions(portal)[-1] == "file.refused"
    assert audit.verify(portal, ADMIN) == ()


def test_a_file_refused_twice_is_one_line_of_the_register(portal):
    take(portal, BAD["not ours"], name="a.csv")
    take(portal, BAD["not ours"], name="b.csv")
    (refused,) = imports.refused_files(portal, ADMIN)
    assert (refused.name, refused.times, refused.vendor) == ("b.csv", 2, "")
    assert [problem.code for problem in refused.problems] == ["file.not_recognised"]


def test_a_refused_file_of_a_pilot_of_one_vendor_stays_in_his_sight(portal):
    take(portal, BAD["not ours"], actor=ARMOR_ONLY)
    assert len(imports.refused_files(portal, ARMOR_ONLY)) == 1
    assert imports.refused_files(portal, ATLAS_ONLY) == ()
