"""Points: each SLA missed costs some, more when it fails again; their sum makes a rate of a base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pilotage.consequences.kinds import Claim, band_step, fell_short, reached, share_of
from pilotage.consequences.memory import Memory
from pilotage.consequences.shares import scaled
from pilotage.contract.model import InForce, PointsTerms
from pilotage.money import ZERO
from pilotage.sla import Occurrence, SlaResult
from pilotage.trace import Step, Value, computed


@dataclass(frozen=True, slots=True)
class Scores:
    """The points of the month, SLA by SLA."""

    in_force: InForce[PointsTerms]
    memory: Memory

    def claim(self, slas: Sequence[SlaResult], base: Step) -> Claim:
        """The rate that the sum of the points reaches; no zone when no SLA has a value, or when no band
        holds the sum, which the last step then says.
        """
        source = self.in_force.source("table")
        judged = [(sla, one) for sla in slas for one in sla.due if one.value is not None]
        if not judged:
            return Claim(None, ZERO, source)
        scored = [steps for sla, one in judged if (steps := tuple(self._points(sla, one)))]
        inputs: dict[str, Value] = {f"points_{n}": steps[-1].value for n, steps in enumerate(scored, 1)}
        total = computed("points.sum", " + ".join(inputs) or "0", inputs, "points", source)
        band = reached(self.in_force.terms.table, total.value)
        before = (*(step for steps in scored for step in steps), total)
        if band is None:
            return Claim(None, ZERO, source, before)
        rate = band_step("points.rate", band, total.value, {"rate": band.rate}, "percent", source)
        return share_of(base, rate, (*before, base, rate), source)

    def _points(self, sla: SlaResult, occurrence: Occurrence) -> Iterator[Step]:
        """From the gap of a missed SLA to its points, multiplied when it has failed lately."""
        if occurrence.value is None or not fell_short(sla, occurrence):
            return
        terms, name = self.in_force.terms, ", ".join(filter(None, (sla.id, occurrence.stream)))
        gap = abs(occurrence.value - sla.target)
        known = [one for one in terms.severities or () if one.sla in {None, sla.id} and one.holds(gap)]
        severity = next((one for one in known if one.sla), next(iter(known), None))
        if severity is None:
            return
        origin = self.in_force.source("severities")
        inputs: dict[str, Value] = {"value": occurrence.value, "target": sla.target}
        yield computed("points.gap", "abs(value - target)", inputs, "points", sla.source, name)
        given = {"points": severity.points}
        points = band_step("points.severity", severity, gap, given, "points", origin)
        yield points
        share = occurrence.pro_rata
        if share is not None:
            points = scaled(points, share, "points.pro_rata", "points")
            yield points
        if terms.repeat and self.memory.misses(sla.id, occurrence.stream, terms.repeat.within):
            again: dict[str, Value] = {"points": points.value, "factor": Decimal(terms.repeat.factor)}
            source = self.in_force.source("repeat")
            yield computed("points.repeat", "points * factor", again, "points", source, name)
