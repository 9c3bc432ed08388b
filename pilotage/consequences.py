"""Bonus and malus: what the judged SLAs are worth on the fee lines, within caps and conditions."""

from dataclasses import dataclass
from decimal import Decimal

from pilotage.pricing import Line
from pilotage.sla import Zone
from pilotage.trace import Source, Step


@dataclass(frozen=True, slots=True)
class ConsequenceResult:
    """What one consequence gives before the caps. `computed` is the amount as the clause has it,
    after its conditions (`gated` names the gate that cancelled it); `zone` is None without a value;
    `limit` names the caps that reduce it and `capped` is what is left (None when no cap bites).
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
