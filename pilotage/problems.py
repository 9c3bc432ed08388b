"""Sentences owed to a user: what was wrong, where, what was read and what was expected.

A problem is a value. The core says *what* happened with a code and parameters; only the web pages
and the command line turn it into a sentence of the user's language (`pilotage.locale.sentences`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How far a problem goes: `refused` stops the file, `row` loses a row, the others are kept."""

    REFUSED = "refused"
    ROW = "row"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `count` groups many alike; `row` is then the first of them, `rows` a sample.

    `row` is the line number as the user sees it in his file (1-based, header included).
    `params` fill the sentence of `code`; they are texts or numbers, never objects.
    """

    code: str
    severity: Severity = Severity.ROW
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    read: str = ""
    expected: str = ""
    count: int = 1
    rows: tuple[int, ...] = ()
    params: tuple[tuple[str, str | int], ...] = field(default=())


class ProblemsFoundError(Exception):
    """Raised at the edge of a use case that cannot go on: carries every problem, not the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.code for problem in self.problems))


def stops(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems refuses the whole file."""
    return any(problem.severity is Severity.REFUSED for problem in problems)
