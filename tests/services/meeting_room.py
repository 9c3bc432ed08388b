"""A contract whose September missed its target, and its committee: helpers of their tests."""

from datetime import date

import pytest

from pilotage.committee.model import CommitteeType
from pilotage.periods import Month
from pilotage.services import committees, imports, outcomes
from services.portal import ADMIN, PILOT, calls, month_of_calls, on, publish

ARMOR, SEPTEMBER = "ARMOR-2025", Month(2026, 9)
TODAY, HELD = date(2026, 10, 8), date(2026, 10, 14)
PRIVATE = "ne jamais dire que le plafond approche"


def _bad_september(db):
    publish(db)
    publish(db, "atlas")
    on(db, TODAY)
    bad = [(day, slot, "n1", 10, 9, 6) for day, slot, *_ in month_of_calls()]
    send(db, bad)


@pytest.fixture
def portal(db_left_by):
    """A contract whose September missed its target, on the eighth of October."""
    return db_left_by(_bad_september)


def send(db, rows, name="armor_appels_2026-09.csv"):
    report = imports.import_file(db, ADMIN, content=calls(rows), name=name)
    assert report.status == "imported", report.problems


def prepare(db, actor=PILOT, **more):
    asked = {"contract": ARMOR, "committee": CommitteeType.STEERING, "month": SEPTEMBER}
    return committees.prepare(db, actor, **{**asked, **more})


def read(db, meeting, actor=PILOT):
    return committees.meeting(db, actor, id=meeting.id)


def kinds(meeting):
    return [item.kind for item in meeting.items]


def first(meeting, kind):
    return next(item for item in meeting.items if item.kind is kind)


def decide(db, meeting, words="Le malus est retenu", who=PILOT):
    item = meeting.items[0].id
    return outcomes.decide(db, who, meeting=meeting.id, item=item, text=words)


def ask(db, meeting, who=PILOT):
    return outcomes.add_action(
        db,
        who,
        meeting=meeting.id,
        item=meeting.items[0].id,
        text="Former quatre conseillers",
        owner="Directeur de compte",
        side="vendor",
        due=date(2026, 10, 20),
    )


def code_of(refusal):
    return [problem.code for problem in refusal.value.problems]
