"""What a consequence gives, and what settling a month gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import Line
from pilotage.problems import Problem
from pilotage.sla import SlaResult, Zone
from pilotage.trace import Source, Step


@dataclass(frozen=True, slots=True)
class ConsequenceResult:
    """What one consequence gives for one judged value (`stream` when judged stream by stream).

    `computed` is the amount as the clause has it, after its conditions (`gated` names the gate that
    cancelled it) and before the caps; `zone` is None without a value; `limit` names the caps that
    reduce it and `capped` is what is left (None when no cap bites). `line` is None when nothing is
    due: no amount, no value, or a month that is not over (`computed` is then what is at stake).

    A clause placed on the next invoice keeps
    its line in `deferred`; the next month bears it as a result of its own, whose `of_month` says which
    month it comes from, as that of what an earn-back gives back. `raised`: the alert sounds. `key`:
    which of the windows that end in the month (`Occurrence.key`), nothing for a month or more.
    """

    id: str
    kind: str
    slas: tuple[str, ...]
    zone: Zone | None
    computed: Decimal
    source: Source
    steps: tuple[Step, ...]
    line: Line | None
    gated: str = ""
    limit: str = ""
    stream: str = ""
    capped: Decimal | None = None
    key: str = ""
    deferred: Line | None = None
    of_month: Month | None = None
    raised: bool = False
    agreed: Decimal | None = None
    carried: Decimal = ZERO
    carried_from: Month | None = None
    reasons: tuple[Step, ...] = field(default=(), metadata={"fingerprint": False})

    @property
    def retained(self) -> Decimal:
        """What the month's bill bears: after the caps, zero without a line."""
        if self.line is None:
            return ZERO
        return self.line.amount if self.capped is None else self.capped


@dataclass(frozen=True, slots=True)
class Agreed:
    """What both sides settled for one line of a consequence: `line` is the id of that line.

    `reference` names the decision (a waiver, a committee's decision) that says who, why and against what.
    """

    line: str
    amount: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class PastMonth:
    """What the clauses read of an earlier month: its lines, its SLAs, and what its consequences gave."""

    month: Month
    lines: tuple[Line, ...]
    results: tuple[ConsequenceResult, ...]
    slas: tuple[SlaResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """All consequences of a month; `lines` are theirs, then those of the caps that bite."""

    results: tuple[ConsequenceResult, ...]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]
