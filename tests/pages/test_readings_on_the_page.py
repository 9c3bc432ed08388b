"""Back-test, its two other tabs: what if on the live month, and the vendor's own reading of a month."""

import pytest

from tests.pages.conftest import texts

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def said(at):
    return texts(at).replace(NBSP, " ").replace(NARROW, " ")


def test_a_band_moved_on_the_running_month_is_told_in_euros(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-11", tab="month")
    assert at.title[0].value == "Même coût en novembre 2026"
    at.text_input(key="wi-2026-11-QS-bonus-malus-2-high").set_value("81").run()
    assert not at.exception
    assert said(at).startswith("1 703,41 € de moins en novembre 2026")
    assert "finira vraisemblablement" in said(at)
    assert "|Bonus/malus qualité de service|" in said(at)


def test_the_volume_to_come_moves_the_running_month(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-11", tab="month", lang="en")
    at.number_input(key="wi-volume").set_value(10).run()
    assert not at.exception
    assert "more in November 2026" in at.title[0].value


def test_a_price_moved_on_a_month_that_is_over(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-10", tab="month")
    at.selectbox(key="wi-clause").set_value("price:gestion").run()
    at.text_input(key="wi-2026-10-gestion-price").set_value("5 000").run()
    assert not at.exception
    assert said(at).startswith("200,00 € de plus en octobre 2026")
    assert "tel qu’il est connu" in said(at).lower()


@pytest.mark.parametrize(
    ("lang", "sentence"), [("fr", "est clôturé pour ARMOR-2025"), ("en", "of ARMOR-2025 is closed")]
)
def test_a_closed_month_says_where_to_try_it(portal, demo_url, lang, sentence):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-09", tab="month", lang=lang)
    assert sentence in said(at)


def test_what_is_no_number_is_said_and_the_month_stays_as_it_is(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-11", tab="month")
    at.text_input(key="wi-2026-11-QS-bonus-malus-2-high").set_value("beaucoup").run()
    assert not at.exception
    assert "autre chose qu’un nombre" in said(at)
    assert at.title[0].value == "Même coût en novembre 2026"


def test_the_vendors_own_count_is_a_cause_in_euros_and_in_points(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-06", tab="vendor")
    told = said(at)
    assert told.startswith("Le prestataire lit 1 539,64 € de plus que nous en juin 2026")
    assert "|Les compteurs du prestataire|Bonus/malus qualité de service|+1 539,64 €|" in told


def test_another_formula_and_a_total_add_their_rows(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-09", tab="vendor", lang="en")
    at.selectbox(key="rd-ARMOR-2025-QS20").set_value("answered_only").run()
    assert "€1,784.24 more than we do" in at.title[0].value
    at.text_input(key="rd-total-2026-09").set_value("130,000.00").run()
    assert not at.exception
    assert "Unexplained in its total" in said(at)
    at.text_input(key="rd-total-2026-09").set_value("plenty").run()
    assert "is not a number" in said(at)


def test_requests_that_wait_are_taken_as_accepted_until_they_are_left_out(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-11", tab="vendor")
    assert "Neutralisation 3 telle que demandée" in said(at)
    at.multiselect(key="rd-accept-ARMOR-2025-2026-11").set_value([]).run()
    assert not at.exception
    assert "Neutralisation 3 telle que demandée" not in said(at)


def test_a_clause_that_the_vendor_words_otherwise_is_the_last_cause(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor", month="2026-10", tab="vendor")
    at.toggle(key="rd-otherwise").set_value(True).run()
    at.selectbox(key="rd-clause").set_value("price:gestion").run()
    at.text_input(key="rd-2026-10-gestion-price").set_value("5000").run()
    assert not at.exception
    assert "+200,00 €" in said(at)


def test_the_draft_is_tried_on_every_vendor_and_zones_are_counted(portal, demo_url):
    at = portal(demo_url, "backtest", vendor="armor")
    assert "|Qualité de service (QS 80/20)|3 → **4**|7|2 → **1**|" in said(at)
    at.toggle(key="bt-everywhere").set_value(True).run()
    assert not at.exception
    assert "févr. 26, mars 26, mai 26" in said(at)
    assert "Rien dans le projet ARMOR-2025 ne concerne les canaux de RAVINALA-2025" in said(at)
