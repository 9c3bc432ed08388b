"""What a vendor sent and what was expected, in one shape; the gaps between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pilotage.money import ZERO, sum_of
from pilotage.periods import Month
from pilotage.trace import Source, Step


class GapClass(StrEnum):
    """Why an invoice differs. `sign` is an amount of the right size and the wrong sign; `arithmetic` one
    that the invoice's own figures do not give; `unknown` what none of the others explains.
    """

    VOLUME = "volume"
    PRICE = "price"
    TIER = "tier"
    INDEX = "index"
    BONUS_MALUS = "bonus_malus"
    VAT = "vat"
    ROUNDING = "rounding"
    DUPLICATE = "duplicate"
    PERIOD = "period"
    SIGN = "sign"
    ARITHMETIC = "arithmetic"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class InvoicedLine:
    """A line as the vendor wrote it. Of a credit note quantities and amounts are below zero already, so
    that lines add up. `reference` is the client's own name of the line when the vendor repeats it,
    `unit` the unit as it is written (a UNECE code, or words), `adjusted` the line's own allowances
    (below zero) and charges, within `amount`. `first` and `last` are empty where the line says no period.
    """

    number: str
    label: str
    amount: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    order: str = ""
    order_line: str = ""
    reference: str = ""
    first: date | None = None
    last: date | None = None
    vat_category: str = ""
    vat_rate: Decimal | None = None
    adjusted: Decimal = ZERO
    document: str = ""


@dataclass(frozen=True, slots=True)
class InvoicedVat:
    """The VAT of one category and rate, as the invoice sums it."""

    category: str
    rate: Decimal | None
    base: Decimal | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ReceivedInvoice:
    """An invoice or a credit note as it was read; `form` says from what (`facturx`, `cii`, `ubl`,
    `excel`, `typed`). A total that the document does not give is None. `about` is the number of the
    invoice that a credit note corrects.
    """

    form: str
    number: str
    issued_on: date | None
    currency: str
    lines: tuple[InvoicedLine, ...]
    subtotal: Decimal | None
    vat: Decimal | None
    total: Decimal | None
    credit: bool = False
    about: str = ""
    seller: str = ""
    seller_id: str = ""
    buyer: str = ""
    buyer_id: str = ""
    order: str = ""
    contract: str = ""
    first: date | None = None
    last: date | None = None
    vat_lines: tuple[InvoicedVat, ...] = ()
    self_declared: str = ""

    @property
    def before_tax(self) -> Decimal:
        """The total before tax: the document's own, else that of its lines."""
        return self.subtotal if self.subtotal is not None else sum_of(x.amount for x in self.lines)


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A line of the pre-invoice, with what is needed to find it on an invoice. `labels` are its words in
    each language; `tiers` every unit price of its term's tiers, `stale` prices of the same term that no
    longer hold, by why (`index`: an earlier revision, or none; `terms`: earlier terms).
    """

    id: str
    term: str
    kind: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    labels: tuple[str, ...] = ()
    order: str = ""
    order_line: str = ""
    tiered: bool = False
    tiers: tuple[Decimal, ...] = ()
    stale: tuple[tuple[str, Decimal], ...] = ()
    vat_category: str = ""
    vat_rate: Decimal = ZERO
    source: Source = field(default_factory=Source)

    @property
    def consequence(self) -> bool:
        """Whether it is a bonus, a malus, a cap or a coefficient: money without a quantity of service."""
        return self.kind in {"bonus", "malus", "cap", "coefficient"}

    @property
    def counted(self) -> bool:
        """Whether it is a quantity at a price, which an invoice may be wrong on apart."""
        return not self.consequence and self.unit not in {"base", "amount"}


@dataclass(frozen=True, slots=True)
class Expected:
    """The month as the client expects it to be invoiced. `document` names the issued pre-invoice that it
    comes from, empty for the month as it is judged; `before` are the lines of the month before; `clauses`
    the consequences of the contract (id, labels), due this month or not.
    """

    contract: str
    month: Month
    currency: str
    lines: tuple[ExpectedLine, ...]
    subtotal: Decimal
    vat: Decimal
    total: Decimal
    seller: str = ""
    seller_id: str = ""
    buyer: str = ""
    document: str = ""
    before: tuple[ExpectedLine, ...] = ()
    clauses: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Within which a gap is let through: `percent` of what was expected and `amount`, both."""

    percent: Decimal = ZERO
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference between what was expected and what was invoiced, before tax; for `vat` and for what
    concerns VAT, the VAT itself.

    `line` is the expected line, else the number of the invoiced one; with the class it names the gap
    from one reading to the next. `credited` is what credit notes took back of it. `within` says that
    the contract's tolerance lets it through. `detail` are figures that complete the class.
    """

    line: str
    kind: GapClass
    expected: Decimal
    invoiced: Decimal
    steps: tuple[Step, ...]
    labels: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    invoiced_label: str = ""
    credited: Decimal = ZERO
    credit_notes: tuple[str, ...] = ()
    within: bool = False
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.line}:{self.kind}"

    @property
    def difference(self) -> Decimal:
        """Invoiced beyond what was expected; below zero when less was."""
        return self.invoiced - self.expected

    @property
    def left(self) -> Decimal:
        """What credit notes have not taken back."""
        return self.difference + self.credited


@dataclass(frozen=True, slots=True)
class Pair:
    """An expected line and the invoiced ones that were found for it; `how` is the rule that found them:
    `reference`, `order_line`, `price`, `label`, `amount`; empty for what has no counterpart.
    """

    expected: ExpectedLine | None
    invoiced: tuple[InvoicedLine, ...]
    how: str = ""
