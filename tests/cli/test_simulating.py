"""`simulate`, on the demo: story 5 in one command."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.months import ROOT

ARMOR = str(ROOT / "contracts/ARMOR-2025/contract.toml")
YEAR = ("--from", "2025-10", "--to", "2026-10")


@pytest.fixture
def demo(cli_on, demo_url):
    return lambda *words, lang="en": cli_on(demo_url, *words, lang=lang)


def test_amendment_1_of_armor_is_tried_on_the_year_before_it(demo):
    found = demo("simulate", ARMOR, *YEAR, "--json").json
    assert (found["contract"], found["since"]) == ("ARMOR-2025", "2026-07-01")
    months = {one["month"]: one for one in found["months"]}
    moved = {name for name, one in months.items() if Decimal(one["difference"])}
    assert moved == {"2026-02", "2026-03", "2026-05"}
    assert Decimal(months["2026-02"]["difference"]) - Decimal(
        months["2026-02"]["bonus_malus"]["difference"]
    ) == Decimal("-417.00")
    fees = (
        Decimal(months["2026-03"]["current"])
        - 4800
        - Decimal(months["2026-03"]["bonus_malus"]["current"])
    )
    assert Decimal(months["2026-03"]["bonus_malus"]["difference"]) == round(-fees * 15 / 1000, 2)
    assert Decimal(months["2026-05"]["bonus_malus"]["difference"]) < 0
    total = sum(Decimal(one["difference"]) for one in found["months"])
    assert Decimal(found["total"]["difference"]) == total


def test_the_draft_taken_before_its_amendment_changes_nothing_of_the_story(demo):
    """July 83.8, August 87.2, September 76.4: the old clause gives what the new one gave."""
    found = demo("simulate", ARMOR, *YEAR, "--terms-of", "2026-06-30", "--json").json
    assert found["since"] == "2026-06-30"
    assert {one["difference"] for one in found["months"]} == {"0.00"}


def test_a_draft_is_tried_on_another_vendor(demo):
    found = demo("simulate", ARMOR, *YEAR, "--contract", "ATLAS-2025", "--json").json
    assert found["contract"] == "ATLAS-2025"
    assert len(found["months"]) == 13


OF_THE_SITE = """
[[activity]]
id = "visite"
name = "Accueil"
channel = "social"
[[stream]]
id = "accueil-n1"
name = "Accueil"
activity = "visite"
[[price]]
id = "accueil"
name = "Accueil"
activity = "visite"
unit = "month"
[[price.terms]]
from = 2025-01-01
source = "contrat, art. 6"
price = 100
[[consequence]]
id = "part-accueil"
kind = "payment_share"
slas = ["QS"]
prices = ["accueil"]
[[consequence.terms]]
from = 2025-01-01
source = "contrat, art. 7"
share = 5
"""


def test_a_clause_that_the_other_vendor_has_nothing_for_is_said(demo, tmp_path):
    draft = tmp_path / "contract.toml"
    draft.write_text(Path(ARMOR).read_text(encoding="utf-8") + OF_THE_SITE, encoding="utf-8")
    asked = ("simulate", str(draft), *YEAR, "--contract", "ATLAS-2025")
    problems = demo(*asked, "--json").json["problems"]
    assert [one["code"] for one in problems if one["code"] == "backtest.left_out"]
    assert "“part-accueil” of the draft is left out" in demo(*asked).aside
    assert "laissé de côté" in demo(*asked, lang="fr").aside


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "il n’y a rien à essayer"), ("en", "there is nothing to try")]
)
def test_what_cannot_be_tried_is_said(demo, lang, said):
    calls_only = demo("simulate", ARMOR, *YEAR, "--contract", "RAVINALA-2025", lang=lang)
    assert calls_only.code == 1
    assert said in calls_only.aside
    early = demo("simulate", ARMOR, "--from", "2024-01", "--to", "2024-12", lang=lang)
    assert early.code == 1
    assert said in early.aside


def test_the_table_is_read_in_both_languages(demo):
    assert "Avec le projet" in demo("simulate", ARMOR, *YEAR, lang="fr").out
    assert "Under the draft" in demo("simulate", ARMOR, *YEAR).out


def test_a_broken_draft_is_refused_with_its_line(demo, tmp_path):
    draft = tmp_path / "draft.toml"
    draft.write_text(Path(ARMOR).read_text(encoding="utf-8").replace("tiering =", "tieering =", 1))
    found = demo("simulate", str(draft), *YEAR)
    assert found.code == 1
    assert "tieering" in found.aside


def test_the_page_of_the_negotiation_is_written_in_word_or_in_pdf(demo, tmp_path):
    short = ("--from", "2026-05", "--to", "2026-05")
    for name, begins in (("page.docx", b"PK"), ("page.pdf", b"%PDF")):
        assert demo("simulate", ARMOR, *short, "--out", tmp_path / name).code == 0
        assert (tmp_path / name).read_bytes().startswith(begins)
    assert demo("simulate", ARMOR, *short, "--out", tmp_path / "page.txt").code == 2
