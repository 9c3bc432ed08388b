"""What the room sees: one item a screen, by keyboard, and nothing private."""

import pytest

from pilotage.committee.model import CommitteeType
from pilotage.periods import Month
from pilotage.services import committees, outcomes
from pilotage.services.actor import local_administrator
from pilotage.store.database import open_database
from tests.pages.conftest import texts

WHO = local_administrator()
PRIVATE = "ne pas ouvrir le palier suivant"


@pytest.fixture
def running(own_demo_url):
    """Atlas's committee on October, in session, with a private note under each item."""
    db = open_database(own_demo_url)
    meeting = committees.prepare(
        db, WHO, contract="ATLAS-2025", committee=CommitteeType.STEERING, month=Month(2026, 10)
    )
    for item in meeting.items:
        committees.edit_item(db, WHO, meeting=meeting.id, item=item.id, private_note=PRIVATE)
    committees.start(db, WHO, meeting=meeting.id)
    yield db, meeting
    db.close()


def flat(at):
    return texts(at).replace("\N{NO-BREAK SPACE}", " ")


def everything(at):
    """What the page sends to the browser, hidden or not."""
    found = [texts(at)]
    for kind in (
        "button",
        "text_area",
        "text_input",
        "page_link",
        "vega_lite_chart",
        "arrow_vega_lite_chart",
    ):
        found += [repr(getattr(one, "proto", one)) for one in at.get(kind)]
    return "\n".join(found)


def test_each_item_is_a_screen_with_its_figures_and_status_in_words(portal, own_demo_url, running):
    _, meeting = running
    said = []
    for item in meeting.items:
        at = portal(own_demo_url, "presentation", meeting=str(meeting.id), item=str(item.id))
        assert f"Point {item.position} sur 9" in flat(at)
        said.append(flat(at))
    assert "78,9 %" in said[3]
    assert "Sous l'objectif, sans malus" in said[3]
    assert "■ Non atteint" in said[4]
    assert "−911,42 €" in said[5]


def test_nothing_private_reaches_the_room(portal, own_demo_url, running):
    db, meeting = running
    for item in meeting.items:
        committees.edit_item(db, WHO, meeting=meeting.id, item=item.id, minutes_text="un brouillon")
        at = portal(own_demo_url, "presentation", meeting=str(meeting.id), item=str(item.id))
        shown = everything(at)
        assert PRIVATE not in shown
        assert "un brouillon" not in shown  # minutes appear once they are circulated
        assert not at.text_area


def test_there_is_no_menu_on_the_rooms_screen(portal, own_demo_url, running):
    _, meeting = running
    at = portal(own_demo_url, "presentation", meeting=str(meeting.id))
    assert not at.sidebar.children
    assert any("font-size:30px" in one.proto.body for one in at.get("html"))


def test_it_follows_the_pilot_and_shows_what_is_decided(portal, own_demo_url, running):
    db, meeting = running
    at = portal(own_demo_url, "presentation", meeting=str(meeting.id))
    assert "Point 1 sur 9" in flat(at)
    third = meeting.items[2].id
    committees.turn_to(db, WHO, meeting=meeting.id, item=third)
    outcomes.decide(db, WHO, meeting=meeting.id, item=third, text="Rien à retenir")
    at.run()
    assert "Point 3 sur 9" in flat(at)
    assert "Rien à retenir" in flat(at)


def test_the_arrows_take_both_screens_to_the_next_item(portal, own_demo_url, running):
    db, meeting = running
    at = portal(own_demo_url, "presentation", meeting=str(meeting.id))
    at.button(key="next").click().run()
    assert "Point 2 sur 9" in flat(at)
    assert committees.meeting(db, WHO, id=meeting.id).current.position == 2
    at.button(key="previous").click().run()
    assert "Point 1 sur 9" in flat(at)


@pytest.mark.parametrize(("key", "shortcut"), [("previous", "left"), ("next", "right"), ("quit", "esc")])
def test_the_keyboard_is_enough(portal, own_demo_url, running, key, shortcut):
    _, meeting = running
    at = portal(own_demo_url, "presentation", meeting=str(meeting.id))
    assert at.button(key=key).proto.shortcut.lower().startswith(shortcut)


def test_a_viewer_turns_pages_for_himself_only(portal, own_demo_url, running):
    db, meeting = running
    at = portal(own_demo_url, "presentation", role="viewer", meeting=str(meeting.id))
    at.button(key="next").click().run()
    assert "Point 2 sur 9" in flat(at)
    assert committees.meeting(db, WHO, id=meeting.id).current.position == 1


def test_before_the_session_the_room_sees_the_agenda(portal, own_demo_url, running):
    db, _ = running
    other = committees.prepare(
        db, WHO, contract="ARMOR-2025", committee=CommitteeType.STEERING, month=Month(2026, 10)
    )
    at = portal(own_demo_url, "presentation", meeting=str(other.id))
    assert f"Ordre du jour : {len(other.items)} points" in flat(at)
    at.button(key="next").click().run()
    assert f"Point 1 sur {len(other.items)}" in flat(at)


@pytest.mark.parametrize("meeting", ["", "99", "x", "-1", "1e3"])
def test_a_link_to_no_meeting_says_so(portal, demo_url, meeting):
    at = portal(demo_url, "presentation", meeting=meeting)
    assert "Aucune séance à présenter" in texts(at)


def test_a_meeting_out_of_sight_is_as_unknown_as_any_other(portal, own_demo_url, running, monkeypatch):
    _, meeting = running
    monkeypatch.setenv("PILOTAGE_VENDORS", "tejo")
    at = portal(own_demo_url, "presentation", meeting=str(meeting.id))
    assert "Aucune séance à présenter" in texts(at)
    assert "Atlas" not in texts(at)
