"""What is owed, in words: the sentence of a task, when it is due, who must act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pilotage.locale import N_, NBSP, Words
from pilotage.periods import Month
from pilotage.services.todo import CalendarStep, StepState, Task, VendorMonth
from pilotage.sla import Maturity
from pilotage.web.components import Colour, Link, badge
from pilotage.web.session import Visit
from pilotage.web.shell import existing

_SENTENCES: Mapping[str, str] = {
    "files_missing": N_("Get the missing file: {feed}, since {first}"),
    "doubtful": N_("Check figures that contradict each other: serious findings: {count}"),
    "agenda_due": N_("Prepare the agenda"),
    "committee_due": N_("Hold the steering committee"),
    "minutes_due": N_("Circulate the minutes"),
    "relief": N_("Decide on a neutralisation, asked {days} d ago: {name}"),
    "not_measured": N_("Settle an SLA that is not measured: {sla}"),
    "alert": N_("Decide on what the contract opens: {name} ({clause})"),
    "closing_due": N_("Close the month"),
    "adjustment": N_("Look at the adjustment of {past}: {amount}"),
    "provisional": N_("Wait for the quantities that still move"),
    "action_postponed": N_("Decide on an action postponed {times} times: {what}"),
    "notice": N_("Give notice on the contract, or let it run"),
    "deadline_end": N_("Prepare what follows the contract: it ends"),
    "deadline_effective": N_("Prepare the document that takes effect: {clause}"),
    "deadline_term_end": N_("Prepare what follows a clause that ends: {clause}"),
    "deadline_revision": N_("Prepare the price indexation: {clause}"),
}
_STEPS: Mapping[str, str] = {
    "completeness": N_("completeness"),
    "cutoff": N_("accounting cut-off"),
    "month_file": N_("month file"),
    "reference_check": N_("check of the sources"),
    "relief_decided": N_("relief decided"),
    "pre_invoice": N_("expected invoice"),
    "quality_committee": N_("quality committee"),
    "vendor_remarks": N_("vendor's remarks"),
    "agenda_sent": N_("agenda sent"),
    "steering_committee": N_("steering committee"),
    "minutes_sent": N_("minutes sent"),
    "clear_to_invoice": N_("clear to invoice"),
    "vendor_invoice": N_("vendor's invoice"),
    "closing": N_("closing"),
    "tacit_approval": N_("tacit approval"),
    "forecast_frozen": N_("forecast frozen"),
    "flash": N_("flash"),
}


def task_words(task: Task, t: Words) -> str:
    """The task as an order: « Obtenir le fichier manquant : Chats, depuis le 10/11/2026 »."""
    sentence = _SENTENCES.get(task.code)
    if task.code == "relief" and not task.values["days"]:
        sentence = N_("Decide on a neutralisation, asked today: {name}")
    if task.code == "action":
        return str(task.values["text"])
    values = {"what" if name == "text" else name: value for name, value in task.values.items()}
    if task.code == "adjustment":
        amount, past = Decimal(str(values["amount"])), date.fromisoformat(str(values["past"]))
        values["amount"] = t.money(amount, str(values["currency"]))
        values["past"] = t.month(Month.of(past))
    return t(sentence, **values) if sentence else task.code


def due_badge(due: date, today: date, t: Words) -> str:
    """How late, or how soon: word, shape and colour."""
    days = (due - today).days
    text, colour, shape = _due(days, t)
    return badge(text, colour, shape)


def _due(days: int, t: Words) -> tuple[str, Colour, str]:
    if days < 0:
        return t(N_("{n} d late"), n=-days), "red", "■"
    if days == 0:
        return t(N_("today")), "orange", "▲"
    if days == 1:
        return t(N_("tomorrow")), "gray", "○"
    return t(N_("in {n} d"), n=days), "gray", "○"


def awaits_words(task: Task, t: Words) -> str:
    """Whose move it is."""
    return t(N_("the vendor's move")) if task.awaits == "vendor" else t(N_("your move"))


def task_link(task: Task, t: Words, longest: int = 0) -> Link:
    """To the page that settles it, in `longest` characters at most; actions live with their committee."""
    names = {page.name for page in existing()}
    page = task.page if task.page in names else "committee" if "committee" in names else "todo"
    query = {name: str(value) for name, value in task.query.items()}
    label = task_words(task, t)
    if longest and len(label) > longest:
        label = label[: longest - 1].rsplit(" ", 1)[0].rstrip(f" ,:;{NBSP}") + "…"
    return Link(f"pages/{page}.py", label, query, ":material/arrow_forward:")


def month_badge(vendor: VendorMonth, visit: Visit) -> str:
    """The state of a vendor's month in one badge."""
    t = visit.t
    if vendor.result is None:
        return badge(t(N_("No file yet")), "gray", "○")
    if vendor.result.closed_on:
        return badge(t(N_("Closed")), "blue", "●")
    if any(task.code == "files_missing" for task in vendor.tasks):
        return badge(t(N_("File missing")), "red", "■")
    if any(task.due < visit.today for task in vendor.tasks):
        return badge(t(N_("Late")), "orange", "▲")
    if vendor.result.maturity is Maturity.PROVISIONAL:
        return badge(t(N_("Provisional")), "gray", "○")
    return badge(t(N_("Final")), "blue", "●")


def next_step(steps: tuple[CalendarStep, ...], today: date) -> CalendarStep | None:
    """The next date of the contract's month that is still to be kept, from today on."""
    ahead = [step for step in steps if step.day >= today]
    reported = [step for step in ahead if step.state is StepState.COMING]
    return next(iter(reported or ahead), None)


def step_words(step: CalendarStep, t: Words) -> str:
    """`J+10 : comité de pilotage`."""
    name = _STEPS.get(step.code)
    return t(N_("J+{n}: {step}"), n=step.working_day, step=t(name) if name else step.code)
