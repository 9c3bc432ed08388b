"""The corrections that a month's bill bears: approved lines by hand, adjustments of closed months.

An open month bears the lines by hand that count on the day, and when it is the first open one what months
closed before it would come to today. A closed month bears what its closing took, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pilotage.contract.model import Contract
from pilotage.money import round_half_up
from pilotage.periods import Month
from pilotage.pricing import Correction, LineKind
from pilotage.scenarios import LineChange
from pilotage.services.actor import Actor
from pilotage.services.catalogue import data_version
from pilotage.sla import Maturity
from pilotage.store import preinvoices as kept
from pilotage.store.closings import ClosedKey
from pilotage.store.database import Database
from pilotage.store.preinvoice_tables import ManualLine, ManualLineDecision
from pilotage.trace import Source

_DECIMALS = 6


def of_month(
    db: Database,
    actor: Actor,
    *,
    terms: Contract,
    month: Month,
    day: date,
    closed: tuple[ClosedKey, ...] = (),
) -> tuple[Correction, ...]:
    """What the bill of an open month bears beside its clauses, as known on the day. `closed` are the
    months that count as closed: without any, there is nothing to adjust.
    """
    from pilotage.services.adjusting import first_open  # noqa: PLC0415  adjusting judges months itself

    found = by_hand(db, actor, contract=terms.ref, month=month, day=day)
    if first_open(key.month for key in closed) != month:
        return found
    version = data_version(db, actor, ref=terms.ref)
    return (*found, *_adjusted(db, actor, terms.ref, version, closed, day))


def by_hand(
    db: Database, actor: Actor, *, contract: str, month: Month, day: date
) -> tuple[Correction, ...]:
    """The lines by hand that count on the day: proposed by then, and approved where two must sign."""
    with db.reading() as session:
        rows = kept.manual_lines(session, actor.vendors, contract, month)
        decided = kept.line_decisions(session, actor.vendors, [row.id for row in rows]) if rows else {}
    return tuple(
        correction_of(row)
        for row in rows
        if row.proposed_on <= day and counts(row, decided.get(row.id), day)
    )


def counts(row: ManualLine, decided: ManualLineDecision | None, day: date) -> bool:
    """Whether a line by hand counts on a day."""
    if decided is None or decided.decided_on > day:
        return not row.second
    return decided.outcome == "approved"


def correction_of(row: ManualLine) -> Correction:
    """A line by hand as a bill bears it."""
    return Correction(
        id=f"manual.{row.id}",
        kind=LineKind.MANUAL,
        term=f"manual.{row.id}",
        quantity=Decimal(row.quantity),
        unit=row.unit,
        unit_price=Decimal(row.unit_price),
        source=Source(document=row.evidence_name),
        label=row.label,
        reason=row.reason,
        account=row.account,
        cost_centre=row.cost_centre,
        vat_treatment=row.vat_treatment,
    )


@lru_cache(maxsize=64)
def _adjusted(
    db: Database, actor: Actor, ref: str, _version: int, closed: tuple[ClosedKey, ...], day: date
) -> tuple[Correction, ...]:
    """Kept by data version and by closings: closed months are judged again for it."""
    from pilotage.services.adjusting import proposed_on  # noqa: PLC0415  as above
    from pilotage.services.frozen import frozen  # noqa: PLC0415  as above

    with db.reading() as session:
        issued = {
            Month.parse(one.month): one
            for one in kept.documents(session, actor.vendors, ref)
            if one.kind == "preinvoice" and one.issued_on <= day
        }
    found: list[Correction] = []
    moving = {key.month for key in closed if frozen(db, actor, ref, key).maturity is Maturity.PROVISIONAL}
    for one in proposed_on(db, actor, contract=ref, closed=closed, day=day):
        document = issued.get(one.month)
        named = (number_of(document.year, document.sequence), document.issued_on) if document else None
        found += _changes(one.month, one.comparison.lines, named, settles=one.month in moving)
    return tuple(found)


def number_of(year: int, sequence: int) -> str:
    """The number of an issued document, `2026-0007`."""
    return f"{year}-{sequence:04d}"


def _changes(
    month: Month, lines: Iterable[LineChange], named: tuple[str, date] | None, *, settles: bool
) -> Iterator[Correction]:
    """A line for each line of the closed month whose amount moves."""
    number, issued_on = (named[0], named[1].isoformat()) if named else ("", "")
    for line in lines:
        if not line.difference:
            continue
        quantity, unit, price = moved(line)
        yield Correction(
            id=f"adjustment.{month}.{line.id}",
            kind=LineKind.ADJUSTMENT,
            term=line.term,
            quantity=quantity,
            unit=unit,
            unit_price=price,
            source=Source(document=number),
            vat_treatment=line.vat_treatment,
            of_month=month,
            document=number,
            issued_on=issued_on,
            before=line.before,
            after=line.after,
            settles=settles,
            detail=line.detail,
        )


def moved(line: LineChange) -> tuple[Decimal, str, Decimal]:
    """The quantity by which a line moved, its unit and its price, when they give the difference exactly;
    else the difference itself at a price of 1.
    """
    quantity = line.quantity
    if quantity and line.unit not in {"base", "amount"}:
        price = round_half_up(line.difference / quantity, Decimal(1).scaleb(-_DECIMALS)).normalize()
        price = price if price.as_tuple().exponent <= 0 else price.quantize(Decimal(1))  # type: ignore[operator]
        if round_half_up(quantity * price, Decimal("0.01")) == line.difference:
            return quantity, line.unit, price
    return line.difference, "amount", Decimal(1)


# --- what a closing keeps of them ------------------------------------------------------------------

_DECIMAL = frozenset({"quantity", "unit_price", "before", "after"})


def as_facts(found: Iterable[Correction]) -> dict[str, Any]:
    """The corrections as a closing keeps them; nothing when there are none."""
    told = [
        {one.name: _plain(getattr(correction, one.name)) for one in fields(Correction)}
        for correction in found
    ]
    return {"corrections": told} if told else {}


def _plain(value: Any) -> Any:  # noqa: ANN401  any value of a correction
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Source):
        return [value.document, value.clause, value.since]
    if isinstance(value, tuple):
        return [
            [name, f"{own:f}" if isinstance(own, Decimal) else own, isinstance(own, Decimal)]
            for name, own in value
        ]
    return value if value is None or isinstance(value, bool) else str(value)


def from_facts(facts: Mapping[str, Any]) -> tuple[Correction, ...]:
    """What a closing kept of them."""
    return tuple(_correction(one) for one in facts.get("corrections", ()))


def _correction(told: Mapping[str, Any]) -> Correction:
    values: dict[str, Any] = dict(told)
    for name in _DECIMAL:
        values[name] = None if told[name] is None else Decimal(told[name])
    values["kind"] = LineKind(told["kind"])
    values["source"] = Source(*told["source"])
    values["of_month"] = Month.parse(told["of_month"]) if told["of_month"] else None
    values["detail"] = tuple(
        (name, Decimal(own) if exact else own) for name, own, exact in told["detail"]
    )
    return Correction(**values)


def taken(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Those that a month takes from closed ones: it keeps them whatever is known of itself since."""
    return tuple(one for one in corrections if one.kind is LineKind.ADJUSTMENT)
