"""Limits on bonus and malus: what makes up for what, caps by month or over a longer period, the floor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pilotage.consequences.bases import base_step, ground_of, in_base
from pilotage.consequences.carrying import months_since
from pilotage.consequences.model import ConsequenceResult, PastMonth
from pilotage.consequences.placing import is_placed
from pilotage.contract.model import (
    Base,
    CapLimit,
    Contract,
    DueLimit,
    EarnBackConsequence,
    FloorLimit,
    InForce,
    OffsetLimit,
)
from pilotage.money import CENT, ZERO, round_half_up
from pilotage.periods import Month, contract_year_start
from pilotage.pricing import Line, LineKind
from pilotage.trace import Source, Step, Value, computed

_ORDER = ("month", "quarter", "half_year", "calendar_year", "contract_year", "rolling_12")


def apply_caps(
    contract: Contract,
    results: Sequence[ConsequenceResult],
    fees: Sequence[Line],
    month: Month,
    past: Sequence[PastMonth],
) -> tuple[list[ConsequenceResult], list[Line]]:
    """The results with what the limits leave of them, and the line of each limit that bites.

    First what makes up for what; then the caps, those of a month before those of a longer period, each
    on what the earlier ones left; then the floor. Within a cap what was carried is cut first, the latest
    month first, then the month's own in proportion, to the cent, so that a later cap, the VAT of each
    part and the next months know what is left of each consequence.
    """
    desk = _Desk(contract, list(results), fees, month, past)
    lines: list[Line] = []
    for limit in sorted((one for one in contract.limit if isinstance(one, DueLimit)), key=_rank):
        in_force = limit.terms_on(month.first)
        if in_force is None:
            continue
        match limit:
            case CapLimit():
                lines += desk.cap(limit, in_force)
            case OffsetLimit():
                lines += desk.offset(limit, in_force)
            case FloorLimit():
                lines += desk.floor(limit, in_force)
    return desk.settled, lines


def _rank(limit: DueLimit) -> int:
    if isinstance(limit, CapLimit):
        return _ORDER.index(limit.per)
    return -1 if isinstance(limit, OffsetLimit) else len(_ORDER)


def first_month(contract: Contract, cap: CapLimit, month: Month) -> Month:
    """The first month of the period of a cap that holds `month`: quarters and half-years are those of
    the calendar.
    """
    match cap.per:
        case "month":
            return month
        case "quarter":
            return Month(month.year, (month.number - 1) // 3 * 3 + 1)
        case "half_year":
            return Month(month.year, 1 if month.number <= 6 else 7)
        case "calendar_year":
            return Month(month.year, 1)
        case "contract_year":
            return contract_year_start(contract.starts, month)
    return month.plus(-11)


def of_month_before(contract: Contract, found: ConsequenceResult) -> bool:
    """Whether a result was left by the month before, and is taken on that month's fees: a cap counts it
    in the period of that month.
    """
    clauses = {one.id for one in contract.consequence if one.base_of == "next_invoice"}
    return is_placed(found) and found.id not in clauses


@dataclass(slots=True)
class _Desk:
    """The results of a month while the limits are held against them."""

    contract: Contract
    settled: list[ConsequenceResult]
    fees: Sequence[Line]
    month: Month
    past: Sequence[PastMonth]

    def cap(self, cap: CapLimit, in_force: InForce[Any]) -> list[Line]:
        """What exceeds a cap comes back, and is carried when the cap says so.

        The cap of a period holds what its months gave rise to, whichever invoice bears it: real clauses
        cap what is *incurred* over a month or a year, and the next invoice is how it is paid. What is
        worked out on the next invoice itself (`base_of`) counts with that invoice.
        """
        sign = -1 if cap.kind == "cap_malus" else 1
        held = self._held(cap.consequences, sign)
        lines: list[Line] = []
        before = next((one for one in self.past if one.month == self.month.plus(-1)), None)
        first = first_month(self.contract, cap, self.month)
        if before is not None and before.month < first:
            placed = [n for n in held if of_month_before(self.contract, self.settled[n])]
            held = [n for n in held if n not in placed]
            lines = self._cap_before(cap, before, placed, sign)
        if not held:
            return lines
        earlier = [one for one in self.past if first <= one.month < self.month]
        steps = self._excess(cap, in_force, held, sign, earlier)
        return [*lines, *self._cut(cap, held, sign, steps, in_force)]

    def _cap_before(self, cap: CapLimit, before: PastMonth, held: list[int], sign: int) -> list[Line]:
        """The cap of the period that ended with the month before, on what that month left to this invoice
        beside what the period already bore.
        """
        in_force = cap.terms_on(before.month.first)
        if in_force is None or not held:
            return []
        then = _Desk(self.contract, self.settled, before.lines, before.month, ())
        first = first_month(self.contract, cap, before.month)
        earlier = [one for one in self.past if first <= one.month < before.month]
        kept = replace(before, results=tuple(one for one in before.results if not is_placed(one)))
        last = kept if cap.per == "month" else before
        borne = [*earlier, *([last] if any(sign * one.retained > 0 for one in last.results) else [])]
        steps = then._excess(cap, in_force, held, sign, earlier, borne)
        return then._cut(cap, held, sign, steps, in_force, name=f"{cap.id}@{before.month}")

    def offset(self, limit: OffsetLimit, in_force: InForce[Any]) -> list[Line]:
        """The lower of bonus and malus leaves both: what is left is the difference."""
        source = in_force.source("due")
        bonus, malus = (self._held(limit.consequences, sign) for sign in (1, -1))
        if in_force.terms.due != "net" or not (bonus and malus):
            return []
        steps = self._due(bonus, source), self._due(malus, source)
        inputs: dict[str, Value] = {"bonus": steps[0].value, "malus": steps[1].value}
        both = computed("offset.amount", "min(bonus, malus)", inputs, "currency", source)
        told = (*steps, both)
        lines = self._cut(limit, bonus, 1, told, name=f"{limit.id}.bonus")
        return [*lines, *self._cut(limit, malus, -1, told, name=f"{limit.id}.malus")]

    def floor(self, limit: FloorLimit, in_force: InForce[Any]) -> list[Line]:
        """Malus comes back until the total reaches the floor; what the fees lack is not its affair."""
        held = self._held((), -1)
        if not held:
            return []
        source = in_force.terms.origin
        base = self._base(limit.base, (), [], source)
        least = _limit("floor.least", in_force, base[-1].value)
        dues = sum((one.retained for one in self.settled), ZERO)
        inputs: dict[str, Value] = {"fees": sum((x.amount for x in self.fees), ZERO), "dues": dues}
        total = computed("floor.total", "fees + dues", inputs, "currency", source)
        due = self._due(held, source)
        inputs = {"due": due.value, "least": least.value, "total": total.value}
        back = computed("floor.amount", "min(due, max(least - total, 0))", inputs, "currency", source)
        kept = base if in_force.terms.rate is not None else []
        return self._cut(limit, held, -1, (due, total, *kept, least, back))

    def _held(self, named: Sequence[str], sign: int) -> list[int]:
        """The results that a limit concerns and that still bear something on its side."""
        return [
            n
            for n, one in enumerate(self.settled)
            if (not named or one.id in named) and sign * one.retained > 0
        ]

    def _due(self, held: Sequence[int], source: Source) -> Step:
        due = {f"due_{n}": abs(self.settled[at].retained) for n, at in enumerate(held, 1)}
        note = ", ".join(self.settled[at].id for at in held)
        return computed("cap.due", " + ".join(due), due, "currency", source, note)

    def _excess(
        self,
        cap: CapLimit,
        in_force: InForce[Any],
        held: Sequence[int],
        sign: int,
        earlier: Sequence[PastMonth],
        borne: Sequence[PastMonth] | None = None,
    ) -> tuple[Step, ...]:
        """The steps from the base of the cap to what exceeds it this month (zero when nothing does):
        `earlier` are the months of the period whose fees count, `borne` those whose results do.
        """
        borne = earlier if borne is None else borne
        source = in_force.terms.origin
        steps = [self._due(held, source)]
        named, note = cap.consequences, ", ".join(str(m.month) for m in borne)
        if borne:
            months: dict[str, Value] = {
                f"taken_{n}": self._taken(cap, m, sign) for n, m in enumerate(borne, 1)
            }
            formula, back = " + ".join(months), ZERO
            if sign < 0:
                back = sum((self._given_back(cap, m.results) for m in borne), ZERO)
                back += self._given_back(cap, self.settled)
            if back:
                formula, months["taken_back"] = f"{formula} - taken_back", back
            steps.append(computed("cap.taken", formula, months, "currency", source, note))
        base = self._base(cap.base, named, earlier if cap.per != "month" else (), source)
        limit = _limit("cap.limit", in_force, base[-1].value)
        inputs: dict[str, Value] = {"due": steps[0].value, "limit": limit.value}
        formula = "max(due - limit, 0)"
        if borne:
            inputs["taken"] = steps[1].value
            formula = "min(due, max(taken + due - limit, 0))"
        steps += [*(base if in_force.terms.rate is not None else []), limit]
        return (*steps, computed("cap.excess", formula, inputs, "currency", source, cap.per))

    def _taken(self, cap: CapLimit, month: PastMonth, sign: int) -> Decimal:
        """What a month retained of what the cap holds, less what a month before the period left to it."""
        named, opened = cap.consequences, month.month == first_month(self.contract, cap, self.month)
        kept = (one for one in month.results if not named or one.id in named)
        kept = (one for one in kept if not (opened and of_month_before(self.contract, one)))
        return sum((max(sign * one.retained, ZERO) for one in kept), ZERO)

    def _given_back(self, cap: CapLimit, results: Sequence[ConsequenceResult]) -> Decimal:
        """What earn-backs gave back of the malus of the cap's period: it takes no room any more."""
        first = first_month(self.contract, cap, self.month)
        named = {
            one.id
            for one in self.contract.consequence
            if isinstance(one, EarnBackConsequence)
            and (not cap.consequences or one.of in cap.consequences)
        }
        back = (one for one in results if one.id in named and one.of_month and one.of_month >= first)
        return sum((one.retained for one in back), ZERO)

    def _base(
        self, base: Base, named: Sequence[str], earlier: Sequence[PastMonth], source: Source
    ) -> list[Step]:
        """The fees of the month, and for a longer period those of its months up to this one."""
        clauses = [c for c in self.contract.consequence if not named or c.id in named]
        ground = ground_of(self.contract, clauses)
        steps = [base_step(base, in_base(base, self.fees, ground), source)]
        if earlier:
            inputs: dict[str, Value] = {
                f"base_{n}": sum((line.amount for line in in_base(base, m.lines, ground)), ZERO)
                for n, m in enumerate(earlier, 1)
            }
            inputs["base_now"] = steps[0].value
            note = ", ".join(str(m.month) for m in earlier)
            formula = " + ".join(inputs)
            steps.append(computed("cap.year_base", formula, inputs, "currency", source, note))
        return steps

    def _cut(
        self,
        limit: DueLimit,
        held: Sequence[int],
        sign: int,
        steps: tuple[Step, ...],
        in_force: InForce[Any] | None = None,
        name: str = "",
    ) -> list[Line]:
        """Takes the value of the last step off the results held, and gives the lines that say so."""
        excess = steps[-1].value
        if not excess:
            return []
        cut = []
        for at, part in zip(held, _shared(excess, [self.settled[at] for at in held]), strict=True):
            one = self.settled[at]
            if part:
                named = ", ".join(filter(None, (one.limit, limit.id)))
                carried = one.carried + sign * part if self._carries(in_force, one) else one.carried
                left = one.retained - sign * part
                one = self.settled[at] = replace(one, limit=named, capped=left, carried=carried)
            cut.append((one, part))
        source = steps[-2].source  # that of the limit itself
        return list(_lines(limit, name or limit.id, source, sign, cut, steps))

    def _carries(self, in_force: InForce[Any] | None, found: ConsequenceResult) -> bool:
        """Whether what a cap cuts falls due the next month: not beyond the months that it says."""
        if in_force is None or in_force.terms.excess != "carried":
            return False
        most = in_force.terms.carried_for
        return most is None or months_since(found.carried_from, self.month) < most


