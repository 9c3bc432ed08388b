"""Neutralisations and waivers as services: who asks, who decides, what moves, what never does."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from pilotage.neutralisation import Span
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import adjusting, audit, catalogue, months, relief, settling
from pilotage.services.actor import Actor, RefusedError, Role, local_administrator
from pilotage.services.demo import REFS
from pilotage.services.relief import UnknownRequestError

WHO = local_administrator()
PILOT, VIEWER = Actor("pilot", Role.PILOT), Actor("viewer", Role.VIEWER)
ARMOR, ATLAS, *_ = REFS
NOVEMBER, OCTOBER, SEPTEMBER = Month(2026, 11), Month(2026, 10), Month(2026, 9)


def at(hour, minute=0, day=5):
    """A moment by the contract's own clock."""
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001


SPAN = Span(at(14), at(17))
PART = Span(at(14), at(16))


def waiting(db):
    (found,) = relief.requests(db, WHO, waiting=True)
    return found.number


def codes(raised):
    return {problem.code for problem in raised.value.problems}


def asked(db, actor=WHO, **other):
    given = {"contract": ARMOR, "month": NOVEMBER, "clause": "panne", "side": "client", "reason": "panne"}
    return relief.request(db, actor, **{**given, "spans": [SPAN], **other})


def test_a_request_keeps_its_evidence_and_waits(demo_db):
    number = asked(demo_db, PILOT, evidence=[("mail.txt", b"down at two")])
    found = relief.one(demo_db, WHO, request=number)
    assert (found.waiting, found.side, found.recorded_by) == (True, "client", "pilot")
    assert relief.evidence(demo_db, WHO, request=number, position=1) == ("mail.txt", b"down at two")
    relief.attach(demo_db, PILOT, request=number, name="ticket.txt", content=b"closed at five")
    assert [one.name for one in relief.one(demo_db, WHO, request=number).pieces] == [
        "mail.txt",
        "ticket.txt",
    ]
    assert audit.verify(demo_db, WHO) == ()


def test_nothing_moves_while_a_request_waits(demo_db):
    before = catalogue.data_version(demo_db, WHO, ref=ARMOR)
    asked(demo_db)
    assert catalogue.data_version(demo_db, WHO, ref=ARMOR) == before


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"clause": "neige"}, "relief.unknown_clause"),
        ({"reason": " "}, "relief.no_reason"),
        ({"spans": [Span(SPAN.end, SPAN.start)]}, "relief.span_order"),
        ({"month": OCTOBER, "asked_on": date(2026, 11, 2)}, "relief.span_outside"),
        ({"spans": [Span(SPAN.start, at(16, 10))]}, "relief.span_half_hours"),
        ({"streams": ["n9"]}, "relief.unknown_stream"),
        ({"idle_hours": {"heure": Decimal(1)}}, "relief.unknown_price"),
        ({"evidence": [("vide.txt", b"")]}, "relief.no_evidence"),
        ({"month": OCTOBER, "spans": []}, "relief.late"),
    ],
)
def test_a_request_that_cannot_be_is_told(demo_db, other, code):
    with pytest.raises(ProblemsFoundError) as raised:
        asked(demo_db, **other)
    assert codes(raised) == {code}


def test_a_late_request_is_taken_by_who_decides_and_says_so(demo_db):
    number = asked(demo_db, PILOT, month=SEPTEMBER, spans=[], despite=True, after_closing=True)
    assert relief.one(demo_db, WHO, request=number).late


def test_an_accepted_request_moves_the_month_as_its_effect_said(demo_db):
    number = waiting(demo_db)
    told = relief.effect(demo_db, WHO, request=number)
    before = months.judged(demo_db, WHO, contract=ARMOR, month=NOVEMBER).slas[0].value
    done = relief.decide(demo_db, PILOT, request=number, outcome="accepted", reference="COPIL")
    after = months.judged(demo_db, WHO, contract=ARMOR, month=NOVEMBER).slas[0].value
    (change,) = told.moved_slas
    assert (change.before, change.after) == (before, after)
    assert (done.decided.by, done.decided.role) == ("pilot", "pilot")


