"""Index values: entered with their source, never rewritten."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.periods import Month
from pilotage.pricing import IndexValue
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services import audit as trail
from pilotage.services import catalogue, entered
from pilotage.services.actor import Actor, Right
from pilotage.store import indices
from pilotage.store.database import Database
from pilotage.store.price_tables import IndexRow


def series_of(contract: Contract) -> tuple[str, ...]:
    """The series that the revision clauses of a contract read."""
    named = [s.id for index in contract.index for block in index.terms for s in block.series or ()]
    return tuple(dict.fromkeys(named))


def values(db: Database, actor: Actor, *, contract: str) -> tuple[IndexValue, ...]:
    """The values kept. Raises `RefusedError`, `UnknownContractError`."""
    terms = catalogue.contract(db, actor, ref=contract)
    return entered.index_values(db, actor, terms=terms, as_of=date.max)


def add(db: Database, actor: Actor, *, contract: str, value: IndexValue) -> None:
    """Keeps a published value, in one transaction with its audit event.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` for a series that no clause
    reads, a value that is not above zero, no source, or another value for the same day.
    """
    terms = catalogue.contract(db, actor, ref=contract)
    trail.require(db, actor, Right.IMPORT, terms.vendor, entity=contract)
    if problems := _unfit(terms, value, values(db, actor, contract=contract)):
        raise ProblemsFoundError(problems)
    row = IndexRow(
        vendor=terms.vendor,
        contract=contract,
        series=value.series,
        period=str(value.period),
        published=value.published,
        value=f"{value.value:f}",
        source=value.source.strip(),
        recorded_at=datetime.now(UTC),
        recorded_by=actor.user,
    )
    entered.keep(
        db,
        actor,
        terms=terms,
        action="index.add",
        add=lambda session: indices.add(session, row),
        facts=entered.as_facts([value], ()),
    )


def _unfit(terms: Contract, value: IndexValue, known: tuple[IndexValue, ...]) -> list[Problem]:
    problems: list[Problem] = []

    def refuse(code: str, **params: str) -> None:
        told = tuple(params.items())
        problems.append(Problem(code, Severity.REFUSED, read=params.get("read", ""), params=told))

    named = series_of(terms)
    if value.series not in named:
        refuse("terms.unknown_series", series=value.series, expected=", ".join(named) or "—")
    if not (value.value.is_finite() and value.value > Decimal(0)):
        refuse("terms.not_a_value", read=str(value.value))
    if not value.source.strip():
        refuse("terms.no_source")
    key = (value.series, value.period, value.published)
    for one in known:
        if (one.series, one.period, one.published) == key:
            refuse(
                "terms.value_known", series=one.series, period=_text(one.period), read=f"{one.value:f}"
            )
    return problems


def _text(month: Month) -> str:
    return str(month)
