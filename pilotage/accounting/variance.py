"""Why a month cost more or less than its budget: volume, mix, price, bonus and malus, adjustments of
closed months (which are not what the month itself costs), the rest.

Within a unit (contacts, hours ...), with q and p the quantities and prices of the lines, b of the
budget and a of the actual, Q their sums:

- volume = (Qa - Qb) x (sum of qb x pb) / Qb: as if all had grown alike, at the budget's mean price;
- mix = sum of (qa - qb x Qa / Qb) x pb: other lines than expected, at the budget's prices;
- price = sum of qa x (pa - pb).

Their sum is the whole difference. What the budget does not hold is volume at its actual price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pilotage.judgement import MonthResult
from pilotage.money import CENT, ZERO, round_half_up, sum_of
from pilotage.pricing import LineKind

CAUSES = ("volume", "mix", "price", "bonus_malus", "adjustment", "other")
"""The causes in the order in which they print; their sum is the difference."""
_CONSEQUENCES = frozenset({LineKind.BONUS, LineKind.MALUS, LineKind.CAP, LineKind.COEFFICIENT})
_PRICED = frozenset({LineKind.FEE, LineKind.MINIMUM})


@dataclass(frozen=True, slots=True)
class Planned:
    """So much of a term, budgeted: `quantity` in `unit` at `price`, `amount` before tax. A term without
    quantity (bonus, a lump sum) has a quantity of one.
    """

    term: str
    unit: str
    quantity: Decimal
    amount: Decimal
    family: str = "price"

    @property
    def price(self) -> Decimal:
        return self.amount / self.quantity if self.quantity else ZERO


def actual_of(result: MonthResult) -> tuple[Planned, ...]:
    """A judged month as a budget is written: its priced lines by term, the rest in three families."""
    found: dict[tuple[str, str, str], list[Decimal]] = {}
    for line in result.bill.lines:
        if line.kind in _PRICED and line.unit not in {"base", "amount"}:
            key, quantity = (line.term, line.unit, "price"), line.quantity
        elif line.kind in _CONSEQUENCES:
            key, quantity = (line.term, "amount", "bonus_malus"), ZERO
        else:
            family = "adjustment" if line.kind is LineKind.ADJUSTMENT else "other"
            key, quantity = (line.term, "amount", family), ZERO
        kept = found.setdefault(key, [ZERO, ZERO])
        kept[0], kept[1] = kept[0] + quantity, kept[1] + line.amount
    return tuple(
        Planned(term, unit, quantity if family == "price" else Decimal(1), amount, family)
        for (term, unit, family), (quantity, amount) in found.items()
    )


def variance(budget: Iterable[Planned], actual: Iterable[Planned]) -> Mapping[str, Decimal]:
    """The difference actual less budget by cause, to the cent; `price` bears what rounding leaves, so
    that the causes add up to the difference.
    """
    planned, done = tuple(budget), tuple(actual)
    found = dict.fromkeys(CAUSES, ZERO)
    for unit in dict.fromkeys(one.unit for one in (*planned, *done) if one.family == "price"):
        b = {one.term: one for one in planned if (one.unit, one.family) == (unit, "price")}
        a = {one.term: one for one in done if (one.unit, one.family) == (unit, "price")}
        volume, mix = _of_unit(b, a)
        found["volume"] += volume
        found["mix"] += mix
        moved = sum_of(one.amount for one in a.values()) - sum_of(one.amount for one in b.values())
        found["price"] += moved - volume - mix
    for family in ("bonus_malus", "adjustment", "other"):
        found[family] = sum_of(one.amount for one in done if one.family == family) - sum_of(
            one.amount for one in planned if one.family == family
        )
    return found


def _of_unit(b: Mapping[str, Planned], a: Mapping[str, Planned]) -> tuple[Decimal, Decimal]:
    """Volume and mix of one unit, rounded to the cent."""
    before = sum_of(one.quantity for one in b.values())
    after = sum_of(one.quantity for one in a.values())
    if not before:
        return round_half_up(sum_of(one.amount for one in a.values()), CENT), ZERO
    mean = sum_of(one.amount for one in b.values()) / before
    volume = (after - before) * mean
    mix = ZERO
    for term in dict.fromkeys((*b, *a)):
        price = b[term].price if term in b else a[term].price
        was = b[term].quantity if term in b else ZERO
        now = a[term].quantity if term in a else ZERO
        mix += (now - was * after / before) * price
    return round_half_up(volume, CENT), round_half_up(mix, CENT)
