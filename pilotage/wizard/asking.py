"""The questions of one proposal, each asked once, with what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pilotage.problems import Problem, Severity
from pilotage.wizard.proposal import OWN_ANSWER, Answers, Params, Question

_FREE = {"feed"}


@dataclass
class Asked:
    """Questions in the order in which they were met; `answers` are what a person said so far,
    `remembered` what the feed knows from before.
    """

    file: str
    answers: Answers
    remembered: Answers = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    wrong: dict[str, tuple[str, str]] = field(default_factory=dict)

    def ask(
        self,
        id: str,  # noqa: A002  the word that the answers use
        code: str,
        *,
        params: Params = (),
        choices: Sequence[str] = (),
        proposed: str = "",
        free: bool = False,
    ) -> str:
        """The answer, else what is proposed, else nothing. An answer that is none of the choices does
        not count (and is told), unless any text is welcome (`free`, or no choices).
        """
        answer = self.answers.get(id)
        if answer is not None:
            answer = answer.strip()
            if choices and not free and answer not in choices:
                self.wrong[id] = (answer, ", ".join(choices))
                answer = None
        known = self.remembered.get(id, "")
        if known and (free or not choices or known in choices):
            proposed = known
        found = Question(id, "question." + code, params, tuple(choices), proposed, answer or None)
        self.questions[id] = found
        return found.value

    def own(self, column: str) -> str:
        """What a person said that this column is, now or before; empty when nobody did."""
        key = OWN_ANSWER + column
        return (self.answers.get(key) or self.remembered.get(key, "")).strip()

    def how_said(self, column: str) -> str:
        """The reason of a part that a person gave: now, or when the feed was made."""
        return "said" if self.answers.get(OWN_ANSWER + column) else "remembered"

    def problems(self, columns: Sequence[str]) -> Iterator[Problem]:
        """Answers to nothing: a question that is not asked, a column that the file does not have."""
        for id_, (read, expected) in self.wrong.items():
            yield self._problem("wizard.answer_not_listed", id_, read, expected)
        for id_, answer in self.answers.items():
            known = id_ in self.questions or id_ in _FREE
            if id_.startswith(OWN_ANSWER):
                known = id_.removeprefix(OWN_ANSWER) in columns
            if not known:
                yield self._problem("wizard.answer_to_nothing", id_, answer, ", ".join(self.questions))

    def _problem(self, code: str, question: str, read: str, expected: str) -> Problem:
        params = (("question", question),)
        return Problem(code, Severity.WARNING, self.file, read=read, expected=expected, params=params)
