"""Received invoices as they are kept: documents, layouts, what was decided. Nothing is rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from pilotage.periods import Month
from pilotage.store import batches
from pilotage.store.received_invoice_tables import (
    GapDecision,
    GapExchange,
    InvoiceAside,
    InvoiceLayout,
    InvoiceRow,
)
from pilotage.store.scope import Vendors, in_scope, next_id

R = TypeVar("R", bound=InvoiceRow | InvoiceLayout | GapDecision | GapExchange)


def invoices(
    session: Session, vendors: Vendors, contract: str | None = None, month: Month | None = None
) -> Sequence[InvoiceRow]:
    """The documents in scope, in the order in which they were kept, those put aside among them."""
    query = select(InvoiceRow).where(in_scope(col(InvoiceRow.vendor), vendors))
    if contract is not None:
        query = query.where(InvoiceRow.contract == contract)
    if month is not None:
        query = query.where(InvoiceRow.month == str(month))
    return session.exec(query.order_by(col(InvoiceRow.id))).all()


def of_vendor(session: Session, vendors: Vendors, vendor: str) -> Sequence[InvoiceRow]:
    """Every document of a vendor, whatever its contract: a number is used once."""
    query = select(InvoiceRow).where(in_scope(col(InvoiceRow.vendor), vendors))
    return session.exec(query.where(InvoiceRow.vendor == vendor).order_by(col(InvoiceRow.id))).all()


def asides(session: Session, vendors: Vendors) -> dict[int, InvoiceAside]:
    """The documents in scope that count no more, by their number."""
    query = select(InvoiceAside).where(in_scope(col(InvoiceAside.vendor), vendors))
    return {row.invoice: row for row in session.exec(query)}


def decisions(session: Session, vendors: Vendors, contract: str, month: Month) -> Sequence[GapDecision]:
    """What was decided of the month's gaps, in order."""
    query = select(GapDecision).where(in_scope(col(GapDecision.vendor), vendors))
    query = query.where(GapDecision.contract == contract, GapDecision.month == str(month))
    return session.exec(query.order_by(col(GapDecision.id))).all()


def exchanges(session: Session, vendors: Vendors, contract: str, month: Month) -> Sequence[GapExchange]:
    """What was said of the month's gaps, in order."""
    query = select(GapExchange).where(in_scope(col(GapExchange.vendor), vendors))
    query = query.where(GapExchange.contract == contract, GapExchange.month == str(month))
    return session.exec(query.order_by(col(GapExchange.id))).all()


def layout(session: Session, vendors: Vendors, vendor: str) -> dict[str, Any] | None:
    """The layout of the vendor's workbooks that stands, None before the first."""
    query = select(InvoiceLayout).where(in_scope(col(InvoiceLayout.vendor), vendors))
    query = query.where(InvoiceLayout.vendor == vendor).order_by(col(InvoiceLayout.id).desc())
    found = session.exec(query).first()
    return None if found is None else found.layout


def content(session: Session, vendors: Vendors, number: int) -> tuple[str, bytes] | None:
    """The name and the bytes of a document, None when there is none in scope or it was typed."""
    query = select(InvoiceRow).where(in_scope(col(InvoiceRow.vendor), vendors))
    found = session.exec(query.where(InvoiceRow.id == number)).first()
    if found is None or not found.sha256:
        return None
    return found.name, batches.content(session, found.vendor, found.sha256)


def add(session: Session, row: R) -> R:
    """Keeps a row under the next number of its table."""
    row.id = next_id(session, col(type(row).id))
    session.add(row)
    session.flush()
    return row


def put_aside(session: Session, row: InvoiceAside) -> None:
    """Makes a document count no more. Raises `IntegrityError` for one that does not already."""
    session.add(row)
    session.flush()
