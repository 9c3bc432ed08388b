from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.billing import Bill, bill_month
from pilotage.periods import Month
from pilotage.pricing import Line, LineKind
from pilotage.trace import Source, evaluate
from tests.months import contract

JANUARY = Month(2026, 1)
VAT = """
[[vat.terms]]
from = 2025-01-01
source = "contrat, TVA"
"""
STANDARD = VAT + 'regime = "standard"\nrate = 20\n'
REVERSE = VAT + 'regime = "reverse_charge"\nrate = 20\n'
EXEMPT = VAT + 'regime = "exempt"\n'


def line(amount: str, treatment: str = "price_reduction", kind: LineKind = LineKind.FEE) -> Line:
    value = Decimal(amount)
    return Line(amount, "t", kind, value, "amount", Decimal(1), value, Source(), vat_treatment=treatment)


def bill(*lines: Line, terms: str = "") -> Bill:
    return bill_month(contract(terms), JANUARY, lines)


def test_vat_is_rounded_once_on_the_sum_and_not_line_by_line() -> None:
    made = bill(line("0.12"), line("0.12"), line("0.12"))
    assert (made.subtotal, made.vat, made.total) == (Decimal("0.36"), Decimal("0.07"), Decimal("0.43"))


def test_damages_stand_outside_vat() -> None:
    fees, penalty = line("100000"), line("-4000", "damages", LineKind.MALUS)
    made = bill(fees, penalty)
    assert (made.subtotal, made.vat, made.total) == (96000, 20000, 116000)
    assert made.vat_of(fees).treatment == "standard"
    assert made.vat_of(penalty).treatment == "outside"
    assert made.vat_of(penalty).rate == 0


def test_under_reverse_charge_the_client_accounts_for_the_vat() -> None:
    made = bill(line("96060.80"), terms=REVERSE)
    (vat,) = made.vat_lines
    assert (vat.treatment, vat.amount, vat.self_assessed) == ("reverse_charge", 0, Decimal("19212.16"))
    assert (made.vat, made.total) == (0, Decimal("96060.80"))


def test_an_exempt_vendor_charges_no_vat() -> None:
    made = bill(line("100"), terms=EXEMPT)
    assert (made.vat_lines[0].treatment, made.vat, made.total) == ("exempt", 0, 100)


def test_a_vendor_that_becomes_exempt_charges_no_vat_though_the_rate_still_stands() -> None:
    change = STANDARD + '[[vat.terms]]\nfrom = 2026-01-01\nsource = "loi, art. 1"\nregime = "exempt"\n'
    made = bill(line("100"), terms=change)
    assert (made.vat_lines[0].rate, made.vat, made.total) == (0, 0, 100)


def test_a_vendor_that_moves_abroad_keeps_the_rate_and_its_clause() -> None:
    change = (
        STANDARD + '[[vat.terms]]\nfrom = 2026-01-01\nsource = "avenant, 1"\nregime = "reverse_charge"\n'
    )
    (vat,) = bill(line("100"), terms=change).vat_lines
    assert (vat.rate, vat.self_assessed, str(vat.source)) == (20, 20, "contrat, TVA")


def test_the_rate_is_that_of_the_last_day_of_the_month() -> None:
    change = STANDARD + '[[vat.terms]]\nfrom = 2026-01-31\nsource = "loi, art. 1"\nrate = 21\n'
    made = bill(line("100"), terms=change)
    assert (made.vat, str(made.vat_lines[0].source)) == (21, "loi, art. 1")


def test_a_month_without_a_regime_is_refused() -> None:
    with pytest.raises(ValueError, match="no VAT regime"):
        bill_month(contract(), Month(2024, 12), [line("1")])


def test_an_empty_bill_is_zero() -> None:
    made = bill()
    assert (made.lines, made.vat_lines, made.subtotal, made.vat, made.total) == ((), (), 0, 0, 0)


def test_lines_keep_their_order() -> None:
    lines = (line("3"), line("-1", "damages"), line("2"))
    assert bill(*lines).lines == lines


AMOUNTS = st.lists(
    st.tuples(
        st.decimals(min_value=-(10**7), max_value=10**7, places=2),
        st.sampled_from(["price_reduction", "damages"]),
    ),
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(AMOUNTS)
def test_a_bill_always_adds_up(amounts: list[tuple[Decimal, str]]) -> None:
    made = bill(*(line(str(amount), treatment) for amount, treatment in amounts))
    taxed = sum((a for a, t in amounts if t != "damages"), Decimal(0))
    assert made.subtotal == sum(a for a, _ in amounts)
    assert made.vat == (taxed / 5).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert made.total == made.subtotal + made.vat
    assert sum(vat.base for vat in made.vat_lines) == made.subtotal
    assert all(evaluate(step) == step.value for step in made.steps)
