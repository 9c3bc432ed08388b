"""From an unknown file and a contract to a feed profile: proposed, with reasons, never decided.

What the file cannot tell is asked, once; whatever is proposed can be overruled (`column:<name>`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pilotage.contract.model import Contract
from pilotage.counters import CATALOGUE
from pilotage.feeds.asking import Asked
from pilotage.feeds.cells import Cell
from pilotage.feeds.contacting import contacts_of, is_contact_level
from pilotage.feeds.counting import count_columns
from pilotage.feeds.doubting import doubts_of
from pilotage.feeds.drafting import document, feed_table, identifier, stem_of
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Grid
from pilotage.feeds.guards import PAGE, Limits, RefusedFileError
from pilotage.feeds.guessing import guess
from pilotage.feeds.inspecting import header_index
from pilotage.feeds.layouts import Seen, Table, marks_of, table_of
from pilotage.feeds.model import Feed, Format
from pilotage.feeds.moment_parts import When, when_of
from pilotage.feeds.numbers import Marks, number
from pilotage.feeds.parts import Board, board_of, proposed
from pilotage.feeds.profile import load_profiles
from pilotage.feeds.proposal import Answers, Proposal
from pilotage.feeds.rating import leftovers, mean_columns, rate_columns
from pilotage.feeds.reading import OpenFile, open_file
from pilotage.feeds.remembering import remembered
from pilotage.feeds.stream_parts import StreamChoice, people_and_reasons, repeated_slots, stream_of
from pilotage.problems import Problem, Severity

_TIMED = frozenset({"half_hour", "quarter_hour", "contact"})
_LEGACY = ("cp1252", "mac-roman")


@dataclass(frozen=True)
class _Read:
    """The table chosen, and how the file has to be read."""

    table: Table
    format: Mapping[str, object]


def propose(
    source: bytes | Path | OpenFile,
    *,
    name: str,
    contract: Contract | None,
    answers: Answers | None = None,
    names: tuple[str, str] = ("", ""),
    known: Feed | None = None,
    limits: Limits = PAGE,
) -> Proposal:
    """How the file `source`, known to the user as `name`, would be read under the contract.

    `names` are the id and the name of the feed, made from the file's name when empty; what the feed
    `known` says of the same columns is not asked again. Without a
    contract the columns are told, and no feed is made. Never raises for what the file holds.
    """
    label = PurePath(name).name or name
    asked = Asked(label, answers or {}, remembered(known) if known else {})
    try:
        read = _read(open_file(source, label, limits), asked)
    except RefusedFileError as error:
        return Proposal(label, problems=(error.problem(label),))
    if read is None:
        problem = Problem("wizard.no_table", Severity.REFUSED, label)
        return Proposal(label, questions=tuple(asked.questions.values()), problems=(problem,))
    return _proposal(board_of(label, read.table, contract, asked), read, names)


def _proposal(board: Board, read: _Read, names: tuple[str, str]) -> Proposal:
    when = when_of(board)
    stream = stream_of(board)
    people_and_reasons(board)
    contacts = None
    if is_contact_level(board):
        board.grain = "contact"
        contacts = contacts_of(board)
    else:
        count_columns(board)
        rate_columns(board)
        mean_columns(board)
    leftovers(board)
    doubts_of(board, when, stream)
    if board.grain in _TIMED and board.contract is not None:
        zone = board.contract.timezone
        board.asked.ask("time_zone", "time_zone", choices=(zone, "UTC"), proposed=zone, free=True)
    same_slot = "" if contacts else _same_slot(board, when, stream)
    columns = proposed(board, _choices(board))
    asked = board.asked
    problems = tuple(asked.problems([column.name for column in columns]))
    made = Proposal(
        board.file, columns, (), doubts=tuple(board.doubts), problems=problems, asked=when.asked
    )
    text, feed = "", None
    if board.contract is not None and (stream.constant or stream.values or stream.verbatim):
        stem = stem_of(board.file)
        called = (names[0] or identifier(stem), names[1] or stem)
        fmt = {**read.format, **_marks(board, read)}
        text = document(
            [
                feed_table(
                    board, when, stream, contacts=contacts, fmt=fmt, names=called, same_slot=same_slot
                )
            ]
        )
        profiles, wrong = load_profiles(text, "feeds.toml")
        feed = profiles.feed[0] if profiles else None
        problems += wrong
    return Proposal(
        made.file,
        columns,
        tuple(asked.questions.values()),
        feed,
        text if feed else "",
        made.doubts,
        problems,
        made.asked,
    )


def _choices(board: Board) -> tuple[str, ...]:
    """The counters that a column may be given: the contract's own, those of its KPIs, the catalogue."""
    own = [one.id for one in board.contract.counter] if board.contract else []
    kpis = board.contract.kpi if board.contract else ()
    within = [f"answered_within_{kpi.within_s}s" for kpi in kpis if kpi.within_s is not None]
    return tuple(dict.fromkeys([*own, *within, *CATALOGUE]))


