"""What the clauses of a month remember of the months before it: failures, and what was retained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pilotage.consequences.model import ConsequenceResult, PastMonth
from pilotage.periods import Month
from pilotage.sla import Status, Zone


@dataclass(frozen=True, slots=True)
class Memory:
    """The earlier months that a judgement was given, oldest first."""

    month: Month
    past: Sequence[PastMonth] = ()

    def back(self, months: int) -> Iterator[PastMonth]:
        """The `months` calendar months before this one, oldest first, as far as they were judged."""
        first = self.month.plus(-months)
        return (one for one in self.past if first <= one.month < self.month)

    def statuses(self, sla: str, stream: str, months: int) -> Iterator[tuple[Month, bool]]:
        """Each time that an SLA was judged in those months, and whether it was missed."""
        for one in self.back(months):
            for result in one.slas:
                for occurrence in result.due if result.id == sla else ():
                    judged = occurrence.status in {Status.MET, Status.MISSED}
                    if judged and occurrence.stream == stream:
                        yield one.month, occurrence.status is Status.MISSED

    def misses(self, sla: str, stream: str, months: int) -> int:
        """How often it was missed."""
        return sum(missed for _, missed in self.statuses(sla, stream, months))

    def failures(self, consequence: str, sla: str, stream: str, months: int) -> int:
        """How often the clause found a malus on the SLA, whatever became of it."""
        return sum(
            found.zone is Zone.MALUS and found.slas == (sla,) and found.stream == stream
            for _, found in self._results(consequence, months)
        )

    def _results(self, consequence: str, months: int) -> Iterator[tuple[Month, ConsequenceResult]]:
        for one in self.back(months):
            yield from ((one.month, found) for found in one.results if found.id == consequence)
