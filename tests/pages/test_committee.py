"""The committee as a pilot runs it, from the router: prepare, note, decide, ask, close, minutes."""

from io import BytesIO

import pytest
from docx import Document

from pilotage.services import committees, minutes, outcomes
from pilotage.services.actor import local_administrator
from pilotage.store.database import open_database
from tests.pages.conftest import texts

WHO = local_administrator()
ATLAS = {"vendor": "atlas", "month": "2026-10"}
PRIVATE, SAID = "ne pas parler du plafond", "les pauses sont revues ensemble"
DECIDED, ASKED = "Les 96 heures de pause sont retirées", "Fournir le relevé des pauses"


def button(at, words):
    return next(one for one in at.button if words in one.label)


def click(at, words):
    button(at, words).click().run()
    assert not at.exception, [one.value for one in at.exception]
    return at


def titles(at):
    return [link.proto.label.replace("\\", "") for link in at.get("page_link")]


def latest(url):
    db = open_database(url)
    try:
        return committees.meeting(db, WHO, id=committees.meetings(db, WHO)[0].id)
    finally:
        db.close()


@pytest.fixture
def prepared(portal, own_demo_url):
    """Atlas's committee on October, prepared by its button."""
    at = portal(own_demo_url, "committee", **ATLAS)
    assert "Pas encore d'ordre du jour" in texts(at)
    click(at, "Préparer le comité")
    return at


def test_one_click_makes_the_agenda_from_the_month(prepared):
    assert "Ordre du jour : 9 points" in prepared.title[0].value.replace("\N{NO-BREAK SPACE}", " ")
    shown = " | ".join(titles(prepared))
    for words in (
        "Actions ouvertes",
        "Qualité de service (QS 80/30) à 78,9",
        "Bonus et malus",
        "Pré-facture",
        "on demande un plan de progrès daté",
        "Contesté avec le prestataire",
    ):
        assert words in shown
    assert len(prepared.get("download_button")) == 1


def test_a_breach_unfolds_to_its_figures_and_steps(prepared, own_demo_url):
    item = next(item for item in latest(own_demo_url).items if item.subject == "heures")
    prepared.query_params["item"] = str(item.id)
    prepared.run()
    said = texts(prepared).replace("\N{NO-BREAK SPACE}", " ")
    assert "94,2 %" in said
    assert "−911,42 €" in said
    assert "Taux du palier atteint" in said or "palier" in said
    assert "Détail du calcul" in [expander.label for expander in prepared.expander]


def test_items_are_edited_moved_added_and_removed(prepared, own_demo_url):
    before = latest(own_demo_url)
    prepared.query_params["item"] = str(before.items[0].id)
    prepared.run()
    key = f"{before.id}-{before.items[0].id}"
    prepared.text_input(key=f"title-{key}").set_value("Ce qui traîne").run()
    prepared.number_input(key=f"minutes-{key}").set_value(20).run()
    prepared.button(key=f"move-{before.items[0].id}-1").click().run()
    prepared.text_input(key="new-title").set_value("Divers")
    click(prepared, "Ajouter le point")
    prepared.query_params["item"] = str(before.items[1].id)
    prepared.run()
    click(prepared, "Retirer")
    after = latest(own_demo_url)
    assert (after.items[0].title, after.items[-1].title) == ("Ce qui traîne", "Divers")
    assert len(after.items) == len(before.items)
    assert before.items[1].id not in {item.id for item in after.items}
    assert after.items[0].minutes_allotted == 20
    assert after.items[0].position == 1


def test_seats_are_filled_around_the_table(prepared, own_demo_url):
    meeting = latest(own_demo_url)
    prepared.selectbox(key=f"seat-{meeting.id}-0").set_value("represented").run()
    prepared.text_input(key=f"by-{meeting.id}-0").set_value("Son adjointe").run()
    prepared.selectbox(key=f"seat-{meeting.id}-1").set_value("present").run()
    seats = latest(own_demo_url).attendees
    assert [(seat.state, seat.represented_by) for seat in seats[:2]] == [
        ("represented", "Son adjointe"),
        ("present", ""),
    ]


def run_it(at, url):
    """Opens the session, writes a note, what was said, a decision and an action."""
    at.query_params["tab"] = "run"
    at.run()
    click(at, "Ouvrir la séance")
    meeting = latest(url)
    item = meeting.items[0].id
    at.text_area(key=f"private_note-{meeting.id}-{item}").set_value(PRIVATE).run()
    at.text_area(key=f"minutes_text-{meeting.id}-{item}").set_value(SAID).run()
    at.text_input(key="decision-text").set_value(DECIDED)
    click(at, "Afficher à la salle")
    at.segmented_control(key=f"kind-{meeting.id}").set_value("action").run()
    at.text_input(key="action-text").set_value(ASKED)
    at.selectbox(key="action-owner").set_value("Directeur de compte")
    click(at, "Afficher à la salle")
    return meeting.id


