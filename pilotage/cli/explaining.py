"""What `explain` tells of a judged month: each line, SLA and consequence with its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.locale import Words
from pilotage.locale.judged import line_label, name_of, status_words
from pilotage.trace import Step


@dataclass(frozen=True)
class Explanation:
    """A part of the month, under a title, with the steps that lead to it."""

    id: str
    title: str
    steps: tuple[Step, ...]


def explanations(result: MonthResult, contract: Contract, t: Words) -> Iterator[Explanation]:
    """Every part of the month in the order of the road: SLAs, their consequences, lines, totals."""
    zones = {sla: consequence.zone for consequence in result.consequences for sla in consequence.slas}
    for sla in result.slas:
        for occurrence in sla.occurrences:
            zone = zones.get(sla.id)
            title = f"{name_of(sla.id, contract, t)} {occurrence.stream}".strip()
            words = status_words(occurrence.status, zone, t)
            steps = (*occurrence.figure.steps, *occurrence.steps)
            yield Explanation(sla.id, f"{sla.id} · {title} · {words}", steps)
    for consequence in result.consequences:
        amount = t.money(consequence.computed, contract.currency)
        title = f"{consequence.id} · {name_of(consequence.id, contract, t)} · {amount}"
        yield Explanation(consequence.id, title, consequence.steps)
    for line in result.bill.lines:
        amount = t.money(line.amount, contract.currency)
        title = f"{line.id} · {line_label(line, contract, t)} · {amount}"
        yield Explanation(line.id, title, line.steps)
    total = t.money(result.bill.total, contract.currency)
    yield Explanation("total", f"total · {t('Total including tax')} · {total}", result.bill.steps)
