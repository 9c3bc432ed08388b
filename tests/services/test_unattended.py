"""A folder taken in by cron: each file once, nothing half written, two runs that do not meet."""

import os
import sys
import threading
from datetime import date, timedelta

import pytest

from pilotage.services import imports, publishing, unattended
from pilotage.services.actor import RefusedError
from pilotage.services.catalogue import UnknownContractError
from pilotage.store import locking
from services.portal import (
    ADMIN,
    ARMOR_ONLY,
    VIEWER,
    actions,
    calls,
    contents,
    count,
    day_of_calls,
    feeds_text,
    opened,
)

OLD = 1_700_000_000


@pytest.fixture
def portal(db_left_by):
    return db_left_by(opened)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "arrivals"
    made.mkdir()
    return made


def put(folder, name, content=None, *, day=date(2026, 9, 1), age=True):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(calls(day_of_calls(day)) if content is None else content)
    if age:
        os.utime(path, (OLD, OLD))
    return path


def run(db, folder, actor=ADMIN, **more):
    waited = []
    found = unattended.import_folder(db, actor, folder=folder, wait=waited.append, **more)
    return found, {file.name: file.status for file in found.files}


def test_each_file_is_taken_in_once_and_recognised_afterwards(portal, folder):
    put(folder, "armor_appels_1.csv")
    put(folder, "week/armor_appels_2.csv", day=date(2026, 9, 2))
    _, first = run(portal, folder)
    assert first == {"armor_appels_1.csv": "imported", "week/armor_appels_2.csv": "imported"}
    before = contents(portal)
    _, again = run(portal, folder)
    assert set(again.values()) == {"already_there"}
    assert contents(portal) == before, "a run with nothing new leaves no trace"


def test_a_refused_file_is_told_once_and_left_alone_until_something_changes(portal, folder):
    put(folder, "armor_appels_bad.csv", b"colour;taste\nred;sweet\n")
    run_1, first = run(portal, folder)
    assert (first, bool(run_1.problems)) == ({"armor_appels_bad.csv": "refused"}, True)
    before = contents(portal)
    run_2, again = run(portal, folder)
    assert (again, run_2.problems) == ({"armor_appels_bad.csv": "refused_before"}, ())
    assert contents(portal) == before
    assert actions(portal).count("file.refused") == 1


def test_a_refused_file_comes_in_once_its_profile_is_corrected(portal, folder):
    renamed = calls(day_of_calls(date(2026, 9, 1))).replace("Présentés".encode("cp1252"), b"Offerts")
    put(folder, "armor_appels_1.csv", renamed)
    assert run(portal, folder)[1] == {"armor_appels_1.csv": "refused"}
    assert run(portal, folder)[1] == {"armor_appels_1.csv": "refused_before"}
    from services.portal import contract_text

    publishing.publish(
        portal,
        ADMIN,
        contract_text=contract_text(),
        feeds_text=feeds_text().replace("Présentés", "Offerts"),
    )
    assert run(portal, folder)[1] == {"armor_appels_1.csv": "imported"}


def test_a_withdrawn_file_that_still_lies_there_does_not_come_back(portal, folder):
    put(folder, "armor_appels_1.csv")
    found, _ = run(portal, folder)
    imports.withdraw(portal, ADMIN, batch=found.files[0].report.batch, reason="wrong site")
    assert run(portal, folder)[1] == {"armor_appels_1.csv": "already_there"}
    assert count(portal, "projection") == 0


def test_an_old_file_does_not_take_the_place_of_its_correction_when_profiles_change(portal, folder):
    put(folder, "armor_appels_1.csv")
    put(folder, "armor_appels_2.csv", calls(day_of_calls(date(2026, 9, 1), offered=50)))
    run(portal, folder)
    from services.portal import contract_text

    publishing.publish(
        portal, ADMIN, contract_text=contract_text(), feeds_text=feeds_text() + "\n# said better\n"
    )
    before = contents(portal, "audit_event")
    assert set(run(portal, folder)[1].values()) == {"already_there"}
    assert contents(portal, "audit_event") == before


