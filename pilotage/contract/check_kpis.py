"""KPIs of a contract: a formula of the catalogue with its variant and delays, or its own sums."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.contract.consequences import PerEventConsequence
from pilotage.contract.findings import Finding, found, nearest
from pilotage.contract.known import THRESHOLDS, Known
from pilotage.contract.model import Contract, KpiDefinition
from pilotage.contract.positions import Path
from pilotage.contract.quantities import MaxQuantityLimit, MinimumLimit

CUSTOM = "custom"
_OWN = ("numerator", "denominator", "unit", "direction")


def kpi_findings(contract: Contract, known: Known | None) -> Iterator[Finding]:
    """Formulas, variants, delays and counters that do not go together or are unknown."""
    for index, kpi in enumerate(contract.kpi):
        path: Path = ("kpi", index)
        if kpi.formula == CUSTOM:
            for key in _OWN:
                if not getattr(kpi, key):
                    yield found("contract.custom_incomplete", (*path, key))
            continue
        for key in ("numerator", "denominator"):
            if getattr(kpi, key) is not None:
                yield found("contract.only_custom", (*path, key), kpi.formula)
        if known is not None:
            yield from _formula(path, kpi, known)
    if known is not None:
        yield from _counters(contract, known)


def _formula(path: Path, kpi: KpiDefinition, known: Known) -> Iterator[Finding]:
    formula = known.formulas.get(kpi.formula)
    if formula is None:
        names = (*known.formulas, CUSTOM)
        close = nearest(kpi.formula, names)
        code = "contract.unknown_formula_close" if close else "contract.unknown_formula"
        yield found(code, (*path, "formula"), kpi.formula, ", ".join(names), suggestion=close)
        return
    variant = formula.variant(kpi.variant)
    if variant is None:
        at, expected = (*path, "variant"), ", ".join(formula.variants)
        yield found("contract.unknown_variant", at, kpi.variant, expected, formula=kpi.formula)
        return
    for key in THRESHOLDS:
        stated = getattr(kpi, key) is not None
        if key in variant.needs and not stated:
            yield found("contract.missing_threshold", (*path, key), formula=kpi.formula)
        if stated and key not in variant.needs | variant.uses:
            yield found("contract.unused_threshold", (*path, key), formula=kpi.formula)


def _named_counters(contract: Contract) -> Iterator[tuple[Path, str]]:
    for index, kpi in enumerate(contract.kpi):
        for key in ("numerator", "denominator"):
            for name in getattr(kpi, key) or ():
                yield ("kpi", index, key, name), name
    yield from _event_counters(contract)
    for index, limit in enumerate(contract.limit):
        for number, most in enumerate(limit.terms if isinstance(limit, MaxQuantityLimit) else ()):
            if most.of is not None:
                yield ("limit", index, "terms", number, "of"), most.of
    for index, gate in enumerate(contract.gate):
        for number, block in enumerate(gate.terms):
            for rank, cohort in enumerate(block.curve or ()):
                yield ("gate", index, "terms", number, "curve", rank, "counter"), cohort.counter


def _event_counters(contract: Contract) -> Iterator[tuple[Path, str]]:
    for index, consequence in enumerate(contract.consequence):
        blocks = consequence.terms if isinstance(consequence, PerEventConsequence) else ()
        for number, event in enumerate(blocks):
            for key, name in (("counter", event.counter), ("of", event.of)):
                if name is not None:
                    yield ("consequence", index, "terms", number, key), name


def _believed_counters(contract: Contract) -> Iterator[tuple[Path, str]]:
    for index, reference in enumerate(contract.reference):
        for number, name in enumerate(reference.counters):
            yield ("reference", index, "counters", number), name


def _priced_counters(contract: Contract) -> Iterator[tuple[Path, str]]:
    for index, price in enumerate(contract.price):
        for number, block in enumerate(price.terms):
            at = ("price", index, "terms", number)
            if block.counter is not None:
                yield (*at, "counter"), block.counter
            for rank, name in enumerate(block.billable or ()):
                yield (*at, "billable", rank), name
    for index, limit in enumerate(contract.limit):
        for number, terms in enumerate(limit.terms if isinstance(limit, MinimumLimit) else ()):
            if terms.rate is not None:
                yield ("limit", index, "terms", number, "of"), terms.of


def _counters(contract: Contract, known: Known) -> Iterator[Finding]:
    own = {counter.id for counter in contract.counter}
    for index, counter in enumerate(contract.counter):
        if known.is_counter(counter.id):
            yield found("contract.counter_taken", ("counter", index, "id"), counter.id)
    for path, name in (
        *_named_counters(contract),
        *_believed_counters(contract),
        *_priced_counters(contract),
    ):
        if not known.is_counter(name) and name not in own:
            close = nearest(name, (*own, *known.counters))
            code = "contract.unknown_counter_close" if close else "contract.unknown_counter"
            yield found(code, path, name, suggestion=close)
