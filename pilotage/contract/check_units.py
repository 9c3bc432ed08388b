"""Prices unit by unit: what each needs to be counted, uplifts by the clock, baselines, guarantees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pilotage.contract.bands import tier_findings
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.model import Contract, Price, PriceTerms
from pilotage.contract.positions import Path
from pilotage.contract.prices import COUNTED_BY_CHOICE, NOT_COUNTED, Uplift
from pilotage.contract.quantities import MinimumLimit
from pilotage.problems import Severity

_NEEDED = {"counter": "counter", "set_up": "on", "pass_through": "mark_up"}
_OF_A_COUNT = ("tiers", "brackets", "baseline", "uplifts", "provisional")
_NOT_READ: Mapping[str, tuple[str, ...]] = {
    "purchase": _OF_A_COUNT,
    "pass_through": _OF_A_COUNT,
    "set_up": _OF_A_COUNT,
    "month": ("baseline", "uplifts", "provisional"),
    "subscription": ("uplifts",),
}
"""What would leave a unit without its price: at one price, or counted otherwise than by day and hour."""
_HOURS = frozenset({"productive_hour", "training_hour", "fte"})


def unit_findings(contract: Contract) -> Iterator[Finding]:
    """Every finding on how prices are counted, and the activities that no price pays."""
    for index, price in enumerate(contract.price):
        for number, block in enumerate(price.terms):
            at = ("price", index, "terms", number)
            yield from _block(at, price, block)
            yield from _paid(at, contract, price, block)
        yield from _needed(("price", index), price)
    for index, limit in enumerate(contract.limit):
        if isinstance(limit, MinimumLimit):
            yield from _minimum(("limit", index), contract, limit)
    yield from _unpaid(contract)


def _needed(path: Path, price: Price) -> Iterator[Finding]:
    """What a unit cannot be counted without, in the blocks in force together."""
    key = _NEEDED.get(price.unit)
    for number, block in enumerate(price.terms):
        in_force = price.terms_on(block.since)
        if in_force is None:
            continue
        terms, at = in_force.terms, (*path, "terms", number)
        if key is not None and getattr(terms, key) is None:
            yield found("contract.unit_needs", (*at, key), price.unit, key)
            return
        if price.unit == "minute" and (terms.increment_s or terms.minimum_s) and not terms.counter:
            yield found("contract.increment_counter", (*at, "counter"), price.unit)
            return
        if terms.uplifts and terms.price is None:
            yield found("contract.uplift_price", (*at, "uplifts"))
            return


def _block(path: Path, price: Price, block: PriceTerms) -> Iterator[Finding]:
    """What a block says that its unit does not read, or that cannot be."""
    if block.counter is not None and price.unit not in COUNTED_BY_CHOICE:
        yield found("contract.unit_reads_not", (*path, "counter"), "counter", unit=price.unit)
    if block.billable is not None and price.unit not in _HOURS:
        yield found("contract.unit_reads_not", (*path, "billable"), "billable", unit=price.unit)
    if block.mark_up is not None and price.unit != "pass_through":
        yield found("contract.unit_reads_not", (*path, "mark_up"), "mark_up", unit=price.unit)
    if block.brackets is not None:
        yield from tier_findings((*path, "brackets"), block.brackets)
    if (
        block.baseline is not None
        and block.baseline.additional is None
        and block.baseline.reduced is None
    ):
        yield found("contract.baseline_rates", (*path, "baseline"))
    for number, uplift in enumerate(block.uplifts or ()):
        yield from _uplift((*path, "uplifts", number), uplift)


def _paid(path: Path, contract: Contract, price: Price, block: PriceTerms) -> Iterator[Finding]:
    """What would never be billed, or at nothing."""
    for key in _NOT_READ.get(price.unit, ()):
        if getattr(block, key):
            yield found("contract.unit_reads_not", (*path, key), key, unit=price.unit)
    early = block.provisional.unit if block.provisional else price.unit
    if early != price.unit and early in NOT_COUNTED:
        yield found("contract.provisional_unit", (*path, "provisional"), early)
    if price.unit != "set_up" or block.on is None:
        return
    ended = contract.ends is not None and block.on > contract.ends
    if ended or block.on < block.since or price.terms_on(block.on) is None:
        yield found("contract.set_up_day", (*path, "on"), shown(block.on))


def _uplift(path: Path, uplift: Uplift) -> Iterator[Finding]:
    """Hours that end where they begin, that half-hours cannot tell, or a night without any."""
    begins, ends = uplift.begins, uplift.finishes
    if begins is None or ends is None:
        if uplift.when == "night" or begins or ends:
            yield found("contract.uplift_hours", path, uplift.when)
        return
    whole = all(clock[3:] in {"00", "30"} for clock in (begins, ends))
    if begins in {ends, "24:00"} or not whole:
        yield found("contract.uplift_clock", path, f"{begins} - {ends}")


def _minimum(path: Path, contract: Contract, limit: MinimumLimit) -> Iterator[Finding]:
    """A volume needs the price that values it; a period needs an end, and one forecast a month."""
    if limit.per == "contract" and contract.ends is None:
        yield found("contract.minimum_ends", (*path, "per"), limit.per)
    told = False
    for number, block in enumerate(limit.terms):
        in_force = limit.terms_on(block.since)
        if in_force is None:
            continue
        terms, at = in_force.terms, (*path, "terms", number)
        if terms.rate is not None and limit.per != "month":
            yield found("contract.minimum_rate", (*at, "rate"), shown(terms.rate))
        volume = terms.quantity is not None or terms.rate is not None
        if volume and terms.at_price_of is None and not told:
            told = True
            yield found("contract.incomplete", (*at, "at_price_of"), expected="at_price_of")


def _unpaid(contract: Contract) -> Iterator[Finding]:
    """An activity that no price counts is worked for nothing: told, not refused."""
    of_stream = {stream.id: stream.activity for stream in contract.stream}
    paid = {of_stream[name] for price in contract.price for name in contract.streams_of(price)}
    paid |= {price.activity for price in contract.price if price.activity}
    for index, activity in enumerate(contract.activity if contract.price else ()):
        if activity.id not in paid and activity.id in of_stream.values():
            at = ("activity", index)
            yield Finding("contract.activity_unpaid", at, activity.id, severity=Severity.WARNING)
