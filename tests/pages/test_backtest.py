"""Back-test: what would this clause have cost?"""

import pytest

from tests.months import ROOT
from tests.pages.conftest import texts

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
KEY = "bt-QS-bonus-malus-2-high"


def said(at):
    return texts(at).replace(NBSP, " ").replace(NARROW, " ")


def test_the_clause_in_force_is_tried_on_the_months_before_it(portal, demo_url):
    """Story 5: what amendment 1 would have changed before it was signed, with nothing to type."""
    at = portal(demo_url, "backtest", vendor="armor")
    told = said(at)
    assert "de moins à Armor Dialogue sur 12 mois" in told
    assert "Zone neutre · 0,00 €|Malus · −1 750,38 €" in told
    assert "Bonus · 1 454,80 €|Zone neutre · 0,00 €" in told


def test_an_edge_that_is_typed_judges_the_months_again(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor")
    before = at.title[0].value
    at.text_input(key=KEY).set_value("82").run()
    assert not at.exception
    assert at.title[0].value != before
    assert "Zone neutre · 0,00 €|Malus" in said(at)


def test_a_row_may_be_added_and_another_emptied(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor")
    at.text_input(key="bt-QS-bonus-malus-4-high").set_value("90")
    at.text_input(key="bt-QS-bonus-malus-4-rate").set_value("1").run()
    assert not at.exception
    assert not at.warning
    at.text_input(key="bt-QS-bonus-malus-0-high").set_value("")
    at.text_input(key="bt-QS-bonus-malus-0-rate").set_value("").run()
    assert not at.exception
    assert "sur 12 mois" in said(at)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("fr", "autre chose qu’un nombre"), ("en", "holds what is not a number")],
)
def test_what_is_no_number_is_said_and_nothing_is_judged(portal, demo_url, lang, sentence):
    at = portal(demo_url, "backtest", vendor="armor", lang=lang)
    at.text_input(key=KEY).set_value("soixante-dix").run()
    assert not at.exception
    assert sentence in said(at)
    assert "Bonus et malus signés" not in said(at)
    assert "as signed" not in said(at)


def test_a_link_opens_on_its_clause(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", clause="price:appel")
    assert at.selectbox(key="bt-clause").value == "price:appel"


def test_the_months_in_the_wrong_order_are_said(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor")
    months = at.selectbox(key="bt-first").options
    at.selectbox(key="bt-first").select_index(len(months) - 1)
    at.selectbox(key="bt-last").select_index(0).run()
    assert "Le dernier mois précède le premier." in said(at)


def test_a_contract_file_is_tried_and_a_broken_one_is_told_with_its_line(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="atlas")
    text = (ROOT / "contracts/ARMOR-2025/contract.toml").read_text(encoding="utf-8")
    at.segmented_control(key="bt-way").set_value("file").run()
    at.file_uploader(key="bt-file").set_value(("projet.toml", text.encode(), "text/plain")).run()
    assert not at.exception
    assert "sur 12 mois" in said(at)
    broken = text.replace("tiering =", "tieering =", 1).encode()
    at.file_uploader(key="bt-file").set_value(("projet.toml", broken, "text/plain")).run()
    assert "tieering" in said(at)


def test_the_page_speaks_english(portal, demo_url):
    told = said(portal(demo_url, "backtest", vendor="armor", lang="en"))
    assert "would have paid" in told
    assert "Dead band" in told


def test_a_typed_draft_is_found_again_after_a_reload(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor")
    at.text_input(key=KEY).set_value("82").run()
    kept = at.query_params["draft"]
    again = portal(
        demo_url, "backtest", vendor="armor", draft=kept[0] if isinstance(kept, list) else kept
    )
    assert again.text_input(key=KEY).value == "82"
    assert again.title[0].value == at.title[0].value


def test_the_same_draft_gives_the_same_euros_on_the_page_of_the_contract(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor")
    at.text_input(key=KEY).set_value("82").run()
    clause = "consequence:QS-bonus-malus"
    other = portal(demo_url, "contract", vendor="armor", view="amend", clause=clause)
    other.text_input(key=KEY.replace("bt-", "amend-0-")).set_value("82").run()
    assert not other.exception
    assert at.title[0].value in texts(other)
