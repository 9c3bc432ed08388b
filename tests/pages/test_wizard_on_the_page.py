"""A file of a layout that no feed knows: shown as it would be read, asked about, kept, imported."""

import pytest

from pilotage.services import catalogue, maintenance
from pilotage.services.actor import local_administrator
from pilotage.services.register import received_files
from tests.pages.conftest import texts
from tests.pages.test_import_on_the_page import drop

ADMIN = local_administrator()
REF = "TEJO-2025"
#: Complaints as nobody announced them: another order, a column nobody counts.
LINES = (
    "Jour;Numéro de ligne;Réclamations reçues;Enquêtes envoyées",
    "13/10/2026;1;4;41",
    "14/10/2026;2;3;38",
    "15/10/2026;3;5;44",
)
CONTENT = "\n".join(LINES).encode("utf-8-sig")


@pytest.fixture
def unknown(portal, own_demo_url):
    """The file dropped on the page of the vendor who sent it."""
    at = portal(own_demo_url, "received_files", vendor="tejo")
    return drop(at, "suivi_quotidien.csv", CONTENT)


def feeds(url: str) -> list[str]:
    return [feed.id for feed in catalogue.feeds(maintenance.opened(url), ADMIN, ref=REF).feed]


def answered(at):
    """The only question: which of the vendor's two streams the rows belong to."""
    (box,) = [one for one in at.selectbox if "◆" in one.label]
    return box.set_value("entretien").run()


def test_a_new_layout_is_shown_as_it_would_be_read_and_nothing_is_kept(unknown, own_demo_url):
    said = texts(unknown)
    assert "Une présentation à apprendre\u00a0: suivi_quotidien.csv" in said
    assert "Cette présentation est nouvelle" in said
    table = unknown.dataframe[0].value
    parts = dict(zip(table["Colonne"], table["Lue comme"], strict=True))
    assert parts["Jour"] == "Date"
    assert parts["Réclamations reçues"] == "Réclamations"
    assert parts["Numéro de ligne"] == "Non lu"
    assert "suivi" not in " ".join(feeds(own_demo_url))


def test_a_layout_kept_is_a_feed_of_the_vendor_and_its_file_counts(unknown, own_demo_url):
    db = maintenance.opened(own_demo_url)
    before = len(received_files(db, ADMIN, contract=REF))
    at = answered(unknown)
    button = at.button(key="wizard-save")
    assert not button.disabled, texts(at)
    button.click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert "suivi_quotidien.csv est importé" in texts(at)
    assert len(received_files(db, ADMIN, contract=REF)) == before + 1


def test_a_pilot_of_several_vendors_says_whose_file_it_is(portal, own_demo_url):
    at = drop(portal(own_demo_url, "received_files"), "suivi_quotidien.csv", CONTENT)
    (box,) = [one for one in at.selectbox if one.label == "De quel prestataire vient ce fichier\u00a0?"]
    assert box.value is None
    assert at.button(key="put-aside") is not None
    box.set_value(REF).run()
    assert "Cette présentation est nouvelle" in texts(at)


def test_a_vendor_screen_that_may_only_look_learns_no_layout(portal, own_demo_url):
    at = portal(own_demo_url, "received_files", role="viewer", vendor="tejo")
    assert at.get("file_uploader")[0].disabled


def test_a_file_in_which_nothing_is_known_says_so_and_cannot_be_kept(portal, own_demo_url):
    at = drop(portal(own_demo_url, "received_files", vendor="tejo"), "inconnu.csv", b"a;b;c\n1;2;3\n")
    assert "Cette présentation est nouvelle" in texts(at)
    assert at.button(key="wizard-save").disabled
