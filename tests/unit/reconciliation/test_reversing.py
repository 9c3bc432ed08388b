"""A line that a vendor takes back and writes again: what is left of it counts, as one line."""

from dataclasses import replace
from decimal import Decimal

from unit.reconciliation import vendor_months as vm

from pilotage.demo.invoices import totalled

D = Decimal


def minus(line, label=None):
    told = label or f"Annulation {line.label}"
    return replace(
        line, number=f"{line.number}-", label=told, amount=-line.amount, quantity=-line.quantity
    )


def with_lines(found, *more):
    return totalled(replace(found, lines=(*found.lines, *more)))


def test_a_line_taken_back_and_written_again_rightly_is_no_gap():
    wrong = vm.change(vm.invoiced(vm.expected()), "chat", quantity="10000")
    right = vm.line_of(vm.invoiced(vm.expected()), "chat")
    found = with_lines(wrong, minus(vm.line_of(wrong, "chat")), replace(right, number="99"))
    assert vm.gaps(vm.expected(), found) == []


def test_what_is_left_of_it_is_the_gap_and_has_its_class():
    whole = vm.invoiced(vm.expected())
    again = vm.line_of(vm.change(whole, "chat", quantity="10000"), "chat")
    found = with_lines(whole, minus(vm.line_of(whole, "chat")), replace(again, number="99"))
    assert vm.gaps(vm.expected(), found) == [("volume", again.amount - vm.line_of(whole, "chat").amount)]


def test_the_line_taken_back_may_come_alone_its_net_is_what_counts():
    """The vendor takes back 500 that it invoiced before, and writes 500 more."""
    whole = vm.invoiced(vm.expected())
    line = vm.line_of(whole, "chat")
    more = D(500) * line.unit_price
    larger = replace(line, quantity=line.quantity + 500, amount=line.amount + more)
    back = replace(minus(line), quantity=D(-500), amount=-more)
    lines = tuple(larger if one.number == line.number else one for one in whole.lines)
    assert vm.gaps(vm.expected(), totalled(replace(whole, lines=(*lines, back)))) == []


def test_a_line_taken_back_and_not_written_again_is_not_invoiced():
    whole = vm.invoiced(vm.expected())
    line = vm.line_of(whole, "chat")
    assert vm.gaps(vm.expected(), with_lines(whole, minus(line))) == [("volume", -line.amount)]


def test_a_malus_taken_off_twice_is_no_reversal():
    whole = vm.invoiced(vm.expected())
    malus = vm.line_of(whole, "QS")
    twice = with_lines(whole, replace(malus, number="99"))
    assert vm.gaps(vm.expected(), twice) == [("duplicate", malus.amount)]


def test_a_fee_taken_back_is_not_taken_for_the_malus_of_that_amount_that_is_forgotten():
    forgotten = vm.without(vm.invoiced(vm.expected()), "QS")
    malus = -vm.line_of(vm.invoiced(vm.expected()), "QS").amount
    fee = replace(
        vm.line_of(forgotten, "gestion"),
        number="98",
        label="Forfait astreinte",
        order_line="",
        unit_price=malus,
        amount=malus,
    )
    assert vm.gaps(vm.expected(), with_lines(forgotten, fee, minus(fee))) == [("bonus_malus", malus)]
