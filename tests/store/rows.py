"""One row in every table that is written once, with what these rows refer to."""

from datetime import UTC, date, datetime

from pilotage.store import audit
from pilotage.store.accounting_tables import AccrualRow, BudgetRow, ClientCostRow, JournalSet
from pilotage.store.meeting_tables import OccurrenceChange
from pilotage.store.preinvoice_tables import (
    IssuedDocument,
    ManualLine,
    ManualLineDecision,
    PreinvoiceStep,
)
from pilotage.store.price_tables import IndexRow, OrderRow
from pilotage.store.received_invoice_tables import (
    GapDecision,
    GapExchange,
    InvoiceAside,
    InvoiceLayout,
    InvoiceRow,
)
from pilotage.store.tables import (
    Attachment,
    Batch,
    BatchProblem,
    ClosedRow,
    Closing,
    ContractRow,
    ContractText,
    ContractVersion,
    ReliefAttachment,
    ReliefDecision,
    ReliefRequest,
    Reopening,
    ReopeningRequest,
    SettlementRow,
    Vendor,
    Withdrawal,
    blob,
)

NOW = datetime(2026, 11, 12, 8, 0, tzinfo=UTC)


def submitted(session):
    """A step, what it issued, and a line by hand that a second person approved."""
    session.add(
        PreinvoiceStep(
            vendor="armor",
            contract="ARMOR-2025",
            month="2026-10",
            rank=1,
            kind="submit",
            day=NOW.date(),
            recorded_at=NOW,
            recorded_by="someone",
            role="pilot",
            on_behalf=False,
            lines=[],
            document=1,
        )
    )
    session.add(
        IssuedDocument(
            vendor="armor",
            id=1,
            contract="ARMOR-2025",
            month="2026-10",
            kind="preinvoice",
            client="Belval",
            year=2026,
            sequence=1,
            version=1,
            issued_on=NOW.date(),
            issued_at=NOW,
            issued_by="someone",
            currency="EUR",
            subtotal_cents=100,
            vat_cents=20,
            total_cents=120,
            bill={},
            sha256="0",
        )
    )
    by = {"vendor": "armor", "proposed_by": "someone"}
    session.add(
        ManualLine(
            **by,
            id=1,
            contract="ARMOR-2025",
            month="2026-10",
            label="Formation",
            quantity="2",
            unit="amount",
            unit_price="1",
            amount_cents=200,
            vat_treatment="price_reduction",
            reason="asked",
            evidence_name="a.pdf",
            evidence_size=1,
            evidence_sha256="0",
            second=True,
            proposed_on=NOW.date(),
            proposed_at=NOW,
        )
    )
    session.flush()
    session.add(
        ManualLineDecision(
            **by,
            line=1,
            outcome="approved",
            decided_on=NOW.date(),
            decided_at=NOW,
            decided_by="another",
        )
    )


def contract(session, vendor="armor", ref="ARMOR-2025"):
    if session.get(Vendor, vendor) is None:
        session.add(Vendor(id=vendor, name=vendor.title()))
        session.flush()
    session.add(
        ContractRow(
            vendor=vendor,
            ref=ref,
            title=ref,
            currency="EUR",
            timezone="Europe/Paris",
            starts=date(2025, 1, 1),
            version=1,
        )
    )
    session.flush()


def batch(number, vendor="armor", ref="ARMOR-2025", feed="calls", **values):
    given = {
        "contract_version": 1,
        "name": f"{number}.csv",
        "size": 10,
        "sha256": f"{number:064d}",
        "rows_sha256": f"{number:064d}",
        "evidence_sha256": f"{number:064d}",
        "received_at": NOW,
        "imported_at": NOW,
        "imported_by": "someone",
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 1, 31),
        "slot": "day",
        "counters": "offered",
        "rows_read": 1,
        "rows_kept": 1,
        "days_added": 1,
        "days_replaced": "",
    }
    return Batch(vendor=vendor, id=number, contract=ref, feed=feed, **(given | values))


def closed_row(month="2026-01", day=date(2026, 1, 5)):
    """A row of a month as it was frozen."""
    return ClosedRow(
        vendor="armor",
        contract="ARMOR-2025",
        month=month,
        start=day,
        stream="n1",
        grain="day",
        batch=1,
        counters={"offered": 10_000_000},
    )


def closing(month="2026-01", number=1, **values):
    given = {
        "vendor": "armor",
        "contract": "ARMOR-2025",
        "closed_on": date(2026, 2, 20),
        "closed_at": NOW,
        "closed_by": "someone",
        "contract_version": 1,
        "data_version": 1,
        "batches": [1],
        "facts": {},
        "problems": [],
        "result": {},
        "result_sha256": "0",
        "adjustments": [],
    }
    return Closing(month=month, number=number, **(given | values))


def reopened(session, month="2025-12", number=9):
    """A month closed, asked to be opened again by one person and opened by another."""
    key = {"vendor": "armor", "contract": "ARMOR-2025", "month": month, "edition": 1}
    session.add(closing(month, number))
    session.flush()
    asked = {"asked_on": NOW.date(), "asked_at": NOW, "asked_by": "someone", "recorded_by": "someone"}
    session.add(ReopeningRequest(id=1, reason="a late file", **key, **asked))
    session.flush()
    other = {"confirmed_by": "somebody else", "recorded_by": "somebody else", "after": number}
    days = {"reopened_on": NOW.date(), "reopened_at": NOW}
    session.add(Reopening(request=1, asked_by="someone", **other, **days, **key))


