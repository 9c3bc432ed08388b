"""Files taken in: once, slot by slot, in one transaction, and never by a refusal."""

import random
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pilotage.periods import Month, Window
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, catalogue, imports, inspecting, publishing
from pilotage.services.actor import RefusedError
from pilotage.services.catalogue import UnknownContractError
from services.portal import (
    ADMIN,
    ARMOR_ONLY,
    ATLAS_ONLY,
    NOBODY,
    PILOT,
    VIEWER,
    actions,
    calls,
    contents,
    contract_text,
    count,
    day_of_calls,
    feeds_text,
    hours,
    month_of_calls,
    on,
    publish,
)

MONDAY = date(2026, 11, 2)
TODAY = date(2026, 11, 12)
NAME = "armor_appels_2026-11.csv"


@pytest.fixture
def portal(db):
    publish(db)
    publish(db, "atlas")
    on(db, TODAY)
    return db


def take(db, content, name=NAME, actor=ADMIN, **asked):
    return imports.import_file(db, actor, content=content, name=name, **asked)


NOVEMBER = Month(2026, 11).window


def sums(db, counter, stream="n1", ref="ARMOR-2025", window=NOVEMBER, actor=ADMIN):
    return catalogue.counters(db, actor, ref=ref, window=window).sums([stream], window).get(counter)


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


def test_a_dry_run_says_the_same_and_writes_nothing(portal):
    take(portal, calls(day_of_calls(MONDAY)))
    before = contents(portal)
    correction = calls(day_of_calls(MONDAY, offered=20) + day_of_calls(MONDAY + timedelta(days=1)))
    tried = take(portal, correction, dry_run=True)
    bad = take(portal, b"", dry_run=True)
    assert contents(portal) == before
    done = take(portal, correction)
    assert tried.batch is None
    assert (tried.rows, tried.days_added, tried.days_replaced) == (
        done.rows,
        done.days_added,
        done.days_replaced,
    )
    assert bad.status == "refused"


def test_a_preview_shows_rows_as_understood_and_what_would_change(portal):
    take(portal, calls(day_of_calls(MONDAY)))
    before = contents(portal)
    shown = imports.preview(
        portal, ADMIN, content=calls(day_of_calls(MONDAY, offered=20, slots=["08:30"])), name=NAME
    )
    assert contents(portal) == before
    assert (shown.status, shown.contract, shown.vendor_name, shown.feed) == (
        "imported",
        "ARMOR-2025",
        "Armor",
        "appels",
    )
    assert shown.columns == ("stream", "start", "offered", "answered", "answered_within_20s")
    assert shown.rows == (("n1", datetime(2026, 11, 2, 8, 30), 20, 19, 18),)  # noqa: DTZ001  local
    assert isinstance(shown.rows[0][2], Decimal)
    assert (shown.rows_read, shown.rows_kept, shown.first, shown.last) == (1, 1, MONDAY, MONDAY)
    assert shown.days_replaced == (MONDAY,)
    assert [(d.day, d.stream, d.counter, d.before, d.after) for d in shown.differences] == [
        (MONDAY, "n1", "answered", 27, 37),
        (MONDAY, "n1", "answered_within_20s", 24, 34),
        (MONDAY, "n1", "offered", 30, 40),
    ]


def test_a_preview_of_a_known_file_names_the_one_that_is_there(portal):
    content = calls(day_of_calls(MONDAY))
    take(portal, content)
    shown = imports.preview(portal, ADMIN, content=content, name=NAME)
    assert (shown.status, shown.already_there) == ("already_there", 1)


def test_a_preview_of_a_bad_file_says_why(portal):
    shown = imports.preview(portal, ADMIN, content=b"colour;taste\nred;sweet\n", name="x.csv")
    assert shown.status == "refused"
    assert [problem.code for problem in shown.problems] == ["file.not_recognised"]


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


def test_a_refused_file_of_a_pilot_of_one_vendor_stays_in_his_sight(portal):
    take(portal, BAD["not ours"], actor=ARMOR_ONLY)
    assert len(imports.refused_files(portal, ARMOR_ONLY)) == 1
    assert imports.refused_files(portal, ATLAS_ONLY) == ()


def test_who_sees_no_vendor_recognises_nothing(portal):
    assert take(portal, calls(day_of_calls(MONDAY)), actor=NOBODY).status == "refused"
    assert imports.received_files(portal, NOBODY) == ()
    assert imports.feed_days(portal, NOBODY, window=Window(MONDAY, TODAY)) == ()


def test_a_file_may_be_recorded_with_the_moment_when_it_came(portal):
    came = datetime(2026, 11, 5, 16, 30, tzinfo=UTC)
    take(portal, calls(day_of_calls(MONDAY)), received=came)
    (file,) = imports.received_files(portal, ADMIN)
    assert file.received == came
    assert file.by == "local"


def test_the_stages_are_told_in_order(portal):
    told = []
    take(portal, calls(day_of_calls(MONDAY)), progress=told.append)
    assert told == ["recognising", "reading", "writing"]


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


def test_a_viewer_may_not_withdraw(portal):
    take(portal, calls(day_of_calls(MONDAY)))
    with pytest.raises(RefusedError):
        imports.withdraw(portal, VIEWER, batch=1, reason="x")


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


def test_a_file_is_inspected_without_any_contract():
    found = inspecting.inspect(ADMIN, content=calls(day_of_calls(MONDAY)), name=NAME)
    assert (found.file, found.delimiter, found.problems) == (NAME, ";", ())
    assert [column.name for column in found.columns][:3] == ["Date", "Heure", "File"]
