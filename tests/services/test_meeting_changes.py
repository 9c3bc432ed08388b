"""Who may change a meeting, until when; and nothing private ever leaves."""

from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import text

from pilotage.committee.model import (
    ActionStatus,
)
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, committees, minutes, outcomes
from pilotage.services.actor import RefusedError
from services.meeting_room import (
    ARMOR,
    PRIVATE,
    TODAY,
    ask,
    code_of,
    decide,
    portal,
    prepare,
    read,
)
from services.portal import (
    ADMIN,
    ARMOR_ONLY,
    ATLAS_ONLY,
    PILOT,
    VIEWER,
    actions,
    contents,
)

__all__ = ["portal"]


CHANGES = {
    "refresh": lambda db, who, m: committees.refresh(db, who, meeting=m.id),
    "reschedule": lambda db, who, m: committees.reschedule(db, who, meeting=m.id, held_on=TODAY),
    "add": lambda db, who, m: committees.add_item(db, who, meeting=m.id, title="X", minutes=5),
    "edit": lambda db, who, m: committees.edit_item(
        db, who, meeting=m.id, item=m.items[0].id, minutes_text="Après coup"
    ),
    "note": lambda db, who, m: committees.edit_item(
        db, who, meeting=m.id, item=m.items[0].id, private_note="Après coup"
    ),
    "move": lambda db, who, m: committees.move_item(db, who, meeting=m.id, item=m.items[0].id, by=1),
    "remove": lambda db, who, m: committees.remove_item(db, who, meeting=m.id, item=m.items[1].id),
    "seat": lambda db, who, m: committees.seat(db, who, meeting=m.id, attendees=()),
    "start": lambda db, who, m: committees.start(db, who, meeting=m.id),
    "turn": lambda db, who, m: committees.turn_to(db, who, meeting=m.id, item=m.items[0].id),
    "leave": lambda db, who, m: committees.leave_item(db, who, meeting=m.id, item=m.items[0].id),
    "decide": lambda db, who, m: decide(db, m, who=who),
    "ask": lambda db, who, m: ask(db, m, who=who),
    "reword": lambda db, who, m: outcomes.reword(
        db, who, meeting=m.id, number="COPIL-2026-09-D01", text="Autre chose"
    ),
    "close": lambda db, who, m: committees.close(db, who, meeting=m.id),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_closed_meeting_no_longer_changes(portal, change):
    meeting = prepare(portal)
    decide(portal, meeting)
    committees.close(portal, PILOT, meeting=meeting.id)
    before = contents(portal)
    with pytest.raises(ProblemsFoundError) as refusal:
        CHANGES[change](portal, PILOT, meeting)
    assert code_of(refusal) == ["meeting.closed"]
    assert contents(portal) == before


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "reword"])
def test_each_change_is_one_event_of_the_trail(portal, change):
    meeting = prepare(portal)
    before = len(actions(portal))
    CHANGES[change](portal, PILOT, meeting)
    assert len(actions(portal)) == before + 1
    assert audit.verify(portal, ADMIN) == ()


# ---- who sees what -----------------------------------------------------------------------------


def test_a_meeting_of_another_vendor_does_not_exist(portal):
    meeting = prepare(portal)
    decide(portal, meeting)
    number = ask(portal, meeting)
    assert committees.meetings(portal, ATLAS_ONLY) == ()
    assert outcomes.actions(portal, ATLAS_ONLY) == ()
    assert outcomes.decisions(portal, ATLAS_ONLY) == ()
    for reach in (
        lambda: committees.meeting(portal, ATLAS_ONLY, id=meeting.id),
        lambda: committees.shown(portal, ATLAS_ONLY, id=meeting.id),
        lambda: committees.close(portal, ATLAS_ONLY, meeting=meeting.id),
        lambda: minutes.minutes_file(portal, ATLAS_ONLY, meeting=meeting.id, language="fr"),
    ):
        with pytest.raises(ProblemsFoundError) as refusal:
            reach()
        assert code_of(refusal) == ["meeting.unknown"]
    with pytest.raises(ProblemsFoundError) as refusal:
        outcomes.update_action(
            portal, ATLAS_ONLY, contract=ARMOR, number=number, status=ActionStatus.DONE
        )
    assert code_of(refusal) == ["action.unknown"]
    assert len(committees.meetings(portal, ARMOR_ONLY)) == 1


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "reword"])
def test_who_only_reads_changes_nothing(portal, change):
    meeting = prepare(portal)
    before = contents(portal)
    with pytest.raises(RefusedError):
        CHANGES[change](portal, VIEWER, meeting)
    assert contents(portal) == before


def test_who_only_reads_prepares_nothing(portal):
    with pytest.raises(RefusedError):
        prepare(portal, VIEWER)


# ---- nothing private leaves --------------------------------------------------------------------


@pytest.fixture
def with_a_note(portal):
    meeting = prepare(portal)
    item = meeting.items[0].id
    committees.edit_item(portal, PILOT, meeting=meeting.id, item=item, private_note=PRIVATE)
    committees.edit_item(portal, PILOT, meeting=meeting.id, item=item, minutes_text="Dit en séance")
    return meeting


def test_a_private_note_is_for_who_runs_committees(portal, with_a_note):
    assert read(portal, with_a_note).items[0].private_note == PRIVATE
    assert PRIVATE not in repr(read(portal, with_a_note, VIEWER))
    assert PRIVATE not in repr(committees.shown(portal, PILOT, id=with_a_note.id))


def test_a_private_note_stands_in_no_event_of_the_trail(portal, with_a_note):
    with portal.connection(writes=False) as connection:
        kept = connection.execute(text("SELECT * FROM audit_text")).all()
        kept += connection.execute(text("SELECT * FROM audit_event")).all()
    assert "Dit en séance" in repr(kept)
    assert PRIVATE not in repr(kept)


@pytest.mark.parametrize("make", [minutes.agenda_file, minutes.minutes_file])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_private_note_is_in_no_document(portal, with_a_note, make, language):
    name, content = make(portal, PILOT, meeting=with_a_note.id, language=language)
    assert name.endswith(".docx")
    document = Document(BytesIO(content))
    parts = [part.blob for part in document.part.package.iter_parts() if hasattr(part, "blob")]
    assert parts
    assert not any(PRIVATE.encode() in part for part in parts)


def test_the_minutes_hold_what_was_said_decided_and_asked(portal, with_a_note):
    decide(portal, with_a_note)
    ask(portal, with_a_note)
    _, content = minutes.minutes_file(portal, PILOT, meeting=with_a_note.id, language="fr")
    document = Document(BytesIO(content))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    said += "\n".join(cell.text for t in document.tables for row in t.rows for cell in row.cells)
    for words in ("Dit en séance", "COPIL-2026-09-D01", "COPIL-2026-09-A01", "Former quatre conseillers"):
        assert words in said
