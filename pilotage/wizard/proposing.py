"""From an unknown file and a contract to a feed profile: proposed, with reasons, never decided.

What the file cannot tell is asked, once; whatever is proposed can be overruled (`column:<name>`).
"""

from __future__ import annotations

from pathlib import Path, PurePath

from pilotage.contract.model import Contract
from pilotage.counters import CATALOGUE
from pilotage.feeds.cells import Cell
from pilotage.feeds.guards import PAGE, Limits, RefusedFileError
from pilotage.feeds.guessing import guess
from pilotage.feeds.model import Feed
from pilotage.feeds.numbers import Marks, number
from pilotage.feeds.profile import load_profiles
from pilotage.feeds.reading import OpenFile, open_file
from pilotage.problems import Problem, Severity
from pilotage.wizard.asking import Asked
from pilotage.wizard.contacting import contacts_of, is_contact_level
from pilotage.wizard.counting import count_columns
from pilotage.wizard.doubting import doubts_of
from pilotage.wizard.drafting import Draft, document, feed_table, identifier, stem_of
from pilotage.wizard.layouts import Seen
from pilotage.wizard.melting import VALUE
from pilotage.wizard.moment_parts import When, when_of
from pilotage.wizard.parts import Board, board_of, proposed
from pilotage.wizard.proposal import WHERE_AND_WHEN, Answers, Proposal
from pilotage.wizard.rating import leftovers, mean_columns, rate_columns
from pilotage.wizard.remembering import remembered
from pilotage.wizard.stream_parts import StreamChoice, people_and_reasons, repeated_slots, stream_of
from pilotage.wizard.tabling import Read, read_table

_MERGED = 0.8
_COUNTING = frozenset({"counter", "measure"})
_TIMED = frozenset({"half_hour", "quarter_hour", "contact"})


def propose(
    source: bytes | Path | OpenFile,
    *,
    name: str,
    contract: Contract | None,
    answers: Answers | None = None,
    names: tuple[str, str] = ("", ""),
    known: Feed | None = None,
    needed: frozenset[str] = frozenset(),
    limits: Limits = PAGE,
) -> Proposal:
    """How the file `source`, known to the user as `name`, would be read under the contract.

    `names` are the id and the name of the feed, made from the file's name when empty; what the feed
    `known` says of the same columns is not asked again; `needed` are the counters that the contract's
    KPIs are made of. Without a
    contract the columns are told, and no feed is made. Never raises for what the file holds.
    """
    label = PurePath(name).name or name
    asked = Asked(label, answers or {}, remembered(known) if known else {})
    try:
        read = read_table(open_file(source, label, limits), asked, contract)
    except RefusedFileError as error:
        return Proposal(label, problems=(error.problem(label),))
    if read is None:
        problem = Problem("wizard.no_table", Severity.REFUSED, label)
        return Proposal(label, questions=tuple(asked.questions.values()), problems=(problem,))
    board = board_of(label, read.table, contract, asked)
    board.needed = needed
    return _proposal(board, read, names)


def _proposal(board: Board, read: Read, names: tuple[str, str]) -> Proposal:
    if read.wide.get("value"):
        _value(board)
    draft = Draft(when_of(board), stream_of(board), wide=read.wide)
    people_and_reasons(board)
    if is_contact_level(board):
        board.grain = "contact"
        draft.contacts = contacts_of(board)
    else:
        count_columns(board)
        rate_columns(board)
        mean_columns(board)
    leftovers(board)
    doubts_of(board, draft.when, draft.stream)
    if board.grain in _TIMED and board.contract is not None:
        zone = board.contract.timezone
        board.asked.ask("time_zone", "time_zone", choices=(zone, "UTC"), proposed=zone, free=True)
    draft.fill_down = [*read.down] or merged_down(board, draft.when, draft.stream)
    draft.same_slot = "" if draft.contacts else _same_slot(board, draft.when, draft.stream)
    draft.format = {**read.format, **_marks(board, read)}
    stem = stem_of(board.file)
    draft.names = (names[0] or identifier(stem), names[1] or stem)
    feed, text, wrong = _feed(board, draft)
    columns = proposed(board, _choices(board))
    return Proposal(
        board.file,
        columns,
        tuple(board.asked.questions.values()),
        feed,
        text,
        tuple(board.doubts),
        (*board.asked.problems([column.name for column in columns]), *wrong),
        draft.when.asked,
    )


def _value(board: Board) -> None:
    """The figures of a wide table have no name: what they count is asked, unless the file's does."""
    part = next(part for part in board.parts if part.name == VALUE)
    told = next(
        (g for title in (*board.table.titles, stem_of(board.file)) if (g := guess(title, "whole"))), None
    )
    likely = told.counter if told and told.kind == "count" and "{" not in told.counter else ""
    choices = _choices(board)
    part.said = board.asked.ask("value", "value", choices=choices, proposed=likely, free=True)


def _feed(board: Board, draft: Draft) -> tuple[Feed | None, str, tuple[Problem, ...]]:
    """The profile and its text; none while no stream is known."""
    stream = draft.stream
    if board.contract is None:
        return None, "", ()
    if not draft.contacts and not any(p.role in _COUNTING and not p.pending for p in board.parts):
        asked = board.asked.questions.values()
        waits = any(question.open and question.id not in WHERE_AND_WHEN for question in asked)
        none = Problem("wizard.no_counter", Severity.REFUSED, board.file)
        return None, "", () if waits else (none,)
    if not (stream.constant or stream.values or stream.verbatim):
        return None, "", ()
    text = document([feed_table(board, draft)])
    profiles, wrong = load_profiles(text, "feeds.toml")
    return (profiles.feed[0], text, ()) if profiles else (None, "", wrong)


def _choices(board: Board) -> tuple[str, ...]:
    """The counters that a column may be given: the contract's own, those of its KPIs, the catalogue."""
    own = [one.id for one in board.contract.counter] if board.contract else []
    kpis = board.contract.kpi if board.contract else ()
    within = [f"answered_within_{kpi.within_s}s" for kpi in kpis if kpi.within_s is not None]
    return tuple(dict.fromkeys([*own, *within, *CATALOGUE]))


def _marks(board: Board, read: Read) -> dict[str, object]:
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


def merged_down(board: Board, when: When, stream: StreamChoice) -> list[str]:
    """Columns whose blank cells stand for the one above: merged cells, pivot tables."""
    found = []
    for part in board.parts:
        filled = part.seen.filled[~board.table.asides]
        told = part.name in {when.date, stream.column} and len(filled) > 1 and filled[0]
        if told and filled.mean() < _MERGED:
            part.why("merged_down", count=int((~filled).sum()))
            found.append(part.name)
    return found


def _down(texts: list[str]) -> list[str]:
    """Each text, or the last one above that is not blank."""
    found, last = [], ""
    for text in texts:
        last = text or last
        found.append(last)
    return found


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
    keys = [_down(key) for key in keys]
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
