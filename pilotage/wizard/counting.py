"""What the columns of an unknown file count: by name, by the contract's own counters, by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from pilotage.counters import CATALOGUE, is_counter, parent_of
from pilotage.feeds.guessing import bare, likeness, threshold_in
from pilotage.feeds.vocabulary import Guess
from pilotage.wizard.arithmetic import (
    Floats,
    is_constant,
    is_row_number,
    rows_where,
    sums_to,
    totals,
    within,
)
from pilotage.wizard.parts import Board, Part
from pilotage.wizard.proposal import Because

SURE = 60
"""A proposal below this confidence is left out until somebody says so."""
_ALIKE = 0.75
_NAMED = 75
_SHORT_S = 10
_NUMERIC = {"whole", "decimal", "ambiguous"}
_KINDS = {"count": "count", "seconds": "duration", "hours": "hours", "points": "points"}
_TRIO = ("offered", "answered", "abandoned")
_ANSWERED = re.compile(r"\b(answer\w*|pris(es)?|decroche\w*|repondu\w*)")


def count_columns(board: Board) -> None:
    """Gives a counter to each column that counts something; rates and means come after."""
    _said(board)
    _own_counters(board)
    sums = _sums(board)
    groups: dict[str, list[Part]] = {}
    for part in board.free():
        found = part.guess
        if found and found.kind in {"count", "hours"} and part.seen.kind in _countable(found):
            groups.setdefault(found.counter, []).append(part)
    for counter, parts in groups.items():
        _best_of(board, counter, parts, sums)
    _handled_is_answered(board)
    _short_abandons(board)
    _by_arithmetic(board)
    _parents(board)
    _delays(board)


def _countable(found: Guess) -> set[str]:
    return _NUMERIC if found.kind == "count" else {*_NUMERIC, "duration", "short_duration"}


def kind_of(counter: str, board: Board) -> str:
    """How a profile reads a column of the counter, by the counter's unit."""
    own = board.contract.counter if board.contract else ()
    unit = next((one.unit for one in own if one.id == counter), None)
    found = CATALOGUE.get(counter)
    return _KINDS[unit or (found.kind if found else "count")]


def _said(board: Board) -> None:
    """Columns that a person gave a counter to: that settles it."""
    for part in board.free():
        own = {one.id for one in board.contract.counter} if board.contract else set()
        if part.said and (is_counter(part.said) or part.said in own):
            kind, was = kind_of(part.said, board), part.guess
            times = was.times if was else ""
            part.guess = Guess(part.said, kind, times, 100)
            if part.seen.kind == "percent" or (kind == "count" and part.seen.kind == "decimal"):
                part.guess = Guess(part.said, "rate", times or "offered", 100)
            elif kind in {"count", "hours"}:
                why = Because("because." + board.asked.how_said(part.name))
                take(part, part.said, kind, 100, why)


def take(part: Part, counter: str, kind: str, confidence: int, *why: Because) -> None:
    """The column gives the counter as it stands."""
    part.role, part.counter, part.kind = "counter", counter, kind
    part.confidence, part.taken = min(confidence, 99) if not part.said else 100, True
    part.because += why
    if kind == "hours" and part.seen.kind in {"duration", "short_duration"}:
        part.form = ("h:mm",) if part.seen.kind == "short_duration" else ("h:mm:ss",)


def _own_counters(board: Board) -> None:
    """The contract's own counters, by the likeness of their names."""
    for own in board.contract.counter if board.contract else ():
        if any(own.id in {part.counter, part.said} for part in board.parts):
            continue
        scores = [
            (max(likeness(part.name, name) for name in (own.id, own.name, own.name_en) if name), part)
            for part in board.free()
            if part.seen.numeric and not part.said
        ]
        score, part = max(scores, key=lambda pair: pair[0], default=(0.0, None))
        if part is None or score < _ALIKE:
            continue
        why = Because("because.own_counter", (("counter", own.id), ("name", own.name or own.id)))
        kind = _KINDS[own.unit]
        part.guess = Guess(own.id, kind, "", int(100 * score))
        if kind in {"count", "hours"}:
            take(part, own.id, kind, int(100 * score), why)
        else:
            part.because.append(why)


def _sums(board: Board) -> Mapping[str, tuple[str, ...]]:
    columns = {
        part.name: part.seen.numbers
        for part in board.parts
        if part.seen.kind == "whole" and not part.taken and not is_row_number(part.seen.numbers)
    }
    return totals(columns)


def _best_of(board: Board, counter: str, parts: list[Part], sums: Mapping[str, tuple[str, ...]]) -> None:
    """Of several columns that say one counter, the one that is the whole; the others are not read."""
    usable = [part for part in parts if not _no_count(part)]
    if not usable:
        return
    guesses = {part.name: part.guess for part in usable}

    def rank(part: Part) -> tuple[bool, bool, int, int]:
        found = guesses[part.name]
        sure = found.confidence if found else 0
        return part.name in sums, part.seen.kind == "whole", sure, -len(bare(part.name))

    best = max(usable, key=rank)
    found = guesses[best.name]
    if found is None or found.confidence < SURE or "{" in counter or board.counting(counter):
        return
    take(best, counter, found.kind, found.confidence, _named(best, counter))
    if best.name in sums:
        params = (("parts", " + ".join(sums[best.name])), ("whole", best.name))
        best.because.append(Because("because.sum", params))
        best.confidence = min(99, best.confidence + 8)
    for part in usable:
        if part is not best and not part.said:
            part.play("ignored", 50, "other_better", column=best.name, counter=counter)


