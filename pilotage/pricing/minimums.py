"""Minimums guaranteed: in volume, in percent of the frozen forecast or in money, by month or longer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract, InForce, Limit, MinimumLimit, MinimumTerms, Price
from pilotage.money import ZERO, sum_of
from pilotage.periods import Month, Window, contract_year_start
from pilotage.pricing.limits import done_step, is_uplift, unit_of
from pilotage.pricing.lines import priced
from pilotage.pricing.measuring import known
from pilotage.pricing.model import Desk, Line, LineKind, UnmeasuredError
from pilotage.trace import Source, Step, Value, computed

_TURNS = {"month": 1, "calendar_year": 2, "contract_year": 3, "contract": 4}
_NEVER = Month(9998, 12)
_NOT_EVERY_MONTH = frozenset({"purchase", "pass_through", "set_up", "gross_sale", "net_sale"})


def period_of(limit: MinimumLimit, contract: Contract, month: Month) -> tuple[Month, Month]:
    """The months over which the minimum is counted: the first and the last one."""
    first, last = _whole(limit, contract, month)
    ends = Month.of(contract.ends) if contract.ends else None
    if limit.per == "contract":
        last = ends or _NEVER
    return max(first, Month.of(contract.starts)), min(last, ends or last)


def _whole(limit: MinimumLimit, contract: Contract, month: Month) -> tuple[Month, Month]:
    """The first and the last month of the period, the contract in force in them or not."""
    first = {
        "month": month,
        "contract_year": contract_year_start(contract.starts, month),
        "calendar_year": Month(month.year, 1),
        "contract": Month.of(contract.starts),
    }[limit.per]
    return first, first if limit.per == "month" else first.plus(11)


def at_least(
    limit: MinimumLimit, desk: Desk, lines: list[Line], unmeasured: Collection[str]
) -> list[Line]:
    """The line of the shortfall below the minimum, in the month that ends its period.

    Terms of the month's first day of service. What minimums over a shorter time paid counts as done; a
    minimum of a month or a year is by calendar day where the contract begins or ends in it, unless its
    clause says `pro_rata = false`. None when the minimum is reached. Raises `UnmeasuredError` when a
    quantity that it counts is not known.
    """
    in_force = limit.terms_on(desk.served.first)
    first, last = period_of(limit, desk.contract, desk.month)
    if in_force is None or desk.month != last:
        return []
    terms = {*limit.prices, *_within(limit, desk.contract)}
    held = [x for x in lines if x.term in terms]
    past = [
        (m, [x for x in found if x.term in terms])
        for m, found in desk.extras.past
        if first <= m < desk.month
    ]
    unknown = [price for price in limit.prices if price in unmeasured]
    unknown += _without_lines(limit, desk, first, past)
    if unknown:
        raise UnmeasuredError("pricing.minimum_unknown", limit.id, unknown)
    if in_force.terms.amount is not None:
        return _in_money(limit, desk, in_force, held, past)
    at_price = [line for line in lines if line.term == in_force.terms.at_price_of and not is_uplift(line)]
    if not at_price:
        raise UnmeasuredError("pricing.minimum_unknown", limit.id, limit.prices)
    unit = at_price[-1].unit
    done = _all_done(
        done_step(_volumes(held, unit)),
        [(m, sum_of(x.quantity for x in _volumes(found, unit))) for m, found in past],
    )
    minimum, name = _minimum(limit, desk, in_force, unit_of(at_price[-1]), held)
    return _short(limit, in_force, at_price[-1], held, (*minimum, *done), name)


def _volumes(lines: Sequence[Line], unit: str) -> list[Line]:
    """The lines whose quantities add up: not an uplift, nor a minimum in money."""
    return [line for line in lines if line.unit == unit and not is_uplift(line)]


def turn(limit: Limit) -> int:
    """When a limit applies: ceilings first, then minimums, the shortest time first."""
    return _TURNS[limit.per] if isinstance(limit, MinimumLimit) else 0


def _within(limit: MinimumLimit, contract: Contract) -> Iterator[str]:
    """The minimums over a shorter time on prices that this one counts too."""
    for other in contract.limit:
        if isinstance(other, MinimumLimit) and set(other.prices) <= set(limit.prices):
            yield from [other.id] if turn(other) < turn(limit) else []


def _of_days(
    limit: MinimumLimit, desk: Desk, minimum: Decimal, unit: str, source: Source, *, asked: bool
) -> tuple[Step, ...]:
    """The minimum of a month or a year in which the contract begins or ends: by calendar day, like a fee
    (`asked`: the clause does not say that it stands whole).
    """
    if limit.per == "contract" or not asked:
        return ()
    first, last = _whole(limit, desk.contract, desk.month)
    whole = Window(first.first, last.last)
    served = whole.within(Window(desk.contract.starts, desk.contract.ends or date.max)) or whole
    days, of_days = served.days, whole.days
    if days == of_days:
        return ()
    inputs: dict[str, Value] = {"minimum": minimum, "days": Decimal(days), "of_days": Decimal(of_days)}
    return (computed("limit.days", "minimum * days / of_days", inputs, unit, source),)


def _without_lines(
    limit: MinimumLimit, desk: Desk, first: Month, past: Sequence[tuple[Month, list[Line]]]
) -> list[str]:
    """The prices that an earlier month of the period did not bill, though every month does. Inside its
    dead band, a baseline bills nothing.
    """
    told = {(month, line.term) for month, found in past for line in found}
    judged = {month for month, _ in past}
    prices = [p for p in desk.contract.price if p.id in limit.prices and p.unit not in _NOT_EVERY_MONTH]
    return [
        f"{price.id} {month}"
        for month in first.to(desk.month.plus(-1))
        for price in prices
        if (month, price.id) not in told
        and _bills(price, max(month.first, desk.contract.starts), inside_band=month in judged)
    ]


def _bills(price: Price, day: date, *, inside_band: bool) -> bool:
    """Whether the month of the day has a line of the price; `inside_band`: a baseline may have none."""
    in_force = price.terms_on(day)
    return in_force is not None and not (inside_band and in_force.terms.baseline)


def _all_done(now: Step, earlier: Sequence[tuple[Month, Decimal]]) -> tuple[Step, ...]:
    """What the period did, as the last step: this month after those before it."""
    if not earlier:
        return (now,)
    inputs: dict[str, Value] = {f"month_{n}": done for n, (_, done) in enumerate(earlier, 1)}
    inputs["now"] = now.value
    note = ", ".join(str(month) for month, _ in earlier)
    return now, computed("limit.period_done", " + ".join(inputs), inputs, now.unit, note=note)


def _minimum(
    limit: MinimumLimit, desk: Desk, in_force: InForce[MinimumTerms], unit: str, held: list[Line]
) -> tuple[tuple[Step, ...], Decimal]:
    """The quantity guaranteed, with the step that makes it from the frozen forecast."""
    terms = in_force.terms
    if terms.quantity is not None:
        steps = _of_days(
            *(limit, desk, terms.quantity, unit, in_force.source("quantity")), asked=terms.pro_rata
        )
        return steps, steps[-1].value if steps else terms.quantity
    streams = {stream for line in held for stream in line.streams}
    sums = desk.counters.sums(sorted(streams), desk.month.window)
    inputs: dict[str, Value] = {**known(sums, limit.id, (terms.of,)), "rate": terms.rate}
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
    desk: Desk,
    in_force: InForce[MinimumTerms],
    held: list[Line],
    past: Sequence[tuple[Month, list[Line]]],
) -> list[Line]:
    """The line of a shortfall in fees: `share` percent of what is missing."""
    terms, source = in_force.terms, in_force.source("amount")
    inputs: dict[str, Value] = {f"fee_{n}": line.amount for n, line in enumerate(held, 1)}
    note = ", ".join(line.id for line in held)
    now = computed("limit.fees", " + ".join(inputs) or "0", inputs, "currency", note=note)
    done = _all_done(now, [(m, sum_of(x.amount for x in found)) for m, found in past])
    full = terms.amount or ZERO
    of_days = _of_days(limit, desk, full, "currency", source, asked=terms.pro_rata)
    minimum = of_days[-1].value if of_days else full
    inputs = {"minimum": minimum, "done": done[-1].value}
    short = computed("limit.shortfall", "max(minimum - done, 0)", inputs, "currency", source)
    if not short.value:
        return []
    steps = (*of_days, *done, short)
    return [_line(limit, held, source, None, steps, minimum, done[-1].value, short.value, terms.share)]


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