@pytest.mark.parametrize(
    "name",
    ["armor_appels.csv.part", "armor_appels.tmp", "armor_appels.csv.filepart", "~$armor_appels.xlsx"],
)
def test_a_file_that_says_it_is_unfinished_is_left_for_the_next_run(portal, folder, name):
    put(folder, name)
    found, statuses = run(portal, folder)
    assert statuses == {name: "still_written"}
    assert [problem.severity for problem in found.problems] == ["note"]
    assert count(portal, "quarantine") == 0


def test_a_file_changed_a_moment_ago_is_waited_for_and_taken_when_it_has_settled(portal, folder):
    put(folder, "armor_appels_1.csv", age=False)
    assert run(portal, folder)[1] == {"armor_appels_1.csv": "imported"}


def test_a_file_that_goes_on_growing_is_left_for_the_next_run(portal, folder):
    path = put(folder, "armor_appels_1.csv", age=False)

    def meanwhile(_seconds):
        path.write_bytes(path.read_bytes() + calls(day_of_calls(date(2026, 9, 2))))

    found = unattended.import_folder(portal, ADMIN, folder=folder, wait=meanwhile)
    assert [file.status for file in found.files] == ["still_written"]
    assert count(portal, "batch") == 0


def test_nothing_is_waited_for_when_every_file_is_old(portal, folder):
    put(folder, "armor_appels_1.csv")

    def never(_seconds):
        raise AssertionError("waited")

    unattended.import_folder(portal, ADMIN, folder=folder, wait=never)


def test_files_are_taken_in_order_of_names_so_that_a_correction_comes_after(portal, folder):
    put(folder, "armor_appels_b.csv", calls(day_of_calls(date(2026, 9, 1), offered=50)))
    put(folder, "armor_appels_a.csv", age=False)
    found, _ = run(portal, folder)
    assert [file.name for file in found.files] == ["armor_appels_a.csv", "armor_appels_b.csv"]
    assert found.files[1].report.days_replaced == (date(2026, 9, 1),)


def test_hidden_files_and_folders_are_passed_over(portal, folder):
    put(folder, ".armor_appels.csv")
    put(folder, ".sync/armor_appels.csv")
    assert run(portal, folder)[1] == {}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_out_of_the_folder_is_refused_and_not_followed(portal, folder, tmp_path):
    secret = put(tmp_path, "elsewhere/armor_appels.csv")
    (folder / "armor_appels_link.csv").symlink_to(secret)
    (folder / "away").symlink_to(secret.parent, target_is_directory=True)
    found, statuses = run(portal, folder)
    assert statuses == {"armor_appels_link.csv": "outside", "away": "outside"}
    assert {problem.code for problem in found.problems} == {"import.link_outside"}
    assert count(portal, "batch") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_within_the_folder_is_the_file_itself(portal, folder):
    put(folder, "armor_appels_1.csv")
    (folder / "armor_appels_2.csv").symlink_to(folder / "armor_appels_1.csv")
    assert run(portal, folder)[1] == {
        "armor_appels_1.csv": "imported",
        "armor_appels_2.csv": "already_there",
    }


def test_two_runs_at_once_do_not_meet(portal, folder):
    put(folder, "armor_appels_1.csv")
    with locking.alone(portal, "import") as mine:
        assert mine
        found, _ = run(portal, folder)
    assert (found.busy, found.files) == (True, ())
    assert run(portal, folder)[1] == {"armor_appels_1.csv": "imported"}


