"""Words of what an agenda gathers: KPIs beside their past, requests, disputes, dates, money.

Each kind of item has the table of its facts and the sentence that the room reads as its title.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pilotage.committee.model import Fact, ItemKind
from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.deadline_words import deadline_words
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import name_of, status_shape, status_words
from pilotage.locale.relief_words import CAUSES, OUTCOMES, SIDES
from pilotage.money import round_half_up
from pilotage.periods import Month

_ASKED: Mapping[str, str] = {
    "point": N_("an item of this committee"),
    "decision": N_("a decision"),
    "progress_plan": N_("a progress plan with dates"),
    "formal_notice": N_("a formal notice"),
}
_RULES: Mapping[str, str] = {
    "two_weeks": N_("weeks missed in a row"),
    "two_months": N_("months missed in a row"),
    "three_months": N_("months missed in a row"),
    "half_cap": N_("percent of the cap taken by the malus"),
    "whole_cap": N_("percent of the cap taken by the malus"),
    "open_too_long": N_("sessions that found the action open"),
}
_MONEY: Mapping[str, str] = {
    "bonus_malus": N_("Bonus and malus"),
    "waived": N_("Waived"),
    "billed": N_("Billed, per contact"),
    "full": N_("Full cost, per contact"),
}
_TENTH = Decimal("0.1")
_STEPS: Mapping[str, Decimal] = {
    "seconds": Decimal(1),
    "count": Decimal(1),
    "ratio": Decimal("0.01"),
    "currency": Decimal("0.01"),
}
_AMONG = ("kpi", "sla", "consequence", "price", "stream", "neutralisation", "limit")


@dataclass(frozen=True, slots=True)
class FactTable:
    """The figures of an item as texts. `right` are the columns of figures, `wide` the one that takes
    the room that is left; with `total` the last row is a sum.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    total: bool = False
    wide: int = 0


Facts = Sequence[Fact]
Table = Callable[[Facts, Contract, Words], FactTable]
Finding = Callable[[Facts, Contract, Words], str]


def place_words(fact: Fact, contract: Contract, t: Words) -> str:
    """The KPI with its activity, where the contract has several: `Note qualité · E-mails`."""
    name = name_of(fact.name, contract, t, _AMONG)
    if len(contract.activity) > 1 and fact.text:
        return f"{name} · {name_of(fact.text, contract, t, ('activity',))}"
    return name


def shown(value: Decimal | None, unit: str, contract: Contract, t: Words) -> str:
    """A figure as the room reads it: `78,9 %`; all its decimals stay in what was frozen."""
    if value is None:
        return "—"
    return quantity(round_half_up(value, _STEPS.get(unit, _TENTH)), unit, t, contract.currency)


def _value(fact: Fact, contract: Contract, t: Words) -> str:
    return shown(fact.value, fact.unit, contract, t)


def _previous(fact: Fact, contract: Contract, t: Words) -> str:
    return shown(fact.previous, fact.unit, contract, t)


def _target(fact: Fact, contract: Contract, t: Words) -> str:
    if fact.target is None:
        return "—"
    sign = {"higher": "≥\u00a0", "lower": "≤\u00a0"}.get(fact.direction, "")
    return sign + quantity(fact.target, fact.unit, t, contract.currency)


def _status(fact: Fact, t: Words) -> str:
    return f"{status_shape(fact.status, '')} {status_words(fact.status, '', t)}" if fact.status else "—"


def _amount(fact: Fact, contract: Contract, t: Words) -> str:
    return "—" if fact.amount is None else t.money(fact.amount, contract.currency)


def _due(fact: Fact, t: Words) -> str:
    return t.date(fact.due, "medium") if fact.due else "—"


def _kpis(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t("KPI"), t("Target"), t("Value"), t("Status"), t(N_("Period before")))
    rows = tuple(
        (
            place_words(fact, contract, t),
            _target(fact, contract, t),
            _value(fact, contract, t),
            _status(fact, t),
            _previous(fact, contract, t),
        )
        for fact in facts
    )
    return FactTable(headers, rows, frozenset({1, 2, 4}))


def _drifts(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t("KPI"), t(N_("Since")), t(N_("From")), t(N_("To")), t("Target"))
    rows = tuple(
        (
            place_words(fact, contract, t),
            t.month(Month.of(fact.due)) if fact.due else "—",
            _previous(fact, contract, t),
            _value(fact, contract, t),
            _target(fact, contract, t),
        )
        for fact in facts
    )
    return FactTable(headers, rows, frozenset({2, 3, 4}))


def _escalated(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t(N_("What")), t(N_("Why it comes here")), t(N_("What is asked")), t(N_("Since")))
    rows = tuple(
        (
            t(N_("Cap of the malus")) if fact.name == "cap" else name_of(fact.name, contract, t, _AMONG),
            f"{_value(fact, contract, t)}\u00a0{t(_RULES[fact.text])}"
            if fact.text in _RULES
            else fact.text,
            t(_ASKED[fact.status]),
            _due(fact, t),
        )
        for fact in facts
    )
    return FactTable(headers, rows, wide=1)


