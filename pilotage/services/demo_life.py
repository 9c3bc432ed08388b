"""The life of the demo's pre-invoices: every past month goes through it on the contract's days, the open
one is where the story has it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

from pilotage.calendars import working_day_after
from pilotage.contract.model import CalendarStep
from pilotage.invoice.life import Step
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import catalogue, preinvoices
from pilotage.services.actor import Actor
from pilotage.services.preinvoices import Claim
from pilotage.store.database import Database

_BEFORE: tuple[tuple[Step, CalendarStep], ...] = (
    (Step.SUBMIT, "pre_invoice"),
    (Step.AGREE, "steering_committee"),
    (Step.CLEAR_TO_INVOICE, "clear_to_invoice"),
)
_Evidence = tuple[str, bytes]


def text() -> str:
    """What the story tells, as it stands in the repository."""
    return resources.files("pilotage.demo").joinpath("life.toml").read_text(encoding="utf-8")


class Lives:
    """The steps of each month, taken on their days; what is there already stays."""

    def __init__(self, db: Database, actor: Actor, on_day: Callable[[date], None]) -> None:
        self._db, self._actor, self._on_day = db, actor, on_day
        self._told = tomllib.loads(text(), parse_float=Decimal)
        self._begun = set(preinvoices.states(db, actor))

    def until_invoiced(self, contract: str, month: Month, on: date) -> None:
        """The steps before the vendor's invoice: submitted, agreed at the steering committee, cleared,
        what matured since issued; none after `on`, the day of the closing.
        """
        if (contract, month) in self._begun:
            return
        terms = catalogue.contract(self._db, self._actor, ref=contract)
        for step, name in _BEFORE:
            number = terms.calendar.steps[name]
            self._on_day(min(working_day_after(month, number, terms.calendar.country), on))
            self._take(contract, month, step, terms.vendor)
        self._on_day(on)
        self._advance(contract, month, Step.SETTLE, self._told["usual"]["settle"])

    def until_paid(self, contract: str, month: Month, on: date) -> None:
        """The steps once the vendor's invoice is there and its gaps are decided."""
        if (contract, month) in self._begun:
            return
        self._on_day(on)
        for step in (Step.INVOICE_RECEIVED, Step.CLEAR_TO_PAY, Step.EXPORT):
            self._advance(contract, month, step, self._told["usual"][step])

    def _take(self, contract: str, month: Month, step: Step, vendor: str) -> None:
        """A step of an ordinary month; what was decided or matured since is issued before it."""
        usual, evidence = self._told["usual"], None
        if step is Step.AGREE:
            self._advance(contract, month, Step.SUBMIT, usual["again"], again=True)
            name = usual["mail_name"].format(vendor=vendor, month=month)
            evidence = (name, usual["mail"].format(month=month).encode())
        if step is Step.CLEAR_TO_INVOICE:
            self._advance(contract, month, Step.SETTLE, usual["settle"])
        self._advance(contract, month, step, usual[step], evidence)

    def _advance(
        self,
        contract: str,
        month: Month,
        step: Step,
        comment: str,
        evidence: _Evidence | None = None,
        *,
        again: bool = False,
    ) -> None:
        """Takes the step when it can be taken. What was provisional is not issued `again`: it settles."""
        if again or step is Step.SETTLE:
            life = preinvoices.life(self._db, self._actor, contract=contract, month=month)
            settles = again and any(
                line["provisional"] for one in life.documents for line in one.bill["lines"]
            )
            if step not in life.next or settles:
                return
        with suppress(ProblemsFoundError):
            preinvoices.advance(
                *(self._db, self._actor),
                contract=contract,
                month=month,
                step=step,
                comment=comment,
                on_behalf=step is Step.AGREE,
                evidence=evidence,
            )

    def until(self, day: date) -> None:
        """What the story tells of the open month, each step on its day."""
        begun = self._begun
        for one in sorted(self._told["step"], key=lambda told: told["on"]):
            if one["on"] <= day and (one["contract"], Month.parse(one["month"])) not in begun:
                self._on_day(one["on"])
                self._tell(one)

    def _tell(self, told: dict[str, Any]) -> None:
        mail = told.get("mail")
        with suppress(ProblemsFoundError):
            preinvoices.advance(
                *(self._db, self._actor),
                contract=told["contract"],
                month=Month.parse(told["month"]),
                step=told["kind"],
                comment=told["comment"],
                on_behalf=mail is not None,
                evidence=(mail["name"], mail["text"].encode()) if mail else None,
                lines=[_claim(one) for one in told.get("claims", ())],
            )


def _claim(told: dict[str, Any]) -> Claim:
    amount, quantity = Decimal(told["amount"]), told.get("quantity")
    return Claim(told["line"], amount, None if quantity is None else Decimal(quantity))
