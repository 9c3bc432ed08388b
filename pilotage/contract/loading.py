"""A contract file -> a `Contract`, or every problem that it holds, each with its line.

Nothing is raised for what a user wrote: all mistakes are reported together, in his own words (the
keys, ids and dates of the file), never in those of a library.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pilotage.contract.checks import check_contract
from pilotage.contract.findings import Finding, as_problem, found, nearest, shown
from pilotage.contract.keys import keys_at
from pilotage.contract.known import Known
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path, lines_of
from pilotage.problems import Problem, Severity

_MOST_CHARACTERS = 1_000_000
_REPEATED = {
    "terms",
    *(name for name, of in Contract.model_fields.items() if get_origin(of.annotation) is tuple),
}
_LISTS = {"activities", "streams", "slas", "prices", "counters"}
_AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")

_SIMPLE = {
    "number_not_finite": "contract.not_finite",
    "number_range": "contract.number_range",
    "recurrence": "contract.bad_recurrence",
    "date_type": "contract.not_a_date",
    "int_type": "contract.not_whole",
    "bool_type": "contract.not_yes_no",
    "string_type": "contract.not_a_text",
    "string_too_short": "contract.empty_text",
    "string_too_long": "contract.text_too_long",
    "too_short": "contract.empty_list",
}
_PATTERNS = {
    "country": "contract.bad_country",
    "currency": "contract.bad_currency",
    "opens": "contract.bad_clock",
    "closes": "contract.bad_clock",
    "at": "contract.bad_clock",
}
_BOUNDS = {"greater_than": (">", "gt"), "greater_than_equal": ("≥", "ge")} | {
    "less_than": ("<", "lt"),
    "less_than_equal": ("≤", "le"),
}


def load_contract(
    text: str, file: str = "", known: Known | None = None, today: date | None = None
) -> tuple[Contract | None, tuple[Problem, ...]]:
    """The contract of a TOML text, and what is wrong with it.

    Args:
        text: the file's content, with or without a byte order mark.
        file: its name, repeated in each problem.
        known: the formulas and counters that KPIs may name; when None they are not checked.
        today: the day on which it is read, which tells a review that is late.

    Returns:
        The contract, or None when a problem refuses the file; the problems in the file's order.
    """
    text = text.removeprefix("\ufeff")
    raw, finding = _read(text)
    if finding is not None:
        line = int(dict(finding.params).get("line", 0)) or None
        problem = as_problem(finding, raw={}, lines={}, file=file)
        return None, (_at_line(problem, line),)
    contract, findings = _validated(raw, known, today)
    lines = lines_of(text)
    problems = [as_problem(finding, raw=raw, lines=lines, file=file) for finding in findings]
    problems.sort(key=lambda problem: problem.row or 0)
    return contract, tuple(problems)


def _at_line(problem: Problem, line: int | None) -> Problem:
    fields = {name: getattr(problem, name) for name in ("code", "severity", "file", "read", "params")}
    return Problem(**fields, row=line)


def _validated(
    raw: dict[str, Any], known: Known | None, today: date | None
) -> tuple[Contract | None, list[Finding]]:
    own_names = list(_python_names((), raw))
    try:
        contract = Contract.model_validate(raw)
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _is_echo(detail)]
        return None, [*own_names, *(_finding(detail, raw) for detail in details)]
    findings = [*own_names, *check_contract(contract, known, today)]
    refused = any(finding.severity is Severity.REFUSED for finding in findings)
    return None if refused else contract, findings


def _is_echo(detail: ErrorDetails) -> bool:
    """A list is also said to be too short when its only items are themselves wrong."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _read(text: str) -> tuple[dict[str, Any], Finding | None]:
    """The TOML text as plain values, or the one finding that says where it cannot be read."""
    if not text.strip():
        return {}, found("contract.empty", ())
    if len(text) > _MOST_CHARACTERS:
        return {}, found("contract.too_long", (), most=_MOST_CHARACTERS)
    try:
        return tomllib.loads(text, parse_float=Decimal), None
    except tomllib.TOMLDecodeError as error:
        return {}, _unreadable(str(error), text)
    except RecursionError:
        return {}, found("contract.too_deep", ())
    except (ValueError, ArithmeticError):
        return {}, found("contract.number_too_long", ())


