"""The workbook of a month, made from what is known of it: what `invoices` gives and `issuing` keeps."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.exports.beside import AccruedMonth, Beside, ReconciledMonth
from pilotage.exports.workbook import ReceivedFileRef, preinvoice_workbook, workbook_name
from pilotage.invoice.allotting import order_line_of
from pilotage.judgement import MonthResult
from pilotage.locale import Language, Words
from pilotage.locale.preinvoice_words import DOCUMENTS
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.services import accruals, catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.months import judged, terms_of_month
from pilotage.store import batches
from pilotage.store.database import Database


def made(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    language: Language,
    reconciled: ReconciledMonth | None = None,
    version: int = 1,
) -> tuple[str, bytes]:
    """The file name and the .xlsx of a month, beside the invoices that were compared with it.

    Raises `RefusedError`, `UnknownContractError`.
    """
    result = judged(db, actor, contract=contract, month=month)
    terms = terms_of_month(db, actor, result=result)
    actor.require(Right.EXPORT, terms.vendor)
    t = Words(language)
    files = files_behind(db, actor, contract=contract, result=result)
    known = replace(beside(db, actor, terms=terms, month=month), reconciled=reconciled)
    content = preinvoice_workbook(result, terms, t, files, result.today, known, version)
    return workbook_name(terms, month, t, version), content


def corrected(
    result: MonthResult, terms: Contract, *, kind: str, corrects: str, corrects_on: date
) -> tuple[str, bytes]:
    """The .xlsx of a credit note or a complement whose lines are the bill of `result`, and the name that
    its number completes: the KPIs and their clauses are those of the document that it corrects.
    """
    t = Words("fr")
    named = t("corrects {number} of {day}", number=corrects, day=corrects_on)
    alone = replace(result, slas=(), consequences=(), problems=())
    heading = f"{t(DOCUMENTS[kind])}, {named}"
    content = preinvoice_workbook(alone, terms, t, {}, result.today, heading=heading)
    word = unicodedata.normalize("NFKD", t(DOCUMENTS[kind])).encode("ascii", "ignore").decode().lower()
    stem = workbook_name(terms, result.month, t).rsplit("_", 2)[0]
    return f"{stem}_{word.replace(' ', '-')}", content


def beside(db: Database, actor: Actor, *, terms: Contract, month: Month) -> Beside:
    """The month's accrual and what earlier months billed on its order lines."""
    return Beside(
        accrued=accrued(db, actor, contract=terms.ref, month=month),
        billed_before=billed_before(db, actor, terms=terms, month=month),
    )


def accrued(db: Database, actor: Actor, *, contract: str, month: Month) -> AccruedMonth | None:
    """The accrual that was kept; else what a cut-off would keep today, if anything."""
    kept = kept_accrual(db, actor, contract=contract, month=month)
    if kept is not None or accruals.obstacles(db, actor, contract=contract, month=month):
        return kept
    return AccruedMonth(accruals.proposed(db, actor, contract=contract, month=month), False)


def kept_accrual(db: Database, actor: Actor, *, contract: str, month: Month) -> AccruedMonth | None:
    """The accrual that was kept at the cut-off; None before it."""
    kept = accruals.accrual(db, actor, contract=contract, month=month)
    return None if kept is None else AccruedMonth(kept.accrual, True, kept.by, kept.comment)


def billed_before(db: Database, actor: Actor, *, terms: Contract, month: Month) -> Mapping[str, Decimal]:
    """What the months before billed on each order line of the contract, by its id, before tax: those
    that the portal knows, from the first of which something was received.
    """
    found: dict[str, Decimal] = {one.id: ZERO for one in terms.order_line}
    first = catalogue.card(db, actor, ref=terms.ref).first_month
    if not found or first is None or month <= first:
        return found
    for past in first.to(month.plus(-1)):
        for line in judged(db, actor, contract=terms.ref, month=past).bill.lines:
            ordered = order_line_of(terms, line.term)
            if ordered is not None:
                found[ordered.id] += line.amount
    return found


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
