"""The agenda and the minutes of a committee as Word documents, from the same frozen figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from pilotage.calendars import working_day_after
from pilotage.committee.model import Item, ItemKind, Meeting
from pilotage.contract.model import Contract
from pilotage.exports.document import Grid, WordFile
from pilotage.locale import N_, Words
from pilotage.locale.committee import (
    action_state_words,
    attendance_words,
    committee_name,
    item_finding,
    item_table,
    role_words,
    short_name,
    side_words,
)
from pilotage.locale.judged import clause_words
from pilotage.locale.steps import rule_words
from pilotage.trace import Step

_QUESTIONS: Mapping[ItemKind, str] = {
    ItemKind.OPEN_ACTIONS: N_("What is done, what is put off, and to when?"),
    ItemKind.SCORECARD: N_("Are the figures of the month accepted?"),
    ItemKind.BREACH: N_("What caused it, and what brings it back to its target, by when?"),
    ItemKind.NOT_MEASURED: N_("What is missing, and when does it arrive?"),
    ItemKind.AMOUNTS: N_("Are the proposed amounts agreed?"),
    ItemKind.INVOICE: N_("Is the month clear to invoice?"),
    ItemKind.ESCALATIONS: N_("What do we decide that the level below could not?"),
    ItemKind.NEAR_MISS: N_("What keeps it above its target next month?"),
    ItemKind.DRIFT: N_("What stops the drift before it costs?"),
    ItemKind.MISSING_FEED: N_("When do the files arrive?"),
    ItemKind.VOLUMES: N_("Was the staffing right for what came?"),
    ItemKind.SERVICE_LEVEL: N_("Which half-hours do we strengthen?"),
    ItemKind.HOURS: N_("Why do delivered hours differ from those ordered?"),
    ItemKind.ABSENCE: N_("What brings absence down next week?"),
    ItemKind.INCIDENTS: N_("Is the incident over, and whose is it?"),
    ItemKind.BACKLOG: N_("By when is the backlog back to normal?"),
    ItemKind.OUTLOOK: N_("Do the weeks to come hold?"),
    ItemKind.QUALITY_SCORES: N_("Which coaching themes do we choose?"),
    ItemKind.CALIBRATION: N_("Is the reference the same on both sides?"),
    ItemKind.SURVEYS: N_("What do customers ask us to change?"),
    ItemKind.COMPLAINTS: N_("Which cause do we remove first?"),
    ItemKind.CRITICAL_ERRORS: N_("Will it happen again?"),
    ItemKind.TRAINING: N_("Is the training plan kept?"),
    ItemKind.RELIEF: N_("Is the neutralisation accepted, in full or in part?"),
    ItemKind.DISPUTES: N_("Who corrects the line, and when?"),
    ItemKind.RESTATEMENTS: N_("Is the restated figure accepted?"),
    ItemKind.REASONS: N_("Which reason do we remove at its source?"),
    ItemKind.WORKFORCE: N_("Does the team hold?"),
    ItemKind.RISKS: N_("Which risk needs a decision today?"),
    ItemKind.DEADLINES: N_("Who acts before the date?"),
    ItemKind.DECISIONS: N_("Do we decide it today?"),
    ItemKind.CLIENT_DEBTS: N_("When do we settle it?"),
    ItemKind.TRENDS: N_("Where does the service go?"),
    ItemKind.COST: N_("What does a contact really cost?"),
    ItemKind.YEAR_MONEY: N_("Do the incentives work?"),
    ItemKind.COMPARISON: N_("Do the shares of volume stay as promised?"),
    ItemKind.PROJECTIONS: N_("Which volumes do we commit to?"),
    ItemKind.ROADMAP: N_("What comes next, and when?"),
    ItemKind.PROPOSALS: N_("Which proposals do we take up?"),
    ItemKind.AMENDMENTS: N_("Which amendment do we mandate?"),
    ItemKind.INDEXATION: N_("Is the revised price accepted?"),
    ItemKind.RENEWAL: N_("Do we renew, renegotiate or leave?"),
    ItemKind.REVERSIBILITY: N_("Are we ready to take the service back?"),
}


def question_words(kind: ItemKind, t: Words) -> str:
    """What the committee is asked to settle on an item; empty for an item of one's own."""
    return t(_QUESTIONS[kind]) if kind in _QUESTIONS else ""


