"""A finding in a contract: what is wrong and at which place, before it becomes a `Problem`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from pilotage.contract.positions import Path, line_of
from pilotage.problems import Problem, Severity

Shown = str | int


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` leads to the value in the file (`("price", 0, "terms", 1, "tiers")`)."""

    code: str
    path: Path
    read: str = ""
    expected: str = ""
    severity: Severity = Severity.REFUSED
    params: tuple[tuple[str, Shown], ...] = ()


def found(code: str, path: Path, read: str = "", expected: str = "", **params: Shown) -> Finding:
    """A finding that refuses the file; `params` fill its sentence."""
    return Finding(code, path, read, expected, params=tuple(params.items()))


def shown(value: object) -> str:
    """A value as it stands in the file, shortened."""
    match value:
        case bool():
            text = "true" if value else "false"
        case Decimal():
            text = (
                f"{value:f}" if value.is_finite() and abs(value.adjusted()) < 20 else str(value).lower()
            )
        case date():
            text = value.isoformat()
        case Mapping():
            text = "{ … }"
        case Sequence() if not isinstance(value, str):
            text = "[ … ]"
        case _:
            text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def nearest(word: str, among: Iterable[str]) -> str:
    """The known word most like `word`, or an empty text when none is like it."""
    known = {name.casefold(): name for name in among}
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return known[close[0]] if close else ""


def place(path: Path, raw: object) -> str:
    """A place in the words of the file: `[[price]] appel › terms 2026-07-01 › tiers 2 › price`.

    A table is told by its id (else its number), a dated block by its `from`, a list item by its
    number, counted from 1.
    """
    parts: list[str] = []
    node, before = raw, ""
    for step in path:
        if isinstance(step, str):
            parts.append(step)
            before = step
            node = node.get(step) if isinstance(node, Mapping) else None
            continue
        node = node[step] if isinstance(node, Sequence) and 0 <= step < len(node) else None
        name = str(step + 1)
        if isinstance(node, Mapping):
            told = node.get("from") if before == "terms" else node.get("id")
            name = shown(told) if isinstance(told, str | date) else name
        if len(parts) == 1:
            parts[0] = f"[[{parts[0]}]]"
        parts[-1] = f"{parts[-1]} {name}"
    return " › ".join(parts)


def as_problem(finding: Finding, *, raw: object, lines: Mapping[Path, int], file: str) -> Problem:
    """The finding with its line, its key and its place, ready for a sentence."""
    keys = [step for step in finding.path if isinstance(step, str)]
    return Problem(
        finding.code,
        finding.severity,
        file,
        row=line_of(finding.path, lines),
        column=keys[-1] if keys else "",
        read=finding.read,
        expected=finding.expected,
        params=(("place", place(finding.path, raw)), *finding.params),
    )
