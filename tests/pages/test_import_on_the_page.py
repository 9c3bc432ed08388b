"""Dropping a file: looked at first, kept only when confirmed, refused in one sentence."""

from pathlib import Path

import pytest

from pilotage.services import imports, maintenance
from pilotage.services.actor import local_administrator
from pilotage.services.register import received_files
from tests.pages.conftest import texts

ROOT = Path(__file__).resolve().parents[2]
ATLAS = ROOT / "data" / "atlas" / "atlas_heures_2026-11-11.csv"


def drop(at, name: str, content: bytes):
    uploader = at.get("file_uploader")[0]
    uploader.set_value((name, content, "text/csv")).run()
    assert not at.exception, [one.value for one in at.exception]
    return at


def corrected() -> bytes:
    """The file of the day with one figure corrected: it replaces the day."""
    content = ATLAS.read_bytes()
    fixed = content.replace(b"17h30;Dimanche/JF;0,50;0,48", b"17h30;Dimanche/JF;0,50;0,49")
    assert fixed != content
    return fixed


def test_a_file_is_recognised_before_anything_is_kept(portal, own_demo_url):
    before = len(received_files(maintenance.opened(own_demo_url), local_administrator()))
    at = drop(portal(own_demo_url, "received_files"), "atlas_heures_2026-11-11.csv", corrected())
    said = texts(at)
    assert "Atlas Relation" in said
    assert "Jours remplacés" in said
    assert at.button(key="confirm").label.startswith("Confirmer les")
    assert len(received_files(maintenance.opened(own_demo_url), local_administrator())) == before


def test_a_confirmed_file_replaces_its_days_and_says_so(portal, own_demo_url):
    db = maintenance.opened(own_demo_url)
    before = len(received_files(db, local_administrator()))
    at = drop(portal(own_demo_url, "received_files"), "atlas_heures_2026-11-11.csv", corrected())
    at.button(key="confirm").click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert "est importé" in texts(at)
    assert len(received_files(db, local_administrator())) == before + 1


def test_the_same_file_again_changes_nothing_and_says_so(portal, own_demo_url):
    at = drop(portal(own_demo_url, "received_files"), "atlas_heures_2026-11-11.csv", ATLAS.read_bytes())
    assert "Ce fichier est déjà là" in texts(at)
    assert [button.key for button in at.button if button.key == "confirm"] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vide.csv", b""),
        ("programme.xlsx", b"MZ\x90\x00" + b"\x00" * 400),
    ],
)
def test_a_bad_file_gets_a_sentence_and_no_confirmation(portal, own_demo_url, name, content):
    at = drop(portal(own_demo_url, "received_files"), name, content)
    assert at.error
    assert all(" " in error.value for error in at.error)
    assert [button.key for button in at.button if button.key == "confirm"] == []


def test_a_refused_file_can_be_put_aside(portal, own_demo_url):
    at = drop(portal(own_demo_url, "received_files"), "inconnu.csv", b"a;b;c\n1;2;3\n")
    at.button(key="put-aside").click().run()
    assert not at.exception
    assert "mis en attente de correction" in texts(at)


def test_a_viewer_has_a_closed_drop_zone(portal, own_demo_url):
    at = portal(own_demo_url, "received_files", role="viewer")
    assert at.get("file_uploader")[0].proto.disabled
    assert "Votre rôle n'importe pas de fichiers." in texts(at)


def test_a_received_file_opens_from_its_link_and_is_withdrawn_for_a_reason(portal, own_demo_url):
    db = maintenance.opened(own_demo_url)
    newest = max(one.batch for one in received_files(db, local_administrator()))
    at = portal(own_demo_url, "received_files", file=str(newest))
    assert at.button(key="withdraw").disabled
    at.text_input(key="withdraw-reason").input("mauvais fichier").run()
    at.button(key="withdraw").click().run()
    assert not at.exception, [one.value for one in at.exception]
    states = {one.batch: one.state for one in received_files(db, local_administrator())}
    assert states[newest] == "withdrawn"


def test_a_link_to_an_unknown_file_says_so(portal, demo_url):
    assert "Fichier introuvable" in texts(portal(demo_url, "received_files", file="999999"))


def test_the_page_shows_what_the_command_line_would_import(own_demo_url):
    db = maintenance.opened(own_demo_url)
    seen = imports.preview(db, local_administrator(), content=corrected(), name=ATLAS.name)
    assert seen.status == "imported"
    assert seen.days_replaced