def test_a_part_takes_its_own_half_hours_and_no_other(demo_db):
    number = waiting(demo_db)
    part = relief.effect(demo_db, WHO, request=number, spans=[PART])
    relief.decide(
        demo_db, PILOT, request=number, outcome="accepted_in_part", spans=[PART], reason="back at four"
    )
    after = months.judged(demo_db, WHO, contract=ARMOR, month=NOVEMBER).slas[0].value
    assert after == part.moved_slas[0].after
    assert after != relief.effect(demo_db, WHO, request=number, spans=[SPAN]).moved_slas[0].after


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        ({"outcome": "refused"}, "relief.no_reason"),
        ({"outcome": "accepted_in_part", "reason": "x"}, "relief.part_is_all"),
        ({"outcome": "accepted", "spans": [PART]}, "relief.not_all"),
        (
            {
                "outcome": "accepted_in_part",
                "reason": "x",
                "spans": [Span(PART.start, at(0, day=6))],
            },
            "relief.spans_not_asked",
        ),
    ],
)
def test_a_decision_that_is_not_what_it_says_is_refused(demo_db, decision, code):
    with pytest.raises(ProblemsFoundError) as raised:
        relief.decide(demo_db, PILOT, request=waiting(demo_db), **decision)
    assert codes(raised) == {code}


def test_of_two_who_decide_one_wins_and_the_other_is_told(demo_db):
    number = waiting(demo_db)
    relief.decide(demo_db, PILOT, request=number, outcome="refused", reason="our side was up")
    with pytest.raises(ProblemsFoundError) as raised:
        relief.decide(demo_db, WHO, request=number, outcome="accepted")
    assert codes(raised) == {"relief.already"}
    assert dict(raised.value.problems[0].params)["who"] == "pilot"
    assert relief.one(demo_db, WHO, request=number).decided.outcome == "refused"


def test_who_asked_withdraws_the_request_and_nothing_moves(demo_db):
    before = catalogue.data_version(demo_db, WHO, ref=ARMOR)
    number = asked(demo_db, PILOT, evidence=[("mail.txt", b"down at two")])
    found = relief.withdraw(demo_db, PILOT, request=number, reason="Saisie deux fois.")
    assert (found.decided.outcome, found.decided.reason) == ("withdrawn", "Saisie deux fois.")
    assert [one.name for one in found.pieces] == ["mail.txt"]
    assert catalogue.data_version(demo_db, WHO, ref=ARMOR) == before
    with pytest.raises(ProblemsFoundError) as raised:
        relief.decide(demo_db, WHO, request=number, outcome="accepted")
    assert codes(raised) == {"relief.already"}


def test_nobody_withdraws_the_request_of_another_nor_one_that_was_decided(demo_db):
    number = asked(demo_db, PILOT)
    with pytest.raises(ProblemsFoundError) as raised:
        relief.withdraw(demo_db, WHO, request=number)
    assert codes(raised) == {"relief.not_yours"}
    relief.decide(demo_db, WHO, request=number, outcome="refused", reason="Rien ne le montre.")
    with pytest.raises(ProblemsFoundError) as raised:
        relief.withdraw(demo_db, PILOT, request=number)
    assert codes(raised) == {"relief.already"}


def test_only_the_role_of_the_clause_decides(demo_db):
    number = waiting(demo_db)
    for actor in (VIEWER, Actor("controller", Role.FINANCE)):
        with pytest.raises(RefusedError):
            relief.decide(demo_db, actor, request=number, outcome="accepted")
    assert relief.one(demo_db, WHO, request=number).waiting
    assert audit.events(demo_db, WHO, limit=1)[0].action.endswith("refused")


def test_a_request_out_of_sight_is_unknown(demo_db):
    other = Actor("atlas pilot", Role.PILOT, frozenset({"atlas"}))
    with pytest.raises(UnknownRequestError):
        relief.one(demo_db, other, request=waiting(demo_db))
    assert {one.contract for one in relief.requests(demo_db, other)} == {ATLAS}


