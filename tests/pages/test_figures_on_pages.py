"""What the pages show is what the demo's story says, in the reader's form."""

import pytest

from tests.pages.conftest import texts

NARROW, NBSP = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


def spaced(text: str) -> str:
    """The text with ordinary spaces and hyphens, to be compared with what a person types."""
    return text.replace(NARROW, " ").replace(NBSP, " ").replace("\N{MINUS SIGN}", "-")


def test_the_crisis_of_february_shows_its_malus_and_its_steps(portal, demo_url):
    said = spaced(texts(portal(demo_url, "sla", vendor="armor", month="2026-02")))
    assert "-8 396,64 €" in said
    assert "58,4 %" in said
    assert "19 798 ÷ 33 900" in said
    assert "-6 997,20 €" in said


def test_another_sla_unfolds_from_its_link(portal, demo_url):
    said = spaced(texts(portal(demo_url, "sla", vendor="armor", month="2026-02", sla="SAT")))
    assert "Détail du calcul : Satisfaction client" in said
    assert "-1 399,44 €" in said


def test_below_target_without_malus_is_a_state_of_its_own(portal, demo_url):
    said = texts(portal(demo_url, "sla", vendor="atlas", month="2026-10"))
    assert ":orange-badge[▲ Sous l'objectif, sans malus]" in said
    assert ":red-badge[■ Non atteint]" in said


def test_the_bill_says_that_it_is_no_invoice(portal, demo_url):
    assert "état préparatoire, n'est pas une facture" in texts(portal(demo_url, "preinvoice"))


def test_an_ordinary_month_is_billed_to_the_cent(portal, demo_url):
    said = spaced(texts(portal(demo_url, "preinvoice", vendor="armor", month="2026-04")))
    for amount in ("114 634,00 €", "22 926,80 €", "137 560,80 €"):
        assert amount in said


def test_a_vendor_abroad_is_under_reverse_charge(portal, demo_url):
    said = spaced(texts(portal(demo_url, "preinvoice", vendor="ravinala", month="2026-04")))
    assert "TVA autoliquidée" in said
    assert "À payer au prestataire" in said
    assert "51 990,00 €" in said


def test_a_line_unfolds_to_its_counters_its_clause_and_its_files(portal, demo_url):
    at = portal(demo_url, "preinvoice", vendor="armor", month="2026-04", line="appel.2")
    said = spaced(texts(at))
    assert "20 680" in said
    assert "art. 7.1" in said
    labels = " ".join(link.proto.label for link in at.get("page_link")).replace("\\", "")
    assert "ARMOR_appels_2026-04.csv" in labels


def test_the_same_bill_reads_in_english(portal, demo_url):
    said = texts(portal(demo_url, "preinvoice", lang="en", vendor="armor", month="2026-04"))
    assert "€114,634.00" in said
    assert "preparatory statement, not an invoice" in said


@pytest.mark.parametrize("grain", ["month", "week", "day"])
def test_a_kpi_is_drawn_at_each_grain_with_its_target(portal, demo_url, grain):
    at = portal(demo_url, "kpis", vendor="armor", month="2026-10", kpi="QS20", grain=grain)
    charts = at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")
    assert len(charts) == 1
    assert "Objectif 80" in charts[0].proto.spec


def test_each_kpi_shows_the_volume_behind_it(portal, demo_url):
    said = spaced(texts(portal(demo_url, "kpis", vendor="armor", month="2026-02")))
    assert "33 900 présentés" in said


def test_the_figures_under_the_line_are_drawn_when_opened(portal, demo_url):
    at = portal(demo_url, "kpis", vendor="armor", month="2026-10", kpi="QS20")
    assert "Les chiffres du graphique" in [one.label for one in at.expander]


def test_to_do_shows_a_card_a_vendor_and_what_is_due(portal, demo_url):
    at = portal(demo_url)
    said = spaced(texts(at))
    labels = " ".join(link.proto.label for link in at.get("page_link"))
    for vendor in ("Armor Dialogue", "Atlas Relation", "Ravinala Contact", "Tejo Vendas"):
        assert vendor in labels
    assert "90 998,18 €" in said
    assert "J+8" in said
    assert "Ce qui m'attend" in said


def test_to_do_for_one_vendor_shows_that_vendor_alone(portal, demo_url):
    at = portal(demo_url, vendor="atlas", month="2026-10")
    labels = " ".join(link.proto.label for link in at.main.get("page_link"))
    assert "Atlas Relation" in labels
    assert "Tejo Vendas" not in labels


def test_states_are_never_said_by_colour_alone(portal, demo_url):
    for page in ("todo", "sla", "kpis"):
        for element in portal(demo_url, page).markdown:
            for part in element.value.split("-badge[")[1:]:
                assert part[0] in "●▲■○◆" or part[0].isupper(), element.value
