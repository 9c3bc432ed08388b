"""The pre-invoice as finance receives it."""

from __future__ import annotations

from collections.abc import Mapping

from pilotage.exports.workbook import ReceivedFileRef, preinvoice_workbook, workbook_name
from pilotage.judgement import MonthResult
from pilotage.locale import Language, Words
from pilotage.periods import Month
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.months import judged, terms_of_month
from pilotage.store import batches
from pilotage.store.database import Database


def workbook(
    db: Database, actor: Actor, *, contract: str, month: Month, language: Language
) -> tuple[str, bytes]:
    """The file name and the .xlsx of a month. The same figures give the same bytes.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    actor.require(Right.EXPORT, catalogue.contract(db, actor, ref=contract).vendor)
    result = judged(db, actor, contract=contract, month=month)
    terms = terms_of_month(db, actor, result=result)
    t = Words(language)
    files = files_behind(db, actor, contract=contract, result=result)
    content = preinvoice_workbook(result, terms, t, files, result.today)
    return workbook_name(terms, month, t), content


def files_behind(
    db: Database, actor: Actor, *, contract: str, result: MonthResult
) -> Mapping[int, ReceivedFileRef]:
    """The received files that the month's lines and figures rest on, by their number."""
    actor.require(Right.READ)
    numbers = {number for line in result.bill.lines for number in line.batches}
    numbers |= {
        number for sla in result.slas for judged in sla.occurrences for number in judged.figure.batches
    }
    with db.reading() as session:
        return {
            batch.id: ReceivedFileRef(batch.name, batch.sha256, batch.rows_kept, batch.received_at.date())
            for batch in batches.listed(session, actor.vendors, contract=contract)
            if batch.id in numbers
        }
