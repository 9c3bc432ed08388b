"""Forecast and landing: where will the month end, who will be there?"""

import pytest

from tests.pages.conftest import texts

NBSP = "\N{NO-BREAK SPACE}"
VENDORS = ("armor", "atlas", "ravinala", "tejo")


def said(at):
    return texts(at).replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_title_is_the_landing_with_its_figure(portal, demo_url):
    at = portal(demo_url, "landing", vendor="armor", month="2026-11")
    assert "79,1 % attendus, sous l'objectif sans malus" in at.title[0].value.replace(NBSP, " ").replace(
        "\\", ""
    )
    told = said(at)
    assert "80,5 % à tenir d'ici la fin du mois" in told
    assert "au pire −1 703,41 €" in told


def test_the_box_says_agents_and_hours_against_those_ordered(portal, demo_url):
    told = said(portal(demo_url, "landing", vendor="atlas", month="2026-11"))
    assert "39 agents au plus fort" in told
    assert "Heures commandées" in told


def test_a_longer_handle_time_takes_more_agents(portal, demo_url):
    at = portal(demo_url, "landing", vendor="atlas", month="2026-11")
    at.number_input(key="aht-ATLAS-2025").set_value(600).run()
    assert not at.exception
    assert "39 agents" not in said(at)


def test_a_hypothesis_is_recomputed_in_euros(portal, demo_url):
    at = portal(demo_url, "landing", vendor="armor", month="2026-11")
    assert "le mois est jugé de nouveau" in said(at)
    at.text_input(key="what-ARMOR-2025-QS").set_value("70,0").run()
    assert not at.exception
    told = said(at)
    assert "79,1 % → 73,4 %" in told
    assert "−3 " in told


def test_the_weeks_to_come_are_a_table_with_a_state_in_words(portal, demo_url):
    told = said(portal(demo_url, "landing", vendor="atlas", month="2026-11"))
    assert "4 semaines sur 7 manquent d'heures" in told
    assert "■ insuffisante" in told
    assert "44,5 formés" in told


def test_a_month_that_is_over_says_so_and_leads_to_the_one_that_runs(portal, demo_url):
    at = portal(demo_url, "landing", vendor="armor", month="2026-10")
    assert "le mois a fini à 81 %" in said(at)
    links = [link.proto.label.replace("\\", "") for link in at.get("page_link")]
    assert "Où finira novembre 2026" in links


def test_a_link_chooses_its_target(portal, demo_url):
    at = portal(demo_url, "landing", vendor="armor", month="2026-11", sla="SAT")
    assert "CSAT" in at.title[0].value


def test_the_figures_wait_until_they_are_opened(portal, demo_url):
    at = portal(demo_url, "landing", vendor="armor", month="2026-11")
    assert "Cumul du mois" not in said(at)
    titles = [place.proto.expandable.label for place in at.get("expandable")]
    assert titles in ([], ["Les chiffres, jour par jour", "Demi-heure par demi-heure"])


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("vendor", VENDORS)
def test_every_vendor_opens_in_both_languages(portal, demo_url, vendor, lang):
    at = portal(demo_url, "landing", lang=lang, vendor=vendor, month="2026-11")
    assert at.title[0].value


@pytest.mark.parametrize("role", ["viewer", "finance"])
def test_every_role_may_look(portal, demo_url, role):
    assert portal(demo_url, "landing", role=role, vendor="armor", month="2026-11").title


def test_an_empty_portal_says_what_to_do_next(portal, empty_url):
    links = [link.proto.label for link in portal(empty_url, "landing").get("page_link")]
    assert "Créer le premier contrat" in links


def test_the_menu_opens_the_month_that_runs(portal, demo_url):
    at = portal(demo_url, "sla", vendor="armor", month="2026-03")
    (link,) = [one for one in at.get("page_link") if one.proto.page == "landing"]
    assert "2026-11" in str(link.proto)


def test_a_card_of_the_desk_says_where_the_month_will_end(portal, demo_url):
    at = portal(demo_url, "todo", month="2026-10")
    links = [link.proto.label for link in at.get("page_link")]
    assert links.count("Fin novembre") == 4
    assert "79,1 %" in said(at)
    assert "118 360 €, bonus/malus 0 €" in said(at)
