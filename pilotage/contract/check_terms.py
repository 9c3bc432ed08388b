"""Dated blocks: in order, within the contract's life, and whole once merged.

A block states only what its document changes, so what counts is the merge of all blocks in force:
it is checked on each day on which something changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pilotage.contract.bands import tier_findings
from pilotage.contract.base import Edges, Terms, terms_on
from pilotage.contract.check_references import dated_blocks
from pilotage.contract.consequences import EarnBackTerms, PerUnitTerms
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.gates import GateTerms
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path
from pilotage.contract.prices import PriceTerms
from pilotage.contract.vat import VatTerms


def term_findings(contract: Contract) -> Iterator[Finding]:
    """Every finding on the dated blocks of a contract."""
    for path, blocks in dated_blocks(contract):
        yield from _order(contract, path, blocks)
        yield from _merged(path, blocks)
        for number, block in enumerate(blocks):
            at = (*path, "terms", number)
            yield from _alternatives(at, block)
            yield from _block(at, block)


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
        needed = list(terms.needed)
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
    for key in ("bands", "table"):
        for index, band in enumerate(getattr(block, key, None) or ()):
            yield from _edges((*path, key, index), band, needs=False)
    match block:
        case PriceTerms():
            if block.price is not None and block.price < 0:
                yield found("contract.negative_price", (*path, "price"), shown(block.price))
            if block.tiers is not None:
                yield from tier_findings((*path, "tiers"), block.tiers)
        case PerUnitTerms(beyond=beyond) if beyond is not None:
            yield from _edges((*path, "beyond"), beyond, needs=False)
            if len(beyond.model_fields_set) != 1:
                yield found("contract.one_edge", (*path, "beyond"))
        case EarnBackTerms(reach=reach) if reach is not None:
            yield from _edges((*path, "reach"), reach, needs=True)
        case GateTerms(requires=requires) if requires is not None:
            told = requires.all_met is not None or requires.minimum_sample is not None
            yield from _edges((*path, "requires"), requires, needs=not told)


def _edges(path: Path, edges: Edges, *, needs: bool) -> Iterator[Finding]:
    stated = edges.model_fields_set
    for one, other in (("at_least", "above"), ("at_most", "below")):
        if {one, other} <= stated:
            yield found("contract.both_keys", (*path, other), other=one)
    if needs and stated.isdisjoint({"at_least", "above", "at_most", "below"}):
        yield found("contract.no_edge", path)
