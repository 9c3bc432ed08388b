"""The vendor's invoice against ours: documents recorded, compared with the month, their gaps told.

What was received is kept as it came; nothing is rewritten. The comparison is made again each time from
what is kept and what the month comes to, so that page, command line and workbook say the same.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlmodel import Session

from pilotage.feeds.guards import RefusedFileError
from pilotage.money import round_half_up, to_cents
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.reconciliation.comparing import Document, compared
from pilotage.reconciliation.electronic import negative, read_electronic
from pilotage.reconciliation.keeping import as_data, content_of, of_data
from pilotage.reconciliation.layout import Layout, proposed
from pilotage.reconciliation.model import Limits, ReceivedInvoice
from pilotage.reconciliation.sheets import RefusedSheetError, head_texts, read_sheet, sheets_of
from pilotage.reconciliation.suggesting import suggested
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services import reconciling_rules as rules
from pilotage.services.actor import Actor, Right
from pilotage.services.reconciling_rows import expectation, gap_views, received
from pilotage.services.reconciling_views import (
    LayoutNeededError,
    Received,
    Reconciliation,
    Recorded,
)
from pilotage.store import audit, batches, contracts
from pilotage.store import received_invoices as kept
from pilotage.store.database import Database
from pilotage.store.received_invoice_tables import InvoiceAside, InvoiceLayout, InvoiceRow

__all__ = [
    "LayoutNeededError",
    "Received",
    "Reconciliation",
    "Recorded",
    "documents",
    "kept_layout",
    "original",
    "put_aside",
    "read",
    "reconciled",
    "record",
    "type_in",
]
_PENDING = 0


def reconciled(db: Database, actor: Actor, *, contract: str, month: Month) -> Reconciliation | None:
    """The month's documents against what was expected of it; None before the first document.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    catalogue.data_version(db, actor, ref=contract)
    found = received(db, actor, contract, month)
    return _compared(db, actor, contract, month, found) if found else None


def documents(db: Database, actor: Actor, *, contract: str, month: Month) -> tuple[Received, ...]:
    """The documents received for a month, those that count no more among them. Raises as above."""
    catalogue.data_version(db, actor, ref=contract)
    return received(db, actor, contract, month)


def _compared(
    db: Database, actor: Actor, contract: str, month: Month, found: tuple[Received, ...]
) -> Reconciliation:
    terms = catalogue.contract(db, actor, ref=contract)
    limits = Limits(terms.reconciliation.percent, terms.reconciliation.amount)
    standing = [Document(one.invoice, one.twin, one.why) for one in found if one.aside is None]
    expected = expectation(db, actor, contract=contract, month=month)
    result = compared(expected, standing, limits)
    views = gap_views(db, actor, contract, month, result.gaps, expected.document)
    accepted = frozenset(one.key for one in views if one.accepted)
    suggestion = suggested(expected, standing, result.gaps, accepted)
    return Reconciliation(contract, month, result, found, views, suggestion, limits)


# --- what is received -----------------------------------------------------------------------------


def read(
    db: Database, actor: Actor, *, contract: str, content: bytes, name: str, layout: Layout | None = None
) -> tuple[ReceivedInvoice, tuple[Problem, ...]]:
    """The invoice that a file holds: Factur-X, UBL, CII, or a workbook by the vendor's layout.

    Raises `ProblemsFoundError` with a sentence for what cannot be read, `LayoutNeededError` for a
    workbook of a vendor whose layout is not known yet, `RefusedError`, `UnknownContractError`.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    try:
        if content.startswith(b"%PDF") or _is_xml(content):
            return read_electronic(content, pdf=content.startswith(b"%PDF"))
        sheets = sheets_of(content, name)
        known = layout or kept_layout(db, actor, contract=contract)
        if known is None or known.missing():
            raise LayoutNeededError(proposed(sheets), head_texts(sheets))
        return read_sheet(sheets, known, name, terms.currency), ()
    except RefusedFileError as error:
        raise ProblemsFoundError([error.problem(name)]) from error
    except RefusedSheetError as error:
        raise ProblemsFoundError([error.problem]) from error


def _is_xml(content: bytes) -> bool:
    head = content[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<")


def record(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    content: bytes,
    name: str,
    layout: Layout | None = None,
    received_on: date | None = None,
    dry_run: bool = False,
) -> Recorded:
    """Keeps a received file and compares the month with it; the same bytes twice change nothing. A
    `layout` that is given is kept for the vendor. With `dry_run` nothing is kept.

    Raises as `read` does, and `ProblemsFoundError` for a credit note beyond its invoice; that refusal is
    kept in the trail.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.AGREE, terms.vendor, entity=contract)
    sha256 = hashlib.sha256(content).hexdigest()
    same = [one for one in _rows(db, actor, terms.vendor) if one.sha256 == sha256]
    if same:
        return _already(db, actor, same[0])
    found, problems = read(db, actor, contract=contract, content=content, name=name, layout=layout)
    row = _row(terms.vendor, contract, month, found, received_on or catalogue.today(db), actor)
    row.name, row.size, row.sha256 = name[:500], len(content), sha256
    row.problems = [batches.problem_data(one) for one in problems]
    if dry_run:  # a look, drawn again and again: its refusals are not kept
        rules.within_its_invoice(found, _rows(db, actor, terms.vendor))
        return _previewed(db, actor, month, row)
    with _refusing(db, actor, contract, month, terms.vendor):
        return _record(db, actor, row, content, layout)


