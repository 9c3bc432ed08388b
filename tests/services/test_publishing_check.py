"""`check` reads what it is given: a folder, one of its files, or a draft under any other name."""

from pathlib import Path

from pilotage.services.publishing import check_files

ROOT = Path(__file__).resolve().parents[2]


def codes(*paths):
    return [problem.code for problem in check_files(paths)]


def test_the_demo_contracts_and_the_template_pass():
    assert codes(ROOT / "contracts") == []
    assert codes(ROOT / "contracts" / "TEMPLATE.toml") == []


def test_a_draft_under_any_name_is_read_as_a_contract():
    assert codes(ROOT / "tests" / "broken_contracts" / "bands_gap.toml") == ["contract.bands_gap"]


def test_every_path_is_checked_and_names_its_file():
    folder = ROOT / "tests" / "broken_contracts"
    problems = check_files([folder / "bands_gap.toml", folder / "unknown_sla.toml"])
    assert [Path(problem.file).name for problem in problems] == ["bands_gap.toml", "unknown_sla.toml"]


def test_a_day_of_review_that_is_past_is_told(tmp_path):
    text = (ROOT / "tests" / "broken_contracts" / "review_past.toml").read_text(encoding="utf-8")
    draft = tmp_path / "brouillon.toml"
    draft.write_text(text.replace("review = 2026-12-31", "review = 2026-01-02"), encoding="utf-8")
    assert codes(draft) == ["contract.review_past"]