def _limit(rule: str, in_force: InForce[Any], base: Decimal) -> Step:
    """The most, or the least, that may be due: the rate of the base, or the amount."""
    terms = in_force.terms
    if terms.rate is not None:
        inputs: dict[str, Value] = {"base": base, "rate": terms.rate, "cent": CENT}
        formula, name = "round(base * rate / 100, cent)", "rate"
    elif terms.amount is not None:
        inputs, formula, name = {"amount": terms.amount}, "amount", "amount"
    else:
        raise ValueError(f"{terms.source}: a limit without a rate or an amount")
    return computed(rule, formula, inputs, "currency", in_force.source(name))


def _shared(excess: Decimal, held: Sequence[ConsequenceResult]) -> list[Decimal]:
    """The excess on each: what was carried first, the latest first, then the rest in proportion, to the
    cent, none beyond its own, exact in sum.
    """
    shares = dict.fromkeys(range(len(held)), ZERO)
    carried = [n for n, one in enumerate(held) if one.carried_from is not None]
    for n in sorted(carried, key=lambda n: str(held[n].carried_from), reverse=True):
        shares[n] = min(excess, abs(held[n].retained))
        excess -= shares[n]
    own = [n for n in shares if n not in carried]
    whole = sum((abs(held[n].retained) for n in own), ZERO)
    reached, given = ZERO, ZERO
    for n in own:
        reached += abs(held[n].retained)
        shares[n] = round_half_up(excess * reached / whole) - given
        given += shares[n]
    return [shares[n] for n in range(len(held))]


