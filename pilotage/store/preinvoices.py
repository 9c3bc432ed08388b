"""Pre-invoices as they are kept: steps, issued documents, lines by hand. Nothing is rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, func, select

from pilotage.periods import Month
from pilotage.store import batches
from pilotage.store.preinvoice_tables import (
    IssuedDocument,
    ManualLine,
    ManualLineDecision,
    PreinvoiceStep,
)
from pilotage.store.scope import Vendors, in_scope, next_id


def steps(
    session: Session, vendors: Vendors, contract: str | None, month: Month | None = None
) -> Sequence[PreinvoiceStep]:
    """The steps in scope of a contract (of all, when None), in the order in which they were taken."""
    query = select(PreinvoiceStep).where(in_scope(col(PreinvoiceStep.vendor), vendors))
    if contract is not None:
        query = query.where(PreinvoiceStep.contract == contract)
    if month is not None:
        query = query.where(PreinvoiceStep.month == str(month))
    order = (PreinvoiceStep.contract, PreinvoiceStep.month, PreinvoiceStep.rank)
    return session.exec(query.order_by(*(col(one) for one in order))).all()


def documents(
    session: Session, vendors: Vendors, contract: str | None = None, month: Month | None = None
) -> Sequence[IssuedDocument]:
    """What was issued in scope, the oldest first."""
    query = select(IssuedDocument).where(in_scope(col(IssuedDocument.vendor), vendors))
    if contract is not None:
        query = query.where(IssuedDocument.contract == contract)
    if month is not None:
        query = query.where(IssuedDocument.month == str(month))
    return session.exec(query.order_by(col(IssuedDocument.id))).all()


def document(session: Session, vendors: Vendors, number: int) -> IssuedDocument | None:
    """The issued document of that id, None out of scope."""
    query = select(IssuedDocument).where(IssuedDocument.id == number)
    return session.exec(query.where(in_scope(col(IssuedDocument.vendor), vendors))).first()


def next_sequence(session: Session, client: str, year: int) -> int:
    """The next number of a client entity and year: the one after the highest. The session must be a
    writing one: writers come one at a time, and what is rolled back gives its number back.
    """
    query = select(func.max(IssuedDocument.sequence)).where(
        IssuedDocument.client == client, IssuedDocument.year == year
    )
    return int(session.exec(query).one() or 0) + 1


def issue(session: Session, row: IssuedDocument) -> IssuedDocument:
    """Keeps an issued document under the next id."""
    row.id = next_id(session, col(IssuedDocument.id))
    session.add(row)
    session.flush()
    return row


def manual_lines(
    session: Session, vendors: Vendors, contract: str, month: Month | None = None
) -> Sequence[ManualLine]:
    """The lines by hand in scope, the oldest first."""
    query = select(ManualLine).where(ManualLine.contract == contract)
    if month is not None:
        query = query.where(ManualLine.month == str(month))
    query = query.where(in_scope(col(ManualLine.vendor), vendors))
    return session.exec(query.order_by(col(ManualLine.id))).all()


def manual_line(session: Session, vendors: Vendors, number: int) -> ManualLine | None:
    """The line of that number, None out of scope."""
    query = select(ManualLine).where(ManualLine.id == number)
    return session.exec(query.where(in_scope(col(ManualLine.vendor), vendors))).first()


def line_decisions(
    session: Session, vendors: Vendors, numbers: Iterable[int]
) -> Mapping[int, ManualLineDecision]:
    """What became of these lines, by their number; nothing for those that nobody decided."""
    query = select(ManualLineDecision).where(in_scope(col(ManualLineDecision.vendor), vendors))
    query = query.where(col(ManualLineDecision.line).in_(sorted(numbers)))
    return {row.line: row for row in session.exec(query)}


def add_line(session: Session, row: ManualLine) -> ManualLine:
    """Keeps a line under the next number."""
    row.id = next_id(session, col(ManualLine.id))
    session.add(row)
    session.flush()
    return row


def content(session: Session, vendor: str, sha256: str) -> bytes:
    """The bytes kept under a SHA-256: evidence, or the workbook of an issued document."""
    return batches.content(session, vendor, sha256)
