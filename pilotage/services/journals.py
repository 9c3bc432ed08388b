"""Entries proposed to the books of a month, and the file in which accounting takes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from pydantic import ValidationError

from pilotage.accounting.booking import (
    Charged,
    Part,
    credit_owed,
    invoiced,
    split,
    vat_due,
    with_rest,
)
from pilotage.accounting.columns import PRESETS, JournalLayout
from pilotage.accounting.entries import Entry, accrual_entries, brought_to, invoice_entries, reversal
from pilotage.contract.model import Contract
from pilotage.exports.journal import journal_file
from pilotage.locale import N_, Language, Words
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.reconciliation.model import ExpectedLine, ReceivedInvoice
from pilotage.services import accruals, catalogue, journal_numbers, owed, reconciling
from pilotage.services import audit as trail
from pilotage.services.actor import Actor, Right
from pilotage.services.journal_numbers import Exported, Posted
from pilotage.services.months import judged
from pilotage.services.reconciling_views import Reconciliation
from pilotage.store import audit, settings
from pilotage.store.database import Database

_LAYOUT = "journal_layout."
Kind = Literal["accruals", "credits", "invoices"]
KINDS: tuple[Kind, ...] = ("accruals", "credits", "invoices")
_NOTHING = {
    "accruals": "journal.nothing",
    "credits": "journal.no_credit",
    "invoices": "journal.no_invoice",
}
_NAMES = {"accruals": N_("accruals"), "credits": N_("credit-notes"), "invoices": N_("invoices")}


def posted(
    db: Database, actor: Actor, *, month: Month, contract: str | None = None, kind: Kind = "accruals"
) -> tuple[Posted, ...]:
    """The entries of a month, by day and contract:

    - `accruals`: what was not invoiced on its last day, earlier months too, taken back the day after;
    - `credits`: the credit notes that its invoices await, likewise;
    - `invoices`: the invoices and credit notes received for it, on the day on which they came.

    Raises `RefusedError`, `UnknownContractError`.
    """
    actor.require(Right.EXPORT)
    refs = [card.ref for card in catalogue.contracts(db, actor)] if contract is None else [contract]
    made = {"accruals": _accruals, "credits": _credits, "invoices": _invoices}[kind]
    found: list[Posted] = []
    for ref in refs:
        terms = catalogue.contract(db, actor, ref=ref)
        found += [Posted(entry, terms, of) for of, entry in made(db, actor, terms, month)]
    return tuple(sorted(found, key=lambda one: one.entry.day))


def _accruals(db: Database, actor: Actor, terms: Contract, month: Month) -> Iterator[tuple[Month, Entry]]:
    """The month's own accrual, whatever came since; of those before it, what was not invoiced."""
    left = owed.outstanding(db, actor, on=month.last, contract=terms.ref)
    own = accruals.accrual(db, actor, contract=terms.ref, month=month)
    every = [one.left for one in left if one.accrual.month < month]
    for one in (*every, *((own.accrual,) if own else ())):
        entries = accrual_entries(one, terms.accounting)
        if one.month != month:
            entries = brought_to(entries, month.last)
        for entry in (*entries, *reversal(entries, month.plus(1).first)):
            yield one.month, entry


def _credits(db: Database, actor: Actor, terms: Contract, month: Month) -> Iterator[tuple[Month, Entry]]:
    """On the last day of the month that runs: that is when they are still awaited."""
    gaps = owed.credits_awaited(db, actor, contract=terms.ref, month=month)
    if not gaps:
        return
    bill, today = judged(db, actor, contract=terms.ref, month=month).bill, catalogue.today(db)
    made = credit_owed(terms, month, today, bill, [(one.line, one.amount, one.vat) for one in gaps])
    now = Month.of(today)
    entries = brought_to(accrual_entries(made, terms.accounting), now.last)
    for entry in (*entries, *reversal(entries, now.plus(1).first)):
        yield month, entry


def _invoices(db: Database, actor: Actor, terms: Contract, month: Month) -> Iterator[tuple[Month, Entry]]:
    compared = reconciling.reconciled(db, actor, contract=terms.ref, month=month)
    if compared is None:
        return
    bill = judged(db, actor, contract=terms.ref, month=month).bill
    for document in compared.counting:
        one = document.invoice
        parts = _parts(compared, one)
        made = invoiced(terms, month, one.issued_on or document.received_on, one.number, bill, parts)
        for entry in invoice_entries(made, terms.accounting, vat_due(bill, parts, _charged(one))):
            yield month, replace(entry, day=document.received_on)