def document_name(meeting: Meeting, kind: str, t: Words) -> str:
    """`2026-03-13_COPIL_ARMOR-2025_ordre-du-jour.docx`; `kind` is `agenda` or `minutes`."""
    name = t("agenda") if kind == "agenda" else t("minutes")
    parts = (meeting.held_on.isoformat(), short_name(meeting.type, t), meeting.contract, name)
    return "_".join(re.sub(r"[^\w.\-]+", "-", part) for part in parts) + ".docx"


def agenda_document(meeting: Meeting, contract: Contract, t: Words) -> bytes:
    """The agenda: who, what in which order, each item with its figures and its question."""
    file = _opened(meeting, contract, t, t("Agenda"))
    _participants(file, meeting, contract, attended=False)
    file.heading(t("Order of business"))
    file.grid(_overview(meeting, contract, t))
    for item in meeting.items:
        file.heading(_numbered(item, contract, t), 2)
        _figures(file, item, contract)
        if question := question_words(item.kind, t):
            file.question(question)
    return file.content()


def minutes_document(meeting: Meeting, contract: Contract, t: Words) -> bytes:
    """The minutes: who was there, what was said of each item, what was decided, who owes what.

    Private notes stay out: only `minutes_text` is written.
    """
    file = _opened(meeting, contract, t, t("Minutes"))
    _participants(file, meeting, contract, attended=True)
    file.heading(t("Decisions"))
    _decisions(file, meeting, t)
    file.heading(t("Actions"))
    _actions(file, meeting, contract)
    file.heading(t("Items discussed"))
    for item in meeting.items:
        file.heading(_numbered(item, contract, t), 2)
        _figures(file, item, contract)
        if item.minutes_text.strip():
            file.text(item.minutes_text)
        else:
            file.note(t("Nothing noted."))
        for decision in (d for d in meeting.decisions if d.item == item.id):
            file.marked(decision.number, decision.text)
    _approval(file, meeting, contract)
    return file.content()


def _opened(meeting: Meeting, contract: Contract, t: Words, kind: str) -> WordFile:
    name = committee_name(meeting.type, t)
    title = f"{kind} · {name}"
    day = t.date(meeting.held_on, "long")
    file = WordFile(
        t,
        title=f"{title} · {contract.vendor_name} · {t.date(meeting.held_on)}",
        subject=f"{contract.ref} · {t.month(meeting.month)}",
        author=contract.client.name,
        on=meeting.held_on,
    )
    file.title(title, f"{contract.vendor_name} · {day} · {t('figures of {month}', month=meeting.month)}")
    label = (contract.title_en if t.language == "en" else "") or contract.title
    file.note(f"{contract.ref} · {label}")
    frozen = t("Figures frozen on {moment}.", moment=_moment(meeting.frozen_at, t))
    file.note(f"{frozen} {t('Time planned: {n} min.', n=meeting.minutes_allotted)}")
    file.foot(f"{contract.ref} · {t.date(meeting.held_on)}", f"{title} · {contract.vendor_name}")
    return file


def _moment(moment: datetime, t: Words) -> str:
    return f"{t.date(moment.date())} {moment:%H:%M} UTC"


