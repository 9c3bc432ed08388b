"""To do: each vendor's month on the pilot's calendar, and what awaits whom, since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from pilotage.calendars import working_day_after, working_day_number
from pilotage.committee.model import Action, ActionStatus, CommitteeType, MeetingState
from pilotage.contract.model import Contract
from pilotage.controls.model import Finding, Gravity
from pilotage.judgement import MonthResult
from pilotage.periods import Month, Window
from pilotage.services import catalogue, committees, outcomes, relief
from pilotage.services.actor import Actor
from pilotage.services.adjusting import Adjustment, adjustments
from pilotage.services.catalogue import ContractCard
from pilotage.services.controls import findings
from pilotage.services.deadlines import near
from pilotage.services.frozen import closed_months
from pilotage.services.imports import FeedDay, feed_days
from pilotage.services.landing import Glance, glance
from pilotage.services.months import judged
from pilotage.services.relief_views import Request
from pilotage.sla import Maturity, SlaResult, Status
from pilotage.store.database import Database

TREND_MONTHS = 12
#: Feeds are asked for over this many days before today, beside the month on screen.
RECENT = timedelta(days=14)


class StepState(StrEnum):
    """A step of the month: done, due from today on, late, or a date that nobody reports on here."""

    DONE = "done"
    COMING = "coming"
    LATE = "late"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """A date of the contract's month: `code` is its name there, J+`working_day` falls on `day`."""

    code: str
    working_day: int
    day: date
    state: StepState


@dataclass(frozen=True, slots=True)
class Task:
    """Something owed. `awaits` is the side that must act; `code` and `values` make the sentence.

    `page` and `query` link to the page that explains or settles it.
    """

    code: str
    contract: str
    vendor_name: str
    due: date
    awaits: str
    page: str
    values: dict[str, str | int | Decimal | date] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AdjustedMonth:
    """A closed month that came to something else after all. `into` is the month whose pre-invoice
    explains the difference: it `waits` there until that month is closed too, which takes it.
    """

    month: Month
    into: Month
    difference: Decimal
    waits: bool


@dataclass(frozen=True, slots=True)
class VendorMonth:
    """A vendor's month at a glance. `trend` is the headline SLA's value over twelve months, the
    month last, None where it was not measured; `result` is None before any figure. `ending` is where the
    month that runs will likely end, on the desk of that month and of the one before. `adjusted` are the
    closed months that moved after all, whatever the month on screen: those of the last twelve months.
    """

    card: ContractCard
    contract: Contract
    month: Month
    result: MonthResult | None
    headline: SlaResult | None
    trend: tuple[tuple[Month, Decimal | None], ...]
    steps: tuple[CalendarStep, ...]
    tasks: tuple[Task, ...]
    ending: Glance | None = None
    adjusted: tuple[AdjustedMonth, ...] = ()

    @property
    def next_task(self) -> Task | None:
        return self.tasks[0] if self.tasks else None


@dataclass(frozen=True, slots=True)
class Desk:
    """The first page: today, the month on screen, a card a vendor, every task by due date."""

    today: date
    month: Month
    working_day: int
    vendors: tuple[VendorMonth, ...]

    @property
    def tasks(self) -> tuple[Task, ...]:
        tasks = [task for vendor in self.vendors for task in vendor.tasks]
        return tuple(sorted(tasks, key=lambda task: (task.due, task.vendor_name, task.code)))


def desk(db: Database, actor: Actor, *, month: Month | None = None) -> Desk:
    """What awaits the actor on each vendor that he sees; the month before today's when None."""
    today = catalogue.today(db)
    shown = month or Month.of(today).plus(-1)
    window = Window(min(shown.first, today - RECENT), min(max(shown.last, today), today))
    files = feed_days(db, actor, window=window)
    vendors = tuple(
        _vendor(db, actor, card, shown, today, tuple(f for f in files if f.contract == card.ref))
        for card in catalogue.contracts(db, actor)
    )
    country = vendors[0].contract.calendar.country if vendors else "FR"
    return Desk(today, shown, working_day_number(today, shown, country), vendors)


def _vendor(
    db: Database,
    actor: Actor,
    card: ContractCard,
    month: Month,
    today: date,
    files: tuple[FeedDay, ...],
) -> VendorMonth:
    contract = catalogue.contract(db, actor, ref=card.ref)
    result = judged(db, actor, contract=card.ref, month=month) if card.first_month else None
    headline = _headline(result) if result else None
    meeting = _meeting_state(db, actor, card.ref, month)
    closed = result is not None and result.closed_on is not None
    steps = tuple(_steps(contract, month, today, files, meeting, closed=closed))
    moved = adjustments(db, actor, contract=card.ref)
    owed = () if closed else tuple(one for one in moved if one.proposed_in == month)
    found = findings(db, actor, contract=card.ref, month=month)
    asked = relief.requests(db, actor, contract=card.ref, waiting=True)
    desk_tasks = _Tasks(contract, month, today, result, files, steps, found, owed, asked)
    actions = tuple(action for _, action in outcomes.actions(db, actor, contract=card.ref))
    return VendorMonth(
        card=card,
        contract=contract,
        month=month,
        result=result,
        headline=headline,
        trend=_trend(db, actor, card, month, headline),
        steps=steps,
        tasks=tuple(sorted(desk_tasks.all(actions), key=lambda task: (task.due, task.code))),
        ending=_ending(db, actor, card, contract, month, today),
        adjusted=tuple(_adjusted(db, actor, card.ref, moved, today)),
    )


