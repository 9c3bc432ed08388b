"""`contract` and `amend`: the contract in words, an amendment in words, euros and text."""

import shutil

import pytest

ARMOR = ("--contract", "ARMOR-2025")
PAPER = ("--document", "avenant-2", "--title", "Avenant n°2", "--signed", "2026-11-10")
PRICE = "price.gestion.price=4900"
BANDS = "consequence.CSAT-bonus-malus.bands=[{ below = 80, rate = -1 }, { at_least = 80, rate = 0 }]"


@pytest.fixture
def own(cli_on, demo_file, tmp_path):
    url = f"sqlite:///{shutil.copy(demo_file, tmp_path / 'demo.db')}"
    return lambda *words, lang="en": cli_on(url, *words, lang=lang)


@pytest.fixture
def demo(cli_on, demo_url):
    return lambda *words, lang="en": cli_on(demo_url, *words, lang=lang)


def test_the_contract_is_read_in_words_on_a_day(demo):
    told = demo("contract", *ARMOR, "--on", "2026-06-30").out
    assert "beyond: €4.80" in told
    assert "Conditions" in told
    found = demo("contract", *ARMOR, "--on", "2026-07-01", "--json", lang="fr").json
    (price,) = (one for one in found["clauses"] if one["id"] == "appel")
    assert (price["document"], price["clause"], price["since"]) == ("avenant-1", "art. 3", "2026-07-01")
    assert "- au-delà\N{NO-BREAK SPACE}: 4,65\N{NO-BREAK SPACE}€" in price["sentences"]


def test_an_amendment_is_told_and_nothing_is_written_unless_asked(own):
    words = ("amend", *ARMOR, *PAPER, "--effective", "2026-12-01", "--clause", "art. 1", "--set", PRICE)
    done = own(*words)
    assert done.code == 0
    assert "goes from €4,800.00 to €4,900.00 from 1 December 2026 on (Avenant n°2, art. 1)" in done.out
    assert "a difference of €1,200.00" in done.out
    assert 'source = "avenant-2, art. 1"' in done.out
    assert "add --publish" in done.aside
    assert own(*words, "--json").json["published"] is None


def test_a_price_a_band_and_a_date_are_published_together(own):
    sets = ("--set", PRICE, "--set", BANDS, "--set", "contract.ends=2028-12-31")
    found = own("amend", *ARMOR, *PAPER, "--effective", "2026-12-01", *sets, "--publish", "--json").json
    assert found["published"] == 2
    assert any("31 December 2028" in text for text in found["changes"])
    assert "ends = 2028-12-31  # avenant-2" in found["text"]
    assert "The management" not in found["text"]


def test_an_amendment_that_reaches_back_names_the_closed_months(own):
    found = own("amend", *ARMOR, *PAPER, "--effective", "2026-09-01", "--set", PRICE, "--json").json
    assert found["closed_months"]
    assert found["adjusted_in"] > found["closed_months"][-1]


@pytest.mark.parametrize(
    ("figure", "code", "word"),
    [
        ("price.gestion=4900", 2, "TABLE.ID.KEY"),
        ("price.gestion.price=quatre", 2, "not a value"),
        ("contract.starts=2025-02-01", 2, "ends, notice"),
        ("price.absent.price=1", 1, "absent"),
        ("price.gestion.prix=1", 1, "prix"),
    ],
)
def test_what_cannot_be_written_is_said(own, figure, code, word):
    done = own("amend", *ARMOR, *PAPER, "--effective", "2026-12-01", "--set", figure)
    assert done.code == code
    assert word in done.aside
