"""The cases that a vendor manager can read: a situation, a month's counters, euros to the cent."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pilotage.judgement import MonthResult
from pilotage.periods import Month
from tests.months import ROOT, contract, judged, read
from tests.steps import assert_every_step_evaluates

FOLDER = ROOT / "tests" / "cases"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['situation']}")
        for path in sorted(FOLDER.glob("*.toml"))
        for case in read(path.read_text(encoding="utf-8"))["case"]
    ]


def _judge(case: dict[str, Any]) -> MonthResult:
    given = case["contract"]
    terms = contract(Path(given)) if isinstance(given, str) else contract(given)
    history: tuple[MonthResult, ...] = ()
    for earlier in case.get("earlier", ()):
        past = judged(terms, Month.parse(earlier["month"]), earlier["counters"], history=history)
        history += (past,)
    kept = {"today": case["today"]} if "today" in case else {}
    return judged(terms, Month.parse(case["month"]), case.get("counters", ()), history=history, **kept)


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    result, expected = _judge(case), dict(case["expected"])
    assert_every_step_evaluates(result)
    if "line" in expected:
        _assert_lines(result, expected.pop("line"))
    for sla in expected.pop("sla", ()):
        _assert_sla(result, sla)
    for consequence in expected.pop("consequence", ()):
        _assert_consequence(result, consequence)
    assert sorted({p.code for p in result.problems}) == sorted(expected.pop("problems", []))
    assert result.maturity == expected.pop("maturity", result.maturity)
    for name, amount in expected.items():
        assert _amount(result, name) == Decimal(amount), name


def _amount(result: MonthResult, name: str) -> Decimal:
    match name:
        case "subtotal" | "vat" | "total":
            return getattr(result.bill, name)
        case "self_assessed":
            return result.bill.vat_lines[0].self_assessed
        case "bonus_malus":
            return result.bonus_malus
    raise AssertionError(f"not understood: {name}")


def _assert_lines(result: MonthResult, expected: list[dict[str, Any]]) -> None:
    """All lines in their order; of each, what the case states."""
    assert [line.id for line in result.bill.lines] == [line["id"] for line in expected]
    for line, stated in zip(result.bill.lines, expected, strict=True):
        for name, value in stated.items():
            if name == "clause":
                assert str(line.source) == value, (line.id, name)
            elif isinstance(value, Decimal | int) and not isinstance(value, bool):
                assert getattr(line, name) == Decimal(value), (line.id, name)
            else:
                assert getattr(line, name) == value, (line.id, name)


def _assert_sla(result: MonthResult, expected: dict[str, Any]) -> None:
    sla = next(sla for sla in result.slas if sla.id == expected["id"])
    for name, value in expected.items():
        if name == "value_to_2_decimals":
            assert sla.value is not None
            assert round(sla.value, 2) == value, (sla.id, sla.value)
        elif name == "reason":
            assert [o.reason for o in sla.occurrences] == [value], sla.id
        elif name == "values":
            assert [str(o.value) for o in sla.occurrences] == value, sla.id
        elif name == "no_value":
            assert sla.value is None, sla.id
        else:
            assert getattr(sla, name) == value, (sla.id, name)


def _assert_consequence(result: MonthResult, expected: dict[str, Any]) -> None:
    stream = expected.get("stream", "")
    found = [c for c in result.consequences if c.id == expected["id"] and c.stream == stream]
    assert len(found) == 1, expected
    for name, value in expected.items():
        if name == "no_zone":
            assert found[0].zone is None
        else:
            assert getattr(found[0], name) == value, (expected["id"], name)


def test_every_case_says_its_situation_and_what_it_expects() -> None:
    for param in _cases():
        case = param.values[0]
        assert len(case["situation"]) > 20, case
        assert case["expected"], case["situation"]
