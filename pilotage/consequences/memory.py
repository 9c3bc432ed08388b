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
        """How often the clause found a malus on the SLA, whatever a cap made of it: neither in a window
        still open, nor where a condition cancelled it.
        """
        return sum(
            found.zone is Zone.MALUS
            and found.slas == (sla,)
            and found.stream == stream
            and not found.gated
            and not _still_open(one, found)
            for one in self.back(months)
            for found in one.results
            if found.id == consequence
        )


def _still_open(month: PastMonth, found: ConsequenceResult) -> bool:
    """Whether the month only showed where a window stood that ends later."""
    return any(
        sla.id in found.slas and one.ongoing
        for sla in month.slas
        for one in sla.occurrences
        if (one.stream, one.key) == (found.stream, found.key)
    )
