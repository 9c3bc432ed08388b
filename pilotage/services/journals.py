"""Entries proposed to the books of a month, and the file in which accounting takes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from pilotage.accounting.columns import PRESETS, JournalLayout
from pilotage.accounting.entries import Entry, accrual_entries, reversal
from pilotage.contract.model import Contract
from pilotage.exports.journal import journal_file
from pilotage.locale import Language, Words
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import accruals, catalogue
from pilotage.services import audit as trail
from pilotage.services.actor import Actor, Right
from pilotage.store import audit, settings
from pilotage.store.database import Database

_LAYOUT = "journal_layout."


@dataclass(frozen=True)
class Posted:
    """An entry with the contract and the month that it is about."""

    entry: Entry
    contract: Contract
    month: Month


def accrued(
    db: Database, actor: Actor, *, month: Month, contract: str | None = None
) -> tuple[Posted, ...]:
    """What the month's accruals give on its last day, and their reversals of the day after, contract by
    contract. A month that is not accrued gives nothing.

    Raises `RefusedError`, `UnknownContractError`.
    """
    actor.require(Right.EXPORT)
    found: list[Posted] = []
    for kept in accruals.accruals(db, actor, contract=contract):
        if kept.accrual.month != month:
            continue
        terms = catalogue.contract(db, actor, ref=kept.accrual.contract)
        made = accrual_entries(kept.accrual, terms.accounting)
        both = (*made, *reversal(made, month.plus(1).first))
        found += [Posted(entry, terms, month) for entry in both]
    return tuple(found)


def export(
    db: Database,
    actor: Actor,
    *,
    month: Month,
    language: Language,
    contract: str | None = None,
    layout: str = "fec",
) -> tuple[str, bytes]:
    """The name and the bytes of the file of a month's accruals, in a layout kept or preset.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` for a layout that is not
    there or a month in which nothing is accrued.
    """
    t, chosen = Words(language), layouts(db, actor).get(layout)
    if chosen is None:
        raise ProblemsFoundError([Problem("journal.no_layout", Severity.REFUSED, read=layout)])
    posted = accrued(db, actor, month=month, contract=contract)
    if not posted:
        params = (("month", str(month)),)
        raise ProblemsFoundError([Problem("journal.nothing", Severity.REFUSED, params=params)])
    told = [(one.entry, one.contract, t.month(one.month)) for one in posted]
    name = f"{month}_{t('entries')}_{contract or t('all-vendors')}_{chosen.id}.{chosen.extension}"
    content = journal_file(told, chosen, t)
    with db.writing() as session:
        audit.record(
            session,
            actor=actor.user,
            action="journal.export",
            entity=f"{contract or '*'}/{month}",
            vendor=posted[0].contract.vendor if contract else "",
            after={"layout": chosen.id, "entries": len(posted)},
            at=datetime.now(UTC),
        )
    return name, content


def layouts(db: Database, actor: Actor) -> dict[str, JournalLayout]:
    """The layouts by id: those kept here, then the presets that none of them replaces."""
    actor.require(Right.READ)
    with db.reading() as session:
        kept = settings.beginning(session, _LAYOUT)
    own = [JournalLayout.model_validate_json(text) for text in kept.values()]
    return {**PRESETS, **{one.id: one for one in own}}


def keep_layout(db: Database, actor: Actor, *, text: str, file: str = "") -> JournalLayout:
    """Keeps a layout, given as JSON (the keys of `JournalLayout`), in place of one of the same id.

    Raises `RefusedError`, and `ProblemsFoundError` naming the key that is wrong.
    """
    trail.require(db, actor, Right.CLOSE, entity="journal_layout")
    try:
        layout = JournalLayout.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "—"
        told = Problem(
            "journal.layout", Severity.REFUSED, file=file, column=place, read=str(first["input"])[:80]
        )
        raise ProblemsFoundError([told]) from error
    except ValueError as error:
        told = Problem("journal.not_json", Severity.REFUSED, file=file, read=str(error)[:80])
        raise ProblemsFoundError([told]) from error
    with db.writing() as session:
        before = settings.get(session, _LAYOUT + layout.id)
        settings.put(session, _LAYOUT + layout.id, layout.model_dump_json())
        audit.record(
            session,
            actor=actor.user,
            action="journal.layout",
            entity=layout.id,
            before=before,
            after=layout.model_dump_json(),
            at=datetime.now(UTC),
        )
    return layout
