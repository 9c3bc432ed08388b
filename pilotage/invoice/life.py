"""The life of a pre-invoice: its states, the steps that lead from one to the next, who may take them.

Estimate, cut-off and draft follow from the day and the contract's calendar: nobody takes them. The rest
is steps, each taken once from a state that allows it. Pure: no clock, no database, no words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Where a pre-invoice stands, in the order of a life without a contestation."""

    ESTIMATE = "estimate"
    CUT_OFF = "cut_off"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONTESTED = "contested"
    AGREED = "agreed"
    CLEAR_TO_INVOICE = "clear_to_invoice"
    INVOICE_RECEIVED = "invoice_received"
    CLEAR_TO_PAY = "clear_to_pay"
    EXPORTED = "exported"
    CLOSED = "closed"


class Step(StrEnum):
    """What somebody does to a pre-invoice. `answer` upholds it before a contestation, `submit` issues it,
    again when it was contested; `settle` issues the difference that came since it was issued.
    """

    SUBMIT = "submit"
    CONTEST = "contest"
    ANSWER = "answer"
    AGREE = "agree"
    SETTLE = "settle"
    CLEAR_TO_INVOICE = "clear_to_invoice"
    INVOICE_RECEIVED = "invoice_received"
    CLEAR_TO_PAY = "clear_to_pay"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Rule:
    """A step: the states from which it is taken, the one that it leads to (None: it stays), the right
    that it asks, and what it needs (`NEEDS`). `vendor` says that it is the vendor's: the client records
    it on its behalf, with what it received.
    """

    step: Step
    sources: frozenset[State]
    target: State | None
    right: str
    needs: frozenset[str] = frozenset()
    vendor: bool = False


NEEDS = (
    *("over", "lines", "claim", "comment", "evidence"),
    *("current", "unmoved", "difference", "invoice", "settled"),
)
"""What a step may need: a month that is over; a bill with lines; what the vendor claims; a comment; the
received mail as evidence; a bill that is still the issued one; one that is, but for what was issued as
provisional; one that is not; an invoice of the vendor that is recorded; a reconciliation whose gaps are
all decided.
"""


def _rule(
    step: Step,
    sources: Iterable[State],
    target: State | None,
    right: str,
    *needs: str,
    vendor: bool = False,
) -> Rule:
    return Rule(step, frozenset(sources), target, right, frozenset(needs), vendor)


_OPEN = (State.ESTIMATE, State.CUT_OFF, State.DRAFT)
#: Once agreed, what moves is issued as a document of its own, whatever became of the first one.
_AGREED = (
    *(State.AGREED, State.CLEAR_TO_INVOICE, State.INVOICE_RECEIVED),
    *(State.CLEAR_TO_PAY, State.EXPORTED),
)
RULES: Mapping[Step, Rule] = {
    rule.step: rule
    for rule in (
        _rule(
            Step.SUBMIT,
            (*_OPEN, State.SUBMITTED, State.CONTESTED),
            State.SUBMITTED,
            "submit",
            *("over", "lines"),
        ),
        _rule(
            Step.CONTEST,
            (State.SUBMITTED,),
            State.CONTESTED,
            "submit",
            *("claim", "comment", "evidence"),
            vendor=True,
        ),
        _rule(Step.ANSWER, (State.CONTESTED,), State.SUBMITTED, "submit", "comment"),
        _rule(
            Step.AGREE,
            (State.SUBMITTED, State.CONTESTED),
            State.AGREED,
            "agree",
            *("comment", "unmoved"),
            vendor=True,
        ),
        _rule(Step.SETTLE, _AGREED, None, "submit", "difference"),
        _rule(Step.CLEAR_TO_INVOICE, (State.AGREED,), State.CLEAR_TO_INVOICE, "clear", "current"),
        _rule(
            Step.INVOICE_RECEIVED,
            (State.CLEAR_TO_INVOICE,),
            State.INVOICE_RECEIVED,
            "agree",
            "invoice",
        ),
        _rule(Step.CLEAR_TO_PAY, (State.INVOICE_RECEIVED,), State.CLEAR_TO_PAY, "clear", "settled"),
        _rule(Step.EXPORT, (State.CLEAR_TO_PAY,), State.EXPORTED, "clear"),
    )
}
#: The first is what a person would do next; the others stand beside it.
_NEXT: Mapping[State, tuple[Step, ...]] = {
    State.ESTIMATE: (),
    State.CUT_OFF: (Step.SUBMIT,),
    State.DRAFT: (Step.SUBMIT,),
    State.SUBMITTED: (Step.AGREE, Step.CONTEST, Step.SUBMIT),
    State.CONTESTED: (Step.ANSWER, Step.SUBMIT, Step.AGREE),
    State.AGREED: (Step.CLEAR_TO_INVOICE, Step.SETTLE),
    State.CLEAR_TO_INVOICE: (Step.INVOICE_RECEIVED, Step.SETTLE),
    State.INVOICE_RECEIVED: (Step.CLEAR_TO_PAY, Step.SETTLE),
    State.CLEAR_TO_PAY: (Step.EXPORT, Step.SETTLE),
    State.EXPORTED: (Step.SETTLE,),
    State.CLOSED: (),
}


def begun(day: date, over: date, cut_off: date | None, draft: date | None) -> State:
    """The state that the day alone gives, before any step: an estimate until the month is over (`over` is
    its last day) and its cut-off has come, a draft once the day of the pre-invoice has.
    """
    if day <= over:
        return State.ESTIMATE
    if draft is not None and day >= draft:
        return State.DRAFT
    if cut_off is not None:
        return State.CUT_OFF if day >= cut_off else State.ESTIMATE
    return State.DRAFT if draft is None else State.ESTIMATE


def after(start: State, steps: Iterable[Step]) -> State:
    """Where the steps lead from the state that the day gives. Raises `ValueError` for one that cannot be
    taken from where it is: what is kept was checked when it was taken.
    """
    state = start
    for step in steps:
        rule = RULES[step]
        if state not in rule.sources:
            raise ValueError(f"{step} from {state}")
        state = rule.target or state
    return state


def furthest(start: State, steps: Iterable[Step]) -> State:
    """The same, as far as the steps can be taken: one life that cannot be does not hide the others."""
    state = start
    for step in steps:
        if state not in RULES[step].sources:
            break
        state = RULES[step].target or state
    return state


def following(state: State) -> tuple[Step, ...]:
    """The steps that the state allows, the usual one first."""
    return _NEXT[state]
