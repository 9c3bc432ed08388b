"""Minimums guaranteed: in volume, in percent of the frozen forecast or in money, by month or longer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from pilotage.contract.model import Contract, InForce, MinimumLimit, MinimumTerms
from pilotage.money import ZERO
from pilotage.periods import Month, contract_year_start
from pilotage.pricing.limits import done_step, is_uplift, unit_of
from pilotage.pricing.lines import priced
from pilotage.pricing.model import Desk, Line, LineKind, UnmeasuredError
from pilotage.trace import Source, Step, Value, computed

_NEVER = Month(9998, 12)
_NOT_EVERY_MONTH = frozenset({"purchase", "pass_through", "set_up", "gross_sale", "net_sale"})


def period_of(limit: MinimumLimit, contract: Contract, month: Month) -> tuple[Month, Month]:
    """The months over which the minimum is counted: the first and the last one."""
    first = {
        "month": month,
        "contract_year": contract_year_start(contract.starts, month),
        "calendar_year": Month(month.year, 1),
        "contract": Month.of(contract.starts),
    }[limit.per]
    last = first if limit.per == "month" else first.plus(11)
    ends = Month.of(contract.ends) if contract.ends else None
    if limit.per == "contract":
        last = ends or _NEVER
    return max(first, Month.of(contract.starts)), min(last, ends or last)


def at_least(
    limit: MinimumLimit, desk: Desk, lines: list[Line], unmeasured: Collection[str]
) -> list[Line]:
    """The line of the shortfall below the minimum, in the month that ends its period.

    Terms of the month's first day. None when the minimum is reached. Raises `UnmeasuredError` when
    a quantity that it counts is not known.
    """
    in_force = limit.terms_on(desk.month.first)
    first, last = period_of(limit, desk.contract, desk.month)
    if in_force is None or desk.month != last:
        return []
    held = [x for x in lines if x.term in limit.prices]
    past = [(m, _of(limit, found)) for m, found in desk.extras.past if first <= m < desk.month]
    unknown = [price for price in limit.prices if price in unmeasured]
    unknown += _without_lines(limit, desk, first, past)
    if unknown:
        raise UnmeasuredError("pricing.minimum_unknown", limit.id, unknown)
    if in_force.terms.amount is not None:
        return _in_money(limit, in_force, held, past)
    at_price = [line for line in lines if line.term == in_force.terms.at_price_of and not is_uplift(line)]
    if not at_price:
        raise UnmeasuredError("pricing.minimum_unknown", limit.id, unknown)
    counted = [line for line in held if not is_uplift(line)]
    done = _all_done(
        done_step(counted), [(m, sum((x.quantity for x in f if not is_uplift(x)), ZERO)) for m, f in past]
    )
    minimum, name = _minimum(limit, desk, in_force, unit_of(at_price[-1]), held)
    return _short(limit, in_force, at_price[-1], held, (*minimum, done), name)


def _of(limit: MinimumLimit, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.term in limit.prices]


def _without_lines(
    limit: MinimumLimit, desk: Desk, first: Month, past: Sequence[tuple[Month, list[Line]]]
) -> list[str]:
    """The prices that an earlier month of the period did not bill, though every month does."""
    told = {(month, line.term) for month, found in past for line in found}
    prices = [p for p in desk.contract.price if p.id in limit.prices and p.unit not in _NOT_EVERY_MONTH]
    return [
        f"{price.id} {month}"
        for month in first.to(desk.month.plus(-1))
        for price in prices
        if price.terms_on(max(month.first, desk.contract.starts)) and (month, price.id) not in told
    ]


def _all_done(now: Step, earlier: Sequence[tuple[Month, Decimal]]) -> Step:
    """What the period did: this month after those before it."""
    if not earlier:
        return now
    inputs: dict[str, Value] = {f"month_{n}": done for n, (_, done) in enumerate(earlier, 1)}
    inputs["now"] = now.value
    note = ", ".join(str(month) for month, _ in earlier)
    return computed("limit.period_done", " + ".join(inputs), inputs, now.unit, note=note)


def _minimum(
    limit: MinimumLimit, desk: Desk, in_force: InForce[MinimumTerms], unit: str, held: list[Line]
) -> tuple[tuple[Step, ...], Decimal]:
    """The quantity guaranteed, with the step that makes it from the frozen forecast."""
    terms = in_force.terms
    if terms.quantity is not None:
        return (), terms.quantity
    streams = {stream for line in held for stream in line.streams}
    sums = desk.counters.sums(sorted(streams), desk.month.window)
    if terms.rate is None or terms.of in sums.coarse or terms.of not in sums.values:
        raise UnmeasuredError("pricing.ceiling_unknown", limit.id, [terms.of])
    inputs: dict[str, Value] = {terms.of: sums.values[terms.of], "rate": terms.rate}
    formula, source = f"{terms.of} * rate / 100", in_force.source("rate")
    step = computed("limit.guaranteed", formula, inputs, unit, source)
    return (step,), step.value


def _short(
    limit: MinimumLimit,
    in_force: InForce[MinimumTerms],
    like: Line,
    held: list[Line],
    steps: tuple[Step, ...],
    minimum: Decimal,
) -> list[Line]:
    """The line of a shortfall in volume, at the unit price of the line `like`."""
    done, share = steps[-1].value, in_force.terms.share
    source = in_force.source("rate" if in_force.terms.rate is not None else "quantity")
    inputs: dict[str, Value] = {"minimum": minimum, "done": done}
    short = computed("limit.shortfall", "max(minimum - done, 0)", inputs, unit_of(like), source)
    if not short.value:
        return []
    due: tuple[Step, ...] = (short,)
    if share != 100:
        inputs = {"shortfall": short.value, "share": share}
        formula = "shortfall * share / 100"
        due += (computed("limit.share", formula, inputs, short.unit, in_force.source("share")),)
    return [_line(limit, held, source, like, (*steps, *due), minimum, done, due[-1].value)]


def _in_money(
    limit: MinimumLimit,
    in_force: InForce[MinimumTerms],
    held: list[Line],
    past: Sequence[tuple[Month, list[Line]]],
) -> list[Line]:
    """The line of a shortfall in fees: `share` percent of what is missing."""
    terms, source = in_force.terms, in_force.source("amount")
    inputs: dict[str, Value] = {f"fee_{n}": line.amount for n, line in enumerate(held, 1)}
    note = ", ".join(line.id for line in held)
    now = computed("limit.fees", " + ".join(inputs) or "0", inputs, "currency", note=note)
    done = _all_done(now, [(m, sum((x.amount for x in found), ZERO)) for m, found in past])
    inputs = {"minimum": terms.amount, "done": done.value}
    short = computed("limit.shortfall", "max(minimum - done, 0)", inputs, "currency", source)
    if not short.value or terms.amount is None:
        return []
    steps = (now, done, short) if past else (done, short)
    return [_line(limit, held, source, None, steps, terms.amount, done.value, short.value, terms.share)]


def _line(
    limit: MinimumLimit,
    held: list[Line],
    source: Source,
    like: Line | None,
    steps: tuple[Step, ...],
    minimum: Decimal,
    done: Decimal,
    quantity: Decimal,
    share: Decimal = Decimal(100),
) -> Line:
    """At the unit price of a line, or (`base`) a percentage of an amount."""
    return priced(
        Line(
            id=limit.id,
            term=limit.id,
            kind=LineKind.MINIMUM,
            quantity=quantity,
            unit=like.unit if like else "base",
            unit_price=like.unit_price if like else share / 100,
            amount=ZERO,
            source=source,
            activity=like.activity if like else (held[0].activity if held else None),
            detail=(("done", done), ("minimum", minimum)),
            provisional=any(line.provisional for line in held),
            estimated=any(line.estimated for line in held),
            typed=any(line.typed for line in held),
            steps=steps,
            batches=tuple(sorted({batch for line in held for batch in line.batches})),
            streams=tuple(dict.fromkeys(stream for line in held for stream in line.streams)),
        )
    )
