"""What the import of the month's files already said of their rows, gathered by kind and by feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.controls.model import Finding, Gravity, Line
from pilotage.problems import Problem, Severity

_KINDS: Mapping[str, tuple[str, Gravity]] = {
    "slot.repeated": ("controls.duplicates", Gravity.WATCH),
    "slot.conflict": ("controls.duplicates_differ", Gravity.SERIOUS),
    "row.unbalanced": ("controls.unbalanced", Gravity.WATCH),
    "row.exceeds_offered": ("controls.unbalanced", Gravity.WATCH),
    "row.over_parent": ("controls.rows_over_parent", Gravity.SERIOUS),
    "row.over_parent_kept": ("controls.rows_over_parent", Gravity.WATCH),
    "row.rate_contradicted": ("controls.rate_contradicted", Gravity.WATCH),
    "column.refused_use": ("controls.refused_column", Gravity.SERIOUS),
    "duration.other_form": ("controls.other_form", Gravity.WATCH),
}
#: Rows that do not balance: from this part of the rows on, the columns do not mean what was thought.
_MANY = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class File:
    """A received file that counts in the month: its feed, its days, its rows, what was wrong in it."""

    name: str
    feed: str
    first: date
    last: date
    rows: int
    problems: tuple[Problem, ...]


def rows_found(files: Iterable[File]) -> Iterator[Finding]:
    """One finding a kind of problem, feed and column, naming files and their first rows. Rows that
    could not be read are one kind together.
    """
    grouped: dict[tuple[str, str, str], list[tuple[File, Problem]]] = {}
    for file in files:
        for problem in file.problems:
            kind = _KINDS.get(problem.code, ("", None))[0]
            if kind:
                grouped.setdefault((kind, file.feed, problem.column), []).append((file, problem))
            elif problem.severity is Severity.ROW:
                key = ("controls.rows_left_out", file.feed, "")
                grouped.setdefault(key, []).append((file, problem))
    for (kind, feed, column), found in grouped.items():
        yield _finding(kind, feed, column, found)


def _finding(kind: str, feed: str, column: str, found: list[tuple[File, Problem]]) -> Finding:
    count = sum(problem.count for _, problem in found)
    rows = sum(file.rows for file in {file.name: file for file, _ in found}.values())
    first = found[0][1]
    gravity = _KINDS.get(first.code, ("", Gravity.WATCH))[1]
    if kind in {"controls.unbalanced", "controls.rows_over_parent"} and count > _MANY * rows:
        gravity = Gravity.SERIOUS
    own = tuple((name, value) for name, value in first.params if name not in {"count", "feed"})
    return Finding(
        kind,
        gravity,
        params=(
            *own,
            ("feed", feed),
            ("column", column),
            ("count", count),
            ("rows", rows),
            ("files", len({file.name for file, _ in found})),
            ("read", first.read),
            ("expected", first.expected),
        ),
        feed=feed,
        measure=column,
        days=tuple(sorted({file.first for file, _ in found})),
        lines=tuple(
            Line(
                what=problem.column,
                file=file.name,
                rows=problem.rows or ((problem.row,) if problem.row else ()),
                count=problem.count,
                read=problem.read,
                expected=problem.expected,
            )
            for file, problem in found
        ),
    )
