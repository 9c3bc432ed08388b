"""Prices and what counts several of them together: scopes, units, tiers."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.contract.caps import DueLimit
from pilotage.contract.findings import Finding, found
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path
from pilotage.contract.quantities import MaxQuantityLimit, MinimumLimit
from pilotage.contract.waivers import WaiverLimit


def price_findings(contract: Contract) -> Iterator[Finding]:
    """Every finding on the scopes of prices and SLAs, and on minimums and ceilings."""
    for index, limit in enumerate(contract.limit):
        if not isinstance(limit, DueLimit | WaiverLimit):
            yield from _quantities(contract, ("limit", index), limit)
    yield from _scopes(contract)


def _quantities(
    contract: Contract, path: Path, limit: MinimumLimit | MaxQuantityLimit
) -> Iterator[Finding]:
    """Prices counted together have one unit; the one that prices a difference has one price."""
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
        if name in prices and any(block.tiers or block.baseline for block in prices[name].terms):
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
