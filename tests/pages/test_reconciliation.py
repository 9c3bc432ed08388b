"""The invoice beside ours: a credited gap, a disputed one, a file dropped, a decision taken."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.demo import invoice_files
from pilotage.demo.invoices import Sender, invoice, without
from pilotage.periods import Month
from pilotage.services import maintenance, reconciling
from pilotage.services.actor import local_administrator
from pilotage.services.reconciling_rows import expectation
from tests.pages.conftest import texts
from tests.pages.test_figures_on_pages import spaced

WHO, OCTOBER, SEPTEMBER = local_administrator(), Month(2026, 10), Month(2026, 9)


def said(at):
    return spaced(texts(at))


def sent(url, contract, month=OCTOBER, left_out=""):
    """The vendor's invoice of the month, without one of its lines."""
    wanted = expectation(maintenance.opened(url), WHO, contract=contract, month=month)
    found = invoice(wanted, Sender("ubl", "FACTURE-10"), date(2026, 11, 12), "")
    return without(found, [one.labels[0] for one in wanted.lines if one.id == left_out])


def drop(at, name, content):
    at.get("file_uploader")[0].set_value((name, content, "application/octet-stream")).run()
    assert not at.exception, [one.value for one in at.exception]
    return at


def reconciled(url, contract, month=OCTOBER):
    return reconciling.reconciled(maintenance.opened(url), WHO, contract=contract, month=month)


def test_the_malus_that_was_forgotten_is_credited_since(portal, demo_url):
    at = portal(
        demo_url, "reconciliation", vendor="armor", month="2026-09", gap="QS-bonus-malus:bonus_malus"
    )
    told = said(at)
    for words in ("Tous les écarts sont réglés", "Suggéré : Approuver", "Avoir AV-2026-0031"):
        assert words in told, words
    for amount in ("121 965,01 €", "+1 784,24 €", "123 749,25 €"):
        assert amount in told, amount
    assert "Crédité : 1 784,24 €, par AV-2026-0031" in told
    assert "Attendu, et non facturé." in told


def test_the_disputed_hours_wait_for_the_vendor(portal, demo_url):
    at = portal(demo_url, "reconciliation", vendor="atlas", month="2026-09", gap="heure-soiree:volume")
    told = said(at)
    assert "Écarts en attente du prestataire : 1, +464,64 €" in told
    assert "(601 - 577) × 19,36 €" in told or "601" in told
    assert "20 nov. 2026" in told, "the day that was put off"
    assert "Détail par demi-heure" in told
    assert "statut 207, en litige" in told


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_month_without_an_invoice_asks_for_one(portal, demo_url, lang):
    told = said(portal(demo_url, "reconciliation", lang=lang, vendor="armor", month="2026-10"))
    assert {"fr": "Déposer la facture du prestataire", "en": "Drop the vendor's invoice"}[lang] in told


def test_who_only_reads_neither_receives_nor_decides(portal, demo_url):
    at = portal(demo_url, "reconciliation", role="viewer", vendor="atlas", month="2026-09")
    assert "Votre rôle n’enregistre pas ce qui est convenu." in said(at)
    assert not at.get("file_uploader")


def test_a_dropped_invoice_is_looked_at_then_received_then_decided(portal, own_demo_url):
    content = invoice_files.ubl(sent(own_demo_url, "RAVINALA-2025", left_out="chat60-malus"))
    at = portal(own_demo_url, "reconciliation", vendor="ravinala", month="2026-10")
    at = drop(at, "facture.xml", content)
    assert "UBL : facture FACTURE-10, 2 lignes" in said(at)
    assert reconciled(own_demo_url, "RAVINALA-2025") is None, "nothing is kept yet"
    at.button(key="invoice-receive").click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert "La facture FACTURE-10 est reçue." in said(at)
    (gap,) = reconciled(own_demo_url, "RAVINALA-2025").gaps
    assert (gap.key, gap.difference) == ("chat60-malus:bonus_malus", Decimal("150.00"))
    at.query_params["gap"] = gap.key
    at.run()
    key = f"gap-{gap.key}"
    at.radio(key=f"{key}-outcome").set_value("dispute")
    at.button(key=f"{key}-do").click().run()
    assert "Dites pourquoi" in said(at), "a decision needs its reason"
    at.text_input(key=f"{key}-reason").set_value("Malus du chat oublié")
    at.button(key=f"{key}-do").click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert reconciled(own_demo_url, "RAVINALA-2025").gaps[0].state == "disputed"
    assert "Malus du chat oublié" in said(at)


