"""A `feeds.toml` read: models, or one problem a mistake, with the key and what was expected.

The keys are told in `pilotage.feeds.model`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pilotage.counters import CATALOGUE, MADE, is_counter
from pilotage.feeds.dates import has_year
from pilotage.feeds.model import Column, Feed, FeedProfiles, Wide
from pilotage.problems import Problem, Severity

__all__ = ["Column", "Feed", "FeedProfiles", "load_profiles"]

_WANTED = {
    "int_type": "value.whole",
    "int_parsing": "value.whole",
    "greater_than_equal": "value.range",
    "less_than_equal": "value.range",
    "string_type": "value.text",
    "string_too_short": "value.text",
    "string_too_long": "value.text",
    "string_pattern_mismatch": "value.pattern",
    "bool_type": "value.yes_no",
    "bool_parsing": "value.yes_no",
    "tuple_type": "value.list",
    "too_short": "value.list",
    "mapping_type": "value.table",
    "model_type": "value.table",
    "dict_type": "value.table",
    "decimal_type": "number.number",
    "decimal_parsing": "number.number",
}

Loaded = tuple[FeedProfiles | None, tuple[Problem, ...]]


def load_profiles(text: str, file: str = "") -> Loaded:
    """The feeds of a `feeds.toml`, or None with every problem found in it."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return None, (_problem("feeds.not_toml", file, read=str(error)),)
    try:
        profiles = FeedProfiles.model_validate(raw)
    except ValidationError as error:
        details = (detail for detail in error.errors() if not _is_echo(detail))
        return None, tuple(_from_pydantic(detail, raw, file) for detail in details)
    problems = tuple(_contradictions(profiles, file))
    return (None if problems else profiles), problems


def _problem(code: str, file: str, *, column: str = "", read: str = "", expected: str = "") -> Problem:
    return Problem(code, Severity.REFUSED, file, column=column, read=read, expected=expected)


def _is_echo(detail: ErrorDetails) -> bool:
    """A list is also said to be too short when its only items are themselves wrong."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _from_pydantic(detail: ErrorDetails, raw: object, file: str) -> Problem:
    where = _path(detail["loc"], raw)
    match detail["type"]:
        case "extra_forbidden":
            return _problem("feeds.unknown_key", file, column=where)
        case "missing":
            return _problem("feeds.key_missing", file, column=where)
        case "value_error":
            reason = str(detail.get("ctx", {}).get("error", detail["msg"]))
            return _problem("feeds.inconsistent", file, column=where, expected=reason)
    if listed := re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", ""))):
        read, expected = _short(detail["input"]), ", ".join(listed)
        return _problem("feeds.not_in_list", file, column=where, read=read, expected=expected)
    expected = _WANTED.get(detail["type"], "value.other")
    return _problem(
        "feeds.wrong_value", file, column=where, read=_short(detail["input"]), expected=expected
    )


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _path(location: Sequence[str | int], raw: object) -> str:
    """`feed 'appels' > column 2 > kind`: ids where there are some, else ranks from 1."""
    parts: list[str] = []
    node = raw
    for step in location:
        node = _child(node, step)
        if isinstance(step, int):
            name = node.get("id") if isinstance(node, dict) else None
            parts[-1] += f" '{name}'" if name else f" {step + 1}"
        else:
            parts.append(step)
    return " > ".join(parts)


def _child(node: object, step: str | int) -> object:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _contradictions(profiles: FeedProfiles, file: str) -> Iterator[Problem]:
    """What each table allows and the whole does not."""
    seen: set[str] = set()
    for feed in profiles.feed:
        if feed.id in seen:
            yield _problem("feeds.duplicate_id", file, read=feed.id)
        seen.add(feed.id)
        yield from _feed_contradictions(feed, file)


def _feed_contradictions(feed: Feed, file: str) -> Iterator[Problem]:
    where = f"feed '{feed.id}'"
    if feed.time_zone is not None and not _is_zone(feed.time_zone):
        yield _problem("feeds.unknown_zone", file, column=where, read=feed.time_zone)
    if (feed.grain == "contact") != bool(feed.measure):
        yield _problem("feeds.contact_measures", file, column=where)
    timed = feed.when.time or "hh" in feed.when.format or feed.when.rows == "consecutive"
    if feed.grain in {"half_hour", "quarter_hour"} and not timed:
        yield _problem("feeds.time_missing", file, column=where)
    if not feed.counters and not feed.measure:
        yield _problem("feeds.no_counter", file, column=where)
    if (
        feed.when.date_in not in {"fixed", "asked"}
        and not feed.when.year
        and not has_year(feed.when.format)
    ):
        yield _problem("feeds.year_missing", file, column=where, read=feed.when.format)
    if feed.wide:
        yield from _wide_contradictions(feed, feed.wide, where, file)
    yield from _counter_contradictions(feed, where, file)


def _wide_contradictions(feed: Feed, wide: Wide, where: str, file: str) -> Iterator[Problem]:
    if wide.name not in {feed.when.date, feed.when.time, feed.stream.column}:
        yield _problem("feeds.wide_unread", file, column=where, read=wide.name)
    if not (wide.value or wide.indicator) and feed.format.header_rows == 1:
        yield _problem("feeds.wide_unnamed", file, column=where)
    if not feed.required():
        yield _problem("feeds.wide_alone", file, column=where)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _counter_contradictions(feed: Feed, where: str, file: str) -> Iterator[Problem]:
    given: set[tuple[str, str | None]] = set()
    for column in feed.column:
        if column.counter is None:
            if feed.grain != "contact" and not column.check:
                yield _problem("feeds.column_without_counter", file, column=where, read=column.title)
            continue
        if (column.counter, column.stream) in given:
            yield _problem("feeds.counter_twice", file, column=where, read=column.counter)
        given.add((column.counter, column.stream))
    needed = [(column.times, column.stream) for column in feed.column if column.times]
    for derived in feed.derived:
        needed += [(name, derived.stream) for name in (*derived.plus, *derived.minus)]
    for name, stream in needed:
        if (name, stream) not in given:
            yield _problem("feeds.weight_missing", file, column=where, read=name)
    yield from _names_contradictions(feed, where, file)


def _names_contradictions(feed: Feed, where: str, file: str) -> Iterator[Problem]:
    titles = {column.title for column in feed.column}
    for measure in feed.measure:
        read = (measure.sum, measure.within, *(condition.column for condition in measure.where))
        for name in read:
            if name and name not in titles:
                yield _problem("feeds.measure_column_missing", file, column=where, read=name)
    for name in feed.counters:
        close = get_close_matches(name, CATALOGUE, n=1, cutoff=0.85)
        if not is_counter(name) and close:
            yield _problem("feeds.counter_typo", file, column=where, read=name, expected=close[0])
        if name in MADE:
            made_of = ", ".join(MADE[name])
            yield _problem("feeds.counter_made", file, column=where, read=name, expected=made_of)