def _read(file: OpenFile, asked: Asked) -> _Read | None:
    """The table of the file: its encoding, its sheet and its header found, or asked."""
    fmt: dict[str, object] = {}
    if file.kind == "text":
        encoding = file.encoding(None)
        if encoding in _LEGACY:
            sample = _accents(file.text(Format()).head)
            if sample:
                params = (("read", sample),)
                encoding = asked.ask(
                    "encoding", "encoding_of", params=params, choices=_LEGACY, proposed=encoding
                )
            fmt["encoding"] = encoding
        grids: list[Grid] = [file.text(Format(encoding=str(fmt.get("encoding") or "") or None))]
    else:
        grids = list(file.sheets(("all",)))
    grid = _sheet(grids, asked)
    header = header_index(grid.head) if grid is not None else None
    if grid is None or header is None:
        return None
    if file.kind != "text" and grid is not grids[0]:
        fmt["sheets"] = [grid.name]
    table = table_of(grid, header)
    marks = marks_of(table.columns)
    if marks.decimal:
        table = table_of(grid, header, marks)
        if file.kind == "text":
            fmt["decimal"] = marks.decimal
    return _Read(table, fmt) if len(table.rows) else None


def _accents(head: Sequence[Sequence[object]]) -> str:
    """A word of the file with a letter that encodings disagree on."""
    for row in head:
        for cell in row:
            text = shown(cell)
            if not text.isascii():
                return text
    return ""


def _sheet(grids: Sequence[Grid], asked: Asked) -> Grid | None:
    """The sheet that holds the figures; asked when several could."""
    scores = {grid.name: _score(grid) for grid in grids}
    there = [grid for grid in grids if scores[grid.name]]
    if len(there) < 2:
        return there[0] if there else None
    ranked = sorted(there, key=lambda grid: -scores[grid.name])
    names = [grid.name for grid in there]
    clear = scores[ranked[1].name] * 2 <= scores[ranked[0].name]
    params = (("read", ", ".join(names)),)
    chosen = asked.ask(
        "sheet", "sheet", params=params, choices=names, proposed=ranked[0].name if clear else ""
    )
    return next((grid for grid in there if grid.name == chosen), ranked[0])


def _score(grid: Grid) -> int:
    """How many columns of a sheet have a name that says what they hold."""
    header = header_index(grid.head)
    if header is None or header + 1 >= len(grid.head):
        return 0
    return sum(guess(shown(cell), "whole") is not None for cell in grid.head[header] if shown(cell))


def _marks(board: Board, read: _Read) -> dict[str, object]:
    """The mark of numbers that two countries read differently, asked when such a column is used."""
    found: dict[str, object] = {}
    used = [part for part in board.parts if part.role in {"counter", "check", "measure"}]
    doubtful = [part for part in used if _ambiguous(part.seen)]
    if not doubtful or "decimal" in read.format:
        if doubtful:  # the other numbers show the decimal mark: this one groups digits
            found["thousands"] = "." if read.format["decimal"] == "," else ","
        return found
    part = doubtful[0]
    text = next(value for value in part.seen.values if _is_ambiguous(value))
    mark = "." if "." in text else ","
    params = (("column", part.name), ("read", text))
    answer = board.asked.ask(
        "number_mark", "number_mark", params=params, choices=("thousands", "decimal")
    )
    if answer:
        found["thousands" if answer == "thousands" else "decimal"] = mark
    return found


def _ambiguous(seen: Seen) -> bool:
    return any(_is_ambiguous(value) for value in seen.values[:200])


def _is_ambiguous(value: Cell) -> bool:
    return isinstance(value, str) and number(value, Marks()) == "number.ambiguous"


def _same_slot(board: Board, when: When, stream: StreamChoice) -> str:
    """What to do with several rows of one slot and stream: added up when that is how the file is made,
    asked when it happens to a few rows.
    """
    if when.date_in == "asked":
        return ""
    keys = [
        part.seen.by_row
        for name in (when.date, when.time, stream.column)
        if name and (part := next((p for p in board.parts if p.name == name), None))
    ]
    if stream.values and keys:
        keys[-1] = [stream.values.get(text, text) for text in keys[-1]]
    rows = len(board.table.rows)
    again = repeated_slots(keys) if keys else rows - 1
    if not again:
        return ""
    if again * 5 > rows:
        return "add"
    params = (("rows", again), ("of", rows))
    found = board.asked.ask(
        "same_slot", "same_slot", params=params, choices=("add", "first", "last", "problem")
    )
    return found if found != "problem" else ""