def _record(
    db: Database, actor: Actor, row: InvoiceRow, content: bytes, layout: Layout | None
) -> Recorded:
    with db.writing() as session:
        # Asked again where writers come one at a time: the same file may be dropped twice at once.
        there = _counting(session, actor, row.vendor)
        meanwhile = [one for one in there if one.sha256 == row.sha256]
        if not meanwhile:
            # Who closes the month meanwhile did not look at it: it is told that something moved.
            contracts.bump(session, row.vendor, row.contract)
            rules.within_its_invoice(of_data(row.document), there)
            if layout is not None:
                _keep_layout(session, actor, row.vendor, layout)
            packed = batches.compressed(io.BytesIO(content), row.sha256)
            batches.save_content(session, row.vendor, packed)
            _keep(session, actor, row)
    if meanwhile:
        return _already(db, actor, meanwhile[0])
    return _recorded(db, actor, row.contract, Month.parse(row.month), row.id)


def type_in(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    number: str,
    subtotal: Decimal,
    vat: Decimal | None = None,
    total: Decimal | None = None,
    issued_on: date | None = None,
    received_on: date | None = None,
    about: str = "",
    dry_run: bool = False,
) -> Recorded:
    """Keeps an invoice of which only the totals are typed; a credit note when it names the invoice that
    it is `about`, its amounts typed above zero or below. Raises `ProblemsFoundError`, `RefusedError`,
    `UnknownContractError`; what a closed month, another document or the invoice that it is about stands
    against is kept in the trail.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.AGREE, terms.vendor, entity=contract)
    rules.fit_to_type(number, (subtotal, vat, total))
    found = ReceivedInvoice(
        form="typed",
        number=" ".join(number.split())[:200],
        issued_on=issued_on,
        currency=terms.currency,
        lines=(),
        subtotal=subtotal,
        vat=vat,
        total=total,
        credit=bool(about.strip()),
        about=" ".join(about.split())[:200],
    )
    if found.credit and subtotal > 0:
        found = negative(found)
    row = _row(terms.vendor, contract, month, found, received_on or catalogue.today(db), actor)
    if dry_run:
        with db.reading() as session:
            _may_be_typed(session, actor, row, found)
        return _previewed(db, actor, month, row)
    with _refusing(db, actor, contract, month, terms.vendor), db.writing() as session:
        contracts.bump(session, row.vendor, row.contract)
        _may_be_typed(session, actor, row, found)
        _keep(session, actor, row)
    return _recorded(db, actor, contract, month, row.id)


def _may_be_typed(session: Session, actor: Actor, row: InvoiceRow, found: ReceivedInvoice) -> None:
    there = _counting(session, actor, row.vendor)
    rules.not_typed_yet(there, found.number)
    rules.totals_stand(session, actor, row)
    rules.within_its_invoice(found, there)


def _refusing(
    db: Database, actor: Actor, contract: str, month: Month, vendor: str
) -> AbstractContextManager[None]:
    entity = f"{contract}/{month}/invoice"
    return rules.refusing(db, actor, action="invoice.receive", entity=entity, vendor=vendor)


def _refused(code: str, read: str = "", **params: str) -> Problem:
    return Problem(code, Severity.REFUSED, read=read, params=tuple(params.items()))


def _rows(db: Database, actor: Actor, vendor: str) -> tuple[InvoiceRow, ...]:
    """The documents of the vendor that count."""
    with db.reading() as session:
        return _counting(session, actor, vendor)


def _counting(session: Session, actor: Actor, vendor: str) -> tuple[InvoiceRow, ...]:
    aside = kept.asides(session, actor.vendors)
    rows = kept.of_vendor(session, actor.vendors, vendor)
    return tuple(one for one in rows if one.id not in aside)


def _row(
    vendor: str, contract: str, month: Month, found: ReceivedInvoice, on: date, actor: Actor
) -> InvoiceRow:
    return InvoiceRow(
        vendor=vendor,
        id=_PENDING,
        contract=contract,
        month=str(month),
        number=found.number[:200],
        credit=found.credit,
        form=found.form,
        issued_on=found.issued_on,
        received_on=on,
        currency=found.currency[:3],
        subtotal_cents=to_cents(round_half_up(found.before_tax)),
        content=content_of(found),
        document=as_data(found),
        problems=[],
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )


def _keep(session: Session, actor: Actor, row: InvoiceRow) -> None:
    row.recorded_at = datetime.now(UTC)
    kept.add(session, row)
    after = {
        "number": row.number,
        "form": row.form,
        "credit": row.credit,
        "subtotal": f"{Decimal(row.subtotal_cents).scaleb(-2)}",
        "sha256": row.sha256,
        "received_on": row.received_on.isoformat(),
    }
    _tell(session, actor, row.vendor, _entity(row), "invoice.receive", after)


def _tell(
    session: Session, actor: Actor, vendor: str, entity: str, action: str, after: Mapping[str, object]
) -> None:
    audit.record(
        session,
        actor=actor.user,
        action=action,
        entity=entity,
        vendor=vendor,
        after=dict(after),
        at=datetime.now(UTC),
    )


def _entity(row: InvoiceRow) -> str:
    return f"{row.contract}/{row.month}/invoice/{row.id}"


def _recorded(db: Database, actor: Actor, contract: str, month: Month, number: int) -> Recorded:
    found = received(db, actor, contract, month)
    document = next(one for one in found if one.id == number)
    return Recorded("recorded", document, _compared(db, actor, contract, month, found))


def _already(db: Database, actor: Actor, row: InvoiceRow) -> Recorded:
    """The month that the file was recorded for, as it stands."""
    found = _recorded(db, actor, row.contract, Month.parse(row.month), row.id)
    return Recorded("already_there", found.document, found.reconciliation)


def _previewed(db: Database, actor: Actor, month: Month, row: InvoiceRow) -> Recorded:
    found = received(db, actor, row.contract, month, pending=row)
    result = _compared(db, actor, row.contract, month, found)
    return Recorded("previewed", found[-1], result)


def put_aside(
    db: Database, actor: Actor, *, contract: str, month: Month, document: int, kind: str, reason: str
) -> None:
    """Makes a document count no more: `refused` to the vendor, or recorded by `mistake`; it stays in
    sight. Raises `ProblemsFoundError`, `RefusedError`, `UnknownContractError`; a refusal is kept in the
    trail.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.AGREE, terms.vendor, entity=contract)
    row = InvoiceAside(
        vendor=terms.vendor,
        invoice=document,
        kind=kind,
        reason=reason.strip(),
        aside_on=catalogue.today(db),
        role=actor.role.value,
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )
    entity = f"{contract}/{month}/invoice/{document}"
    with (
        rules.refusing(db, actor, action="invoice.aside", entity=entity, vendor=terms.vendor),
        db.writing() as session,
    ):
        contracts.bump(session, terms.vendor, contract)
        row.recorded_at = datetime.now(UTC)
        there = kept.invoices(session, actor.vendors, contract, month)
        gone = kept.asides(session, actor.vendors)
        known = document in {one.id for one in there if one.id not in gone}
        if not known or kind not in {"refused", "mistake"}:
            raise ProblemsFoundError([_refused("reconciling.no_document", str(document))])
        if not reason.strip():
            raise ProblemsFoundError([_refused("reconciling.no_reason")])
        rules.document_stands(session, actor, contract, month, document)
        kept.put_aside(session, row)
        _tell(session, actor, terms.vendor, entity, "invoice.aside", {"kind": kind, "reason": row.reason})


