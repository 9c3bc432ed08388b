"""What a step of a pre-invoice needs, and the sentence for each need that is not met."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.invoice.life import Rule, State, Step
from pilotage.judgement import MonthResult
from pilotage.money import ZERO
from pilotage.periods import Month
from pilotage.problems import Problem, Severity
from pilotage.services import issuing
from pilotage.services.actor import Actor
from pilotage.services.issuing import Issued
from pilotage.services.preinvoice_views import Claim
from pilotage.services.relief_rules import MOST_EVIDENCE
from pilotage.store import preinvoices as kept
from pilotage.store.database import Database
from pilotage.store.preinvoice_tables import PreinvoiceStep


@dataclass(frozen=True)
class Known:
    """A pre-invoice as it stands: the steps taken, what was issued, and what the month comes to now;
    `closings` are the numbers of the contract's closings that stood then.
    """

    terms: Contract
    month: Month
    today: date
    state: State
    rows: tuple[PreinvoiceStep, ...]
    issued: tuple[Issued, ...]
    result: MonthResult
    closings: tuple[int, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A step that somebody takes, and what comes with it."""

    rule: Rule
    comment: str
    on_behalf: bool
    claims: tuple[Claim, ...]
    amount: Decimal | None
    evidence: tuple[str, bytes] | None


def unmet(db: Database, actor: Actor, known: Known, asked: Asked) -> tuple[Problem, ...]:
    """The needs of the step that are not met, as sentences; none when it can be taken."""
    found = [*_person(asked)]
    for need in sorted(asked.rule.needs):
        if need in _NEEDS:
            found += _NEEDS[need](known, asked)
    if asked.rule.step is Step.SUBMIT:
        found += _again(known)
        found += _waiting(db, actor, known)
    if "invoice" in asked.rule.needs:
        found += _recorded(db, actor, known)
    if "settled" in asked.rule.needs:
        found += _reconciled(db, actor, known)
    return tuple(found)


def _problem(code: str, read: str = "", expected: str = "", **params: str | int) -> Problem:
    told = tuple(params.items())
    return Problem(f"preinvoice.{code}", Severity.REFUSED, read=read, expected=expected, params=told)


def _person(asked: Asked) -> Iterator[Problem]:
    """What the person who records the step must give."""
    if asked.rule.vendor and not asked.on_behalf:
        yield _problem("outside")
    if asked.evidence is not None and len(asked.evidence[1]) > MOST_EVIDENCE:
        yield _problem("evidence_too_large", asked.evidence[0], str(MOST_EVIDENCE // 2**20))


def _over(known: Known, _asked: Asked) -> Iterator[Problem]:
    if known.today <= known.month.last:
        yield _problem("over", month=str(known.month))


def _lines(known: Known, _asked: Asked) -> Iterator[Problem]:
    if not known.result.bill.lines:
        yield _problem("lines", month=str(known.month))


def _comment(_known: Known, asked: Asked) -> Iterator[Problem]:
    if not asked.comment:
        yield _problem("comment")


def _evidence(_known: Known, asked: Asked) -> Iterator[Problem]:
    if asked.evidence is None or not asked.evidence[0].strip() or not asked.evidence[1]:
        yield _problem("evidence")


def _claim(known: Known, asked: Asked) -> Iterator[Problem]:
    if not asked.claims and asked.amount is None:
        yield _problem("claim")
    there = issuing.amounts_issued(known.issued)
    for one in asked.claims:
        if one.line not in there:
            yield _problem("unknown_line", one.line, ", ".join(there) or "-")
    for amount in (asked.amount, *(one.amount for one in asked.claims)):
        if amount is not None and (not amount.is_finite() or amount != round(amount, 2)):
            yield _problem("not_cents", str(amount))


def _current(known: Known, _asked: Asked) -> Iterator[Problem]:
    """The bill is still what was issued."""
    if issuing.differences(known.issued, known.result):
        yield _differs(known)


def _differs(known: Known) -> Problem:
    base = issuing.standing(known.issued)
    issued = sum(issuing.amounts_issued(known.issued).values(), ZERO)
    now = f"{known.result.bill.subtotal:.2f} {known.terms.currency}"
    told = f"{issued:.2f} {known.terms.currency}"
    return _problem("current", now=now, issued=told, document=base.number if base else "-")


def _unmoved(known: Known, _asked: Asked) -> Iterator[Problem]:
    """What is agreed is what was issued, but for what was issued as provisional and settles by itself."""
    base = issuing.standing(known.issued)
    lines = {line["id"]: line for line in base.bill["lines"]} if base else {}
    moved = issuing.differences(known.issued, known.result)
    if any(not lines.get(name, {}).get("provisional") for name in moved):
        yield _differs(known)


def _difference(known: Known, _asked: Asked) -> Iterator[Problem]:
    base = issuing.standing(known.issued)
    if not issuing.differences(known.issued, known.result):
        yield _problem("difference", document=base.number if base else "-")


def _again(known: Known) -> Iterator[Problem]:
    """A pre-invoice is issued again only when something moved."""
    base = issuing.standing(known.issued)
    if base is not None and not issuing.differences(known.issued, known.result):
        yield _problem("same", document=base.number)


def _waiting(db: Database, actor: Actor, known: Known) -> Iterator[Problem]:
    """A line by hand that awaits its second person."""
    with db.reading() as session:
        rows = kept.manual_lines(session, actor.vendors, known.terms.ref, known.month)
        decided = kept.line_decisions(session, actor.vendors, [row.id for row in rows]) if rows else {}
    for row in rows:
        if row.second and row.id not in decided:
            yield _problem("line_waits", label=row.label)


def _recorded(db: Database, actor: Actor, known: Known) -> Iterator[Problem]:
    """An invoice of the vendor that counts is recorded, as a file or by its totals."""
    from pilotage.services import reconciling  # noqa: PLC0415  it reads what was issued

    found = reconciling.reconciled(db, actor, contract=known.terms.ref, month=known.month)
    if found is None or not found.came:
        yield _problem("no_invoice", month=str(known.month))


def _reconciled(db: Database, actor: Actor, known: Known) -> Iterator[Problem]:
    """The vendor's invoice is there, and every gap with it is decided."""
    from pilotage.services import reconciling  # noqa: PLC0415  it reads what was issued

    found = reconciling.reconciled(db, actor, contract=known.terms.ref, month=known.month)
    if found is None:
        yield _problem("no_invoice", month=str(known.month))
    elif not found.settled:
        waiting = [one for one in found.gaps if one.decision is None]
        yield _problem("unsettled", n=len(waiting) or len(found.gaps))


_NEEDS: Mapping[str, Callable[[Known, Asked], Iterator[Problem]]] = {
    "over": _over,
    "lines": _lines,
    "claim": _claim,
    "comment": _comment,
    "evidence": _evidence,
    "current": _current,
    "unmoved": _unmoved,
    "difference": _difference,
}
