"""The JSON of a judged month: `sla` and `bill`, their keys stable."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pilotage.consequences import ConsequenceResult
from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.locale import Language, Words
from pilotage.locale.judged import line_label
from pilotage.money import ZERO
from pilotage.pricing import Line
from pilotage.services.months import Worth, state_of, worth
from pilotage.sla import Occurrence, SlaResult


def sla_document(
    result: MonthResult, contract: Contract, without: MonthResult | None = None
) -> dict[str, Any]:
    """The JSON of `sla` (stable keys): amounts and rates as texts with a point. `without` is the month
    judged without what was neutralised (`settling.three_amounts`), itself when None.

    `value` is null when there are several occurrences; `zone` and `amount` are null when the SLA has
    no clause of its own. A consequence judged stream by stream has one object a stream.
    """
    return {
        "contract": result.contract,
        "month": str(result.month),
        "currency": contract.currency,
        "maturity": str(result.maturity),
        "slas": [_sla(sla, result, without or result) for sla in result.slas],
        "consequences": [_consequence(consequence) for consequence in result.consequences],
        "bonus_malus": _cents(result.bonus_malus),
    }


def _sla(sla: SlaResult, result: MonthResult, without: MonthResult) -> dict[str, Any]:
    own = worth(result, sla.id)
    return {
        "id": sla.id,
        "kpi": sla.kpi,
        "window": sla.window,
        "target": _text(sla.target),
        "unit": sla.unit,
        "status": str(sla.status),
        "zone": own.zone and str(own.zone),
        "maturity": str(sla.maturity),
        "value": _text(sla.value),
        "estimated": any(occurrence.figure.estimated for occurrence in sla.occurrences),
        "typed": any(occurrence.figure.typed for occurrence in sla.occurrences),
        "amount": _cents(own.amount),
        "clause": str(sla.source),
        "occurrences": [_occurrence(one, sla, result, without) for one in sla.occurrences],
    }


def _occurrence(
    occurrence: Occurrence, sla: SlaResult, result: MonthResult, without: MonthResult
) -> dict[str, Any]:
    """One window or stream, and what it was before anything was neutralised."""
    own = Worth() if occurrence.ongoing else worth(result, sla.id, occurrence.stream, key=occurrence.key)
    value, amount = _text(occurrence.value), _cents(own.amount)
    figure, interval = occurrence.figure, occurrence.figure.interval
    return {
        "from": occurrence.window.first.isoformat(),
        "to": occurrence.window.last.isoformat(),
        **({"at": f"{occurrence.at:%H:%M}"} if occurrence.at else {}),
        "stream": occurrence.stream or None,
        "value": value,
        "estimated": figure.estimated,
        "typed": figure.typed,
        "n": _text(figure.sample),
        "low": _text(interval.low if interval else None),
        "high": _text(interval.high if interval else None),
        "status": str(occurrence.status),
        "reason": occurrence.reason or None,
        "zone": own.zone and str(own.zone),
        "amount": amount,
        "without_neutralisation": _raw(occurrence, sla, without),
    }


def _raw(occurrence: Occurrence, sla: SlaResult, without: MonthResult) -> dict[str, Any]:
    """The value and the amount of the same window and stream in the judgement without relief."""
    same = (
        one
        for result in without.slas
        if result.id == sla.id
        for one in result.occurrences
        if (one.window, one.stream, one.at) == (occurrence.window, occurrence.stream, occurrence.at)
    )
    found = next(same, occurrence)
    own = Worth() if found.ongoing else worth(without, sla.id, found.stream, key=found.key)
    return {"value": _text(found.value), "amount": _cents(own.amount)}


def _consequence(found: ConsequenceResult) -> dict[str, Any]:
    """`computed` is what the clause asks, before the caps named in `limit`; `retained` what is left."""
    return {
        "id": found.id,
        "kind": found.kind,
        "slas": list(found.slas),
        "stream": found.stream or None,
        "zone": found.zone and str(found.zone),
        "computed": _cents(found.computed),
        "limit": found.limit or None,
        "gate": found.gated or None,
        "agreed": _cents(found.agreed),
        "carried": _cents(found.carried),
        "carried_from": found.carried_from and str(found.carried_from),
        "retained": _cents(found.retained),
        "clause": str(found.source),
        "of_month": found.of_month and str(found.of_month),
        "next_invoice": _cents(found.deferred.amount) if found.deferred else None,
        "raised": found.raised,
    }


def bill_document(result: MonthResult, contract: Contract, language: Language = "fr") -> dict[str, Any]:
    """The JSON of `bill` (stable keys), its labels those of the workbook in that language.

    `vat_treatment` says how finance books the line; a vendor exempt from VAT is `outside` as well,
    and `vat_regime` tells the two apart.
    """
    bill, t = result.bill, Words(language)
    return {
        "contract": result.contract,
        "month": str(result.month),
        "state": state_of(result),
        "closed_on": result.closed_on and result.closed_on.isoformat(),
        "currency": bill.currency,
        "lines": [_line(line, result, contract, t) for line in bill.lines],
        "subtotal": _cents(bill.subtotal),
        "vat": _cents(bill.vat),
        "self_assessed_vat": _cents(sum((vat.self_assessed for vat in bill.vat_lines), ZERO)),
        "total": _cents(bill.total),
    }


def _line(line: Line, result: MonthResult, contract: Contract, t: Words) -> dict[str, Any]:
    vat = result.bill.vat_of(line)
    return {
        "id": line.id,
        "kind": str(line.kind),
        "label": line_label(line, contract, t),
        "quantity": _text(line.quantity),
        "unit": line.unit,
        "unit_price": _text(line.unit_price),
        "amount": _cents(line.amount),
        "vat_rate": _text(vat.rate),
        "vat_treatment": "outside" if vat.treatment == "exempt" else vat.treatment,
        "vat_regime": vat.treatment,
        "basis": line.basis,
        "decision": line.decision or None,
        "provisional": line.provisional,
        "estimated": line.estimated,
        "typed": line.typed,
        "clause": str(line.source),
    }


def _cents(amount: Decimal | None) -> str | None:
    """An amount as a text with its two decimals."""
    return None if amount is None else f"{amount:.2f}"


def _text(value: Decimal | None) -> str | None:
    """An exact number as a text with a point, never with an exponent."""
    return None if value is None else f"{value:f}"
