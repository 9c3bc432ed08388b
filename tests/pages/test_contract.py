"""Contract: what did we sign, what is in force, what is left on it?"""

import shutil

import pytest

from pilotage.services import contract_page, publishing
from pilotage.services.actor import local_administrator
from pilotage.store.database import open_database
from tests.months import ROOT
from tests.pages.conftest import texts

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
TOP = "amend-0-appel-last"


PRICES = """\
[[price]]
id = "script"
name = "Script"
unit = "purchase"
[[price.terms]]
from = 2025-01-01
source = "contrat, art. 8"
price = 450

[[index]]
id = "indice-test"
prices = ["script"]
[[index.terms]]
from = 2025-01-01
source = "contrat, art. 12"
fixed = 0.15
series = [{ id = "ICHT", weight = 0.85, base = 121.2 }]
first_revision = 2028-01-01
lag_months = 3
round_to = 0.0001
"""


def said(at):
    return texts(at).replace(NBSP, " ").replace(NARROW, " ")


@pytest.fixture
def own_url(demo_file, tmp_path):
    """A copy of the demo, for a test that publishes."""
    return f"sqlite:///{shutil.copy(demo_file, tmp_path / 'demo.db')}"


def test_the_terms_in_force_are_read_as_sentences_with_their_source(portal, demo_url):
    told = said(portal(demo_url, "contract", vendor="armor"))
    assert "Le contrat court jusqu’au 31 déc. 2027" in told
    assert "au-delà : 4,65 €" in told
    assert "Avenant n°1, art. 3, depuis le 1er juillet 2026" in told
    assert "Dernier jour pour dénoncer le contrat 230 jours 30 juin 2027" in told


def test_the_link_chooses_the_day(portal, demo_url):
    at = portal(demo_url, "contract", vendor="armor", on="2026-06-30")
    told = said(at)
    assert "au-delà : 4,80 €" in told
    assert "4,65 €" not in told
    assert '[[price]]\nid = "appel"' in at.code[0].value


def test_what_is_left_of_the_caps_comes_from_the_judged_months(portal, demo_url):
    told = said(portal(demo_url, "contract", vendor="armor", view="left", month="2026-10"))
    assert "Plafond annuel du malus, depuis janvier 2026" in told
    assert "Revoyure du contrat : Comité stratégique (COSTRAT)" in told
    assert "Prévision de janvier 2027 à figer" in told


def test_the_documents_say_what_each_changed(portal, demo_url):
    told = said(portal(demo_url, "contract", vendor="armor", view="documents"))
    assert "le palier du haut passe de 4,80 € à 4,65 € à compter du 1er juillet 2026" in told
    assert "Le contrat tel qu’il a d’abord été signé." in told


def test_an_amendment_says_its_words_its_euros_and_its_text_before_it_is_published(portal, own_url):
    at = portal(own_url, "contract", vendor="armor", view="amend")
    assert "Changez un chiffre" in said(at)
    at.text_input(key=TOP).set_value("4,50").run()
    assert not at.exception
    told = said(at)
    assert "le palier du haut passe de 4,65 € à 4,50 € à compter du 1er décembre 2026" in told
    assert "de moins à Armor Dialogue sur 12 mois" in told
    assert "Les mois clôturés restent tels quels." in told
    at.button(key="amend-publish").click().run()
    assert not at.exception
    assert "la version 2 est publiée" in said(at)
    db = open_database(own_url)
    versions = contract_page.versions(db, local_administrator(), ref="ARMOR-2025")
    db.close()
    assert versions[-1].number == 2


def test_two_versions_are_compared_in_words_and_their_texts_downloaded(portal, own_url):
    at = portal(own_url, "contract", vendor="armor", view="amend")
    at.text_input(key=TOP).set_value("4,50").run()
    at.button(key="amend-publish").click().run()
    at = portal(own_url, "contract", vendor="armor", view="versions", lang="en")
    assert "the top tier goes from €4.65 to €4.50 from 1 December 2026 on" in said(at)
    assert "Amendment 2 is new" in said(at) or "Avenant n° 2 is new" in said(at)


def test_who_may_not_publish_sees_the_effect_and_no_button(portal, demo_url):
    at = portal(demo_url, "contract", vendor="armor", view="amend", role="viewer")
    at.text_input(key=TOP).set_value("4,50").run()
    assert "le palier du haut passe" in said(at)
    assert "Votre rôle" in said(at)
    assert not [button for button in at.button if button.key == "amend-publish"]


@pytest.mark.parametrize("vendor", ["armor", "atlas", "ravinala", "tejo"])
@pytest.mark.parametrize("view", ["terms", "left", "documents", "amend", "versions"])
def test_every_contract_opens_in_english(portal, demo_url, vendor, view):
    told = said(portal(demo_url, "contract", vendor=vendor, view=view, lang="en"))
    assert "The contract runs" in told


def test_a_typed_amendment_is_found_again_after_a_reload_and_gone_once_published(portal, own_url):
    at = portal(own_url, "contract", vendor="armor", view="amend")
    at.text_input(key="amend-title").set_value("Avenant d’hiver")
    at.text_input(key=TOP).set_value("4,50").run()
    kept = at.query_params["draft"]
    kept = kept[0] if isinstance(kept, list) else kept
    again = portal(own_url, "contract", vendor="armor", view="amend", draft=kept)
    assert (again.text_input(key=TOP).value, again.text_input(key="amend-title").value) == (
        "4,50",
        "Avenant d’hiver",
    )
    again.button(key="amend-publish").click().run()
    assert "draft" not in again.query_params


def test_without_a_price_to_order_the_page_says_so(portal, demo_url):
    told = said(portal(demo_url, "contract", vendor="atlas", view="orders"))
    assert "bon de commande" in told.lower()


@pytest.fixture
def priced_url(own_url):
    """The demo with an index and a price to order in its first contract."""
    text = (ROOT / "contracts/ARMOR-2025/contract.toml").read_text(encoding="utf-8")
    db = open_database(own_url)
    done = publishing.publish(db, local_administrator(), contract_text=f"{text}\n{PRICES}")
    db.close()
    assert done.changed, done.problems
    return own_url


def test_an_index_value_is_entered_with_its_source_and_never_without(portal, priced_url):
    at = portal(priced_url, "contract", vendor="armor", view="indices")
    at.text_input(key="index-value").set_value("121,4")
    at.button(key="index-keep").click().run()
    assert "est enregistrée" not in said(at)
    at.text_input(key="index-value").set_value("121,4")
    at.text_input(key="index-source").set_value("Journal officiel du 30 octobre")
    at.button(key="index-keep").click().run()
    told = said(at)
    assert "est enregistrée" in told
    assert "Journal officiel du 30 octobre" in told


def test_a_delivery_is_entered_and_its_order_says_what_it_comes_to(portal, priced_url):
    at = portal(priced_url, "contract", vendor="armor", view="orders")
    at.text_input(key="order-number").set_value("BC-17")
    at.text_input(key="order-quantity").set_value("3")
    at.button(key="order-keep").click().run()
    told = said(at)
    assert "La livraison sur le bon BC-17 est enregistrée." in told
    assert "1 350,00 €" in told
