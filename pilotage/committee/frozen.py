"""Figures frozen with the agenda, as the JSON that a meeting keeps: numbers as text, exact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.committee.model import Fact, Point, Rung
from pilotage.trace import Source, Step

Json = dict[str, Any]


def freeze(facts: tuple[Fact, ...], steps: tuple[Step, ...]) -> Json:
    """Facts and steps as JSON values, without loss."""
    return {"facts": [_fact(fact) for fact in facts], "steps": [_step(step) for step in steps]}


def thaw(frozen: Mapping[str, Any]) -> tuple[tuple[Fact, ...], tuple[Step, ...]]:
    """What `freeze` kept, as it was."""
    facts = tuple(
        Fact(
            **{
                **fact,
                "value": _number(fact["value"]),
                "target": _number(fact["target"]),
                "amount": _number(fact["amount"]),
                "due": date.fromisoformat(fact["due"]) if fact["due"] else None,
                "rungs": tuple(_rung(rung) for rung in fact["rungs"]),
                "previous": _number(fact.get("previous")),
                "points": tuple(_point(point) for point in fact.get("points", ())),
            }
        )
        for fact in frozen["facts"]
    )
    steps = tuple(
        Step(
            rule=step["rule"],
            inputs={name: _number(value) for name, value in step["inputs"].items()},
            formula=step["formula"],
            value=Decimal(step["value"]),
            unit=step["unit"],
            source=Source(**step["source"]),
            note=step["note"],
        )
        for step in frozen["steps"]
    )
    return facts, steps


def _fact(fact: Fact) -> Json:
    return {
        "name": fact.name,
        "value": _text(fact.value),
        "unit": fact.unit,
        "target": _text(fact.target),
        "status": str(fact.status),
        "zone": str(fact.zone),
        "amount": _text(fact.amount),
        "text": fact.text,
        "owner": fact.owner,
        "due": fact.due.isoformat() if fact.due else None,
        "direction": str(fact.direction),
        "rungs": [[*(_text(n) for n in (r.low, r.high, r.rate, r.amount)), r.here] for r in fact.rungs],
        "previous": _text(fact.previous),
        "points": [[point.day.isoformat(), _text(point.value), point.name] for point in fact.points],
    }


def _rung(kept: list[Any]) -> Rung:
    low, high, rate, amount = map(_number, kept[:4])
    return Rung(low, high, rate, amount, here=kept[4])


def _point(kept: list[Any]) -> Point:
    return Point(date.fromisoformat(kept[0]), _number(kept[1]), kept[2])


def _step(step: Step) -> Json:
    source = step.source
    return {
        "rule": step.rule,
        "inputs": {name: _text(value) for name, value in step.inputs.items()},
        "formula": step.formula,
        "value": str(step.value),
        "unit": step.unit,
        "source": {
            "document": source.document,
            "clause": source.clause,
            "since": source.since,
        },
        "note": step.note,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
