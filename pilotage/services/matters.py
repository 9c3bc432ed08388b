"""What an agenda is about beyond the judged month: read where it is kept, ready to be frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.committee.escalation import Escalation, Judged, Outlived, escalated, house_rules
from pilotage.committee.model import Action, ActionStatus, CommitteeType, Fact, ItemKind, Point
from pilotage.committee.signals import near_miss
from pilotage.committee.template import ItemRule, Template
from pilotage.contract.model import Contract
from pilotage.judgement import MonthResult
from pilotage.money import ZERO
from pilotage.periods import Month, Window
from pilotage.services import full_cost, outcomes, relief, settling
from pilotage.services.actor import Actor
from pilotage.services.adjusting import adjustments
from pilotage.services.analysis import reasons
from pilotage.services.arrivals import feed_days
from pilotage.services.comparison import compare
from pilotage.services.deadlines import deadlines, near
from pilotage.services.kpis import kpis_of
from pilotage.services.matter_figures import day_points, drift_facts, kpi_facts, trends
from pilotage.services.months import judged
from pilotage.services.reconciling import reconciled
from pilotage.sla import Status
from pilotage.store.database import Database

NEAR_PERCENT = Decimal(2)
MOST_REASONS = 8
HISTORY = 6
"""Months of results that the ladder of escalation looks back at."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The meeting that an agenda is written for: its contract, the days that it is about, the day on
    which its figures are frozen and the month's own result.
    """

    db: Database
    actor: Actor
    terms: Contract
    committee: CommitteeType
    about: Window
    today: date
    result: MonthResult

    @property
    def ref(self) -> str:
        return self.terms.ref

    @property
    def month(self) -> Month:
        return Month.of(self.about.last)


def gathered(subject: Subject, template: Template) -> Mapping[ItemKind, tuple[Fact, ...]]:
    """The facts of every item of the template that is not made from the judged month alone."""
    found: dict[ItemKind, tuple[Fact, ...]] = {}
    for rule in template.items:
        kind = ItemKind(rule.kind)
        gather = _GATHERED.get(kind)
        facts = tuple(gather(subject, rule)) if gather else ()
        if rule.formulas:
            asked = {"contract": subject.ref, "about": subject.about, "formulas": rule.formulas}
            facts = (*facts, *kpi_facts(subject.db, subject.actor, **asked))  # type: ignore[arg-type]
        if facts:
            found[kind] = facts
    return found


def escalations(subject: Subject) -> tuple[Escalation, ...]:
    """What the ladder sends to this committee: by months missed, by the share of the cap that the malus
    took, by actions that outlived the sessions of their committee.
    """
    last = subject.month
    months = [last.plus(-n) for n in reversed(range(HISTORY))]
    starts = Month.of(subject.terms.starts)
    results = [_judged(subject, month) for month in months if month >= starts]
    found = escalated(
        house_rules(),
        [
            Judged(sla.id, "month", one.month.last, _told(sla.status))
            for one in results
            for sla in one.slas
        ],
        {one.month.last: share for one in results if (share := _share_of_cap(one)) is not None},
        _outlived(subject),
    )
    return tuple(one for one in found if one.to is subject.committee)


def _judged(subject: Subject, month: Month) -> MonthResult:
    if month == subject.result.month:
        return subject.result
    return judged(subject.db, subject.actor, contract=subject.ref, month=month)


def _told(status: Status) -> Status | None:
    return status if status in {Status.MET, Status.MISSED} else None


def _share_of_cap(result: MonthResult) -> Decimal | None:
    """What part of the month's cap the malus took, in percent; None where no cap bore on it."""
    for step in result.bill.steps:
        if step.rule == "cap.month" and (cap := step.inputs.get("cap")):
            asked = step.inputs.get("malus") or ZERO
            return min(abs(asked), abs(cap)) * 100 / abs(cap)
    return None


def _outlived(subject: Subject) -> Iterator[Outlived]:
    """The open actions of the contract with the sessions of their own committee held since."""
    found = outcomes.sessions(subject.db, subject.actor, contract=subject.ref, before=subject.today)
    for action, level, days in found:
        if action.status is ActionStatus.OPEN:
            yield Outlived(action.number, level, days)


