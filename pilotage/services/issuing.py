"""What is issued to a vendor: a bill frozen as a document, numbered without a gap, its bytes kept.

A number belongs to a client entity and a year. It is given in the transaction that issues the document,
so that what is refused or rolled back takes none. A pre-invoice issued again after a contestation keeps
its number under the next version; whatever comes later is a credit note or a complement that names it.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from pilotage.billing import bill_month
from pilotage.contract.model import Contract
from pilotage.invoice.allotting import allotted
from pilotage.judgement import MonthResult
from pilotage.money import ZERO, to_cents
from pilotage.periods import Month
from pilotage.pricing import Correction, LineKind, correction_lines
from pilotage.scenarios import LineChange
from pilotage.services import catalogue, preinvoice_book
from pilotage.services.actor import Actor, Right
from pilotage.services.corrections import moved, number_of
from pilotage.services.documents import bill_document
from pilotage.store import batches
from pilotage.store import preinvoices as kept
from pilotage.store.database import Database
from pilotage.store.preinvoice_tables import IssuedDocument
from pilotage.trace import Source


@dataclass(frozen=True, slots=True)
class Issued:
    """An issued document: `bill` is what it says, as JSON, `sha256` the fingerprint of its text.
    A credit note or a complement `corrects` the number of the pre-invoice, issued on `corrects_on`.
    """

    id: int
    contract: str
    month: Month
    kind: str
    number: str
    version: int
    issued_on: date
    issued_at: datetime
    issued_by: str
    subtotal: Decimal
    vat: Decimal
    total: Decimal
    bill: Mapping[str, Any]
    sha256: str
    workbook: str
    corrects: str = ""
    corrects_on: date | None = None

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """The amount of each line, before tax."""
        return {line["id"]: Decimal(line["amount"]) for line in self.bill["lines"]}


def view(row: IssuedDocument) -> Issued:
    """A document as it was kept."""
    return Issued(
        id=row.id,
        contract=row.contract,
        month=Month.parse(row.month),
        kind=row.kind,
        number=number_of(row.year, row.sequence),
        version=row.version,
        issued_on=row.issued_on,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        subtotal=Decimal(row.subtotal_cents).scaleb(-2),
        vat=Decimal(row.vat_cents).scaleb(-2),
        total=Decimal(row.total_cents).scaleb(-2),
        bill=row.bill,
        sha256=row.sha256,
        workbook=row.workbook_name,
        corrects=row.corrects,
        corrects_on=row.corrects_on,
    )


def documents(
    db: Database, actor: Actor, *, contract: str | None = None, month: Month | None = None
) -> tuple[Issued, ...]:
    """Everything issued in sight, the oldest first. Raises `RefusedError`."""
    actor.require(Right.READ)
    with db.reading() as session:
        return tuple(view(row) for row in kept.documents(session, actor.vendors, contract, month))


def workbook(db: Database, actor: Actor, *, document: int) -> tuple[str, bytes]:
    """The name and the bytes of an issued workbook, as they were issued; a document issued without one
    gives its JSON. Raises `RefusedError`, and `LookupError` for a document out of sight.
    """
    actor.require(Right.EXPORT)
    with db.reading() as session:
        row = kept.document(session, actor.vendors, document)
        if row is None:
            raise LookupError(document)
        if row.workbook_sha256:
            return row.workbook_name, kept.content(session, row.vendor, row.workbook_sha256)
    name = f"{row.month}_{row.vendor}_{number_of(row.year, row.sequence)}.json"
    return name, _text(row.bill).encode()


# --- what a document says -------------------------------------------------------------------------


def frozen_bill(result: MonthResult, terms: Contract) -> dict[str, Any]:
    """The bill as a document keeps it: its lines with their accounts, its VAT by rate, its totals."""
    told = bill_document(result, terms)
    for line, found in zip(told["lines"], result.bill.lines, strict=True):
        booked = allotted(terms, found)
        line |= {
            "order": booked.order,
            "order_line": booked.order_line,
            "account": booked.account,
            "cost_centre": booked.cost_centre,
        }
    told["vat_lines"] = [
        {
            "treatment": one.treatment,
            "rate": f"{one.rate:f}",
            "base": f"{one.base:.2f}",
            "amount": f"{one.amount:.2f}",
            "self_assessed": f"{one.self_assessed:.2f}",
        }
        for one in result.bill.vat_lines
    ]
    return told


def standing(issued: Sequence[Issued]) -> Issued | None:
    """The pre-invoice that stands: the last version issued."""
    return next((one for one in reversed(issued) if one.kind == "preinvoice"), None)


def amounts_issued(issued: Sequence[Issued]) -> dict[str, Decimal]:
    """What was issued in all for each line: the pre-invoice that stands, and what corrects it since."""
    base = standing(issued)
    if base is None:
        return {}
    found = dict(base.amounts)
    for one in issued:
        if one.kind != "preinvoice" and one.id > base.id:
            for line in one.bill["lines"]:
                name = line["corrects"]
                found[name] = found.get(name, ZERO) + Decimal(line["amount"])
    return found


def differences(issued: Sequence[Issued], result: MonthResult) -> tuple[str, ...]:
    """The lines whose amount is not what was issued."""
    told = amounts_issued(issued)
    now = {line.id: line.amount for line in result.bill.lines}
    names = dict.fromkeys((*now, *told))
    return tuple(name for name in names if now.get(name, ZERO) != told.get(name, ZERO))


def corrections(
    issued: Sequence[Issued], result: MonthResult, terms: Contract
) -> tuple[tuple[str, Correction], ...]:
    """A line for each line whose amount is not what was issued, with the id of the one it corrects."""
    base = standing(issued)
    if base is None:
        return ()
    told, lines = amounts_issued(issued), {line["id"]: line for line in base.bill["lines"]}
    now, outside = {line.id: line for line in result.bill.lines}, _outside(issued)
    return tuple(_corrections(base, told, lines, now, differences(issued, result), outside))


def _outside(issued: Sequence[Issued]) -> frozenset[str]:
    """The lines that were issued outside VAT: damages are taken back outside it too."""
    return frozenset(
        line.get("corrects", line["id"])
        for one in issued
        for line in one.bill["lines"]
        if line["vat_treatment"] == "outside"
    )


def _corrections(
    base: Issued,
    told: Mapping[str, Decimal],
    lines: Mapping[str, Any],
    now: Mapping[str, Any],
    names: Iterable[str],
    outside: frozenset[str],
) -> Iterator[tuple[str, Correction]]:
    for name in names:
        line, old = now.get(name), lines.get(name, {})
        change = LineChange(
            id=name,
            term=line.term if line else name.partition(".")[0],
            kind=line.kind if line else LineKind(old.get("kind", LineKind.ADJUSTMENT)),
            unit=line.unit if line else old.get("unit", "amount"),
            quantity_before=Decimal(old["quantity"]) if old else None,
            quantity_after=line.quantity if line else None,
            before=told.get(name, ZERO),
            after=line.amount if line else ZERO,
        )
        quantity, unit, price = moved(change)
        correction = Correction(
            id=f"settlement.{base.month}.{name}",
            kind=LineKind.ADJUSTMENT,
            term=change.term,
            quantity=quantity,
            unit=unit,
            unit_price=price,
            source=Source(document=base.number),
            vat_treatment=line.vat_treatment
            if line
            else "damages"
            if name in outside
            else "price_reduction",
            of_month=base.month,
            document=base.number,
            issued_on=base.issued_on.isoformat(),
            before=change.before,
            after=change.after,
            settles=bool(old.get("provisional")),
        )
        yield name, correction


# --- issuing --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    """A document about to be issued: what it says, and the workbook made for it."""

    row: IssuedDocument
    content: bytes
    again: Issued | None


def draft_of(
    db: Database, actor: Actor, terms: Contract, result: MonthResult, issued: Sequence[Issued]
) -> Draft:
    """The month's bill, to be issued: the next version of what stands, else a new number."""
    again = standing(issued)
    name, content = preinvoice_book.made(
        *(db, actor),
        contract=terms.ref,
        month=result.month,
        language="fr",
        version=again.version + 1 if again else 1,
    )
    row = _row(db, actor, terms, result, frozen_bill(result, terms))
    row.kind, row.workbook_name, row.workbook_size = "preinvoice", name, len(content)
    return Draft(row, content, again)


