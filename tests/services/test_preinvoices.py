"""A pre-invoice from draft to closing: steps refused with a sentence, one winner, no gap in numbers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy.exc import IntegrityError

from pilotage.pricing import LineKind
from pilotage.problems import ProblemsFoundError
from pilotage.services import gap_decisions, issuing, manual_lines, preinvoices, reconciling
from pilotage.services.actor import Actor, RefusedError, Role
from pilotage.services.audit import events, verify
from pilotage.services.catalogue import UnknownContractError
from pilotage.services.preinvoices import Claim
from pilotage.store.preinvoice_tables import ManualLineDecision
from services.books import AUGUST, JULY, REF, close, days_of, publish, receive, result, three_months
from services.portal import ADMIN, ATLAS_ONLY, PILOT, VIEWER, actions, on

MAIL = ("courriel.txt", b"Objet : pre-facture")
FINANCE = Actor("finance", Role.FINANCE)
BOOKS = "[accounting]\nsecond_signature_above = 500\n"


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def take(db, step, actor=ADMIN, month=JULY, **asked):
    return preinvoices.advance(db, actor, contract=REF, month=month, step=step, **asked)


def life(db, month=JULY):
    return preinvoices.life(db, ADMIN, contract=REF, month=month)


def codes(refused):
    return [one.code for one in refused.value.problems]


def agreed(db, month=JULY):
    take(db, "submit", month=month)
    return take(db, "agree", month=month, comment="Accord", on_behalf=True, evidence=MAIL)


def by_hand(db, amount="100", actor=PILOT, **asked):
    given = {"label": "Formation", "reason": "Demande de septembre", "evidence": MAIL} | asked
    given["amount"] = None if amount is None else Decimal(amount)
    return manual_lines.add(db, actor, contract=REF, month=JULY, **given)


def test_a_submitted_pre_invoice_is_a_document_that_says_what_the_month_comes_to(portal):
    before = result(portal)
    done = take(portal, "submit", PILOT, comment="Envoyée")
    (issued,) = done.documents
    assert (done.state, done.number, done.version) == ("submitted", "2026-0001", 1)
    assert issued.subtotal == before.bill.subtotal
    assert issued.amounts == {line.id: line.amount for line in before.bill.lines}
    assert {"account", "cost_centre", "order"} <= set(issued.bill["lines"][0])
    name, content = issuing.workbook(portal, ADMIN, document=issued.id)
    assert name.endswith(".xlsx")
    assert content[:2] == b"PK"
    receive(portal, days_of(JULY)[:2], "armor_appels_corrige.csv", offered=150, in_time=140)
    assert issuing.workbook(portal, ADMIN, document=issued.id) == (name, content), (
        "issued bytes never change"
    )
    assert verify(portal, ADMIN) == ()


def test_a_dispute_by_line_says_what_the_vendor_asks(portal):
    take(portal, "submit")
    line = next(iter(life(portal).documents[0].amounts))
    ours = life(portal).documents[0].amounts[line]
    done = take(
        portal,
        "contest",
        comment="Il manque 2 appels",
        on_behalf=True,
        evidence=MAIL,
        lines=[Claim(line, ours + 10, Decimal(2))],
    )
    assert (done.state, done.next[0]) == ("contested", "answer")
    assert done.vendor_amount == done.documents[0].subtotal + 10
    assert done.claims == (Claim(line, ours + 10, Decimal(2)),)
    assert [one.code for one in done.blocking] == ["preinvoice.contested"]
    assert preinvoices.evidence(portal, ADMIN, contract=REF, month=JULY, rank=2) == MAIL
    answered = take(portal, "answer", comment="Comptés en août")
    assert (answered.state, answered.vendor_amount) == ("submitted", None)


@pytest.mark.parametrize(
    ("step", "asked", "code"),
    [
        ("contest", {"comment": "x", "evidence": MAIL, "amount": Decimal(1)}, "preinvoice.outside"),
        ("contest", {"comment": "x", "on_behalf": True, "amount": Decimal(1)}, "preinvoice.evidence"),
        ("contest", {"comment": "x", "on_behalf": True, "evidence": MAIL}, "preinvoice.claim"),
        (
            "contest",
            {"comment": "x", "on_behalf": True, "evidence": MAIL, "lines": ["z"]},
            "preinvoice.unknown_line",
        ),
        ("agree", {"on_behalf": True}, "preinvoice.comment"),
        ("submit", {}, "preinvoice.same"),
        ("clear_to_pay", {}, "preinvoice.not_from_since"),
        ("sign", {}, "preinvoice.unknown_step"),
    ],
)
def test_a_step_is_refused_with_its_reason_when_its_needs_are_not_met(portal, step, asked, code):
    take(portal, "submit")
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, step, **asked)
    assert code in codes(refused)
    assert life(portal).rank == 1


def test_a_month_that_is_not_over_is_not_submitted(portal):
    on(portal, date(2026, 7, 20))
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "submit")
    assert "preinvoice.over" in codes(refused)
    assert life(portal).next == ()


@pytest.mark.parametrize(
    ("actor", "step"),
    [(VIEWER, "submit"), (FINANCE, "submit"), (PILOT, "clear_to_invoice"), (ATLAS_ONLY, "submit")],
)
def test_each_step_asks_for_its_own_right(portal, actor, step):
    with pytest.raises((RefusedError, UnknownContractError)):
        take(portal, step, actor)
    assert life(portal).rank == 0


def test_it_is_clear_to_pay_once_the_vendors_invoice_is_there_and_its_gaps_decided(portal):
    agreed(portal)
    cleared = take(portal, "clear_to_invoice", FINANCE)
    assert [one.code for one in cleared.blocking] == ["preinvoice.no_invoice"]
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "invoice_received", FINANCE)
    assert codes(refused) == ["preinvoice.no_invoice"]
    wrong = typed(portal, result(portal).bill.subtotal + 300)
    take(portal, "invoice_received", FINANCE)
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "clear_to_pay", FINANCE)
    assert codes(refused) == ["preinvoice.unsettled"]
    (gap,) = wrong.reconciliation.gaps
    asked = {"contract": REF, "month": JULY, "gap": gap.key, "outcome": "accept", "reason": "vu"}
    gap_decisions.decide(portal, PILOT, **asked)
    assert take(portal, "clear_to_pay", FINANCE).state == "clear_to_pay"


def typed(db, amount):
    """The vendor's invoice of July, by its total."""
    asked = {"contract": REF, "month": JULY, "number": "F-1", "subtotal": amount}
    return reconciling.type_in(db, PILOT, **asked)


