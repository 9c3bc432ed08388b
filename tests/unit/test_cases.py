"""The cases that a vendor manager can read: a situation, a month's counters, euros to the cent."""

from decimal import Decimal
from typing import Any

import pytest

from pilotage.judgement import MonthResult
from pilotage.kpi.catalogue import FORMULAS
from pilotage.kpi.computation import compute, resolve
from pilotage.money import round_half_up, sum_of
from pilotage.periods import Month
from pilotage.services.full_cost import cost_of
from pilotage.trace import evaluate
from tests.months import ROOT, contract, judge_case, read, table
from tests.steps import assert_every_step_evaluates

FOLDER = ROOT / "tests" / "cases"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['situation']}")
        for path in sorted(FOLDER.glob("*.toml"))
        for case in read(path.read_text(encoding="utf-8"))["case"]
    ]


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    result, expected = judge_case(case), dict(case["expected"])
    assert_every_step_evaluates(result)
    for kpi in expected.pop("kpi", ()):
        _assert_kpi(case, kpi)
    if "line" in expected:
        _assert_lines(result, expected.pop("line"))
    for sla in expected.pop("sla", ()):
        _assert_sla(result, sla)
    for consequence in expected.pop("consequence", ()):
        _assert_consequence(result, consequence)
    if "cost" in expected:
        _assert_cost(case, result, expected.pop("cost"))
    assert sorted({p.code for p in result.problems}) == sorted(expected.pop("problems", []))
    assert result.maturity == expected.pop("maturity", result.maturity)
    for name, amount in expected.items():
        assert _amount(result, name) == Decimal(amount), name


def _assert_cost(case: dict[str, Any], result: MonthResult, expected: dict[str, Any]) -> None:
    month = Month.parse(case["month"])
    counted = table(case["counters"], month).sums(("n1",), month.window).values
    found = cost_of(result, "EUR", counted, sum_of(Decimal(one) for one in case["costs"]))
    for name, stated in expected.items():
        assert getattr(found, name) == Decimal(stated), name


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
        elif name == "windows":
            told = [f"{o.window.first}/{o.window.last}" for o in sla.occurrences]
            assert told == value, sla.id
        elif name in {"statuses", "reasons"}:
            own = [getattr(o, {"statuses": "status"}.get(name, "reason")) for o in sla.occurrences]
            assert own == value, (sla.id, own)
        elif name == "no_value":
            assert sla.value is None, sla.id
        else:
            assert getattr(sla, name) == value, (sla.id, name)


def _assert_kpi(case: dict[str, Any], expected: dict[str, Any]) -> None:
    """A KPI of the case over its month; every figure of the case to the decimals that it states."""
    terms, month = contract(case["contract"]), Month.parse(case["month"])
    kpi = next(kpi for d in terms.kpi if d.id == expected["id"] if (kpi := resolve(d)[0]))
    streams = tuple(stream.id for stream in terms.stream)
    figure = compute(kpi, table(case["counters"], month).sums(streams, month.window))
    assert all(evaluate(step) == step.value for step in figure.steps), expected["id"]
    interval = figure.interval
    said = {
        "id": kpi.id,
        "value": figure.value,
        "unit": figure.unit,
        "sample": figure.sample,
        "plus_or_minus": interval and interval.half,
        "low": interval and interval.low,
        "high": interval and interval.high,
        "no_interval": interval is None,
    }
    for name, value in expected.items():
        told = said[name]
        if isinstance(value, Decimal) and isinstance(told, Decimal):
            told = round_half_up(told, Decimal(1).scaleb(value.as_tuple().exponent))
        assert told == value, (kpi.id, name)


def _assert_consequence(result: MonthResult, expected: dict[str, Any]) -> None:
    stream = expected.get("stream", "")
    own = (c for c in result.consequences if c.of_month is None)
    found = [c for c in own if c.id == expected["id"] and c.stream == stream]
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


def test_the_cases_of_the_catalogue_show_every_formula() -> None:
    cases = read((FOLDER / "catalogue.toml").read_text(encoding="utf-8"))["case"]
    shown = {kpi["formula"] for case in cases for kpi in case["contract"]["kpi"]}
    assert set(FORMULAS) - shown == set()
    for case in cases:
        stated = {kpi["id"] for kpi in case["contract"]["kpi"]}
        assert stated == {kpi["id"] for kpi in case["expected"]["kpi"]}, case["situation"]
