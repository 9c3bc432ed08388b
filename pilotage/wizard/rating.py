"""Rates and means of an unknown file: compared with their counters, or multiplied by their weight.

A rate adds up to nothing. Beside its two counters it is only compared, row by row; alone, it gives an
estimated numerator: rate x weight, and the weight is asked when two are plausible.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilotage.feeds.guessing import bare
from pilotage.feeds.vocabulary import MEANS, SUMS
from pilotage.wizard.arithmetic import (
    Agreement,
    counts_whole,
    is_ratio,
    rows_where,
    same,
    steps_of,
    stretches,
)
from pilotage.wizard.counting import SURE
from pilotage.wizard.parts import PENDING, Board, Part
from pilotage.wizard.remembering import TOTAL
from pilotage.wizard.weighing import WEIGHTS, plausible, unweighed, weight_of

_LONG_S = 4 * 3600
_FINEST = 0.01


def rate_columns(board: Board) -> None:
    """Every printed rate: a check, an estimated counter, or refused with its arithmetic."""
    for part in board.free():
        found = part.guess
        if found is None or found.kind != "rate" or not part.seen.numeric or found.confidence < 45:
            continue
        numerator = _existing(board, found.counter)
        if numerator is not None:
            _checked(board, part, numerator)
        else:
            _estimated(board, part)


def _existing(board: Board, counter: str) -> Part | None:
    """The column that counts what the rate is a rate of, whatever threshold its name has."""
    if "{t}" not in counter:
        return board.counting(counter)
    start = counter.partition("{")[0]
    named = [part for name, part in board.counters.items() if name.startswith(start) and not part.times]
    return named[0] if len(named) == 1 else None


def _checked(board: Board, part: Part, numerator: Part) -> None:
    """Compared with its counters: those whose ratio it is on most rows, else those its name says."""
    share, step = _share(part)
    best: tuple[Agreement, str] | None = None
    wanted = part.guess.times if part.guess else ""
    for weight in dict.fromkeys((wanted, *WEIGHTS)):
        below = board.counting(weight)
        if below is None or below is numerator:
            continue
        found = is_ratio(share, numerator.seen.numbers, below.seen.numbers, step / 100)
        if best is None or found.share > best[0].share + 0.01:
            best = (found, weight)
    if best is None:
        needed = part.guess.times if part.guess and part.guess.times else "offered"
        part.play("ignored", 40, "no_weight", counter=numerator.counter, weight=needed)
        return
    agreement, weight = best
    part.check, part.kind, part.form = (numerator.counter, weight), "rate", _form(part)
    part.tolerance = f"{step:g}"
    params = dict(agreement.params)
    if agreement.holds:
        part.play("check", 95, "ratio", above=numerator.counter, below=weight, **params)
        return
    part.play("check", 70, "contradicted", above=numerator.counter, below=weight, **params)
    part.refused = True
    _tell_contradiction(board, part, numerator, board.counting(weight), agreement)


def _tell_contradiction(
    board: Board, part: Part, above: Part, below: Part | None, agreement: Agreement
) -> None:
    if below is None or not agreement.against.any():
        return
    first = int(np.flatnonzero(agreement.against)[0])
    found = 100 * above.seen.numbers[first] / below.seen.numbers[first]
    board.doubt(
        "rate_contradicted",
        part,
        rows_where(agreement.against, board.table.rows),
        read=part.seen.by_row[first],
        expected=f"{found:.2f} %",
        count=agreement.of - agreement.agree,
        of=agreement.of,
        above=above.name,
        below=below.name,
    )


def _share(part: Part) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], float]:
    """The rate as a share of one, and the step of what is printed, in points of percent."""
    numbers = part.seen.numbers
    step = steps_of(part.seen.texts[:400])
    if part.seen.kind == "percent":
        return numbers, max(step, _FINEST)
    if _form(part) == ("fraction",):
        return numbers, max(100 * step, _FINEST)
    return numbers / 100, max(step, _FINEST)


def _form(part: Part) -> tuple[str, ...]:
    """`fraction` when no cell is above one and none has a percent sign."""
    if part.seen.kind == "percent":
        return ("percent",)
    return ("fraction",) if np.nanmax(part.seen.numbers) <= 1.0005 else ("percent",)


def _estimated(board: Board, part: Part) -> None:
    """Only the rate is printed: its numerator is the rate times a weight, and says so."""
    found = part.guess
    assert found is not None  # noqa: S101  the caller looked
    counter = found.counter
    if "{t}" in counter:
        counter = counter.replace("{t}", _threshold(board, part))
    share, _ = _share(part)
    names = plausible(board, counter, found.times)
    if board.counters.get(counter):
        part.play("ignored", 30, "other_better", counter=counter, column=_name(board, counter))
        return
    if not names:
        if unweighed(board, part, counter, found.times or "offered"):
            part.kind, part.form = "rate", _form(part)
        return
    weight, exact = weight_of(board, part, share, names)
    code = "estimated" if weight else "weight_asked"
    part.play("counter", min(found.confidence, 99), code, counter=counter, weight=weight)
    part.counter, part.kind, part.form = counter, "rate", _form(part)
    part.times, part.exact = weight or PENDING, exact


def _name(board: Board, counter: str) -> str:
    part = board.counters.get(counter)
    return part.name if part else ""


def _threshold(board: Board, part: Part) -> str:
    """The seconds within which: the contract's when it has one threshold only, else they are asked."""
    kpis = board.contract.kpi if board.contract else ()
    known = list(dict.fromkeys(str(kpi.within_s) for kpi in kpis if kpi.within_s is not None))
    params = (("column", part.name),)
    return (
        board.asked.ask(
            f"threshold:{part.name}",
            "threshold",
            params=params,
            choices=known,
            proposed=known[0] if len(known) == 1 else "",
            free=True,
        )
        or "{t}"
    )