def _relief(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    for one in _waiting(subject):
        yield Fact(
            name=one.clause,
            value=Decimal(one.number),
            status=one.cause,
            text=one.reason,
            owner=one.side,
            due=one.decide_by,
        )


def _waiting(subject: Subject) -> tuple[relief.Request, ...]:
    """The requests that nobody decided, asked by the day on which the figures are frozen."""
    asked = relief.requests(subject.db, subject.actor, contract=subject.ref, waiting=True)
    return tuple(one for one in asked if one.asked_on <= subject.today)


def _incidents(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    """The neutralisations asked for the days of the meeting, decided or not."""
    asked = relief.requests(subject.db, subject.actor, contract=subject.ref, month=subject.month)
    for one in asked:
        if subject.about.first <= one.asked_on <= subject.today:
            state = one.decided.outcome if one.decided else "waiting"
            yield Fact(one.clause, Decimal(one.number), status=state, text=one.reason, due=one.asked_on)


def _disputes(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    for month in (subject.month.plus(-1), subject.month):
        found = reconciled(subject.db, subject.actor, contract=subject.ref, month=month)
        for gap in found.gaps if found else ():
            if gap.decision is not None and gap.decision.outcome == "dispute" and not gap.end:
                yield Fact(
                    name=gap.line,
                    unit="currency",
                    status=gap.kind,
                    amount=gap.difference,
                    text=gap.decision.reason,
                    due=gap.decision.due_on,
                )


def _restatements(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    for one in adjustments(subject.db, subject.actor, contract=subject.ref, month=subject.month):
        yield Fact(str(one.month), unit="currency", amount=one.comparison.difference, due=one.month.first)


def _deadlines(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    for one in near(subject.terms, subject.today):
        yield Fact(name=one.clause, status=one.code, due=one.day)


def _dates(*codes: str) -> Callable[[Subject, ItemRule], Iterator[Fact]]:
    def facts(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
        for one in deadlines(subject.terms, subject.today):
            if one.code in codes:
                yield Fact(name=one.clause, status=one.code, due=one.day)

    return facts


def _amendments(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    """The documents that took effect over the days of the meeting, or are still to."""
    for one in subject.terms.document:
        if one.effective >= subject.about.first and one.effective > subject.terms.starts:
            yield Fact(name=one.id, text=one.title, due=one.effective)


def _missing(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    days = feed_days(subject.db, subject.actor, window=subject.about, contract=subject.ref)
    lacking: dict[str, list[date]] = {}
    for one in days:
        if one.status == "missing":
            lacking.setdefault(one.feed, []).append(one.day)
    for feed, missing in lacking.items():
        yield Fact(feed, Decimal(len(missing)), "count", due=min(missing))


def _near_misses(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    for sla in subject.result.slas:
        if sla.status is not Status.MET or sla.value is None:
            continue
        if near_miss(sla.value, sla.target, sla.direction, NEAR_PERCENT):
            yield Fact(
                name=sla.id,
                value=sla.value,
                unit=sla.unit,
                target=sla.target,
                status=sla.status,
                direction=sla.direction,
            )


def _drift(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    known = trends(subject.db, subject.actor, contract=subject.ref, month=subject.month)
    yield from drift_facts(known)


def _trends(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    """The SLAs of the contract over twelve months, as they were judged."""
    formulas = tuple(
        dict.fromkeys(
            kpi.formula
            for name, kpi in kpis_of(subject.terms).items()
            if any(sla.kpi == name for sla in subject.terms.sla)
        )
    )
    asked = {"contract": subject.ref, "about": _year(subject), "formulas": formulas}
    yield from kpi_facts(subject.db, subject.actor, **asked)  # type: ignore[arg-type]


def _year(subject: Subject) -> Window:
    return subject.month.window


def _by_day(subject: Subject, rule: ItemRule) -> Iterator[Fact]:
    """The first of the item's KPIs that is counted, day by day, for a meeting on a week."""
    if subject.about.days > 7:
        return
    for formula in rule.formulas:
        found = day_points(
            subject.db, subject.actor, contract=subject.ref, about=subject.about, formula=formula
        )
        if found:
            yield from found
            return


def _reasons(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    for activity in subject.terms.activity:
        found = reasons(
            subject.db, subject.actor, contract=subject.ref, activity=activity.id, window=subject.about
        )
        for row in found.rows[:MOST_REASONS]:
            yield Fact(
                name=row.stream.id,
                value=row.contacts,
                unit="count",
                text=row.reason,
                previous=row.avoidable,
            )


def _year_money(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    """Bonus and malus of the months of the meeting, then what was waived over them."""
    months = list(Month.of(subject.about.first).to(subject.month))
    results = [_judged(subject, month) for month in months]
    points = tuple(Point(one.month.first, one.bonus_malus) for one in results)
    total = sum((one.bonus_malus for one in results), ZERO)
    yield Fact("bonus_malus", unit="currency", amount=total, points=points)
    given = settling.given_away(subject.db, subject.actor, contract=subject.ref)
    waived = sum((w.given for one in given for w in one.waivers if w.month in months), ZERO)
    yield Fact("waived", unit="currency", amount=waived)


def _cost(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    """Billed and full cost of a contact, month by month over the meeting's days."""
    months = list(Month.of(subject.about.first).to(subject.month))
    costs = [
        full_cost.month_cost(subject.db, subject.actor, contract=subject.ref, month=month)
        for month in months
    ]
    handled = sum((one.handled or ZERO for one in costs), ZERO)
    for name, amounts in (
        ("billed", [one.billed for one in costs]),
        ("full", [one.full for one in costs]),
    ):
        total = sum(amounts, ZERO)
        yield Fact(
            name,
            value=total / handled if handled else None,
            unit="currency",
            amount=total,
            points=tuple(
                Point(month.first, amount / one.handled if one.handled else None)
                for month, one, amount in zip(months, costs, amounts, strict=True)
            ),
        )


def _comparison(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    """The vendors in sight under the definition of the contract's first SLA, the best first."""
    for sla in subject.terms.sla[:1]:
        found = compare(
            subject.db, subject.actor, contract=subject.ref, kpi=sla.kpi or "", window=subject.about
        )
        for row in found.rows if found else ():
            yield Fact(
                name=row.kpi.id,
                value=row.figure.value,
                unit=row.figure.unit,
                target=row.target,
                text=f"{row.card.vendor_name} · {row.activity.label('fr')}",
                direction=row.kpi.direction,
            )


def _client_debts(subject: Subject, _rule: ItemRule) -> Iterator[Fact]:
    """What the client owes: requests past the day by which it decides, and its own late actions."""
    for asked in _waiting(subject):
        late = asked.decide_by is not None and asked.decide_by < subject.today
        if asked.side == "vendor" and late:
            number = Decimal(asked.number)
            yield Fact(asked.clause, number, status="relief", text=asked.reason, due=asked.decide_by)
    for _, one in outcomes.actions(subject.db, subject.actor, contract=subject.ref):
        if one.opened_on <= subject.today and _owed_by_client(one, subject.today):
            yield Fact(one.number, status="action", text=one.text, owner=one.owner, due=one.due)


def _owed_by_client(action: Action, today: date) -> bool:
    return action.side == "client" and action.is_late(today)


_GATHERED: Mapping[ItemKind, Callable[[Subject, ItemRule], Iterator[Fact]]] = {
    ItemKind.RELIEF: _relief,
    ItemKind.INCIDENTS: _incidents,
    ItemKind.DISPUTES: _disputes,
    ItemKind.RESTATEMENTS: _restatements,
    ItemKind.DEADLINES: _deadlines,
    ItemKind.AMENDMENTS: _amendments,
    ItemKind.INDEXATION: _dates("revision"),
    ItemKind.RENEWAL: _dates("end", "notice", "terms_review"),
    ItemKind.MISSING_FEED: _missing,
    ItemKind.NEAR_MISS: _near_misses,
    ItemKind.DRIFT: _drift,
    ItemKind.TRENDS: _trends,
    ItemKind.SERVICE_LEVEL: _by_day,
    ItemKind.REASONS: _reasons,
    ItemKind.YEAR_MONEY: _year_money,
    ItemKind.COST: _cost,
    ItemKind.COMPARISON: _comparison,
    ItemKind.CLIENT_DEBTS: _client_debts,
}