def test_of_many_runs_started_together_one_does_the_work(portal, folder):
    for n in range(6):
        put(folder, f"armor_appels_{n}.csv", day=date(2026, 9, 1) + timedelta(days=n))
    runs = []
    threads = [threading.Thread(target=lambda: runs.append(run(portal, folder)[0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(portal, "batch") == 6
    assert sum(one.counts["imported"] for one in runs if not one.busy) == 6


def test_files_that_are_in_can_be_put_away_and_others_stay(portal, folder, tmp_path):
    put(folder, "week/armor_appels_1.csv")
    put(folder, "armor_appels_bad.csv", b"colour;taste\nred;sweet\n")
    done = folder / "done"
    run(portal, folder, move_to=done)
    assert [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.csv"))] == [
        "armor_appels_bad.csv",
        "done/week/armor_appels_1.csv",
    ]
    put(folder, "week/armor_appels_1.csv")
    assert run(portal, folder, move_to=done)[1]["week/armor_appels_1.csv"] == "already_there"
    assert (done / "week" / "armor_appels_1 (2).csv").is_file(), "nothing is written over"


def test_a_correction_that_arrives_during_the_run_is_not_put_away_unread(
    portal, folder, tmp_path, monkeypatch
):
    put(folder, "armor_appels_a.csv")
    put(folder, "armor_appels_b.csv", day=date(2026, 9, 2))
    put(folder, "armor_appels_c.csv", day=date(2026, 9, 3))
    run(portal, folder)
    put(folder, "armor_appels_a.csv", day=date(2026, 9, 4))
    real = unattended.import_file

    def corrected_meanwhile(*args, **more):
        report = real(*args, **more)
        put(folder, "armor_appels_a.csv", day=date(2026, 9, 5), age=False)
        put(folder, "armor_appels_b.csv", day=date(2026, 9, 6), age=False)
        return report

    done = tmp_path / "done"
    with monkeypatch.context() as patch:
        patch.setattr(unattended, "import_file", corrected_meanwhile)
        seen = run(portal, folder, move_to=done)[1]
    assert list(seen.values()) == ["imported", "still_written", "already_there"]
    assert [path.name for path in done.iterdir()] == ["armor_appels_c.csv"]
    later = run(portal, folder, move_to=done)[1]
    assert set(later.values()) == {"imported"}, "the corrections are read by the next run"


def test_each_run_works_in_a_room_that_nobody_can_foretell(portal, folder, monkeypatch):
    rooms, real = [], unattended.import_file

    def told(*args, content, **more):
        rooms.append((content.parent, content.parent.stat().st_mode & 0o777))
        return real(*args, content=content, **more)

    monkeypatch.setattr(unattended, "import_file", told)
    for number in (1, 2):
        put(folder, f"armor_appels_{number}.csv", day=date(2026, 9, number))
        run(portal, folder)
    assert len({room for room, _ in rooms}) == 2
    assert {mode for _, mode in rooms} == {0o700}
    assert not any(room.exists() for room, _ in rooms)


def test_a_dry_run_changes_nothing_and_moves_nothing(portal, folder, tmp_path):
    put(folder, "armor_appels_1.csv")
    before = contents(portal)
    assert run(portal, folder, dry_run=True, move_to=tmp_path / "done")[1] == {
        "armor_appels_1.csv": "imported"
    }
    assert contents(portal) == before
    assert (folder / "armor_appels_1.csv").is_file()


def test_only_who_may_import_runs_it_and_on_contracts_in_sight(portal, folder):
    put(folder, "armor_appels_1.csv")
    with pytest.raises(RefusedError):
        run(portal, folder, VIEWER)
    with pytest.raises(UnknownContractError):
        run(portal, folder, ARMOR_ONLY, contract="ATLAS-2025")
    assert run(portal, folder, ARMOR_ONLY)[1] == {"armor_appels_1.csv": "imported"}


def test_what_the_import_reads_is_what_it_hashed(portal, folder, monkeypatch):
    """A file that is rewritten while it is copied is left for the next run."""
    path = put(folder, "armor_appels_1.csv")
    copy = unattended.folders.shutil.copyfile

    def torn(source, target):
        copy(source, target)
        path.write_bytes(b"other")

    monkeypatch.setattr(unattended.folders.shutil, "copyfile", torn)
    assert run(portal, folder)[1] == {"armor_appels_1.csv": "still_written"}
    assert count(portal, "batch") == 0


def test_none_of_thousands_of_known_files_is_read_again(portal, folder, monkeypatch):
    content = put(folder, "armor_appels_0.csv").read_bytes()
    run(portal, folder)
    for n in range(1, 2_000):
        put(folder, f"armor_appels_{n}.csv", content)
    monkeypatch.setattr(unattended, "import_file", lambda *_, **__: pytest.fail("read again"))
    found, _ = run(portal, folder)
    assert found.counts == {"already_there": 2_000}
