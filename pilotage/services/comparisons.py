"""A comparison of two judgements as JSON: what the command line prints and what a closing keeps."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.pricing import LineKind
from pilotage.scenarios import Comparison, LineChange, SlaChange
from pilotage.sla import Status, Zone


def document(found: Comparison) -> dict[str, Any]:
    """What moves, as JSON (stable keys): amounts and figures as texts with a point, null for none."""
    return {
        "month": str(found.month),
        "currency": found.currency,
        "difference": _cents(found.difference),
        "total_difference": _cents(found.total_difference),
        "slas": [sla_document(sla) for sla in found.moved_slas],
        "lines": [_line(line) for line in found.moved_lines],
    }


def comparison(told: Mapping[str, Any]) -> Comparison:
    """What `document` wrote, without what does not move."""
    return Comparison(
        month=Month.parse(told["month"]),
        currency=told["currency"],
        slas=tuple(_sla_of(sla) for sla in told["slas"]),
        lines=tuple(_line_of(line) for line in told["lines"]),
        difference=Decimal(told["difference"]),
        total_difference=Decimal(told["total_difference"]),
    )


def sla_document(sla: SlaChange) -> dict[str, Any]:
    """One SLA judged twice, as JSON."""
    return {
        "id": sla.id,
        "kpi": sla.kpi,
        "unit": sla.unit,
        "stream": sla.stream or None,
        "before": _text(sla.before),
        "after": _text(sla.after),
        "points": _text(sla.points),
        "status_before": sla.status_before and str(sla.status_before),
        "status_after": sla.status_after and str(sla.status_after),
        "zone_before": sla.zone_before and str(sla.zone_before),
        "zone_after": sla.zone_after and str(sla.zone_after),
        "numerator_before": _text(sla.numerator_before),
        "denominator_before": _text(sla.denominator_before),
        "numerator_after": _text(sla.numerator_after),
        "denominator_after": _text(sla.denominator_after),
    }


def _sla_of(told: Mapping[str, Any]) -> SlaChange:
    return SlaChange(
        id=told["id"],
        kpi=told["kpi"],
        unit=told["unit"],
        stream=told["stream"] or "",
        before=_number(told["before"]),
        after=_number(told["after"]),
        status_before=_status(told["status_before"]),
        status_after=_status(told["status_after"]),
        zone_before=_zone(told.get("zone_before")),
        zone_after=_zone(told.get("zone_after")),
        numerator_before=_number(told["numerator_before"]),
        denominator_before=_number(told["denominator_before"]),
        numerator_after=_number(told["numerator_after"]),
        denominator_after=_number(told["denominator_after"]),
    )


def _line(line: LineChange) -> dict[str, Any]:
    return {
        "id": line.id,
        "term": line.term,
        "kind": str(line.kind),
        "unit": line.unit,
        "quantity_before": _text(line.quantity_before),
        "quantity_after": _text(line.quantity_after),
        "before": _cents(line.before),
        "after": _cents(line.after),
        "difference": _cents(line.difference),
        "detail": {name: str(value) for name, value in line.detail},
    }


def _line_of(told: Mapping[str, Any]) -> LineChange:
    return LineChange(
        id=told["id"],
        term=told["term"],
        kind=LineKind(told["kind"]),
        unit=told["unit"],
        quantity_before=_number(told["quantity_before"]),
        quantity_after=_number(told["quantity_after"]),
        before=Decimal(told["before"]),
        after=Decimal(told["after"]),
        detail=tuple((name, _detail(value)) for name, value in told["detail"].items()),
    )


def _detail(told: str) -> Decimal | str:
    """A figure of a label's detail, or the day or the code that it is."""
    try:
        return Decimal(told)
    except InvalidOperation:
        return told


def _status(told: str | None) -> Status | None:
    return Status(told) if told else None


def _zone(told: str | None) -> Zone | None:
    return Zone(told) if told else None


def _cents(amount: Decimal) -> str:
    return f"{amount + ZERO:.2f}"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _number(told: str | None) -> Decimal | None:
    return None if told is None else Decimal(told)
