"""What a month needs before it is closed, and where each point is settled."""

from datetime import date

import pytest

from pilotage.locale import Words
from pilotage.locale.sentences import sentence
from pilotage.problems import ProblemsFoundError
from pilotage.services import accruals, checklist
from services.books import (
    JULY,
    OCTOBER,
    REF,
    SEPTEMBER,
    close,
    days_of,
    publish,
    receive,
    three_months,
    week,
)
from services.portal import ADMIN, on
from services.test_preinvoices import agreed, take


def points(db, month=JULY):
    found = checklist.checklist(db, ADMIN, contract=REF, month=month)
    assert tuple(one.code for one in found.items) == checklist.CODES
    return {one.code: one for one in found.items}


def states(db, month=JULY):
    return {code: one.state for code, one in points(db, month).items()}


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def test_a_month_that_nothing_keeps_open_says_what_was_never_begun(portal):
    told = states(portal)
    assert {told[code] for code in ("period", "earlier", "feeds", "controls", "relief", "kpis")} == {
        "done"
    }
    assert (told["amounts"], told["invoice"]) == ("missing", "missing")
    assert points(portal)["amounts"].problems[0].code == "closing.no_life"
    assert points(portal)["invoice"].problems[0].code == "closing.no_invoice"


def test_a_bill_that_moved_since_it_was_issued_says_so_and_leads_to_the_pre_invoice(portal):
    before = agreed(portal)
    assert states(portal)["amounts"] == "done"
    receive(portal, days_of(JULY)[:1], "armor_appels_bis.csv", offered=110, in_time=95)
    one = points(portal)["amounts"]
    assert (one.state, one.page, [found.code for found in one.problems]) == (
        *("missing", "preinvoice"),
        ["closing.not_issued"],
    )
    told = dict(one.problems[0].params)
    issued = before.documents[0].subtotal
    assert (told["n"], told["document"]) == (1, before.number)
    assert (told["issued"], told["now"]) == (f"{issued:.2f} EUR", f"{issued + 50:.2f} EUR")
    said = sentence(one.problems[0], Words("en"))
    assert f"€{issued:,.2f}" in said
    take(portal, "settle")
    assert states(portal)["amounts"] == "done"


def test_a_month_that_runs_has_nothing_due(portal):
    told = states(portal, OCTOBER)
    assert told.pop("period") == "missing"
    assert set(told.values()) == {"not_due"}


def test_the_first_month_still_open_is_the_one_to_go_to(portal):
    one = points(portal, SEPTEMBER)["earlier"]
    assert (one.state, one.page, one.query["month"]) == ("missing", "closing", str(JULY))


def test_missing_files_lead_to_the_received_files(db):
    on(db, date(2026, 10, 20))
    publish(db)
    days = [day for day in days_of(SEPTEMBER) if day not in week(SEPTEMBER)]
    receive(db, days, "armor_appels_2026-09.csv")
    told = points(db, SEPTEMBER)
    assert (told["feeds"].state, told["feeds"].count, told["feeds"].page) == (
        "missing",
        2,
        "received_files",
    )
    assert told["kpis"].state == "missing"
    close(db, SEPTEMBER, despite=True, comment="Système en panne")
    after = states(db, SEPTEMBER)
    assert (after["feeds"], after["kpis"], after["relief"]) == ("passed_over", "passed_over", "done")


@pytest.mark.with_findings
def test_figures_that_the_controls_find_serious_stand_against_the_closing(portal):
    assert states(portal)["controls"] == "missing"
    with pytest.raises(ProblemsFoundError) as error:
        close(portal, JULY, comment="")
    assert error.value.problems[0].code == "closing.serious_finding"
    close(portal, JULY, despite=True, comment="Vérifié avec le prestataire")
    assert states(portal)["controls"] == "passed_over"


def test_a_month_closed_without_life_or_invoice_says_so_afterwards(portal):
    close(portal, JULY)
    told = states(portal)
    assert (told["amounts"], told["invoice"]) == ("passed_over", "passed_over")
    assert told["feeds"] == "done"


def test_the_accrual_is_a_point_where_the_calendar_names_a_cut_off(db):
    on(db, date(2026, 10, 20))
    publish(db, calendar='calendar = { country = "FR", steps = { cutoff = 2 } }\n')
    receive(db, days_of(SEPTEMBER))
    assert points(db, SEPTEMBER)["accrual"].problems[0].code == "closing.no_accrual"
    accruals.cut_off(db, ADMIN, contract=REF, month=SEPTEMBER)
    assert states(db, SEPTEMBER)["accrual"] == "done"
