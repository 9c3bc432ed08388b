"""An amendment written into the text of a contract: its document, and a dated block under each clause.

The text is the contract that both sides read, so nothing else of it moves: no comment, no order, no
older block. What comes out is checked like any file.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.contract.findings import shown
from pilotage.contract.positions import Path, lines_of
from pilotage.problems import Problem, Severity

Told = Decimal | int | bool | str | date | Sequence[Mapping[str, object]] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What an amendment changes in one clause: `table` and `id` name it (`price`, `appel`), `clause` is
    the article, `values` the keys of the block with what they become from `since` on.
    """

    table: str
    id: str
    since: date
    clause: str
    values: Mapping[str, Told]
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NewDate:
    """A day of the contract itself (`ends`, `notice`) and the article that moves it."""

    key: str
    day: date
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """A signed document and what it changes."""

    document: str
    title: str
    signed: date
    effective: date
    terms: tuple[NewTerms, ...]
    dates: tuple[NewDate, ...] = ()


def amended(text: str, amendment: Amendment) -> tuple[str, tuple[Problem, ...]]:
    """The contract's text with the amendment in it, or the same text and why it cannot be written: a
    clause that is not there, whose terms stand on one line, or so laid out that another would change.
    `text` is a valid contract.
    """
    raw = tomllib.loads(text, parse_float=Decimal)
    problems, pieces = list[Problem](), list[tuple[int, str]]()
    lines, headers = _lines(text), _headers(text, raw)
    known = {one.get("id") for one in raw.get("document", ())}
    if amendment.document not in known:
        last = ("document", len(raw["document"]) - 1)
        pieces.append((_end(last, headers, lines), _document(amendment)))
    for new in amendment.terms:
        entities = raw.get(new.table, ())
        number = next((n for n, one in enumerate(entities) if one.get("id") == new.id), None)
        at = (new.table, number or 0, "terms")
        blocks = () if number is None else entities[number].get("terms", ())
        if number is None or (*at, len(blocks) - 1) not in headers:
            code = "amend.no_clause" if number is None else "amend.terms_on_one_line"
            params = (("table", new.table), ("id", new.id))
            problems.append(Problem(code, Severity.REFUSED, read=shown(new.id), params=params))
            continue
        pieces.append((_end((*at, len(blocks) - 1), headers, lines), _block(amendment, new)))
    if problems:
        return text, tuple(problems)
    for moved in amendment.dates:
        _redate(lines, lines_of(text), amendment, moved, pieces)
    for line, piece in sorted(pieces, key=lambda one: one[0])[::-1]:  # two at one line: in order
        lines.insert(line, piece)
    made = "".join(lines)
    if not _same(made, _expected(raw, amendment)):
        named = (("document", amendment.document),)
        return text, (Problem("amend.not_the_same", Severity.REFUSED, params=named),)
    return made, ()


def _lines(text: str) -> list[str]:
    """The lines of a TOML text, which a line feed alone ends, each with its own."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _expected(raw: Mapping[str, Any], amendment: Amendment) -> Mapping[str, Any]:
    """The contract as it must be read once amended: what it said, and the amendment."""
    after = deepcopy(dict(raw))
    if amendment.document not in {one.get("id") for one in after.get("document", ())}:
        after["document"] += tomllib.loads(_document(amendment), parse_float=Decimal)["document"]
    for new in amendment.terms:
        entity = next(one for one in after[new.table] if one.get("id") == new.id)
        entity["terms"] += tomllib.loads(_block(amendment, new), parse_float=Decimal)[new.table]["terms"]
    return after | {moved.key: moved.day for moved in amendment.dates}


def _same(made: str, expected: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(made, parse_float=Decimal) == expected
    except tomllib.TOMLDecodeError:
        return False


def _headers(text: str, raw: Mapping[str, object]) -> Mapping[Path, int]:
    """The lines of the tables that stand under a header of their own."""
    lines = _lines(text)
    return {
        path: line
        for path, line in lines_of(text).items()
        if path and lines[line - 1].lstrip().startswith("[") and isinstance(_at(raw, path), Mapping)
    }


def _at(node: object, path: Iterable[str | int]) -> object:
    for step in path:
        if isinstance(step, str):
            node = node.get(step) if isinstance(node, Mapping) else None
        else:
            node = node[step] if isinstance(node, list) and step < len(node) else None
    return node


def _end(path: Path, headers: Mapping[Path, int], lines: list[str]) -> int:
    """How many lines stand before and in the table, tables inside it included: those of the next
    header's own comment left out.
    """
    begins = headers[path]
    after = (n for other, n in headers.items() if n > begins and other[: len(path)] != path)
    end = min(after, default=len(lines) + 1) - 1
    while end > begins and lines[end - 1].strip()[:1] in {"", "#"}:
        end -= 1
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    return end


def _redate(
    lines: list[str],
    places: Mapping[Path, int],
    amendment: Amendment,
    moved: NewDate,
    pieces: list[tuple[int, str]],
) -> None:
    """The day takes the place of the one that stood there, the document named beside it."""
    source = ", ".join(filter(None, (amendment.document, moved.clause)))
    told = f"{moved.key} = {moved.day.isoformat()}  # {source}\n"
    if (moved.key,) in places:
        lines[places[moved.key,] - 1] = told
    else:
        pieces.append((places["starts",], told))


def _document(amendment: Amendment) -> str:
    keys = {
        "id": amendment.document,
        "title": amendment.title,
        "signed": amendment.signed,
        "effective": amendment.effective,
    }
    return "\n[[document]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())


def _block(amendment: Amendment, new: NewTerms) -> str:
    source = f"{amendment.document}, {new.clause}" if new.clause else amendment.document
    keys: dict[str, object] = {"from": new.since}
    if new.until is not None:
        keys["until"] = new.until
    keys |= {"source": source, **new.values}
    told = "".join(f"  {key} = {_toml(value)}\n" for key, value in keys.items())
    return f"\n  [[{new.table}.terms]]\n{told}"


def inline(value: object) -> str:
    """A value of a contract as TOML writes it on one line."""
    return re.sub(r",\s*\]", "]", re.sub(r"\s*\n\s*", " ", _toml(value))).replace("[ {", "[{")


def _toml(value: object) -> str:
    """A value as TOML writes it. Lists of tables go one a line, so that bands are read as a table."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            inside = ", ".join(f"{key} = {_toml(one)}" for key, one in value.items())
            return f"{{ {inside} }}"
        case Sequence() if value and isinstance(value[0], Mapping):
            return "[\n" + "".join(f"    {_toml(one)},\n" for one in value) + "  ]"
        case Sequence():
            return "[" + ", ".join(_toml(one) for one in value) + "]"
    raise TypeError(f"not a value of a contract: {value!r}")
