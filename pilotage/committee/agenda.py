"""The agenda that the month writes: items proposed by a template from judged results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

from pilotage.committee.escalation import Escalation
from pilotage.committee.model import (
    Action,
    ActionStatus,
    Fact,
    ItemKind,
    ProposedItem,
    Rung,
)
from pilotage.committee.template import ItemRule, Template
from pilotage.consequences import ConsequenceResult
from pilotage.judgement import MonthResult
from pilotage.money import ZERO
from pilotage.sla import Occurrence, SlaResult, Status, Zone


@dataclass(frozen=True, slots=True)
class Matter:
    """What the agenda is made from: the judged month, what is still owed, and by SLA the scale of its
    clause. `gathered` are, by kind of item, the figures and the facts that services read elsewhere, ready
    to be frozen; `escalations` what other levels send here.
    """

    result: MonthResult
    actions: tuple[Action, ...]
    today: date
    rungs: Mapping[str, tuple[Rung, ...]] = field(default_factory=dict)
    gathered: Mapping[ItemKind, tuple[Fact, ...]] = field(default_factory=dict)
    escalations: tuple[Escalation, ...] = ()


def propose(template: Template, matter: Matter) -> tuple[ProposedItem, ...]:
    """The items that the month calls for, in the template's order; none for an empty subject, unless
    the item is mandatory.
    """
    return tuple(item for rule in template.items for item in _proposed(rule, matter))


def _proposed(rule: ItemRule, matter: Matter) -> Iterator[ProposedItem]:
    kind = ItemKind(rule.kind)
    found = list(_PROPOSALS.get(kind, partial(_gathered, kind))(matter, rule.minutes))
    if not found and rule.mandatory:
        found = [ProposedItem(kind, rule.minutes)]
    for item in found:
        yield replace(item, confidential=True) if rule.confidential else item


def _gathered(kind: ItemKind, matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    facts = matter.gathered.get(kind, ())
    if facts:
        yield ProposedItem(kind, minutes, facts=facts)


def _escalations(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    """What a level below could not settle: one item for each, with what is asked here."""
    for one in matter.escalations:
        fact = Fact(one.subject, one.value, "count", status=one.asks, text=one.rule, due=one.since)
        yield ProposedItem(ItemKind.ESCALATIONS, minutes, one.subject, (fact,))


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
    facts = tuple(_fact_of(matter, sla) for sla in matter.result.slas)
    if facts:
        yield ProposedItem(ItemKind.SCORECARD, minutes, facts=facts)


def _breaches(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    """One item for each SLA under its target, with the steps that lead from its counters to euros.

    An SLA judged stream by stream names those that missed.
    """
    for sla in matter.result.slas:
        if sla.status is Status.MISSED:
            missed = [o for o in sla.occurrences if o.status is Status.MISSED]
            facts = (_fact_of(matter, sla), *(_of_stream(sla, o) for o in missed if o.stream))
            steps = tuple(step for o in missed for step in o.steps)
            steps += tuple(
                step for c in matter.result.consequences if sla.id in c.slas for step in c.steps
            )
            yield ProposedItem(ItemKind.BREACH, minutes, sla.id, facts, steps)


def _not_measured(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    for sla in matter.result.slas:
        if sla.status in {Status.NOT_MEASURED, Status.ERROR}:
            yield ProposedItem(ItemKind.NOT_MEASURED, minutes, sla.id, (_fact_of(matter, sla),))


def _amounts(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    """What each clause asks, what the caps give back, and their sum: the bonus and malus proposed."""
    computed: dict[str, Decimal] = {}
    zones: dict[str, Zone] = {}
    for c in matter.result.consequences:
        computed[c.id] = computed.get(c.id, ZERO) + _due(c)
        if c.zone and zones.get(c.id, Zone.NEUTRAL) is Zone.NEUTRAL:
            zones[c.id] = c.zone
    facts = [Fact(n, zone=zones.get(n, ""), amount=a, unit="currency") for n, a in computed.items()]
    if facts:
        proposed = matter.result.bonus_malus
        capped = proposed - sum(computed.values(), start=ZERO)
        if capped:
            facts.append(Fact("caps", amount=capped, unit="currency"))
        facts.append(Fact("total", amount=proposed, unit="currency"))
        yield ProposedItem(ItemKind.AMOUNTS, minutes, facts=tuple(facts))


def _due(consequence: ConsequenceResult) -> Decimal:
    """What the clause asks before the caps; nothing while the month is not over."""
    return consequence.computed if consequence.line else ZERO


def _invoice(matter: Matter, minutes: int) -> Iterable[ProposedItem]:
    bill = matter.result.bill
    if bill.lines:
        totals = {"subtotal": bill.subtotal, "vat": bill.vat, "total": bill.total}
        facts = tuple(Fact(name=n, amount=a, unit="currency") for n, a in totals.items())
        yield ProposedItem(ItemKind.INVOICE, minutes, facts=facts)


def _fact_of(matter: Matter, sla: SlaResult) -> Fact:
    """The SLA against its target, and what it is worth by its own consequences."""
    own = [c for c in matter.result.consequences if c.slas == (sla.id,)]
    return Fact(
        name=sla.id,
        value=sla.value,
        unit=sla.unit,
        target=sla.target,
        status=sla.status,
        zone=next((c.zone for c in own if c.zone), ""),
        amount=sum((_due(c) for c in own), start=ZERO) if own else None,
        direction=sla.direction,
        rungs=matter.rungs.get(sla.id, ()),
    )


def _of_stream(sla: SlaResult, occurrence: Occurrence) -> Fact:
    """A stream under the target of an SLA judged stream by stream."""
    return Fact(
        name=occurrence.stream,
        value=occurrence.value,
        unit=sla.unit,
        target=sla.target,
        status=occurrence.status,
        direction=sla.direction,
    )


_PROPOSALS: Mapping[ItemKind, Callable[[Matter, int], Iterable[ProposedItem]]] = {
    ItemKind.OPEN_ACTIONS: _open_actions,
    ItemKind.ESCALATIONS: _escalations,
    ItemKind.SCORECARD: _scorecard,
    ItemKind.BREACH: _breaches,
    ItemKind.NOT_MEASURED: _not_measured,
    ItemKind.AMOUNTS: _amounts,
    ItemKind.INVOICE: _invoice,
}
