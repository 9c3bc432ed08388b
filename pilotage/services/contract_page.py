"""A contract as it is read: its terms on a day, its versions, what is consumed of its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pilotage.consequences.bases import ground_of, in_base
from pilotage.consequences.caps import first_month, of_month_before
from pilotage.contract.comparison import Change, changes
from pilotage.contract.documents import changed_by
from pilotage.contract.excerpt import excerpt
from pilotage.contract.model import CapLimit, Contract, Document, MinimumLimit
from pilotage.judgement import MonthResult
from pilotage.locale import Words
from pilotage.locale.contract_words import ClauseRead, clauses_in_words
from pilotage.money import ZERO, round_half_up
from pilotage.periods import Month, contract_year_start
from pilotage.pricing import LineKind
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.months import judged
from pilotage.store import contracts as stored
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class Version:
    """A publication of the contract: who, when, from which file."""

    number: int
    published_at: datetime
    by: str
    file: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The contract in force as it was published: its text, and the number of its version."""

    contract: Contract
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A document of the contract, and what it changed."""

    document: Document
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Consumed:
    """What is used of a limit over its period up to the month. `kind` is that of the clause, or `order`;
    `most` is what the period allows (or guarantees) so far, None where it is no single figure; `money`
    says whether both are amounts, else quantities.
    """

    id: str
    kind: str
    per: str
    first: Month
    last: Month
    used: Decimal
    most: Decimal | None
    money: bool = True

    @property
    def left(self) -> Decimal | None:
        return None if self.most is None else max(self.most - self.used, ZERO)

    @property
    def share(self) -> Decimal | None:
        """In percent of what is allowed; None without a figure to divide by."""
        return self.used * 100 / self.most if self.most else None


def versions(db: Database, actor: Actor, *, ref: str) -> tuple[Version, ...]:
    """Every publication, oldest first. Raises `RefusedError`, `UnknownContractError`."""
    actor.require(Right.READ)
    with db.reading() as session:
        rows = stored.versions(session, actor.vendors, ref)
        found = tuple(Version(r.version, r.published_at, r.published_by, r.file) for r in rows)
    if not found:
        raise catalogue.UnknownContractError(ref)
    return found


def opened(db: Database, actor: Actor, *, ref: str) -> Opened:
    """The contract in force. Raises `RefusedError`, `UnknownContractError`."""
    text = text_of(db, actor, ref=ref)
    return Opened(catalogue.contract_of(text), text, versions(db, actor, ref=ref)[-1].number)


def text_of(db: Database, actor: Actor, *, ref: str, version: int | None = None) -> str:
    """The contract's text as it was published. Raises `RefusedError`, `UnknownContractError`."""
    actor.require(Right.READ)
    with db.reading() as session:
        texts = stored.texts(session, actor.vendors, ref, version)
    if texts is None:
        raise catalogue.UnknownContractError(ref)
    return texts.contract


def version_of(db: Database, actor: Actor, *, ref: str, version: int) -> Contract:
    """The contract as a version has it. Raises `RefusedError`, `UnknownContractError`."""
    return catalogue.contract_of(text_of(db, actor, ref=ref, version=version))


def compared(db: Database, actor: Actor, *, ref: str, before: int, after: int) -> tuple[Change, ...]:
    """What changes from a version to another. Raises `RefusedError`, `UnknownContractError`."""
    old, new = (version_of(db, actor, ref=ref, version=number) for number in (before, after))
    return changes(old, new)


def signed(contract: Contract) -> tuple[Signed, ...]:
    """The documents in the order in which they take effect, with what each changed."""
    ordered = sorted(contract.document, key=lambda one: (one.effective, one.signed))
    return tuple(Signed(one, changed_by(contract, one.id)) for one in ordered)


def source_lines(text: str, clause: ClauseRead) -> str:
    """The lines of the file that say a clause."""
    return excerpt(text, clause.table, clause.id)


