"""The judged month: one walk of the road for each month of the contract year, kept while true."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from pilotage.contract.model import Contract
from pilotage.judgement import MonthInputs, MonthResult, judge
from pilotage.periods import Month, Window
from pilotage.pricing import Line
from pilotage.services.actor import Actor
from pilotage.services.catalogue import contract as read_contract
from pilotage.services.catalogue import counters, data_version, today
from pilotage.sla import Maturity, Occurrence, SlaResult
from pilotage.store.database import Database


def judged(
    db: Database, actor: Actor, *, contract: str, month: Month, as_of: date | None = None
) -> MonthResult:
    """The month judged with what is known on `as_of` (today when None). Pure but for the reading.

    Raises `RefusedError`, and `UnknownContractError` for a reference that is not published.
    """
    version = data_version(db, actor, ref=contract)
    return _judged(db, actor, contract, version, month, as_of or today(db))


@lru_cache(maxsize=512)
def _judged(
    db: Database, actor: Actor, ref: str, data_version: int, month: Month, day: date
) -> MonthResult:
    """Kept by data version: a write that moves a figure makes another key."""
    terms = read_contract(db, actor, ref=ref)
    first = min(contract_year_start(terms, month), Month(month.year, 1))
    table = counters(db, actor, ref=ref, window=Window(first.first, month.last))
    history: tuple[MonthResult, ...] = ()
    for step in first.to(month):
        history += (
            judge(MonthInputs(contract=terms, month=step, counters=table, today=day, history=history)),
        )
    return history[-1]


def contract_year_start(contract: Contract, month: Month) -> Month:
    """The first month of the contract year that holds `month`: anniversaries of its start."""
    start = Month.of(contract.starts)
    elapsed = (month.year - start.year) * 12 + month.number - start.number
    return start.plus(elapsed // 12 * 12)


def sla_document(result: MonthResult, contract: Contract) -> dict[str, Any]:
    """The JSON of `sla` (stable keys): amounts and rates as texts with a point."""
    return {
        "contract": result.contract,
        "month": str(result.month),
        "maturity": str(result.maturity),
        "slas": [_sla(sla, result) for sla in result.slas],
        "consequences": [
            {
                "id": consequence.id,
                "kind": consequence.kind,
                "slas": list(consequence.slas),
                "zone": consequence.zone and str(consequence.zone),
                "computed": str(consequence.computed),
                "limit": consequence.limit or None,
                "clause": str(consequence.source),
            }
            for consequence in result.consequences
        ],
    }


def _sla(sla: SlaResult, result: MonthResult) -> dict[str, Any]:
    own = next((c for c in result.consequences if c.slas == (sla.id,)), None)
    return {
        "id": sla.id,
        "kpi": sla.kpi,
        "window": sla.window,
        "target": str(sla.target),
        "unit": sla.unit,
        "status": str(sla.status),
        "zone": str(own.zone) if own and own.zone else None,
        "maturity": str(sla.maturity),
        "value": _text(sla.value),
        "amount": str(own.computed) if own else None,
        "clause": str(sla.source),
        "occurrences": [_occurrence(occurrence) for occurrence in sla.occurrences],
    }


def _occurrence(occurrence: Occurrence) -> dict[str, Any]:
    """One window or stream. Without relief decided, the figure before it is the figure."""
    return {
        "from": occurrence.window.first.isoformat(),
        "to": occurrence.window.last.isoformat(),
        "stream": occurrence.stream or None,
        "value": _text(occurrence.value),
        "status": str(occurrence.status),
        "reason": occurrence.reason or None,
        "amount": None,
        "without_neutralisation": {"value": _text(occurrence.value), "amount": None},
    }


def bill_document(result: MonthResult, contract: Contract, language: str = "fr") -> dict[str, Any]:
    """The JSON of `bill` (stable keys). `label` is the clause's name in the contract."""
    bill = result.bill
    return {
        "contract": result.contract,
        "month": str(result.month),
        "state": "provisional" if result.maturity is Maturity.PROVISIONAL else "estimate",
        "currency": bill.currency,
        "lines": [_line(line, result, contract, language) for line in bill.lines],
        "subtotal": str(bill.subtotal),
        "vat": str(bill.vat),
        "self_assessed_vat": str(sum((v.self_assessed for v in bill.vat_lines), start=bill.vat * 0)),
        "total": str(bill.total),
    }


def _line(line: Line, result: MonthResult, contract: Contract, language: str) -> dict[str, Any]:
    vat = result.bill.vat_of(line)
    return {
        "id": line.id,
        "kind": str(line.kind),
        "label": term_name(contract, line.term, language),
        "quantity": str(line.quantity),
        "unit": line.unit,
        "unit_price": str(line.unit_price),
        "amount": str(line.amount),
        "vat_rate": str(vat.rate),
        "vat_treatment": vat.treatment,
        "basis": "computed",
        "provisional": line.provisional,
        "estimated": line.estimated,
        "clause": str(line.source),
    }


def term_name(contract: Contract, term: str, language: str) -> str:
    """The name that the contract gives to a price, a consequence, a limit or an SLA."""
    named = (*contract.price, *contract.consequence, *contract.limit, *contract.sla)
    return next((entity.label(language) for entity in named if entity.id == term), term)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
