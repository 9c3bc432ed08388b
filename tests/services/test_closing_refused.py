"""What stands against the closing of a month, and who may close it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, catalogue, closing
from pilotage.services.actor import Actor, RefusedError, Role
from pilotage.services.frozen import judge_closing
from services.books import (
    AUGUST,
    JULY,
    OCTOBER,
    REF,
    SEPTEMBER,
    close,
    days_of,
    publish,
    receive,
    restate,
    three_months,
    week,
)
from services.portal import ADMIN, ATLAS_ONLY, PILOT, VIEWER, actions, contents, on

FINANCE = Actor("finance", Role.FINANCE)


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def codes(error):
    return [problem.code for problem in error.value.problems]


def refused(db, month, **asked):
    with pytest.raises(ProblemsFoundError) as error:
        closing.close(db, ADMIN, contract=REF, month=month, **asked)
    return codes(error)


def test_a_month_is_closed_once(portal):
    close(portal, JULY)
    assert refused(portal, JULY) == ["closing.already"]


def test_a_month_is_closed_after_its_end_only(portal):
    assert refused(portal, OCTOBER) == ["closing.not_over"]
    assert refused(portal, OCTOBER, despite=True, comment="pressé") == ["closing.not_over"]


def test_months_are_closed_in_order(portal):
    assert refused(portal, AUGUST) == ["closing.earlier_open"]
    close(portal, JULY)
    close(portal, AUGUST)
    close(portal, SEPTEMBER)
    made = closing.closed(portal, ADMIN, contract=REF)
    assert [one.month for one in made] == [JULY, AUGUST, SEPTEMBER]


def test_a_month_outside_the_contract_is_not_closed(portal):
    assert refused(portal, Month(2024, 12)) == ["closing.outside"]


@pytest.fixture
def with_a_gap(db):
    """September lacks the week of the 7th: files are missing and the SLA is not measured."""
    on(db, date(2026, 10, 20))
    publish(db)
    days = [day for day in days_of(SEPTEMBER) if day not in week(SEPTEMBER)]
    receive(db, days, "armor_appels_2026-09.csv")
    return db


def test_a_month_without_pre_invoice_or_invoice_is_closed_for_a_reason_only(portal):
    expected = ["closing.no_life", "closing.no_invoice"]
    assert refused(portal, JULY) == refused(portal, JULY, despite=True) == expected
    done = close(portal, JULY, despite=True, comment="Le prestataire ne facture plus")
    assert [problem.code for problem in done.problems] == expected


def test_a_month_with_missing_days_is_closed_for_a_reason_only(with_a_gap):
    expected = ["closing.missing_files"] * 2 + ["closing.not_measured", "closing.provisional"]
    expected += ["closing.no_life", "closing.no_invoice"]
    assert refused(with_a_gap, SEPTEMBER) == expected
    assert refused(with_a_gap, SEPTEMBER, despite=True) == expected
    assert refused(with_a_gap, SEPTEMBER, comment="Système en panne") == expected
    done = close(with_a_gap, SEPTEMBER, despite=True, comment="Système en panne")
    assert [problem.code for problem in done.problems] == expected
    assert done.comment == "Système en panne"
    assert actions(with_a_gap)[-1] == "month.close"


def test_a_refused_closing_is_kept_in_the_trail_and_changes_nothing_else(portal):
    before = contents(portal, "audit_event", "audit_text")
    refused(portal, AUGUST)
    assert contents(portal, "audit_event", "audit_text") == before
    assert actions(portal)[-1] == "month.close.refused"
    assert audit.verify(portal, ADMIN) == ()


@pytest.mark.parametrize("actor", [VIEWER, PILOT], ids=lambda actor: actor.user)
def test_who_may_not_close_does_not(portal, actor):
    with pytest.raises(RefusedError):
        close(portal, JULY, actor)
    assert closing.closed(portal, ADMIN, contract=REF) == ()
    assert actions(portal)[-1] == "close.refused"


def test_finance_closes_and_another_vendor_s_pilot_sees_nothing(portal):
    close(portal, JULY, FINANCE)
    with pytest.raises(catalogue.UnknownContractError):
        closing.closed(portal, ATLAS_ONLY, contract=REF)
    with pytest.raises(catalogue.UnknownContractError):
        close(portal, AUGUST, ATLAS_ONLY)


def test_figures_that_arrive_in_between_stop_the_closing(portal, monkeypatch):
    def slow(*given, **asked):
        restate(portal)
        return ()

    monkeypatch.setattr(closing, "adjustments", slow)
    assert refused(portal, JULY, despite=True, comment="Sans facture") == ["closing.moved"]
    assert closing.closed(portal, ADMIN, contract=REF) == ()


def test_two_who_close_at_once_leave_one_closing(portal):
    def attempt(number):
        try:
            return close(portal, JULY, Actor(f"finance {number}", Role.FINANCE)).by
        except ProblemsFoundError as error:
            return error.problems[0].code

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(attempt, range(4)))
    assert told[:3] == ["closing.already"] * 3
    (done,) = closing.closed(portal, ADMIN, contract=REF)
    assert done.by == told[3]
    assert actions(portal).count("month.close.refused") == 3, "who came second is kept too"
    assert audit.verify(portal, ADMIN) == ()


def test_a_month_whose_kept_rows_do_not_come_to_its_figures_stays_open(portal, monkeypatch):
    def dearer(*asked):
        found = judge_closing(*asked)
        return replace(found, bill=replace(found.bill, subtotal=found.bill.subtotal + 1))

    monkeypatch.setattr(closing, "judge_closing", dearer)
    before = contents(portal, "audit_event", "audit_text")
    told = refused(portal, JULY, despite=True, comment="Sans facture")
    assert told == ["closing.not_the_same"]
    assert contents(portal, "audit_event", "audit_text") == before
