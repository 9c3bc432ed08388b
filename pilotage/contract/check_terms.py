"""Dated blocks: in order, within the contract's life, and whole once merged.

A block states only what its document changes, so what counts is the merge of all blocks in force:
it is checked on each day on which something changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from pilotage.contract.bands import band_findings, tier_findings
from pilotage.contract.base import Edges, Terms, terms_on
from pilotage.contract.check_references import dated_blocks
from pilotage.contract.clauses import (
    CapLimit,
    CapTerms,
    GateTerms,
    LadderConsequence,
    LadderTerms,
    MaxQuantityLimit,
    MaxQuantityTerms,
    MinimumLimit,
    MinimumTerms,
    PerEventConsequence,
    PerEventTerms,
    PerUnitConsequence,
    PerUnitTerms,
    PriceTerms,
    SlaTerms,
    VatTerms,
)
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.forecasts import ForecastTerms
from pilotage.contract.known import Known
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path
from pilotage.contract.references import ReferenceTerms
from pilotage.problems import Severity

_NEEDED: dict[type[Terms], tuple[tuple[str, ...], ...]] = {
    PriceTerms: (("price", "tiers"),),
    SlaTerms: (("target",),),
    LadderTerms: (("bands",),),
    PerUnitTerms: (("beyond",), ("amount",)),
    PerEventTerms: (("counter",), ("amount",)),
    CapTerms: (("rate", "amount"),),
    MinimumTerms: (("quantity",), ("at_price_of",)),
    MaxQuantityTerms: (("rate",), ("of",)),
    GateTerms: (("requires",),),
    VatTerms: (("regime",),),
    ReferenceTerms: (("holder",),),
    ForecastTerms: (("freeze_day",), ("months_before",)),
}


def term_findings(contract: Contract, known: Known | None) -> Iterator[Finding]:
    """Every finding on the dated blocks of a contract, and on what they say together."""
    for path, blocks in dated_blocks(contract):
        yield from _order(contract, path, blocks)
        yield from _merged(path, blocks)
        for number, block in enumerate(blocks):
            at = (*path, "terms", number)
            yield from _alternatives(at, block)
            yield from _block(at, block)
    for index, consequence in enumerate(contract.consequence):
        path = ("consequence", index)
        if not isinstance(consequence, PerEventConsequence) and not consequence.slas:
            yield found("contract.missing_key", (*path, "slas"))
        if isinstance(consequence, LadderConsequence):
            yield from _ladder(contract, path, consequence)
            yield from _base(contract, path, consequence)
            yield from _shared_base(contract, path, consequence)
        if isinstance(consequence, PerUnitConsequence) and known is not None:
            yield from _sign(contract, path, consequence, known)
    for index, limit in enumerate(contract.limit):
        if not isinstance(limit, CapLimit):
            yield from _quantities(contract, ("limit", index), limit)
    yield from _scopes(contract)


def _order(contract: Contract, path: Path, blocks: Sequence[Terms]) -> Iterator[Finding]:
    seen: set[date] = set()
    for number, block in enumerate(blocks):
        at = (*path, "terms", number)
        since = shown(block.since)
        if block.since in seen:
            yield found("contract.same_from", (*at, "from"), since)
        seen.add(block.since)
        if block.until is not None and block.until < block.since:
            yield found("contract.until_before_from", (*at, "until"), shown(block.until), since)
        if not block.model_fields_set - {"since", "source"}:
            yield found("contract.empty_block", at)
        if block.since < contract.starts:
            yield found("contract.before_start", (*at, "from"), since, shown(contract.starts))
        if contract.ends is not None and max(contract.starts, contract.ends) < block.since:
            yield found("contract.after_end", (*at, "from"), since, shown(contract.ends))


def _merged(path: Path, blocks: Sequence[Terms]) -> Iterator[Finding]:
    """What the kind needs and no block in force has said; told once, at the first block."""
    told: set[str] = set()
    for number, block in sorted(enumerate(blocks), key=lambda pair: pair[1].since):
        force = terms_on(tuple(blocks), block.since)
        if force is None:
            continue
        terms, at = force.terms, (*path, "terms", number)
        needed = list(_NEEDED[type(terms)])
        if isinstance(terms, VatTerms) and terms.regime in {"standard", "reverse_charge"}:
            needed.append(("rate",))
        if isinstance(terms, PriceTerms) and terms.provisional and not terms.matures_after_days:
            needed.append(("matures_after_days",))
        for keys in needed:
            missing = all(not _stated(getattr(terms, key)) for key in keys)
            if missing and keys[0] not in told:
                told.add(keys[0])
                yield found("contract.incomplete", (*at, keys[0]), expected=" | ".join(keys))


def _stated(value: object) -> bool:
    return value is not None and (not isinstance(value, int) or value != 0)


def _alternatives(path: Path, block: Terms) -> Iterator[Finding]:
    """Two keys of which one replaces the other, in one block."""
    for group in block.alternatives:
        both = sorted(group & block.model_fields_set)
        if len(both) > 1:
            yield found("contract.both_keys", (*path, both[1]), other=both[0])


def _block(path: Path, block: Terms) -> Iterator[Finding]:
    """What a single block says against itself."""
    match block:
        case PriceTerms():
            if block.price is not None and block.price < 0:
                yield found("contract.negative_price", (*path, "price"), shown(block.price))
            if block.tiers is not None:
                yield from tier_findings((*path, "tiers"), block.tiers)
        case LadderTerms(bands=bands) if bands is not None:
            for index, band in enumerate(bands):
                yield from _edges((*path, "bands", index), band, needs=False)
        case PerUnitTerms(beyond=beyond) if beyond is not None:
            yield from _edges((*path, "beyond"), beyond, needs=False)
            if len(beyond.model_fields_set) != 1:
                yield found("contract.one_edge", (*path, "beyond"))
        case GateTerms(requires=requires) if requires is not None:
            yield from _edges((*path, "requires"), requires, needs=True)


def _edges(path: Path, edges: Edges, *, needs: bool) -> Iterator[Finding]:
    stated = edges.model_fields_set
    for one, other in (("at_least", "above"), ("at_most", "below")):
        if {one, other} <= stated:
            yield found("contract.both_keys", (*path, other), other=one)
    if needs and stated.isdisjoint({"at_least", "above", "at_most", "below"}):
        yield found("contract.no_edge", path)


def _ladder(contract: Contract, path: Path, ladder: LadderConsequence) -> Iterator[Finding]:
    """Bands against the rounding of the SLAs, on each day on which either changes."""
    slas = [sla for sla in contract.sla if sla.id in ladder.slas]
    days = {block.since: number for number, block in enumerate(ladder.terms)}
    first = min(days)
    changes = {block.since for sla in slas for block in sla.terms if block.since > first}
    told: set[tuple[str, tuple[tuple[str, str | int], ...]]] = set()
    for day in sorted(set(days) | changes):
        force = ladder.terms_on(day)
        if force is None or not force.terms.bands:
            continue
        number = days[max(since for since in days if since <= day and _says_bands(ladder, days[since]))]
        for sla in slas or (None,):
            terms = sla.terms_on(day) if sla else None
            step = terms.terms.round_to if terms else None
            for finding in band_findings((*path, "terms", number, "bands"), force.terms.bands, step):
                key = (finding.code, (*finding.params, ("block", number)))
                if key not in told:
                    told.add(key)
                    yield finding


def _says_bands(ladder: LadderConsequence, number: int) -> bool:
    return ladder.terms[number].bands is not None


def _base(contract: Contract, path: Path, ladder: LadderConsequence) -> Iterator[Finding]:
    """A rate on the fees of an activity that no price belongs to would always be zero."""
    if ladder.base == "all_fees":
        return
    activities = {stream.id: stream.activity for stream in contract.stream}
    slas = [sla for sla in contract.sla if sla.id in ladder.slas]
    judged = {activities[name] for sla in slas for name in contract.streams_of(sla)}
    paid = {price.activity for price in contract.price}
    if judged and judged.isdisjoint(paid):
        yield found("contract.base_empty", (*path, "base"), ", ".join(sorted(judged)))


def _shared_base(contract: Contract, path: Path, ladder: LadderConsequence) -> Iterator[Finding]:
    """Streams judged apart, and a fee of several of them: nobody says how much of it is each one's."""
    slas = [sla for sla in contract.sla if sla.id in ladder.slas and sla.per == "stream"]
    judged = {stream for sla in slas for stream in contract.streams_of(sla)}
    activities = {stream.activity for stream in contract.stream if stream.id in judged}
    for price in contract.price:
        streams = contract.streams_of(price)
        held = ladder.base == "all_fees" or price.activity in activities
        if held and len(streams) > 1 and judged.intersection(streams):
            yield found("contract.base_shared", (*path, "base"), price.id, ", ".join(streams[:5]))


