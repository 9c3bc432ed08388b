"""What `explain` tells of every case, kept beside the cases: no step changes its words unseen.

To keep what a change of the rules makes of them: `PILOTAGE_KEEP_TRACES=1 make test`, then read the
difference as a vendor manager would.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from pilotage.cli.explaining import explanation
from pilotage.locale import Words
from tests.months import ROOT, judge_case, read, terms_of_case

FOLDER = ROOT / "tests" / "cases"
TRACES = FOLDER / "traces"
FILES = sorted(path.stem for path in FOLDER.glob("*.toml"))
_APART = {"id", "steps", "line", "figure", "window", "raw"}
KEEP = bool(os.environ.get("PILOTAGE_KEEP_TRACES"))


def told(case: dict[str, Any]) -> Iterator[str]:
    """Every line of `explain`, and what a line and a result say beside their steps."""
    result = judge_case(case)
    yield f"# {case['situation']}"
    yield from explanation(result, terms_of_case(case), Words("en"), None, {})
    for line in result.bill.lines:
        yield f"line {line.id}: {_fields(line)}"
    for one in result.consequences:
        yield f"consequence {one.id}: {_fields(one)}"
    for sla in result.slas:
        for seen in sla.occurrences:
            yield f"occurrence {sla.id}: {seen.window.first} {seen.window.last} {_fields(seen)}"
    yield ""


def _fields(value: Any) -> str:
    """What is not a step, a source or another value of its own, by name."""
    kept = {}
    for name in type(value).__dataclass_fields__:
        own = getattr(value, name)
        if own not in ("", None, (), False) and name not in {
            "id",
            "steps",
            "line",
            "figure",
            "window",
            "raw",
        }:
            kept[name] = str(own)
    return " ".join(f"{name}={own}" for name, own in kept.items())


@pytest.mark.parametrize("name", FILES)
def test_the_cases_are_explained_as_they_were(name: str) -> None:
    cases = read((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    text = "\n".join(line.rstrip() for case in cases for line in told(case)) + "\n"
    path = TRACES / f"{name}.txt"
    if KEEP:
        TRACES.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_no_trace_is_left_of_a_file_that_is_gone() -> None:
    assert sorted(path.stem for path in TRACES.glob("*.txt")) == FILES
