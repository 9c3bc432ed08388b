"""Which stream the rows of an unknown file belong to, and which columns name people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pilotage.contract.model import Contract
from pilotage.feeds.dates import weekday
from pilotage.feeds.guessing import bare, likeness
from pilotage.wizard.layouts import Seen
from pilotage.wizard.parts import Board, Part
from pilotage.wizard.proposal import Role

_SAID: tuple[Role, ...] = ("personal", "reason", "ignored", "label")
_MOST = 400
_ALIKE = 0.8
_REASONS = 80
IGNORED = "ignore"
"""The answer for rows of a value that are of no stream of the contract."""
_NAMES = re.compile(r"\b(name|nom|libelle|label)\b")
_PERSONAL_CELL = re.compile(r"^(\S+@\S+\.\w+|\+?\d[\d .]{8,})$")


@dataclass
class StreamChoice:
    """What `[feed.stream]` would say."""

    constant: str = ""
    column: str = ""
    values: dict[str, str] = field(default_factory=dict)
    verbatim: bool = False
    ignore: list[str] = field(default_factory=list)
    label: str = ""


def stream_of(board: Board) -> StreamChoice:
    """The column of the streams and what its values stand for, or the one stream of every row."""
    contract = board.contract
    if contract is None:
        return StreamChoice()
    said = next((part for part in board.parts if part.said == "stream"), None)
    best = said or _best(board, contract)
    if best is None:
        ids = tuple(stream.id for stream in contract.stream)
        if len(ids) == 1:
            return StreamChoice(constant=ids[0])
        return StreamChoice(constant=board.asked.ask("stream", "stream", choices=ids))
    return _by_column(board, contract, best)


def _best(board: Board, contract: Contract) -> Part | None:
    """The column whose values are the contract's streams; else the one that is named like a queue."""
    found: list[tuple[float, Part]] = []
    for part in board.free():
        if part.said or part.seen.kind not in {"text", "whole"} or len(part.seen.values) > _MOST:
            continue
        counted = part.guess and part.guess.counter not in {"stream", "person", "reason", "number"}
        if counted and part.seen.kind == "whole":
            continue
        share = _share(part.seen, contract)
        if share >= 0.5:
            found.append((share, part))
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    if len(contract.stream) == 1:
        return None
    named = [p for p in board.free() if p.guess and p.guess.counter == "stream" and not p.said]
    return min(named, key=lambda part: len(part.seen.values), default=None)


def _share(seen: Seen, contract: Contract) -> float:
    """The part of the distinct values that are a stream's id or name; ids count a little more."""
    ids = {stream.id for stream in contract.stream}
    names = {bare(name) for stream in contract.stream for name in (stream.name, stream.name_en) if name}
    texts = seen.texts
    exact = sum(text in ids for text in texts)
    alike = sum(text not in ids and bare(text) in names for text in texts)
    return (exact + 0.99 * alike) / len(texts) if texts else 0.0


def _by_column(board: Board, contract: Contract, part: Part) -> StreamChoice:
    ids = {stream.id for stream in contract.stream}
    found = StreamChoice(column=part.name)
    texts = part.seen.texts
    if all(text in ids for text in texts):
        found.verbatim = True
        part.play("stream", 98, "stream_ids", count=len(texts))
    else:
        for text in texts[:_MOST]:
            answer = _stream_of_value(board, contract, part, text)
            if answer == IGNORED:
                found.ignore.append(text)
            elif answer:
                found.values[text] = answer
        known = len(found.values)
        part.play("stream", 90 if known == len(texts) else 60, "stream_names", count=known, of=len(texts))
    found.label = _label(board, part)
    return found


def _stream_of_value(board: Board, contract: Contract, part: Part, text: str) -> str:
    """The stream that a value stands for: known by its very name, else asked, the likeliest proposed."""
    for stream in contract.stream:
        if text == stream.id or bare(text) in {bare(stream.name), bare(stream.name_en), bare(stream.id)}:
            return stream.id
    scores = {
        stream.id: _likeness(text, stream.id, stream.name, stream.name_en) for stream in contract.stream
    }
    ranked = sorted(scores, key=lambda one: -scores[one])
    clear = scores[ranked[0]] >= _ALIKE and (
        len(ranked) == 1 or scores[ranked[1]] < scores[ranked[0]] - 0.1
    )
    params = (("column", part.name), ("value", text))
    choices = (*ranked, IGNORED)
    proposed = ranked[0] if clear else ""
    return board.asked.ask(
        f"stream:{text}", "stream_value", params=params, choices=choices, proposed=proposed
    )


def _likeness(text: str, *names: str) -> float:
    return max(likeness(text, name) for name in names if name) if any(names) else 0.0


def _label(board: Board, part: Part) -> str:
    """A column with the name of each stream beside its code: nearly one name a code."""
    first = bare(part.name).split()[:1]
    for other in board.free():
        seen = other.seen
        if seen.kind != "text" or bare(other.name).split()[:1] != first or other.said:
            continue
        pairs = set(zip(part.seen.by_row, seen.by_row, strict=True))
        codes = len(part.seen.texts)
        if _NAMES.search(bare(other.name)) and codes <= len(pairs) <= codes * 1.2:
            other.play("label", 80, "label", column=part.name)
            return other.name
    return ""


def people_and_reasons(board: Board) -> None:
    """Columns naming people are not read; a contact reason is a role of its own; what only numbers the
    rows or the contacts is not a counter.
    """
    for part in board.free():
        said = next((role for role in _SAID if role == part.said), None)
        if said is not None:
            part.play(said, 100, board.asked.how_said(part.name))
        elif not part.said and not _by_cells(part):
            _by_name(part)


def _by_cells(part: Part) -> bool:
    """Days of the week, addresses, row numbers: the cells say it."""
    if part.seen.kind == "text" and _names_days(part.seen):
        part.play("weekday", 90, "weekday")
    elif part.seen.kind == "text" and _names_people(part.seen):
        part.play("personal", 80, "person_cells")
    elif part.seen.unique and bare(part.name).split()[-1:] == ["id"]:
        part.play("ignored", 80, "row_number")
    return part.taken


def _by_name(part: Part) -> None:
    found = part.guess.counter if part.guess else ""
    if part.guess and found == "person":
        part.play("personal", part.guess.confidence, "person")
    elif part.guess and found == "reason" and len(part.seen.values) <= _REASONS:
        part.play("reason", part.guess.confidence, "reason")
    elif bare(part.name) == "id" and part.seen.kind in {"whole", "text"}:
        part.play("personal", 60, "identifier", count=len(part.seen.values))
    elif found == "number":
        part.play("ignored", 60, "no_counter")


def _names_days(seen: Seen) -> bool:
    """Cells that are days of the week, whatever stands under them."""
    days = sum(not isinstance(weekday(text), str) for text in seen.values)
    return 0 < len(seen.values) <= days + 2 and days > 1


def _names_people(seen: Seen) -> bool:
    """Cells that are e-mail addresses or telephone numbers."""
    texts = seen.texts[:40]
    return bool(texts) and sum(bool(_PERSONAL_CELL.match(text)) for text in texts) * 2 > len(texts)


def repeated_slots(keys: Sequence[Sequence[object]]) -> int:
    """How many rows stand for a moment and a stream that an earlier row stands for too."""
    known: dict[tuple[object, ...], int] = {}
    for key in zip(*keys, strict=True):
        known[key] = known.get(key, 0) + 1
    return sum(count - 1 for count in known.values())
