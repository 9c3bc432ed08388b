"""30 discrepancies in invoices of three forms are found and told apart; 200 clean lines raise none."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from unit.reconciliation import vendor_months as vm

from pilotage.demo.invoices import totalled
from pilotage.reconciliation.comparing import Document

AUGUST = {"first": date(2026, 8, 1), "last": date(2026, 8, 31)}
D = Decimal


def named(one, label, **values):
    return replace(one, label=label, **values)


def sub(found, **values):
    """The invoice with totals of its own, whatever its lines say."""
    return replace(found, **{name: Decimal(value) for name, value in values.items()})


def renumbered(found, number):
    return replace(found, number=number)


#: (what a hand did, the invoice it left, the gaps that it must leave).
SEEDED = {
    "calls added": (lambda i: vm.change(i, "appel.2", quantity="4585"), [("volume", D("505.00"))]),
    "hours taken off": (
        lambda i: vm.change(i, "heure-jour", quantity="5101"),
        [("volume", D("-1056.00"))],
    ),
    "e-mails added": (lambda i: vm.change(i, "email", quantity="25000"), [("volume", D("435.78"))]),
    "a fee left out": (lambda i: vm.without(i, "gestion"), [("volume", D("-4800.00"))]),
    "a dearer hour": (
        lambda i: vm.change(i, "heure-jour", unit_price="17.90"),
        [("price", D("1548.30"))],
    ),
    "a dearer chat": (lambda i: vm.change(i, "chat", unit_price="1.42"), [("price", D("391.16"))]),
    "the price of earlier terms": (
        lambda i: vm.change(i, "formation", unit_price="11.50"),
        [("price", D("-64.00"))],
    ),
    "tiers split at 17,000": (
        lambda i: vm.change(vm.change(i, "appel.1", quantity="17000"), "appel.2", quantity="5485"),
        [("tier", D("-300.00"))],
    ),
    "everything at the first tier": (
        lambda i: vm.change(i, "appel.2", unit_price="5.35"),
        [("tier", D("1345.50"))],
    ),
    "one line of tiers at the second price": (
        lambda i: vm.change(vm.without(i, "appel.2"), "appel.1", quantity="22485", unit_price="5.05"),
        [("tier", D("-5400.00"))],
    ),
    "the coefficient of last year": (
        lambda i: vm.change(i, "heure-jour", unit_price="17.25"),
        [("index", D("-1806.35"))],
    ),
    "the price before any revision": (
        lambda i: vm.change(i, "heure-jour", unit_price="17.10"),
        [("index", D("-2580.50"))],
    ),
    "the malus forgotten": (lambda i: vm.without(i, "QS"), [("bonus_malus", D("1784.24"))]),
    "a smaller malus": (
        lambda i: vm.change(i, "QS", unit_price="-1000", amount="-1000"),
        [("bonus_malus", D("784.24"))],
    ),
    "a bonus that is not due": (
        lambda i: vm.more(
            i,
            named(
                vm.line_of(i, "CSAT"),
                "Bonus note qualité",
                amount=D("900"),
                unit_price=D("900"),
                order_line="",
            ),
        ),
        [("bonus_malus", D("900"))],
    ),
    "the malus as a bonus": (
        lambda i: vm.change(i, "QS", unit_price="1784.24", amount="1784.24"),
        [("sign", D("3568.48"))],
    ),
    "the bonus as a malus": (
        lambda i: vm.change(i, "CSAT", unit_price="-1189.49", amount="-1189.49"),
        [("sign", D("-2378.98"))],
    ),
    "a reduced rate of VAT": (
        lambda i: vm.change(i, "chat", vat_rate="5.5", vat_category="S"),
        [("vat", D("-1956.77"))],
    ),
    "another rate on the calls": (
        lambda i: vm.change(i, "appel.1", vat_rate="10", vat_category="S"),
        [("vat", D("-9630.00"))],
    ),
    "a line twice": (lambda i: vm.more(i, vm.line_of(i, "formation")), [("duplicate", D("1536.00"))]),
    "a line twice under another name": (
        lambda i: vm.more(i, named(vm.line_of(i, "email"), "Complément messagerie")),
        [("duplicate", D("40064.22"))],
    ),
    "a line of August beside": (
        lambda i: vm.more(
            i, replace(vm.line_of(i, "chat"), quantity=D(8702), amount=D("12008.76"), **AUGUST)
        ),
        [("period", D("12008.76"))],
    ),
    "a line dated August": (lambda i: vm.change(i, "email", **AUGUST), [("period", D("0.00"))]),
    "the quantity of August": (
        lambda i: vm.change(i, "email", quantity="23118"),
        [("period", D("-2613.06"))],
    ),
    "a cent on a line": (
        lambda i: vm.change(i, "appel.2", amount="22649.26"),
        [("rounding", D("0.01"))],
    ),
    "cents on the VAT": (
        lambda i: sub(i, vat=i.vat + D("0.03"), total=i.total + D("0.03")),
        [("rounding", D("0.03"))],
    ),
    "costs that nobody agreed": (
        lambda i: vm.more(
            i,
            named(
                vm.line_of(i, "gestion"),
                "Frais de dossier",
                amount=D("350"),
                unit_price=D("350"),
                unit="C62",
                order_line="",
            ),
        ),
        [("unknown", D("350"))],
    ),
    "a line that does not multiply": (
        lambda i: vm.change(i, "heure-soiree", amount="11710.72"),
        [("arithmetic", D("540.00"))],
    ),
    "a total that does not add up": (
        lambda i: sub(i, subtotal=i.subtotal + 100, vat=i.vat, total=i.total + 100),
        [("arithmetic", D("100.00"))],
    ),
    "the price of another tier": (
        lambda i: vm.change(i, "appel.1", unit_price="5.05"),
        [("tier", D("-5400.00"))],
    ),
}


def test_there_are_thirty_of_them():
    assert len(SEEDED) == 30


@pytest.mark.parametrize("at", range(30), ids=list(SEEDED))
def test_a_discrepancy_is_found_and_told_for_what_it_is(at):
    do, found = SEEDED[list(SEEDED)[at]]
    wanted = vm.expected()
    read = vm.through(vm.FORMS[at % 3], do(vm.invoiced(wanted)))
    assert vm.gaps(wanted, read) == found


@pytest.mark.parametrize("form", vm.FORMS)
def test_the_same_invoice_received_twice_is_told_and_counts_once(form):
    wanted = vm.expected()
    read = vm.through(form, vm.invoiced(wanted))
    for why in ("number", "content"):
        found = vm.gaps(wanted, read, Document(read, "F-2026-09", why))
        assert found == [("duplicate", wanted.subtotal)]


@pytest.mark.parametrize("form", ["facturx", "ubl"])
def test_vat_charged_under_reverse_charge_is_told(form):
    wanted = vm.expected(abroad=True)
    charged = totalled(
        replace(
            vm.invoiced(wanted),
            lines=tuple(
                replace(one, vat_category="S", vat_rate=D(20)) for one in vm.invoiced(wanted).lines
            ),
        )
    )
    (found,) = vm.gaps(wanted, vm.through(form, charged))
    assert found == ("vat", (wanted.subtotal * 20 / 100).quantize(D("0.01")))


def manners(found, number):
    """The same invoice as other vendors would write it: nothing in it is wrong."""
    shuffled = list(found.lines)
    random.Random(number).shuffle(shuffled)
    ways = {
        0: lambda one: one,
        1: lambda one: replace(one, order="", order_line=""),
        2: lambda one: replace(one, label=one.label.upper()),
        3: lambda one: replace(one, label=english(one), order_line=""),
        4: lambda one: replace(one, first=None, last=None),
        5: lambda one: replace(
            one, reference=next(x.id for x in vm.LINES if x.labels[0] == one.label), label="Prestation"
        ),
    }
    return replace(found, lines=tuple(ways[number % 6](one) for one in shuffled))


def english(one):
    return next(x.labels[1] for x in vm.LINES if x.labels[0] == one.label)


@pytest.mark.parametrize("number", range(20))
def test_two_hundred_clean_lines_raise_no_gap(number):
    wanted = vm.expected(abroad=number % 4 == 3)
    written = manners(vm.invoiced(wanted, f"F-{number}"), number)
    assert len(written.lines) == 10
    form = vm.FORMS[number % 3]
    form = "ubl" if form == "excel" and number % 6 == 5 else form
    assert vm.gaps(wanted, vm.through(form, written)) == []


def test_each_gap_shows_the_arithmetic_that_gives_its_amount():
    from pilotage.reconciliation.comparing import compared
    from pilotage.trace import evaluate

    wanted = vm.expected()
    for do, _ in SEEDED.values():
        for gap in compared(wanted, [Document(do(vm.invoiced(wanted)))], vm.LIMITS).gaps:
            assert gap.steps
            assert sum(evaluate(step) for step in gap.steps) == gap.difference