def relieved(session):
    """A request with its evidence, accepted, and an amount waived."""
    key = {"vendor": "armor", "contract": "ARMOR-2025", "month": "2026-02"}
    what = {"spans": [], "streams": [], "idle_hours": {}, "reason": "crisis"}
    session.add(
        ReliefRequest(
            id=1,
            clause="volume",
            side="vendor",
            outside=True,
            asked_on=NOW.date(),
            recorded_at=NOW,
            recorded_by="someone",
            **key,
            **what,
        )
    )
    session.flush()
    session.add(
        ReliefAttachment(
            vendor="armor",
            request=1,
            position=1,
            name="a.pdf",
            size=1,
            sha256="0",
            added_at=NOW,
            added_by="someone",
        )
    )
    session.add(
        ReliefDecision(
            vendor="armor",
            request=1,
            outcome="accepted",
            decided_on=NOW.date(),
            decided_by="someone",
            role="pilot",
            recorded_at=NOW,
            **what,
        )
    )
    session.add(
        SettlementRow(
            id=1,
            line="malus",
            kind="waiver",
            proposed_cents=-100,
            agreed_cents=0,
            reason="crisis",
            signed_by="director",
            decided_on=NOW.date(),
            recorded_at=NOW,
            recorded_by="someone",
            **key,
        )
    )


def entered(session):
    """A published index value, and a delivery under an order."""
    key = {"vendor": "armor", "contract": "ARMOR-2025", "recorded_at": NOW, "recorded_by": "someone"}
    session.add(
        IndexRow(
            series="ICHT", period="2026-01", published=NOW.date(), value="130.5", source="INSEE", **key
        )
    )
    session.add(
        OrderRow(id=1, price="script", number="BC-1", delivered_on=NOW.date(), quantity="3", **key)
    )


def booked(session):
    """A month accrued, its budget, and a cost of the client's own."""
    key = {"vendor": "armor", "contract": "ARMOR-2025", "month": "2026-01"}
    kept = {"recorded_at": NOW, "recorded_by": "someone"}
    session.add(AccrualRow(accrued_on=NOW.date(), total=100, data={}, sha256="0", **key, **kept))
    planned = {"term": "appel", "family": "price", "unit": "handled_contact", "quantity": "1"}
    session.add(BudgetRow(version=1, amount=100, source="budget", **planned, **key, **kept))
    session.add(ClientCostRow(id=1, label="telecoms", amount=100, source="invoice", **key, **kept))
    book = {"client": "Client", "journal": "ACH", "year": 2026, "number": 1, "kind": "accruals"}
    session.add(JournalSet(name="FNP-2026-01-ARMOR-2025", sha256="0", **book, **key, **kept))


def moved(session):
    """A committee that is not held."""
    session.add(
        OccurrenceChange(
            vendor="armor",
            id=1,
            contract="ARMOR-2025",
            type="steering",
            planned=NOW.date(),
            sequence=1,
            recorded_at=NOW,
            recorded_by="someone",
        )
    )


def invoiced(session):
    """An invoice put aside, its vendor's layout, a gap decided and talked about."""
    kept = {"recorded_at": NOW, "recorded_by": "someone"}
    month = {"vendor": "armor", "contract": "ARMOR-2025", "month": "2026-10"}
    day = NOW.date()
    session.add(
        InvoiceRow(
            id=1,
            number="F-1",
            credit=False,
            form="typed",
            received_on=day,
            currency="EUR",
            subtotal_cents=100,
            content="0",
            document={},
            problems=[],
            **month,
            **kept,
        )
    )
    session.flush()
    aside = {"kind": "mistake", "reason": "twice", "aside_on": day, "role": "admin"}
    session.add(InvoiceAside(vendor="armor", invoice=1, **aside, **kept))
    session.add(InvoiceLayout(vendor="armor", id=1, layout={}, **kept))
    decided = {"outcome": "accept", "expected_cents": 1, "invoiced_cents": 2, "reason": "agreed"}
    gap = {"id": 1, "gap": "appel:price", "role": "admin"}
    session.add(GapDecision(decided_on=day, **gap, **decided, **month, **kept))
    session.add(GapExchange(side="vendor", said_on=day, text="no", **gap, **month, **kept))


def one_of_each(session):
    contract(session)
    session.add(batch(1))
    session.flush()
    session.add(BatchProblem(vendor="armor", batch=1, position=1, code="x", severity="row", data={}))
    session.add(
        Withdrawal(vendor="armor", batch=1, reason="error", withdrawn_at=NOW, withdrawn_by="someone")
    )
    session.add(Attachment(vendor="armor", batch=1, reason="fax", name="a.pdf", size=1, sha256="0"))
    session.add(ContractText(vendor="armor", sha256="0", text="ref"))
    session.add(
        ContractVersion(
            vendor="armor",
            contract="ARMOR-2025",
            version=1,
            sha256="0",
            feeds_sha256="0",
            published_at=NOW,
            published_by="someone",
        )
    )
    session.add(closed_row())
    session.flush()
    session.add(closing())
    reopened(session)
    entered(session)
    relieved(session)
    booked(session)
    moved(session)
    invoiced(session)
    submitted(session)
    session.execute(
        blob.insert().values(vendor="armor", sha256="0", part=0, codec="zstd", bytes=b"bytes")
    )
    audit.record(
        session,
        actor="someone",
        action="contract.publish",
        entity="ARMOR-2025",
        vendor="armor",
        after={"version": 1},
        at=NOW,
    )
