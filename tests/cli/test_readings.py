"""`what-if` and `reading`, on the demo: a live month under other terms, the vendor's own reading."""

from decimal import Decimal

import pytest

from tests.months import ROOT

ARMOR = ("--contract", "ARMOR-2025")
JUNE, OCTOBER, NOVEMBER = (("--month", f"2026-{month}") for month in ("06", "10", "11"))


@pytest.fixture
def demo(cli_on, demo_url):
    return lambda *words, lang="en": cli_on(demo_url, *words, lang=lang)


@pytest.fixture
def draft(tmp_path):
    """Armor's contract with 100 euros more a month of management fee."""
    text = (ROOT / "contracts/ARMOR-2025/contract.toml").read_text(encoding="utf-8")
    assert "4800" in text
    file = tmp_path / "draft.toml"
    file.write_text(text.replace("4800", "4900"), encoding="utf-8")
    return str(file)


def test_a_live_month_is_tried_under_a_draft_and_another_volume(demo, draft):
    found = demo("what-if", *ARMOR, *OCTOBER, "--draft", draft, "--json").json
    assert (found["running"], found["difference"]) == (False, "100.00")
    running = demo("what-if", *ARMOR, *NOVEMBER, "--volume", "10", "--json").json
    assert running["running"]
    assert Decimal(running["difference"]) == Decimal(running["after"]) - Decimal(running["before"]) > 0
    assert "as it will likely end" in demo("what-if", *ARMOR, *NOVEMBER, "--volume", "10").out
    assert "tel qu’il est connu" in demo("what-if", *ARMOR, *OCTOBER, "--draft", draft, lang="fr").out


def test_a_closed_month_is_refused_in_words(demo):
    found = demo("what-if", *ARMOR, "--month", "2026-09")
    assert found.code == 1
    assert "is closed" in found.aside


def test_the_vendors_reading_adds_up_cause_by_cause(demo, draft):
    asked = ("--variant", "QS20=answered_only", "--draft", draft, "--total", "110000", "--accept", "all")
    found = demo("reading", *ARMOR, *JUNE, *asked, "--json").json
    assert [one["cause"] for one in found["causes"]] == ["count", "formula", "clause"]
    told = [Decimal(one["difference"]) for one in (*found["causes"], *found["unexplained"])]
    assert sum(told) == Decimal(found["difference"])
    assert found["vendor"] == "110000.00"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ("Les compteurs du prestataire", "par sa formule", "Inexpliqué dans son total")),
        ("en", ("The vendor's own count", "by its formula", "Unexplained in its total")),
    ],
)
def test_the_table_is_read_in_both_languages(demo, lang, words):
    asked = ("--variant", "QS20=answered_only", "--total", "110000")
    found = demo("reading", *ARMOR, *JUNE, *asked, lang=lang).out
    assert all(word in found for word in words)


@pytest.mark.parametrize(
    "wrong",
    [("--variant", "QS20"), ("--accept", "one"), ("--total", "much"), ("--line", "appel=NaN")],
)
def test_what_is_not_written_as_it_must_be_is_misuse(demo, wrong):
    assert demo("reading", *ARMOR, *JUNE, *wrong).code == 2


def test_what_is_unknown_is_told(demo):
    found = demo("reading", *ARMOR, *JUNE, "--accept", "99", lang="fr")
    assert found.code == 1
    assert "99" in found.aside
    assert "QS20" in demo("reading", *ARMOR, *JUNE, "--variant", "QS99=icmi").aside
