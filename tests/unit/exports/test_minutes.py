"""Agenda and minutes in Word: real styles, repeated headers, what was said, nothing private."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn

from pilotage.committee.agenda import Matter, propose
from pilotage.committee.model import (
    Action,
    AttendanceState,
    Attendee,
    CommitteeType,
    Decision,
    Item,
    ItemKind,
    Meeting,
    MeetingState,
)
from pilotage.committee.template import house
from pilotage.contract.model import Contract
from pilotage.exports.minutes import agenda_document, document_name, minutes_document, question_words
from pilotage.locale import LANGUAGES, Words
from pilotage.periods import Month
from tests.unit.exports.hostile_texts import HOSTILE
from tests.unit.exports.judged_months import judged

FRENCH, ENGLISH = Words("fr"), Words("en")
HELD = date(2026, 3, 13)
PRIVATE = "Marge du prestataire : ne pas dire"


def meeting() -> tuple[Meeting, Contract]:
    result, contract = judged("armor_crisis")
    action = Action(
        "COPIL-2026-02-A01",
        "Former dix conseillers de plus",
        "Directeur de compte",
        "vendor",
        opened_on=date(2026, 2, 13),
        due=date(2026, 3, 1),
    )
    matter = Matter(result, (action,), HELD)
    proposed = propose(house()[CommitteeType.STEERING], matter)
    items = tuple(
        Item(
            id=number,
            position=number,
            kind=each.kind,
            subject=each.subject,
            title="",
            minutes_allotted=each.minutes,
            facts=each.facts,
            steps=each.steps,
            owner="Pilote de prestataires",
            minutes_text="La neutralisation est demandée.\nRéponse sous huit jours."
            if number == 2
            else "",
            private_note=PRIVATE,
        )
        for number, each in enumerate(proposed, start=1)
    )
    own = Item(99, len(items) + 1, ItemKind.FREE, "", "Fermeture du 1er mai", 5, (), ())
    made = Meeting(
        id=1,
        contract=contract.ref,
        vendor=contract.vendor,
        type=CommitteeType.STEERING,
        month=Month(2026, 2),
        held_on=HELD,
        state=MeetingState.CLOSED,
        frozen_at=datetime(2026, 3, 11, 8, 5, tzinfo=UTC),
        attendees=(
            Attendee("Pilote de prestataires", "client", AttendanceState.PRESENT),
            Attendee("Directeur de compte", "vendor", AttendanceState.REPRESENTED, "son adjoint"),
        ),
        items=(*items, own),
        decisions=(Decision("COPIL-2026-03-D01", "Malus CSAT remis", 1, 2, HELD),),
        actions=(
            replace(action, number="COPIL-2026-03-A02", text="Plan de progrès", due=date(2026, 4, 1)),
        ),
    )
    return made, contract


def opened(content: bytes) -> Opened:
    return Document(BytesIO(content))


def words_of(document: Opened) -> str:
    """Everything that can be read: paragraphs, tables, header and footer."""
    section = document.sections[0]
    texts = [p.text for p in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    texts += [p.text for part in (section.header, section.footer) for p in part.paragraphs]
    return "\n".join(texts).replace("\u202f", " ").replace("\u00a0", " ")


def table_with(document: Opened, header: str) -> list[list[str]]:
    for table in document.tables:
        if header in [cell.text for cell in table.rows[0].cells]:
            return [[cell.text for cell in row.cells] for row in table.rows]
    raise AssertionError(f"no table with {header}")


def agenda(t: Words = FRENCH) -> Opened:
    return opened(agenda_document(*meeting(), t))


def minutes(t: Words = FRENCH) -> Opened:
    return opened(minutes_document(*meeting(), t))


def test_the_agenda_says_who_what_and_for_how_long():
    text = words_of(agenda())
    assert "Ordre du jour · Comité de pilotage" in text
    assert "Armor Dialogue · vendredi 13 mars 2026 · chiffres de février 2026" in text
    assert "Chiffres figés le 11/03/2026 08:05 UTC." in text
    rows = table_with(agenda(), "Durée")
    assert rows[-1][1] == "Total"
    assert len(rows) == len(meeting()[0].items) + 2


def test_participants_stand_by_role_and_side():
    rows = table_with(agenda(), "Partie")
    assert rows == [
        ["Rôle", "Partie"],
        ["Pilote de prestataires", "Belval Énergie"],
        ["Directeur de compte", "Armor Dialogue"],
    ]


def test_minutes_say_who_was_there_and_for_whom():
    rows = table_with(minutes(), "Présence")
    assert rows[1][2] == "Présent"
    assert rows[2][2].endswith("(son adjoint)")


def test_each_item_of_the_agenda_carries_its_figures_its_steps_and_its_question():
    text = words_of(agenda())
    assert "58,4 %" in text
    assert "19 798 ÷ 33 900" in text
    assert "139 944,00 × −5 %" in text
    for item in meeting()[0].items:
        assert question_words(item.kind, FRENCH).replace("\u00a0", " ") in text


def test_a_step_read_by_two_clauses_is_told_once():
    breach = next(t for t in agenda().tables if t.rows[0].cells[0].text == "Règle")
    rows = [tuple(cell.text for cell in row.cells) for row in breach.rows]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_private_note_never_leaves(language):
    for content in (
        agenda_document(*meeting(), Words(language)),
        minutes_document(*meeting(), Words(language)),
    ):
        with ZipFile(BytesIO(content)) as archive:
            assert not any(PRIVATE.encode() in archive.read(name) for name in archive.namelist())


def test_the_agenda_says_nothing_of_what_was_said_or_decided():
    text = words_of(agenda())
    assert "La neutralisation est demandée." not in text
    assert "COPIL-2026-03-D01" not in text


def test_minutes_keep_what_was_said_and_decided_beside_its_item():
    texts = [p.text for p in minutes().paragraphs]
    said = texts.index("La neutralisation est demandée.")
    assert texts[said + 1] == "Réponse sous huit jours."
    assert "COPIL-2026-03-D01 Malus CSAT remis" in texts[said:]
    assert "Rien de noté." in texts


def test_actions_have_an_owner_and_a_due_date():
    rows = table_with(minutes(), "Porteur")
    numbers = [row for row in rows if row[0] == "COPIL-2026-03-A02"]
    assert numbers[0][1:5] == ["Plan de progrès", "Directeur de compte", "Armor Dialogue", "01/04/2026"]


def test_decisions_stand_in_a_register():
    rows = table_with(minutes(), "Décision")
    assert rows[1] == ["COPIL-2026-03-D01", "Malus CSAT remis", "13/03/2026"]


def test_a_meeting_without_decision_or_action_says_so():
    made, contract = meeting()
    empty = replace(made, decisions=(), actions=(), attendees=())
    text = words_of(opened(minutes_document(empty, contract, FRENCH)))
    assert "Aucune décision." in text
    assert "Aucune action." in text


def test_silence_approves_on_the_day_of_the_contract():
    # J+16 of February 2026: 23 March, the sixteenth working day of March.
    assert "Accord tacite le 23/03/2026 (J+16), sauf remarque reçue avant." in words_of(minutes())
    made, contract = meeting()
    without = contract.model_copy(update={"calendar": contract.calendar.model_copy(update={"steps": {}})})
    assert "Accord tacite" not in words_of(opened(minutes_document(made, without, FRENCH)))


def test_titles_use_real_styles():
    styles = [p.style.name for p in minutes().paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") >= 4
    assert styles.count("Heading 2") == len(meeting()[0].items)


@pytest.mark.parametrize("make", [agenda, minutes])
def test_table_headers_repeat_on_each_page_and_rows_are_not_cut(make):
    for table in make().tables:
        first = table.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


@pytest.mark.parametrize("make", [agenda, minutes])
def test_pages_are_a4_and_counted(make):
    section = make().sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    codes = re.findall(r"<w:instrText[^>]*>(\w+)<", section.footer.part.blob.decode())
    assert codes == ["PAGE", "NUMPAGES"]
    assert "ARMOR-2025 · 13/03/2026" in section.footer.paragraphs[0].text


def test_the_language_is_that_of_the_reader():
    text = words_of(minutes(ENGLISH))
    assert "Minutes · Steering committee" in text
    assert "Vendor manager" in text
    assert "Nothing noted." in text
    properties = minutes(ENGLISH).core_properties
    assert properties.language == "en-GB"
    assert properties.created.date() == HELD


def test_documents_are_named_after_day_committee_and_contract():
    made, _ = meeting()
    assert document_name(made, "agenda", FRENCH) == "2026-03-13_COPIL_ARMOR-2025_ordre-du-jour.docx"
    assert (
        document_name(made, "minutes", ENGLISH) == "2026-03-13_Steering-committee_ARMOR-2025_minutes.docx"
    )


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_that_was_typed_gives_a_document_that_opens(text):
    made, contract = meeting()
    items = tuple(replace(item, title=text, minutes_text=text, owner=text) for item in made.items)
    attacked = replace(
        made,
        items=items,
        attendees=tuple(replace(a, role=text, represented_by=text) for a in made.attendees),
        decisions=tuple(replace(d, text=text) for d in made.decisions),
        actions=tuple(replace(a, text=text, owner=text) for a in made.actions),
    )
    named = contract.model_copy(update={"title": text, "vendor_name": text})
    for content in (agenda_document(attacked, named, FRENCH), minutes_document(attacked, named, FRENCH)):
        assert opened(content).tables