def _requests(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t(N_("Request")), t(N_("Reason")), t(N_("Asked by")), t(N_("To decide by")))
    rows = tuple(
        (
            f"{t(CAUSES[fact.status])} ({_number(fact)})",
            fact.text,
            t(SIDES[fact.owner]),
            _due(fact, t),
        )
        for fact in facts
    )
    return FactTable(headers, rows, wide=1)


def _number(fact: Fact) -> str:
    return f"n°\u00a0{fact.value:f}" if fact.value is not None else ""


def _incidents(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t(N_("Clause")), t(N_("Reason")), t(N_("Asked on")), t(N_("Decision")))
    rows = tuple(
        (
            name_of(fact.name, contract, t, _AMONG),
            fact.text,
            _due(fact, t),
            t(OUTCOMES[fact.status]) if fact.status in OUTCOMES else t(N_("waits")),
        )
        for fact in facts
    )
    return FactTable(headers, rows, wide=1)


def _disputes(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t(N_("Line")), t(N_("What we say")), t(N_("Answer due")), t(N_("Difference")))
    rows = tuple(
        (
            name_of(fact.name, contract, t, _AMONG),
            fact.text,
            _due(fact, t),
            _amount(fact, contract, t),
        )
        for fact in facts
    )
    return FactTable(headers, rows, frozenset({3}), wide=1)


def _restated(facts: Facts, contract: Contract, t: Words) -> FactTable:
    rows = tuple(
        (t.month(Month.of(fact.due)) if fact.due else fact.name, _amount(fact, contract, t))
        for fact in facts
    )
    return FactTable((t(N_("Closed month")), t(N_("Difference"))), rows, frozenset({1}))


def _dates(facts: Facts, contract: Contract, t: Words) -> FactTable:
    rows = tuple((_deadline(fact, contract, t), _due(fact, t)) for fact in facts)
    return FactTable((t(N_("Deadline")), t(N_("On"))), rows, frozenset({1}))


def _deadline(fact: Fact, contract: Contract, t: Words) -> str:
    about = Month.of(fact.due) if fact.due else None
    return deadline_words(fact.status, fact.name, about, contract, t) if fact.status else fact.text


def _missing(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t(N_("Feed")), t(N_("Days without a file")), t(N_("Since")))
    rows = tuple((fact.name, _value(fact, contract, t), _due(fact, t)) for fact in facts)
    return FactTable(headers, rows, frozenset({1, 2}))


def _reasons(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t(N_("Contact reason")), t(N_("Contacts")), t(N_("Of which avoidable")))
    rows = tuple(
        (
            name_of(fact.name, contract, t, ("stream",)),
            _value(fact, contract, t),
            _previous(fact, contract, t),
        )
        for fact in facts
    )
    return FactTable(headers, rows, frozenset({1, 2}))


def _money(facts: Facts, contract: Contract, t: Words) -> FactTable:
    rows = tuple((t(_MONEY.get(fact.name, fact.name)), _amount(fact, contract, t)) for fact in facts)
    return FactTable((t(N_("Over the period")), t("Amount")), rows, frozenset({1}))


def _costs(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t(N_("Cost")), t(N_("Per contact")), t(N_("Over the period")))
    rows = tuple(
        (t(_MONEY[fact.name]), _value(fact, contract, t), _amount(fact, contract, t)) for fact in facts
    )
    return FactTable(headers, rows, frozenset({1, 2}))


def _vendors(facts: Facts, contract: Contract, t: Words) -> FactTable:
    headers = (t("Vendor"), t("Target"), t("Value"))
    rows = tuple((fact.text, _target(fact, contract, t), _value(fact, contract, t)) for fact in facts)
    return FactTable(headers, rows, frozenset({1, 2}))


def _debts(facts: Facts, contract: Contract, t: Words) -> FactTable:
    rows = tuple((fact.text, _due(fact, t)) for fact in facts)
    return FactTable((t(N_("What we owe")), t("Due")), rows, frozenset({1}))


def _documents(facts: Facts, contract: Contract, t: Words) -> FactTable:
    rows = tuple((fact.text, _due(fact, t)) for fact in facts)
    return FactTable((t(N_("Document")), t(N_("Takes effect"))), rows, frozenset({1}))


def _kpi_finding(facts: Facts, contract: Contract, t: Words) -> str:
    """The first KPI under its target, else the first one with its period before."""
    missed = next((fact for fact in facts if fact.status == "missed" and fact.value is not None), None)
    if missed is not None and missed.target is not None:
        return t(
            "{name} at {value}, target {target}",
            name=place_words(missed, contract, t),
            value=_value(missed, contract, t),
            target=quantity(missed.target, missed.unit, t, contract.currency),
        )
    first = next((fact for fact in facts if fact.value is not None), facts[0])
    if first.previous is None:
        return f"{place_words(first, contract, t)}{t(N_(': '))}{_value(first, contract, t)}"
    return t(
        N_("{name} at {value}, {previous} the period before"),
        name=place_words(first, contract, t),
        value=_value(first, contract, t),
        previous=_previous(first, contract, t),
    )


