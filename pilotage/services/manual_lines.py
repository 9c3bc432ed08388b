"""Lines by hand: what no clause gives, proposed with a reason and a document, counted for sure.

Above the contract's amount a line counts once another person approved it; below, as soon as it is
proposed. What one person has on a month without anybody's approval is summed: a line in several parts is
one. Nothing is rewritten: a line that was wrong is withdrawn, or corrected by another one.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

from sqlmodel import Session

from pilotage.contract.model import Contract
from pilotage.money import BEYOND, CENT, round_half_up, to_cents
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue
from pilotage.services.actor import Actor, Right
from pilotage.services.frozen import closed_months
from pilotage.services.relief_rules import MOST_EVIDENCE
from pilotage.services.reopening import named, person_of
from pilotage.store import audit, batches, closings, contracts
from pilotage.store import preinvoices as kept
from pilotage.store.database import Database
from pilotage.store.preinvoice_tables import ManualLine, ManualLineDecision

Outcome = Literal["approved", "refused", "withdrawn"]
_OUTCOMES = ("approved", "refused", "withdrawn")


@dataclass(frozen=True, slots=True)
class ByHand:
    """A line by hand. `state` is `counts` (nobody else is needed), `waiting`, or what was decided."""

    id: int
    contract: str
    month: Month
    label: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    account: str
    cost_centre: str
    reason: str
    evidence: str
    second: bool
    proposed_by: str
    recorded_by: str
    proposed_on: date
    state: str
    decided_by: str = ""
    decided_on: date | None = None
    comment: str = ""


def lines(db: Database, actor: Actor, *, contract: str, month: Month | None = None) -> tuple[ByHand, ...]:
    """The lines by hand of a month (of all, when None), the oldest first, those that count no more among
    them. Raises `RefusedError`, `UnknownContractError`.
    """
    catalogue.data_version(db, actor, ref=contract)
    with db.reading() as session:
        rows = kept.manual_lines(session, actor.vendors, contract, month)
        decided = kept.line_decisions(session, actor.vendors, [row.id for row in rows])
    return tuple(_view(row, decided.get(row.id)) for row in rows)


def add(
    db: Database,
    actor: Actor,
    *,
    contract: str,
    month: Month,
    label: str,
    reason: str,
    evidence: tuple[str, bytes] | None,
    quantity: Decimal | None = None,
    unit_price: Decimal | None = None,
    amount: Decimal | None = None,
    account: str = "",
    cost_centre: str = "",
    damages: bool = False,
    name: str = "",
) -> ByHand:
    """Proposes a line: `quantity` at `unit_price`, or an `amount`, negative to lower the bill. `damages`
    are outside VAT; `name` says who proposes where nobody logs in. Raises `RefusedError`,
    `UnknownContractError`, and `ProblemsFoundError` with a sentence a mistake; a refusal is kept in the
    trail.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    entity = f"{contract}/{month}"
    trail.require(db, actor, Right.SUBMIT, terms.vendor, entity=entity)
    given = (amount, Decimal(1)) if amount is not None else (quantity, unit_price)
    with _refusing(db, actor, entity, terms.vendor):
        problems = [*_unfit(db, actor, contract, month, label, reason, given), *_no_evidence(evidence)]
        if problems:
            raise ProblemsFoundError(problems)
        row = _row(db, actor, terms, month, given)
        row.proposed_by = (person_of(actor, name) or actor.user)[:200]
        _say(row, (label, reason, account, cost_centre), damages=damages, plain=amount is not None)
        return _propose(db, actor, terms, row, evidence or ("", b""))


def _say(row: ManualLine, said: tuple[str, str, str, str], *, damages: bool, plain: bool) -> None:
    """What the person wrote of the line; `plain` is an amount without a quantity."""
    label, reason, account, cost_centre = said
    row.label, row.reason = " ".join(label.split())[:300], reason.strip()
    row.unit = "amount" if plain else "unit"
    row.account, row.cost_centre = account.strip()[:60], cost_centre.strip()[:60]
    row.vat_treatment = "damages" if damages else "price_reduction"


def _propose(
    db: Database, actor: Actor, terms: Contract, row: ManualLine, evidence: tuple[str, bytes]
) -> ByHand:
    name, content = evidence
    row.evidence_name, row.evidence_size = name.strip()[:500], len(content)
    row.evidence_sha256 = hashlib.sha256(content).hexdigest()
    month = Month.parse(row.month)
    with db.writing() as session:
        if closings.get(session, actor.vendors, row.contract, month) is not None:
            raise ProblemsFoundError([_problem("closed", month=row.month)])
        row.second = _needs_second(session, actor, terms, row)
        packed = batches.compressed(io.BytesIO(content), row.evidence_sha256)
        batches.save_content(session, row.vendor, packed)
        kept.add_line(session, row)
        contracts.bump(session, row.vendor, row.contract)
        _tell(session, actor, row, "manual_line.propose", {"label": row.label, "second": row.second})
        return _view(row, None)


