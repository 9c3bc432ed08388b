"""A closed month and what came after it, as the pages tell it."""

from pathlib import Path

import pytest

from pilotage.periods import Month
from pilotage.services import maintenance, register
from pilotage.services.actor import local_administrator
from pilotage.services.closing import closed
from tests.pages.conftest import texts
from tests.pages.test_figures_on_pages import spaced
from tests.pages.test_import_on_the_page import drop

RAVINALA, WHO = "RAVINALA-2025", local_administrator()
DATA = Path(__file__).resolve().parents[2] / "data" / "ravinala"


def restating_file(url: str) -> register.ReceivedFile:
    files = register.received_files(maintenance.opened(url), WHO, contract=RAVINALA)
    return next(file for file in files if file.days_replaced)


def test_june_proposes_the_adjustment_of_may_to_the_cent(portal, demo_url):
    said = spaced(texts(portal(demo_url, "preinvoice", vendor="ravinala", month="2026-06")))
    assert "Régularisations proposées" in said
    assert "Mai 2026, clôturé le 18/06/2026" in said
    for figure in ("22 025 / 24 310", "90,6 %", "20 445 / 22 998", "88,9 %", "-1 312"):
        assert figure in said, figure
    for amount in ("-2 125,44 €", "-500,00 €", "-2 625,44 €"):
        assert amount in said, amount
    assert "45 242,98 € HT" in said, "47 868,42 less the adjustment, line by line"


def test_may_is_closed_and_leads_to_june(portal, demo_url):
    at = portal(demo_url, "preinvoice", vendor="ravinala", month="2026-05")
    said = spaced(texts(at))
    assert "Clôturée le 18 juin 2026" in said
    assert "une régularisation de -2 625,44 € est proposée en juin 2026" in said
    assert "52 133,40 € HT" in said


def test_other_months_have_no_adjustment_to_show(portal, demo_url):
    for month in ("2026-04", "2026-10"):
        said = texts(portal(demo_url, "preinvoice", vendor="ravinala", month=month))
        assert "égularisation" not in said


def test_the_file_that_restated_may_says_what_it_changed(portal, demo_url):
    number = restating_file(demo_url).batch
    at = portal(demo_url, "received_files", vendor="ravinala", month="2026-05", file=str(number))
    said = spaced(texts(at))
    assert "Ce que ce fichier a changé" in said
    assert "Inchangé ; régularisation proposée en juin 2026" in said
    assert "-2 625,44 €" in said
    assert "12 389" in said, "e-mails handled over the days replaced"


def test_the_sla_page_of_a_closed_month_is_the_closed_one(portal, demo_url):
    said = spaced(texts(portal(demo_url, "sla", vendor="ravinala", month="2026-05")))
    assert "Clôturée le 18 juin 2026" in said
    assert "90,6 %" in said
    assert "88,9 %" not in said


def test_to_do_says_closed(portal, demo_url):
    said = texts(portal(demo_url, "todo", vendor="tejo", month="2026-05"))
    assert "Clôturée" in said


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-10", "Sa préfacture change, HT"),
        ("2026-09", "Inchangé ; régularisation proposée en octobre 2026, HT"),
    ],
)
def test_a_dropped_file_says_the_euros_before_it_is_confirmed(portal, own_demo_url, month, expected):
    head, first, *_ = (DATA / f"Ravinala_chats_{month}.txt").read_text(encoding="utf-8").splitlines()
    day, offered, handled, *rest = first.split("\t")
    row = "\t".join([day, offered, str(int(handled) - 1), *rest])
    at = drop(
        portal(own_demo_url, "received_files"),
        f"Ravinala_chats_{month}_bis.txt",
        f"{head}\n{row}\n".encode(),
    )
    said = spaced(texts(at))
    assert "Ce que ce fichier changerait" in said
    assert expected in said
    assert "-1,38 €" in said
    at.button(key="confirm").click().run()
    assert not at.exception, [one.value for one in at.exception]


def test_a_month_is_closed_on_its_page(portal, own_demo_url):
    at = portal(own_demo_url, "closing", vendor="armor", month="2026-10")
    at.text_input(key="checklist-comment").set_value("Accord du prestataire").run()
    at.button(key="checklist-close").click().run()
    assert not at.exception, [one.value for one in at.exception]
    assert "Clôturée le 12 nov" in spaced(texts(at))
    done = closed(maintenance.opened(own_demo_url), WHO, contract="ARMOR-2025")[-1]
    assert (done.month, done.comment) == (Month(2026, 10), "Accord du prestataire")


@pytest.mark.parametrize("role", ["viewer", "pilot"])
def test_who_may_not_close_is_not_offered_to(portal, demo_url, role):
    at = portal(demo_url, "closing", role=role, vendor="ravinala", month="2026-10")
    assert [button.key for button in at.button if button.key == "checklist-close"] == []


def test_a_running_month_is_not_offered_for_closing(portal, demo_url):
    at = portal(demo_url, "closing", vendor="ravinala", month="2026-11")
    assert at.button(key="checklist-close").disabled


def test_a_withdrawal_says_what_it_would_move(portal, demo_url):
    number = restating_file(demo_url).batch
    at = portal(demo_url, "received_files", vendor="ravinala", month="2026-05", file=str(number))
    assert "régularisation proposée en octobre 2026" in texts(at).replace("\xa0", " ")
    assert "+2 625,44 €" in spaced(texts(at))


def test_a_withdrawal_shows_counters_slas_and_euros_as_the_command_line_does(portal, demo_url):
    (first,) = [
        one
        for one in register.received_files(maintenance.opened(demo_url), WHO, contract=RAVINALA)
        if one.state == "partly_replaced" and one.first.month == 5
    ]
    at = portal(demo_url, "received_files", vendor="ravinala", month="2026-05", file=str(first.batch))
    said = spaced(texts(at))
    assert "Ce que son retrait changerait" in said
    for figure in ("Avant", "Après", "88,9 %", "Total HT"):
        assert figure in said, figure
    assert "Compteurs sur les jours qu’il contient" in [one.label for one in at.expander]


def test_to_do_leads_to_what_a_restated_month_is_adjusted_by(portal, demo_url):
    at = portal(demo_url, "todo")
    (link,) = [
        one.proto for one in at.get("page_link") if "Régularisation de mai 2026" in one.proto.label
    ]
    assert "-2 625,44 €" in spaced(link.label)
    assert link.page == "preinvoice"
    assert {"vendor=ravinala", "month=2026-06"} <= set(link.query_string.split("&"))
    assert "reprise en juin 2026" in texts(at)
