"""Files taken in: once, slot by slot, in one transaction."""

import random
import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from pilotage.periods import Month
from pilotage.services import audit, catalogue, imports, publishing
from services.portal import (
    ADMIN,
    ATLAS_ONLY,
    actions,
    calls,
    contents,
    contract_text,
    count,
    day_of_calls,
    feeds_text,
    month_of_calls,
)
from services.two_vendors import MONDAY, NAME, sums, take, two_vendors


@pytest.fixture
def portal(db_left_by):
    return db_left_by(two_vendors)


def test_a_file_is_recognised_and_its_days_are_added(portal):
    report = take(portal, calls(day_of_calls(MONDAY) + day_of_calls(MONDAY + timedelta(days=1))))
    assert (report.status, report.batch, report.contract, report.feed) == (
        "imported",
        1,
        "ARMOR-2025",
        "appels",
    )
    assert report.rows == 6
    assert report.days_added == (MONDAY, MONDAY + timedelta(days=1))
    assert report.days_replaced == ()
    assert sums(portal, "offered") == 60
    assert sums(portal, "answered_within_20s") == 48
    assert actions(portal)[-1] == "file.import"


def test_the_same_file_twice_changes_nothing_and_says_so(portal):
    content = calls(day_of_calls(MONDAY))
    take(portal, content)
    before = contents(portal)
    report = take(portal, content, name="again.csv", contract="ARMOR-2025", feed="appels")
    assert (report.status, report.batch, report.days_added) == ("already_there", 1, ())
    assert contents(portal) == before


@pytest.mark.parametrize(
    "again",
    [
        lambda rows: calls(rows, encoding="utf-8"),
        lambda rows: calls(rows, encoding="utf-8-sig"),
        lambda rows: calls(rows, newline="\n"),
        lambda rows: calls(rows[::-1]),
    ],
)
def test_a_file_saved_again_is_recognised(portal, again):
    rows = month_of_calls(days=10) + month_of_calls(days=10, stream="n2")
    take(portal, calls(rows))
    before = contents(portal)
    assert again(rows) != calls(rows)
    assert take(portal, again(rows)).status == "already_there"
    assert contents(portal) == before


@pytest.mark.soak
def test_many_files_three_times_each_are_there_once(portal, soak):
    number = 100 if soak else 15
    draw = random.Random(7)
    days = [MONDAY - timedelta(days=n) for n in range(number)]
    files = [calls(day_of_calls(day, offered=draw.randint(2, 99))) for day in days]
    for content in files * 3:
        take(portal, content)
    assert count(portal, "batch") == number
    assert count(portal, "projection") == number
    assert count(portal, "audit_event") == number + 2


def test_a_correction_replaces_the_slots_that_it_brings(portal):
    take(portal, calls(day_of_calls(MONDAY)))
    report = take(portal, calls(day_of_calls(MONDAY, offered=20, slots=["08:30"])))
    assert (report.status, report.days_added, report.days_replaced) == ("imported", (), (MONDAY,))
    assert sums(portal, "offered") == 40
    table = catalogue.counters(portal, ADMIN, ref="ARMOR-2025", window=Month(2026, 11).window)
    assert table.sums(["n1"], Month(2026, 11).window).batches == (1, 2)


def test_an_old_file_sent_again_does_not_undo_its_correction(portal):
    old, new = calls(day_of_calls(MONDAY)), calls(day_of_calls(MONDAY, offered=20))
    take(portal, old)
    take(portal, new)
    report = take(portal, old)
    assert report.status == "already_there"
    assert [problem.code for problem in report.problems] == ["import.replaced_since"]
    assert sums(portal, "offered") == 60


