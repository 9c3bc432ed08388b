"""A vendor's invoice received, kept as it came, compared, decided gap by gap, answered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document as Word

from pilotage.demo import invoice_files
from pilotage.demo.invoices import Sender, credit_note, invoice, without
from pilotage.problems import ProblemsFoundError
from pilotage.reconciliation.layout import Layout
from pilotage.services import (
    checklist,
    gap_decisions,
    journals,
    owed,
    preinvoices,
    reconciling,
    reconciling_answer,
)
from pilotage.services.actor import RefusedError
from pilotage.services.reconciling_rows import expectation
from services import books
from services.portal import ADMIN, ATLAS_ONLY, PILOT, VIEWER, actions, contents, count, on

REF, SEPTEMBER = books.REF, books.SEPTEMBER
MALUS = "QS-malus:bonus_malus"
LAYOUT = Layout("Facture", invoice_files.COLUMNS, invoice_files.FIELDS)
HEAD = """
[reconciliation]
percent = 0.5
amount = 50
dispute_days = 10
"""


@pytest.fixture
def month(db):
    """September with its calls, a malus among them, on the day the invoice comes."""
    books.publish(db, head="", calendar="")
    books.receive(db, books.days_of(SEPTEMBER), in_time=70)
    on(db, date(2026, 10, 19))
    return db


def expected(db):
    return expectation(db, ADMIN, contract=REF, month=SEPTEMBER)


def sent(db, number="F-1"):
    return invoice(expected(db), Sender("ubl", number), date(2026, 10, 16), "")


def receive(db, found, actor=PILOT, **values):
    content = invoice_files.ubl(found)
    return reconciling.record(
        db, actor, contract=REF, month=SEPTEMBER, content=content, name="f.xml", **values
    )


def forgotten(db):
    """The invoice without its malus."""
    labels = [one.labels[0] for one in expected(db).lines if one.consequence]
    return without(sent(db), labels)


def month_of(db):
    return reconciling.reconciled(db, ADMIN, contract=REF, month=SEPTEMBER)


def decide(db, outcome="dispute", reason="Not as agreed", actor=PILOT, gap=MALUS, **values):
    return gap_decisions.decide(
        db, actor, contract=REF, month=SEPTEMBER, gap=gap, outcome=outcome, reason=reason, **values
    )


def refused(do):
    with pytest.raises(ProblemsFoundError) as told:
        do()
    return [one.code for one in told.value.problems]


def test_nothing_is_reconciled_before_an_invoice_comes(month):
    assert month_of(month) is None


def test_an_invoice_cancelled_whole_by_its_credit_note_leaves_a_month_without_invoice(month):
    found = sent(month)
    receive(month, found)
    reconciling.type_in(
        *(month, PILOT),
        contract=REF,
        month=SEPTEMBER,
        number="AV-1",
        subtotal=found.before_tax,
        about="F-1",
    )
    left = month_of(month)
    assert (left.invoiced, left.gaps, left.came, left.settled) == (0, (), False, False)
    assert left.suggestion.status == "dispute"
    points = checklist.checklist(month, ADMIN, contract=REF, month=SEPTEMBER).items
    (point,) = [one for one in points if one.code == "invoice"]
    assert [one.code for one in point.problems] == ["closing.no_invoice"]


def test_a_clean_invoice_is_kept_with_its_bytes_and_agrees(month):
    done = receive(month, sent(month))
    assert (done.status, done.reconciliation.gaps) == ("recorded", ())
    found = month_of(month)
    assert found.settled
    assert found.expected == found.invoiced != 0
    assert found.suggestion.status == "approve"
    name, content = reconciling.original(month, PILOT, contract=REF, document=done.document.id)
    assert (name, content) == ("f.xml", invoice_files.ubl(sent(month)))
    assert "invoice.receive" in actions(month)


def test_a_look_keeps_nothing(month):
    before = contents(month)
    done = receive(month, forgotten(month), dry_run=True)
    assert done.status == "previewed"
    assert [one.key for one in done.reconciliation.gaps] == [MALUS]
    assert contents(month) == before


def test_the_same_file_twice_changes_nothing(month):
    receive(month, sent(month))
    before = contents(month)
    assert receive(month, sent(month)).status == "already_there"
    assert contents(month) == before


def test_the_same_number_or_the_same_content_again_is_told_and_counts_once(month):
    receive(month, sent(month))
    total = expected(month).subtotal
    again = receive(month, forgotten(month))
    assert (again.document.twin, again.document.why) == ("F-1", "number")
    copied = receive(month, sent(month, "F-2"))
    assert (copied.document.twin, copied.document.why) == ("F-1", "content")
    found = month_of(month)
    assert found.invoiced == total
    assert [one.kind for one in found.gaps] == ["duplicate", "duplicate"]
    assert found.suggestion.status == "refuse"
    for one in (again, copied):
        reconciling.put_aside(
            *(month, PILOT),
            contract=REF,
            month=SEPTEMBER,
            document=one.document.id,
            kind="refused",
            reason="Received already",
        )
    assert month_of(month).suggestion.status == "approve"
    assert len(month_of(month).documents) == 3, "what counts no more stays in sight"


@pytest.mark.parametrize("other", [{"currency": "USD"}, {"seller": "Somebody Else Ltd"}])
def test_an_invoice_in_another_currency_or_of_another_seller_settles_nothing(month, other):
    wrong = receive(month, replace(sent(month), **other))
    assert not wrong.reconciliation.settled
    assert wrong.reconciliation.invoiced == 0, "never added up with ours"
    assert journals.posted(month, ADMIN, month=SEPTEMBER, contract=REF, kind="invoices") == ()
    (row,) = owed.owed(month, ADMIN, month=SEPTEMBER)
    assert (row.invoiced, row.gap, row.foreign) == (None, None, ("F-1",))
    reconciling.put_aside(
        *(month, PILOT),
        contract=REF,
        month=SEPTEMBER,
        document=wrong.document.id,
        kind="refused",
        reason="Not ours",
    )
    assert receive(month, sent(month, "F-2")).reconciliation.settled


def test_the_invoice_is_held_against_what_was_issued_and_the_gap_names_it(month):
    preinvoices.advance(month, PILOT, contract=REF, month=SEPTEMBER, step="submit")
    issued = expected(month)
    assert issued.document == "2026-0001"
    books.receive(month, [date(2026, 9, 1)], name="armor_appels_2.csv", in_time=70, offered=200)
    assert expected(month).lines == issued.lines, "the vendor invoices what it was issued"
    assert (expected(month).subtotal, expected(month).vat) == (issued.subtotal, issued.vat)
    right = invoice(issued, Sender("ubl", "F-1"), date(2026, 10, 16), "")
    assert receive(month, right).reconciliation.gaps == ()
    wrong = invoice(issued, Sender("ubl", "F-2"), date(2026, 10, 16), "")
    labels = [one.labels[0] for one in issued.lines if one.consequence]
    found = receive(month, without(wrong, labels), dry_run=True).reconciliation
    assert {one.against for one in found.gaps} == {"2026-0001"}


def test_what_was_issued_to_correct_it_is_expected_with_it(month):
    step = {"contract": REF, "month": SEPTEMBER}
    preinvoices.advance(month, PILOT, step="submit", **step)
    agreed = {"comment": "ok", "on_behalf": True, "evidence": ("a.txt", b"ok")}
    preinvoices.advance(month, PILOT, step="agree", **agreed, **step)
    before = expected(month)
    books.receive(month, [date(2026, 9, 1)], name="armor_appels_2.csv", in_time=70, offered=200)
    preinvoices.advance(month, PILOT, step="settle", **step)
    settled = expected(month)
    books.receive(month, [date(2026, 9, 2)], name="armor_appels_3.csv", in_time=70, offered=300)
    after = expected(month)
    assert before.subtotal < settled.subtotal == after.subtotal
    assert [(one.id, one.amount) for one in after.lines] == [(x.id, x.amount) for x in settled.lines]
    assert after.document == before.document == "2026-0001"
    fee, was = after.lines[0], settled.lines[0]
    assert (fee.quantity, fee.unit, fee.unit_price) == (was.quantity, was.unit, was.unit_price)


def test_a_disputed_gap_has_its_day_its_exchanges_and_its_end(month):
    receive(month, forgotten(month))
    assert not month_of(month).settled
    made = decide(month)
    assert (made.state, made.due_on) == ("disputed", date(2026, 11, 3))
    assert month_of(month).settled, "disputed until a day, the month may close"
    common = {"contract": REF, "month": SEPTEMBER, "gap": MALUS}
    later = gap_decisions.say(
        month, PILOT, side="vendor", text="We look into it", due_on=date(2026, 11, 20), **common
    )
    assert later.due_on == date(2026, 11, 20)
    assert (later.overdue(date(2026, 11, 20)), later.overdue(date(2026, 11, 21))) == (False, True)
    ended = gap_decisions.say(
        month, PILOT, side="vendor", text="You are right", outcome="upheld", **common
    )
    assert ended.state == "upheld"
    assert [one.text for one in ended.exchanges] == ["We look into it", "You are right"]
    assert month_of(month).suggestion.status == "dispute"
    assert actions(month)[-3:] == ["gap.decide", "gap.exchange", "gap.exchange"]


def test_a_credit_note_settles_the_gap_that_waits_for_it(month):
    whole = sent(month)
    receive(month, forgotten(month))
    assert decide(month, "credit_note").state == "credit_note"
    malus = [one for one in whole.lines if one.amount < 0]
    receive(month, credit_note(whole, "AV-1", date(2026, 11, 2), malus))
    found = month_of(month)
    assert [one.state for one in found.gaps] == ["credited"]
    assert found.invoiced == found.expected
    assert found.suggestion.status == "approve"


def test_what_was_decided_on_other_amounts_is_to_be_decided_again(month):
    receive(month, forgotten(month))
    decide(month, "accept")
    assert month_of(month).gap(MALUS).state == "accepted"
    books.receive(month, [date(2026, 9, 1)], name="armor_appels_2.csv", in_time=70, offered=200)
    found = month_of(month).gap(MALUS)
    assert found.decision.outdated
    assert found.state == "open"


def test_a_decision_needs_a_gap_a_reason_an_outcome_and_a_day_to_come(month):
    receive(month, forgotten(month))
    assert refused(lambda: decide(month, gap="other:price")) == ["reconciling.no_gap"]
    assert refused(lambda: decide(month, reason=" ")) == ["reconciling.no_reason"]
    assert refused(lambda: decide(month, "perhaps")) == ["reconciling.unknown_outcome"]
    past = {"due_on": date(2026, 10, 1)}
    assert refused(lambda: decide(month, **past)) == ["reconciling.due_past"]
    said = {"contract": REF, "month": SEPTEMBER, "gap": MALUS, "side": "vendor", "text": "no"}
    assert refused(lambda: gap_decisions.say(month, PILOT, **said)) == ["reconciling.not_disputed"]
    assert count(month, "gap_decision") == count(month, "gap_exchange") == 0


def test_a_workbook_asks_for_its_layout_once_a_vendor(month):
    content = invoice_files.workbook(sent(month))
    asked = {"contract": REF, "month": SEPTEMBER, "content": content, "name": "f.xlsx"}
    with pytest.raises(reconciling.LayoutNeededError) as told:
        reconciling.record(month, PILOT, **asked)
    assert told.value.proposed.columns["amount"] == "Montant HT"
    assert reconciling.record(month, PILOT, layout=LAYOUT, **asked).reconciliation.gaps == ()
    assert reconciling.kept_layout(month, PILOT, contract=REF) == LAYOUT
    assert actions(month)[-2:] == ["invoice.layout", "invoice.receive"]
    asked["content"] = invoice_files.workbook(sent(month, "F-2"))
    assert reconciling.record(month, PILOT, **asked).document.invoice.number == "F-2"


def test_totals_alone_are_typed_once(month):
    total = expected(month).subtotal
    typed = {"contract": REF, "month": SEPTEMBER, "number": "T-1", "subtotal": total}
    assert reconciling.type_in(month, PILOT, **typed).reconciliation.gaps == ()
    assert refused(lambda: reconciling.type_in(month, PILOT, **typed)) == ["reconciling.typed_twice"]
    assert refused(lambda: reconciling.type_in(month, PILOT, **(typed | {"number": " "}))) == [
        "reconciling.no_number"
    ]


def test_what_comes_twice_at_once_is_kept_once(month, monkeypatch):
    total = expected(month).subtotal
    typed = {"contract": REF, "month": SEPTEMBER, "number": "T-1", "subtotal": total}
    reconciling.type_in(month, PILOT, **typed)
    receive(month, sent(month))
    monkeypatch.setattr(reconciling, "_rows", lambda *_: ())  # each looked before the other wrote
    assert receive(month, sent(month)).status == "already_there"
    assert refused(lambda: reconciling.type_in(month, PILOT, **typed)) == ["reconciling.typed_twice"]
    assert count(month, "received_invoice") == 2


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1E+30", "0.001"])
def test_what_is_no_amount_is_not_typed(month, amount):
    typed = {"contract": REF, "month": SEPTEMBER, "number": "T-1", "subtotal": Decimal(1)}
    for name in ("subtotal", "vat", "total"):
        wrong = typed | {name: Decimal(amount)}
        told = refused(lambda wrong=wrong: reconciling.type_in(month, PILOT, **wrong))
        assert told == ["reconciling.not_an_amount"]


def test_who_may_not_is_refused_and_it_is_kept(month):
    with pytest.raises(RefusedError):
        receive(month, sent(month), actor=VIEWER)
    assert actions(month)[-1] == "agree.refused"
    receive(month, forgotten(month))
    with pytest.raises(RefusedError):
        decide(month, actor=VIEWER)
    with pytest.raises(RefusedError):
        reconciling_answer.answer(month, VIEWER, contract=REF, month=SEPTEMBER, language="fr")


def test_another_vendor_s_pilot_sees_nothing_of_it(month):
    receive(month, forgotten(month))
    for do in (
        lambda: reconciling.reconciled(month, ATLAS_ONLY, contract=REF, month=SEPTEMBER),
        lambda: reconciling.original(month, ATLAS_ONLY, contract=REF, document=1),
    ):
        with pytest.raises(Exception, match=REF):
            do()


def test_a_broken_file_leaves_nothing(month):
    before = contents(month)
    wrong = {"contract": REF, "month": SEPTEMBER, "name": "f.xml"}
    for content in (b"<!DOCTYPE a><a/>", b"<a", b"%PDF-1.4 nothing"):
        with pytest.raises(ProblemsFoundError):
            reconciling.record(month, PILOT, content=content, **wrong)
    assert contents(month) == before


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_answer_says_the_gaps_their_arithmetic_and_the_day(month, language):
    receive(month, forgotten(month))
    decide(month, due_on=date(2026, 11, 5))
    name, content, mail = reconciling_answer.answer(
        month, PILOT, contract=REF, month=SEPTEMBER, language=language
    )
    assert name.endswith(f"{REF}_2026-09.docx")
    word = Word(BytesIO(content))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    moved = month_of(month).gap(MALUS).difference
    assert moved > 0
    shown = (
        f"{moved:,.2f}".replace(",", "\u202f").replace(".", ",") if language == "fr" else f"{moved:,.2f}"
    )
    assert any(shown in cell for cell in cells)
    assert shown in mail
    assert "Not as agreed" in mail
    assert ("5 novembre 2026" if language == "fr" else "5 November 2026") in mail


@pytest.mark.parametrize("payload", ["=1+1", "@SUM(1)", "+cmd|' /C calc'!A0", "<script>1</script>"])
def test_a_payload_in_a_label_is_text_in_word_and_mail(month, payload):
    from dataclasses import replace

    from pilotage.demo.invoices import totalled

    found = sent(month)
    extra = replace(found.lines[0], number="9", label=payload, amount=Decimal(7), quantity=Decimal(1))
    extra = replace(extra, unit_price=Decimal(7), order_line="", unit="C62")
    receive(month, totalled(replace(found, lines=(*found.lines, extra))))
    _, content, mail = reconciling_answer.answer(
        month, PILOT, contract=REF, month=SEPTEMBER, language="fr"
    )
    body = Word(BytesIO(content)).element.xml
    assert "w:instrText" not in body, "no field of Word"
    assert payload in mail
    assert f"\n{payload}" not in mail, "never at the start of a line"