def _needs_second(session: Session, actor: Actor, terms: Contract, row: ManualLine) -> bool:
    """Whether another person must approve the line: with what the same person has on the month that
    nobody approved, it is above the contract's amount.
    """
    above = terms.accounting.second_signature_above
    if above is None:
        return False
    rows = kept.manual_lines(session, actor.vendors, row.contract, Month.parse(row.month))
    decided = kept.line_decisions(session, actor.vendors, [one.id for one in rows])
    mine = [one for one in rows if one.id not in decided and _by(one) == _by(row)]
    cents = sum(abs(one.amount_cents) for one in (*mine, row))
    return Decimal(cents).scaleb(-2) > above


def _by(row: ManualLine) -> str:
    """Who recorded the line: whatever name was given, who splits a line is the same person."""
    return (row.recorded_by or row.proposed_by).casefold()


def decide(
    db: Database, actor: Actor, *, line: int, outcome: Outcome, comment: str = "", name: str = ""
) -> ByHand:
    """Approves or refuses a line that awaits a second person, or withdraws one's own. `name` says who
    the second person is where nobody logs in.

    Raises `RefusedError`, and `ProblemsFoundError`: no such line, decided already (by whom and when), the
    same person, nothing to approve, a closed month; a refusal is kept in the trail.
    """
    row, person = _find(db, actor, line), person_of(actor, name)
    trail.require(db, actor, Right.AGREE, row.vendor, entity=_entity(row))
    with _refusing(db, actor, _entity(row), row.vendor, {"outcome": outcome}):
        if problems := list(_undecidable(db, actor, row, outcome, person)):
            raise ProblemsFoundError(problems)
        made = ManualLineDecision(
            vendor=row.vendor,
            line=row.id,
            proposed_by=row.proposed_by,
            outcome=outcome,
            comment=comment.strip(),
            decided_on=catalogue.today(db),
            decided_at=datetime.now(UTC),
            decided_by=(person or actor.user)[:200],
            recorded_by=actor.user,
        )
        return _decide(db, actor, row, made)


def _decide(db: Database, actor: Actor, row: ManualLine, made: ManualLineDecision) -> ByHand:
    with db.writing() as session:
        if before := kept.line_decisions(session, actor.vendors, [row.id]).get(row.id):
            raise ProblemsFoundError([_already(before)])
        if closings.get(session, actor.vendors, row.contract, Month.parse(row.month)) is not None:
            raise ProblemsFoundError([_problem("closed", month=row.month)])
        session.add(made)
        session.flush()
        contracts.bump(session, row.vendor, row.contract)
        told = {"comment": made.comment, "by": made.decided_by}
        _tell(session, actor, row, f"manual_line.{made.outcome}", told)
        return _view(row, made)


def evidence(db: Database, actor: Actor, *, line: int) -> tuple[str, bytes]:
    """The name and the bytes of a line's document, as it was given: to be saved, never opened here."""
    actor.require(Right.EXPORT)
    row = _find(db, actor, line)
    with db.reading() as session:
        return row.evidence_name, kept.content(session, row.vendor, row.evidence_sha256)


def threshold(db: Database, actor: Actor, *, contract: str) -> Decimal | None:
    """The amount above which a person's lines of a month need a second one; None when the contract asks
    none.
    """
    return catalogue.contract(db, actor, ref=contract).accounting.second_signature_above


# --- what is checked ------------------------------------------------------------------------------


def _problem(code: str, read: str = "", expected: str = "", **params: str) -> Problem:
    told = tuple(params.items())
    return Problem(f"manual.{code}", Severity.REFUSED, read=read, expected=expected, params=told)


def _unfit(
    db: Database,
    actor: Actor,
    contract: str,
    month: Month,
    label: str,
    reason: str,
    given: tuple[Decimal | None, Decimal | None],
) -> Iterator[Problem]:
    if _closed(db, actor, contract, month):
        yield _problem("closed", month=str(month))
    if not label.strip():
        yield _problem("no_label")
    if not reason.strip():
        yield _problem("no_reason")
    quantity, price = given
    if quantity is None or price is None or not (quantity.is_finite() and price.is_finite()):
        wrong = quantity if quantity is None or not quantity.is_finite() else price
        yield _problem("not_a_number", "" if wrong is None else str(wrong))
    elif (largest := max(quantity, price, key=abs)).copy_abs() >= BEYOND:
        yield _problem("too_large", str(largest)[:80])
    elif abs(quantity * price) >= BEYOND:
        yield _problem("too_large", str(quantity * price)[:80])
    elif not round_half_up(quantity * price, CENT):
        yield _problem("nothing")


