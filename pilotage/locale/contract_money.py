"""A contract's money read as sentences: prices, their revision, bonus and malus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.contract_edges import edges_words, unit_of
from pilotage.locale.counter_names import counter_words
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import (
    consequence_name,
    kpi_name,
    name_of,
    per_words,
    sla_name,
    treatment_words,
    unit_words,
)

BASES: Mapping[str, str] = {
    "activity_fees": N_("the fees of the activity"),
    "stream_fees": N_("the fees of the streams"),
    "fixed_part": N_("the fixed part"),
    "variable_part": N_("the variable part"),
    "all_fees": N_("all fees"),
    "total_before_tax": N_("the total before tax"),
}
_WHEN: Mapping[str, str] = {
    "night": N_("at night"),
    "saturday": N_("on Saturday"),
    "sunday": N_("on Sunday"),
    "holiday": N_("on holidays"),
}

Held = Any
"""A clause, or its terms: each function below is given those of its own kind."""


def base_words(base: str, t: Words) -> str:
    """What a rate is taken of."""
    return t(BASES[base])


def price_words(price: Held, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    """A price: its amount or its tiers, by unit, with what is put on top."""
    terms, currency, unit = force.terms, contract.currency, unit_words(price.unit, t)
    if terms.price is not None:
        yield t(N_("{price} by {unit}."), price=_unit_price(terms.price, t, currency), unit=unit)
    if terms.tiers:
        marginal = terms.tiering == "marginal"
        yield t(
            N_("By {unit}, each tier at its own price:")
            if marginal
            else N_("By {unit}, the whole volume at the price of the tier reached:"),
            unit=unit,
        )
        yield from _tiers(terms.tiers, t, currency)
    if terms.brackets:
        yield t(N_("By {unit}, at the price of the mean handling time:"), unit=unit)
        yield from _tiers(terms.brackets, t, currency, seconds=True)
    if terms.baseline:
        yield from _baseline(terms.baseline, t, currency)
    if terms.mark_up is not None:
        yield t(N_("Costs billed again, {rate} on top."), rate=t.percent(terms.mark_up, None))
    for uplift in terms.uplifts or ():
        when, percent = t(_WHEN[uplift.when]), t.percent(uplift.percent, None)
        yield t(N_("{percent} more {when}."), percent=percent, when=when)
    yield from _counting(terms, t)
    if terms.provisional:
        share, other = t.percent(terms.provisional.share, None), unit_words(terms.provisional.unit, t)
        yield t(N_("Billed first on {share} of the quantity in “{unit}”."), share=share, unit=other)
    if price.activity is None:
        yield t(N_("It enters no base of bonus or malus of an activity."))


def _counting(terms: Held, t: Words) -> Iterator[str]:
    """How the units are counted, where the contract says so."""
    if terms.increment_s:
        yield t(N_("Counted by steps of {n} s."), n=terms.increment_s)
    if terms.minimum_s:
        yield t(N_("{n} s at least for each contact."), n=terms.minimum_s)
    if terms.hours_per_fte is not None:
        yield t(N_("One FTE is {n} hours."), n=terms.hours_per_fte)
    if terms.quantity is not None:
        yield t(N_("Quantity set at {n}."), n=terms.quantity)
    if terms.months > 1:
        yield t(N_("Paid over {n} months."), n=terms.months)
    if terms.matures_after_days:
        yield t(N_("Final {n} days after the end of the month."), n=terms.matures_after_days)


def _unit_price(price: Decimal, t: Words, currency: str) -> str:
    digits = max(2, -int(price.normalize().as_tuple().exponent))
    return t.money(price, currency, digits)


def _tiers(tiers: Held, t: Words, currency: str, *, seconds: bool = False) -> Iterator[str]:
    for tier in tiers:
        price = _unit_price(tier.price, t, currency)
        if tier.up_to is None:
            yield "- " + t(N_("beyond: {price}"), price=price)
        else:
            edge = quantity(tier.up_to, "seconds", t, "") if seconds else t.number(tier.up_to)
            yield "- " + t(N_("up to {edge}: {price}"), edge=edge, price=price)


def _baseline(baseline: Held, t: Words, currency: str) -> Iterator[str]:
    text = N_("Baseline of {n}, dead band of {band} on either side.")
    yield t(text, n=baseline.quantity, band=t.percent(baseline.dead_band, None))
    if baseline.additional is not None:
        yield t(N_("Above: {price} a unit more."), price=_unit_price(baseline.additional, t, currency))
    if baseline.reduced is not None:
        yield t(N_("Below: {price} a unit given back."), price=_unit_price(baseline.reduced, t, currency))


def index_words(index: Held, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    """A revision: its formula, its date, its edges."""
    terms = force.terms
    parts = [t.number(terms.fixed)] if terms.fixed else []
    parts += [f"{t.number(one.weight)} × {one.id}/{one.id}₀" for one in terms.series or ()]
    names = ", ".join(name_of(one, contract, t) for one in (*index.prices, *index.consequences))
    yield t(N_("{names}: multiplied by {formula}."), names=names, formula=" + ".join(parts))
    text = N_("First on {day}, then every {n} months.")
    yield t(text, day=terms.first_revision, n=terms.every_months)
    if terms.floor is not None:
        yield t(N_("Never below {value}."), value=terms.floor)
    if terms.cap is not None:
        yield t(N_("Never above {value}."), value=terms.cap)


def consequence_words(clause: Held, force: Held, contract: Contract, t: Words) -> Iterator[str]:
    """What an SLA is worth, by its kind, then where and how it is settled."""
    yield from _KINDS[clause.kind](clause, force.terms, contract, t)
    if clause.place == "next_invoice":
        yield t(N_("Due on the invoice of the next month."))
    if clause.base_of == "next_invoice":
        yield t(N_("Its base is the fees of that invoice."))
    if clause.base_of == "window":
        yield t(N_("Its base is the fees of the whole window, each time it is judged."))
    if clause.kind != "alert":
        yield t(N_("For VAT: {treatment}."), treatment=treatment_words(clause.vat_treatment, t))
    if clause.evidence_days is not None:
        yield t(N_("The vendor brings its evidence within {n} days."), n=clause.evidence_days)
    if clause.contest_days is not None:
        yield t(N_("The vendor may contest for {n} days."), n=clause.contest_days)


def _names(clause: Held, contract: Contract, t: Words) -> str:
    return ", ".join(sla_name(one, contract, t) for one in clause.slas)


def _unit(clause: Held, contract: Contract) -> str:
    kpis = [one.kpi for one in contract.sla if one.id in clause.slas]
    return unit_of(kpis[0], contract)[0] if kpis else ""


def _ladder(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    base = base_words(clause.base, t)
    yield t(
        N_("By the value of {names}, in percent of {base}:"), names=_names(clause, contract, t), base=base
    )
    yield from _bands(terms.bands, _unit(clause, contract), t)


def _bands(bands: Held, unit: str, t: Words) -> Iterator[str]:
    for band in bands or ():
        rate = t.signed(band.rate) + t.percent(Decimal(0), 0)[1:]
        yield (
            f"- {edges_words(band, unit, t)} : {rate}"
            if t.language == "fr"
            else f"- {edges_words(band, unit, t)}: {rate}"
        )


def _per_unit(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    portion = {
        "ceiling": N_("{amount} for each {unit}, or portion of it, when {names} is {edges}."),
        "floor": N_("{amount} for each whole {unit} when {names} is {edges}."),
        "exact": N_("{amount} for each {unit}, in proportion, when {names} is {edges}."),
    }[terms.portion]
    unit = _unit(clause, contract)
    step = quantity(terms.unit, unit, t, "")
    if unit in {"percent", "points"}:
        step = t(N_("{n} pt"), n=terms.unit)
    amount = (
        t.money(terms.amount, contract.currency)
        if terms.amount is not None
        else f"{t.percent(terms.rate, None)} ({base_words(clause.base, t)})"
    )
    edges = edges_words(terms.beyond, unit, t) if terms.beyond else ""
    yield t(portion, amount=amount, unit=step, names=_names(clause, contract, t), edges=edges)


def _per_event(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    amount, counter = t.money(terms.amount, contract.currency), counter_words(terms.counter, t)
    yield t(N_("{amount} for each “{counter}”."), amount=amount, counter=counter)
    if clause.window and clause.window != "month":
        yield t(N_("Counted over each {per}."), per=per_words(clause.window, t))
    if terms.tolerance_percent is not None and terms.of:
        share = t.percent(terms.tolerance_percent, None)
        yield t(N_("Beyond {share} of “{of}”."), share=share, of=counter_words(terms.of, t))
    elif terms.tolerance:
        yield t(N_("Beyond the first {n}."), n=terms.tolerance)


def _points(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    yield t(N_("Points for each of {names} that is missed:"), names=_names(clause, contract, t))
    for one in terms.severities or ():
        of = sla_name(one.sla, contract, t) if one.sla else t(N_("a gap"))
        edges = edges_words(one, "points", t)
        yield "- " + t(N_("{of}, {edges}: {n} points"), of=of, edges=edges, n=one.points)
    if terms.repeat:
        text = N_("Missed again within {n} months: multiplied by {factor}.")
        yield t(text, n=terms.repeat.within, factor=terms.repeat.factor)
    yield t(N_("By their sum, in percent of {base}:"), base=base_words(clause.base, t))
    yield from _bands(terms.table, "", t)


def _at_risk(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    amount = (
        t.money(terms.amount, contract.currency)
        if terms.amount is not None
        else t(N_("{rate} of {base}"), rate=t.percent(terms.rate, None), base=base_words(clause.base, t))
    )
    text = N_("{amount} at risk on {names}; the share at stake by its value:")
    yield t(text, amount=amount, names=_names(clause, contract, t))
    yield from _bands(terms.bands, _unit(clause, contract), t)
    for sla, weight in (terms.weights or {}).items():
        yield "- " + t(N_("weight of {name}: {weight}"), name=sla_name(sla, contract, t), weight=weight)


def _payment_share(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    prices = ", ".join(name_of(one, contract, t) for one in clause.prices)
    text = N_("{share} of {prices} is paid only when {names} is met.")
    share = t.percent(terms.share, None)
    yield t(text, share=share, prices=prices, names=_names(clause, contract, t))


def _coefficient(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    prices = ", ".join(name_of(one, contract, t) for one in clause.prices)
    kpi, unit = kpi_name(clause.kpi, contract, t), unit_of(clause.kpi, contract)[0]
    yield t(N_("The lines of {prices} are multiplied, by the value of {kpi}:"), prices=prices, kpi=kpi)
    for band in terms.bands or ():
        yield f"- {edges_words(band, unit, t)} : × {t.number(band.coefficient)}"


def _escalating(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    names, base = _names(clause, contract, t), base_words(clause.base, t)
    if terms.rates:
        rates = ", ".join(t.percent(rate, None) for rate in terms.rates)
        text = N_("{names} missed once, twice ... within {n} months: {rates} of {base}.")
        yield t(text, names=names, n=terms.within, rates=rates, base=base)
    if terms.bands:
        yield t(N_("By the value of {names}, in percent of {base}:"), names=names, base=base)
        yield from _bands(terms.bands, _unit(clause, contract), t)
    if terms.factors:
        factors = ", ".join(f"× {t.number(factor)}" for factor in terms.factors)
        text = N_("Missed once, twice ... within {n} months: {factors}.")
        yield t(text, n=terms.within, factors=factors)


def _earn_back(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    text = N_("{share} of the malus of {of} over {n} months is given back when {names} is {edges}.")
    unit = _unit(clause, contract)
    yield t(
        text,
        share=t.percent(terms.share, None),
        of=consequence_name(clause.of, contract, t),
        n=terms.look_back,
        names=_names(clause, contract, t),
        edges=edges_words(terms.reach, unit, t),
    )


def _alert(clause: Held, terms: Held, contract: Contract, t: Words) -> Iterator[str]:
    names = _names(clause, contract, t)
    if terms.misses is not None:
        text = N_("Alert when {names} is missed {n} times within {months} months.")
        yield t(text, names=names, n=terms.misses, months=terms.within)
    if terms.consecutive is not None:
        yield t(N_("Alert when {names} is missed {n} months in a row."), names=names, n=terms.consecutive)
    if terms.deductions_from is not None:
        share, base = t.percent(terms.deductions_from, None), base_words(clause.base, t)
        yield t(N_("Alert when deductions reach {share} of {base}."), share=share, base=base)


_KINDS = {
    "ladder": _ladder,
    "per_unit": _per_unit,
    "per_event": _per_event,
    "points": _points,
    "at_risk": _at_risk,
    "payment_share": _payment_share,
    "coefficient": _coefficient,
    "escalating": _escalating,
    "earn_back": _earn_back,
    "alert": _alert,
}
