"""The life of a pre-invoice, as its page tells it and takes its steps."""

from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.services import maintenance, manual_lines, preinvoices
from pilotage.services.actor import local_administrator
from tests.pages.conftest import texts
from tests.pages.test_figures_on_pages import spaced

WHO = local_administrator()


def said_of(portal, url, vendor, month, **more):
    return spaced(texts(portal(url, "preinvoice", vendor=vendor, month=month, **more)))


def test_the_disputed_month_says_what_blocks_with_its_arithmetic(portal, demo_url):
    said = said_of(portal, demo_url, "atlas", "2026-10")
    assert "90 998,18 € HT, bloqués par 96 heures" in said
    for figure in ("93 599,20 €", "2 601,02 €", "1 689,60 €", "911,42 €", "5 087 h", "5 183 h"):
        assert figure in said, figure
    assert "96 h × 17,60 €" in said
    assert "message joint, reçu hors portail" in said
    assert said.count("■ contestée") == 2


def test_the_same_in_english(portal, demo_url):
    said = said_of(portal, demo_url, "atlas", "2026-10", lang="en")
    assert "blocked by 96 hours" in said
    assert "€2,601.02" in said


@pytest.mark.parametrize(
    ("vendor", "words"),
    [
        ("armor", "acceptés par le prestataire"),
        ("ravinala", "Bon à facturer donné"),
        ("tejo", "provisoires"),
    ],
)
def test_the_open_month_of_each_vendor_is_where_the_story_has_it(portal, demo_url, vendor, words):
    assert words in said_of(portal, demo_url, vendor, "2026-10")


def test_provisional_sales_are_settled_by_a_document_that_names_the_month(portal, demo_url):
    said = said_of(portal, demo_url, "tejo", "2026-04")
    assert "51 460,00 € HT" in said
    for words in ("51 342,40 €", "+117,60 €", "solde d’avril 2026", "document 2026-0024 du 12/05/2026"):
        assert words in said, words


def test_a_waived_line_shows_its_three_amounts_without_being_unfolded(portal, demo_url):
    said = said_of(portal, demo_url, "armor", "2026-02")
    assert "proposé −1 399,44 €, retenu 0,00 €" in said.replace("-", "−")
    assert "version 2" in said


@pytest.mark.parametrize(
    ("vendor", "words"),
    [
        ("armor", ("Donner le bon à facturer", "pour le mer. 18 nov. (J+12)", "140 566,56 € TTC")),
        ("atlas", ("Répondre à la contestation, ou corriger la ligne",)),
        ("ravinala", ("Recevoir la facture du prestataire, puis l’enregistrer ici",)),
    ],
)
def test_the_next_step_is_told_with_its_day_and_the_accrual(portal, demo_url, vendor, words):
    said = said_of(portal, demo_url, vendor, "2026-10")
    assert [one for one in words if one not in said] == []


def test_a_disputed_line_unfolds_to_what_each_side_counts(portal, demo_url):
    said = said_of(portal, demo_url, "atlas", "2026-10", line="heure-jour")
    for words in ("Calculé, 4 520 h", "Demandé par Atlas Relation, 4 616 h", "+1 689,60 €"):
        assert words in said, words


def test_an_adjustment_unfolds_to_the_month_that_it_corrects(portal, demo_url):
    said = said_of(portal, demo_url, "ravinala", "2026-06", line="adjustment.2026-05.email")
    for words in ("mai 2026 tel qu’on le connaît", "37 256,76 €", "39 382,20 €", "-2 125,44 €"):
        assert words in said, words


def test_a_line_by_hand_unfolds_to_its_reason_and_its_document(portal, own_demo_url):
    db = maintenance.opened(own_demo_url)
    manual_lines.add(
        db,
        WHO,
        contract="ATLAS-2025",
        month=Month(2026, 10),
        label="Astreinte",
        reason="Demandée le 12 octobre",
        evidence=("bon.txt", b"bon"),
        amount=Decimal(360),
        name="Anne",
    )
    said = said_of(portal, own_demo_url, "atlas", "2026-10", line="manual.1")
    assert said.count("Demandée le 12 octobre. Proposée") == 2


def test_answering_the_dispute_is_one_click_away(portal, own_demo_url):
    at = portal(own_demo_url, "preinvoice", vendor="atlas", month="2026-10")
    at.text_area(key="preinvoice-step-answer-comment").input("Les pauses ne sont pas de la production.")
    at.button(key="preinvoice-step-answer-do").click().run()
    assert not at.exception
    assert "La réponse est enregistrée" in texts(at)
    found = preinvoices.life(
        maintenance.opened(own_demo_url), WHO, contract="ATLAS-2025", month=Month(2026, 10)
    )
    assert found.state == "submitted"
    assert found.steps[-1].comment == "Les pauses ne sont pas de la production."


def test_a_step_that_lacks_its_comment_says_so_and_nothing_is_taken(portal, own_demo_url):
    at = portal(own_demo_url, "preinvoice", vendor="atlas", month="2026-10")
    at.button(key="preinvoice-step-answer-do").click().run()
    assert "Dites pourquoi." in texts(at)


def test_a_viewer_takes_no_step(portal, demo_url):
    at = portal(demo_url, "preinvoice", vendor="atlas", month="2026-10", role="viewer")
    assert "Ajouter la ligne" not in [one.label for one in at.button]
