"""Fee lines: quantities at the price of their day of service, minimums and ceilings."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pilotage.trace import Source, Step


class LineKind(StrEnum):
    """What a line of the pre-invoice is. Only `fee` and `minimum` lines enter a base."""

    FEE = "fee"
    MINIMUM = "minimum"
    BONUS = "bonus"
    MALUS = "malus"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the pre-invoice: `amount` is `quantity * unit_price`, half-up to the cent.

    `id` is stable from one computation to the next (`appel.2` is the second tier of price `appel`).
    `term` is the id of the contract's price, consequence or limit, whose name is the label; `detail`
    is a code and its figures that complete the label (`tier`, `pro_rata`, `shortfall` ...), the view
    makes the words. `unit` is a price unit, or `base` when the quantity is an amount of money and
    `unit_price` a rate (-0.05 for -5 %). `batches` are the received files behind the quantity.
    """

    id: str
    term: str
    kind: LineKind
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    source: Source
    activity: str | None = None
    detail: tuple[tuple[str, Decimal | str], ...] = ()
    provisional: bool = False
    estimated: bool = False
    steps: tuple[Step, ...] = ()
    batches: tuple[int, ...] = ()
    slas: tuple[str, ...] = ()
    vat_treatment: str = "price_reduction"
