"""Words of a committee: its name, the title of an item, what it finds, its figures as a table.

Pages, the projector and Word print the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pilotage.committee.model import (
    Action,
    ActionStatus,
    AttendanceState,
    CommitteeType,
    Fact,
    Item,
    ItemKind,
    Meeting,
    MeetingState,
    Rung,
    Side,
)
from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.committee_items import FINDINGS, TABLES, FactTable
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import name_of, status_shape, status_words, zone_words

_COMMITTEES: Mapping[CommitteeType, str] = {
    CommitteeType.PRODUCTION: N_("Production committee"),
    CommitteeType.QUALITY: N_("Quality committee"),
    CommitteeType.STEERING: N_("Steering committee"),
    CommitteeType.STRATEGIC: N_("Strategic committee"),
}
_SAID: Mapping[CommitteeType, str] = {
    CommitteeType.STEERING: "COPIL",
    CommitteeType.STRATEGIC: "COSTRAT",
}
_TITLES: Mapping[ItemKind, str] = {
    ItemKind.OPEN_ACTIONS: N_("Open actions"),
    ItemKind.SCORECARD: N_("SLAs of the month"),
    ItemKind.BREACH: N_("{name} under target"),
    ItemKind.NOT_MEASURED: N_("{name} not measured"),
    ItemKind.AMOUNTS: N_("Bonus and malus to settle"),
    ItemKind.INVOICE: N_("Expected invoice"),
    ItemKind.ESCALATIONS: N_("Brought up to this committee"),
    ItemKind.NEAR_MISS: N_("Targets met by a hair"),
    ItemKind.DRIFT: N_("Drifting without a breach"),
    ItemKind.MISSING_FEED: N_("Files that did not come"),
    ItemKind.VOLUMES: N_("Volumes against the forecast"),
    ItemKind.SERVICE_LEVEL: N_("Service by day and half-hour"),
    ItemKind.HOURS: N_("Hours ordered and delivered"),
    ItemKind.ABSENCE: N_("Absence"),
    ItemKind.INCIDENTS: N_("Incidents"),
    ItemKind.BACKLOG: N_("Backlog"),
    ItemKind.OUTLOOK: N_("The weeks to come"),
    ItemKind.QUALITY_SCORES: N_("Quality scores"),
    ItemKind.CALIBRATION: N_("Calibration"),
    ItemKind.SURVEYS: N_("Surveys and verbatims"),
    ItemKind.COMPLAINTS: N_("Complaints and repeat contacts"),
    ItemKind.CRITICAL_ERRORS: N_("Critical errors"),
    ItemKind.TRAINING: N_("Training plan"),
    ItemKind.RELIEF: N_("Neutralisations to decide"),
    ItemKind.DISPUTES: N_("Disputed invoice lines"),
    ItemKind.RESTATEMENTS: N_("Figures restated since"),
    ItemKind.REASONS: N_("Contact reasons"),
    ItemKind.WORKFORCE: N_("Workforce"),
    ItemKind.RISKS: N_("Risks"),
    ItemKind.DEADLINES: N_("Contract deadlines"),
    ItemKind.DECISIONS: N_("Decisions that wait"),
    ItemKind.CLIENT_DEBTS: N_("What we owe the vendor"),
    ItemKind.TRENDS: N_("Trends"),
    ItemKind.COST: N_("Cost per contact and full cost"),
    ItemKind.YEAR_MONEY: N_("Bonus, malus and waivers of the period"),
    ItemKind.COMPARISON: N_("Vendors side by side"),
    ItemKind.PROJECTIONS: N_("Volumes to come"),
    ItemKind.ROADMAP: N_("Roadmap"),
    ItemKind.PROPOSALS: N_("Proposals for improvement"),
    ItemKind.AMENDMENTS: N_("Amendments"),
    ItemKind.INDEXATION: N_("Indexation"),
    ItemKind.RENEWAL: N_("Renewal"),
    ItemKind.REVERSIBILITY: N_("Reversibility"),
    ItemKind.FREE: N_("Other item"),
}
_STATES: Mapping[MeetingState, tuple[str, str]] = {
    MeetingState.PREPARED: ("○", N_("Prepared")),
    MeetingState.RUNNING: ("▲", N_("In session")),
    MeetingState.CLOSED: ("●", N_("Session closed")),
}
_ATTENDANCE: Mapping[AttendanceState, str] = {
    AttendanceState.EXPECTED: N_("Expected"),
    AttendanceState.PRESENT: N_("Attended"),
    AttendanceState.EXCUSED: N_("Excused"),
    AttendanceState.REPRESENTED: N_("Represented"),
}
_ACTIONS: Mapping[ActionStatus, str] = {
    ActionStatus.OPEN: N_("Open"),
    ActionStatus.DONE: N_("Done"),
    ActionStatus.CANCELLED: N_("Cancelled"),
}
_INVOICE: Mapping[str, str] = {
    "subtotal": N_("Total excl. VAT"),
    "vat": N_("VAT"),
    "total": N_("To pay to the vendor"),
    "caps": N_("Given back by the caps"),
}


def committee_name(committee: CommitteeType, t: Words) -> str:
    """« Comité de pilotage »."""
    return t(_COMMITTEES[committee])


def short_name(committee: CommitteeType, t: Words) -> str:
    """« COPIL », as people say it in French; the whole name in English."""
    said = _SAID.get(committee) if t.language == "fr" else None
    return said or committee_name(committee, t)


def meeting_name(meeting: Meeting, t: Words) -> str:
    """« COPIL du 13 mars 2026 »."""
    day = t.date(meeting.held_on, "medium")
    return t(N_("{committee} of {day}"), committee=short_name(meeting.type, t), day=day)


def state_words(state: MeetingState, t: Words) -> tuple[str, str]:
    """The shape and the word of a meeting's state."""
    shape, text = _STATES[state]
    return shape, t(text)


