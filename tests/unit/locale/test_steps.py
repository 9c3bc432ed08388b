"""Every rule of the core has its words, and a formula reads with the reader's figures in it."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pilotage.locale import LANGUAGES, Words
from pilotage.locale.steps import RULES, counters_of, rule_words, steps_of_line
from pilotage.trace import Step, computed
from tests.steps import all_steps
from tests.unit.exports.judged_months import MONTHS, judged

ROOT = Path(__file__).resolve().parents[3]
CORE = ("kpi", "pricing", "consequences", "sla", "billing.py", "judgement.py", "counters")
CODE = re.compile(r"^[a-z]+\.[a-z_]+$")
FRENCH, ENGLISH = Words("fr"), Words("en")


def sources() -> Iterator[Path]:
    for name in CORE:
        path = ROOT / "pilotage" / name
        yield from path.rglob("*.py") if path.is_dir() else [path]


def rules_in_source() -> tuple[set[str], set[str]]:
    """The rule codes that the core writes: whole ones, and the known parts of composed ones."""
    whole, parts = set(), set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id in {"Problem", "UnmeasuredError"}:  # their codes look alike
                continue
            match node.args[0]:
                case ast.Constant(value=str(text)) if CODE.match(text):
                    whole.add(text)
                case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) if (
                    node.func.id == "computed"
                ):
                    parts.add(text)
                case ast.JoinedStr(values=[*_, ast.Constant(value=str(text))]) if (
                    node.func.id == "computed"
                ):
                    parts.add(text)
    return whole, parts


def test_every_rule_code_of_the_core_has_words():
    whole, parts = rules_in_source()
    problems = {"kpi.", "pricing.", "sla.", "consequence.", "judgement."}  # problem codes look alike
    rules = {code for code in whole if code in RULES or not code.startswith(tuple(problems))}
    assert len(rules) > 20
    assert rules - set(RULES) == set()
    assert {part for part in parts if not any(part in rule for rule in RULES)} == set()


@pytest.mark.parametrize("name", MONTHS)
def test_every_step_of_a_judged_month_has_words_in_both_languages(name):
    result, contract = judged(name)
    for step in all_steps(result):
        for language in LANGUAGES:
            words = rule_words(step, Words(language), contract.currency)
            assert words.rule != step.rule, step.rule
            assert words.result
            assert "None" not in words.formula
        assert FRENCH(RULES[step.rule]) != RULES[step.rule]


def step(formula: str, kind: str = "", /, **inputs: str | None) -> Step:
    values = {name: None if value is None else Decimal(value) for name, value in inputs.items()}
    return computed("x", formula, values, kind)


def plain(text: str) -> str:
    """With ordinary spaces, to read in a test."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2212", "-")


CENT = "0.01"