def document_of(contract: Contract, on: date, t: Words) -> dict[str, Any]:
    """The JSON of `contract`: each clause in force on the day, in words, with its source."""
    return {
        "contract": contract.ref,
        "on": on.isoformat(),
        "clauses": [
            {
                "table": one.table,
                "id": one.id,
                "title": one.title,
                "sentences": list(one.sentences),
                "document": one.source.document,
                "clause": one.source.clause,
                "since": one.source.since,
            }
            for one in clauses_in_words(contract, on, t)
        ],
    }


def consumed(db: Database, actor: Actor, *, ref: str, month: Month) -> tuple[Consumed, ...]:
    """What is used of every cap, minimum and order up to the month, from the judged months: caps of a
    month first, then those of a longer period. Nothing before any figure came.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    terms, card = catalogue.contract(db, actor, ref=ref), catalogue.card(db, actor, ref=ref)
    if card.first_month is None:
        return ()
    start = max(card.first_month, Month.of(terms.starts))

    def results(first: Month) -> list[MonthResult]:
        begins = max(first, start)
        return (
            [judged(db, actor, contract=ref, month=m) for m in begins.to(month)]
            if begins <= month
            else []
        )

    found = [one for limit in terms.limit if (one := _limit(terms, limit, month, results))]
    found.sort(key=lambda one: (one.kind == "minimum", one.first != one.last))
    return (*found, *_orders(terms, month, results))


def _limit(terms: Contract, limit: Any, month: Month, results: Any) -> Consumed | None:  # noqa: ANN401
    force = limit.terms_on(month.first)
    if force is None:
        return None
    if isinstance(limit, CapLimit):
        first = first_month(terms, limit, month)
        return _cap(terms, limit, force.terms, results(first), first, month)
    if isinstance(limit, MinimumLimit):
        first = _since(terms, limit.per, month)
        return _minimum(limit, force.terms, results(first), first, month)
    return None


def _cap(
    terms: Contract,
    cap: CapLimit,
    in_force: Any,  # noqa: ANN401  terms of a cap or of a minimum
    found: Sequence[MonthResult],
    first: Month,
    month: Month,
) -> Consumed:
    sign = -1 if cap.kind == "cap_malus" else 1
    named = [c for c in terms.consequence if not cap.consequences or c.id in cap.consequences]
    ids, ground = {one.id for one in named}, ground_of(terms, named)
    held = (
        result.retained
        for one in found
        for result in one.consequences
        if result.id in ids and not (one.month == first and of_month_before(terms, result))
    )
    used = sum((max(sign * amount, ZERO) for amount in held), ZERO)
    most = in_force.amount
    if most is None:
        base = sum((line.amount for m in found for line in in_base(cap.base, m.bill.lines, ground)), ZERO)
        most = round_half_up(base * in_force.rate / 100)
    return Consumed(cap.id, cap.kind, cap.per, first, month, used, most)


def _since(terms: Contract, per: str, month: Month) -> Month:
    match per:
        case "contract_year":
            return contract_year_start(terms.starts, month)
        case "calendar_year":
            return Month(month.year, 1)
        case "contract":
            return Month.of(terms.starts)
    return month


def _minimum(
    limit: MinimumLimit,
    in_force: Any,  # noqa: ANN401  terms of a cap or of a minimum
    found: Sequence[MonthResult],
    first: Month,
    month: Month,
) -> Consumed:
    lines = [
        line
        for one in found
        for line in one.bill.lines
        if line.term in limit.prices and line.kind is LineKind.FEE
    ]
    money = in_force.amount is not None
    used = sum((line.amount if money else line.quantity for line in lines), ZERO)
    most = in_force.amount if money else in_force.quantity
    return Consumed(limit.id, "minimum", limit.per, first, month, used, most, money=money)


def _orders(terms: Contract, month: Month, results: Any) -> Iterator[Consumed]:  # noqa: ANN401
    """What was delivered under purchase orders since the contract year began."""
    ordered = [price.id for price in terms.price if price.unit in {"purchase", "pass_through"}]
    if not ordered:
        return
    first = contract_year_start(terms.starts, month)
    months = results(first)
    for name in ordered:
        used = sum((line.amount for one in months for line in one.bill.lines if line.term == name), ZERO)
        yield Consumed(name, "order", "contract_year", first, month, used, None)