def attendance_words(state: AttendanceState, t: Words) -> str:
    return t(_ATTENDANCE[state])


def action_state_words(status: ActionStatus, t: Words) -> str:
    return t(_ACTIONS[status])


def side_words(side: Side, contract: Contract | None, t: Words) -> str:
    """The name of the side when the contract is at hand, else what it is."""
    if contract is not None:
        return contract.client.name if side == "client" else contract.vendor_name
    return t(N_("Client")) if side == "client" else t(N_("Vendor"))


def role_words(role: str, contract: Contract, t: Words) -> str:
    """A role around the table, in English where the contract gives it."""
    if t.language == "en":
        for committee in contract.committee:
            for participant in committee.participants:
                if participant.role == role and participant.role_en:
                    return participant.role_en
    return role


def item_title(item: Item, contract: Contract, t: Words) -> str:
    """The title typed for the item, else the one that its matter gives."""
    if item.title:
        return item.title
    return t(_TITLES[item.kind], name=fact_name(item.subject, contract, t))


def item_finding(item: Item, contract: Contract, t: Words) -> str:
    """What the item says in one line, with its figure: the title that the room reads."""
    if item.title or not item.facts:
        return item_title(item, contract, t)
    told = _FINDINGS.get(item.kind)
    return told(item.facts, contract, t) if told else item_title(item, contract, t)


def fact_name(name: str, contract: Contract, t: Words) -> str:
    """The SLA, clause or stream of that id, or the words of a total."""
    if name in _INVOICE:
        return t(_INVOICE[name])
    return name_of(name, contract, t, ("sla", "consequence", "stream"))


def fact_value(fact: Fact, contract: Contract, t: Words) -> str:
    """`71,9 %`, or a dash when nothing was measured."""
    return "—" if fact.value is None else quantity(fact.value, fact.unit, t, contract.currency)


def fact_target(fact: Fact, contract: Contract, t: Words) -> str:
    """`≥ 80 %`."""
    if fact.target is None:
        return "—"
    sign = {"higher": "≥\u00a0", "lower": "≤\u00a0"}.get(fact.direction, "")
    return sign + quantity(fact.target, fact.unit, t, contract.currency)


def fact_amount(fact: Fact, contract: Contract, t: Words) -> str:
    return "—" if fact.amount is None else t.money(fact.amount, contract.currency)


def fact_status(fact: Fact, t: Words) -> str:
    """`■ Non atteint`: the shape with the word."""
    return f"{status_shape(fact.status, fact.zone)} {status_words(fact.status, fact.zone, t)}"


def rung_words(rung: Rung, contract: Contract, t: Words) -> str:
    """What is asked on a part of the scale: `malus −5 %`, `zone neutre`, `−250,00 € par point`."""
    if rung.amount is not None:
        money = t.money(rung.amount, contract.currency, 0 if rung.amount == int(rung.amount) else 2)
        return t(N_("{amount} a point"), amount=money)
    if not rung.rate:
        return t("Dead band").lower()
    word = (t("Malus") if rung.rate < 0 else t("Bonus")).lower()
    return f"{word} {t.signed(rung.rate)}{t.percent(Decimal(0)).removeprefix(t.number(0, 1))}"


def late_words(due: date, today: date, t: Words) -> str:
    """`6 j de retard`, or nothing."""
    return t(N_("{n} d late"), n=(today - due).days) if due < today else ""


def postponed_words(action: Action, t: Words) -> str:
    """`reportée 2 fois`, or nothing."""
    if action.postponed > 1:
        return t(N_("Postponed {n} times"), n=action.postponed)
    return t(N_("Postponed once")) if action.postponed else ""


