"""Every step of a judged month, for the tests that compute them again."""

from collections.abc import Iterator
from decimal import Decimal

from pilotage.judgement import MonthResult
from pilotage.trace import Step, evaluate


def all_steps(result: MonthResult) -> Iterator[Step]:
    """The steps of the SLAs, of the consequences, of the lines and of the bill."""
    for sla in result.slas:
        for occurrence in sla.occurrences:
            yield from occurrence.figure.steps
            yield from occurrence.steps
    for consequence in result.consequences:
        yield from consequence.steps
        yield from consequence.reasons
    for line in result.bill.lines:
        yield from line.steps
    yield from result.bill.steps


_VALUES = frozenset({"kpi.ratio", "sla.share", "sla.mean", "sla.smoothed", "sla.round"})


def assert_every_step_evaluates(result: MonthResult) -> None:
    """Each step gives its own value again from its own inputs, and leads where the result says."""
    steps = list(all_steps(result))
    assert steps, "a judged month without a step explains nothing"
    for step in steps:
        assert evaluate(step) == step.value, step
        assert all(isinstance(value, Decimal | None) for value in step.inputs.values()), step
    for line in result.bill.lines:
        assert line.steps[-1].value == line.amount, line.id
    for consequence in result.consequences:
        assert isinstance(consequence.computed, Decimal), consequence.id
        if consequence.line is not None:
            assert consequence.steps[-1].value == consequence.computed, consequence.id
    for sla in result.slas:
        for occurrence in sla.occurrences:
            if occurrence.value is not None:
                shown = [step.value for step in occurrence.steps if step.rule in _VALUES]
                assert shown[-1] == occurrence.value, sla.id
    assert result.bill.steps[-1].value == result.bill.total