def _adjusted(
    db: Database, actor: Actor, ref: str, moved: tuple[Adjustment, ...], today: date
) -> Iterator[AdjustedMonth]:
    """The adjustments of the last twelve months, the latest first."""
    done = {key.month for key in closed_months(db, actor, contract=ref)}
    since = Month.of(today).plus(-TREND_MONTHS)
    for one in sorted(moved, key=lambda one: (one.proposed_in, one.month), reverse=True):
        if one.proposed_in >= since:
            waits = one.proposed_in not in done
            yield AdjustedMonth(one.month, one.proposed_in, one.comparison.difference, waits)


def _ending(
    db: Database, actor: Actor, card: ContractCard, contract: Contract, month: Month, today: date
) -> Glance | None:
    """The landing of the month that runs, None on the desk of an older month or out of the contract."""
    running = Month.of(today)
    if card.first_month is None or month not in {running, running.plus(-1)}:
        return None
    if contract.ends is not None and contract.ends < running.first:
        return None
    return glance(db, actor, contract=card.ref, month=running)


def _headline(result: MonthResult) -> SlaResult | None:
    """The first SLA of the contract that was measured: the one that its file puts first."""
    measured = [sla for sla in result.slas if sla.value is not None]
    return next(iter(measured or result.slas), None)


def _trend(
    db: Database, actor: Actor, card: ContractCard, month: Month, headline: SlaResult | None
) -> tuple[tuple[Month, Decimal | None], ...]:
    if headline is None or card.first_month is None:
        return ()
    first = max(card.first_month, month.plus(1 - TREND_MONTHS))
    values = []
    for step in first.to(month):
        slas = judged(db, actor, contract=card.ref, month=step).slas
        values.append((step, next((sla.value for sla in slas if sla.id == headline.id), None)))
    return tuple(values)


def _meeting_state(db: Database, actor: Actor, ref: str, month: Month) -> MeetingState | None:
    """How far the steering committee on the month has come, None before its agenda."""
    for meeting in committees.meetings(db, actor, contract=ref):
        if meeting.type is CommitteeType.STEERING and meeting.month == month:
            return meeting.state
    return None


def _steps(
    contract: Contract,
    month: Month,
    today: date,
    files: tuple[FeedDay, ...],
    meeting: MeetingState | None,
    *,
    closed: bool,
) -> Iterator[CalendarStep]:
    """The dates of the contract's month, with the state of those that the portal can know."""
    complete = not any(f.status == "missing" and f.day in month.window for f in files)
    known = {
        "completeness": complete,
        "pre_invoice": complete,
        "agenda_sent": meeting is not None,
        "steering_committee": meeting is MeetingState.CLOSED,
        "minutes_sent": meeting is MeetingState.CLOSED,
        "closing": closed,
    }
    for code, number in sorted(contract.calendar.steps.items(), key=lambda step: step[1]):
        day = working_day_after(month, number, contract.calendar.country)
        if code not in known:
            state = StepState.PLANNED
        elif known[code] and today > month.last:
            state = StepState.DONE
        else:
            state = StepState.LATE if today > day else StepState.COMING
        yield CalendarStep(code, number, day, state)


