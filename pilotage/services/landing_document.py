"""A landing as one JSON document: stable keys, amounts and rates as texts with a point."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pilotage.contract.model import Contract
from pilotage.scenarios import Comparison
from pilotage.services.landing import Landing, TargetLanding


def landing_document(found: Landing, terms: Contract) -> dict[str, Any]:
    """The JSON of `landing` (stable keys): amounts and rates as texts with a point."""
    return {
        "contract": found.contract,
        "month": str(found.month),
        "as_of": found.today.isoformat(),
        "currency": terms.currency,
        "days_left": len(found.rest),
        "targets": [_target_document(one) for one in found.targets],
        "bonus_malus": {
            name: f"{result.bonus_malus:.2f}"
            for name, result in (("likely", found.likely), ("worst", found.worst), ("best", found.best))
        },
        "subtotal": {"likely": f"{found.likely.bill.subtotal:.2f}"},
        "forecast": {
            "frozen_on": found.forecast.frozen and found.forecast.frozen.isoformat(),
            "versions": list(found.forecast.in_time),
            "late_versions": list(found.forecast.late),
        },
        "supposed": _supposed_document(found.supposed),
    }


def _target_document(one: TargetLanding) -> dict[str, Any]:
    seen = one.outlook
    return {
        "sla": seen.sla,
        "stream": seen.stream or None,
        "kpi": seen.kpi.id,
        "unit": seen.unit,
        "target": _text(seen.target),
        "so_far": _text(seen.so_far.value),
        "needed": {"state": seen.needed.state, "value": _text(seen.needed.value)},
        "without_malus": one.spared
        and {
            "from": _text(one.edge),
            "needed": {"state": one.spared.state, "value": _text(one.spared.value)},
        },
        "likely": _text(seen.likely),
        "low": _text(seen.low),
        "high": _text(seen.high),
        "status": one.likely.status and str(one.likely.status),
        "zone": one.likely.zone and str(one.likely.zone),
        "amount": {
            "likely": _cents(one.likely.amount),
            "worst": _cents(one.worst.amount),
            "best": _cents(one.best.amount),
        },
        "months_looked_back_on": len(seen.misses),
    }


def _supposed_document(found: Comparison | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "difference": f"{found.difference:.2f}",
        "slas": [
            {"id": sla.id, "before": _text(sla.before), "after": _text(sla.after)} for sla in found.slas
        ],
        "lines": [
            {"id": line.id, "before": _cents(line.before), "after": _cents(line.after)}
            for line in found.moved_lines
        ],
    }


def _text(value: Decimal | None) -> str | None:
    """At most six decimals: a guess has no more."""
    return None if value is None else f"{round(value, 6).normalize():f}"


def _cents(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
