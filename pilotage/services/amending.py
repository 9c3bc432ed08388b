"""A change of a clause, from what a pilot types to the text of a contract: tried, then published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import unified_diff

from pilotage.contract.amending import Amendment, NewDate, NewTerms, Told, amended
from pilotage.contract.comparison import Change, changes
from pilotage.contract.loading import load_contract
from pilotage.contract.model import (
    Band,
    CapLimit,
    Contract,
    LadderConsequence,
    PerUnitConsequence,
    Price,
    Sla,
)
from pilotage.kpi.known import KNOWN
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, stops
from pilotage.services import backtest, catalogue, publishing
from pilotage.services.actor import Actor, Right
from pilotage.services.adjusting import first_open
from pilotage.services.backtest import Tried
from pilotage.services.backtest_views import Beside, against
from pilotage.services.frozen import closed_months
from pilotage.services.publishing import Published
from pilotage.store import contracts as stored
from pilotage.store.database import Database

DRAFT = "projet"
"""The document of a draft that nobody has signed yet."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that may be changed field by field, as it is in force on a day.

    `fields` are single values by key; `steps` the rows of its bands or tiers: the upper edge (None for
    the last row) and the rate or price. `key` names the list (`bands`, `tiers`), empty without one;
    `upper` says of each edge of the bands whether the band below holds it. `dates` are those of the
    contract itself (`dates_of`).
    """

    table: str
    id: str
    fields: Mapping[str, Decimal]
    key: str = ""
    steps: tuple[tuple[Decimal | None, Decimal], ...] = ()
    upper: tuple[bool, ...] = ()
    dates: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A contract's text with a change in it. `version` is the one that it was written from,
    `before` its text."""

    text: str
    contract: Contract
    changes: tuple[Change, ...]
    version: int
    problems: tuple[Problem, ...] = ()
    before: str = ""


def clauses(contract: Contract, on: date) -> tuple[Clause, ...]:
    """The clauses in force on the day that have a figure to change, in the order of the contract."""
    found = [_clause("price", one, on) for one in contract.price]
    found += [_clause("sla", one, on) for one in contract.sla]
    found += [_clause("consequence", one, on) for one in contract.consequence]
    found += [_clause("limit", one, on) for one in contract.limit]
    return tuple(one for one in found if one is not None)


def dates_of(contract: Contract) -> Clause:
    """The days of the contract itself that an amendment may move: its end, its notice."""
    known = {"ends": contract.ends, "notice": contract.notice}
    return Clause("contract", "", {}, dates={key: day for key, day in known.items() if day is not None})


def moved(before: Clause, after: Clause, article: str) -> tuple[NewDate, ...]:
    """The days that are no longer what they were."""
    return tuple(
        NewDate(key, day, article) for key, day in after.dates.items() if before.dates.get(key) != day
    )


def _clause(table: str, entity: object, on: date) -> Clause | None:
    match entity:
        case Price() if price := entity.terms_on(on):
            if price.terms.tiers:
                tiers = tuple((tier.up_to, tier.price) for tier in price.terms.tiers)
                return Clause(table, entity.id, {}, "tiers", tiers)
            return _fields(table, entity.id, {"price": price.terms.price})
        case Sla() if sla := entity.terms_on(on):
            return _fields(table, entity.id, {"target": sla.terms.target})
        case LadderConsequence() if ladder := entity.terms_on(on):
            return _ladder(entity.id, ladder.terms.bands or ())
        case PerUnitConsequence() if each := entity.terms_on(on):
            return _fields(table, entity.id, {"amount": each.terms.amount})
        case CapLimit() if cap := entity.terms_on(on):
            return _fields(table, entity.id, {"rate": cap.terms.rate, "amount": cap.terms.amount})
    return None


def _ladder(name: str, bands: Sequence[Band]) -> Clause:
    rising = sorted(bands, key=_low)
    steps = tuple((b.below if b.below is not None else b.at_most, b.rate) for b in rising)
    upper = tuple(band.at_most is not None for band in rising[:-1])
    return Clause("consequence", name, {}, "bands", steps, upper)


def _low(band: Band) -> tuple[Decimal, bool]:
    low = band.at_least if band.at_least is not None else band.above
    return Decimal("-Infinity") if low is None else low, band.above is not None


def _fields(table: str, name: str, values: Mapping[str, Decimal | None]) -> Clause | None:
    known = {key: value for key, value in values.items() if value is not None}
    return Clause(table, name, known) if known else None


