"""A month invoiced in several documents: parts, credit notes, totals alone; what is then suggested."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.reconciliation import vendor_months as vm

from pilotage.demo.invoices import credit_note, totalled
from pilotage.reconciliation.comparing import Document, before_tax, compared, standing
from pilotage.reconciliation.model import Limits, ReceivedInvoice
from pilotage.reconciliation.suggesting import Status, suggested

D = Decimal


def typed(subtotal, vat=None, total=None, number="T-1", about=""):
    return ReceivedInvoice(
        form="typed",
        number=number,
        credit=bool(about),
        about=about,
        issued_on=None,
        currency="EUR",
        lines=(),
        subtotal=D(subtotal),
        vat=None if vat is None else D(vat),
        total=None if total is None else D(total),
    )


def part(found, names, number):
    labels = {vm.label_of(name) for name in names}
    kept = tuple(one for one in found.lines if one.label in labels)
    return totalled(replace(found, number=number, lines=kept))


def test_two_invoices_of_a_month_add_up():
    whole = vm.invoiced(vm.expected())
    names = [one.id for one in vm.LINES]
    assert vm.gaps(vm.expected(), part(whole, names[:4], "A"), part(whole, names[4:], "B")) == []


def test_a_line_invoiced_in_two_parts_is_one():
    whole = vm.invoiced(vm.expected())
    first = vm.change(whole, "heure-jour", quantity="3000")
    second = vm.change(part(whole, ["heure-jour"], "B"), "heure-jour", quantity="2161")
    assert vm.gaps(vm.expected(), first, second) == []


def test_a_credit_note_takes_back_the_gap_that_it_is_about():
    whole = vm.invoiced(vm.expected())
    without = vm.without(whole, "QS")
    note = credit_note(without, "AV-1", date(2026, 11, 6), [vm.line_of(whole, "QS")])
    (gap,) = compared(vm.expected(), [Document(without), Document(note)], vm.LIMITS).gaps
    assert (gap.kind.value, gap.difference, gap.left) == ("bonus_malus", D("1784.24"), 0)
    assert gap.credit_notes == ("AV-1",)


def test_a_credit_note_in_part_leaves_the_rest():
    whole = vm.invoiced(vm.expected())
    note = credit_note(
        whole, "AV-1", date(2026, 11, 6), [replace(vm.line_of(whole, "QS"), amount=D("-1000"))]
    )
    (gap,) = compared(vm.expected(), [Document(vm.without(whole, "QS")), Document(note)], vm.LIMITS).gaps
    assert gap.left == D("784.24")


def test_a_credit_note_of_nothing_is_a_gap():
    whole = vm.invoiced(vm.expected())
    note = credit_note(whole, "AV-1", date(2026, 11, 6), [vm.line_of(whole, "QS")])
    assert vm.gaps(vm.expected(), whole, note) == [("unknown", D("-1784.24"))]


def test_an_invoice_cancelled_whole_and_issued_again_leaves_the_second():
    whole = vm.invoiced(vm.expected())
    wrong = vm.change(whole, "chat", quantity="10000")
    minus = totalled(
        replace(
            wrong,
            number="AV-1",
            credit=True,
            about=wrong.number,
            lines=tuple(replace(one, amount=-one.amount, quantity=-one.quantity) for one in wrong.lines),
        )
    )
    again = replace(whole, number="F-2026-09-B")
    assert vm.gaps(vm.expected(), wrong, minus, again) == []


@pytest.mark.parametrize(
    ("moved", "found"),
    [
        ("0", []),
        ("0.04", [("rounding", D("0.04"))]),
        ("-4800", [("volume", D("-4800"))]),
        ("594.75", [("bonus_malus", D("-1189.49")), ("bonus_malus", D("1784.24"))]),
        ("1784.24", [("bonus_malus", D("1784.24"))]),
        ("1536", [("duplicate", D("1536"))]),
        ("3568.48", [("sign", D("3568.48"))]),
        ("123.45", [("unknown", D("123.45"))]),
    ],
)
def test_totals_alone_are_told_by_what_their_difference_looks_like(moved, found):
    wanted = vm.expected()
    assert vm.gaps(wanted, typed(wanted.subtotal + D(moved))) == found


def test_the_vat_of_typed_totals_is_looked_at_too():
    wanted = vm.expected()
    assert vm.gaps(wanted, typed(wanted.subtotal, "0", wanted.subtotal)) == [("vat", -wanted.vat)]


# --- totals typed beside lines, credit notes of totals alone ----------------------------------------


@pytest.mark.parametrize(
    ("number", "amount", "kind", "reason"),
    [
        ("T-9", "50000", "unknown", "nothing_expected"),
        ("f-2026-09", "50000", "duplicate", "same_number"),
        ("Facture F-2026-09", None, "duplicate", "same_content"),
    ],
)
def test_totals_beside_an_invoice_with_lines_are_a_gap_whole(number, amount, kind, reason):
    wanted = vm.expected()
    amount = D(amount) if amount else wanted.subtotal
    documents = [Document(typed(amount, number=number)), Document(vm.invoiced(wanted))]
    found = compared(wanted, documents, Limits(D(100), D(10**9)) if kind == "duplicate" else vm.LIMITS)
    (gap,) = found.gaps
    assert (gap.kind.value, gap.reason, gap.difference, gap.within) == (kind, reason, amount, False)
    assert status(*documents).status is not Status.APPROVE


def test_cents_that_an_invoice_does_not_add_up_to_are_rounding():
    whole = vm.invoiced(vm.expected())
    found = replace(whole, subtotal=whole.subtotal + D("0.01"), vat=None, total=None, vat_lines=())
    assert vm.gaps(vm.expected(), found) == [("rounding", D("0.01"))]


CENTS = st.integers(-(10**6), 10**7).map(lambda n: D(n).scaleb(-2))
LINE = st.tuples(st.sampled_from([one.id for one in vm.LINES]), CENTS)


@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(LINE, max_size=4),
    typed_ones=st.lists(CENTS, max_size=2),
    stated=st.none() | CENTS,
    credit=st.none() | CENTS.filter(bool),
    lined=st.booleans(),
)
def test_gaps_before_tax_are_the_whole_of_invoiced_less_expected(
    lines, typed_ones, stated, credit, lined
):
    wanted, documents = vm.expected(), []
    if lined:
        found = vm.invoiced(wanted)
        for name, amount in lines:
            found = vm.more(found, replace(vm.line_of(found, name), amount=amount))
        documents.append(found if stated is None else replace(found, subtotal=stated))
    documents += [typed(one, number=f"T-{n}") for n, one in enumerate(typed_ones)]
    documents += [typed(-abs(credit), number="AV-1", about="F-2026-09")] if credit else []
    found = compared(wanted, [Document(one) for one in documents], vm.LIMITS)
    if any(not one.credit for one in standing(documents)):
        assert before_tax(found.gaps) == found.invoiced - wanted.subtotal


def fees(*amounts):
    whole = vm.invoiced(vm.expected())
    line = vm.line_of(whole, "gestion")
    extra = [
        replace(
            line, label=f"Prestation {n}", order_line="", quantity=D(1), unit_price=D(one), amount=D(one)
        )
        for n, one in enumerate(amounts)
    ]
    return vm.more(whole, *extra)


def test_a_credit_note_of_totals_takes_back_all_the_gaps_of_its_invoice_at_once():
    documents = [Document(fees(100, 200)), Document(typed(-300, number="AV-1", about="F-2026-09"))]
    found = compared(vm.expected(), documents, vm.LIMITS)
    assert [(one.difference, one.left, one.credit_notes) for one in found.gaps] == [
        (D(100), 0, ("AV-1",)),
        (D(200), 0, ("AV-1",)),
    ]


def test_a_gap_of_vat_is_no_part_of_what_a_total_before_tax_takes_back():
    found = fees(100, 200)
    wrong = replace(found, vat=found.vat + 60, total=found.total + 60, vat_lines=())
    documents = [Document(wrong), Document(typed(-300, number="AV-1", about="F-2026-09"))]
    gaps = compared(vm.expected(), documents, vm.LIMITS).gaps
    assert [(one.kind.value, one.left) for one in gaps] == [("unknown", 0), ("unknown", 0), ("vat", 60)]


@pytest.mark.parametrize(("amount", "about"), [(-250, "F-2026-09"), (-300, "F-2026-08")])
def test_a_credit_note_of_another_sum_or_invoice_takes_none_of_them_back(amount, about):
    documents = [Document(fees(100, 200)), Document(typed(amount, number="AV-1", about=about))]
    found = compared(vm.expected(), documents, vm.LIMITS)
    assert [one.left for one in found.gaps] == [100, 200, amount]


def test_an_invoice_cancelled_whole_is_not_approved():
    whole = vm.invoiced(vm.expected())
    note = typed(-whole.before_tax, number="AV-1", about=whole.number)
    made = status(whole, note)
    assert made.status is Status.DISPUTE
    assert [(one.code, one.document) for one in made.reasons] == [("cancelled", whole.number)]


# --- the tolerance and what is suggested -------------------------------------------------------------


def only_gap(found, limits):
    (gap,) = compared(vm.expected(), [Document(found)], limits).gaps
    return gap


@pytest.mark.parametrize(
    ("percent", "amount", "within"), [("1", "20", True), ("0.01", "20", False), ("1", "15", False)]
)
def test_both_limits_must_hold(percent, amount, within):
    found = vm.change(vm.invoiced(vm.expected()), "email", quantity="24741")
    gap = only_gap(found, Limits(D(percent), D(amount)))
    assert (gap.difference, gap.within) == (D("16.20"), within)


def test_a_cent_is_let_through_without_any_tolerance():
    found = vm.change(vm.invoiced(vm.expected()), "appel.2", amount="22649.26")
    assert only_gap(found, Limits()).within


def test_a_line_twice_is_never_let_through():
    whole = vm.invoiced(vm.expected())
    small = replace(vm.line_of(whole, "formation"))
    assert not only_gap(vm.more(whole, small), Limits(D(100), D(100000))).within


def status(*documents, accepted=()):
    shown = [one if isinstance(one, Document) else Document(one) for one in documents]
    found = compared(vm.expected(), shown, vm.LIMITS)
    return suggested(vm.expected(), shown, found.gaps, frozenset(accepted))


def test_a_clean_invoice_is_approved():
    made = status(vm.invoiced(vm.expected()))
    assert (made.status, made.code, made.reasons) == (Status.APPROVE, 205, ())


def test_a_gap_is_disputed_until_it_is_accepted_or_credited():
    whole = vm.invoiced(vm.expected())
    without = vm.without(whole, "QS")
    made = status(without)
    assert (made.status, made.code) == (Status.DISPUTE, 207)
    assert [(one.code, one.official) for one in made.reasons] == [("bonus_malus", "REM_ERR")]
    assert status(without, accepted=["QS:bonus_malus"]).status is Status.APPROVE
    note = credit_note(without, "AV-1", date(2026, 11, 6), [vm.line_of(whole, "QS")])
    assert status(without, note).status is Status.APPROVE


@pytest.mark.parametrize(
    ("changed", "code", "official"),
    [
        ({"currency": "USD"}, "currency", "NON_CONFORME"),
        ({"seller": "Borée Contact"}, "seller", "EMMET_INC"),
        ({"buyer": "Mairie de Nulle-Part"}, "buyer", "DEST_ERR"),
        ({"contract": "ATLAS-2025"}, "contract", "REF_CT_ABSENT"),
        ({"subtotal": D(1)}, "arithmetic", "CALCUL_ERR"),
    ],
)
def test_what_makes_a_whole_invoice_unfit_is_refused(changed, code, official):
    made = status(replace(vm.invoiced(vm.expected()), **changed))
    assert (made.status, made.code) == (Status.REFUSE, 210)
    assert (code, official) in [(one.code, one.official) for one in made.reasons]


def test_an_invoice_received_twice_is_refused():
    whole = vm.invoiced(vm.expected())
    made = status(whole, Document(whole, "F-2026-09", "number"))
    assert made.status is Status.REFUSE
    assert made.reasons[0].official == "DOUBLON"
