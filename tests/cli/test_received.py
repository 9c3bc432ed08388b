"""`inspect` and `import`: what a vendor sent."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"batch", "status", "rows", "days_added", "days_replaced", "problems"}


@pytest.fixture
def published(cli):
    assert cli("publish", ROOT / "contracts").code == 0
    return cli


@pytest.fixture
def calls(tmp_path) -> Path:
    """A file of Armor's calls, as the demo ships it."""
    shipped = sorted(
        path for path in (ROOT / "data").rglob("*") if path.is_file() and "appels" in path.name.lower()
    )
    return Path(shutil.copy(shipped[0], tmp_path))


def test_a_file_is_told_before_any_decision(published, calls):
    said = published("inspect", calls, "--json")
    document = said.json
    assert {"file", "sha256", "encoding", "delimiter", "sheet", "header_row", "layout"} <= document.keys()
    assert document["columns"]
    assert {"name", "type", "sample", "counter", "confidence"} <= document["columns"][0].keys()
    assert {"questions", "problems"} <= document.keys()
    assert calls.name in published("inspect", calls).out


def test_a_dry_run_says_what_would_happen_and_changes_nothing(published, calls):
    report = published("import", calls, "--dry-run", "--json").json
    assert report["rows"] > 0
    assert report["days_added"]
    assert published("import", calls, "--json").json["status"] == "imported"


def test_a_file_imported_twice_changes_nothing_and_says_so(published, calls):
    first = published("import", calls, "--json").json
    assert first.keys() >= KEYS
    assert (first["status"], first["days_replaced"]) == ("imported", [])
    trail = published("audit", "verify").out
    again = published("import", calls, "--json").json
    assert again["status"] == "already_there"
    assert again["batch"] == first["batch"]
    assert published("audit", "verify").out == trail
    assert "already received" in published("import", calls).out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("renamed.csv", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + bytes(range(256)) * 20),
        ("unknown.csv", b"colour;taste\nred;sweet\n"),
        ("truncated.xlsx", b"PK\x03\x04 and no more"),
    ],
)
def test_a_bad_file_gets_one_sentence_and_exit_1(published, tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    said = published("import", file, "--json")
    assert said.code == 1
    assert said.json["status"] == "refused"
    assert said.json["problems"]
    plain = published("import", file)
    assert plain.code == 1
    assert plain.aside.count("\n") == 1
    assert "None" not in plain.aside


def test_a_folder_is_taken_in_order_and_is_one_document(published, calls, tmp_path):
    folder = tmp_path / "october"
    folder.mkdir()
    calls.rename(folder / calls.name)
    (folder / "zz.csv").write_bytes(b"")
    said = published("import", folder, "--json")
    assert said.code == 1
    assert [report["status"] for report in said.json["files"]] == ["imported", "refused"]


def test_an_empty_folder_is_a_misuse(published, tmp_path):
    (tmp_path / "empty").mkdir()
    assert published("import", tmp_path / "empty").code == 2


def test_a_folder_tells_the_euros_of_what_it_restates_as_a_single_import_does(published, calls, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(calls, folder / "1_appels.csv")
    lines = calls.read_bytes().split(b"\n")
    cells = lines[300].split(b";")
    at = next(n for n, cell in enumerate(cells) if cell.isdigit() and int(cell) > 0)
    cells[at] = str(int(cells[at]) + 1).encode()
    lines[300] = b";".join(cells)
    (folder / "2_appels.csv").write_bytes(b"\n".join(lines))
    single = published("import", folder / "1_appels.csv", "--dry-run", "--json").json
    assert single["effect"] is None
    files = published("import", folder, "--json").json["files"]
    assert [one["status"] for one in files] == ["imported", "imported"], files
    first, second = (one["effect"] for one in files)
    assert first is None
    assert {"adjustment", "moved", "counters", "months", "days_replaced"} == set(second)
    assert [one["state"] for one in second["months"]] == ["open"]


def test_a_file_that_has_not_the_layout_of_the_feed_named_says_which_columns_differ(published, calls):
    said = published("import", calls, "--feed", "enquetes", "--dry-run")
    assert said.code == 1
    assert "does not have the layout of feed enquetes: columns that it lacks:" in said.aside + said.out
    assert "This is a file of" not in said.aside + said.out
    unknown = published("import", calls, "--feed", "mails2", "--dry-run")
    assert "No feed has the id “mails2”" in unknown.aside + unknown.out
