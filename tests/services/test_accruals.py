"""The accounting cut-off: made once, from what was known on the day, whatever comes after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest

from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import accruals, owed
from pilotage.services import audit as trail
from pilotage.services.actor import Actor, RefusedError, Role
from services.books import AUGUST, JULY, OCTOBER, REF, close, receive, three_months, week
from services.portal import ADMIN, ATLAS_ONLY, VIEWER, actions

ATLAS, SEPTEMBER = "ATLAS-2025", Month(2026, 9)


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def codes(error):
    return [problem.code for problem in error.value.problems]


def cut(db, month=JULY, actor=ADMIN, **asked):
    return accruals.cut_off(db, actor, contract=REF, month=month, **asked)


def test_what_is_kept_is_what_was_shown_before(portal):
    shown = accruals.proposed(portal, ADMIN, contract=REF, month=JULY)
    kept = cut(portal, comment=" Arrêté ")
    assert kept.accrual == shown
    assert (kept.by, kept.comment, kept.accrual.on) == (ADMIN.user, "Arrêté", date(2026, 10, 20))
    assert kept.accrual.total > kept.accrual.subtotal > 0
    assert accruals.accrual(portal, ADMIN, contract=REF, month=JULY) == kept


def test_an_accrual_never_moves_whatever_comes_since(portal):
    before = cut(portal)
    receive(portal, week(JULY), "armor_appels_bis.csv", offered=50, in_time=10)
    after = accruals.accrual(portal, ADMIN, contract=REF, month=JULY)
    assert after == before
    now = accruals.proposed(portal, ADMIN, contract=REF, month=JULY)
    assert now.subtotal < before.accrual.subtotal


def test_a_month_is_accrued_once(portal):
    cut(portal)
    with pytest.raises(ProblemsFoundError) as error:
        cut(portal)
    assert codes(error) == ["accrual.already"]
    assert actions(portal)[-2:] == ["accrual.keep", "accrual.refused"]


def test_of_two_who_cut_off_at_once_one_does_and_the_other_is_told(portal, monkeypatch):
    """Both have looked and found nothing in the way; the second to write finds the first one's."""
    made = accruals.proposed(portal, ADMIN, contract=REF, month=JULY)
    gate = Barrier(2)

    def together(*_args, **_asked):
        gate.wait(timeout=30)
        return made

    monkeypatch.setattr(accruals, "proposed", together)
    people = (ADMIN, Actor("finance", Role.FINANCE))
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(cut, portal, actor=one) for one in people]
        failed = [one.exception(timeout=60) for one in asked]
    (lost,) = [one for one in failed if one is not None]
    assert [one.code for one in lost.problems] == ["accrual.already"]
    assert actions(portal).count("accrual.keep") == 1
    winner = people[failed.index(None)]
    assert accruals.accrual(portal, ADMIN, contract=REF, month=JULY).by == winner.user


@pytest.mark.parametrize(
    ("month", "code"), [(OCTOBER, "accrual.not_over"), (Month(2024, 12), "accrual.outside")]
)
def test_a_month_that_runs_or_is_not_under_contract_is_not_accrued(portal, month, code):
    with pytest.raises(ProblemsFoundError) as error:
        cut(portal, month)
    assert codes(error) == [code]


def test_a_closed_month_has_nothing_left_to_accrue(portal):
    close(portal, JULY)
    with pytest.raises(ProblemsFoundError) as error:
        cut(portal)
    assert codes(error) == ["accrual.closed"]


def test_who_may_not_close_may_not_accrue_and_the_refusal_is_kept(portal):
    with pytest.raises(RefusedError):
        cut(portal, actor=VIEWER)
    assert accruals.accrual(portal, ADMIN, contract=REF, month=JULY) is None
    assert "refused" in actions(portal)[-1]
    assert trail.verify(portal, ADMIN) == ()


def test_another_vendor_s_accruals_are_out_of_sight(portal):
    cut(portal)
    assert accruals.accruals(portal, ATLAS_ONLY) == ()
    assert owed.outstanding(portal, ATLAS_ONLY) == ()
    assert owed.owed(portal, ATLAS_ONLY, month=JULY) == ()


def test_an_accrual_is_outstanding_though_its_month_is_closed_without_an_invoice(portal):
    cut(portal)
    cut(portal, AUGUST)
    assert [one.accrual.month for one in owed.outstanding(portal, ADMIN)] == [JULY, AUGUST]
    assert owed.outstanding(portal, ADMIN, on=date(2026, 7, 30)) == ()
    close(portal, JULY)
    assert [one.accrual.month for one in owed.outstanding(portal, ADMIN)] == [JULY, AUGUST]


def test_the_demo_accrued_a_missing_day_at_its_estimate(demo):
    """Story 4: Tuesday 22 September of Atlas was not there at J+2."""
    kept = accruals.accrual(demo, ADMIN, contract=ATLAS, month=SEPTEMBER)
    assert kept.accrual.estimated_days == (date(2026, 9, 22),)
    assert kept.accrual.on == date(2026, 10, 2)
    assert kept.accrual.estimated
    assert kept.accrual.total == Decimal("104274.72")
    assert "22 septembre" in kept.comment


def test_the_demo_accrued_the_crisis_before_its_relief(demo):
    """Story 1: the acceptance value, before the waiver and the neutralisation."""
    kept = accruals.accrual(demo, ADMIN, contract="ARMOR-2025", month=Month(2026, 2))
    assert (kept.accrual.subtotal, kept.accrual.total) == (Decimal("136347.36"), Decimal("163616.83"))


def test_the_month_across_vendors_adds_up_by_currency(demo):
    rows = owed.owed(demo, ADMIN, month=Month(2026, 10))
    assert [row.card.vendor for row in rows] == ["armor", "atlas", "ravinala", "tejo"]
    assert all(row.accrued for row in rows)
    total = owed.totals(rows)["EUR"]
    assert total.expected == sum(row.expected for row in rows)
    assert total.accrued == sum(row.accrued.accrual.total for row in rows)
    assert total.invoiced is None
    assert {row.card.vendor: row.state for row in rows}["ravinala"] == "clear_to_invoice"
