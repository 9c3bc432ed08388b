"""What changes the price itself: a part payable only if kept, a coefficient on the unit price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pilotage.consequences.kinds import Claim, band_step, reached, zone_of
from pilotage.consequences.model import PastMonth
from pilotage.contract.model import CoefficientTerms, InForce, PaymentShareTerms
from pilotage.money import CENT, ZERO
from pilotage.pricing import Line, LineKind
from pilotage.sla import Zone
from pilotage.trace import Source, Step, Value, computed


def lines_of(prices: Sequence[str], lines: Sequence[Line]) -> list[Line]:
    """The fee lines of some prices."""
    return [line for line in lines if line.kind is LineKind.FEE and line.term in prices]


def payment_share(
    in_force: InForce[PaymentShareTerms],
    lines: Sequence[Line],
    earlier: Sequence[PastMonth] = (),
    *,
    prices: Sequence[str] = (),
    kept: bool,
) -> Claim:
    """Nothing when what is required was kept; else the share of the lines is not payable: those of the
    month, and those of the `prices` in the earlier months of the window.
    """
    source = in_force.source("share")
    if kept:
        return Claim(Zone.NEUTRAL, ZERO, source)
    base = _sum("payment.base", lines, source, [(m, lines_of(prices, m.lines)) for m in earlier])
    inputs: dict[str, Value] = {"base": base.value, "share": in_force.terms.share, "cent": CENT}
    amount = computed("payment.amount", "round(-base * share / 100, cent)", inputs, "currency", source)
    rate = -(in_force.terms.share or ZERO) / 100
    return Claim(Zone.MALUS, amount.value, source, (base, amount), base.value, "base", rate)


def coefficient(in_force: InForce[CoefficientTerms], value: Decimal, lines: Sequence[Line]) -> Claim:
    """What the coefficient of the band adds to, or takes from, the rounded lines of the prices."""
    source, step = in_force.source("bands"), in_force.terms.round_to
    before = tuple[Step, ...]()
    if step is not None:
        inputs: dict[str, Value] = {"value": value, "step": step}
        origin = in_force.source("round_to")
        before = (computed("sla.round", "round(value, step)", inputs, "", origin),)
        value = before[0].value
    band = reached(in_force.terms.bands, value)
    if band is None:
        return Claim(None, ZERO, source, before)
    given = {"coefficient": band.coefficient}
    found = band_step("coefficient.band", band, value, given, "", source)
    base = _sum("coefficient.base", lines, source)
    inputs = {"base": base.value, "coefficient": found.value, "cent": CENT}
    formula = "round(base * (coefficient - 1), cent)"
    amount = computed("coefficient.amount", formula, inputs, "currency", source)
    steps = (*before, found, base, amount) if amount.value else (*before, found)
    rate = found.value - 1
    return Claim(zone_of(rate), amount.value, source, steps, base.value, "base", rate)


def _sum(
    rule: str,
    lines: Sequence[Line],
    source: Source,
    earlier: Sequence[tuple[PastMonth, Sequence[Line]]] = (),
) -> Step:
    inputs: dict[str, Value] = {
        f"month_{n}": sum((line.amount for line in held), ZERO) for n, (_, held) in enumerate(earlier, 1)
    }
    inputs |= {f"fee_{n}": line.amount for n, line in enumerate(lines, 1)}
    note = ", ".join((*(str(m.month) for m, _ in earlier), *(line.id for line in lines)))
    return computed(rule, " + ".join(inputs) or "0", inputs, "currency", source, note)
