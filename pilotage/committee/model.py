"""What a committee holds: items with frozen figures, decisions, actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pilotage.periods import Month
from pilotage.trace import Step

Side = Literal["client", "vendor"]


class AttendanceState(StrEnum):
    """Whether a seat was taken."""

    EXPECTED = "expected"
    PRESENT = "present"
    EXCUSED = "excused"
    REPRESENTED = "represented"


class CommitteeType(StrEnum):
    """The four instances, from the floor to the board."""

    PRODUCTION = "production"
    QUALITY = "quality"
    STEERING = "steering"
    STRATEGIC = "strategic"


class ItemKind(StrEnum):
    """What an item of the agenda is about; the view makes its title and its question from it."""

    OPEN_ACTIONS = "open_actions"
    ESCALATIONS = "escalations"
    SCORECARD = "scorecard"
    BREACH = "breach"
    NEAR_MISS = "near_miss"
    DRIFT = "drift"
    NOT_MEASURED = "not_measured"
    MISSING_FEED = "missing_feed"
    VOLUMES = "volumes"
    SERVICE_LEVEL = "service_level"
    HOURS = "hours"
    ABSENCE = "absence"
    INCIDENTS = "incidents"
    BACKLOG = "backlog"
    OUTLOOK = "outlook"
    QUALITY_SCORES = "quality_scores"
    CALIBRATION = "calibration"
    SURVEYS = "surveys"
    COMPLAINTS = "complaints"
    CRITICAL_ERRORS = "critical_errors"
    TRAINING = "training"
    RELIEF = "relief"
    DISPUTES = "disputes"
    RESTATEMENTS = "restatements"
    AMOUNTS = "amounts"
    INVOICE = "invoice"
    REASONS = "reasons"
    WORKFORCE = "workforce"
    RISKS = "risks"
    DEADLINES = "deadlines"
    DECISIONS = "decisions"
    CLIENT_DEBTS = "client_debts"
    TRENDS = "trends"
    COST = "cost"
    YEAR_MONEY = "year_money"
    COMPARISON = "comparison"
    PROJECTIONS = "projections"
    ROADMAP = "roadmap"
    PROPOSALS = "proposals"
    AMENDMENTS = "amendments"
    INDEXATION = "indexation"
    RENEWAL = "renewal"
    REVERSIBILITY = "reversibility"
    FREE = "free"


class ItemStatus(StrEnum):
    """Where an item stands during the meeting."""

    TO_DO = "to_do"
    DONE = "done"
    POSTPONED = "postponed"


class ActionStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class MeetingState(StrEnum):
    """Prepared, running on the shared screen, closed with its minutes."""

    PREPARED = "prepared"
    RUNNING = "running"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Rung:
    """A part of the scale of an SLA and what its clause asks there, between `low` and `high` (None:
    open): `rate` percent of the base, or `amount` for each point; neither where nothing is due.
    `here` is where the value stands.
    """

    low: Decimal | None
    high: Decimal | None
    rate: Decimal | None = None
    amount: Decimal | None = None
    here: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a chart: of the period that begins on `day`, in the series `name` (an id or a code)."""

    day: date
    value: Decimal | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure frozen when the agenda was made. `name` is an id of the contract or a code.

    `unit` as in `Step`; `direction`, `status` and `zone` are codes of `pilotage.kpi` and
    `pilotage.sla`; `amount` is in the contract's currency; `text` and `owner` are foreign text to
    show as it is (those of an action); `rungs` are what the clause asks along the scale; `previous` is
    the figure of the period before, `points` those that its chart draws, all in the same unit.
    """

    name: str
    value: Decimal | None = None
    unit: str = ""
    target: Decimal | None = None
    status: str = ""
    zone: str = ""
    amount: Decimal | None = None
    text: str = ""
    owner: str = ""
    due: date | None = None
    direction: str = ""
    rungs: tuple[Rung, ...] = ()
    previous: Decimal | None = None
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedItem:
    """An item that the month calls for, before anybody edits it; a `confidential` one is the client's
    alone.
    """

    kind: ItemKind
    minutes: int
    subject: str = ""
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """Who owes what by when. `number` is unique within the contract (COPIL-2026-10-A01)."""

    number: str
    text: str
    owner: str
    side: Side
    opened_on: date
    due: date
    status: ActionStatus = ActionStatus.OPEN
    postponed: int = 0
    closed_on: date | None = None
    meeting: int | None = None
    item: int | None = None

    def is_late(self, today: date) -> bool:
        return self.status is ActionStatus.OPEN and self.due < today


@dataclass(frozen=True, slots=True)
class Decision:
    """What was settled, numbered in the register (COPIL-2026-10-D01)."""

    number: str
    text: str
    meeting: int
    item: int
    taken_on: date


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a prepared meeting. An empty `title` means the one that `kind` gives.

    `minutes_text` is what everyone will read; `private_note` never leaves the client's side.
    """

    id: int
    position: int
    kind: ItemKind
    subject: str
    title: str
    minutes_allotted: int
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    status: ItemStatus = ItemStatus.TO_DO
    owner: str = ""
    minutes_text: str = ""
    private_note: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Attendee:
    """A role around the table and whether it was present, excused or represented."""

    role: str
    side: Side
    state: AttendanceState = AttendanceState.EXPECTED
    represented_by: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as pages, Word and the command line show it.

    `data_version` is that of the contract's data when the figures were frozen; `held_back` that the item
    under discussion is not for these eyes.
    """

    id: int
    contract: str
    vendor: str
    type: CommitteeType
    month: Month
    held_on: date
    state: MeetingState
    frozen_at: datetime
    attendees: tuple[Attendee, ...]
    items: tuple[Item, ...]
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]
    data_version: int = 0
    current_item: int | None = None
    held_back: bool = False

    @property
    def current(self) -> Item | None:
        """The item under discussion: the one that was turned to, else the first still to do; None while
        it is `held_back`.
        """
        if self.held_back:
            return None
        turned = self.item(self.current_item)
        return turned or next((item for item in self.items if item.status is ItemStatus.TO_DO), None)

    def item(self, identifier: int | None) -> Item | None:
        """The item of that number, or None."""
        return next((item for item in self.items if item.id == identifier), None)

    @property
    def minutes_allotted(self) -> int:
        return sum(item.minutes_allotted for item in self.items)
