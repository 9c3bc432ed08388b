"""A proposal as a text: the `[[feed]]` that a person would have written, ready to be read again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import tomlkit

from pilotage.wizard.contacting import Contacts
from pilotage.wizard.moment_parts import When
from pilotage.wizard.parts import Board, Part
from pilotage.wizard.stream_parts import StreamChoice

_SCHEDULES = {"month": "monthly", "week": "weekly"}
_DERIVED = (("handled", ("answered",)), ("handle_s", ("talk_s", "hold_s", "wrap_s")))


def identifier(name: str) -> str:
    """A name as an identifier: `Mon Prestataire` gives `mon-prestataire`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "vendor"


def stem_of(file: str) -> str:
    """A file's name without its figures: `appels_2026-10.csv` gives `appels`."""
    return re.sub(r"[\d_\-. ]+", " ", PurePath(file).stem).strip() or "feed"


def pattern_of(name: str) -> str:
    """The file's name with its figures left open: `appels_2026-10.csv` gives `appels_*.csv`."""
    path = PurePath(name)
    return re.sub(r"(?:[\d]+[\-_. ]?)+", "*", path.stem) + path.suffix


@dataclass
class Draft:
    """What a `[[feed]]` says beside its columns; `names` are its id and its name."""

    when: When
    stream: StreamChoice
    contacts: Contacts | None = None
    format: Mapping[str, object] = field(default_factory=dict)
    names: tuple[str, str] = ("", "")
    same_slot: str = ""
    fill_down: list[str] = field(default_factory=list)
    wide: Mapping[str, str] = field(default_factory=dict)


def feed_table(board: Board, draft: Draft) -> Any:  # noqa: ANN401  a TOML table
    """The `[[feed]]` table."""
    feed = tomlkit.table()
    feed["id"], feed["name"] = draft.names
    feed["schedule"] = "monthly" if draft.contacts else _SCHEDULES.get(board.grain, "daily")
    feed["grain"] = "contact" if draft.contacts else board.grain
    feed["recognise"] = inline(files=[pattern_of(board.file)])
    if draft.format:
        feed["format"] = inline(**draft.format)
    feed["when"] = _when(draft.when)
    zone = board.asked.questions.get("time_zone")
    if zone and board.contract and zone.value not in {"", board.contract.timezone}:
        feed["time_zone"] = zone.value
    feed["stream"] = _stream(draft.stream)
    if draft.wide:
        feed["wide"] = inline(**draft.wide)
    if draft.fill_down:
        feed["fill_down"] = draft.fill_down
    _lists(board, feed)
    if draft.same_slot:
        feed["same_slot"] = draft.same_slot
    if draft.contacts:
        _contact_columns(feed, draft.contacts)
    else:
        _columns(board, feed)
    return feed


def _when(when: When) -> Any:  # noqa: ANN401  a TOML table
    given = {
        "date": when.date,
        "date_in": when.date_in,
        "format": when.format,
        "year": when.year,
        "time": when.time,
        "rows": when.rows if when.rows != "same" else "",
    }
    return inline(**{key: value for key, value in given.items() if value})


def _stream(stream: StreamChoice) -> Any:  # noqa: ANN401  a TOML table
    if stream.constant:
        return inline(constant=stream.constant)
    given: dict[str, Any] = {"column": stream.column}
    if stream.verbatim:
        given["verbatim"] = True
    else:
        given["values"] = stream.values
    if stream.ignore:
        given["ignore"] = stream.ignore
    if stream.label:
        given["label"] = stream.label
    return inline(**given)


def _lists(board: Board, feed: Any) -> None:  # noqa: ANN401  a TOML table
    personal = [part.name for part in board.parts if part.role == "personal"]
    if personal:
        feed["personal"] = personal
    measured = {"measure", "counter", "check", "date", "time", "stream", "label", "personal"}
    left = [part.name for part in board.parts if part.role not in measured and not _kept(board, part)]
    if left:
        feed["ignore"] = tomlkit.array()
        feed["ignore"].extend([_literal(name) for name in left])
        feed["ignore"].multiline(len(left) > 4)


def _kept(board: Board, part: Part) -> bool:
    """Contact reasons are kept with the contacts, and nowhere else."""
    return part.role == "reason" and board.grain == "contact"


def _literal(name: str) -> str:
    """A column's name as a pattern that fits nothing else."""
    return re.sub(r"([\[*?])", r"[\1]", name)


def _columns(board: Board, feed: Any) -> None:  # noqa: ANN401  a TOML table
    columns = tomlkit.aot()
    given: set[str] = set()
    for part in board.parts:
        if part.pending:
            continue
        if part.role == "check" and part.check:
            columns.append(_check(part))
        elif part.role == "counter":
            given.add(part.counter)
            columns.append(_column(part))
    if columns:
        feed["column"] = columns
    derived = tomlkit.aot()
    for counter, plus in _DERIVED:
        if counter not in given and given.issuperset(plus):
            derived.append(table(counter=counter, plus=list(plus)))
    if derived:
        feed["derived"] = derived


def _column(part: Part) -> Any:  # noqa: ANN401  a TOML table
    made = table(name=part.name, counter=part.counter)
    if part.kind != "count":
        made["kind"] = part.kind
    if part.form and part.form != ("h:mm:ss",):
        made["form"] = part.form[0] if len(part.form) == 1 else list(part.form)
    if part.times:
        made["times"] = part.times
    if part.exact:
        made["exact"] = True
    return made


def _check(part: Part) -> Any:  # noqa: ANN401  a TOML table
    above, below = part.check or ("", "")
    check = inline(numerator=above, denominator=below, tolerance=float(part.tolerance or "0.1"))
    made = table(name=part.name, kind=part.kind)
    if part.form:
        made["form"] = part.form[0]
    made["check"] = check
    return made


def _contact_columns(feed: Any, contacts: Contacts) -> None:  # noqa: ANN401  a TOML table
    feed["column"] = tomlkit.aot()
    for name, kind in contacts.kinds.items():
        feed["column"].append(table(name=name, kind=kind))
    feed["measure"] = tomlkit.aot()
    for measure in contacts.measures:
        given = {key: value for key, value in measure.items() if key != "where"}
        made = table(**given)
        if measure.get("where"):
            where = tomlkit.array()
            where.extend([inline(**condition) for condition in measure["where"]])
            made["where"] = where
        feed["measure"].append(made)


def document(feeds: Iterable[Any]) -> str:
    """The `[[feed]]` tables as the text of a `feeds.toml`."""
    made = tomlkit.document()
    array = tomlkit.aot()
    for feed in feeds:
        array.append(feed)
    made["feed"] = array
    return tomlkit.dumps(made)


def table(**values: Any) -> Any:  # noqa: ANN401  a TOML table
    made = tomlkit.table()
    made.update(values)
    return made


def inline(**values: Any) -> Any:  # noqa: ANN401  a TOML table
    made = tomlkit.inline_table()
    made.update(values)
    return made
