"""Problems in words: one clear sentence each, in the user's language, naming file, row and column.

Each area keeps its sentences in a module `sentences_<area>` as a mapping `SENTENCES` from the code
of a problem to the text; they are gathered here.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from pilotage import locale
from pilotage.locale import NBSP, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.sentences_feeds import KINDS_OF_FILE, WANTED
from pilotage.periods import Month
from pilotage.problems import Problem

_PLACE = re.compile(r"\{(\w+)\}")
_ISO = re.compile(r"^\d{4}-\d\d-\d\d$")
_MONTH = re.compile(r"^\d{4}-\d\d$")
_RATE = re.compile(r"^(\d+\.\d\d) %$")
_FRENCH_LETTERS = str.maketrans("ydw", "ajs")
_MONEY = re.compile(r"^(-?\d+\.\d\d) ([A-Z]{3})$")
_LINES = ("contract.", "feeds.")


@cache
def sentences() -> Mapping[str, str]:
    """Every sentence by the code of its problem."""
    found: dict[str, str] = {}
    for module in pkgutil.iter_modules(locale.__path__):
        if module.name.startswith("sentences_"):
            found |= importlib.import_module(f"pilotage.locale.{module.name}").SENTENCES
    return found


def sentence(problem: Problem, t: Words) -> str:
    """The problem as a sentence: where it is, what was read, what was expected, how many alike."""
    text = sentences().get(_variant(problem))
    if text is None:
        return " ".join(part for part in (_where(problem, "", t), problem.code, problem.read) if part)
    values = _values(problem, t)
    wanted = {name: values.get(name, "") for name in _PLACE.findall(text)}
    body = t(text, **wanted)
    where = _where(problem, text, t)
    shown = t("{where}: {sentence}", where=where, sentence=body) if where else body
    return f"{shown} {_alike(problem, t)}".rstrip()


def _variant(problem: Problem) -> str:
    if problem.code == "file.not_recognised" and problem.expected:
        return "file.not_recognised_near"
    if problem.code == "file.other_layout" and not problem.read:
        return "file.other_layout_bare"
    if problem.code == "file.not_that_feed" and not problem.read:
        return "file.not_that_feed_bare"
    return problem.code


def _values(problem: Problem, t: Words) -> dict[str, object]:
    params = dict(problem.params)
    values: dict[str, object] = {
        "file": problem.file,
        "sheet": problem.sheet,
        "row": str(problem.row or ""),
        "line": str(problem.row or ""),
        "column": problem.column,
        "place": problem.column,
        "read": _dated(problem.read) if problem.code.startswith("date.") else problem.read,
        "expected": _expected(problem, t),
        "count": problem.count,
        "wanted": _wanted(problem.expected, t),
        "reason": t(problem.expected) if problem.expected else "",
        "what": t(KINDS_OF_FILE.get(problem.read, "")) if problem.read in KINDS_OF_FILE else problem.read,
        "other": _wanted(str(params.get("form", "")), t),
    }
    if problem.code == "settling.beyond":
        currency = str(params["currency"])
        values |= {n: t.money(Decimal(str(params[n])), currency) for n in ("given", "limit")}
    if problem.code.endswith("rate_contradicted"):
        values |= {name: _rate(str(values[name]), t) for name in ("read", "expected")}
    return values | {name: _param(name, value, t) for name, value in params.items()}


def _rate(text: str, t: Words) -> str:
    """A rate that we wrote, with the reader's decimal mark; one that a file wrote otherwise as it is."""
    found = _RATE.match(text)
    return t.percent(Decimal(found[1]), 2) if found else text


def _param(name: str, value: str | int, t: Words) -> object:
    """Counters by their names; days, months and amounts in the reader's form."""
    if name in {"counters", "parent"}:
        return ", ".join(counter_words(counter, t) for counter in str(value).split(", ") if counter)
    if isinstance(value, str) and _MONTH.match(value):
        return t.month(Month.parse(value))
    if isinstance(value, str) and (money := _MONEY.match(value)):
        return t.money(Decimal(money[1]), money[2])
    return _dated(value) if isinstance(value, str) else value


def _dated(text: str) -> object:
    """A day in the form of the language; any other text as it is."""
    return date.fromisoformat(text) if _ISO.match(text) else text


def _expected(problem: Problem, t: Words) -> object:
    if not problem.code.startswith("date."):
        return problem.expected
    if _ISO.match(problem.expected):
        return _dated(problem.expected)
    return problem.expected.translate(_FRENCH_LETTERS) if t.language == "fr" else problem.expected


def _wanted(expected: str, t: Words) -> str:
    return t(WANTED[expected]) if expected in WANTED else expected


def _where(problem: Problem, text: str, t: Words) -> str:
    """File, sheet, row and column, but for what the sentence itself says."""
    said = set(_PLACE.findall(text))
    lines = problem.code.startswith(_LINES)
    parts = [problem.file if "file" not in said else ""]
    if problem.sheet and "sheet" not in said:
        parts.append(t("sheet “{sheet}”", sheet=problem.sheet))
    if problem.row is not None and problem.count == 1 and not said & {"row", "line"}:
        number = str(problem.row)
        parts.append(t("line {row}", row=number) if lines else t("row {row}", row=number))
    if problem.column and not said & {"column", "place"}:
        parts.append(t("column “{column}”", column=problem.column))
    return ", ".join(part for part in parts if part)


def _alike(problem: Problem, t: Words) -> str:
    """`(44 rows: 492, 493, 494 …)` when many were found alike."""
    if problem.count == 1 or not problem.rows:
        return ""
    more = f"{NBSP}…" if problem.count > len(problem.rows) else ""
    rows = ", ".join(str(row) for row in problem.rows) + more
    return t("({count} rows: {rows})", count=problem.count, rows=rows)