def test_from_the_agenda_to_the_minutes(prepared, own_demo_url):
    at, number = prepared, run_it(prepared, own_demo_url)
    assert "Écran privé" in texts(at)
    click(at, "Point suivant")
    assert latest(own_demo_url).current.position == 2
    at.query_params["tab"] = "minutes"
    at.query_params.pop("item", None)
    at.run()
    said = texts(at)
    for words in (SAID, DECIDED, ASKED, "COPIL-2026-10-D01"):
        assert words in said
    assert PRIVATE not in said
    click(at, "Clôturer définitivement")
    assert "Séance close" in texts(at)
    assert not [one for one in at.button if "Clôturer" in one.label]
    db = open_database(own_demo_url)
    _, content = minutes.minutes_file(db, WHO, meeting=number, language="fr")
    action = next(a for _, a in outcomes.actions(db, WHO) if a.number == "COPIL-2026-10-A01")
    db.close()
    assert (action.owner, action.side) == ("Directeur de compte", "vendor")
    document = Document(BytesIO(content))
    written = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert SAID in written
    assert PRIVATE not in written


def test_what_is_saved_comes_back_when_the_page_is_opened_again(prepared, portal, own_demo_url):
    number = run_it(prepared, own_demo_url)
    item = latest(own_demo_url).items[0].id
    at = portal(own_demo_url, "committee", **ATLAS, tab="run", item=str(item))
    assert at.text_area(key=f"private_note-{number}-{item}").value == PRIVATE
    assert at.text_area(key=f"minutes_text-{number}-{item}").value == SAID


def test_an_empty_decision_is_refused_with_a_sentence(prepared):
    prepared.query_params["tab"] = "run"
    prepared.run()
    click(prepared, "Ouvrir la séance")
    click(prepared, "Afficher à la salle")
    assert "Il manque un texte" in prepared.error[0].value


def test_a_closed_meeting_is_shown_and_takes_nothing_more(portal, demo_url):
    at = portal(demo_url, "committee", vendor="armor", month="2026-02", tab="run")
    assert [one.label for one in at.button] == []
    assert all(area.disabled for area in at.text_area)


def test_a_viewer_reads_a_committee_and_changes_nothing(portal, demo_url):
    at = portal(demo_url, "committee", role="viewer", vendor="atlas", month="2026-10")
    assert button(at, "Préparer le comité").disabled
    at = portal(demo_url, "committee", role="viewer", vendor="armor", month="2026-02", tab="prepare")
    assert "Ordre du jour" in at.title[0].value


@pytest.mark.parametrize("tab", ["prepare", "run", "minutes", "nonsense"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_tab_opens_from_a_link_in_both_languages(portal, demo_url, tab, lang):
    at = portal(demo_url, "committee", lang=lang, vendor="armor", month="2026-02", tab=tab, item="x")
    assert at.title[0].value


@pytest.mark.parametrize("kind", ["production", "quality", "strategic", "nonsense"])
def test_the_other_committees_open_from_a_link(portal, demo_url, kind):
    assert portal(demo_url, "committee", vendor="armor", month="2026-09", type=kind).title


# ---- actions and decisions ---------------------------------------------------------------------


def test_late_actions_come_first_and_say_how_late(portal, demo_url):
    at = portal(demo_url, "actions")
    assert "Actions ouvertes : 4, dont en retard : 1" in at.title[0].value.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    said = texts(at)
    assert said.index("6 j de retard") < said.index("Reportée 2 fois")
    assert "Reportée 2 fois" in said


def test_an_action_is_postponed_then_done(portal, own_demo_url):
    name = "ATLAS-2025:COPIL-2026-09-A01"
    at = portal(own_demo_url, "actions", action=name)
    key = name.replace(":", "-")
    day = at.date_input(key=f"due-{key}").value
    at.date_input(key=f"due-{key}").set_value(day.replace(day=27)).run()
    at.button(key=f"postpone-{key}").click().run()
    assert "Reportée 3 fois" in texts(at)
    at.button(key=f"done-{key}").click().run()
    assert not at.exception
    assert "Actions ouvertes : 3" in at.title[0].value.replace("\N{NO-BREAK SPACE}", " ")


def test_only_our_own_actions_are_kept_when_asked(portal, demo_url):
    at = portal(demo_url, "actions")
    at.segmented_control(key="side").set_value("client").run()
    assert "Reportée 2 fois" not in texts(at)
    assert "6 j de retard" in texts(at)


def test_the_actions_of_one_vendor_are_those_of_its_link(portal, demo_url):
    at = portal(demo_url, "actions", vendor="tejo")
    assert "Actions ouvertes : 1" in at.title[0].value.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("words", "found"),
    [("csat", True), ("COPIL-2026-02-D02", True), ("csat formation armor", True), ("inconnu", False)],
)
def test_the_register_of_decisions_is_searched_by_words_or_number(portal, demo_url, words, found):
    at = portal(demo_url, "actions", tab="decisions")
    at.text_input(key="search").set_value(words).run()
    assert ("COPIL-2026-02-D02" in titles(at)) is found
    assert ("Aucune décision ici" in texts(at)) is not found


@pytest.mark.parametrize("role", ["viewer", "finance"])
def test_who_only_reads_finds_no_button_on_an_action(portal, demo_url, role):
    at = portal(demo_url, "actions", role=role, action="ATLAS-2025:COPIL-2026-09-A01")
    assert [one.label for one in at.button] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", ["committee", "actions"])
def test_an_empty_portal_says_what_to_do_next(portal, empty_url, page, lang):
    at = portal(empty_url, page, lang=lang)
    assert {"fr": "Créer le premier contrat", "en": "Create the first contract"}[lang] in titles(at)


@pytest.mark.parametrize("role", ["viewer", "pilot", "finance", "admin"])
@pytest.mark.parametrize("page", ["committee", "actions"])
def test_every_role_opens_them(portal, demo_url, page, role):
    assert portal(demo_url, page, role=role, vendor="armor", month="2026-02").title
