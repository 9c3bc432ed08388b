"""What the wizard proposes, in words: reasons, questions, possible answers, parts of columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pilotage.contract.model import Named
from pilotage.locale import N_, Language, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.sentences import sentences
from pilotage.locale.sentences_wizard import CHOICES
from pilotage.wizard.proposal import LOOKS, Because, Question

_OF_STREAMS = frozenset({"question.stream", "question.stream_value"})
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


def answer_words(question: Question, choice: str, t: Words, streams: Mapping[str, str]) -> str:
    """A possible answer to the question: a stream by its name, a way of writing accents by what the
    file looks like in it, anything else as `choice_words` says it.
    """
    looks = dict(question.params).get(LOOKS + choice)
    if looks:
        return t(N_("“{sample}” ({how})"), sample=looks, how=choice_words(choice, t))
    if question.code in _OF_STREAMS and choice in streams:
        return streams[choice]
    return choice_words(choice, t)


def stream_names(streams: Iterable[Named], language: Language) -> dict[str, str]:
    """The streams by id, in the reader's words; two of one name add their id."""
    names = {stream.id: stream.label(language) for stream in streams}
    seen = list(names.values())
    return {id_: name if seen.count(name) == 1 else f"{name} ({id_})" for id_, name in names.items()}


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
