"""The bill of a month: its lines, the VAT by rate, the totals."""

from dataclasses import dataclass
from decimal import Decimal

from pilotage.pricing import Line
from pilotage.trace import Source, Step


@dataclass(frozen=True, slots=True)
class VatLine:
    """The VAT of one rate, rounded once on the sum of its lines.

    `treatment` is `standard`, `reverse_charge` (the client accounts for `self_assessed`, nothing is
    paid to the vendor) or `outside` (damages are not subject to VAT).
    """

    treatment: str
    rate: Decimal
    base: Decimal
    amount: Decimal
    self_assessed: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Bill:
    """All lines of the month in the order in which they print, and the totals in the contract's
    currency: `total = subtotal + vat`.
    """

    currency: str
    lines: tuple[Line, ...]
    vat_lines: tuple[VatLine, ...]
    subtotal: Decimal
    vat: Decimal
    total: Decimal
    steps: tuple[Step, ...]

    def vat_of(self, line: Line) -> VatLine:
        """The VAT line that a line falls under."""
        raise NotImplementedError
