"""The fees on which a rate is taken: sums of rounded lines, never of a consequence."""

from __future__ import annotations

from collections.abc import Iterable

from pilotage.contract.model import (
    Base,
    Consequence,
    Contract,
    PerEventConsequence,
    Scope,
)
from pilotage.pricing import Line, LineKind
from pilotage.trace import Source, Step, Value, computed

_IN_BASE = (LineKind.FEE, LineKind.MINIMUM)


def activities_of(contract: Contract, scope: Scope) -> frozenset[str]:
    """The activities of the streams that a clause concerns."""
    streams = set(contract.streams_of(scope))
    return frozenset(stream.activity for stream in contract.stream if stream.id in streams)


def activities_under(contract: Contract, consequence: Consequence) -> frozenset[str]:
    """The activities of what a consequence judges: its SLAs, or the events that it counts."""
    if isinstance(consequence, PerEventConsequence):
        return activities_of(contract, consequence)
    scopes = [sla for sla in contract.sla if sla.id in consequence.slas]
    return frozenset().union(*(activities_of(contract, sla) for sla in scopes))


def in_base(
    base: Base, lines: Iterable[Line], activities: frozenset[str], stream: str = ""
) -> list[Line]:
    """The lines of a base: those of the activities (and of the stream, when judged apart), or all.

    A fee without activity stays out of `activity_fees`; one that several streams share (the shortfall
    of a minimum) stays out of the base of each, or it would be counted once a stream.
    """
    return [
        line
        for line in lines
        if line.kind in _IN_BASE
        and (base == "all_fees" or line.activity in activities)
        and (not stream or line.streams == (stream,))
    ]


def base_step(base: Base, lines: list[Line], source: Source) -> Step:
    """The base as a step: `fee_1 + fee_2`, the ids of the lines in the note."""
    inputs: dict[str, Value] = {f"fee_{n}": line.amount for n, line in enumerate(lines, 1)}
    note = ", ".join(line.id for line in lines)
    return computed(f"base.{base}", " + ".join(inputs) or "0", inputs, "currency", source, note)