def _named(part: Part, counter: str) -> Because:
    """Why a name says the counter: a delay alone (`< 20 s`) says it less than whole words do."""
    delay = threshold_in(bare(part.name))
    if counter == f"answered_within_{delay}s" and not _ANSWERED.search(bare(part.name)):
        return Because("because.delay", (("seconds", delay), ("counter", counter)))
    return Because("because.name", (("counter", counter),))


def _no_count(part: Part) -> bool:
    """A column that numbers the rows, or says one figure everywhere, is no counter."""
    numbers = part.seen.numbers
    if not np.isfinite(numbers).any():
        return False  # written in a way that is asked
    named = part.guess is not None and part.guess.confidence >= _NAMED and np.nanmin(numbers) > 1
    if is_row_number(numbers) and not _small(numbers) and not named:
        part.refuse("row_number")
    elif is_constant(numbers) and len(numbers) > 10 and np.nanmax(numbers) > 0:
        part.refuse("constant", read=part.seen.sample[0], of=len(numbers))
    return part.refused


def _small(numbers: Floats) -> bool:
    """A handful of rows may well count 1, 2, 3."""
    return len(numbers) < 12


def _handled_is_answered(board: Board) -> None:
    """Where calls are offered and abandoned and none is said answered, those handled are the answered."""
    part = board.counting("handled")
    if part is None or part.said or board.counting("answered") or not board.counting("offered"):
        return
    if any(p.guess and p.guess.counter == "answered" and p.guess.kind == "count" for p in board.free()):
        return
    if board.counting("abandoned") is not None:
        part.counter = "answered"
        part.why("handled_is_answered", column=part.name)


def _short_abandons(board: Board) -> None:
    """Abandons within a few seconds are the contract's short ones, where its KPIs count those."""
    for counter, part in list(board.counters.items()):
        delay = counter.removeprefix("abandoned_within_").removesuffix("s")
        short = delay.isdigit() and int(delay) <= _SHORT_S and counter not in board.needed
        if short and not part.said and "short_abandoned" in board.needed:
            part.counter = "short_abandoned"
            part.why("short", counter="short_abandoned")


def _by_arithmetic(board: Board) -> None:
    """The third of offered, answered and abandoned, when no name says it but the sums do."""
    known = {name: found for name in _TRIO if (found := board.counting(name)) is not None}
    if len(known) == len(_TRIO):
        _tell_balance([known[name] for name in _TRIO])
        return
    if len(known) != 2:
        return
    lacking = next(name for name in _TRIO if name not in known)
    for part in board.free():
        if part.seen.kind != "whole" or part.said:
            continue
        column = {**{name: p.seen.numbers for name, p in known.items()}, lacking: part.seen.numbers}
        balance = sums_to(column["offered"], [column["answered"], column["abandoned"]])
        if balance.holds:
            why = Because("because.balance", (("counter", lacking), *balance.params))
            take(part, lacking, "count", 80, why)
            return


def _tell_balance(trio: list[Part]) -> None:
    offered, answered, abandoned = trio
    found = sums_to(offered.seen.numbers, [answered.seen.numbers, abandoned.seen.numbers])
    for part in trio:
        part.because.append(Because("because.balance", (("counter", part.counter), *found.params)))
        part.confidence = min(99, part.confidence + (6 if found.holds else -4))


def _delays(board: Board) -> None:
    """A column that is known by its delay alone, beside the contacts that it should be a part of."""
    for part in board.parts:
        if part.refused or not any(why.code == "because.delay" for why in part.because):
            continue
        whole = board.counting("answered") or board.counting("handled") or board.counting("offered")
        if whole is None:
            continue
        found = within(part.seen.numbers, whole.seen.numbers)
        if found.holds:
            part.why("part_of", column=whole.name, **dict(found.params))
            part.confidence = min(99, part.confidence + 10)
        else:
            part.refuse("above_parent", column=whole.name, **dict(found.params))


def _parents(board: Board) -> None:
    """A counter above the one that it should be part of, on more than a few rows, is not that counter."""
    for counter, part in list(board.counters.items()):
        parent = board.counting(parent_of(counter))
        if parent is None and parent_of(counter) == "handled":
            parent = board.counting("answered")
        if parent is None or part.times or part.said:
            continue
        found = within(part.seen.numbers, parent.seen.numbers)
        if found.against.any() and not found.holds:
            rows = rows_where(found.against, board.table.rows)
            first = int(np.flatnonzero(found.against)[0])
            board.doubt(
                "above_parent",
                part,
                rows,
                read=part.seen.by_row[first],
                expected=parent.seen.by_row[first],
                count=found.of - found.agree,
                parent=parent.name,
                of=found.of,
            )
            part.refuse("above_parent", column=parent.name, agree=found.agree, of=found.of)
