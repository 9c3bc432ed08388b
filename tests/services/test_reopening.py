"""A closed month is opened again by two persons, for a reason; what was closed is kept beside."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, closing, maintenance, reopening
from pilotage.services.actor import Actor, RefusedError, Role
from pilotage.services.adjusting import adjustments
from pilotage.services.frozen import closed_months, fingerprint
from services.books import AUGUST, JULY, REF, close, restate, result, run, three_months
from services.portal import ADMIN, PILOT, actions, count, on

ANNE, BRUNO = (Actor(name, Role.FINANCE) for name in ("anne", "bruno"))


def closed_july(db):
    three_months(db)


@pytest.fixture
def portal(db_left_by):
    db = db_left_by(closed_july)
    close(db, JULY)
    return db


def ask(db, actor=ANNE, month=JULY, **asked):
    return reopening.ask(db, actor, contract=REF, month=month, **{"reason": "facture tardive", **asked})


def confirm(db, actor=BRUNO, request=1, **asked):
    return reopening.confirm(db, actor, request=request, **asked)


def codes(act, *given, **asked):
    with pytest.raises(ProblemsFoundError) as error:
        act(*given, **asked)
    return [problem.code for problem in error.value.problems]


def months(db, **asked):
    return [key.month for key in closed_months(db, ADMIN, contract=REF, **asked)]


def test_one_asks_another_confirms_and_the_month_is_open(portal):
    asked = ask(portal)
    assert (asked.asked_by, asked.reason, asked.confirmed) == ("anne", "facture tardive", None)
    assert months(portal) == [JULY], "it stays closed until somebody confirms"
    done = confirm(portal, deputy_for="le directeur", comment="vu").confirmed
    assert (done.by, done.deputy_for, done.comment) == ("bruno", "le directeur", "vu")
    assert months(portal) == []
    assert result(portal).closed_on is None
    assert actions(portal)[-2:] == ["month.reopen.ask", "month.reopen"]
    assert audit.verify(portal, ADMIN) == ()


def test_the_person_who_asked_cannot_confirm(portal):
    ask(portal)
    assert codes(confirm, portal, ANNE) == ["reopening.same_person"]
    assert actions(portal)[-1] == "month.reopen.refused"
    assert months(portal) == [JULY]


def test_where_nobody_logs_in_two_names_are_needed(portal):
    assert codes(ask, portal, ADMIN) == ["reopening.no_name"]
    ask(portal, ADMIN, name="Anne")
    assert codes(confirm, portal, ADMIN) == ["reopening.no_name"]
    assert codes(confirm, portal, ADMIN, name=" anne ") == ["reopening.same_person"]
    assert confirm(portal, ADMIN, name="Bruno").confirmed.by == "Bruno"


def test_the_database_itself_refuses_one_person_twice(portal):
    ask(portal)
    columns = "vendor, contract, month, edition, request, asked_by, confirmed_by, deputy_for, comment"
    values = f"'armor', '{REF}', '2026-07', 1, 1, 'anne', '{{who}}', '', ''"
    days = "1, '2026-10-20', '2026-10-20 00:00:00', 'x'"
    statement = f"INSERT INTO reopening ({columns}, after, reopened_on, reopened_at, recorded_by) "
    for who, asker in (("ANNE", "anne"), ("bruno", "carl")):
        with pytest.raises(DBAPIError):
            run(portal, f"{statement} VALUES ({values.format(who=who).replace('anne', asker)}, {days})")
    assert months(portal) == [JULY]


def test_a_reason_is_owed_and_a_request_is_made_once(portal):
    assert codes(ask, portal, reason=" ") == ["reopening.no_reason"]
    ask(portal)
    assert codes(ask, portal, BRUNO) == ["reopening.asked_already"]
    assert codes(ask, portal, month=AUGUST) == ["reopening.not_closed"]


def test_a_month_on_which_a_later_one_rests_stays_closed(portal):
    ask(portal)
    close(portal, AUGUST)
    assert codes(confirm, portal) == ["reopening.later_closed"]
    assert codes(ask, portal, BRUNO) == ["reopening.later_closed"]
    assert months(portal) == [JULY, AUGUST]


def test_who_may_not_close_may_not_reopen(portal):
    with pytest.raises(RefusedError):
        ask(portal, PILOT)
    ask(portal)
    with pytest.raises(RefusedError):
        confirm(portal, PILOT)
    with pytest.raises(LookupError):
        confirm(portal, request=7)


def test_a_month_closed_again_is_another_edition_and_both_are_kept(portal):
    first = result(portal)
    ask(portal)
    confirm(portal)
    restate(portal)
    on(portal, date(2026, 10, 22))
    close(portal, JULY)
    second = result(portal)
    assert second.bill.subtotal < first.bill.subtotal
    assert [(k.edition, k.number) for k in closed_months(portal, ADMIN, contract=REF)] == [(2, 2)]
    assert count(portal, "closing") == 2
    with portal.connection(writes=False) as connection:
        rows = text("SELECT edition, count(*) FROM closed_projection GROUP BY edition ORDER BY edition")
        assert [edition for edition, _ in connection.execute(rows)] == [1, 2]
    assert adjustments(portal, ADMIN, contract=REF) == (), "the difference is in the month itself"
    assert maintenance.check(portal, ADMIN) == ()
    with pytest.raises(DBAPIError, match="insert-only"):
        run(portal, "DELETE FROM closed_projection WHERE edition = 1")


def test_a_past_day_still_shows_the_month_as_it_was_closed_then(portal):
    first = result(portal)
    on(portal, date(2026, 10, 22))
    ask(portal)
    confirm(portal)
    restate(portal)
    then = result(portal, as_of=date(2026, 10, 21))
    assert fingerprint(then) == fingerprint(first)
    assert months(portal, on=date(2026, 10, 21)) == [JULY]
    assert result(portal).closed_on is None


def test_later_months_rest_on_the_edition_that_stood(portal):
    ask(portal)
    confirm(portal)
    restate(portal)
    close(portal, JULY)
    close(portal, AUGUST)
    ask(portal, month=AUGUST)
    confirm(portal, request=2)
    close(portal, AUGUST)
    assert [(k.month, k.edition, k.number) for k in closed_months(portal, ADMIN, contract=REF)] == [
        (JULY, 2, 2),
        (AUGUST, 2, 4),
    ]
    assert closing.check(portal, ADMIN) == ()
    found = reopening.reopenings_of(portal, ADMIN, contract=REF)
    assert [(one.month, one.confirmed.by) for one in found] == [(JULY, "bruno"), (AUGUST, "bruno")]


@pytest.mark.parametrize("deputy", ["anne", "Bruno"])
def test_a_deputy_of_who_asked_or_of_oneself_is_no_second_person(portal, deputy):
    ask(portal)
    with pytest.raises(ProblemsFoundError) as refused:
        confirm(portal, deputy_for=deputy)
    assert [one.code for one in refused.value.problems] == ["reopening.own_deputy"]
