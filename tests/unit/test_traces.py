"""Every figure and step of every case, kept beside the cases: nothing of them changes unseen.

To keep what a change of the rules makes of them: `PILOTAGE_KEEP_TRACES=1 make test`, then read the
difference as whoever pays the invoice would.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from pilotage.judgement import reach
from pilotage.periods import Month
from pilotage.trace import Step
from tests.months import ROOT, judge_case, read, terms_of_case

FOLDER = ROOT / "tests" / "cases"
TRACES = FOLDER / "traces"
FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))
KEEP = bool(os.environ.get("PILOTAGE_KEEP_TRACES"))
_APART = {"id", "steps", "reasons", "line", "figure", "window", "occurrences", "source"}


class Told:
    """The steps already told in a case: a line repeats those of its SLA, two SLAs those of their KPI."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def steps(self, found: Iterable[Step]) -> Iterator[str]:
        for step in found:
            if id(step) in self._seen:
                continue
            self._seen.add(id(step))
            given = ", ".join(f"{name} {value}" for name, value in step.inputs.items())
            source = f"{step.source} {step.source.since}".strip()
            parts = (
                f"{step.rule}: {step.formula}",
                given,
                f"= {step.value} {step.unit}",
                source,
                step.note,
            )
            yield "    " + " | ".join(parts)


def told(case: dict[str, Any]) -> Iterator[str]:
    """A case from what it looks back at to its problems."""
    result, terms, seen = judge_case(case), terms_of_case(case), Told()
    yield f"# {case['situation']}"
    back = reach(terms, Month.parse(case["month"]))
    yield f"  reach {back.results} {back.counters} {'half-hours' if back.half_hours else 'days'}"
    for sla in result.slas:
        yield f"  sla {sla.id}: {_fields(sla)}"
        for one in sla.occurrences:
            span = f"{one.window.first} {one.window.last}"
            yield f"   {span} {_fields(one)} figure {_fields(one.figure)}"
            yield from seen.steps((*one.figure.steps, *one.steps))
    for found in result.consequences:
        yield f"  consequence {found.id}: {found.source} {_fields(found)}"
        yield from seen.steps((*found.steps, *found.reasons))
    for line in result.bill.lines:
        yield f"  line {line.id}: {line.source} {_fields(line)}"
        yield from seen.steps(line.steps)
    yield f"  bill {_fields(result.bill)}"
    yield from seen.steps(result.bill.steps)
    for problem in result.problems:
        yield f"  problem {_fields(problem)}"
    yield f"  {result.maturity}"


def _fields(value: Any) -> str:
    """What is not a step or another value of its own, by name."""
    kept = {}
    for name in type(value).__dataclass_fields__:
        own = getattr(value, name)
        if name not in _APART and name != "lines" and own not in ("", None, (), False):
            kept[name] = str(own)
    return " ".join(f"{name}={own}" for name, own in kept.items())


@pytest.mark.parametrize("name", FILES)
def test_no_figure_and_no_step_of_a_case_changes_unseen(name: str) -> None:
    cases = read((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    text = "\n".join(line.rstrip() for case in cases for line in told(case)) + "\n"
    path = TRACES / f"{name}.txt"
    if KEEP:
        TRACES.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_trace_is_left_of_a_file_that_is_gone() -> None:
    assert sorted(path.stem for path in TRACES.glob("*.txt")) == FILES
