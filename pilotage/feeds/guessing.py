"""What a column's name suggests, in French and English: a counter, and how sure the guess is.

Guesses are only shown to a person (`inspect`, the wizard); nothing is imported on a guess.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from pilotage.feeds.vocabulary import CLOCKS, NOT_COUNTED, PLACES, RULES, Guess

__all__ = ["Guess", "bare", "guess", "likeness", "threshold_in"]

_SHORTEST = 3
_SECONDS = re.compile(r"(\d{1,4})\s*s(?:ec\w*)?\b")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:mn|mins?|minutes?)\b")
_HOURS = re.compile(r"(\d{1,3})\s*(?:h|heures?|hours?)\b")
_PAIR = re.compile(r"\b(\d{2}) (\d{2})\b")
_PARTED = frozenset({"forecast", "headcount", "trained_headcount", "supervisors", "backlog"})
_LAPSES = frozenset({"duration", "short_duration", "time"})
_COMPILED = tuple((re.compile(pattern), found) for pattern, found in RULES)
_STANDING = tuple((re.compile(pattern), kinds, found) for pattern, kinds, found in PLACES)


def bare(name: str) -> str:
    """Lower case, no accent, words apart by one space: `CallsOffered` and `Calls_Offered` alike."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name)
    letters = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode()
    return " ".join(re.split(r"[^a-z0-9%]+", letters.lower().replace("%", " % "))).strip()


def likeness(one: str, other: str) -> float:
    """How much two names are alike, between 0 and 1: letters, and words that they share."""
    first, second = bare(one), bare(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    words, wanted = sorted((first.split(), second.split()), key=len)
    shared = sum(any(_alike(word, other) for other in wanted) for word in words) / len(words)
    letters = SequenceMatcher(None, first, second).ratio()
    return max(letters, 0.9 * shared if shared == 1 else 0.6 * shared)


def _alike(word: str, other: str) -> bool:
    """The same word, or one cut short (`recla` for `reclamations`)."""
    short, long = sorted((word, other), key=len)
    return short == long or (len(short) >= _SHORTEST and long.startswith(short))


def threshold_in(words: str) -> str:
    """The seconds that a bare name says (`20s`, `2 min`, `80 20`), empty when it says none."""
    if found := _SECONDS.search(words):
        return found[1]
    if found := _MINUTES.search(words):
        return str(int(found[1]) * 60)
    if found := _PAIR.search(words):
        return found[2]
    return ""


def guess(name: str, cell_kind: str) -> Guess | None:
    """What a column of that name, whose cells look like `cell_kind` (`whole`, `decimal`, `percent`,
    `duration`, `date`, `time`, `text`), is likely to be; None without an idea.
    """
    words = bare(name)
    if cell_kind == "date":
        return Guess("date", "text")
    if cell_kind in {"time", "duration"} and CLOCKS.search(words) and not _duration(words):
        return Guess("time", "text")
    for pattern, kinds, found in _STANDING:
        if cell_kind in kinds and pattern.search(words) and not _counted(words, cell_kind):
            return found
    if NOT_COUNTED.search(words):
        return None
    for compiled, found in _COMPILED:
        if compiled.search(words):
            return _fitted(found, words, cell_kind)
    return Guess("time", "text") if cell_kind == "time" else None


def _duration(words: str) -> bool:
    """Whether the words name a lapse of time rather than an hour of the day."""
    return any(found.kind == "duration" and rule.search(words) for rule, found in _COMPILED)


def _counted(words: str, cell_kind: str) -> bool:
    """`Nb agents`, `Superviseurs`: whole numbers of things, not their names."""
    counted = r"\b(nb|nbre|nombre|number of|count|superviseurs|supervisors)\b"
    return cell_kind == "whole" and bool(re.search(counted, words))


def _fitted(found: Guess, words: str, cell_kind: str) -> Guess:
    """The guess made to agree with what the cells look like; less sure where they do not."""
    counter = found.counter
    if "{t}" in counter:
        hours = _HOURS.search(words) if counter.endswith("h") else None  # `24h`, `24wh`
        seconds = hours[1] if hours else threshold_in(words)
        counter = counter.replace("{t}", seconds or "{t}")
    kind, times, confidence = found.kind, found.times, found.confidence
    if cell_kind == "percent" and kind not in {"rate", "text"}:
        kind, times, confidence = "rate", times or "offered", confidence - 30
    elif cell_kind == "whole" and kind == "rate" and "%" not in words and "taux" not in words:
        kind, times = "count", ""
    elif cell_kind == "decimal" and kind == "count" and re.search(r"\b(rate|taux|%)", words):
        kind, times = "rate", "answered" if counter.startswith("answered_within") else "offered"
    elif cell_kind == "decimal" and kind == "count" and counter not in _PARTED:
        confidence -= 40
    elif cell_kind == "text" or (cell_kind in _LAPSES and kind in {"count", "rate"}):
        confidence -= 50
    return Guess(counter, kind, times, max(confidence, 10))
