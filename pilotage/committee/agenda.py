"""The agenda that the month writes: items proposed by a template from judged results."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pilotage.committee.model import (
    Action,
    ActionStatus,
    CommitteeType,
    Fact,
    ItemKind,
    ProposedItem,
)
from pilotage.judgement import MonthResult
from pilotage.money import ZERO
from pilotage.sla import SlaResult, Status


@dataclass(frozen=True, slots=True)
class Template:
    """How one type of committee runs: `items` are (kind, minutes) in order."""

    prefix: str
    duration_min: int
    working_day: int
    items: tuple[tuple[ItemKind, int], ...]


@cache
def house_template(committee: CommitteeType) -> Template:
    """The template of the house for a type of committee (`house.toml`)."""
    table = tomllib.loads((Path(__file__).parent / "house.toml").read_text("utf-8"))[committee]
    items = tuple((ItemKind(item["kind"]), int(item["minutes"])) for item in table["items"])
    return Template(table["prefix"], table["duration_min"], table["working_day"], items)


@dataclass(frozen=True, slots=True)
class Matter:
    """What the agenda is made from: the judged month and what is still owed."""

    result: MonthResult
    actions: tuple[Action, ...]
    today: date


def propose(template: Template, matter: Matter) -> tuple[ProposedItem, ...]:
    """The items that the month calls for, in the template's order; none for an empty subject."""
    return tuple(item for kind, minutes in template.items for item in _PROPOSALS[kind](matter, minutes))


def _open_actions(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    still_open = [action for action in matter.actions if action.status is ActionStatus.OPEN]
    facts = tuple(
        Fact(
            name=action.number,
            status="late" if action.is_late(matter.today) else "open",
            text=action.text,
            owner=action.owner,
            due=action.due,
        )
        for action in sorted(still_open, key=lambda action: (action.due, action.number))
    )
    if facts:
        yield ProposedItem(ItemKind.OPEN_ACTIONS, minutes, facts=facts)


def _scorecard(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    facts = tuple(_fact_of(matter.result, sla) for sla in matter.result.slas)
    if facts:
        yield ProposedItem(ItemKind.SCORECARD, minutes, facts=facts)


def _breaches(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    for sla in matter.result.slas:
        if sla.status is Status.MISSED:
            consequences = [c for c in matter.result.consequences if sla.id in c.slas]
            steps = tuple(step for o in sla.occurrences for step in o.figure.steps + o.steps)
            steps += tuple(step for consequence in consequences for step in consequence.steps)
            yield ProposedItem(ItemKind.BREACH, minutes, sla.id, (_fact_of(matter.result, sla),), steps)


def _not_measured(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    for sla in matter.result.slas:
        if sla.status in {Status.NOT_MEASURED, Status.ERROR}:
            yield ProposedItem(ItemKind.NOT_MEASURED, minutes, sla.id, (_fact_of(matter.result, sla),))


def _amounts(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    result = matter.result
    facts = tuple(
        Fact(name=c.id, zone=c.zone or "", amount=c.computed, unit="currency")
        for c in result.consequences
    )
    if facts:
        total = Fact(name="total", amount=result.bonus_malus, unit="currency")
        yield ProposedItem(ItemKind.AMOUNTS, minutes, facts=(*facts, total))


def _invoice(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    bill = matter.result.bill
    if bill.lines:
        totals = {"subtotal": bill.subtotal, "vat": bill.vat, "total": bill.total}
        facts = tuple(Fact(name=n, amount=a, unit="currency") for n, a in totals.items())
        yield ProposedItem(ItemKind.INVOICE, minutes, facts=facts)


def _fact_of(result: MonthResult, sla: SlaResult) -> Fact:
    """The SLA against its target, and what it is worth by its own consequences."""
    own = [c for c in result.consequences if c.slas == (sla.id,)]
    return Fact(
        name=sla.id,
        value=sla.value,
        unit=sla.unit,
        target=sla.target,
        status=sla.status,
        zone=next((c.zone for c in own if c.zone), ""),
        amount=sum((c.computed for c in own), start=ZERO) if own else None,
    )


_PROPOSALS: Mapping[ItemKind, Callable[[Matter, int], Iterable[ProposedItem]]] = {
    ItemKind.OPEN_ACTIONS: _open_actions,
    ItemKind.SCORECARD: _scorecard,
    ItemKind.BREACH: _breaches,
    ItemKind.NOT_MEASURED: _not_measured,
    ItemKind.AMOUNTS: _amounts,
    ItemKind.INVOICE: _invoice,
}
