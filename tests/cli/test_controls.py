"""`controls` and an unattended `import`: what cron and a pilot read."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def month_of(cli_on, url, month, *words, contract="ATLAS-2025", **more):
    return cli_on(url, "controls", "--contract", contract, "--month", month, *words, **more)


def test_a_month_with_findings_exits_with_one_and_a_document(cli_on, demo_url):
    said = month_of(cli_on, demo_url, "2026-09", "--json")
    assert said.code == 1
    found = {one["code"]: one for one in said.json["findings"]}
    late = found["controls.after_cutoff_file"]
    assert (late["severity"], late["days"], late["feed"]) == ("watch", ["2026-09-22"], "appels")
    assert late["figures"][0]["read"] == "2026-10-08 10:25"
    history = found["controls.break"]["history"]
    assert history["values"][-1]["day"] == "2026-09-22"
    assert history["unit"] == "percent"
    assert all(one["message"] for one in said.json["findings"])


def test_a_month_without_any_says_so_and_exits_with_zero(cli_on, demo_url):
    said = month_of(cli_on, demo_url, "2026-04")
    assert (said.code, said.out.strip()) == (
        0,
        "Nothing to report: the controls found nothing in this month.",
    )
    assert month_of(cli_on, demo_url, "2026-04", "--json").json["findings"] == []


def test_each_finding_is_a_sentence_with_its_severity_in_both_languages(cli_on, demo_url):
    english = month_of(cli_on, demo_url, "2026-09").out
    assert "▲ To check  Calls: the file for Tue 22 Sep came on Thu 8 Oct at 10:25" in english
    french = month_of(cli_on, demo_url, "2026-09", lang="fr").out
    assert "▲ À vérifier  Appels\u00a0: le fichier du mar. 22 sept." in french
    assert "{" not in english + french


def test_status_counts_them(demo_status):
    months = {
        (contract["ref"], month["month"]): month
        for contract in demo_status["contracts"]
        for month in contract["months"]
    }
    assert months["ATLAS-2025", "2026-09"]["findings"] == 2
    assert months["ATLAS-2025", "2026-04"]["findings"] == 0
    assert months["RAVINALA-2025", "2026-11"]["serious"] == 1


# --- a folder, from cron ----------------------------------------------------------------------------


@pytest.fixture
def published(cli):
    assert cli("publish", ROOT / "contracts").code == 0
    return cli


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "arrivals"
    made.mkdir()
    shipped = sorted((ROOT / "data" / "armor").glob("ARMOR_appels_2026-11-*.csv"))[:2]
    for path in shipped:
        os.utime(shutil.copy(path, made), (1e9, 1e9))
    return made


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (1e9, 1e9))


def test_cron_reads_what_became_of_each_file_and_whether_there_is_something_to_read(published, folder):
    first = published("import", folder, "--json")
    assert first.json["counts"] == {"imported": 2}
    again = published("import", folder, "--json")
    assert (again.code, again.json["counts"], again.json["busy"]) == (0, {"already_there": 2}, False)
    put(folder, "unknown.csv", b"colour;taste\nred;sweet\n")
    refused = published("import", folder, "--json")
    assert (refused.code, refused.json["counts"]) == (1, {"already_there": 2, "refused": 1})
    later = published("import", folder, "--json")
    assert (later.code, later.json["counts"]) == (0, {"already_there": 2, "refused_before": 1})
    assert [one["status"] for one in later.json["files"]][-1] == "refused_before"


def test_what_is_left_for_the_next_run_is_said_and_is_no_error(published, folder):
    put(folder, "ARMOR_appels_2026-11-09.csv.part", b"half a file")
    said = published("import", folder)
    assert "ARMOR_appels_2026-11-09.csv.part is still being written: left for the next run." in said.aside
    assert published("import", folder).code == 0


def test_a_second_run_at_once_says_so_and_ends_well(published, folder, url):
    from pilotage.store import locking
    from pilotage.store.database import open_database

    db = open_database(url)
    with locking.alone(db, "import"):
        said = published("import", folder)
        assert (said.code, said.out.strip()) == (
            0,
            "Another import is running on this database: nothing done, the next run will.",
        )
        assert published("import", folder, "--json").json == {"busy": True, "counts": {}, "files": []}
    db.close()


def test_files_that_are_in_are_put_away_on_demand(published, folder, tmp_path):
    done = tmp_path / "done"
    published("import", folder, "--move-to", done)
    assert sorted(path.name for path in done.iterdir())
    assert list(folder.glob("*.csv")) == []