def _unreadable(message: str, text: str) -> Finding:
    """What tomllib could not read, told by what the line looks like."""
    lines = text.splitlines()
    at = _AT.search(message)
    line = int(at[1]) if at and at[1] else len(text.rstrip().splitlines())
    written = lines[line - 1].strip() if line <= len(lines) else ""
    code = "contract.unreadable"
    if "Cannot overwrite" in message or "twice" in message or "Duplicate" in message:
        code = "contract.duplicate_key"
    elif "Invalid date" in message:
        code = "contract.no_such_date"
    elif re.search(r"\d{1,2}/\d{1,2}/\d{4}", written):
        code = "contract.date_form"
    elif re.search(r"=\s*[+-]?\d+,\d", written):
        code = "contract.decimal_comma"
    elif "Unclosed" in message or "Unterminated" in message or re.search(r"Expected \"\"\"|'''", message):
        code = "contract.unclosed"
    elif re.search(r"=\s*[^\s\d\"'\[{+-]", written):
        code = "contract.unquoted"
    return found(code, (), shown(written), line=line, character=int(at[2]) if at and at[2] else 1)


def _python_names(path: Path, node: object) -> Iterator[Finding]:
    """`since` is how the code calls `from`: the file has one word for it."""
    if isinstance(node, Mapping):
        if path[-2:-1] == ("terms",) and "since" in node:
            yield found("contract.unknown_key", (*path, "since"), suggestion="from")
        for key, value in node.items():
            yield from _python_names((*path, key), value)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _python_names((*path, number), value)


def _finding(detail: ErrorDetails, raw: dict[str, Any]) -> Finding:
    """One refusal of the model, in the words of the file."""
    path = _file_path(detail["loc"])
    kind, value, told = detail["type"], detail["input"], detail.get("ctx", {})
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if kind in {"extra_forbidden", "missing"} or path[-1:] == ("[key]",):
        return _about_key(kind, path, raw)
    if kind.startswith("union_tag"):
        if kind == "union_tag_not_found":
            return found("contract.missing_key", (*path, "kind"))
        return _not_in_list((*path, "kind"), str(told["tag"]), str(told["expected_tags"]))
    if kind == "literal_error":
        return _not_in_list(path, value, str(told["expected"]))
    if kind == "number_type":
        quoted = isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d+([.,]\d+)?\s*%?\s*", value)
        code = "contract.quoted_number" if quoted else "contract.not_a_number"
        return found(code, path, read=shown(value))
    if kind == "string_pattern_mismatch":
        code = "contract.bad_counter" if path[0] == "counter" else "contract.bad_identifier"
        return found(_PATTERNS.get(key, code), path, read=shown(value))
    if kind in _BOUNDS:
        sign, name = _BOUNDS[kind]
        return found("contract.out_of_bounds", path, shown(value), f"{sign} {told[name]}")
    if kind in _SIMPLE:
        return found(_SIMPLE[kind], path, read=shown(value))
    return found(_wrong_shape(path, value), path, read=shown(value))


def _wrong_shape(path: Path, value: object) -> str:
    """A table where a list of tables is due, the reverse, or neither."""
    if path and path[-1] in _REPEATED and isinstance(value, Mapping):
        return "contract.single_brackets"
    if isinstance(value, list):
        return "contract.double_brackets"
    if path and path[-1] in _LISTS:
        return "contract.not_a_list"
    return "contract.wrong_shape"


def _about_key(kind: str, path: Path, raw: dict[str, Any]) -> Finding:
    """A key that is missing, or that the place does not know."""
    if kind == "missing":
        return found("contract.missing_key", path)
    if path[-1] == "[key]":
        path = path[:-1]
    known = keys_at(path[:-1], raw)
    elsewhere = _misplaced(path, raw)
    if elsewhere is not None:
        return elsewhere
    suggestion = nearest(str(path[-1]), known)
    if suggestion:
        return found("contract.unknown_key", path, suggestion=suggestion)
    return found("contract.unknown_key_list", path, "", ", ".join(known))


def _misplaced(path: Path, raw: dict[str, Any]) -> Finding | None:
    """A right key in the wrong place: TOML gives a key to the table that stands last above it."""
    *table, key = path
    if table[-2:-1] == ["terms"] and key in keys_at(tuple(table[:-2]), raw):
        return found("contract.key_of_clause", path, table=f"[[{table[0]}]]")
    if key in keys_at((*table, "terms", 0), raw):
        return found("contract.key_of_terms", path, table=f"[[{table[0]}.terms]]")
    if table and key in keys_at((), raw):
        return found("contract.key_of_contract", path)
    return None


def _not_in_list(path: Path, value: object, listed: str) -> Finding:
    """A word that is not one of those that the key accepts."""
    words = re.findall(r"'([^']*)'", listed)
    expected = ", ".join(words)
    suggestion = nearest(value, words) if isinstance(value, str) else ""
    if suggestion:
        return found("contract.not_in_list_close", path, shown(value), expected, suggestion=suggestion)
    return found("contract.not_in_list", path, shown(value), expected)


def _file_path(loc: tuple[str | int, ...]) -> Path:
    """The place as the file has it: without the `kind` that the model puts after the number."""
    tagged = len(loc) > 2 and loc[0] in {"consequence", "limit"}
    return (*loc[:2], *loc[3:]) if tagged else loc