@dataclass(frozen=True)
class _Tasks:
    """The tasks of one contract and month, each a generator of its own."""

    contract: Contract
    month: Month
    today: date
    result: MonthResult | None
    files: tuple[FeedDay, ...]
    steps: tuple[CalendarStep, ...]
    findings: tuple[Finding, ...] = ()
    owed: tuple[Adjustment, ...] = ()
    asked: tuple[Request, ...] = ()

    def all(self, actions: tuple[Action, ...]) -> Iterator[Task]:
        yield from self._asked()
        yield from self._missing_files()
        yield from self._doubtful()
        yield from self._committee()
        yield from self._not_measured()
        yield from self._alerts()
        yield from self._provisional()
        yield from self._closing()
        yield from self._actions(actions)
        yield from self._notice()

    def _task(
        self, code: str, due: date, page: str, awaits: str, **values: str | int | Decimal | date
    ) -> Task:
        query = {"vendor": self.contract.ref, "month": str(self.month)}
        if "number" in values:
            query["action"] = f"{self.contract.ref}:{values['number']}"
        if page == "committee":
            query["type"] = CommitteeType.STEERING
        return Task(code, self.contract.ref, self.contract.vendor_name, due, awaits, page, values, query)

    def _asked(self) -> Iterator[Task]:
        """The neutralisations that await a decision since they were asked, whatever the month shown."""
        for one in self.asked:
            names, days = self.contract.neutralisation, (self.today - one.asked_on).days
            name = next((each.name for each in names if each.id == one.clause), one.clause)
            task = self._task("relief", one.asked_on, "sla", "client", name=name, days=days)
            task.query["month"] = str(one.month)
            yield task

    def _missing_files(self) -> Iterator[Task]:
        missing: dict[str, list[FeedDay]] = {}
        for file in self.files:
            if file.status == "missing":
                missing.setdefault(file.feed, []).append(file)
        for feed, days in missing.items():
            first = min(day.day for day in days)
            due = min(day.due for day in days)
            task = self._task(
                "files_missing", due, "received_files", "vendor", feed=feed, count=len(days), first=first
            )
            # The page shows the days of one month: that of the first file that lacks.
            task.query["month"] = str(Month.of(first))
            yield task

    def _doubtful(self) -> Iterator[Task]:
        """Serious findings of the controls, but for missing files, which have a task of their own."""
        told = {"controls.missing_days", "controls.missing_file"}
        grave = [f for f in self.findings if f.gravity is Gravity.SERIOUS and f.code not in told]
        if grave:
            due = self._day_of("reference_check")
            task = self._task("doubtful", due, "received_files", "client", count=len(grave))
            task.query["finding"] = grave[0].code
            yield task

    def _committee(self) -> Iterator[Task]:
        codes = {
            "agenda_sent": "agenda_due",
            "steering_committee": "committee_due",
            "minutes_sent": "minutes_due",
        }
        for step in self.steps:
            if step.code in codes and step.state in {StepState.LATE, StepState.COMING}:
                if not self._overtaken(step):
                    yield self._task(codes[step.code], step.day, "committee", "client")
                return

    def _overtaken(self, step: CalendarStep) -> bool:
        """Whether the same step of the next month is due: its committee looks at both months."""
        country = self.contract.calendar.country
        return self.today >= working_day_after(self.month.plus(1), step.working_day, country)

    def _not_measured(self) -> Iterator[Task]:
        if self.result is None or self.today <= self.month.last:
            return
        for sla in self.result.slas:
            if sla.status in {Status.NOT_MEASURED, Status.ERROR}:
                due = self._day_of("reference_check")
                yield self._task("not_measured", due, "sla", "client", sla=sla.id)

    def _alerts(self) -> Iterator[Task]:
        """The rights that failures have opened, until the committee has looked at them."""
        for found in self.result.consequences if self.result else ():
            if found.raised and self.today > self.month.last:
                due = self._day_of("steering_committee")
                yield self._task("alert", due, "sla", "client", clause=str(found.source), name=found.id)

    def _provisional(self) -> Iterator[Task]:
        """A month whose quantities still move: the day on which the last of them is settled."""
        if self.result is None or self.result.maturity is not Maturity.PROVISIONAL:
            return
        if self.today > self.month.last:
            longest = max(
                (terms.matures_after_days for price in self.contract.price for terms in price.terms),
                default=0,
            )
            if longest:
                due = self.month.last + timedelta(days=longest)
                yield self._task("provisional", due, "preinvoice", "vendor")

    def _closing(self) -> Iterator[Task]:
        """A month whose day of closing has come, and what it takes of months closed before it."""
        due = self._day_of("closing")
        if any(step.code == "closing" and step.state is StepState.LATE for step in self.steps):
            yield self._task("closing_due", due, "preinvoice", "client")
        for one in self.owed:
            task = self._task("adjustment", due, "preinvoice", "client", past=one.month.first)
            found = one.comparison
            task.values.update(amount=found.difference, currency=found.currency)
            yield task

    def _actions(self, actions: tuple[Action, ...]) -> Iterator[Task]:
        for action in actions:
            if action.status is ActionStatus.OPEN:
                yield self._task(
                    "action_postponed" if action.postponed > 1 else "action",
                    action.due,
                    "actions",
                    action.side,
                    text=action.text,
                    owner=action.owner,
                    number=action.number,
                    times=action.postponed,
                )

    def _notice(self) -> Iterator[Task]:
        notice = self.contract.notice
        if notice and self.today <= notice <= self.today + timedelta(days=90):
            yield self._task("notice", notice, "contract", "client")
        for one in (found for found in near(self.contract, self.today) if found.code != "notice"):
            yield self._task(f"deadline_{one.code}", one.day, "contract", "client", clause=one.clause)

    def _day_of(self, code: str) -> date:
        return next((step.day for step in self.steps if step.code == code), self.month.last)