def test_what_changes_before_the_agreement_is_issued_again_under_the_same_number(portal):
    take(portal, "submit")
    by_hand(portal)
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "agree", comment="Accord", on_behalf=True, evidence=MAIL)
    assert codes(refused) == ["preinvoice.current"]
    done = take(portal, "submit")
    assert (done.number, done.version) == ("2026-0001", 2)


@pytest.mark.parametrize(("amount", "kind"), [("100", "complement"), ("-100", "credit_note")])
def test_what_changes_after_it_is_a_document_that_names_the_one_it_corrects(portal, amount, kind):
    agreed(portal)
    by_hand(portal, amount)
    assert life(portal).next[0] == "settle"
    done = take(portal, "settle")
    first, second = done.documents
    assert (second.kind, second.number, second.subtotal) == (kind, "2026-0002", Decimal(amount))
    assert (second.corrects, second.corrects_on) == (first.number, first.issued_on)
    assert done.state == "agreed"
    name, content = issuing.workbook(portal, ADMIN, document=second.id)
    word = {"complement": "complement", "credit_note": "avoir"}[kind]
    assert name == f"2026-07_{REF}_{word}_2026-0002.xlsx"
    cells = {str(cell.value) for row in load_workbook(BytesIO(content))["Synthèse"] for cell in row}
    assert any(first.number in cell for cell in cells), "it names the document that it corrects"
    assert issuing.differences(done.documents, result(portal)) == ()
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "settle")
    assert codes(refused) == ["preinvoice.difference"]


def test_damages_taken_back_are_taken_back_outside_vat(portal):
    agreed(portal)
    line = by_hand(portal, "-300", damages=True)
    take(portal, "settle")
    manual_lines.decide(portal, PILOT, line=line.id, outcome="withdrawn")
    documents = take(portal, "settle").documents
    assert [one.subtotal for one in documents[1:]] == [Decimal(-300), Decimal(300)]
    told = sum(Decimal(vat["amount"]) for one in documents for vat in one.bill["vat_lines"])
    assert told == result(portal).bill.vat


def test_what_moves_after_the_vendors_invoice_is_issued_too(portal):
    agreed(portal)
    take(portal, "clear_to_invoice", FINANCE)
    typed(portal, result(portal).bill.subtotal)
    take(portal, "invoice_received", FINANCE)
    assert "settle" not in life(portal).next
    by_hand(portal)
    assert life(portal).next == ("clear_to_pay", "settle")
    done = take(portal, "settle")
    assert (done.state, done.documents[-1].subtotal) == ("invoice_received", Decimal(100))


