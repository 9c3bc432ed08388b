"""A line of the expected invoice unfolds to what it was, what was proposed, and what was agreed."""

from tests.pages.conftest import texts
from tests.pages.test_figures_on_pages import spaced


def read(portal, url, vendor, month, line="") -> str:
    return spaced(texts(portal(url, "preinvoice", vendor=vendor, month=month, line=line)))


def test_a_line_carries_the_amount_agreed_and_unfolds_to_the_three(portal, demo_url):
    said = read(portal, demo_url, "armor", "2026-02", "CSAT-bonus-malus")
    assert "● Retenu]" in said
    for figure in ("-1 399,44 €", "+1 399,44 €", "**0,00 €**"):
        assert figure in said, figure
    assert "En contrepartie : Deux jours de formation gratuits." in said


def test_what_a_neutralisation_moves_stands_between_computed_and_proposed(portal, demo_url):
    said = read(portal, demo_url, "armor", "2026-02", "QS-bonus-malus")
    for figure in ("-6 997,20 €", "+2 798,88 €", "-4 198,32 €"):
        assert figure in said, figure


def test_a_malus_that_a_neutralisation_took_away_is_still_told(portal, demo_url):
    said = read(portal, demo_url, "atlas", "2026-03", "QS-bonus-malus")
    assert "● Neutralisé]" in said
    assert "-1 921,22 €" in said
    assert "96 060,80 € HT" in said


def test_the_total_of_february_holds_what_was_agreed(portal, demo_url):
    said = read(portal, demo_url, "armor", "2026-02")
    assert "140 545,68 € HT" in said
    assert "168 654,82 €" in said