def _participants(file: WordFile, meeting: Meeting, contract: Contract, *, attended: bool) -> None:
    t = file.t
    if not meeting.attendees:
        return
    file.heading(t("Participants"))
    headers: tuple[str, ...] = (t("Role"), t("Side"))
    rows = [
        [role_words(attendee.role, contract, t), side_words(attendee.side, contract, t)]
        for attendee in meeting.attendees
    ]
    if attended:
        headers += (t("Attendance"),)
        for row, attendee in zip(rows, meeting.attendees, strict=True):
            by = f" ({attendee.represented_by})" if attendee.represented_by else ""
            row.append(attendance_words(attendee.state, t) + by)
    file.grid(Grid(headers, rows))


def _overview(meeting: Meeting, contract: Contract, t: Words) -> Grid:
    rows = [
        (
            t.number(place),
            item_finding(item, contract, t),
            role_words(item.owner, contract, t),
            t("{n} min", n=item.minutes_allotted),
        )
        for place, item in enumerate(meeting.items, start=1)
    ]
    rows.append(("", t("Total"), "", t("{n} min", n=meeting.minutes_allotted)))
    headers = (t("No."), t("Item"), t("Led by"), t("Time"))
    return Grid(headers, rows, frozenset({3}), total=True, weights=(1, 9, 4.5, 2))


def _numbered(item: Item, contract: Contract, t: Words) -> str:
    return f"{t.number(item.position)}. {item_finding(item, contract, t)}"


def _figures(file: WordFile, item: Item, contract: Contract) -> None:
    """The frozen figures of an item, then how they were computed."""
    t = file.t
    table = item_table(item, contract, t)
    if table:
        file.grid(Grid(table.headers, table.rows, table.right, table.total))
    steps = list(_once(item.steps))
    if steps:
        file.note(t("How this was computed"))
        headers = (t("Rule"), t("Computation"), t("Result"), t("Clause"))
        rows = [(*rule_words(step, t, contract.currency), _clause(step, contract)) for step in steps]
        file.grid(Grid(headers, rows, frozenset({2}), weights=(5, 5, 3, 4)))


def _clause(step: Step, contract: Contract) -> str:
    return clause_words(step.source, contract) if step.source.document else ""


def _once(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Each step once: a figure read by two clauses is told once."""
    seen: set[tuple[object, ...]] = set()
    for step in steps:
        key = (step.rule, step.formula, tuple(sorted(step.inputs.items(), key=str)), step.source)
        if key not in seen:
            seen.add(key)
            yield step


def _decisions(file: WordFile, meeting: Meeting, t: Words) -> None:
    if not meeting.decisions:
        file.note(t("No decision."))
        return
    rows = [(d.number, d.text, t.date(d.taken_on)) for d in meeting.decisions]
    file.grid(Grid((t("No."), t("Decision"), t("Date")), rows, weights=(4, 10, 3)))


def _actions(file: WordFile, meeting: Meeting, contract: Contract) -> None:
    t = file.t
    if not meeting.actions:
        file.note(t("No action."))
        return
    headers = (t("No."), t("Action"), t("Owner"), t("Side"), t("Due"), t("Status"))
    rows = [
        (
            action.number,
            action.text,
            role_words(action.owner, contract, t),
            side_words(action.side, contract, t),
            t.date(action.due),
            action_state_words(action.status, t),
        )
        for action in meeting.actions
    ]
    file.grid(Grid(headers, rows, weights=(3.6, 5.4, 2.6, 2.2, 2, 1.6)))


def _approval(file: WordFile, meeting: Meeting, contract: Contract) -> None:
    """Room to sign, and the day on which silence approves, where the contract has one."""
    t = file.t
    file.heading(t("Approval"))
    step = contract.calendar.steps.get("tacit_approval")
    if step:
        day = working_day_after(meeting.month, step, contract.calendar.country)
        text = t("Tacit approval on {day} (J+{n}), unless remarks arrive before.", day=day, n=step)
        file.note(text)
    headers = (t("Side"), t("Role"), t("Date"), t("Signature"))
    rows = [(side_words(side, contract, t), "", "", "") for side in ("client", "vendor")]
    file.grid(Grid(headers, rows, weights=(5, 4, 3, 5)))