def _no_evidence(given: tuple[str, bytes] | None) -> Iterator[Problem]:
    if given is None or not given[0].strip() or not given[1]:
        yield _problem("no_evidence")
    elif len(given[1]) > MOST_EVIDENCE:
        yield _problem("evidence_too_large", given[0], str(MOST_EVIDENCE // 2**20))


def _undecidable(
    db: Database, actor: Actor, row: ManualLine, outcome: str, person: str
) -> Iterator[Problem]:
    if outcome not in _OUTCOMES:
        yield _problem("unknown_outcome", outcome)
        return
    if _closed(db, actor, row.contract, Month.parse(row.month)):
        yield _problem("closed", month=row.month)
    with db.reading() as session:
        before = kept.line_decisions(session, actor.vendors, [row.id]).get(row.id)
    if before is not None:
        yield _already(before)
    elif outcome == "withdrawn":
        if not is_mine(row.proposed_by, row.recorded_by, actor, person):
            yield _problem("not_yours", who=row.proposed_by)
    elif not row.second:
        yield _problem("not_needed")
    elif not person:
        yield _problem("no_name")
    elif person.casefold() == row.proposed_by.casefold():
        yield _problem("same_person", who=row.proposed_by)


def is_mine(proposed_by: str, recorded_by: str, actor: Actor, person: str = "") -> bool:
    """Whether who acts proposed the line: by user, or by name where nobody logs in and one is given."""
    if named(actor) or person:
        return (person or actor.user).casefold() == proposed_by.casefold()
    return (recorded_by or proposed_by) == actor.user


def _refusing(
    db: Database, actor: Actor, entity: str, vendor: str, told: dict[str, object] | None = None
) -> AbstractContextManager[None]:
    """What is refused inside is kept in the trail."""
    action = "manual_line.refused"
    return trail.keeping_refusals(db, actor, action=action, entity=entity, vendor=vendor, told=told)


def _already(before: ManualLineDecision) -> Problem:
    return _problem("already", who=before.decided_by, day=before.decided_on.isoformat())


def _closed(db: Database, actor: Actor, contract: str, month: Month) -> bool:
    return any(key.month == month for key in closed_months(db, actor, contract=contract))


# --- what is kept ---------------------------------------------------------------------------------


def _row(
    db: Database,
    actor: Actor,
    terms: Contract,
    month: Month,
    given: tuple[Decimal | None, Decimal | None],
) -> ManualLine:
    quantity, price = given[0] or Decimal(0), given[1] or Decimal(0)
    amount = round_half_up(quantity * price, CENT)
    return ManualLine(
        vendor=terms.vendor,
        id=0,
        contract=terms.ref,
        month=str(month),
        label="",
        quantity=f"{quantity:f}",
        unit="",
        unit_price=f"{price:f}",
        amount_cents=to_cents(amount),
        vat_treatment="",
        reason="",
        evidence_name="",
        evidence_size=0,
        evidence_sha256="",
        second=False,
        proposed_on=catalogue.today(db),
        proposed_at=datetime.now(UTC),
        proposed_by=actor.user,
        recorded_by=actor.user,
    )


def _find(db: Database, actor: Actor, line: int) -> ManualLine:
    actor.require(Right.READ)
    with db.reading() as session:
        row = kept.manual_line(session, actor.vendors, line)
    if row is None:
        raise ProblemsFoundError([_problem("unknown_line", str(line))])
    return row


def _view(row: ManualLine, made: ManualLineDecision | None) -> ByHand:
    return ByHand(
        id=row.id,
        contract=row.contract,
        month=Month.parse(row.month),
        label=row.label,
        quantity=Decimal(row.quantity),
        unit=row.unit,
        unit_price=Decimal(row.unit_price),
        amount=Decimal(row.amount_cents).scaleb(-2),
        account=row.account,
        cost_centre=row.cost_centre,
        reason=row.reason,
        evidence=row.evidence_name,
        second=row.second,
        proposed_by=row.proposed_by,
        recorded_by=row.recorded_by or row.proposed_by,
        proposed_on=row.proposed_on,
        state=made.outcome if made else "waiting" if row.second else "counts",
        decided_by=made.decided_by if made else "",
        decided_on=made.decided_on if made else None,
        comment=made.comment if made else "",
    )


def _entity(row: ManualLine) -> str:
    return f"{row.contract}/{row.month}/manual.{row.id}"


def _tell(
    session: Session, actor: Actor, row: ManualLine, action: str, more: Mapping[str, object]
) -> None:
    audit.record(
        session,
        actor=actor.user,
        action=action,
        entity=_entity(row),
        vendor=row.vendor,
        after={
            "amount": f"{Decimal(row.amount_cents).scaleb(-2)}",
            "reason": row.reason,
            "evidence": row.evidence_sha256,
            **more,
        },
        at=datetime.now(UTC),
    )
