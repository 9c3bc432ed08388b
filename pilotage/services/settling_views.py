"""What was settled, and the three amounts of a month, as they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pilotage.judgement import MonthResult
from pilotage.periods import Month
from pilotage.store.tables import SettlementRow

Kind = Literal["waiver", "agreed"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled for one line: the amount proposed then, the one agreed, who signed and why.
    `given` is what the client gave away (negative: what the vendor let go).
    """

    number: int
    contract: str
    vendor: str
    month: Month
    line: str
    kind: Kind
    proposed: Decimal
    agreed: Decimal
    reason: str
    in_return: str
    reference: str
    signed_by: str
    decided_on: date
    recorded_by: str

    @property
    def given(self) -> Decimal:
        return self.agreed - self.proposed


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """The three amounts of a line (a consequence's, or a cap's: `cap`), zero where the line is not due.
    `value_before` and `value_after` are those of the SLA, without and with the neutralisations.
    """

    line: str
    term: str
    slas: tuple[str, ...]
    computed: Decimal
    proposed: Decimal
    agreed: Decimal
    value_before: Decimal | None = None
    value_after: Decimal | None = None
    cap: bool = False
    settled: Settled | None = None

    @property
    def by_neutralisation(self) -> Decimal:
        return self.proposed - self.computed

    @property
    def by_waiver(self) -> Decimal:
        return self.agreed - self.proposed

    @property
    def points(self) -> Decimal | None:
        """What the neutralisations move in the SLA, in the unit of its KPI."""
        if self.value_before is None or self.value_after is None:
            return None
        return self.value_after - self.value_before


@dataclass(frozen=True, slots=True)
class ThreeAmounts:
    """A month's consequences, line by line, and its three judgements: `computed` without any relief,
    `proposed` with those decided, `agreed` with what was settled.
    """

    month: Month
    currency: str
    lines: tuple[LineAmounts, ...]
    computed: MonthResult
    proposed: MonthResult
    agreed: MonthResult


@dataclass(frozen=True, slots=True)
class GivenAway:
    """What was waived for a vendor over the months of a calendar year."""

    vendor: str
    year: int
    currency: str
    amount: Decimal
    waivers: tuple[Settled, ...]


def settled_of(row: SettlementRow) -> Settled:
    """A settlement as it was kept."""
    return Settled(
        number=row.id,
        contract=row.contract,
        vendor=row.vendor,
        month=Month.parse(row.month),
        line=row.line,
        kind="waiver" if row.kind == "waiver" else "agreed",
        proposed=Decimal(row.proposed_cents).scaleb(-2),
        agreed=Decimal(row.agreed_cents).scaleb(-2),
        reason=row.reason,
        in_return=row.in_return,
        reference=row.reference,
        signed_by=row.signed_by,
        decided_on=row.decided_on,
        recorded_by=row.recorded_by,
    )
