"""The part that each column of an unknown file would play, while it is being decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pilotage.contract.model import Contract
from pilotage.feeds.guessing import Guess, guess
from pilotage.problems import Problem, Severity
from pilotage.wizard.asking import Asked
from pilotage.wizard.layouts import Seen, Table
from pilotage.wizard.proposal import Because, ProposedColumn, Role

ROLES: tuple[Role, ...] = ("date", "time", "weekday", "stream", "label", "reason", "personal", "ignored")
PENDING = "?"
"""The weight of a mean for as long as nobody said which."""


@dataclass
class Part:
    """A column and what is known so far of its part; `taken` once it has one."""

    seen: Seen
    guess: Guess | None
    role: Role = "ignored"
    counter: str = ""
    kind: str = ""
    form: tuple[str, ...] = ()
    times: str = ""
    exact: bool = False
    confidence: int = 0
    because: list[Because] = field(default_factory=list)
    taken: bool = False
    refused: bool = False
    said: str = ""
    check: tuple[str, str] | None = None
    tolerance: str = ""
    optional: bool = False

    @property
    def name(self) -> str:
        return self.seen.name

    @property
    def pending(self) -> bool:
        """Whether an answer is still needed before the column can be read."""
        return self.times == PENDING or "{" in self.counter

    def play(self, role: Role, confidence: int, code: str, **params: str | int) -> None:
        """Takes a part, for a reason."""
        self.role, self.confidence, self.taken = role, confidence, True
        self.why(code, **params)

    def why(self, code: str, **params: str | int) -> None:
        self.because.append(Because("because." + code, tuple(params.items())))

    def refuse(self, code: str, **params: str | int) -> None:
        """Is not what it claims to be: not read, with the arithmetic."""
        self.role, self.counter, self.check, self.refused, self.taken = "ignored", "", None, True, True
        self.why(code, **params)


@dataclass
class Board:
    """The columns of a file on the way to a proposal, and the contract that they are to serve."""

    file: str
    table: Table
    contract: Contract | None
    asked: Asked
    parts: list[Part]
    doubts: list[Problem] = field(default_factory=list)
    grain: str = "day"
    needed: frozenset[str] = frozenset()

    def free(self) -> list[Part]:
        """The columns without a part."""
        return [part for part in self.parts if not part.taken]

    def role(self, role: Role) -> Part | None:
        """The column that plays the part, the first when several do."""
        return next((part for part in self.parts if part.role == role and part.taken), None)

    def counting(self, counter: str) -> Part | None:
        """The column that gives the counter as it stands (not by a mean or a rate)."""
        counting = (part for part in self.parts if part.role == "counter" and not part.times)
        return next((part for part in counting if part.counter == counter), None)

    @property
    def counters(self) -> dict[str, Part]:
        return {part.counter: part for part in self.parts if part.role == "counter"}

    def doubt(
        self,
        code: str,
        part: Part,
        rows: Iterable[int],
        *,
        read: str = "",
        expected: str = "",
        count: int = 1,
        severity: Severity = Severity.WARNING,
        **params: str | int,
    ) -> None:
        """A column whose figures contradict what it says, with the rows that do."""
        listed = tuple(rows)
        self.doubts.append(
            Problem(
                "wizard." + code,
                severity,
                self.file,
                self.table.sheet,
                listed[0] if listed else None,
                part.name,
                read,
                expected,
                count,
                listed if count > 1 else (),
                tuple(params.items()),
            )
        )

    def note(self, code: str, *, count: int, read: str) -> None:
        """Something about the file as a whole."""
        note = Problem(
            "wizard." + code, Severity.NOTE, self.file, self.table.sheet, read=read, count=count
        )
        self.doubts.append(note)


def board_of(file: str, table: Table, contract: Contract | None, asked: Asked) -> Board:
    """Every column with what its name suggests, and what a person said of it."""
    parts = []
    for seen in table.columns:
        part = Part(seen, guess(seen.name, seen.kind))
        part.said = asked.own(seen.name)
        parts.append(part)
    return Board(file, table, contract, asked, parts)


def proposed(board: Board, choices: tuple[str, ...]) -> tuple[ProposedColumn, ...]:
    """The columns as they are shown."""
    return tuple(
        ProposedColumn(
            part.name,
            part.seen.sample,
            part.role,
            part.counter,
            part.kind,
            part.form,
            part.times,
            part.exact,
            part.confidence,
            tuple(part.because),
            (*choices, *ROLES),
            part.refused,
        )
        for part in board.parts
    )