def item_table(item: Item, contract: Contract, t: Words) -> FactTable | None:
    """The figures of an item; None for an item of one's own."""
    return _TABLES[item.kind](item.facts, contract, t) if item.facts and item.kind in _TABLES else None


def _slas(facts: Sequence[Fact], contract: Contract, t: Words) -> FactTable:
    headers = (t("SLA"), t("Target"), t("Value"), t("Status"), t("Bonus or malus"))
    rows = tuple(
        (
            fact_name(fact.name, contract, t),
            fact_target(fact, contract, t),
            fact_value(fact, contract, t),
            fact_status(fact, t),
            fact_amount(fact, contract, t),
        )
        for fact in facts
    )
    return FactTable(headers, rows, frozenset({1, 2, 4}))


def _amounts(facts: Sequence[Fact], contract: Contract, t: Words) -> FactTable:
    names = [t("Proposed") if f.name == "total" else fact_name(f.name, contract, t) for f in facts]
    rows = tuple(
        (name, zone_words(fact.zone, t), fact_amount(fact, contract, t))
        for name, fact in zip(names, facts, strict=True)
    )
    return FactTable((t("Clause"), t("Zone"), t("Amount")), rows, frozenset({2}), total=True)


def _invoice(facts: Sequence[Fact], contract: Contract, t: Words) -> FactTable:
    rows = tuple((fact_name(f.name, contract, t), fact_amount(f, contract, t)) for f in facts)
    return FactTable((t("Expected invoice"), t("Amount")), rows, frozenset({1}), total=True)


def _actions(facts: Sequence[Fact], contract: Contract, t: Words) -> FactTable:
    headers = (t("No."), t("Action"), t("Owner"), t("Due"), t("Status"))
    rows = tuple(
        (
            fact.name,
            fact.text,
            role_words(fact.owner, contract, t),
            t.date(fact.due, "medium") if fact.due else "—",
            "■ " + t("Late") if fact.status == "late" else "○ " + t("Open"),
        )
        for fact in facts
    )
    return FactTable(headers, rows, wide=1)


def _actions_finding(facts: Sequence[Fact], _contract: Contract, t: Words) -> str:
    late = sum(fact.status == "late" for fact in facts)
    if late:
        return t(N_("Open actions: {n}, of which late: {late}"), n=len(facts), late=late)
    return t(N_("Open actions: {n}, none late"), n=len(facts))


def _slas_finding(facts: Sequence[Fact], contract: Contract, t: Words) -> str:
    missed = [fact for fact in facts if fact.status == "missed"]
    total, other = len(facts), sum(fact.status not in {"met", "missed"} for fact in facts)
    if len(missed) == 1 and missed[0].value is not None:
        return _breach_finding(missed, contract, t)
    if missed:
        return t(N_("{n} SLAs of {total} under their target"), n=len(missed), total=total)
    if other:
        return t(N_("SLAs met: {n} of {total}"), n=total - other, total=total)
    return t(N_("All SLAs met: {total} of {total}"), total=total)


def _breach_finding(facts: Sequence[Fact], contract: Contract, t: Words) -> str:
    fact = facts[0]
    name = fact_name(fact.name, contract, t)
    if fact.value is None or fact.target is None:
        return t(_TITLES[ItemKind.BREACH], name=name)
    target = quantity(fact.target, fact.unit, t, contract.currency)
    value = fact_value(fact, contract, t)
    return t(N_("{name} at {value}, target {target}"), name=name, value=value, target=target)


def _silent_finding(facts: Sequence[Fact], contract: Contract, t: Words) -> str:
    return t(_TITLES[ItemKind.NOT_MEASURED], name=fact_name(facts[0].name, contract, t))


def _amounts_finding(facts: Sequence[Fact], contract: Contract, t: Words) -> str:
    return t(N_("Bonus and malus proposed: {amount}"), amount=fact_amount(facts[-1], contract, t))


def _invoice_finding(facts: Sequence[Fact], contract: Contract, t: Words) -> str:
    amount = fact_amount(facts[0], contract, t)
    return t(N_("Expected invoice: {amount} excl. VAT"), amount=amount)


_FINDINGS = {
    **FINDINGS,
    ItemKind.OPEN_ACTIONS: _actions_finding,
    ItemKind.SCORECARD: _slas_finding,
    ItemKind.BREACH: _breach_finding,
    ItemKind.NOT_MEASURED: _silent_finding,
    ItemKind.AMOUNTS: _amounts_finding,
    ItemKind.INVOICE: _invoice_finding,
}
_TABLES = {
    **TABLES,
    ItemKind.OPEN_ACTIONS: _actions,
    ItemKind.SCORECARD: _slas,
    ItemKind.BREACH: _slas,
    ItemKind.NOT_MEASURED: _slas,
    ItemKind.AMOUNTS: _amounts,
    ItemKind.INVOICE: _invoice,
}
