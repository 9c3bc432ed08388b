"""What is due on the invoice of the next month: kept aside, then borne there under its own month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pilotage.consequences.model import ConsequenceResult, PastMonth
from pilotage.contract.model import Consequence, Contract
from pilotage.periods import Month
from pilotage.trace import Step


def held_over(contract: Contract, clause: Consequence, month: Month) -> bool:
    """Whether what the clause gives waits for the next invoice; none follows the contract's end."""
    more = contract.ends is None or contract.ends > month.last
    return clause.place == "next_invoice" and more


def placed(month: Month, today: date, before: PastMonth | None) -> Iterator[ConsequenceResult]:
    """What the month before left to this invoice, each a line that names the month it comes from.

    The SLAs are those of that month, so their steps are kept with the line rather than its `slas`.
    """
    for found in before.results if before else ():
        if before is None or found.deferred is None:
            continue
        kept = found.deferred
        line = replace(
            kept,
            id=f"{kept.id}@{before.month}",
            detail=(*kept.detail, ("of_month", str(before.month))),
            slas=(),
            steps=(*_judged(found, before), *kept.steps),
        )
        yield replace(
            found,
            slas=(),
            zone=None,
            line=line if today > month.last else None,
            deferred=None,
            of_month=before.month,
        )


def is_placed(found: ConsequenceResult) -> bool:
    """Whether a result was left by the month before to the invoice that bears it."""
    return found.of_month is not None and not found.slas and found.carried_from is None


def _judged(found: ConsequenceResult, month: PastMonth) -> Iterator[Step]:
    for sla in month.slas:
        for occurrence in sla.due if sla.id in found.slas else ():
            if not found.stream or occurrence.stream == found.stream:
                yield from occurrence.steps
