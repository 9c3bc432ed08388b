"""A second pair of eyes on lines by hand: not passed by splitting a line, nor where nobody logs in."""

from decimal import Decimal

import pytest

from pilotage.services import manual_lines, reopening
from pilotage.services.actor import Actor, Role
from services.books import AUGUST, JULY, REF, publish, result, three_months
from services.portal import ADMIN, PILOT, actions
from services.test_preinvoices import BOOKS, FINANCE, MAIL
from services.test_reopening import codes

OTHER = Actor("other pilot", Role.PILOT)


def opened(db):
    three_months(db)
    publish(db, head=BOOKS)


@pytest.fixture
def portal(db_left_by):
    return db_left_by(opened)


def propose(db, amount, actor=PILOT, month=JULY, **asked):
    given = {"label": "Formation", "reason": "Demandée", "evidence": MAIL} | asked
    return manual_lines.add(db, actor, contract=REF, month=month, amount=Decimal(amount), **given)


def decide(db, line, actor, outcome="approved", **asked):
    return manual_lines.decide(db, actor, line=line.id, outcome=outcome, **asked)


def test_a_line_in_several_parts_needs_the_second_person_that_the_whole_needs(portal):
    before = result(portal).bill.subtotal
    states = [propose(portal, amount).state for amount in ("300", "-200", "0.01", "0.01")]
    assert states == ["counts", "counts", "waiting", "waiting"], "500 in all, whatever the sign"
    assert result(portal).bill.subtotal == before + 100
    assert propose(portal, "400", OTHER).state == "counts", "another person's lines are another sum"
    assert propose(portal, "400", month=AUGUST).state == "counts", "and so are another month's"


def test_what_was_approved_or_taken_back_counts_no_more_in_the_sum(portal):
    taken_back, large = propose(portal, "450"), propose(portal, "600")
    assert (taken_back.state, large.state) == ("counts", "waiting")
    decide(portal, taken_back, PILOT, "withdrawn")
    decide(portal, large, FINANCE)
    assert propose(portal, "500").state == "counts"


def test_where_nobody_logs_in_the_second_person_gives_another_name(portal):
    before = result(portal).bill.subtotal
    line = propose(portal, "600", ADMIN, name="  Chef   de projet ")
    assert (line.proposed_by, line.recorded_by, line.state) == ("Chef de projet", ADMIN.user, "waiting")
    assert codes(decide, portal, line, ADMIN) == ["manual.no_name"]
    assert codes(decide, portal, line, ADMIN, name="CHEF DE PROJET") == ["manual.same_person"]
    done = decide(portal, line, ADMIN, name="Direction")
    assert (done.state, done.decided_by) == ("approved", "Direction")
    assert result(portal).bill.subtotal == before + 600
    assert actions(portal)[-3:] == ["manual_line.refused", "manual_line.refused", "manual_line.approved"]


def test_lines_under_several_names_of_one_log_in_are_one_sum(portal):
    assert propose(portal, "400", ADMIN, name="Un").state == "counts"
    assert propose(portal, "400", ADMIN, name="Deux").state == "waiting"


def test_who_proposed_under_a_name_takes_the_line_back_under_it(portal):
    line = propose(portal, "100", ADMIN, name="Un")
    assert codes(decide, portal, line, ADMIN, "withdrawn", name="Deux") == ["manual.not_yours"]
    assert decide(portal, line, ADMIN, "withdrawn", name="un").state == "withdrawn"


def test_who_comes_second_is_told_who_was_first_and_it_is_kept(portal, monkeypatch):
    line = propose(portal, "600")
    decide(portal, line, FINANCE)
    monkeypatch.setattr(manual_lines, "_undecidable", lambda *_: ())  # each looked before the other wrote
    assert codes(decide, portal, line, OTHER) == ["manual.already"]
    assert actions(portal)[-1] == "manual_line.refused"


def test_who_confirms_a_reopening_second_is_told_who_was_first_and_it_is_kept(portal, monkeypatch):
    from services.books import close

    close(portal, JULY, despite=True, comment="sans facture")
    people = [Actor(name, Role.FINANCE) for name in ("anne", "bruno", "carl")]
    reopening.ask(portal, people[0], contract=REF, month=JULY, reason="facture tardive")
    reopening.confirm(portal, people[1], request=1)
    monkeypatch.setattr(reopening, "_unfit", lambda *_: ())
    assert codes(reopening.confirm, portal, people[2], request=1) == ["reopening.confirmed_already"]
    assert actions(portal)[-1] == "month.reopen.refused"
