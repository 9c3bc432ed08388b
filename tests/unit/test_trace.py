from decimal import Decimal

import pytest

from pilotage.trace import Source, Step, computed, evaluate


def step(formula: str, **inputs: Decimal | int | None) -> Step:
    exact = {name: None if value is None else Decimal(value) for name, value in inputs.items()}
    return Step("rule", exact, formula, Decimal(0))


def test_a_formula_is_evaluated_on_its_inputs_alone() -> None:
    assert evaluate(step("a * b / 100", a=139944, b=-5)) == Decimal("-6997.2")
    assert evaluate(step("-(a - b)", a=3, b=5)) == 2


def test_the_functions_of_clauses_are_known() -> None:
    assert evaluate(step("ceiling(a)", a=Decimal("2.1"))) == 3
    assert evaluate(step("floor(a)", a=Decimal("2.9"))) == 2
    assert evaluate(step("max(min(a, b), 0)", a=5, b=-1)) == 0
    assert evaluate(step("round(a, c)", a=Decimal("0.125"), c=Decimal("0.01"))) == Decimal("0.13")


def test_a_band_refuses_a_value_outside_its_edges() -> None:
    formula = "band(v, at_least, above, below, at_most, rate)"
    inside = step(formula, v=75, at_least=75, above=None, below=78, at_most=None, rate=-3)
    assert evaluate(inside) == -3
    outside = step(formula, v=78, at_least=75, above=None, below=78, at_most=None, rate=-3)
    with pytest.raises(ValueError, match="not in the band"):
        evaluate(outside)
    open_below = step(formula, v=75, at_least=None, above=75, below=None, at_most=80, rate=-3)
    with pytest.raises(ValueError, match="not in the band"):
        evaluate(open_below)


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os')",
        "a.b",
        "a ** b",
        "[a]",
        "1.5",
        "unknown",
        "a if a else b",
        "evil(a)",
        "max(*a)",
    ],
)
def test_nothing_outside_the_small_grammar_is_evaluated(formula: str) -> None:
    with pytest.raises(ValueError, match="not a step formula"):
        evaluate(step(formula, a=1, b=2))


def test_a_missing_value_is_not_counted_as_zero() -> None:
    with pytest.raises(ValueError, match="no value"):
        evaluate(step("a + b", a=1, b=None))
    with pytest.raises(ValueError, match="no value"):
        evaluate(step("a", a=None))


def test_a_computed_step_holds_what_its_formula_gives() -> None:
    made = computed("fee.amount", "a * b", {"a": Decimal(3), "b": Decimal(4)}, "currency")
    assert made.value == 12
    assert evaluate(made) == made.value
    assert made.source == Source()


def test_a_source_is_read_from_document_and_clause() -> None:
    assert Source.of("avenant-1, art. 4, al. 2", "2026-07-01") == Source(
        "avenant-1", "art. 4, al. 2", "2026-07-01"
    )
    assert str(Source.of("contrat")) == "contrat"
    assert str(Source.of("contrat, art. 1")) == "contrat, art. 1"


def test_a_bill_of_thousands_of_lines_still_adds_up():
    inputs = {f"line_{n}": Decimal(n) for n in range(5_000)}
    step = computed("bill.subtotal", " + ".join(inputs), inputs, "currency")
    assert step.value == evaluate(step) == Decimal(12_497_500)
