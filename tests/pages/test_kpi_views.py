"""The KPI page in each of its views: opened by a link, drawn alone, with its table and its file."""

import json

import pytest

from tests.pages.conftest import texts
from tests.pages.test_figures_on_pages import spaced

VIEWS = ("trend", "days", "heat", "volume", "reasons", "compare", "formulas")


def drawn(at):
    return at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")


def spec_of(at):
    return json.dumps(json.loads(drawn(at)[0].proto.spec), ensure_ascii=False)


def february(portal, demo_url, view, **query):
    return portal(demo_url, "kpis", vendor="armor", month="2026-02", view=view, **query)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_opens_from_its_link_and_draws_one_chart(portal, demo_url, view, lang):
    at = portal(demo_url, "kpis", lang=lang, vendor="armor", month="2026-02", view=view)
    assert len(drawn(at)) == 1
    assert len(at.expander) == 1


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("trend", "Objectif manqué 3 mois sur 5"),
        ("days", "Objectif tenu 2 jours sur 24 (8 %)"),
        ("heat", "au plus bas : lundi 12:00, 36,9 %"),
        ("volume", "Volume supérieur de 33,5 % à la prévision figée"),
        ("reasons", "Facture et tarif : 47 % des contacts"),
        ("compare", "mesuré ainsi chez un seul prestataire"),
        ("formulas", "de 58,4 % à 73,9 % selon la formule"),
    ],
)
def test_the_title_of_a_view_is_what_it_found(portal, demo_url, view, said):
    assert said in spaced(texts(february(portal, demo_url, view)))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("vendor", ["atlas", "ravinala", "tejo"])
def test_a_view_that_a_vendor_s_files_cannot_give_says_why(portal, demo_url, vendor, view):
    at = portal(demo_url, "kpis", vendor=vendor, month="2026-10", view=view)
    if not drawn(at):
        said = spaced(texts(at))
        reasons = ("Aucun flux", "Non mesuré", "Aucun motif", "Le contrat définit lui-même")
        assert any(reason in said for reason in reasons)


def test_an_unknown_view_is_the_trend(portal, demo_url):
    assert "3 mois sur 5" in texts(february(portal, demo_url, "nothing")).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_the_figures_behind_a_chart_are_shown_and_downloaded(portal, demo_url):
    at = february(portal, demo_url, "reasons")
    assert not at.get("download_button")
    at.session_state["figures"] = True
    at.run()
    assert not at.exception
    assert "Paiement et échéancier" in texts(at)
    assert [one.label for one in at.get("download_button")] == ["Télécharger le tableau (CSV)"]


def test_a_month_that_lacks_an_open_day_says_so_beside_its_figure(portal, demo_url):
    at = portal(demo_url, "kpis", vendor="ravinala", month="2026-11", activity="chat")
    said = spaced(texts(at))
    assert "1 jour ouvert sans données" in said
    assert "lun. 9 nov." in said


def test_a_sampled_figure_shows_its_sample_and_its_margin(portal, demo_url):
    said = spaced(texts(february(portal, demo_url, "trend")))
    assert "n = 779" in said
    assert "± 3,0" in said


def test_the_dead_band_and_the_target_are_labelled(portal, demo_url):
    spec = spec_of(february(portal, demo_url, "trend"))
    assert "Objectif 80" in spec
    assert "Zone neutre, 78" in spec


def test_another_formula_stands_beside_that_of_the_contract(portal, demo_url):
    at = february(portal, demo_url, "trend", variant="answered_only")
    assert "Retirer" in [link.proto.label for link in at.get("page_link")]
    assert "décrochés" in spec_of(at)


def test_a_day_of_the_volume_is_shown_by_half_hour(portal, demo_url):
    at = february(portal, demo_url, "volume", day="2026-02-09")
    assert "Volume supérieur de 68,0 %" in spaced(texts(at))
    assert "19:30" in spec_of(at)


def test_choosing_a_day_and_a_formula_rewrites_the_address(portal, demo_url):
    at = february(portal, demo_url, "volume")
    at.selectbox(key="choice-day").select("2026-02-10").run()
    assert at.query_params["day"] == "2026-02-10"
    at = february(portal, demo_url, "formulas")
    at.selectbox(key="choice-formula").select("answered_only").run()
    assert (at.query_params["view"], at.query_params["variant"]) == ("trend", "answered_only")


def test_vendors_are_compared_by_the_definition_of_the_link(portal, demo_url):
    at = february(portal, demo_url, "compare", definition="own")
    said = spaced(texts(at))
    assert "de 58,4 % à" in said
    labels = " ".join(link.proto.label for link in at.get("page_link"))
    assert "en 20 s" in labels
    assert "en 30 s" in labels


def test_who_sees_one_vendor_is_offered_no_comparison(portal, demo_url, monkeypatch):
    monkeypatch.setenv("PILOTAGE_VENDORS", "armor")
    at = february(portal, demo_url, "trend")
    assert "Comparer" not in [link.proto.label for link in at.get("page_link")]
    at = february(portal, demo_url, "compare", definition="own")
    assert "Atlas" not in spec_of(at)


def test_the_view_on_screen_is_kept_from_one_kpi_to_the_next(portal, demo_url):
    at = february(portal, demo_url, "heat")
    links = [link.proto for link in at.get("page_link") if link.proto.page.endswith("kpis")]
    cards = [link for link in links if "kpi=CSAT" in link.query_string]
    assert cards
    assert all("view=heat" in link.query_string for link in cards)


def test_words_of_a_link_are_shown_as_text(portal, demo_url):
    at = february(portal, demo_url, "trend", variant="<b>:red[x]", day="x", grain="x", of="x")
    assert len(drawn(at)) == 1
