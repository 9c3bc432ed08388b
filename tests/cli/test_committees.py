"""`meeting prepare`: a committee's agenda in Word."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document


def text_of(folder: Path) -> str:
    (file,) = folder.glob("*.docx")
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(file.read_bytes())).paragraphs)


@pytest.mark.parametrize("kind", ["production", "quality", "steering", "strategic"])
def test_each_of_the_four_committees_gets_its_agenda_in_word(cli_on, own_demo_url, tmp_path, kind):
    words = ("meeting", "prepare", "--contract", "ARMOR-2025", "--type", kind, "--date", "2026-05-18")
    said = cli_on(own_demo_url, *words, "--out", tmp_path / "out")
    assert said.code == 0
    assert str(tmp_path / "out") in said.out
    assert "Armor Dialogue" in text_of(tmp_path / "out")


def test_the_month_looked_at_is_the_one_before_unless_it_is_named(cli_on, own_demo_url, tmp_path):
    words = (
        "meeting",
        "prepare",
        "--contract",
        "TEJO-2025",
        "--type",
        "steering",
        "--date",
        "2026-05-18",
    )
    assert cli_on(own_demo_url, *words, "--out", tmp_path / "usual").code == 0
    assert cli_on(own_demo_url, *words, "--month", "2026-02", "--out", tmp_path / "named").code == 0
    assert "April 2026" in text_of(tmp_path / "usual")
    assert "February 2026" in text_of(tmp_path / "named")


def test_the_same_committee_prepared_again_is_the_same_meeting(cli_on, own_demo_url, tmp_path):
    words = (
        "meeting",
        "prepare",
        "--contract",
        "TEJO-2025",
        "--type",
        "steering",
        "--date",
        "2026-05-18",
    )
    cli_on(own_demo_url, *words, "--out", tmp_path)
    trail = cli_on(own_demo_url, "audit", "verify").out
    assert cli_on(own_demo_url, *words, "--out", tmp_path).code == 0
    assert cli_on(own_demo_url, "audit", "verify").out == trail


def test_a_committee_that_is_none_of_the_four_is_a_misuse(cli_on, demo_url, tmp_path):
    words = ("meeting", "prepare", "--contract", "TEJO-2025", "--type", "party", "--date", "2026-05-18")
    assert cli_on(demo_url, *words, "--out", tmp_path).code == 2
