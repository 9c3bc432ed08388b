"""An amendment published from the portal: a new version, and nothing of a closed month moves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pilotage.contract.amending import Amendment, NewDate, NewTerms
from pilotage.services import adjusting, amending, catalogue, contract_page
from pilotage.services.actor import RefusedError
from pilotage.services.frozen import fingerprint, frozen
from services.books import AUGUST, JULY, REF, SEPTEMBER, close, result, three_months
from services.portal import ADMIN, VIEWER

LATER, BACK = date(2026, 11, 1), date(2026, 8, 1)


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def amendment(since, *dates, price="6", **more):
    """A price, a band and, when asked, a date, from a day on."""
    bands = [{"below": Decimal(85), "rate": Decimal(-4)}, {"at_least": Decimal(85), "rate": Decimal(0)}]
    terms = (
        NewTerms("price", "appel", since, "art. 1", {"price": Decimal(price)}),
        NewTerms("consequence", "QS-malus", since, "art. 2", {"bands": bands}),
    )
    return Amendment("avenant-1", "Avenant n°1", date(2026, 10, 15), since, terms, dates, **more)


def draft_of(db, since, *dates):
    return amending.drafted(db, ADMIN, contract=REF, amendment=amendment(since, *dates))


def published(db, since):
    done = amending.publish(db, ADMIN, draft=draft_of(db, since))
    frozen.cache_clear()
    return done


def test_a_later_amendment_is_version_two_and_moves_no_month_before_it(portal):
    close(portal, JULY)
    before = [result(portal, month) for month in (JULY, AUGUST, SEPTEMBER)]
    done = published(portal, LATER)
    assert (done.changed, done.version) == (True, 2)
    after = [result(portal, month) for month in (JULY, AUGUST, SEPTEMBER)]
    assert [fingerprint(one) for one in after] == [fingerprint(one) for one in before]
    assert after[0] == before[0]
    price = catalogue.contract(portal, ADMIN, ref=REF).price[0]
    assert price.terms_on(LATER).terms.price == 6
    assert price.terms_on(date(2026, 10, 31)).terms.price == 5
    assert adjusting.adjustments(portal, ADMIN, contract=REF) == ()


def test_an_amendment_that_reaches_back_leaves_closed_months_and_shows_the_difference_beside(portal):
    for month in (JULY, AUGUST):
        close(portal, month)
    before = [result(portal, month) for month in (JULY, AUGUST)]
    open_before = result(portal, SEPTEMBER).bill.subtotal
    assert published(portal, BACK).version == 2
    assert [result(portal, month) for month in (JULY, AUGUST)] == before
    assert [fingerprint(result(portal, m)) for m in (JULY, AUGUST)] == [fingerprint(b) for b in before]
    (found,) = adjusting.adjustments(portal, ADMIN, contract=REF, month=SEPTEMBER)
    assert (found.month, found.proposed_in) == (AUGUST, SEPTEMBER)
    calls = sum(line.quantity for line in before[1].bill.lines if line.term == "appel")
    assert found.comparison.difference == calls * (6 - 5)
    assert result(portal, SEPTEMBER).bill.subtotal > open_before


def test_what_it_would_have_changed_is_said_before_it_is_written(portal):
    for month in (JULY, AUGUST):
        close(portal, month)
    draft = draft_of(portal, BACK)
    effects = amending.effects(portal, ADMIN, draft=draft, since=BACK)
    assert [one.month for one in effects.tried.months] == [JULY, AUGUST, SEPTEMBER]
    assert effects.tried.difference > 0
    assert (effects.closed, effects.into) == ((AUGUST,), SEPTEMBER)
    assert contract_page.versions(portal, ADMIN, ref=REF)[-1].number == 1
    added = amending.added(draft.before, draft.text)
    assert 'id = "avenant-1"' in added
    assert "price = 6" in added


def test_an_amendment_is_published_once(portal):
    draft = draft_of(portal, LATER)
    assert amending.publish(portal, ADMIN, draft=draft).version == 2
    again = amending.publish(portal, ADMIN, draft=replace(draft, text=draft.text + "\n# bis\n"))
    assert [problem.code for problem in again.problems] == ["publish.overtaken"]
    assert contract_page.versions(portal, ADMIN, ref=REF)[-1].number == 2


def test_a_reader_may_draft_and_not_publish(portal):
    draft = draft_of(portal, LATER)
    with pytest.raises(RefusedError):
        amending.publish(portal, VIEWER, draft=draft)


def test_the_end_of_the_contract_is_moved_in_its_text_with_its_article(portal):
    draft = draft_of(portal, LATER, NewDate("ends", date(2028, 12, 31), "art. 3"))
    assert draft.contract.ends == date(2028, 12, 31)
    assert "ends = 2028-12-31  # avenant-1, art. 3" in draft.text
    assert amending.publish(portal, ADMIN, draft=draft).changed
    before, after = (contract_page.version_of(portal, ADMIN, ref=REF, version=n) for n in (1, 2))
    assert (before.ends, after.ends) == (None, date(2028, 12, 31))


def test_a_month_closed_after_the_amendment_is_closed_under_it(portal):
    published(portal, BACK)
    close(portal, JULY)
    assert close(portal, AUGUST).version == 2
    assert result(portal, AUGUST).bill.lines[0].unit_price == 6
