"""docs/one-month.md is run as it stands: its blocks, and every sum written in its sentences."""

import doctest
import io
import re
from decimal import ROUND_HALF_UP, Decimal

import pytest

from pilotage.trace import Step, evaluate
from tests.months import ROOT

TEXT = (ROOT / "docs" / "one-month.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, flags=re.DOTALL)
PROSE = re.sub(r"\s+", " ", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
EQUATIONS = re.findall(rf"({_NUMBER}(?: [-+×÷] {_NUMBER})+) = ({_NUMBER})", PROSE)


def test_the_page_is_short_and_has_its_file_and_its_blocks() -> None:
    assert len(TEXT.splitlines()) <= 105
    assert [language for language, _ in BLOCKS] == ["csv", "pycon", "pycon", "pycon"]


def test_the_blocks_print_what_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    counts = next(text for language, text in BLOCKS if language == "csv")
    source = "\n".join(text for language, text in BLOCKS if language == "pycon")
    test = doctest.DocTestParser().get_doctest(
        source, {"counts": io.StringIO(counts)}, "one-month", "docs/one-month.md", 0
    )
    report = io.StringIO()
    doctest.DocTestRunner(verbose=False).run(test, out=report.write)
    assert test.examples
    assert not report.getvalue(), report.getvalue()


@pytest.mark.parametrize(("sum_", "result"), EQUATIONS, ids=[f"{s} = {r}" for s, r in EQUATIONS])
def test_every_sum_of_the_page_is_right(sum_: str, result: str) -> None:
    """To the last digit that the page writes, half-up."""
    formula = sum_.replace("×", "*").replace("÷", "/")
    numbers = {f"n{i}": Decimal(n.replace(",", "")) for i, n in enumerate(re.findall(_NUMBER, formula))}
    names = iter(numbers)
    step = Step("page", numbers, re.sub(_NUMBER, lambda _: next(names), formula), Decimal(0))
    written = Decimal(result.replace(",", ""))
    assert evaluate(step).quantize(written, rounding=ROUND_HALF_UP) == written


def test_the_page_has_no_figure_without_its_sum() -> None:
    assert len(EQUATIONS) >= 17
    computed = {result for _, result in EQUATIONS}
    printed = " ".join(text for language, text in BLOCKS if language == "pycon")
    for amount in ("96,300.00", "30,300.00", "13,344.00", "139,944.00", "6,997.20", "1,399.44"):
        assert amount in computed
        assert amount in printed
    for amount in ("136,347.36", "27,269.47", "163,616.83"):
        assert amount in computed
        assert amount.replace(",", "") in printed
