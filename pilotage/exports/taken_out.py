"""The half-hours or days that a neutralisation takes out, with their counters, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from pilotage.exports.document import Grid
from pilotage.locale import N_, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.exclusion_words import spans_words
from pilotage.money import ZERO
from pilotage.neutralisation import Span

MOST = 24
"""As many rows are printed one by one; more are printed by runs of slots that touch."""


@dataclass(frozen=True, slots=True)
class TakenSlot:
    """A half-hour or a day that leaves the sums; the counts are None where none is known of it."""

    span: Span
    numerator: Decimal | None
    denominator: Decimal | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What one SLA loses, in order. `numerator` and `denominator` are counters, empty when the KPI adds
    several.
    """

    sla: str
    numerator: str
    denominator: str
    slots: tuple[TakenSlot, ...]


def taken_grid(taken: Taken, t: Words) -> Grid:
    """A row a slot (a run of them, when there are many), their sums last: what the steps subtract."""
    shown = taken.slots if len(taken.slots) <= MOST else _runs(taken.slots)
    rows: list[tuple[str, ...]] = [
        (spans_words((one.span,), t), _number(one.numerator, t), _number(one.denominator, t))
        for one in shown
    ]
    sums = (_sum([getattr(one, name) for one in taken.slots]) for name in ("numerator", "denominator"))
    rows.append((t(N_("Total")), *(_number(one, t) for one in sums)))
    heads = (
        t(N_("Taken out")),
        _head(taken.numerator, N_("Numerator"), t),
        _head(taken.denominator, N_("Denominator"), t),
    )
    return Grid(heads, rows, right=frozenset({1, 2}), total=True, weights=(8, 4.5, 4.5))


def _head(counter: str, other: str, t: Words) -> str:
    return counter_words(counter, t) if counter else t(other)


def _number(value: Decimal | None, t: Words) -> str:
    return "—" if value is None else t.number(value)


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if known else None


def _runs(slots: Sequence[TakenSlot]) -> list[TakenSlot]:
    """Slots that touch, as one, within a day; whole days that follow each other too."""
    found: list[list[TakenSlot]] = []
    for one in slots:
        last = found[-1][-1].span if found else None
        whole = one.span.end - one.span.start >= timedelta(days=1)
        if last and last.end == one.span.start and (whole or last.start.date() == one.span.start.date()):
            found[-1].append(one)
        else:
            found.append([one])
    return [
        TakenSlot(
            Span(run[0].span.start, run[-1].span.end),
            _sum([one.numerator for one in run]),
            _sum([one.denominator for one in run]),
        )
        for run in found
    ]
