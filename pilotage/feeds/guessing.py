"""What a column's name suggests, in French and English: a counter, and how sure the guess is.

Guesses are only shown to a person (`inspect`, the feed wizard); nothing is imported on a guess.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guess:
    """`counter` (or `date`, `time`, `stream`, `person`); `kind` as a profile says it; `times` when
    the column is a mean or a rate; `confidence` between 0 and 100.
    """

    counter: str
    kind: str = "count"
    times: str = ""
    confidence: int = 90


def _duration(counter: str, confidence: int = 90, times: str = "handled") -> Guess:
    """A mean duration is what files print; a total is recognised by a person."""
    return Guess(counter, "duration", times, confidence)


_T = re.compile(r"(\d{1,3})\s*s")

_RULES: tuple[tuple[str, Guess], ...] = (
    (r"taux d abandon|abandon\w* rate", Guess("abandoned", "rate", "offered")),
    (r"taux de (decroche|reponse|prise)|answer\w* rate", Guess("answered", "rate", "offered")),
    (r"\b(prev(ision|us?|ues?)?|forecast)\b", Guess("forecast")),
    (
        r"\b(qs|qualite de service|niveau de service|(service|svc) level|nds)\b",
        Guess("answered_within_{t}s", "rate", "offered", 75),
    ),
    (r"abandon\w* .*\d+ ?s\b", Guess("abandoned_within_{t}s", confidence=75)),
    (
        r"(answered|pris|decroches?|taux) .*\d+ ?s",
        Guess("answered_within_{t}s", "rate", "offered", 75),
    ),
    (r"abandon\w* courts?|short abandon", Guess("short_abandoned")),
    (r"\babandon", Guess("abandoned")),
    (r"\b(dmt|aht)\b|traitement moyen|moyenne de traitement|handle time", _duration("handle_s")),
    (r"\b(dmc|conversation|communication|talk)\b", _duration("talk_s", 75)),
    (r"post appel|apres appel|post traitement|\b(acw|wrap\w*)\b", _duration("wrap_s", 75)),
    (r"\b(mise en (attente|garde)|hold)\b", _duration("hold_s", 75)),
    (
        r"\b(dma|asa|attente|wait(ing)?)\b|speed ?(of ?)?answer|answer speed",
        _duration("wait_s", 75, "answered"),
    ),
    (r"\bdmr\b|delai moyen de reponse|response time", _duration("response_s", 75)),
    (r"\b(decroches?|pris(es)?|repondus?|answered)\b", Guess("answered")),
    (r"\b(presente[es]*|recus?|entrants?|offered|incoming|received|proposes?)\b", Guess("offered")),
    (r"\b(traite[es]*|handled|gere[es]*|termine[es]*)\b", Guess("handled")),
    (r"\b(transfer\w*|transferts?)\b", Guess("transfers")),
    (r"\b(reiter\w*|rappels?|repeat\w*)\b", Guess("repeats", confidence=75)),
    (r"\b(resolus?|resolved|fcr)\b", Guess("resolved", confidence=75)),
    (r"\b(rouverts?|reopened)\b", Guess("reopened")),
    (r"\b(csat|satisfaction|satisfaits?|satisfied|rating)\b", Guess("csat_sum", "points", "", 60)),
    (r"\b(nps|promoteurs?|promoters?)\b", Guess("nps_promoters", confidence=60)),
    (r"note qualite|quality score|\bnq\b", Guess("quality_sum", "points", "", 70)),
    (r"(heures|h) command\w*|ordered hours", Guess("ordered_hours", "hours")),
    (r"(heures|h) planif\w*|scheduled hours", Guess("scheduled_hours", "hours")),
    (r"(heures|h) (de )?prod\w*|productive hours", Guess("productive_hours", "hours")),
    (r"\b(formation|training)\b", Guess("training_hours", "hours", "", 70)),
    (r"\babsen\w*", Guess("absent_hours", "hours", "", 70)),
    (
        r"\bheures (connect|travail)\w*|\bh connect\w*|worked hours",
        Guess("worked_hours", "hours", "", 75),
    ),
    (r"\b(stock|backlog|en cours)\b", Guess("backlog")),
    (r"contact[os]* (argumentes?|utiles?|uteis)|useful contacts?", Guess("useful_contacts")),
    (r"\b(ventes?( brutes?)?|sales|vendas?)\b", Guess("gross_sales", confidence=75)),
    (r"\b(retractations?|withdrawals?|annulations?|desistencias?)\b", Guess("withdrawals")),
)
_PLACES: tuple[tuple[str, frozenset[str], Guess], ...] = (
    (
        r"\b(nom|prenom|agent|\w*conseiller\w*|login|supervis\w*|rep|e ?mail|\w*[fp]h?one)\b",
        frozenset({"text", "whole"}),
        Guess("person", "text", confidence=80),
    ),
    (
        r"\b(file|queue|reception|site|activite|activity|skill|motif|topic|canal|channel|provider|campagne|campanha)\b",
        frozenset({"text", "whole"}),
        Guess("stream", "text", confidence=60),
    ),
)
_CLOCKS = re.compile(r"^(debut|fin|heure|hora|tranche|creneau|time|start|interval\w*)\b")
_COMPILED = tuple((re.compile(pattern), guess) for pattern, guess in _RULES)


def bare(name: str) -> str:
    """Lower case, no accent, words apart by one space: `CallsOffered` and `Calls_Offered` alike."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name)
    letters = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode()
    return " ".join(re.split(r"[^a-z0-9%]+", letters.lower())).strip()


def guess(name: str, cell_kind: str) -> Guess | None:
    """What a column of that name, whose cells look like `cell_kind` (`whole`, `decimal`, `percent`,
    `duration`, `date`, `time`, `text`), is likely to be; None without an idea.
    """
    words = bare(name)
    if cell_kind in {"date", "time"} or (cell_kind == "duration" and _CLOCKS.search(words)):
        return Guess("date" if cell_kind == "date" else "time", "text")
    for pattern, kinds, found in _PLACES:
        if cell_kind in kinds and re.search(pattern, words):
            return found
    for compiled, found in _COMPILED:
        if compiled.search(words):
            return _fitted(found, words, cell_kind)
    return None


def _fitted(found: Guess, words: str, cell_kind: str) -> Guess:
    """The guess made to agree with what the cells look like; less sure where they do not."""
    counter = found.counter
    if "{t}" in counter:
        seconds = _T.search(words) or re.search(r"(\d{1,3})", words)
        counter = counter.replace("{t}", seconds[1] if seconds else "20")
    kind, times, confidence = found.kind, found.times, found.confidence
    if cell_kind == "percent" and kind not in {"rate", "text"}:
        kind, times, confidence = "rate", times or "offered", confidence - 30
    elif cell_kind == "whole" and kind == "rate" and "%" not in words and "taux" not in words:
        kind, times = "count", ""
    elif cell_kind == "text":
        confidence -= 50
    return Guess(counter, kind, times, max(confidence, 10))
