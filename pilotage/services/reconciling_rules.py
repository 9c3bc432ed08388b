"""What may no longer be recorded of a vendor's invoices: in a closed month, and beyond what was invoiced.

A month was closed on the documents that were there and on what was decided of them: they stay. What
comes later (an invoice, a credit note) is kept and decided, and changes nothing of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from pilotage.money import ZERO, is_amount
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import ReceivedInvoice
from pilotage.services import audit as trail
from pilotage.services.actor import Actor
from pilotage.store import closings
from pilotage.store import received_invoices as kept
from pilotage.store.database import Database
from pilotage.store.received_invoice_tables import GapDecision, InvoiceRow


def refusing(
    db: Database, actor: Actor, *, action: str, entity: str, vendor: str
) -> AbstractContextManager[None]:
    """What is refused inside is kept in the trail."""
    return trail.keeping_refusals(db, actor, action=f"{action}.refused", entity=entity, vendor=vendor)


def fit_to_type(number: str, amounts: tuple[Decimal | None, ...]) -> None:
    """Raises `ProblemsFoundError` for totals without a number, or that are no amounts."""
    problems = [] if number.strip() else [_refused("reconciling.no_number")]
    wrong = [one for one in amounts if one is not None and not is_amount(one)]
    problems += [_refused("reconciling.not_an_amount", str(one)[:80]) for one in wrong]
    if problems:
        raise ProblemsFoundError(problems)


def not_typed_yet(rows: Iterable[InvoiceRow], number: str) -> None:
    """Raises `ProblemsFoundError` for totals that are typed already under the number."""
    if any(one.number == number and one.form == "typed" for one in rows):
        raise ProblemsFoundError([_refused("reconciling.typed_twice", number)])


def _refused(code: str, read: str = "") -> Problem:
    return Problem(code, Severity.REFUSED, read=read)


def totals_stand(session: Session, actor: Actor, row: InvoiceRow) -> None:
    """Raises `ProblemsFoundError` when totals are typed over the invoice that a month was closed on:
    nothing shows that there is another one. A credit note, and the first invoice of a month that was
    closed without any, are typed.
    """
    at = closed_at(session, actor, row.contract, Month.parse(row.month))
    if at is None or row.credit:
        return
    aside = kept.asides(session, actor.vendors)
    there = kept.invoices(session, actor.vendors, row.contract, Month.parse(row.month))
    if any(one.recorded_at <= at and not one.credit and one.id not in aside for one in there):
        raise ProblemsFoundError([closed(row.month)])


def document_stands(session: Session, actor: Actor, contract: str, month: Month, document: int) -> None:
    """Raises `ProblemsFoundError` when the month was closed on the document: it is not put aside."""
    at = closed_at(session, actor, contract, month)
    there = kept.invoices(session, actor.vendors, contract, month)
    if at is not None and any(one.id == document and one.recorded_at <= at for one in there):
        raise ProblemsFoundError([closed(str(month))])


def decision_stands(session: Session, actor: Actor, row: GapDecision) -> None:
    """Raises `ProblemsFoundError` when a closed month has no document that came since, or was closed on
    a decision of the gap for these same amounts.
    """
    month = Month.parse(row.month)
    at = closed_at(session, actor, row.contract, month)
    if at is None:
        return
    there = kept.invoices(session, actor.vendors, row.contract, month)
    amounts = (row.gap, row.expected_cents, row.invoiced_cents)
    before = kept.decisions(session, actor.vendors, row.contract, month)
    decided = any(
        one.recorded_at <= at and (one.gap, one.expected_cents, one.invoiced_cents) == amounts
        for one in before
    )
    if decided or all(one.recorded_at <= at for one in there):
        raise ProblemsFoundError([closed(row.month)])


def closed_at(session: Session, actor: Actor, contract: str, month: Month) -> datetime | None:
    """When the closing that stands was made; None for an open month."""
    made = closings.get(session, actor.vendors, contract, month)
    return made.closed_at if made else None


def closed(month: str) -> Problem:
    """What a closed month answers."""
    return Problem("reconciling.closed", Severity.REFUSED, params=(("month", month),))


# --- credit notes ---------------------------------------------------------------------------------


def within_its_invoice(note: ReceivedInvoice, rows: Sequence[InvoiceRow]) -> None:
    """Raises `ProblemsFoundError` for a credit note that takes back more than the invoice that it names
    has left. `rows` are the documents of the vendor that count; an invoice that is not among them is not
    known to be too small.
    """
    if not note.credit or not note.about:
        return
    named = plain(note.about)
    about = next((one for one in rows if not one.credit and plain(one.number) == named), None)
    if about is None or about.currency != note.currency:
        return
    before = [
        one
        for one in rows
        if one.credit and plain(str(one.document.get("about") or "")) == named
        if plain(one.number) != plain(note.number)
    ]
    left = _amount(about) + sum((_amount(one) for one in before), ZERO)
    if -note.before_tax > left:
        told = {
            "about": about.number,
            "amount": f"{-note.before_tax:.2f} {note.currency}",
            "left": f"{left:.2f} {note.currency}",
        }
        problem = Problem(
            "reconciling.credit_too_large",
            Severity.REFUSED,
            read=note.number[:80],
            params=tuple(told.items()),
        )
        raise ProblemsFoundError([problem])


def _amount(row: InvoiceRow) -> Decimal:
    return Decimal(row.subtotal_cents).scaleb(-2)
