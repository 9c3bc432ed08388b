"""The rows of received invoices and of decisions as their views, and what was expected of a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pilotage.billing import Bill
from pilotage.contract.model import Contract
from pilotage.locale import LANGUAGES, Words
from pilotage.locale.judged import line_label
from pilotage.money import round_half_up, to_cents
from pilotage.periods import Month
from pilotage.reconciliation.expecting import Labels, expected_of
from pilotage.reconciliation.keeping import of_data
from pilotage.reconciliation.layout import plain
from pilotage.reconciliation.model import Expected, Gap
from pilotage.services import catalogue, issuing
from pilotage.services.actor import Actor
from pilotage.services.issued_bill import issued_bill
from pilotage.services.months import judged, terms_of_month
from pilotage.services.reconciling_views import Aside, Decision, Exchange, GapView, Received
from pilotage.store import batches
from pilotage.store import received_invoices as kept
from pilotage.store.database import Database
from pilotage.store.received_invoice_tables import GapDecision, GapExchange, InvoiceRow

_MONTHS_OF_INDICES = 12


def expectation(db: Database, actor: Actor, *, contract: str, month: Month) -> Expected:
    """What the vendor should invoice for the month: what it was issued, as its documents say; the month
    as it is judged before the first one. Raises as `judged` does.
    """
    result = judged(db, actor, contract=contract, month=month)
    terms = terms_of_month(db, actor, result=result)
    issued = issuing.documents(db, actor, contract=contract, month=month)
    standing, bill = issuing.standing(issued), issued_bill(issued, result, terms)
    before = tuple(_before(db, actor, terms, month))
    clauses = [
        (one.id, tuple(one.label(language) for language in LANGUAGES)) for one in terms.consequence
    ]
    return expected_of(
        *(terms, month, bill, _labels(bill, terms)),
        before=before,
        clauses=clauses,
        document=standing.number if standing else "",
    )


def _before(db: Database, actor: Actor, terms: Contract, month: Month) -> Iterator[tuple[Bill, Labels]]:
    """The bills of the months before: one, or a year of them where an index revises prices."""
    count = _MONTHS_OF_INDICES if terms.index else 1
    for back in range(1, count + 1):
        one = month.plus(-back)
        if one < Month.of(terms.starts):
            return
        bill = judged(db, actor, contract=terms.ref, month=one).bill
        if back == 1 and not bill.lines:
            return
        yield bill, _labels(bill, terms) if back == 1 else {}


def _labels(bill: Bill, terms: Contract) -> dict[str, tuple[str, ...]]:
    every = [Words(language) for language in LANGUAGES]
    return {line.id: tuple(line_label(line, terms, t) for t in every) for line in bill.lines}


def received(
    db: Database, actor: Actor, contract: str, month: Month, pending: InvoiceRow | None = None
) -> tuple[Received, ...]:
    """The documents of a month, each with the earlier one that it repeats; `pending` is one that is not
    kept yet, the last.
    """
    vendor = catalogue.contract(db, actor, ref=contract).vendor
    with db.reading() as session:
        aside = kept.asides(session, actor.vendors)
        rows = [*kept.of_vendor(session, actor.vendors, vendor), *([pending] if pending else ())]
    found: list[Received] = []
    for at, row in enumerate(rows):
        if (row.contract, row.month) != (contract, str(month)):
            continue
        gone = aside.get(row.id)
        earlier = [one for one in rows[:at] if one.id not in aside]
        twin, why = ("", "") if gone else _twin(row, earlier)
        found.append(
            Received(
                id=row.id,
                invoice=of_data(row.document),
                name=row.name,
                size=row.size,
                received_on=row.received_on,
                recorded_by=row.recorded_by,
                problems=tuple(batches.problem_of(one) for one in row.problems),
                twin=twin,
                why=why,
                aside=Aside(gone.kind, gone.reason, gone.aside_on, gone.recorded_by) if gone else None,
            )
        )
    return tuple(found)


def _twin(row: InvoiceRow, earlier: Iterable[InvoiceRow]) -> tuple[str, str]:
    """The number of the earlier document that this one repeats, and how; nothing when it is new. Two
    months may well be invoiced alike: the content is compared within the month.
    """
    for one in earlier:
        if plain(one.number) == plain(row.number):
            return one.number, "number"
        alike = (one.contract, one.month, one.content) == (row.contract, row.month, row.content)
        if alike:
            return one.number, "content"
    return "", ""


def gap_views(
    db: Database, actor: Actor, contract: str, month: Month, gaps: Iterable[Gap], against: str = ""
) -> tuple[GapView, ...]:
    """The gaps with what was decided and said of each, the largest first; `against` is the number of the
    document that the invoice was held against.
    """
    with db.reading() as session:
        decided = {one.gap: one for one in kept.decisions(session, actor.vendors, contract, month)}
        said = kept.exchanges(session, actor.vendors, contract, month)
    views = [
        GapView(
            gap,
            _decision(decided[gap.key], gap) if gap.key in decided else None,
            tuple(_exchange(one) for one in said if _follows(one, gap, decided.get(gap.key))),
            against,
        )
        for gap in gaps
    ]
    return tuple(sorted(views, key=lambda one: (one.gap.within, -abs(one.difference))))


def _follows(one: GapExchange, gap: Gap, made: GapDecision | None) -> bool:
    """Whether the exchange is about the gap as it was last decided: not of a dispute before that."""
    return one.gap == gap.key and made is not None and one.recorded_at >= made.recorded_at


def _decision(row: GapDecision, gap: Gap) -> Decision:
    seen = (row.expected_cents, row.invoiced_cents)
    return Decision(
        outcome=row.outcome,
        reason=row.reason,
        decided_on=row.decided_on,
        due_on=row.due_on,
        by=row.recorded_by,
        role=row.role,
        outdated=seen != (cents(gap.expected), cents(gap.invoiced)),
    )


def cents(amount: Decimal) -> int:
    return to_cents(round_half_up(amount))


def _exchange(row: GapExchange) -> Exchange:
    return Exchange(row.side, row.said_on, row.text, row.outcome, row.due_on, row.recorded_by, row.role)
