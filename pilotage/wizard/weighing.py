"""By what a rate or a mean of an unknown file is weighed: the contacts that it is one of, found by
arithmetic, by its name, or asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilotage.wizard.arithmetic import counts_whole, same
from pilotage.wizard.counting import SURE
from pilotage.wizard.parts import Board, Part

WEIGHTS = ("offered", "answered", "handled")
_USUAL = frozenset({"handled", "answered"})
_LEFT_OUT = "left_out"


def unweighed(board: Board, part: Part, counter: str, needed: str) -> bool:
    """A mean or a rate of contacts that the file does not count: by which others it may be weighed is
    asked, and left out until somebody says so. Whether it was taken.
    """
    there = [name for name in WEIGHTS if board.counting(name)]
    chosen = ""
    if there:
        params = (("column", part.name), ("counter", needed))
        chosen = board.asked.ask(
            f"weight:{part.name}",
            "weight_missing",
            params=params,
            choices=(*there, _LEFT_OUT),
            proposed=_LEFT_OUT,
        )
    if chosen in there:
        part.play("counter", SURE, "mean", counter=counter, weight=chosen)
        part.counter, part.times = counter, chosen
        return True
    part.play("ignored", 30, "no_weight", counter=counter, weight=needed)
    return False


def plausible(board: Board, counter: str, named: str) -> list[str]:
    """The counters that may weigh a rate or a mean, those that the file has."""
    if counter.startswith("answered_within") or (counter == "wait_s" and not named):
        wanted: tuple[str, ...] = ("offered", "answered")
    elif named in {"handled", "answered"}:
        wanted = (named, "answered", "handled")
        there = [name for name in dict.fromkeys(wanted) if board.counting(name)]
        return there if _differ(board, there) else there[:1]
    else:
        wanted = (named,) if named else WEIGHTS
    return [name for name in wanted if board.counting(name)]


def _differ(board: Board, names: Sequence[str]) -> bool:
    """Whether the counts are not the same figures: only then does it matter which of them weighs."""
    columns = [part.seen.numbers for name in names if (part := board.counting(name))]
    return len(columns) > 1 and not same(columns[0], columns[1], 0).holds


def weight_of(
    board: Board, part: Part, mean: np.ndarray[tuple[int], np.dtype[np.float64]], names: Sequence[str]
) -> tuple[str, bool]:
    """The weight and whether the mean is not rounded: by arithmetic when one weight alone gives whole
    numbers back, else the only one, else asked.
    """
    whole = {}
    for name in names:
        weight = board.counting(name)
        if weight is not None:
            found = counts_whole(mean, weight.seen.numbers)
            if found.holds and found.of > 5:
                whole[name] = found
    if len(whole) == 1:
        ((name, found),) = whole.items()
        part.why("whole", weight=name, **dict(found.params))
        return name, True
    if len(names) < 2:
        return (names[0] if names else ""), False
    params = (("column", part.name), ("first", names[0]), ("second", names[1]))
    # What a mean of handling is a mean of goes without saying; it is shown, and may be changed.
    usual = names[0] if part.guess and part.guess.times == names[0] in _USUAL else ""
    usual = "" if part.guess and part.guess.kind == "rate" else usual
    asked = board.asked.ask(
        f"weight:{part.name}", "weight_of", params=params, choices=names, proposed=usual
    )
    return asked, False
