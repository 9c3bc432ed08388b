"""What a committee circulates: its agenda and its minutes in Word, without any private note."""

from __future__ import annotations

from typing import Literal

from pilotage.committee.model import Meeting
from pilotage.exports.minutes import agenda_document, document_name, minutes_document
from pilotage.locale import Language, Words
from pilotage.services import catalogue, committees
from pilotage.services.actor import Actor
from pilotage.store.database import Database


def agenda_file(db: Database, actor: Actor, *, meeting: int, language: Language) -> tuple[str, bytes]:
    """The file name and the .docx of the agenda. Raises `ProblemsFoundError` for one out of sight."""
    known, t = committees.shown(db, actor, id=meeting), Words(language)
    terms = catalogue.contract(db, actor, ref=known.contract)
    return document_name(known, "agenda", t), agenda_document(known, terms, t)


def minutes_file(db: Database, actor: Actor, *, meeting: int, language: Language) -> tuple[str, bytes]:
    """The file name and the .docx of the minutes. Raises `ProblemsFoundError` for one out of sight."""
    known, t = committees.shown(db, actor, id=meeting), Words(language)
    terms = catalogue.contract(db, actor, ref=known.contract)
    return document_name(known, "minutes", t), minutes_document(known, terms, t)


def file_name(meeting: Meeting, kind: Literal["agenda", "minutes"], language: Language) -> str:
    """The name of the document, known before it is made."""
    return document_name(meeting, kind, Words(language))