@pytest.mark.parametrize(
    ("made", "formula", "result"),
    [
        (
            step(
                "numerator * scale / denominator",
                "percent",
                numerator="19798",
                denominator="33900",
                scale="100",
            ),
            "19 798 ÷ 33 900",
            "58,4012… %",
        ),
        (
            step(
                "numerator * scale / denominator", "seconds", numerator="1200", denominator="4", scale="1"
            ),
            "1 200 ÷ 4",
            "300 s",
        ),
        (
            step("round(base * rate / 100, cent)", "currency", base="139944.00", rate="-5", cent=CENT),
            "139 944,00 × -5 %",
            "-6 997,20 €",
        ),
        (
            step("round(quantity * price, cent)", "currency", quantity="18000", price="5.35", cent=CENT),
            "18 000 × 5,35",
            "96 300,00 €",
        ),
        (
            step("offered - short_abandoned", "count", offered="33900", short_abandoned="120"),
            "Présentés (reçus) 33 900 - Abandons courts 120",
            "33 780",
        ),
        (step("handled", "count", handled="26780"), "Contacts traités", "26 780"),
        (
            step("round(value, step)", "percent", value="58.43", step="0.1"),
            "58,43 arrondi à 0,1 près",
            "58,4 %",
        ),
        (
            step("max(quantity - above, 0)", "count", quantity="20680", above="18000"),
            "20 680 - 18 000",
            "2 680",
        ),
        (
            step(
                "max(min(quantity, up_to) - above, 0)",
                "count",
                quantity="26780",
                up_to="24000",
                above="18000",
            ),
            "le plus petit de (26 780 ; 24 000) - 18 000",
            "6 000",
        ),
        (
            step("ceiling(beyond / unit)", "count", beyond="1.1", unit="1"),
            "1,1 ÷ 1, toute portion compte",
            "2",
        ),
        (
            step("floor(beyond / unit)", "count", beyond="1.9", unit="1"),
            "1,9 ÷ 1, unités entières seules",
            "1",
        ),
        (
            step("round(line_1 + line_2, cent)", "currency", line_1="100.00", line_2="-3.50", cent=CENT),
            "100,00 - 3,50",
            "96,50 €",
        ),
        (step("round(vat_1, cent)", "currency", vat_1="0.00", cent=CENT), "", "0,00 €"),
        (step("excess", "currency", excess="12.50"), "", "12,50 €"),
        (
            step("quantity - (cut + above)", "hours", quantity="9", cut="1", above="2"),
            "9 - (1 + 2)",
            "6 h",
        ),
    ],
)
def test_a_formula_reads_with_its_figures(made, formula, result):
    words = rule_words(made, FRENCH, "EUR")
    assert (plain(words.formula), plain(words.result)) == (formula, result)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({"at_least": "70", "below": "75"}, "70 ≤ 71,9 < 75, taux"),
        ({"above": "70", "at_most": "75"}, "70 < 71,9 ≤ 75, taux"),
        ({"below": "75"}, "71,9 < 75, taux"),
        ({"at_most": "75"}, "71,9 ≤ 75, taux"),
        ({"at_least": "70"}, "71,9 ≥ 70, taux"),
        ({"above": "70"}, "71,9 > 70, taux"),
    ],
)
def test_a_band_shows_its_edges_open_or_closed(edges, expected):
    absent = dict.fromkeys(("at_least", "above", "below", "at_most"))
    made = step(
        "band(value, at_least, above, below, at_most, rate)",
        "percent",
        **{**absent, **edges, "value": "71.9", "rate": "-3"},
    )
    words = rule_words(made, FRENCH, "EUR")
    assert (plain(words.formula), plain(words.result)) == (expected, "-3 %")


def test_english_reads_with_english_figures():
    made = step("round(base * rate / 100, cent)", "currency", base="139944.00", rate="-5", cent=CENT)
    words = rule_words(made, ENGLISH, "EUR")
    assert (plain(words.formula), plain(words.result)) == ("139,944.00 × -5%", "-€6,997.20")


def test_a_long_sum_shows_its_first_and_last_terms():
    inputs = {f"line_{n}": f"{n}.00" for n in range(1, 31)}
    made = step(" + ".join(inputs), "currency", **inputs)
    assert plain(rule_words(made, FRENCH, "EUR").formula) == "1,00 + 2,00 + 3,00 + … + 30,00"


def test_a_unit_price_keeps_the_decimals_beyond_the_cent():
    made = step("price", "currency", price="0.0375")
    assert plain(rule_words(made, FRENCH, "EUR").result) == "0,0375 €"


def test_the_steps_of_a_malus_begin_with_those_of_its_judged_figure():
    result, _ = judged("armor_crisis")
    malus = next(line for line in result.bill.lines if line.id == "QS-bonus-malus")
    rules = [each.rule for each in steps_of_line(malus, result)]
    assert rules == [
        *("kpi.numerator", "kpi.denominator", "kpi.ratio", "sla.round", "sla.gap"),
        *("base.activity_fees", "ladder.band", "ladder.amount"),
    ]


def test_the_counters_of_a_step_are_those_of_its_formula():
    made = step(
        "2 * offered - answered_within_20s + rate", offered="3", answered_within_20s="1", rate="0"
    )
    assert set(counters_of(made)) == {"offered", "answered_within_20s"}


def test_a_product_below_the_bar_stands_in_brackets():
    made = step(
        "numerator * scale / (denominator * months)",
        "percent",
        numerator="6",
        scale="100",
        denominator="40",
        months="3",
    )
    words = rule_words(made, FRENCH, "EUR")
    assert (plain(words.formula), plain(words.result)) == ("6 ÷ (40 × 3)", "5 %")


def test_a_gap_to_the_forecast_is_read_day_by_day():
    made = step("abs(actual_1 - forecast_1)", "count", actual_1="1100", forecast_1="1200")
    assert plain(rule_words(made, FRENCH, "EUR").formula) == "|1 100 - 1 200|"
