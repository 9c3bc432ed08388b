"""Files of one row a contact: outcomes, waits and scores become measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilotage.feeds.guessing import bare
from pilotage.wizard.counting import SURE
from pilotage.wizard.parts import Board, Part

_YES = frozenset({"y", "yes", "oui", "o", "true", "vrai", "1", "x", "ok"})
_NO = frozenset({"n", "no", "non", "false", "faux", "0", "ko"})
_OUTCOMES = frozenset(
    {"answered", "handled", "abandoned", "resolved", "transfers", "repeats", "reopened"}
)
_SUMMED = frozenset({"wait_s", "talk_s", "hold_s", "wrap_s", "handle_s", "response_s", "resolution_s"})
_DELAY_OF = {"wait_s": "answered_within", "response_s": "responded_within"}
_HIGHEST_OF_5, _HIGHEST = 5, 10

Measure = dict[str, Any]


@dataclass
class Contacts:
    """The measures of a contact-level feed, and the columns that they read, by name and kind."""

    measures: list[Measure]
    kinds: dict[str, str]


def is_contact_level(board: Board) -> bool:
    """One row a contact: outcomes by yes and no, at moments that are no slot, and nothing counted."""
    counted = any(
        part.guess is not None
        and part.guess.counter == "offered"
        and part.seen.kind == "whole"
        and part.said != "ignored"
        for part in board.parts
    )
    told = any(_outcome(part) or _is_score(part) for part in board.parts)
    identified = any(part.seen.unique and part.seen.kind in {"text", "whole"} for part in board.parts)
    return not counted and told and (board.grain == "contact" or identified)


def _is_score(part: Part) -> bool:
    """Whole notes from 0 to 10, one a contact."""
    if part.guess is None or part.guess.kind != "points" or part.seen.kind != "whole":
        return False
    return len(part.seen.values) > 1 and float(np.nanmax(part.seen.numbers)) <= _HIGHEST


def _outcome(part: Part) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The cells that mean yes and those that mean no, None when the column is not of that kind."""
    texts = [text for text in part.seen.texts if text]
    if not 1 <= len(texts) <= 2 or part.guess is None or part.guess.counter not in _OUTCOMES:
        return None
    yes = tuple(text for text in texts if bare(text) in _YES)
    no = tuple(text for text in texts if bare(text) in _NO)
    return (yes, no) if len(yes) + len(no) == len(texts) and yes else None


def contacts_of(board: Board) -> Contacts:
    """Every measure that the columns give, each column with its reason."""
    surveys = not any(_outcome(part) for part in board.parts)
    found = Contacts([] if surveys else [{"counter": "offered"}], {})
    answered = [] if surveys else _answered(board, found)
    for part in board.free():
        if part.guess is None or part.said == "ignored":
            continue
        if _outcome(part):
            _of_outcome(part, found, answered)
        elif part.guess.confidence < SURE - 20:
            continue
        elif part.guess.counter in _SUMMED:
            _of_duration(part, found, answered)
        elif part.guess.counter in {"csat_sum", "nps_promoters", "ces_sum"} and part.seen.numeric:
            _of_score(part, found)
    for part in board.parts:
        if part.role == "reason":
            found.kinds[part.name] = "text"
        elif part.role == "measure":
            _blanks(board, part)
    return found


def _blanks(board: Board, part: Part) -> None:
    """Where the column is blank: on the contacts that were not answered, or here and there."""
    blank = ~part.seen.filled
    count = int(blank.sum())
    if not count:
        return
    for other in board.parts:
        outcome = _outcome(other)
        if outcome is None or other is part or not outcome[1]:
            continue
        no = np.array([text in outcome[1] for text in other.seen.by_row])
        if bool((blank == no).all()):
            part.why("blank_where", count=count, column=other.name, read=", ".join(outcome[1]))
            return
    part.why("blank", count=count, of=len(blank))


def _answered(board: Board, found: Contacts) -> list[Measure]:
    """The condition of an answered contact; none when the file has answered contacts alone."""
    for part in board.free():
        outcome = _outcome(part)
        if outcome is None or part.guess is None or part.guess.counter not in {"answered", "handled"}:
            continue
        yes, no = outcome
        condition = [_where(part, yes)]
        part.play("measure", 92, "outcome", counter="answered", read=", ".join(yes))
        part.counter, part.kind = "answered", "text"
        found.kinds[part.name] = "text"
        found.measures += [
            {"counter": "answered", "where": condition},
            {"counter": "handled", "where": condition},
        ]
        if no:
            found.measures.append({"counter": "abandoned", "where": [_where(part, no)]})
        found.measures.append({"counter": "resolvable", "where": condition})
        return condition
    found.measures += [{"counter": name} for name in ("answered", "handled", "resolvable")]
    return []


def _where(part: Part, texts: tuple[str, ...]) -> Measure:
    return {"column": part.name, "equals": texts[0] if len(texts) == 1 else list(texts)}


def _of_outcome(part: Part, found: Contacts, answered: list[Measure]) -> None:
    outcome = _outcome(part)
    assert outcome is not None and part.guess is not None  # noqa: S101, PT018  the caller looked
    counter = part.guess.counter
    part.play("measure", 88, "outcome", counter=counter, read=", ".join(outcome[0]))
    part.counter, part.kind = counter, "text"
    found.kinds[part.name] = "text"
    found.measures.append({"counter": counter, "where": [*answered, _where(part, outcome[0])]})


def _of_duration(part: Part, found: Contacts, answered: list[Measure]) -> None:
    """A wait or a talk time: its sum, and how many were within each threshold of the contract."""
    assert part.guess is not None  # noqa: S101  the caller looked
    counter = part.guess.counter
    clock = part.seen.kind in {"duration", "time"}
    if not clock and not part.seen.numeric:
        return
    part.play("measure", 88, "lapse", counter=counter)
    if part.seen.kind == "time":
        part.why("time_cells")
    part.counter, part.kind = counter, "duration" if clock else "number"
    found.kinds[part.name] = part.kind
    if delay := _DELAY_OF.get(counter):
        found.measures.append({"counter": delay, "within": part.name, "where": answered})
    found.measures.append({"counter": counter, "sum": part.name, "where": answered})


def _of_score(part: Part, found: Contacts) -> None:
    """A score: how many there are, their sum, and the best ones as the trade counts them."""
    highest = float(np.nanmax(part.seen.numbers))
    name = part.name
    filled = [{"column": name, "filled": True}]
    nps = part.guess is not None and part.guess.counter == "nps_promoters"
    part.play("measure", 80, "score", read=part.seen.sample[0], highest=int(highest))
    part.kind, part.counter = "number", "nps_n" if nps else "csat_n"
    found.kinds[name] = "number"
    found.measures += list(_scores(name, filled, highest, nps=nps))


def _scores(name: str, filled: list[Measure], highest: float, *, nps: bool) -> Iterator[Measure]:
    if nps:
        yield {"counter": "nps_n", "where": filled}
        yield {"counter": "nps_promoters", "where": [{"column": name, "at_least": 9}]}
        yield {"counter": "nps_detractors", "where": [{"column": name, "at_most": 6}]}
        return
    yield {"counter": "csat_n", "where": filled}
    yield {"counter": "csat_sum", "sum": name}
    if highest <= _HIGHEST_OF_5:
        yield {"counter": "csat_satisfied", "where": [{"column": name, "at_least": 4}]}
