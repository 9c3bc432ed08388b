"""Every code of a problem has its sentence, in both languages, and the sentence says where."""

import ast
import re
from pathlib import Path

import pytest

import pilotage
from pilotage.locale import Words
from pilotage.locale.sentences import sentence, sentences
from pilotage.problems import Problem, Severity

PACKAGE = Path(pilotage.__file__).parent
MAKERS = {"Problem", "RefusedFileError", "_problem", "add", "_lost", "ask"}
CODE = re.compile(
    r"^(file|sheet|column|date|number|duration|cell|row|slot|stream|feeds|question)\.[a-z_0-9]+$"
)
# Texts of that form that are not codes: keys of expected forms.
NOT_CODES = {
    "number.count",
    "number.hours",
    "number.points",
    "number.number",
    "number.rate",
    "number.duration",
}


def raised() -> set[str]:
    """Every text of the feeds that has the form of a code."""
    found: set[str] = set()
    for path in (PACKAGE / "feeds").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.match(node.value):
                found.add(node.value)
            asked = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "ask" and node.args
            if asked and isinstance(node.args[0], ast.Constant):
                found.add(f"question.{node.args[0].value}")
    found |= {f"date.not_in_{place}" for place in ("sheet", "title", "file")}
    return found - NOT_CODES - {"date.not_in_", "feeds.toml", "question."}


def test_every_code_that_a_file_or_a_profile_can_raise_has_its_sentence():
    codes = raised()
    assert len(codes) > 80
    assert not codes - set(sentences())


def test_no_sentence_is_kept_for_a_code_that_nobody_raises():
    ours = {code for code in sentences() if CODE.match(code) and code.split(".")[0] != "contract"}
    variants = {"file.not_recognised_near", "file.other_layout_bare", "file.not_that_feed_bare"}
    assert (
        not {code for code in ours if code.split(".")[0] in {"file", "row", "slot", "feeds"}}
        - raised()
        - variants
    )


@pytest.mark.parametrize("code", sorted(raised()))
def test_each_sentence_is_whole_in_both_languages(code):
    problem = Problem(
        code,
        Severity.ROW,
        "a.csv",
        "Feuille",
        12,
        "DMT",
        "à voir",
        "h:mm:ss",
        params=(
            ("parent", "Présentés"),
            ("label", "Total"),
            ("summed", 31),
            ("found", 3),
            ("columns", 4),
            ("stream", "n1"),
            ("form", "days"),
        ),
    )
    texts = [sentence(problem, Words(language)) for language in ("fr", "en")]
    assert texts[0] != texts[1]
    for text in texts:
        assert text.startswith("a.csv")
        assert "{" not in text.replace("{ … }", "")
        assert text.rstrip().endswith((".", "?"))


def test_many_alike_are_one_sentence_with_their_count_and_some_rows():
    problem = Problem(
        "number.not_a_number",
        Severity.ROW,
        "a.csv",
        row=3,
        column="DMT",
        read="x",
        expected="number.count",
        count=1200,
        rows=tuple(range(3, 13)),
    )
    assert sentence(problem, Words("fr")) == (
        "a.csv, colonne «\u00a0DMT\u00a0»\u00a0: «\u00a0x\u00a0» n’est pas un nombre."
        " (1\u202f200 lignes\u00a0: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12\u00a0…)"
    )
    assert sentence(problem, Words("en")).endswith("(1,200 rows: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12\u00a0…)")


def test_a_text_with_braces_in_a_file_does_no_harm():
    problem = Problem(
        "number.not_a_number", Severity.ROW, "{a}.csv", read="{0} {read!r}", expected="number.count"
    )
    assert "“{0} {read!r}” is not a number" in sentence(problem, Words("en"))


def test_an_unknown_code_is_still_shown():
    assert (
        sentence(Problem("nobody.knows", file="a.csv", read="x"), Words("en")) == "a.csv nobody.knows x"
    )