def _lines(
    limit: DueLimit,
    name: str,
    source: Source,
    sign: int,
    cut: Sequence[tuple[ConsequenceResult, Decimal]],
    steps: tuple[Step, ...],
) -> Iterator[Line]:
    """The line of the limit: one, or one for each VAT treatment of what it cuts."""
    treatments = sorted({r.line.vat_treatment for r, _ in cut if r.line}, reverse=True)
    for treatment in treatments:
        here = [(r, part) for r, part in cut if r.line and r.line.vat_treatment == treatment]
        excess = sum((part for _, part in here), ZERO)
        inputs: dict[str, Value] = {"excess": excess}
        formula = "-excess" if sign > 0 else "excess"
        amount = computed("cap.amount", formula, inputs, "currency", source)
        yield Line(
            id=name if len(treatments) == 1 else f"{name}.{treatment}",
            term=limit.id,
            kind=LineKind.CAP,
            quantity=excess,
            unit="amount",
            unit_price=Decimal(-sign),
            amount=amount.value,
            source=source,
            provisional=any(r.line.provisional for r, _ in here if r.line),
            estimated=any(r.line.estimated for r, _ in here if r.line),
            typed=any(r.line.typed for r, _ in here if r.line),
            steps=(*steps, amount),
            batches=tuple(sorted({batch for r, _ in here if r.line for batch in r.line.batches})),
            slas=tuple(dict.fromkeys(sla for r, _ in here for sla in r.slas)),
            vat_treatment=treatment,
        )
