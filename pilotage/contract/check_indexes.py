"""Revision clauses: weights that make one, a base for each series, one clause a price."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.indexes import Index, IndexTerms
from pilotage.contract.model import Contract
from pilotage.contract.positions import Path


def index_findings(contract: Contract) -> Iterator[Finding]:
    """Every finding on the revision clauses of a contract."""
    revised: dict[str, str] = {}
    for index, clause in enumerate(contract.index):
        yield from _terms(("index", index), clause)
        yield from _tariffs(contract, ("index", index), clause)
        for key in ("prices", "consequences"):
            for number, name in enumerate(getattr(clause, key)):
                if revised.setdefault(name, clause.id) != clause.id:
                    yield found(
                        "contract.index_twice", ("index", index, key, number), name, other=revised[name]
                    )


def _terms(path: Path, clause: Index) -> Iterator[Finding]:
    for number, block in enumerate(clause.terms):
        in_force = clause.terms_on(block.since)
        if in_force is None or in_force.terms.series is None:
            continue
        at = (*path, "terms", number)
        weights = _weights(in_force.terms)
        if block.model_fields_set & {"fixed", "series"} and weights != 1:
            yield found("contract.index_weights", (*at, "series"), shown(weights))
        for rank, series in enumerate(block.series or ()):
            if series.base is None:
                yield found("contract.index_base", (*at, "series", rank), series.id)
        floor, cap = in_force.terms.floor, in_force.terms.cap
        if floor is not None and cap is not None and floor > cap:
            yield found("contract.index_edges", (*at, "floor"), shown(floor), shown(cap))


def _tariffs(contract: Contract, path: Path, clause: Index) -> Iterator[Finding]:
    """A rate follows its base, which is indexed already: only amounts are revised."""
    kinds = {one.id: one.kind for one in contract.consequence}
    for number, name in enumerate(clause.consequences):
        if kinds.get(name, "per_unit") not in {"per_unit", "per_event"}:
            yield found("contract.index_rate", (*path, "consequences", number), name)


def _weights(terms: IndexTerms) -> Decimal:
    return terms.fixed + sum((series.weight for series in terms.series or ()), Decimal(0))