def mean_columns(board: Board) -> None:
    """Durations and scores: a total, or a mean times its weight."""
    groups: dict[str, list[Part]] = {}
    for part in board.free():
        found = part.guess
        if (
            found
            and found.kind in {"duration", "points"}
            and part.seen.numeric
            and found.confidence >= 45
        ):
            groups.setdefault(found.counter, []).append(part)
    for counter, parts in groups.items():
        best = max(parts, key=lambda one: _trust(board, one))
        for part in parts:
            if part is not best:
                _second(board, part, best)
        if best.guess is not None and best.guess.kind == "points":
            _score(board, best, counter)
        else:
            _duration(board, best, counter)


def _trust(board: Board, part: Part) -> tuple[bool, bool, int]:
    length = _still(board, part)[1]
    return length == 0, part.seen.kind == "duration", part.guess.confidence if part.guess else 0


def _still(board: Board, part: Part) -> tuple[int, int]:
    """A stretch of rows where the mean never moves although what it is a mean of does."""
    weight = board.counting("answered") or board.counting("handled") or board.counting("offered")
    if weight is None:
        return 0, 0
    first, length = stretches(part.seen.numbers, weight.seen.numbers)
    enough = max(10, len(part.seen.numbers) // 50)
    return (first, length) if length >= enough and part.seen.numbers[first] else (0, 0)


def _second(board: Board, part: Part, best: Part) -> None:
    """Another column says the same mean: not read; and refused when its own figures contradict it."""
    first, length = _still(board, part)
    if length:
        rows = tuple(int(row) for row in board.table.rows[first : first + min(length, 10)])
        read = part.seen.by_row[first]
        board.doubt("still", part, rows, read=read, count=length, of=len(part.seen.numbers))
        part.refuse("still", read=read, rows=length, first=int(board.table.rows[first]))
        return
    for scale in (1.0, 60.0, 3600.0, 86_400.0):
        found = same(part.seen.numbers * scale, best.seen.numbers, 0.5 * scale / 50 + 0.5)
        if found.holds:
            part.play("ignored", 80, "same_as", column=best.name, **dict(found.params))
            return
    counter = best.guess.counter if best.guess else ""
    part.play("ignored", 40, "other_better", column=best.name, counter=counter)


def _duration(board: Board, part: Part, counter: str) -> None:
    found = part.guess
    assert found is not None  # noqa: S101  the caller looked
    names = plausible(board, counter, found.times)
    part.form = _unit(board, part, names)
    if not part.form:
        return
    if _is_total(board, part, names):
        part.play("counter", found.confidence, "total", counter=counter)
        part.counter, part.kind = counter, "duration"
        return
    if not names:
        if unweighed(board, part, counter, found.times or "handled"):
            part.kind = "duration"
        return
    weight, exact = weight_of(board, part, part.seen.numbers * _SECONDS.get(part.form[0], 1), names)
    code = "mean" if weight else "weight_asked"
    part.play("counter", found.confidence if weight else SURE, code, counter=counter, weight=weight)
    part.counter, part.kind, part.times, part.exact = counter, "duration", weight or PENDING, exact


_SECONDS = {"minutes": 60.0, "hours": 3600.0, "days": 86_400.0}


def _unit(board: Board, part: Part, weights: Sequence[str]) -> tuple[str, ...]:
    """How the duration is printed; asked when neither the cells, the name nor arithmetic tell."""
    seen, words = part.seen, bare(part.name)
    if seen.kind == "duration":
        return _clock_forms(part)
    if seen.kind == "short_duration" or (seen.kind == "time" and seen.sample[0].count(":") == 1):
        params = (("column", part.name), ("read", seen.sample[0]))
        form = board.asked.ask(
            f"duration:{part.name}", "duration_form", params=params, choices=("mm:ss", "h:mm")
        )
        return (form,) if form else ()
    for unit, pattern in (
        ("seconds", (" s", "sec")),
        ("minutes", (" mn", "min")),
        ("hours", (" h", "heure")),
    ):
        if any(word.startswith(pattern[1]) or word == pattern[0].strip() for word in words.split()):
            part.why("unit_name", unit=unit)
            return (unit,)
    for name in weights:
        weight = board.counting(name)
        if weight is not None and (found := counts_whole(seen.numbers, weight.seen.numbers)).holds:
            part.why("whole", weight=name, **dict(found.params))
            return ("seconds",)
    middle = float(np.nanmedian(seen.numbers))
    if middle >= 20:
        part.why("plausible", unit="seconds", read=seen.sample[0])
        return ("seconds",)
    if 0 < float(np.nanmax(seen.numbers)) < 0.2:
        part.why("plausible", unit="days", read=seen.sample[0])
        return ("days",)
    params = (("column", part.name), ("read", seen.sample[0]))
    answer = board.asked.ask(
        f"unit:{part.name}", "unit", params=params, choices=("seconds", "minutes", "hours")
    )
    return (answer,) if answer else ()


def _clock_forms(part: Part) -> tuple[str, ...]:
    """`h:mm:ss`, and the unit of the bare numbers that stand among the clocks."""
    bare_cells = [
        value for value in part.seen.values if isinstance(value, int | float) or _is_bare(value)
    ]
    if not bare_cells:
        return ("h:mm:ss",)
    most = max(abs(float(str(value).replace(",", "."))) for value in bare_cells)
    unit = "days" if most < 1 else "seconds"
    part.why("two_forms", unit=unit, read=str(bare_cells[0]), count=len(bare_cells))
    return ("h:mm:ss", unit)


def _is_bare(value: object) -> bool:
    text = str(value).replace(",", ".")
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_total(board: Board, part: Part, weights: Sequence[str]) -> bool:
    """Whether the duration is a sum over contacts rather than a mean of them: as the feed read it."""
    remembered = board.asked.remembered
    if TOTAL + part.name in remembered:
        return True
    if f"weight:{part.name}" in remembered:
        return False
    words = bare(part.name)
    if MEANS.search(words):
        return False
    if SUMS.search(words):
        return True
    weight = board.counting(weights[0]) if weights else None
    if weight is None:
        return False
    scale = _SECONDS.get(part.form[0], 1)
    middle = float(np.nanmedian(part.seen.numbers)) * scale
    return middle > _LONG_S and float(np.nanmedian(weight.seen.numbers)) > 5


def _score(board: Board, part: Part, counter: str) -> None:
    """A mean score is weighed by the number of scores; without it nothing adds up."""
    found = part.guess
    assert found is not None  # noqa: S101  the caller looked
    if SUMS.search(bare(part.name)):
        part.play("counter", found.confidence, "total", counter=counter)
        part.counter, part.kind = counter, "points"
        return
    if board.counting(found.times) is None:
        part.play("ignored", 30, "no_weight", counter=counter, weight=found.times)
        return
    part.play("counter", found.confidence, "mean", counter=counter, weight=found.times)
    part.counter, part.kind, part.times = counter, "number", found.times


def leftovers(board: Board) -> None:
    """Columns that nothing told: not read, and said so."""
    for part in board.free():
        part.play("ignored", 20 if part.guess is None else 30, "unknown")
