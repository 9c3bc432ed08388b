"""`inspect` and `import --save-as`: whatever the wizard does, the command line does."""

from datetime import date, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REF = "MON-CONTRAT-2027"
ANSWER = ("--answer", "weight:QS 20 s=offered")


@pytest.fixture
def published(cli):
    assert cli("publish", ROOT / "contracts" / "TEMPLATE.toml").code == 0
    return cli


def daily(path: Path, header: str = "Date;Présentés;Décrochés;QS 20 s", days: int = 10) -> Path:
    rows = [
        f"{date(2026, 10, 10) + timedelta(days=n):%d/%m/%Y};{100 + n % 7};{90 + n % 7};80,{n} %"
        for n in range(days)
    ]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return daily(tmp_path / "suivi.csv")


def test_a_file_is_told_column_by_column_with_reasons_and_questions(published, file):
    told = published("inspect", file, "--contract", REF, "--json").json
    columns = {column["name"]: column for column in told["columns"]}
    assert (columns["Présentés"]["role"], columns["Présentés"]["counter"]) == ("counter", "offered")
    assert columns["Présentés"]["because"][0] == {
        "code": "because.name",
        "message": "Its name says “Offered”.",
    }
    ids = [question["id"] for question in told["questions"]]
    assert "weight:QS 20 s" in ids
    assert told["complete"] is False
    asked = next(question for question in told["questions"] if question["id"] == "weight:QS 20 s")
    assert (asked["choices"], asked["proposed"], asked["answer"]) == (["offered", "answered"], None, None)


def test_the_sentences_are_french_in_french(published, file):
    said = published("inspect", file, "--contract", REF, lang="fr").out
    assert "weight:QS 20 s" in said
    assert "est une moyenne ou un taux" in said


def test_an_answer_completes_the_proposal_that_can_be_written_down(published, file, tmp_path):
    out = tmp_path / "propose.toml"
    stream = ("--answer", "stream=n1")
    told = published(
        "inspect", file, "--contract", REF, *ANSWER, *stream, "--propose", out, "--json"
    ).json
    assert told["complete"] is True
    assert out.read_text(encoding="utf-8") == told["toml"]
    assert published("check", out.rename(tmp_path / "feeds.toml")).code == 0
    assert {total["counter"] for total in told["preview"]["totals"]} >= {"offered", "answered_within_20s"}
    assert told["kpis"]


def test_a_feed_is_saved_and_its_file_imported_in_one_go(published, file):
    report = published(
        "import",
        file,
        "--contract",
        REF,
        *ANSWER,
        "--answer",
        "stream=n1",
        "--save-as",
        "suivi",
        "--json",
    ).json
    assert (report["status"], report["rows"]) == ("imported", 10)
    again = published("import", file, "--json").json
    assert again["status"] == "already_there"


def test_an_open_question_stops_the_import_and_is_named(published, file):
    said = published("import", file, "--contract", REF, "--answer", "stream=n1", "--save-as", "suivi")
    assert said.code == 1
    assert "weight:QS 20 s" in said.aside + said.out


def test_a_changed_layout_is_told_where_the_file_is_refused(published, file, tmp_path):
    stream = ("--answer", "stream=n1")
    published("import", file, "--contract", REF, *ANSWER, *stream, "--save-as", "suivi")
    changed = daily(tmp_path / "suivi_bis.csv", "Date;Appels présentés;Décrochés;QS 20 s")
    said = published("import", changed, "--contract", REF)
    assert "“Présentés” seems to be called “Appels présentés” now." in said.out
    report = published("import", changed, "--contract", REF, "--json").json
    assert report["change"]["renamed"] == [["Présentés", "Appels présentés"]]


@pytest.mark.parametrize(
    "words",
    [
        ("--answer", "weight"),
        ("--answer", "x=y"),
        ("--save-as", "suivi"),
        ("--contract", REF, "--save-as", "suivi", "--dry-run"),
    ],
)
def test_what_cannot_be_carried_out_is_misuse(published, file, words):
    assert published("import", file, *words).code == 2


def test_a_proposal_is_for_a_contract(published, file, tmp_path):
    assert published("inspect", file, "--propose", tmp_path / "x.toml").code == 2
