"""What the wizard proposes, in words: reasons, questions, possible answers, parts of columns."""

from __future__ import annotations

from pilotage.locale import Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.sentences import sentences
from pilotage.locale.sentences_wizard import CHOICES
from pilotage.wizard.proposal import Because, Question

_COUNTERS = frozenset({"counter", "weight", "above", "below", "first", "second"})


def because_words(reason: Because, t: Words) -> str:
    """The reason as a sentence."""
    return _filled(reason.code, reason.params, t)


def question_words(question: Question, t: Words) -> str:
    """The question as a sentence."""
    return _filled(question.code, question.params, t)


def choice_words(choice: str, t: Words) -> str:
    """A possible answer, or the part of a column: a role or a way by its name, a counter by its own,
    anything else (a sheet, a stream, a format) as it stands.
    """
    return t(CHOICES[choice]) if choice in CHOICES else counter_words(choice, t)


def _filled(code: str, params: tuple[tuple[str, str | int], ...], t: Words) -> str:
    text = sentences().get(code)
    if text is None:
        return code
    return t(text, **{name: _value(name, value, t) for name, value in params})


def _value(name: str, value: str | int, t: Words) -> object:
    if name in _COUNTERS and isinstance(value, str):
        return counter_words(value, t)
    if name == "unit" and isinstance(value, str):
        return choice_words(value, t).lower()
    return value
