"""What the wizard says of a file that no feed knows: each column's part, why, and what must be asked.

Values only: a code and its parameters where a page or the command line will make a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pilotage.feeds.model import Feed
from pilotage.problems import Problem

Role = Literal[
    "date",
    "time",
    "weekday",
    "stream",
    "label",
    "counter",
    "measure",
    "check",
    "reason",
    "personal",
    "ignored",
]
Params = tuple[tuple[str, str | int], ...]
Answers = Mapping[str, str]

OWN_ANSWER = "column:"
"""`column:<name>` answers with a role or a counter what a column is, against the proposal."""


WHERE_AND_WHEN = frozenset({"period", "rows", "stream", "date_order", "time_zone"})
"""The questions that only place the rows: no answer to them makes a column count."""


LOOKS = "as:"
"""`as:<answer>` among a question's parameters: what the file's own text looks like with that answer."""


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for a proposal: `because.<what>` and what fills its sentence."""

    code: str
    params: Params = ()


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A column and the part it would play.

    `kind`, `form` and `times` are those of a profile's column; `confidence` is between 0 and 100.
    `choices` are the other parts that a person may give it: counters and roles. A column that is
    `refused` claims to be something that its own figures contradict.
    """

    name: str
    sample: tuple[str, ...]
    role: Role
    counter: str = ""
    kind: str = ""
    form: tuple[str, ...] = ()
    times: str = ""
    exact: bool = False
    confidence: int = 0
    because: tuple[Because, ...] = ()
    choices: tuple[str, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What the file cannot tell. Without `choices` the answer is a text of its own (a day, seconds).

    `proposed` stands as long as nobody answers; it is empty where a guess would not be safe.
    """

    id: str
    code: str
    params: Params = ()
    choices: tuple[str, ...] = ()
    proposed: str = ""
    answer: str | None = None

    @property
    def value(self) -> str:
        """The answer, else what is proposed, else nothing."""
        return self.answer if self.answer is not None else self.proposed

    @property
    def open(self) -> bool:
        """Whether somebody has to answer before the file can be taken in."""
        return not self.value


@dataclass(frozen=True, slots=True)
class LayoutChange:
    """How a file differs from what the feed that it resembles most used to be.

    `renamed` are pairs (before, now) by likeness, told neither as `gone` nor as `added`; `moved` says
    that the known columns stand in another order. The pairs are (before, now), None when alike.
    """

    contract: str
    feed: str
    feed_name: str
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    moved: bool = False
    grain: tuple[str, str] | None = None
    encoding: tuple[str, str] | None = None
    decimal: tuple[str, str] | None = None

    @property
    def stops(self) -> bool:
        """Whether the feed as it is could not read the file."""
        return bool(self.gone or self.renamed or self.grain or self.decimal)

    def __bool__(self) -> bool:
        more = (self.added, self.moved, self.encoding)
        return self.stops or any(more)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file as it would be read. `feed` is None, and `toml` empty, while nothing could be made of it:
    `problems` or the questions say why. `doubts` are columns whose figures contradict what their name
    says, with the arithmetic and the rows. `asked` is the first day of the period of a file without
    dates, as answered.
    """

    file: str
    columns: tuple[ProposedColumn, ...] = ()
    questions: tuple[Question, ...] = ()
    feed: Feed | None = None
    toml: str = ""
    doubts: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    asked: str = ""

    @property
    def complete(self) -> bool:
        """Whether the file can be taken in as proposed."""
        return self.feed is not None and not any(question.open for question in self.questions)
