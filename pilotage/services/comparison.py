"""The same KPI at several vendors, and one KPI by several formulas: one definition at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pilotage.contract.model import Activity, Contract, KpiDefinition, Scope
from pilotage.counters import CounterTable
from pilotage.kpi.catalogue import CUSTOM, FORMULAS
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Figure, Kpi
from pilotage.periods import Window
from pilotage.services import catalogue
from pilotage.services.actor import Actor
from pilotage.services.catalogue import ContractCard
from pilotage.services.kpis import promise_on
from pilotage.store.database import Database

OWN = "own"
"""Each contract by its own definition: figures that are read side by side, not against each other."""


@dataclass(frozen=True, slots=True)
class Definition:
    """How a KPI is computed: a formula of the catalogue, its variant, its delays. `contracts` are those
    that define theirs so; `key` names it in a link.
    """

    formula: str
    variant: str
    within_s: int | None
    short_s: int | None
    within_h: int | None
    contracts: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        parts = (self.within_s, self.short_s, self.within_h)
        return "-".join([self.variant or "only", *("" if part is None else str(part) for part in parts)])


@dataclass(frozen=True, slots=True)
class VendorFigure:
    """A vendor's activity under the definition compared. `own` is the KPI of its contract, None where it
    has none of that formula; `same` whether it defines it so; `target` what the contract promises of
    its own.
    """

    card: ContractCard
    activity: Activity
    kpi: Kpi
    figure: Figure
    own: str | None
    same: bool
    target: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The vendors in sight under one definition, the best first and those not measured last.

    `definitions` are all those that their contracts use, the one asked about first; `chosen` is the key
    of the one compared, or `OWN`.
    """

    formula: str
    definitions: tuple[Definition, ...]
    chosen: str
    rows: tuple[VendorFigure, ...]


@dataclass(frozen=True, slots=True)
class VariantFigure:
    """A KPI computed by another formula on the same counters. `agreed`: the contract's own."""

    variant: str
    kpi: Kpi
    figure: Figure
    agreed: bool


def compare(
    db: Database, actor: Actor, *, contract: str, kpi: str, window: Window, definition: str = ""
) -> Comparison | None:
    """The contract's KPI for every vendor that the actor sees, over the window.

    `definition` is the key of another contract's definition, or `OWN`; by default that of the contract.
    None for a KPI that the contract does not know, or one that it writes itself: no other vendor has
    its counters. Raises `RefusedError`.
    """
    asked = _named(catalogue.contract(db, actor, ref=contract), kpi)
    if asked is None or asked.formula == CUSTOM:
        return None
    cards = [card for card in catalogue.contracts(db, actor) if card.first_month is not None]
    terms = {card.ref: catalogue.contract(db, actor, ref=card.ref) for card in cards}
    known = _definitions(asked, contract, terms)
    chosen = next((one for one in known if one.key == definition), known[0])
    own = definition == OWN
    rows: list[VendorFigure] = []
    for card in cards:
        table = catalogue.counters(db, actor, ref=card.ref, window=window)
        rows += _rows(card, terms[card.ref], table, window, asked.formula, None if own else chosen)
    rows.sort(key=lambda row: _rank(row.figure.value, higher=row.kpi.direction == "higher"))
    return Comparison(asked.formula, known, OWN if own else chosen.key, tuple(rows))


def variants(
    db: Database, actor: Actor, *, contract: str, activity: str, kpi: str, window: Window
) -> tuple[VariantFigure, ...]:
    """The KPI by every formula of the catalogue that bears its name, on the counters of the activity.

    One entry for a KPI that has a single formula; none for one that the contract does not know.
    Raises `RefusedError`.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    asked = _named(terms, kpi)
    if asked is None:
        return ()
    table = catalogue.counters(db, actor, ref=contract, window=window)
    sums = table.sums(terms.streams_of(Scope(activities=(activity,))), window)
    agreed = resolve(asked)[0]
    names = list(FORMULAS[asked.formula].variants) if asked.formula in FORMULAS else [asked.variant]
    found = []
    for name in names:
        one = resolve(asked.model_copy(update={"variant": name}))[0] if name else agreed
        if one is not None:
            same = agreed is not None and one.variant == agreed.variant
            found.append(VariantFigure(name, one, compute(one, sums), same))
    return tuple(found)


def _named(contract: Contract, kpi: str) -> KpiDefinition | None:
    return next((one for one in contract.kpi if one.id == kpi), None)


def _definitions(
    asked: KpiDefinition, contract: str, terms: dict[str, Contract]
) -> tuple[Definition, ...]:
    """The definitions of the formula among the contracts, that of the KPI asked about first."""
    users: dict[Definition, list[str]] = {_defined(asked): [contract]}
    for ref, each in terms.items():
        for one in each.kpi:
            if one.formula == asked.formula:
                refs = users.setdefault(_defined(one), [])
                refs += [] if ref in refs else [ref]
    return tuple(
        Definition(one.formula, one.variant, one.within_s, one.short_s, one.within_h, tuple(refs))
        for one, refs in users.items()
    )


def _defined(one: KpiDefinition) -> Definition:
    variant = one.variant or next(iter(FORMULAS[one.formula].variants))
    return Definition(one.formula, variant, one.within_s, one.short_s, one.within_h)


def _rows(
    card: ContractCard,
    terms: Contract,
    table: CounterTable,
    window: Window,
    formula: str,
    definition: Definition | None,
) -> Iterator[VendorFigure]:
    """The activities of a contract that are about the formula, under the definition or their own."""
    for activity in terms.activity:
        streams = terms.streams_of(Scope(activities=(activity.id,)))
        sums = table.sums(streams, window)
        own = _own(terms, formula, set(sums.values) | sums.coarse)
        kpi = resolve(own)[0] if own is not None and definition is None else None
        if definition is not None:
            kpi = _kpi(definition)
        if kpi is None:
            continue
        figure = compute(kpi, sums)
        if figure.value is None and own is None:
            continue
        promise = promise_on(terms, own.id, streams, window.first) if own else None
        same = own is not None and definition is not None and _defined(own).key == definition.key
        yield VendorFigure(
            card,
            activity,
            kpi,
            figure,
            own.id if own else None,
            same or definition is None,
            promise.target if promise else None,
        )


def _own(terms: Contract, formula: str, given: set[str]) -> KpiDefinition | None:
    """The contract's first KPI of the formula whose numerator is counted there."""
    for one in terms.kpi:
        kpi = resolve(one)[0] if one.formula == formula else None
        if kpi is not None and not given.isdisjoint(kpi.numerator):
            return one
    return None


def _kpi(definition: Definition) -> Kpi | None:
    return resolve(
        KpiDefinition(
            id=definition.formula,
            formula=definition.formula,
            variant=definition.variant,
            within_s=definition.within_s,
            short_s=definition.short_s,
            within_h=definition.within_h,
            source=definition.contracts[0],
        )
    )[0]


def _rank(value: Decimal | None, *, higher: bool) -> tuple[bool, Decimal]:
    if value is None:
        return True, Decimal(0)
    return False, -value if higher else value
