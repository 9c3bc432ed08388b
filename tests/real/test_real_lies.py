"""Where real files lie, their import says so by row, many alike grouped with their count."""

import tomllib
from pathlib import Path

import pytest
from real.roads import FILES

HERE = Path(__file__).parent
DOUBTS = tomllib.loads((HERE / "doubts.toml").read_text(encoding="utf-8"))
LIES = tomllib.loads((HERE / "lies.toml").read_text(encoding="utf-8"))
NBSP = "\N{NO-BREAK SPACE}"


def told(problems) -> list[tuple[str, int, str]]:
    return [(p["code"], p["count"], p["message"].replace(NBSP, "_")) for p in problems]


@pytest.mark.parametrize("name", LIES)
def test_where_the_files_lie_the_import_says_so_by_row_in_both_languages(road, name):
    file = Path(FILES[name].file).name
    for report, language in ((road.french[name], "fr"), (road.imported[name], "en")):
        assert told(report["problems"]) == [
            (lie["code"], lie["count"], f"{file}, {lie[language]}") for lie in LIES[name]
        ]
        assert {p["severity"] for p in report["problems"]} <= {"warning", "note"}, "the rows are kept"


@pytest.mark.parametrize("name", FILES)
def test_what_the_wizard_notices_before_any_decision_is_told_by_row_in_both_languages(road, name):
    file = Path(FILES[name].file).name
    for language in ("fr", "en"):
        assert told(road.told[language, name]["doubts"]) == [
            (doubt["code"], doubt["count"], f"{file}, {doubt[language]}")
            for doubt in DOUBTS.get(name.removesuffix("-all"), [])
        ]


def test_the_calls_come_in_without_the_names_of_the_agents(road):
    report = road.imported["calls"]
    assert (report["status"], report["rows"]) == ("imported", 5000)
    assert [p["message"] for p in report["problems"]] == [
        "01 Call-Center-Dataset.xlsx, sheet “Sheet1”, row 1: Columns naming people were not read: Agent."
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_twice_changes_nothing_and_says_so(road, name):
    assert road.again[name]["status"] == "already_there"
    assert road.again[name]["batch"] == road.imported[name]["batch"]
