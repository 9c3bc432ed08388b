"""What a closed month was closed on stays: documents, what was decided of them. What is late is kept."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.exc import DBAPIError

from pilotage.demo import invoice_files
from pilotage.demo.invoices import Sender, credit_note, invoice, without
from pilotage.services import closing, gap_decisions, reconciling
from pilotage.services.audit import verify
from pilotage.services.reconciling_rows import expectation
from pilotage.store.received_invoice_tables import GapDecision, InvoiceAside, InvoiceRow
from services import books
from services.portal import ADMIN, PILOT, actions, count, on
from services.test_reconciling import refused

REF, JULY = books.REF, books.JULY
MALUS = "QS-malus:bonus_malus"
WHERE = {"contract": REF, "month": JULY}


def july(db):
    """July with its calls, a malus among them."""
    on(db, date(2026, 10, 20))
    books.publish(db)
    books.receive(db, books.days_of(JULY), in_time=70)


def due(db, number="F-1"):
    return invoice(expectation(db, ADMIN, **WHERE), Sender("ubl", number), date(2026, 8, 14), "")


def send(db, found, name="f.xml", **values):
    content = invoice_files.ubl(found)
    return reconciling.record(db, PILOT, content=content, name=name, **WHERE, **values).document


def forgotten(db, number="F-1"):
    """The invoice without its malus."""
    lines = expectation(db, ADMIN, **WHERE).lines
    return without(due(db, number), [one.labels[0] for one in lines if one.consequence])


def decided(db, outcome, gap=MALUS):
    return gap_decisions.decide(db, PILOT, gap=gap, outcome=outcome, reason="vu", **WHERE)


def closed(db):
    books.close(db, JULY, despite=True, comment="sans pré-facture")


@pytest.fixture
def portal(db_left_by):
    return db_left_by(july)


def aside(db, document, kind="mistake"):
    reconciling.put_aside(db, PILOT, document=document, kind=kind, reason="non", **WHERE)


def said(db, outcome):
    told = {"gap": MALUS, "side": "client", "text": "On y renonce", "outcome": outcome}
    return gap_decisions.say(db, PILOT, **told, **WHERE)


def typed(db, number="T-1", **asked):
    return reconciling.type_in(db, PILOT, number=number, subtotal=Decimal(10), **WHERE, **asked)


def test_what_a_month_was_closed_on_is_not_put_aside_and_no_total_is_typed_over_it(portal):
    document = send(portal, due(portal))
    closed(portal)
    assert refused(lambda: aside(portal, document.id)) == ["reconciling.closed"]
    assert actions(portal)[-1] == "invoice.aside.refused"
    assert refused(lambda: typed(portal)) == ["reconciling.closed"]
    assert actions(portal)[-1] == "invoice.receive.refused"
    kept = count(portal, "audit_event")
    assert refused(lambda: typed(portal, dry_run=True)) == ["reconciling.closed"]
    assert count(portal, "audit_event") == kept, "a look leaves nothing"
    assert count(portal, "received_invoice") == 1
    assert verify(portal, ADMIN) == ()


def test_a_late_invoice_and_a_credit_note_are_recorded_and_may_be_put_aside(portal):
    send(portal, due(portal))
    closed(portal)
    late = send(portal, due(portal, "F-2"), "late.xml")
    aside(portal, late.id)
    noted = typed(portal, "AV-1", about="F-1").document
    assert noted.invoice.before_tax == -10
    aside(portal, noted.id)


def test_the_first_invoice_of_a_month_closed_without_any_is_typed(portal):
    closed(portal)
    assert typed(portal).status == "recorded"


def test_a_gap_is_decided_after_the_closing_only_for_what_came_since(portal):
    send(portal, forgotten(portal))
    decided(portal, "dispute")
    closed(portal)
    assert refused(lambda: decided(portal, "accept")) == ["reconciling.closed"]
    assert actions(portal)[-1] == "gap.decide.refused"
    said = {"gap": MALUS, "side": "vendor", "text": "Avoir à venir", **WHERE}
    gap_decisions.say(portal, PILOT, **said)
    late = typed(portal, "AV-1", about="F-1").reconciliation
    assert refused(lambda: decided(portal, "accept")) == ["reconciling.closed"], "as it was decided"
    (other,) = [one.key for one in late.gaps if one.key != MALUS]
    assert decided(portal, "accept", other).state == "accepted"


def _late(**values):
    now = datetime.now(UTC)
    return {"recorded_at": now, "recorded_by": "x", **values}


def test_the_database_itself_keeps_what_a_month_was_closed_on(portal):
    document = send(portal, forgotten(portal))
    decided(portal, "dispute")
    closed(portal)
    month = {"vendor": "armor", "contract": REF, "month": str(JULY)}
    day = date(2026, 10, 20)
    new = {"number": "X", "received_on": day, "currency": "EUR", "subtotal_cents": 1, "content": "0"}
    new |= {"document": {}, "problems": [], "id": 99, "credit": False, **month}
    gap = {"id": 99, "gap": MALUS, "outcome": "accept", "expected_cents": 1, "invoiced_cents": 2}
    gap |= {"reason": "x", "decided_on": day, "role": "admin", **month}
    put = {"vendor": "armor", "invoice": document.id, "kind": "mistake", "reason": "x"}
    rows = (
        InvoiceRow(form="typed", **_late(**new)),
        InvoiceRow(form="ubl", **_late(**new) | {"recorded_at": datetime(2026, 8, 1, tzinfo=UTC)}),
        InvoiceAside(aside_on=day, role="admin", **_late(**put)),
        GapDecision(**_late(**gap)),
    )
    for row in rows:
        with pytest.raises(DBAPIError, match="closed month"), portal.writing() as session:
            session.add(row)
    with portal.writing() as session:
        session.add(InvoiceRow(form="ubl", **_late(**new)))
    with portal.writing() as session:
        session.add(GapDecision(**_late(**gap)))


@pytest.mark.parametrize(("part", "code"), [("1.01", "reconciling.credit_too_large"), ("1", None)])
def test_a_credit_note_takes_back_no_more_than_its_invoice_has_left(portal, part, code):
    send(portal, due(portal))
    total = due(portal).before_tax
    first = total - 100
    reconciling.type_in(portal, PILOT, number="AV-1", subtotal=first, about="F-1", **WHERE)
    asked = {"number": "AV-2", "subtotal": Decimal(100) * Decimal(part), "about": "f 1", **WHERE}
    if code is None:
        assert reconciling.type_in(portal, PILOT, **asked).status == "recorded"
        return
    assert refused(lambda: reconciling.type_in(portal, PILOT, dry_run=True, **asked)) == [code]
    assert refused(lambda: reconciling.type_in(portal, PILOT, **asked)) == [code]
    assert actions(portal)[-1] == "invoice.receive.refused"
    large = credit_note(due(portal), "AV-3", date(2026, 11, 2), due(portal).lines)
    assert refused(lambda: send(portal, large, "av.xml")) == [code]


def test_a_document_that_comes_while_the_month_closes_is_looked_at_first(portal, monkeypatch):
    """The checklist did not see it: the closing is refused instead of freezing it unseen."""
    really = closing._close

    def late(*given, **more):
        reconciling.type_in(portal, PILOT, number="T-2", subtotal=Decimal("999.00"), **WHERE)
        return really(*given, **more)

    monkeypatch.setattr(closing, "_close", late)
    assert refused(lambda: closed(portal)) == ["closing.moved"]
    assert not closing.closed(portal, ADMIN, contract=REF)


def test_a_first_invoice_that_comes_as_the_month_closes_is_kept_as_a_late_one(portal, monkeypatch):
    made = reconciling._row

    def meanwhile(*given, **more):
        row = made(*given, **more)
        monkeypatch.setattr(reconciling, "_row", made)
        closed(portal)
        return row

    monkeypatch.setattr(reconciling, "_row", meanwhile)
    kept = reconciling.type_in(portal, PILOT, number="T-2", subtotal=Decimal("999.00"), **WHERE)
    assert kept.reconciliation.invoiced == Decimal("999.00")


def test_an_awaited_credit_note_is_given_up_once_and_nothing_else(portal):
    send(portal, forgotten(portal))
    decided(portal, "credit_note")
    before = count(portal, "audit_event")
    assert refused(lambda: said(portal, "upheld")) == ["reconciling.only_given_up"]
    assert count(portal, "audit_event") == before + 1
    assert said(portal, "given_up").state == "given_up"
    assert refused(lambda: said(portal, "given_up")) == ["reconciling.ended"]
