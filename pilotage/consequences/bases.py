"""The fees on which a rate is taken: sums of rounded lines, never of a consequence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pilotage.consequences.model import PastMonth
from pilotage.contract.base import Scope
from pilotage.contract.model import (
    AlertConsequence,
    Base,
    Consequence,
    Contract,
    EarnBackConsequence,
    PerEventConsequence,
)
from pilotage.keeping import kept_by_identity
from pilotage.money import ZERO
from pilotage.periods import Window
from pilotage.pricing import Line, LineKind
from pilotage.trace import Source, Step, Value, computed

_FEES = (LineKind.FEE, LineKind.MINIMUM)
_DUES = (LineKind.BONUS, LineKind.MALUS, LineKind.CAP)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a clause concerns among the fees: activities, their streams, and the prices of the fixed
    part; `stream` when it is judged stream by stream.
    """

    activities: frozenset[str]
    streams: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    stream: str = ""

    def bears(self, base: Base, line: Line) -> bool:
        """Whether a line is of the base.

        A fee without activity stays out of `activity_fees`; a fee of several streams stays out of the
        base of each, or it would be counted once a stream.
        """
        if line.kind in _DUES or (self.stream and line.streams != (self.stream,)):
            return False
        if base == "total_before_tax":
            return True
        if line.kind not in _FEES:
            return False
        match base:
            case "all_fees":
                return True
            case "stream_fees":
                return bool(line.streams) and self.streams.issuperset(line.streams)
            case "fixed_part" | "variable_part":
                of_part = (line.term in self.fixed) == (base == "fixed_part")
                return of_part and (line.activity is None or line.activity in self.activities)
        return line.activity in self.activities


def ground_of(contract: Contract, consequences: Iterable[Consequence], stream: str = "") -> Ground:
    """What consequences concern together, or the one `stream` of them that is judged apart."""
    consequences = tuple(consequences)
    if stream:
        streams = {stream}
    elif len(consequences) == 1 and _of_all(consequences[0]):
        streams = {one.id for one in contract.stream}
    else:
        scopes = [scope for one in consequences for scope in _scopes(contract, one)]
        streams = {name for scope in scopes for name in contract.streams_of(scope)}
    fixed = (p.id for p in contract.price if (p.part or _usual_part(p.unit)) == "fixed")
    activities = (one.activity for one in contract.stream if one.id in streams)
    return Ground(frozenset(activities), frozenset(streams), frozenset(fixed), stream)


@kept_by_identity(2)
def ground_of_one(contract: Contract, consequence: Consequence, stream: str) -> Ground:
    """What one consequence concerns."""
    return ground_of(contract, (consequence,), stream)


def _of_all(consequence: Consequence) -> bool:
    """Whether a clause is on the whole contract: an alert on the deductions names no SLA."""
    return isinstance(consequence, AlertConsequence) and not consequence.slas


def _scopes(contract: Contract, consequence: Consequence) -> list[Scope]:
    """What a consequence judges: its SLAs, or the events that it counts; for an earn-back that names no
    SLA, what the clause that it gives back judges.
    """
    if isinstance(consequence, PerEventConsequence):
        return [consequence]
    if isinstance(consequence, EarnBackConsequence) and not consequence.slas:
        of = [one for one in contract.consequence if one.id == consequence.of]
        return [scope for one in of if one.kind != consequence.kind for scope in _scopes(contract, one)]
    return [sla for sla in contract.sla if sla.id in consequence.slas]


def _usual_part(unit: str) -> str:
    return "fixed" if unit == "month" else "variable"


def in_base(base: Base, lines: Iterable[Line], ground: Ground) -> list[Line]:
    """The lines of a base."""
    return [line for line in lines if ground.bears(base, line)]


def base_step(
    base: Base,
    lines: Sequence[Line],
    source: Source,
    ground: Ground | None = None,
    past: Sequence[PastMonth] = (),
    window: Window | None = None,
) -> Step:
    """The base as a step: `fee_1 + fee_2`, the ids of the lines in the note. A window of several months
    adds the fees of each of its earlier months: `month_1 + fee_1`, the months in the note.
    """
    held = ground and window and past and past[-1].month.last >= window.first
    earlier = [m for m in past if window and m.month.last >= window.first] if held else []
    inputs: dict[str, Value] = {
        f"month_{n}": sum((line.amount for line in in_base(base, m.lines, ground)), ZERO)
        for n, m in enumerate(earlier, 1)
        if ground
    }
    inputs |= {f"fee_{n}": line.amount for n, line in enumerate(lines, 1)}
    note = ", ".join((*(str(m.month) for m in earlier), *(line.id for line in lines)))
    return computed(f"base.{base}", " + ".join(inputs) or "0", inputs, "currency", source, note)
