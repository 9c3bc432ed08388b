"""The bill of a month: its lines, the VAT by rate, the totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.money import CENT, ZERO, sum_of
from pilotage.periods import Month
from pilotage.pricing import Line
from pilotage.trace import Source, Step, Value, computed


@dataclass(frozen=True, slots=True)
class VatLine:
    """The VAT of one rate, rounded once on the sum of its lines.

    `treatment` is `standard`, `reverse_charge` (the client accounts for `self_assessed`, nothing is
    paid to the vendor), `exempt`, or `outside` (damages are not subject to VAT).
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
        outside = line.vat_treatment == "damages"
        return next(vat for vat in self.vat_lines if (vat.treatment == "outside") == outside)


def bill_month(contract: Contract, month: Month, lines: Sequence[Line]) -> Bill:
    """The bill of the lines, in their order, under the VAT in force on the month's last day.

    Damages stand outside VAT and reduce no base; every other line falls under the vendor's regime.
    """
    taxed = [line for line in lines if line.vat_treatment != "damages"]
    damages = [line for line in lines if line.vat_treatment == "damages"]
    vat_lines, steps = [], list[Step]()
    if taxed:
        vat_line, step = _taxed(contract, month, taxed)
        vat_lines.append(vat_line)
        steps.append(step)
    if damages:
        base = sum_of(line.amount for line in damages)
        vat_lines.append(VatLine("outside", ZERO, base, ZERO, ZERO, damages[0].source))
    subtotal = _sum("bill.subtotal", "line", [line.amount for line in lines])
    vat = _sum("bill.vat", "vat", [line.amount for line in vat_lines])
    inputs: dict[str, Value] = {"subtotal": subtotal.value, "vat": vat.value}
    total = computed("bill.total", "subtotal + vat", inputs, "currency")
    return Bill(
        currency=contract.currency,
        lines=tuple(lines),
        vat_lines=tuple(vat_lines),
        subtotal=subtotal.value,
        vat=vat.value,
        total=total.value,
        steps=(subtotal, *steps, vat, total),
    )


def _taxed(contract: Contract, month: Month, lines: Sequence[Line]) -> tuple[VatLine, Step]:
    """The VAT of the vendor's regime on the sum of its lines, rounded once."""
    in_force = contract.vat.terms_on(month.last)
    if in_force is None or in_force.terms.regime is None:
        raise ValueError(f"{contract.ref}: no VAT regime on {month.last}")
    regime = in_force.terms.regime
    rate = in_force.terms.rate if in_force.terms.rate is not None and regime != "exempt" else ZERO
    base = sum_of(line.amount for line in lines)
    inputs: dict[str, Value] = {"base": base, "rate": rate, "cent": CENT}
    source = in_force.source("rate")
    step = computed(f"vat.{regime}", "round(base * rate / 100, cent)", inputs, "currency", source)
    due, self_assessed = step.value, ZERO
    if regime == "reverse_charge":
        due, self_assessed = ZERO, step.value
    return VatLine(regime, rate, base, due, self_assessed, source), step


def _sum(rule: str, name: str, amounts: Sequence[Decimal]) -> Step:
    """The sum of amounts already rounded, in cents."""
    inputs: dict[str, Value] = {f"{name}_{n}": amount for n, amount in enumerate(amounts, 1)}
    inputs["cent"] = CENT
    formula = f"round({' + '.join(list(inputs)[:-1]) or '0'}, cent)"
    return computed(rule, formula, inputs, "currency")
