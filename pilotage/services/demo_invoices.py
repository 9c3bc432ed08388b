"""The demo's received invoices: each on the vendor's day, what was decided of its gaps, credit notes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from importlib import resources
from typing import Any

from pilotage.calendars import working_day_after
from pilotage.contract.model import Contract
from pilotage.demo import invoice_files as files
from pilotage.demo import invoices as written
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.reconciliation.layout import Layout
from pilotage.reconciliation.model import ReceivedInvoice
from pilotage.services import catalogue, gap_decisions, reconciling
from pilotage.services.actor import Actor
from pilotage.services.reconciling_rows import expectation
from pilotage.store.database import Database

_Told = dict[str, Any]
_WRITERS: dict[str, tuple[Callable[[ReceivedInvoice], bytes], str]] = {
    "facturx": (files.facturx, "pdf"),
    "cii": (files.cii, "xml"),
    "ubl": (files.ubl, "xml"),
    "excel": (files.workbook, "xlsx"),
}


def text() -> str:
    """What the story tells, as it stands in the repository."""
    return resources.files("pilotage.demo").joinpath("invoices.toml").read_text(encoding="utf-8")


@contextmanager
def _where_the_gap_is() -> Iterator[None]:
    """Without the month's files a story's gap is not there, and nothing is told of it. Anything else that
    is refused is a mistake in the story.
    """
    try:
        yield
    except ProblemsFoundError as error:
        if {one.code for one in error.problems} - {"reconciling.no_gap", "reconciling.not_disputed"}:
            raise


class Invoices:
    """What vendors send: the invoice of a month before it is closed, what follows on its own day. What is
    there already stays.
    """

    def __init__(self, db: Database, actor: Actor, on_day: Callable[[date], None]) -> None:
        self._db, self._actor, self._on_day = db, actor, on_day
        told = tomllib.loads(text())
        self._senders = {one["contract"]: one for one in told["sender"]}
        self._stories = {(one["contract"], one["month"]): one for one in told["story"]}
        self._after: list[tuple[date, Callable[[], object]]] = []

    def receive(self, contract: str, month: Month, on: date) -> None:
        """The month's invoice, come on the vendor's day, and what is decided of it on `on`."""
        terms = catalogue.contract(self._db, self._actor, ref=contract)
        sender = self._senders.get(contract)
        there = reconciling.documents(self._db, self._actor, contract=contract, month=month)
        if sender is None or there:
            return
        number = terms.calendar.steps["vendor_invoice"]
        day = min(working_day_after(month, number, terms.calendar.country), on)
        story = self._stories.get((contract, str(month)), {})
        invoice = self._invoice(terms, month, sender, story, day)
        if not invoice.lines:
            return
        self._send(terms, month, sender, invoice, day)
        for made in story.get("decision", ()):
            with _where_the_gap_is():
                gap_decisions.decide(self._db, self._actor, contract=contract, month=month, **made)
        self._after += self._follows(terms, month, sender, story, invoice)

    def until(self, day: date) -> None:
        """What came by `day` after the months were closed: exchanges, credit notes."""
        for on, act in sorted(self._after, key=lambda one: one[0]):
            if on <= day:
                self._on_day(on)
                with _where_the_gap_is():
                    act()
        self._after = [one for one in self._after if one[0] > day]

    def _invoice(
        self, terms: Contract, month: Month, sender: _Told, story: _Told, day: date
    ) -> ReceivedInvoice:
        """The month as it was expected, but for what the story says."""
        expected = expectation(self._db, self._actor, contract=terms.ref, month=month)
        made = written.Sender(sender["form"], sender["number"])
        invoice = written.invoice(expected, made, day, terms.entity.name)
        labels = {line.id: line.labels[0] for line in expected.lines}
        if "without" in story:
            return written.without(invoice, [labels.get(story["without"], "")])
        line = next((one for one in expected.lines if one.id == story.get("line")), None)
        if line is not None:
            return written.with_quantity(invoice, labels[line.id], line.quantity + story["more"])
        return invoice

    def _send(
        self, terms: Contract, month: Month, sender: _Told, invoice: ReceivedInvoice, day: date
    ) -> None:
        """As a document that is read from the sender's first month on, else by its totals alone."""
        common: _Told = {"contract": terms.ref, "month": month, "received_on": day}
        if month < Month.parse(sender["since"]):
            reconciling.type_in(
                *(self._db, self._actor),
                number=invoice.number,
                subtotal=invoice.before_tax,
                vat=invoice.vat,
                total=invoice.total,
                issued_on=invoice.issued_on,
                **common,
            )
            return
        write, ending = _WRITERS[sender["form"]]
        layout = Layout("Facture", files.COLUMNS, files.FIELDS) if sender["form"] == "excel" else None
        name = f"{invoice.number.replace('/', '-').replace(' ', '-')}.{ending}"
        reconciling.record(
            *(self._db, self._actor), content=write(invoice), name=name, layout=layout, **common
        )

    def _follows(
        self, terms: Contract, month: Month, sender: _Told, story: _Told, invoice: ReceivedInvoice
    ) -> Iterator[tuple[date, Callable[[], object]]]:
        for said in story.get("exchange", ()):
            yield (
                said["on"],
                partial(
                    gap_decisions.say, self._db, self._actor, contract=terms.ref, month=month, **said
                ),
            )
        if note := story.get("credit_note"):
            expected = expectation(self._db, self._actor, contract=terms.ref, month=month)
            full = written.invoice(expected, written.Sender("", ""), note["on"], terms.entity.name)
            labels = {one.labels[0] for one in expected.lines if one.id == note["line"]}
            lines = [one for one in full.lines if one.label in labels]
            if lines:
                credit = written.credit_note(invoice, note["number"], note["on"], lines)
                yield note["on"], partial(self._send, terms, month, sender, credit, note["on"])