def test_the_layout_of_a_workbook_is_asked_once_a_vendor(portal, own_demo_url):
    at = portal(own_demo_url, "reconciliation", vendor="tejo", month="2026-10")
    at = drop(at, "facture.xlsx", invoice_files.workbook(sent(own_demo_url, "TEJO-2025")))
    assert "Comment ce prestataire présente-t-il ses factures ?" in said(at)
    assert at.selectbox(key="column-0-amount").value == "Montant HT"
    at.button(key="layout-do-0").click().run()
    assert "Excel : facture FACTURE-10" in said(at)
    at.button(key="invoice-receive").click().run()
    assert "La facture concorde avec la pré-facture" in said(at)
    kept = reconciling.kept_layout(maintenance.opened(own_demo_url), WHO, contract="TEJO-2025")
    assert kept.columns["amount"] == "Montant HT"


def test_totals_are_typed_in_the_reader_s_form(portal, own_demo_url):
    at = portal(own_demo_url, "reconciliation", vendor="armor", month="2026-10")
    for name, value in {"number": "T-10", "subtotal": "117 138,80", "vat": "23 427,76"}.items():
        at.text_input(key=f"typed-0-{name}").set_value(value)
    at.button(key="typed-0-do").click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert "La facture concorde avec la pré-facture" in said(at)
    assert reconciled(own_demo_url, "ARMOR-2025").invoiced == Decimal("117138.80")


def test_a_document_is_set_aside_with_its_reason(portal, own_demo_url):
    typed = {"number": "TV-10", "subtotal": Decimal(1000)}
    db = maintenance.opened(own_demo_url)
    one = reconciling.type_in(db, WHO, contract="TEJO-2025", month=OCTOBER, **typed).document
    at = portal(own_demo_url, "reconciliation", vendor="tejo", month="2026-10")
    at.text_input(key=f"aside-{one.id}-reason").set_value("Adressée à une autre société")
    at.button(key=f"aside-{one.id}-do").click().run()
    assert not at.exception, [one.value for one in at.exception]
    (left,) = reconciled(own_demo_url, "TEJO-2025").documents
    assert (left.counts, left.aside.kind) == (False, "refused")
    assert "Adressée à une autre société" in said(at)
    assert "Le document est écarté." in said(at)


def test_the_document_that_a_month_was_closed_on_stays(portal, own_demo_url):
    at = portal(own_demo_url, "reconciliation", vendor="tejo", month="2026-09")
    (one,) = reconciled(own_demo_url, "TEJO-2025", SEPTEMBER).documents
    at.text_input(key=f"aside-{one.id}-reason").set_value("Adressée à une autre société")
    at.button(key=f"aside-{one.id}-do").click().run()
    assert "est clôturé" in said(at)
    assert reconciled(own_demo_url, "TEJO-2025", SEPTEMBER).documents[0].counts


def test_a_credit_note_has_its_row_so_that_the_totals_agree(portal, demo_url):
    told = said(portal(demo_url, "reconciliation", vendor="armor", month="2026-09"))
    assert "Avoir AV-2026-0031" in told.partition("Ligne à ligne")[2]
    assert "**121 965,01 €**" in told


def test_before_an_invoice_the_page_says_what_is_expected_and_when(portal, demo_url):
    told = said(portal(demo_url, "reconciliation", vendor="armor", month="2026-10"))
    assert "117 138,80 € HT, pré-facture 2026-0051" in told
    assert "attendue pour le jeu. 19 nov." in told
    assert "Le bon à facturer n’a pas encore été donné." in told


def test_a_hostile_file_is_one_sentence(portal, own_demo_url):
    at = portal(own_demo_url, "reconciliation", vendor="armor", month="2026-10")
    at = drop(at, "f.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    assert "elle n'a pas été ouverte" in said(at)
    assert reconciled(own_demo_url, "ARMOR-2025") is None