def _sign(contract: Contract, path: Path, clause: PerUnitConsequence, known: Known) -> Iterator[Finding]:
    """A shortfall that would pay the vendor: most often a minus sign forgotten."""
    named = {sla.kpi for sla in contract.sla if sla.id in clause.slas}
    directions = set()
    for kpi in contract.kpi:
        if kpi.id in named:
            formula = known.formulas.get(kpi.formula)
            directions.add(kpi.direction or (formula.direction if formula else None))
    for number, block in enumerate(clause.terms):
        force = clause.terms_on(block.since)
        if force is None or force.terms.beyond is None or block.amount is None:
            continue
        edges = force.terms.beyond
        short = "higher" if edges.below is not None or edges.at_most is not None else "lower"
        if block.amount > Decimal(0) and directions == {short}:
            at = (*path, "terms", number, "amount")
            yield Finding("contract.sign", at, shown(block.amount), severity=Severity.WARNING)


def _quantities(
    contract: Contract, path: Path, limit: MinimumLimit | MaxQuantityLimit
) -> Iterator[Finding]:
    """Prices counted together have one unit; the one that prices a difference has no tiers."""
    prices = {price.id: price for price in contract.price}
    units = {prices[name].unit for name in limit.prices if name in prices}
    if len(units) > 1:
        yield found("contract.mixed_units", (*path, "prices"), ", ".join(sorted(units)))
    valued: list[tuple[Path, str]] = []
    if isinstance(limit, MinimumLimit):
        for number, block in enumerate(limit.terms):
            if block.at_price_of is not None:
                valued.append(((*path, "terms", number, "at_price_of"), block.at_price_of))
    else:
        valued = [((*path, "prices", index), name) for index, name in enumerate(limit.prices)]
    for at, name in valued:
        if name in prices and any(block.tiers for block in prices[name].terms):
            yield found("contract.tiered_in_limit", at, name)


def _scopes(contract: Contract) -> Iterator[Finding]:
    """An SLA or a price without a stream would never be measured; a price has one activity."""
    activities = {activity.id for activity in contract.activity}
    of_stream = {stream.id: stream.activity for stream in contract.stream}
    if not activities.issuperset(of_stream.values()):
        return
    for index, sla in enumerate(contract.sla):
        if activities.issuperset(sla.activities) and not sla.streams and not contract.streams_of(sla):
            yield found("contract.no_stream", ("sla", index), ", ".join(sla.activities))
    for index, price in enumerate(contract.price):
        reached = {of_stream[name] for name in contract.streams_of(price)}
        at = ("price", index, "activity")
        if price.activity in activities and not reached:
            yield found("contract.no_stream", at, price.activity)
        if price.activity is not None and reached - {price.activity}:
            other = ", ".join(sorted(reached - {price.activity}))
            yield found("contract.price_scope", at, price.activity, other=other)
