"""One file a mistake under tests/broken_contracts: its code, its line, its words in both languages.

A file's first lines say what is due; `# <- here` marks the line to which the user must be sent.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from pilotage.contract.loading import load_contract
from pilotage.kpi.known import KNOWN
from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.locale.sentences_contract import SENTENCES
from pilotage.problems import Severity

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "tests" / "broken_contracts"
FILES = sorted(FOLDER.glob("*.toml"))


def header(text, key):
    found = re.search(rf"^# {key}: (.*)$", text, re.MULTILINE)
    return found[1] if found else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_mistake_is_told_by_its_place_in_both_languages(path):
    text = path.read_text(encoding="utf-8")
    today = header(text, "today")
    contract, problems = load_contract(
        text, path.name, KNOWN, date.fromisoformat(today) if today else None
    )
    expected = header(text, "expects")
    assert {problem.code for problem in problems} <= {expected, *header(text, "and so").split(", ")}
    problem = next(problem for problem in problems if problem.code == expected)
    marked = [number for number, line in enumerate(text.splitlines(), 1) if "# <- here" in line]
    assert [problem.row] == marked or not marked
    assert problem.file == path.name
    for language in ("en", "fr"):
        told = sentence(problem, Words(language))
        plain = told.replace("\u00a0", " ")
        assert any(words in plain for words in header(text, language).split("|")), plain
        assert path.name in told
        assert "{" not in told.replace(problem.read or "{", "")
    assert (contract is None) == (problem.severity is Severity.REFUSED)


def test_every_problem_of_a_contract_has_its_sentence_and_its_broken_file():
    sources = (ROOT / "pilotage" / "contract").glob("*.py")
    codes = {
        code
        for path in sources
        for code in re.findall(r'"(contract\.\w+)"', path.read_text(encoding="utf-8"))
    }
    assert codes == set(SENTENCES)
    shown = {header(path.read_text(encoding="utf-8"), "expects") for path in FILES}
    not_in_a_file = {"contract.empty", "contract.too_long", "contract.too_deep"}
    assert codes - shown == not_in_a_file


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "contract.empty"),
        ("\ufeff  \n\n", "contract.empty"),
        ("# " + "x" * 1_000_001, "contract.too_long"),
        ("a = " + "[" * 5_000 + "]" * 5_000, "contract.too_deep"),
    ],
)
def test_a_file_that_is_no_contract_at_all_gets_one_sentence(text, code):
    contract, problems = load_contract(text)
    assert contract is None
    assert [problem.code for problem in problems] == [code]


def test_several_mistakes_are_told_together_in_the_order_of_the_file():
    text = (FOLDER / "unknown_timezone.toml").read_text(encoding="utf-8")
    text = text.replace('slas = ["QS"]', 'slas = ["QSS"]').replace("at_least = 80,", "at_least = 85,")
    text = text.replace('sla = "QS", at_least', 'sla = "QSX", at_least')
    _, problems = load_contract(text)
    assert [problem.code for problem in problems] == [
        "contract.unknown_timezone",
        "contract.unknown_reference_close",
        "contract.bands_gap",
        "contract.unknown_reference_close",
    ]
    assert [problem.row for problem in problems] == sorted(problem.row for problem in problems)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    text = (ROOT / "contracts" / "ARMOR-2025" / "contract.toml").read_text(encoding="utf-8")
    contract, problems = load_contract("\ufeff" + text.replace("\n", "\r\n"))
    assert problems == ()
    assert contract == load_contract(text)[0]
