"""Names that a contract gives and uses: each given once, each used one exists, each source dated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pilotage.contract.base import Scope, Terms
from pilotage.contract.caps import DueLimit
from pilotage.contract.consequences import (
    CoefficientConsequence,
    EarnBackConsequence,
    PaymentShareConsequence,
    PerEventConsequence,
    PointsConsequence,
)
from pilotage.contract.findings import Finding, found, nearest, shown
from pilotage.contract.gates import Gate
from pilotage.contract.model import Consequence, Contract
from pilotage.contract.positions import Path
from pilotage.contract.quantities import MinimumLimit
from pilotage.contract.waivers import WaiverLimit

Use = tuple[Path, str, str]
"""Where a name stands, the name, and the table that must give it."""

_NAMED = (
    *(
        "document",
        "channel",
        "activity_type",
        "activity",
        "stream",
        "counter",
        "kpi",
        "reference",
        "forecast",
        "price",
        "index",
        "sla",
    ),
    *("consequence", "limit", "gate", "neutralisation", "delegation", "order_line", "committee"),
    "interpretation",
)
_DATED = (
    *("reference", "forecast", "price", "index", "sla", "consequence", "limit", "gate"),
    *("neutralisation", "delegation"),
)
_LINES = ("price", "consequence", "limit")


def dated_blocks(contract: Contract) -> Iterator[tuple[Path, Sequence[Terms]]]:
    """Every dated entity of the file: its path, and its blocks in the order of the file."""
    yield ("vat",), contract.vat.terms
    for table in _DATED:
        for index, entity in enumerate(getattr(contract, table)):
            yield (table, index), entity.terms


def id_findings(contract: Contract) -> Iterator[Finding]:
    """An id given twice in a table, or by two tables that both make lines of the pre-invoice."""
    given: dict[str, str] = {}
    for table in _NAMED:
        seen: set[str] = set()
        for index, entity in enumerate(getattr(contract, table)):
            path = (table, index, "id")
            if entity.id is None:  # an interpretation that no clause names
                continue
            if entity.id in seen:
                yield found("contract.duplicate_id", path, entity.id, table=f"[[{table}]]")
            elif table in _LINES and entity.id in given:
                yield found(
                    "contract.duplicate_line_id", path, entity.id, table=f"[[{given[entity.id]}]]"
                )
            seen.add(entity.id)
            if table in _LINES:
                given.setdefault(entity.id, table)


def _each(path: Path, names: Iterable[str], table: str) -> Iterator[Use]:
    for index, name in enumerate(names):
        yield (*path, index), name, table


def _scope(path: Path, scope: Scope) -> Iterator[Use]:
    yield from _each((*path, "activities"), scope.activities, "activity")
    yield from _each((*path, "streams"), scope.streams, "stream")


def _of_measures(contract: Contract) -> Iterator[Use]:
    for index, stream in enumerate(contract.stream):
        yield ("stream", index, "activity"), stream.activity, "activity"
    for index, opening in enumerate(contract.opening):
        yield ("opening", index, "activity"), opening.activity, "activity"
    for index, reference in enumerate(contract.reference):
        yield from _scope(("reference", index), reference)
    for index, forecast in enumerate(contract.forecast):
        yield from _scope(("forecast", index), forecast)
    for index, price in enumerate(contract.price):
        if price.activity is not None:
            yield ("price", index, "activity"), price.activity, "activity"
        yield from _scope(("price", index), price)
    for index, sla in enumerate(contract.sla):
        yield ("sla", index, "kpi"), sla.kpi, "kpi"
        yield from _scope(("sla", index), sla)
        for number, block in enumerate(sla.terms):
            if block.kpi is not None:
                yield ("sla", index, "terms", number, "kpi"), block.kpi, "kpi"


def _of_money(contract: Contract) -> Iterator[Use]:
    for index, consequence in enumerate(contract.consequence):
        yield from _of_consequence(("consequence", index), consequence)
    for index, limit in enumerate(contract.limit):
        path = ("limit", index)
        if isinstance(limit, DueLimit | WaiverLimit):
            named = getattr(limit, "consequences", ())
            yield from _each((*path, "consequences"), named, "consequence")
            continue
        yield from _each((*path, "prices"), limit.prices, "price")
        for number, block in enumerate(limit.terms if isinstance(limit, MinimumLimit) else ()):
            if block.at_price_of is not None:
                yield (*path, "terms", number, "at_price_of"), block.at_price_of, "price"
    for index, revised in enumerate(contract.index):
        yield from _each(("index", index, "prices"), revised.prices, "price")
        yield from _each(("index", index, "consequences"), revised.consequences, "consequence")
    yield from _of_orders(contract)
    for index, gate in enumerate(contract.gate):
        yield from _of_gate(("gate", index), gate)
    for index, clause in enumerate(contract.neutralisation):
        yield from _scope(("neutralisation", index), clause)
        yield from _each(("neutralisation", index, "slas"), clause.slas, "sla")


def _of_orders(contract: Contract) -> Iterator[Use]:
    lines = {one.id: table for table in _LINES for one in getattr(contract, table)}
    for index, ordered in enumerate(contract.order_line):
        for number, name in enumerate(ordered.terms):
            yield ("order_line", index, "terms", number), name, lines.get(name, "price")


def _of_consequence(path: Path, consequence: Consequence) -> Iterator[Use]:
    yield from _each((*path, "slas"), consequence.slas, "sla")
    if consequence.interpretation is not None:
        yield (*path, "interpretation"), consequence.interpretation, "interpretation"
    match consequence:
        case PerEventConsequence():
            yield from _scope(path, consequence)
        case CoefficientConsequence():
            yield from _scope(path, consequence)
            yield (*path, "kpi"), consequence.kpi, "kpi"
            yield from _each((*path, "prices"), consequence.prices, "price")
        case PaymentShareConsequence():
            yield from _each((*path, "prices"), consequence.prices, "price")
        case EarnBackConsequence():
            yield (*path, "of"), consequence.of, "consequence"
        case PointsConsequence():
            for number, block in enumerate(consequence.terms):
                for rank, severity in enumerate(block.severities or ()):
                    if severity.sla is not None:
                        at = (*path, "terms", number, "severities", rank, "sla")
                        yield at, severity.sla, "sla"


def _of_gate(path: Path, gate: Gate) -> Iterator[Use]:
    yield from _each((*path, "consequences"), gate.consequences, "consequence")
    yield from _scope(path, gate)
    for number, block in enumerate(gate.terms):
        if block.requires is None:
            continue
        at = (*path, "terms", number, "requires")
        if block.requires.sla is not None:
            yield (*at, "sla"), block.requires.sla, "sla"
        if block.requires.kpi is not None:
            yield (*at, "kpi"), block.requires.kpi, "kpi"
        yield from _each((*at, "all_met"), block.requires.all_met or (), "sla")


def reference_findings(contract: Contract) -> Iterator[Finding]:
    """A name that no table gives, or that one list says twice."""
    given = {table: [one.id for one in getattr(contract, table) if one.id] for table in _NAMED}
    said: set[tuple[Path, str]] = set()
    for path, name, table in (*_of_measures(contract), *_of_money(contract)):
        if name not in given[table]:
            close = nearest(name, given[table])
            code = "contract.unknown_reference_close" if close else "contract.unknown_reference"
            expected = ", ".join(given[table])
            yield found(code, path, name, expected, table=f"[[{table}]]", suggestion=close)
        if isinstance(path[-1], int):
            if (path[:-1], name) in said:
                yield found("contract.named_twice", path, name)
            said.add((path[:-1], name))


def believed_findings(contract: Contract) -> Iterator[Finding]:
    """A counter for which two references would be in force on one day, for one stream."""
    for index, reference in enumerate(contract.reference):
        for other in contract.reference[:index]:
            both = sorted(set(reference.counters) & set(other.counters))
            shared = set(contract.streams_of(reference)) & set(contract.streams_of(other))
            days = sorted(block.since for one in (reference, other) for block in one.terms)
            met = [day for day in days if reference.terms_on(day) and other.terms_on(day)]
            if both and shared and met:
                at = ("reference", index, "counters")
                read, day = ", ".join(both), shown(met[0])
                yield found("contract.reference_twice", at, read, other=other.id, day=day)


def _sources(contract: Contract) -> Iterator[tuple[Path, str, Terms | None]]:
    if contract.named_staff is not None:
        yield ("named_staff", "source"), contract.named_staff.source, None
    for index, kpi in enumerate(contract.kpi):
        yield ("kpi", index, "source"), kpi.source, None
    for path, blocks in dated_blocks(contract):
        for number, block in enumerate(blocks):
            yield (*path, "terms", number, "source"), block.source, block
    for index, committee in enumerate(contract.committee):
        yield ("committee", index, "source"), committee.source, None
    for index, interpretation in enumerate(contract.interpretation):
        yield ("interpretation", index, "clause"), interpretation.clause, None


def source_findings(contract: Contract) -> Iterator[Finding]:
    """A source without its document, or a block in force before its document is."""
    documents = {document.id: document for document in contract.document}
    for path, source, block in _sources(contract):
        name = source.partition(",")[0].strip()
        document = documents.get(name)
        if document is None:
            yield found("contract.unknown_document", path, name, ", ".join(documents))
        elif block is not None and block.since < document.effective:
            since, effective = shown(block.since), shown(document.effective)
            yield found("contract.before_document", (*path[:-1], "from"), since, effective, document=name)
