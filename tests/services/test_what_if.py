"""What if, on the demo's live months: a clause or a volume moved, in euros."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.scenarios import compare
from pilotage.services import amending, catalogue, landing, months, what_if
from pilotage.services.actor import Actor, RefusedError, Role, local_administrator

WHO = local_administrator()
ARMOR = "ARMOR-2025"
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)


def clause(db, month, name):
    terms = catalogue.contract(db, WHO, ref=ARMOR)
    return next(one for one in amending.clauses(terms, month.last) if one.id == name)


def drafted(db, month, name, **change):
    before = clause(db, month, name)
    after = replace(before, **change)
    return what_if.with_clause(
        db, WHO, contract=ARMOR, month=month, before=before, after=after, title="Projet"
    )


def tried(db, month, **asked):
    return what_if.what_if(db, WHO, contract=ARMOR, month=month, **asked)


def test_a_running_month_is_its_landing_under_the_changed_band(demo):
    """November likely ends at 79.5, in the dead band; with edges two points higher it pays the 1.5 %."""
    steps = clause(demo, NOVEMBER, "QS-bonus-malus").steps
    higher = tuple((high and high + 2, rate) for high, rate in steps)
    found = tried(demo, NOVEMBER, draft=drafted(demo, NOVEMBER, "QS-bonus-malus", steps=higher))
    assert found.running
    likely = landing.landing(demo, WHO, contract=ARMOR, month=NOVEMBER).likely
    assert found.before.bill == likely.bill
    fees = sum(
        line.amount for line in likely.bill.lines if line.activity == "voix" and str(line.kind) == "fee"
    )
    assert found.difference == round(-fees * Decimal("1.5") / 100, 2)
    assert [line.id for line in found.comparison.moved_lines] == ["QS-bonus-malus"]


def test_the_volume_to_come_is_that_of_the_landing(demo):
    found = tried(demo, NOVEMBER, volume=Decimal(10))
    same = landing.landing(demo, WHO, contract=ARMOR, month=NOVEMBER, volume=Decimal(10)).supposed
    assert found.comparison == same
    assert found.difference > 0


def test_a_month_that_is_over_is_judged_as_it_is_known(demo):
    draft = drafted(demo, OCTOBER, "gestion", fields={"price": Decimal(5000)})
    found = tried(demo, OCTOBER, draft=draft)
    assert not found.running
    assert found.difference == 5000 - clause(demo, OCTOBER, "gestion").fields["price"]
    assert compare(found.before, months.judged(demo, WHO, contract=ARMOR, month=OCTOBER)).changed is False
    assert tried(demo, OCTOBER, volume=Decimal(10)).difference == 0


def test_a_target_that_moves_may_move_a_status_and_no_euro(demo):
    draft = drafted(demo, OCTOBER, "SAT", fields={"target": Decimal(99)})
    (sla,) = tried(demo, OCTOBER, draft=draft).comparison.moved_slas
    assert (sla.id, sla.status_after) == ("SAT", "missed")


def test_a_clause_that_is_not_changed_is_no_draft(demo):
    assert drafted(demo, OCTOBER, "gestion") is None
    assert not tried(demo, OCTOBER).comparison.changed


def test_a_closed_month_and_the_draft_of_another_contract_are_refused(demo):
    other = catalogue.contract(demo, WHO, ref="ATLAS-2025")
    for month, draft, code in (
        (SEPTEMBER, None, "what_if.closed"),
        (OCTOBER, other, "reading.other_contract"),
    ):
        with pytest.raises(ProblemsFoundError) as raised:
            tried(demo, month, draft=draft)
        assert [problem.code for problem in raised.value.problems] == [code]


def test_who_sees_nothing_tries_nothing(demo):
    with pytest.raises((RefusedError, catalogue.UnknownContractError)):
        what_if.what_if(
            demo, Actor("other", Role.PILOT, frozenset({"atlas"})), contract=ARMOR, month=OCTOBER
        )