def test_a_waiver_after_the_closing_feeds_the_adjustment_and_never_the_closed_month(demo_db):
    closed = months.judged(demo_db, WHO, contract=ARMOR, month=SEPTEMBER)
    assert closed.closed_on
    settling.waive(
        demo_db,
        PILOT,
        contract=ARMOR,
        month=SEPTEMBER,
        line="QS-bonus-malus",
        amount=Decimal(0),
        reason="a good month before",
        signed_by="directeur",
        in_return="a week of overtime at no price",
        reference="COPIL-2026-11",
        after_closing=True,
    )
    assert months.judged(demo_db, WHO, contract=ARMOR, month=SEPTEMBER).bill == closed.bill
    malus = next(line.amount for line in closed.bill.lines if line.id == "QS-bonus-malus")
    owed = {
        one.month: one.comparison.difference
        for one in adjusting.adjustments(demo_db, WHO, contract=ARMOR)
    }
    assert owed == {SEPTEMBER: -malus}


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"signed_by": "pilote"}, "settling.beyond"),
        ({"signed_by": "stagiaire"}, "settling.no_delegation"),
        ({"in_return": ""}, "settling.nothing_in_return"),
        ({"reference": ""}, "settling.no_reference"),
        ({"reason": ""}, "settling.no_reason"),
        ({"amount": Decimal("-9000")}, "settling.not_a_waiver"),
        ({"amount": Decimal("0.001")}, "settling.not_cents"),
        ({"line": "autre"}, "settling.no_line"),
    ],
)
def test_a_waiver_beyond_its_delegation_or_its_form_is_refused(demo_db, other, code):
    given = {
        "contract": ARMOR,
        "month": SEPTEMBER,
        "line": "QS-bonus-malus",
        "amount": Decimal(0),
        "reason": "x",
        "signed_by": "directeur",
        "in_return": "y",
        "reference": "z",
        "after_closing": True,
    }
    with pytest.raises(ProblemsFoundError) as raised:
        settling.waive(demo_db, PILOT, **{**given, **other})
    assert codes(raised) == {code}
    assert settling.settlements(demo_db, WHO, contract=ARMOR, month=SEPTEMBER) == ()


def test_a_closed_month_is_neither_waived_nor_neutralised_and_says_which_month_takes_it(demo_db):
    given = {"contract": ARMOR, "month": SEPTEMBER, "line": "QS-bonus-malus", "amount": Decimal(0)}
    why = {"reason": "x", "signed_by": "directeur", "reference": "z"}
    acts = {
        "settling.month_closed": lambda: settling.waive(demo_db, PILOT, **given, **why, in_return="y"),
        "relief.month_closed": lambda: asked(demo_db, month=SEPTEMBER, asked_on=date(2026, 10, 2)),
    }
    for code, act in acts.items():
        with pytest.raises(ProblemsFoundError) as raised:
            act()
        assert codes(raised) == {code}
        assert dict(raised.value.problems[0].params)["into"] == "2026-10"
    with pytest.raises(ProblemsFoundError):
        settling.agree(demo_db, PILOT, **given, **why)
    assert settling.settlements(demo_db, WHO, contract=ARMOR, month=SEPTEMBER) == ()
    assert relief.requests(demo_db, WHO, contract=ARMOR, month=SEPTEMBER) == ()


def test_viewers_waive_nothing(demo_db):
    with pytest.raises(RefusedError):
        settling.agree(
            demo_db,
            VIEWER,
            contract=ARMOR,
            month=SEPTEMBER,
            line="QS-bonus-malus",
            amount=Decimal(-1),
            reason="x",
            signed_by="directeur",
            reference="z",
        )


def test_the_hours_paid_for_nothing_are_told_on_their_line(demo):
    # 104,5 h x 17,60 = 1 839,20 : déjà dans les heures du relevé, la panne coûte au donneur d'ordre.
    me = local_administrator()
    result = months.judged(demo, me, contract="ATLAS-2025", month=Month(2026, 3))
    (step,) = [s for line in result.bill.lines for s in line.steps if s.rule == "fee.idle_kept"]
    assert (step.inputs["idle_1"], step.value) == (Decimal("104.5"), Decimal("1839.20"))