def correction_of(
    db: Database, actor: Actor, terms: Contract, result: MonthResult, issued: Sequence[Issued]
) -> Draft:
    """What moved since the bill was issued: a credit note when it lowers it, else a complement, that
    names its number and day line by line.
    """
    base, found = standing(issued), corrections(issued, result, terms)
    lines = correction_lines(one for _, one in found)
    moved_bill = _with_bill(result, terms, lines)
    told = frozen_bill(moved_bill, terms)
    for line, (name, _) in zip(told["lines"], found, strict=True):
        line["corrects"] = name
    row = _row(db, actor, terms, moved_bill, told)
    row.kind = "credit_note" if row.subtotal_cents < 0 else "complement"
    if base is None:
        raise ValueError(f"{terms.ref}, {result.month}: nothing was issued to correct")
    row.corrects, row.corrects_on = base.number, base.issued_on
    row.workbook_name, content = preinvoice_book.corrected(
        moved_bill, terms, kind=row.kind, corrects=base.number, corrects_on=base.issued_on
    )
    row.workbook_size = len(content)
    return Draft(row, content, None)


def _with_bill(result: MonthResult, terms: Contract, lines: Sequence[Any]) -> MonthResult:
    return replace(result, bill=bill_month(terms, result.month, lines))


def _row(
    db: Database, actor: Actor, terms: Contract, result: MonthResult, told: dict[str, Any]
) -> IssuedDocument:
    today = catalogue.today(db)
    return IssuedDocument(
        vendor=terms.vendor,
        id=0,
        contract=terms.ref,
        month=str(result.month),
        kind="",
        client=client_of(terms),
        year=today.year,
        sequence=0,
        version=1,
        issued_on=today,
        issued_at=datetime.now(UTC),
        issued_by=actor.user,
        currency=terms.currency,
        subtotal_cents=to_cents(result.bill.subtotal),
        vat_cents=to_cents(result.bill.vat),
        total_cents=to_cents(result.bill.total),
        bill=told,
        sha256=hashlib.sha256(_text(told).encode()).hexdigest(),
    )


def client_of(terms: Contract) -> str:
    """The client entity whose numbers run together: its registration where it has one, else its name."""
    return (terms.client.registration or terms.client.name)[:300]


def issue(session: Session, draft: Draft) -> IssuedDocument:
    """Gives the document its number and keeps it with its bytes, in the transaction of its step."""
    row = draft.row
    if draft.again is None:
        row.sequence = kept.next_sequence(session, row.client, row.year)
        if row.corrects:
            row.workbook_name = f"{row.workbook_name}_{number_of(row.year, row.sequence)}.xlsx"
    else:
        year, _, sequence = draft.again.number.partition("-")
        row.year, row.sequence, row.version = int(year), int(sequence), draft.again.version + 1
    if draft.content:
        row.workbook_sha256 = hashlib.sha256(draft.content).hexdigest()
        packed = batches.compressed(io.BytesIO(draft.content), row.workbook_sha256)
        batches.save_content(session, row.vendor, packed)
    return kept.issue(session, row)


def _text(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True)
