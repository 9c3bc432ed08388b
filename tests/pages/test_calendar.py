"""Calendar: who meets when, is it ready, and what becomes of a meeting that moves."""

from datetime import date

import pytest

from pilotage.committee.model import CommitteeType
from pilotage.services import meeting_calendar
from pilotage.services.actor import local_administrator
from pilotage.services.meeting_calendar import Which
from pilotage.store.database import open_database
from tests.pages.conftest import texts

WHO = local_administrator()
COPIL = Which("ARMOR-2025", CommitteeType.STEERING, date(2026, 11, 16))


def flat(at):
    return texts(at).replace("\N{NO-BREAK SPACE}", " ")


def test_the_weeks_to_come_say_who_meets_and_what_is_ready(portal, demo_url):
    said = flat(portal(demo_url, "calendar", vendor="armor"))
    assert "Semaine du lundi 16 novembre 2026" in said
    assert "**lun. 16 nov.** 14:00" in said
    assert "Armor Dialogue" in said
    assert "Atlas Relation" not in said


def test_it_speaks_english(portal, demo_url):
    at = portal(demo_url, "calendar", lang="en", vendor="armor")
    assert "Week of Monday 16 November 2026" in flat(at)
    assert any(one.label == "Calendar file" for one in at.get("download_button"))


def test_a_meeting_moved_on_the_page_is_held_on_the_other_day(portal, own_demo_url):
    db = open_database(own_demo_url)
    meeting_calendar.cancel(db, WHO, which=COPIL, why="Grève nationale")
    at = portal(own_demo_url, "calendar", vendor="armor")
    assert "Annulé" in flat(at)
    assert "Grève nationale" in flat(at)
    meeting_calendar.move(db, WHO, which=COPIL, day=date(2026, 11, 18), why="Rétabli")
    at = portal(own_demo_url, "calendar", vendor="armor")
    assert "**mer. 18 nov.** 14:00" in flat(at)
    assert "prévu lun. 16 nov." in flat(at)
    db.close()


@pytest.mark.parametrize("role", ["viewer"])
def test_who_does_not_run_committees_may_not_move_them(portal, demo_url, role):
    at = portal(demo_url, "calendar", role=role, vendor="armor")
    assert not [one for one in at.button if one.label == "Déplacer"]
