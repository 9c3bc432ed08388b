"""The excess of a cap that is carried: due the next month, under the month it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pilotage.consequences.model import ConsequenceResult, PastMonth
from pilotage.periods import Month
from pilotage.pricing import LineKind
from pilotage.trace import Value, computed


def carried_over(month: Month, today: date, past: Sequence[PastMonth]) -> Iterator[ConsequenceResult]:
    """What the caps of the month before left to this one: each a line that names the month in which it
    was first due. What does not fit is carried again, so the month before tells all of it.
    """
    before = next((one for one in past if one.month == month.plus(-1)), None)
    if before is None or today <= month.last:
        return
    for found in before.results:
        if found.line is None or not found.carried:
            continue
        origin = found.carried_from or before.month
        inputs: dict[str, Value] = {"carried": found.carried}
        note = str(origin)
        step = computed("cap.carried", "carried", inputs, "currency", found.line.source, note)
        own = found.line.id.removesuffix(f"@{origin}")
        line = replace(
            found.line,
            id=f"{own}@{origin}",
            kind=LineKind.BONUS if found.carried > 0 else LineKind.MALUS,
            quantity=abs(found.carried),
            unit="amount",
            unit_price=Decimal(1).copy_sign(found.carried),
            amount=found.carried,
            detail=(("carried_from", str(origin)),),
            slas=(),
            basis="computed",
            decision="",
            steps=(step,),
        )
        yield ConsequenceResult(
            id=found.id,
            kind=found.kind,
            slas=(),
            zone=None,
            computed=found.carried,
            source=found.source,
            steps=(step,),
            line=line,
            stream=found.stream,
            of_month=found.of_month,
            carried_from=origin,
        )


def months_since(origin: Month | None, month: Month) -> int:
    """For how many months an amount has been carried by `month`; none for the month's own."""
    return 0 if origin is None else (month.year - origin.year) * 12 + month.number - origin.number