def _drift_finding(facts: Facts, contract: Contract, t: Words) -> str:
    first = facts[0]
    return t(
        N_("{name} from {begins} to {ends} since {month}"),
        name=place_words(first, contract, t),
        begins=_previous(first, contract, t),
        ends=_value(first, contract, t),
        month=t.month(Month.of(first.due)) if first.due else "",
    )


def _escalated_finding(facts: Facts, contract: Contract, t: Words) -> str:
    row = _escalated(facts[:1], contract, t).rows[0]
    return t(N_("{what} asks for {asked}"), what=row[0], asked=row[2])


def _counted(one: str, several: str) -> Finding:
    def told(facts: Facts, _contract: Contract, t: Words) -> str:
        return t(one) if len(facts) == 1 else t(several, n=len(facts))

    return told


def _sum_finding(sentence: str) -> Finding:
    def told(facts: Facts, contract: Contract, t: Words) -> str:
        total = sum((fact.amount or Decimal(0) for fact in facts), Decimal(0))
        return t(sentence, amount=t.money(total, contract.currency))

    return told


def _first_amount(sentence: str) -> Finding:
    def told(facts: Facts, contract: Contract, t: Words) -> str:
        return t(sentence, amount=_amount(facts[0], contract, t))

    return told


def _cost_finding(facts: Facts, contract: Contract, t: Words) -> str:
    by_name = {fact.name: fact for fact in facts}
    return t(
        N_("A contact is billed {billed} and costs {full} in full"),
        billed=_value(by_name["billed"], contract, t),
        full=_value(by_name["full"], contract, t),
    )


def _date_finding(facts: Facts, contract: Contract, t: Words) -> str:
    return f"{_deadline(facts[0], contract, t)}{t(': ')}{_due(facts[0], t)}"


def _reason_finding(facts: Facts, contract: Contract, t: Words) -> str:
    return t(
        N_("First reason: {name}, {n} contacts"),
        name=name_of(facts[0].name, contract, t, ("stream",)),
        n=_value(facts[0], contract, t),
    )


def _vendor_finding(facts: Facts, contract: Contract, t: Words) -> str:
    return t(N_("Best of {n}: {name}"), n=len(facts), name=facts[0].text)


_OF_KPIS = (
    *(ItemKind.VOLUMES, ItemKind.SERVICE_LEVEL, ItemKind.HOURS, ItemKind.ABSENCE, ItemKind.BACKLOG),
    *(ItemKind.QUALITY_SCORES, ItemKind.SURVEYS, ItemKind.COMPLAINTS, ItemKind.CRITICAL_ERRORS),
    *(ItemKind.TRAINING, ItemKind.WORKFORCE, ItemKind.TRENDS, ItemKind.OUTLOOK, ItemKind.PROJECTIONS),
    ItemKind.NEAR_MISS,
)
TABLES: Mapping[ItemKind, Table] = {
    **dict.fromkeys(_OF_KPIS, _kpis),
    ItemKind.DRIFT: _drifts,
    ItemKind.ESCALATIONS: _escalated,
    ItemKind.RELIEF: _requests,
    ItemKind.INCIDENTS: _incidents,
    ItemKind.DISPUTES: _disputes,
    ItemKind.RESTATEMENTS: _restated,
    ItemKind.DEADLINES: _dates,
    ItemKind.INDEXATION: _dates,
    ItemKind.RENEWAL: _dates,
    ItemKind.AMENDMENTS: _documents,
    ItemKind.MISSING_FEED: _missing,
    ItemKind.REASONS: _reasons,
    ItemKind.YEAR_MONEY: _money,
    ItemKind.COST: _costs,
    ItemKind.COMPARISON: _vendors,
    ItemKind.CLIENT_DEBTS: _debts,
}
FINDINGS: Mapping[ItemKind, Finding] = {
    **dict.fromkeys(_OF_KPIS, _kpi_finding),
    ItemKind.DRIFT: _drift_finding,
    ItemKind.ESCALATIONS: _escalated_finding,
    ItemKind.RELIEF: _counted(
        N_("A neutralisation waits for its decision"), N_("{n} neutralisations wait for their decision")
    ),
    ItemKind.INCIDENTS: _counted(N_("One incident told"), N_("{n} incidents told")),
    ItemKind.DISPUTES: _sum_finding(N_("Disputed with the vendor: {amount}")),
    ItemKind.RESTATEMENTS: _sum_finding(N_("Closed months restated: {amount}")),
    ItemKind.DEADLINES: _date_finding,
    ItemKind.INDEXATION: _date_finding,
    ItemKind.RENEWAL: _date_finding,
    ItemKind.MISSING_FEED: _counted(N_("A feed lacks files"), N_("{n} feeds lack files")),
    ItemKind.REASONS: _reason_finding,
    ItemKind.YEAR_MONEY: _first_amount(N_("Bonus and malus over the period: {amount}")),
    ItemKind.COST: _cost_finding,
    ItemKind.COMPARISON: _vendor_finding,
    ItemKind.CLIENT_DEBTS: _counted(
        N_("We owe the vendor an answer"), N_("We owe the vendor {n} answers")
    ),
}