def test_whoever_looked_at_an_older_state_is_told_who_was_quicker(portal):
    take(portal, "submit", PILOT)
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "submit", seen=0)
    (problem,) = refused.value.problems
    assert (problem.code, dict(problem.params)["who"]) == ("preinvoice.moved", "pilot")
    event = events(portal, ADMIN, limit=1)[0]
    assert (event.action, event.actor) == ("preinvoice.submit.refused", ADMIN.user)


def test_what_is_issued_is_the_bill_that_was_looked_at(portal):
    looked = life(portal, AUGUST)
    close(portal, JULY)
    receive(portal, days_of(JULY)[:1], "armor_appels_juillet_2.csv", offered=110, in_time=95)
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "submit", month=AUGUST, seen=looked.seen)
    assert codes(refused) == ["preinvoice.figures_moved"], "an adjustment of July landed in August"
    assert events(portal, ADMIN, limit=1)[0].action == "preinvoice.submit.refused"
    assert take(portal, "submit", month=AUGUST, seen=life(portal, AUGUST).seen).rank == 1


def test_a_month_closed_while_the_document_is_made_stops_it(portal, monkeypatch):
    made = issuing.draft_of

    def slow(*given):
        close(portal, JULY)
        return made(*given)

    monkeypatch.setattr(issuing, "draft_of", slow)
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "submit", month=AUGUST)
    assert codes(refused) == ["preinvoice.figures_moved"]
    assert life(portal, AUGUST).rank == 0


def test_numbers_have_no_gap_after_refusals_and_rollbacks(portal, monkeypatch):
    take(portal, "submit")
    with pytest.raises(ProblemsFoundError):
        take(portal, "submit")

    def fails(*_):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(preinvoices, "_tell", fails)
        with pytest.raises(RuntimeError):
            take(portal, "submit", month=AUGUST)
    assert life(portal, AUGUST).rank == 0
    assert take(portal, "submit", month=AUGUST).number == "2026-0002"


def test_of_twenty_people_who_agree_at_once_one_does_and_the_others_are_told_who(portal, soak):
    take(portal, "submit")
    people = [Actor(f"pilot-{n}", Role.PILOT) for n in range(20)]

    def agree(actor):
        asked = {"comment": "Accord", "on_behalf": True, "evidence": MAIL, "seen": seen}
        try:
            return take(portal, "agree", actor, **asked).steps[-1].by, ""
        except ProblemsFoundError as refused:
            return "", dict(refused.problems[0].params)["who"]

    for done in range(1, 101 if soak else 11):
        seen = life(portal).seen
        with ThreadPoolExecutor(20) as pool:
            told = list(pool.map(agree, people))
        winners = {by for by, _ in told if by}
        assert len(winners) == 1
        assert {who for by, who in told if not by} == winners
        assert sum(bool(by) for by, _ in told) == 1
        assert [one.kind for one in life(portal).steps] == ["submit", "agree"]
        assert actions(portal).count("preinvoice.agree.refused") == 19 * done, "the others are kept"
        _undo(portal)


def _undo(db):
    """The agreement taken away behind the guards' back, for another round."""
    with db.writing() as session:
        connection = session.connection()
        if db.is_sqlite:
            connection.exec_driver_sql("DROP TRIGGER preinvoice_step_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE preinvoice_step DISABLE TRIGGER ALL")
        connection.exec_driver_sql("DELETE FROM preinvoice_step WHERE rank > 1")
        if db.is_sqlite:
            connection.exec_driver_sql(
                "CREATE TRIGGER preinvoice_step_no_delete BEFORE DELETE ON preinvoice_step "
                "BEGIN SELECT RAISE(ABORT, 'pilotage: preinvoice_step is insert-only'); END"
            )
        else:
            connection.exec_driver_sql("ALTER TABLE preinvoice_step ENABLE TRIGGER ALL")


def test_a_closed_month_takes_no_step_and_no_line(portal):
    close(portal, JULY)
    assert life(portal).state == "closed"
    for act in (lambda: take(portal, "submit"), lambda: by_hand(portal)):
        with pytest.raises(ProblemsFoundError) as refused:
            act()
        assert codes(refused)[0].endswith(".closed")


def test_every_refusal_of_a_step_is_in_the_trail(portal):
    with pytest.raises(ProblemsFoundError):
        take(portal, "clear_to_invoice")
    assert events(portal, ADMIN, limit=1)[0].action == "preinvoice.clear_to_invoice.refused"


# --- lines by hand --------------------------------------------------------------------------------