def bands_of(
    steps: Sequence[tuple[Decimal | None, Decimal]], upper: Sequence[bool]
) -> list[dict[str, Decimal]]:
    """Bands that cover every value once: each begins where the one before it ends. An edge belongs to
    the band below it where `upper` says so, else to the one above.
    """
    bands = list[dict[str, Decimal]]()
    start: dict[str, Decimal] = {}
    for (high, rate), held in zip(steps, (*upper, False), strict=True):
        end = {} if high is None else {"at_most" if held else "below": high}
        bands.append(start | end | {"rate": rate})
        start = {} if high is None else {"above" if held else "at_least": high}
    return bands


def _upper(before: Clause, after: Clause) -> tuple[bool, ...]:
    """Which edges, as typed, the band below holds: one that stood there stays as it was, one that moved
    keeps its side, one more is as the others are.
    """
    was = [(high, held) for (high, _), held in zip(before.steps, before.upper, strict=False)]
    moved_only, usual = len(before.steps) == len(after.steps), any(before.upper)
    found = list[bool]()
    for n, (high, _) in enumerate(after.steps[:-1]):
        same = next((one for one in was if one[0] == high), None)
        if same is not None:
            was.remove(same)
        held = before.upper[n] if moved_only else usual
        found.append(held if same is None else same[1])
    return tuple(found)


def tiers_of(steps: Sequence[tuple[Decimal | None, Decimal]]) -> list[dict[str, Decimal]]:
    """Tiers of a price, the last one open."""
    return [
        {"price": price} if high is None else {"up_to": high, "price": price} for high, price in steps
    ]


def changed(before: Clause, after: Clause, since: date, article: str) -> NewTerms | None:
    """What the block says: only what is no longer what it was; None when nothing is."""
    values: dict[str, Told] = {
        key: value for key, value in after.fields.items() if before.fields.get(key) != value
    }
    if after.steps != before.steps:
        bands = after.key == "bands"
        values[after.key] = (
            bands_of(after.steps, _upper(before, after)) if bands else tiers_of(after.steps)
        )
    return NewTerms(after.table, after.id, since, article, values) if values else None


def drafted(db: Database, actor: Actor, *, contract: str, amendment: Amendment) -> Drafted:
    """The contract in force with the amendment written into its text, checked. Writes nothing.

    Raises `ProblemsFoundError` with what cannot be written or is wrong once written.
    """
    actor.require(Right.READ)
    before = catalogue.contract(db, actor, ref=contract)
    with db.reading() as session:
        texts = stored.texts(session, actor.vendors, contract)
    if texts is None:
        raise catalogue.UnknownContractError(contract)
    text, refused = amended(texts.contract, amendment)
    if refused:
        raise ProblemsFoundError(refused)
    after, problems = load_contract(text, "", KNOWN)
    if after is None or stops(problems):
        raise ProblemsFoundError(problems)
    return Drafted(text, after, changes(before, after), texts.version, problems, texts.contract)


def publish(db: Database, actor: Actor, *, draft: Drafted) -> Published:
    """Puts the amended text in force, unless another version came since it was written."""
    return publishing.publish(db, actor, contract_text=draft.text, after=draft.version)


@dataclass(frozen=True, slots=True)
class Effects:
    """What an amendment does: `tried` is what it would have made of the past twelve whole months (None
    without any figure), `closed` the closed months that it reaches back to: they stay as they are, and
    `into` takes the difference.
    """

    tried: Tried | None
    closed: tuple[Month, ...] = ()
    into: Month | None = None


def effects(
    db: Database, actor: Actor, *, draft: Drafted, since: date, beside: Beside = "in_force"
) -> Effects:
    """What the draft is worth over the past twelve months, beside the contract in force, both with their
    terms of `since` (or, `own`, beside each month by the terms of its own time), and the closed months
    that it touches. Writes nothing. Raises `RefusedError`, `UnknownContractError`.
    """
    ref, last = draft.contract.ref, Month.of(catalogue.today(db)).plus(-1)
    try:
        tried = backtest.try_draft(
            db, actor, draft=draft.contract, first=last.plus(-11), last=last, since=since
        )
        tried = against(db, actor, tried=tried, beside=beside)
    except ProblemsFoundError as error:
        if [one.code for one in error.problems] != ["backtest.no_month"]:
            raise
        tried = None
    keys = [key.month for key in closed_months(db, actor, contract=ref)]
    reached = tuple(sorted(month for month in keys if month.last >= since))
    return Effects(tried, reached, first_open(keys) if reached else None)


def added(before: str, after: str) -> str:
    """The lines that an amendment writes into the text, in their order."""
    found = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(line[1:] for line in found if line[:1] == "+" and line[:3] != "+++").strip("\n")