def original(db: Database, actor: Actor, *, contract: str, document: int) -> tuple[str, bytes]:
    """The name and the bytes of a document, as it came: to be saved, never opened here. Raises
    `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` when there is none.
    """
    actor.require(Right.EXPORT, catalogue.contract(db, actor, ref=contract).vendor)
    with db.reading() as session:
        found = kept.content(session, actor.vendors, document)
    if found is None:
        raise ProblemsFoundError([_refused("reconciling.no_document", str(document))])
    return found


# --- how a vendor lays out its workbooks ----------------------------------------------------------


def kept_layout(db: Database, actor: Actor, *, contract: str) -> Layout | None:
    """The layout of the vendor's workbooks, None before it was said. Raises as `reconciled`."""
    terms = catalogue.contract(db, actor, ref=contract)
    with db.reading() as session:
        found = kept.layout(session, actor.vendors, terms.vendor)
    return None if found is None else Layout.of_data(found)


def _keep_layout(session: Session, actor: Actor, vendor: str, layout: Layout) -> None:
    data = layout.as_data()
    if kept.layout(session, actor.vendors, vendor) == data:
        return
    row = InvoiceLayout(
        vendor=vendor, id=_PENDING, layout=data, recorded_at=datetime.now(UTC), recorded_by=actor.user
    )
    kept.add(session, row)
    _tell(session, actor, vendor, f"{vendor}/layout", "invoice.layout", data)