def test_a_line_by_hand_stands_on_the_bill_outside_every_base(portal):
    before = result(portal)
    by_hand(portal, "100.50", account="613", cost_centre="CC2")
    after = result(portal)
    line = after.bill.lines[-1]
    assert (line.kind, line.amount) == (LineKind.MANUAL, Decimal("100.50"))
    assert after.bonus_malus == before.bonus_malus
    assert after.bill.subtotal == before.bill.subtotal + Decimal("100.50")
    done = take(portal, "submit")
    told = done.documents[0].bill["lines"][-1]
    assert (told["account"], told["cost_centre"], told["label"]) == ("613", "CC2", "Formation")


def test_above_the_contracts_amount_another_person_approves_it_before_it_counts(portal):
    publish(portal, head=BOOKS)
    before = result(portal).bill.subtotal
    line = by_hand(portal, "500.01")
    assert line.state == "waiting"
    assert result(portal).bill.subtotal == before
    with pytest.raises(ProblemsFoundError) as refused:
        take(portal, "submit")
    assert codes(refused) == ["preinvoice.line_waits"]
    with pytest.raises(ProblemsFoundError) as refused:
        manual_lines.decide(portal, PILOT, line=line.id, outcome="approved")
    assert codes(refused) == ["manual.same_person"]
    manual_lines.decide(portal, FINANCE, line=line.id, outcome="approved")
    assert result(portal).bill.subtotal == before + Decimal("500.01")
    with pytest.raises(ProblemsFoundError) as refused:
        manual_lines.decide(portal, ADMIN, line=line.id, outcome="refused")
    assert codes(refused) == ["manual.already"]


def test_the_database_itself_refuses_that_who_proposed_a_line_approves_it(portal):
    publish(portal, head=BOOKS)
    line = by_hand(portal, "900")
    made = ManualLineDecision(
        vendor="armor",
        line=line.id,
        proposed_by=PILOT.user,
        outcome="approved",
        decided_on=line.proposed_on,
        decided_at=datetime.now(UTC),
        decided_by=PILOT.user,
    )
    with pytest.raises(IntegrityError), portal.writing() as session:
        session.add(made)


def test_a_line_at_the_amount_counts_at_once_and_can_be_taken_back(portal):
    publish(portal, head=BOOKS)
    before = result(portal).bill.subtotal
    line = by_hand(portal, "500")
    assert line.state == "counts"
    assert result(portal).bill.subtotal == before + 500
    with pytest.raises(ProblemsFoundError) as refused:
        manual_lines.decide(portal, FINANCE, line=line.id, outcome="withdrawn")
    assert codes(refused) == ["manual.not_yours"]
    manual_lines.decide(portal, PILOT, line=line.id, outcome="withdrawn")
    assert result(portal).bill.subtotal == before


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"label": " "}, "manual.no_label"),
        ({"reason": ""}, "manual.no_reason"),
        ({"evidence": None}, "manual.no_evidence"),
        ({"evidence": ("vide.pdf", b"")}, "manual.no_evidence"),
        ({"amount": "0"}, "manual.nothing"),
        ({"amount": "NaN"}, "manual.not_a_number"),
        ({"amount": "1E+30"}, "manual.too_large"),
        (
            {"amount": None, "quantity": Decimal("1E+9"), "unit_price": Decimal(-10000)},
            "manual.too_large",
        ),
    ],
)
def test_a_line_says_what_it_is_why_and_shows_its_document(portal, asked, code):
    with pytest.raises(ProblemsFoundError) as refused:
        by_hand(portal, **asked)
    assert codes(refused) == [code]


def test_a_closing_keeps_its_lines_by_hand(portal):
    by_hand(portal, "100")
    before = result(portal)
    close(portal, JULY)
    after = result(portal)
    assert after.bill == before.bill
    assert not after.problems


def test_the_first_open_month_bears_the_adjustment_of_a_closed_one_and_names_its_document(portal):
    agreed(portal)
    close(portal, JULY)
    before = result(portal, AUGUST).bill.subtotal
    receive(portal, days_of(JULY)[:1], "armor_appels_juillet_2.csv", offered=110, in_time=95)
    after = result(portal, AUGUST)
    (line,) = [one for one in after.bill.lines if one.kind is LineKind.ADJUSTMENT]
    assert (line.amount, line.quantity, line.unit_price) == (50, 10, 5), "ten calls more at 5.00"
    assert dict(line.detail)["document"] == "2026-0001"
    assert after.bill.subtotal == before + 50
    agreed(portal, AUGUST)
    close(portal, AUGUST)
    assert result(portal, AUGUST).bill == after.bill
    assert not [
        one for one in result(portal, AUGUST.plus(1)).bill.lines if one.kind is LineKind.ADJUSTMENT
    ]
