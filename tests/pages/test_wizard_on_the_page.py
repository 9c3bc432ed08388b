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


def parts(at) -> list[str]:
    """What each column is read as, in the order of the file."""
    return [box.value for box in at.selectbox if box.label == "Lue comme"]


def answered(at):
    """The only question: which of the vendor's two streams the rows belong to."""
    (box,) = [one for one in at.selectbox if "◆" in one.label]
    return box.set_value("entretien").run()


def test_a_new_layout_is_shown_as_it_would_be_read_and_nothing_is_kept(unknown, own_demo_url):
    said = texts(unknown)
    assert "Une présentation à apprendre\u00a0: suivi_quotidien.csv" in said
    assert "Cette présentation est nouvelle" in said
    assert parts(unknown) == ["date", "ignored", "complaints", "surveys_sent"]
    assert "**Réclamations reçues**" in said
    assert "Son nom dit «\u00a0Réclamations\u00a0»." in said, "the reason is written in full"
    assert "suivi" not in " ".join(feeds(own_demo_url))


def test_a_layout_kept_is_a_feed_of_the_vendor_and_its_file_counts(unknown, own_demo_url):
    db = maintenance.opened(own_demo_url)
    before = len(received_files(db, ADMIN, contract=REF))
    at = answered(unknown)
    assert at.button(key="wizard-save").label.endswith("importer les 3 lignes")
    at.button(key="wizard-save").click().run()
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
    assert "wizard-save" not in [button.key for button in at.button]
    assert "Rien à importer" in texts(at), "why there is no button"
    assert "À répondre" not in texts(at), "no answer would make a column count"
    assert not [box for box in at.selectbox if "◆" in box.label]


def test_once_a_column_of_an_unknown_file_counts_the_rest_is_asked(portal, own_demo_url):
    at = drop(portal(own_demo_url, "received_files", vendor="tejo"), "inconnu.csv", b"a;b;c\n1;2;3\n")
    at = [one for one in at.selectbox if one.label == "Lue comme"][1].set_value("offered").run()
    assert "À répondre avant d'importer\u00a0: 2" in texts(at)


def test_streams_are_asked_by_their_names(unknown):
    (box,) = [one for one in unknown.selectbox if "◆" in one.label]
    assert "entretien" not in box.options
    assert box.options == ["Contrat d’entretien", "Option verte"]


def test_a_column_given_another_part_is_read_so(unknown):
    box = [one for one in unknown.selectbox if one.label == "Lue comme"][3]
    at = box.set_value("ignored").run()
    assert parts(at)[3] == "ignored"
    assert "Vous l’avez dit" in texts(at) or "Vous l'avez dit" in texts(at)


def test_kpis_that_the_file_does_not_measure_are_one_line_with_their_reasons_folded(unknown):
    at = answered(unknown)
    (fold,) = [one for one in at.expander if "ne seraient pas mesurés" in one.label]
    said = " ".join(one.value for one in fold.markdown)
    assert said.count("- **") == int(fold.label.split()[0])


def test_a_file_of_means_alone_says_what_it_lacks_and_offers_no_import(portal, own_demo_url):
    content = b"Jour;DMT;QS 20 s\n" + b"".join(
        b"%d/10/2026;30%d;8%d,5\n" % (13 + n, n, n) for n in range(9)
    )
    at = drop(portal(own_demo_url, "received_files", vendor="tejo"), "moyennes.csv", content)
    said = texts(at)
    assert "Demandez cette colonne au prestataire" in said
    assert "Rien à importer" in said
    assert "importer les 0" not in " ".join(button.label for button in at.button)


def test_a_layout_that_changed_tells_one_story(unknown, portal, own_demo_url):
    at = answered(unknown)
    at.button(key="wizard-save").click().run()
    changed = "\n".join(LINES).replace("Enquêtes envoyées", "Enquêtes expédiées").replace("Jour", "Date")
    at = drop(
        portal(own_demo_url, "received_files", vendor="tejo"), "suivi_quotidien.csv", changed.encode()
    )
    said = texts(at)
    assert "La présentation du flux" in said
    assert "a changé." in said
    assert "n’est pas reconnu" not in said
    assert "Cette présentation est nouvelle" not in said