def _parts(compared: Reconciliation, one: ReceivedInvoice) -> tuple[Part, ...]:
    """The invoice over the lines that were expected: by its own lines, or as a bare total in proportion.
    Raises `ProblemsFoundError` for a total that nothing says how to split.
    """
    if one.lines:
        parts = [
            replace(_part(pair.expected), amount=line.amount)
            for pair in compared.pairs
            for line in pair.invoiced
            if pair.expected is not None and line.document == one.number
        ]
        return with_rest(parts, one.before_tax)
    try:
        return split([_part(line) for line in compared.expectation.lines], one.before_tax)
    except ValueError as error:
        params = (("document", one.number), ("month", str(compared.month)))
        raise ProblemsFoundError(
            [Problem("journal.no_split", Severity.REFUSED, params=params)]
        ) from error


def _part(line: ExpectedLine) -> Part:
    return Part(line.id, line.term, line.amount, outside=line.vat_category == "O")


def _charged(one: ReceivedInvoice) -> tuple[Charged, ...]:
    """The VAT of the document by rate; its total where it sums none, or where its sums say otherwise."""
    by_rate = tuple(Charged(each.rate, each.amount) for each in one.vat_lines)
    total = one.vat if one.vat is not None else None
    if total is None and one.total is not None and not by_rate:
        total = one.total - one.before_tax
    if total is None or total == sum((each.amount for each in by_rate), ZERO):
        return by_rate
    return (Charged(None, total),)


def export(
    db: Database,
    actor: Actor,
    *,
    month: Month,
    language: Language,
    contract: str | None = None,
    layout: str = "fec",
    kind: Kind = "accruals",
) -> tuple[str, bytes]:
    """The name and the bytes of a month's file of entries (`posted`), in a layout kept or preset.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` for a layout that is not
    there or a month without entries of that kind. Exported again, the same entries bear the same numbers
    (`exported`).
    """
    t, chosen = Words(language), layouts(db, actor).get(layout)
    if chosen is None:
        raise ProblemsFoundError([Problem("journal.no_layout", Severity.REFUSED, read=layout)])
    found = posted(db, actor, month=month, contract=contract, kind=kind)
    if not found:
        params = (("month", str(month)),)
        raise ProblemsFoundError([Problem(_NOTHING[kind], Severity.REFUSED, params=params)])
    told = [(one.entry, one.contract, t.month(one.month)) for one in found]
    name = file_name(month, contract, kind, chosen, t)
    now = datetime.now(UTC)
    with db.writing() as session:
        given = journal_numbers.numbers(session, actor, posted=found, kind=kind, at=now)
        audit.record(
            session,
            actor=actor.user,
            action="journal.export",
            entity=f"{contract or '*'}/{month}",
            vendor=found[0].contract.vendor if contract else "",
            after={"layout": chosen.id, "kind": kind, "entries": len(found)},
            at=now,
        )
    return name, journal_file(told, chosen, t, given)


def exported(
    db: Database, actor: Actor, *, month: Month, contract: str | None = None, kind: Kind = "accruals"
) -> Exported | None:
    """Whether any of the month's entries left already: to be told before they leave again. Raises as
    `posted`.
    """
    there = posted(db, actor, month=month, contract=contract, kind=kind)
    return journal_numbers.exported(db, actor, posted=there, kind=kind)


def file_name(month: Month, contract: str | None, kind: Kind, layout: JournalLayout, t: Words) -> str:
    """`2026-10_provisions_tous-prestataires_fec.txt`."""
    who = contract or t(N_("all-vendors"))
    return f"{month}_{t(_NAMES[kind])}_{who}_{layout.id}.{layout.extension}"


def layouts(db: Database, actor: Actor) -> dict[str, JournalLayout]:
    """The layouts by id: those kept here, then the presets that none of them replaces."""
    actor.require(Right.READ)
    with db.reading() as session:
        kept = settings.beginning(session, _LAYOUT)
    own = [JournalLayout.model_validate_json(text) for text in kept.values()]
    return {**PRESETS, **{one.id: one for one in own}}


def keep_layout(db: Database, actor: Actor, *, text: str, file: str = "") -> JournalLayout:
    """Keeps a layout, given as JSON (the keys of `JournalLayout`), in place of one of the same id.

    Raises `RefusedError`, and `ProblemsFoundError` naming the key that is wrong.
    """
    trail.require(db, actor, Right.CLOSE, entity="journal_layout")
    try:
        layout = JournalLayout.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "—"
        told = Problem(
            "journal.layout", Severity.REFUSED, file=file, column=place, read=str(first["input"])[:80]
        )
        raise ProblemsFoundError([told]) from error
    except ValueError as error:
        told = Problem("journal.not_json", Severity.REFUSED, file=file, read=str(error)[:80])
        raise ProblemsFoundError([told]) from error
    with db.writing() as session:
        before = settings.get(session, _LAYOUT + layout.id)
        settings.put(session, _LAYOUT + layout.id, layout.model_dump_json())
        audit.record(
            session,
            actor=actor.user,
            action="journal.layout",
            entity=layout.id,
            before=before,
            after=layout.model_dump_json(),
            at=datetime.now(UTC),
        )
    return layout
