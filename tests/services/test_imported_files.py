"""What the register says of files taken in, and files taken back."""

from datetime import date

import pytest

from pilotage.periods import Window
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, imports
from services.portal import ADMIN, PILOT, actions, calls, day_of_calls, hours
from services.two_vendors import MONDAY, sums, take, two_vendors


@pytest.fixture
def portal(db_left_by):
    return db_left_by(two_vendors)


def test_the_register_says_what_is_left_of_each_file(portal):
    take(portal, calls(day_of_calls(MONDAY)), name="armor_appels_1.csv")
    take(portal, calls(day_of_calls(MONDAY, offered=20, slots=["08:30"])), name="armor_appels_2.csv")
    take(portal, calls(day_of_calls(MONDAY, offered=5, slots=["08:30"])), name="armor_appels_3.csv")
    take(portal, hours([(MONDAY, "n1", "7,5")]), name="armor_heures.csv")
    imports.withdraw(portal, PILOT, batch=4, reason="sent by mistake")
    files = imports.received_files(portal, ADMIN)
    assert [file.state for file in files] == ["partly_replaced", "replaced", "counted", "withdrawn"]
    assert files[3].reason == "sent by mistake"
    assert files[2].days_replaced == (MONDAY,)
    assert imports.received_files(portal, ADMIN, contract="ATLAS-2025") == ()
    earlier = Window(date(2026, 10, 1), date(2026, 10, 31))
    assert imports.received_files(portal, ADMIN, window=earlier) == ()


def test_problems_of_a_file_are_kept_with_it(portal):
    rows = [*day_of_calls(MONDAY), (MONDAY, "10:00", "n1", "dix", 1, 1)]
    report = take(portal, calls(rows), partial=True)
    assert report.status == "imported"
    (file,) = imports.received_files(portal, ADMIN)
    assert file.problems == report.problems
    assert file.problems[0].row == 5
    assert (file.rows_read, file.rows_kept) == (4, 3)


def test_a_withdrawn_file_counts_no_more_and_may_come_again(portal):
    content = calls(day_of_calls(MONDAY))
    take(portal, content)
    take(portal, calls(day_of_calls(MONDAY, offered=20)))
    imports.withdraw(portal, ADMIN, batch=2, reason="wrong month")
    assert sums(portal, "offered") == 30
    imports.withdraw(portal, ADMIN, batch=1, reason="wrong month too")
    assert sums(portal, "offered") is None
    assert take(portal, content).batch == 3
    assert sums(portal, "offered") == 30
    assert actions(portal)[-3:] == ["file.withdraw", "file.withdraw", "file.import"]
    assert audit.verify(portal, ADMIN) == ()


@pytest.mark.parametrize(
    ("batch", "reason", "code"), [(1, " ", "import.no_reason"), (2, "x", "import.withdrawn")]
)
def test_a_withdrawal_needs_a_reason_and_happens_once(portal, batch, reason, code):
    take(portal, calls(day_of_calls(MONDAY)))
    take(portal, calls(day_of_calls(MONDAY, offered=20)))
    imports.withdraw(portal, ADMIN, batch=2, reason="wrong month")
    with pytest.raises(ProblemsFoundError) as found:
        imports.withdraw(portal, ADMIN, batch=batch, reason=reason)
    assert [problem.code for problem in found.value.problems] == [code]