def test_two_feeds_never_add_up_the_same_counter(portal):
    second = feeds_text() + feeds_text().split("[[feed]]")[1].join(["[[feed]]", ""]).replace(
        'id = "appels"', 'id = "acd"'
    ).replace("armor_appels*", "acd*").replace("Présentés", "Appels ACD")
    publishing.publish(portal, ADMIN, contract_text=contract_text(), feeds_text=second)
    take(portal, calls(day_of_calls(MONDAY)))
    other = calls(day_of_calls(MONDAY)).replace("Présentés".encode("cp1252"), b"Appels ACD")
    report = take(portal, other, name="acd.csv")
    assert report.status == "refused"
    assert {problem.code for problem in report.problems} == {"import.counted_twice"}
    assert {dict(problem.params)["counters"] for problem in report.problems} == {
        "offered",
        "answered",
        "answered_within_20s",
    }
    assert {problem.read for problem in report.problems} == {NAME}
    elsewhere = calls(day_of_calls(MONDAY, stream="n2")).replace(
        "Présentés".encode("cp1252"), b"Appels ACD"
    )
    assert take(portal, elsewhere, name="acd.csv").status == "imported"


def test_figures_of_another_grain_are_kept_beside_and_told(portal):
    monthly = (
        feeds_text()
        + """
[[feed]]
id = "mensuel"
grain = "month"
recognise = { files = ["armor_mensuel*"] }
when = { date = "Mois", format = "mm/yyyy" }
stream = { column = "File", verbatim = true }
column = [{ name = "Appels du mois", counter = "offered" }]
"""
    )
    publishing.publish(portal, ADMIN, contract_text=contract_text(), feeds_text=monthly)
    take(portal, calls(day_of_calls(date(2026, 10, 5))))
    content = b"Mois;File;Appels du mois\n10/2026;n1;900\n10/2026;n2;800\n"
    report = take(portal, content, name="armor_mensuel.csv")
    assert report.status == "imported"
    assert [(p.code, p.read, dict(p.params)["counters"]) for p in report.problems] == [
        ("import.two_grains", NAME, "offered")
    ]
    october = Month(2026, 10).window
    assert sums(portal, "offered", "n1", window=october) == 30
    assert sums(portal, "offered", "n2", window=october) == 800
    files = imports.received_files(portal, ADMIN)
    assert (files[1].first, files[1].last) == (october.first, october.last)
    assert files[1].problems == report.problems


def test_a_file_read_again_with_a_better_profile_takes_its_own_place(portal):
    content = calls(day_of_calls(MONDAY))
    take(portal, content)
    better = feeds_text().replace("answered_within_20s", "answered_within_30s")
    publishing.publish(portal, ADMIN, contract_text=contract_text(), feeds_text=better)
    report = take(portal, content)
    assert (report.status, report.batch, report.days_replaced) == ("imported", 2, (MONDAY,))
    assert sums(portal, "answered_within_30s") == 24
    assert sums(portal, "answered_within_20s") is None


def test_the_original_bytes_are_kept(portal):
    content = calls(month_of_calls())
    take(portal, content)
    assert imports.original(portal, ADMIN, batch=1) == (NAME, content)
    with pytest.raises(imports.UnknownFileError):
        imports.original(portal, ATLAS_ONLY, batch=1)


def test_a_path_is_read_like_bytes(portal, tmp_path):
    file = tmp_path / NAME
    file.write_bytes(calls(day_of_calls(MONDAY)))
    assert take(portal, file).status == "imported"
    assert imports.original(portal, ADMIN, batch=1) == (NAME, file.read_bytes())


def test_only_a_change_moves_the_data_version(portal):
    def version(ref="ARMOR-2025"):
        return catalogue.data_version(portal, ADMIN, ref=ref)

    first, other = version(), version("ATLAS-2025")
    content = calls(day_of_calls(MONDAY))
    take(portal, content)
    second = version()
    take(portal, content)
    take(portal, b"")
    assert first < second == version()
    assert version("ATLAS-2025") == other


def test_a_file_may_be_recorded_with_the_moment_when_it_came(portal):
    came = datetime(2026, 11, 5, 16, 30, tzinfo=UTC)
    take(portal, calls(day_of_calls(MONDAY)), received=came)
    (file,) = imports.received_files(portal, ADMIN)
    assert file.received == came
    assert file.by == "local"


def test_one_file_dropped_by_several_at_once_is_taken_in_once(portal):
    content, reports = calls(month_of_calls()), []

    def drop():
        reports.append(take(portal, content))

    threads = [threading.Thread(target=drop) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.status for report in reports) == ["already_there"] * 5 + ["imported"]
    assert {report.batch for report in reports} == {1}
    assert count(portal, "batch") == 1
    assert audit.verify(portal, ADMIN) == ()
