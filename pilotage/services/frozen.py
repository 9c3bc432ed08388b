"""Closed months judged again, from what their closing froze and from nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd

from pilotage.contract.model import Contract
from pilotage.contract.references import Holder
from pilotage.controls.zeros import Unfilled, without
from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.counters.joining import joined
from pilotage.forecasting import Expected, with_days
from pilotage.judgement import MonthInputs, MonthResult, judge, reach
from pilotage.money import ZERO
from pilotage.periods import Month, Window
from pilotage.pricing import IndexValue, Order
from pilotage.problems import Problem, Severity
from pilotage.services import catalogue, corrections, entered, relieved, slots
from pilotage.services.actor import Actor
from pilotage.services.catalogue import Counted
from pilotage.sources import refer
from pilotage.store import closings
from pilotage.store import contracts as stored
from pilotage.store.closings import ClosedKey
from pilotage.store.database import Database
from pilotage.store.tables import Closing


def closed_months(
    db: Database, actor: Actor, *, contract: str, on: date | None = None
) -> tuple[ClosedKey, ...]:
    """The months that were closed on that day (now when None), in the order of their closings: not those
    that were reopened by then.
    """
    with db.reading() as session:
        keys = closings.every(session, actor.vendors, contract)
    return tuple(key for key in keys if (key.stood_on(on) if on else key.reopened_on is None))


def terms_of(db: Database, actor: Actor, *, contract: str, version: int) -> Contract:
    """The contract as a version has it. Raises `UnknownContractError`."""
    with db.reading() as session:
        texts = stored.texts(session, actor.vendors, contract, version)
    if texts is None:
        raise catalogue.UnknownContractError(contract)
    return catalogue.contract_of(texts.contract)


@lru_cache(maxsize=512)
def frozen(db: Database, actor: Actor, contract: str, key: ClosedKey) -> MonthResult:
    """The closed month, judged under the version, on the rows, on the day and after the months of its
    closing. A problem says so when it does not come to the same, to the last step: the rules of this
    version of Pilotage are then not those of the closing.
    """
    closing, rows, before = _kept(db, actor, contract, key)
    earlier = tuple(one for one in before if one.stood_for(key.number))
    result = judge_closing(db, actor, closing, rows, earlier)
    if fingerprint(result) != closing.result_sha256:
        params = (("contract", contract), ("month", str(key.month)))
        differs = Problem("closing.differs", Severity.WARNING, params=params)
        result = replace(result, problems=(*result.problems, differs))
    return replace(result, closed_on=closing.closed_on)


def _kept(
    db: Database, actor: Actor, contract: str, key: ClosedKey
) -> tuple[Closing, CounterTable, tuple[ClosedKey, ...]]:
    """An edition of a closing, its rows, and every closing of the contract."""
    with db.reading() as session:
        asked = session, actor.vendors, contract
        closing = closings.get(*asked, key.month, key.edition)
        rows, keys = closings.counter_table(*asked, key.month, key.edition), closings.every(*asked)
    if closing is None:
        raise catalogue.UnknownContractError(contract)
    return closing, rows, keys


def judge_closing(
    db: Database, actor: Actor, closing: Closing, rows: CounterTable, earlier: tuple[ClosedKey, ...]
) -> MonthResult:
    """The month as its closing has it, on its frozen `rows` and after the months closed before it. Those
    that were still open had no figures then, since closings go in order.
    """
    ref, version, month = closing.contract, closing.contract_version, Month.parse(closing.month)
    terms = terms_of(db, actor, contract=ref, version=version)
    known = {key.month: key for key in earlier}
    begins, since = first_month(terms, month), min([closing.closed_on, *(k.closed_on for k in earlier)])
    figures = min([*known, month])
    data = catalogue.data_version(db, actor, ref=ref)
    values, _ = entered.from_facts(closing.facts)
    given = _Entered(values, entered.earlier_from_facts(closing.facts))
    history = _without_figures(db, actor, ref, data, version, begins, figures.plus(-1), since, given)
    for past in max(begins, figures).to(month.plus(-1)):
        if past in known:
            history += (frozen(db, actor, ref, known[past]),)
        else:
            history += (judge(MonthInputs(terms, past, _nothing(), since, history)),)
    inputs = _reaching(db, actor, _frozen_inputs(terms, closing, rows), earlier)
    return judge(replace(inputs, history=history))


def closed_inputs(db: Database, actor: Actor, contract: str, key: ClosedKey) -> MonthInputs:
    """What a closed month was judged on, without the months before it: to judge it otherwise."""
    closing, rows, before = _kept(db, actor, contract, key)
    terms = terms_of(db, actor, contract=contract, version=closing.contract_version)
    earlier = tuple(one for one in before if one.stood_for(key.number))
    return _reaching(db, actor, _frozen_inputs(terms, closing, rows), earlier)


def _reaching(
    db: Database, actor: Actor, inputs: MonthInputs, earlier: tuple[ClosedKey, ...]
) -> MonthInputs:
    """The inputs with the counters of the months before that its windows sum, as they were closed."""
    terms, month = inputs.contract, inputs.month
    known = {key.month: key for key in earlier}
    first = reach(terms, month).counters
    months = [one for one in first.to(month.plus(-1)) if one in known]
    before = [(one, closed_table(db, actor, terms.ref, known[one])) for one in months]
    return replace(inputs, counters=joined([*before, (month, inputs.counters)])) if before else inputs


@lru_cache(maxsize=64)
def closed_table(db: Database, actor: Actor, contract: str, key: ClosedKey) -> CounterTable:
    """The counters of a closed month alone, as its closing has them."""
    closing, rows, _ = _kept(db, actor, contract, key)
    terms = terms_of(db, actor, contract=contract, version=closing.contract_version)
    return _believed(rows, terms, closing.facts)


def _frozen_inputs(terms: Contract, closing: Closing, rows: CounterTable) -> MonthInputs:
    """The month as its closing has it: terms, rows, day, and what was decided by then."""
    table = _believed(rows, terms, closing.facts)
    relief, agreed = relieved.from_facts(closing.facts)
    values, orders = entered.from_facts(closing.facts)
    return MonthInputs(
        terms,
        Month.parse(closing.month),
        table,
        closing.closed_on,
        half_hours=slots.thawed(closing.facts.get("half_hours")),
        relief=relief,
        agreed=agreed,
        index_values=values,
        orders=orders,
        corrections=corrections.from_facts(closing.facts),
    )


def decided_facts(inputs: MonthInputs, earlier: Sequence[Order] = ()) -> dict[str, Any]:
    """What was decided and settled, and the half-hours that were read for it, as a closing keeps them;
    `earlier` are the orders of the months before the first figures.
    """
    rows = slots.frozen_rows(inputs.half_hours)
    found = relieved.as_facts(inputs.relief, inputs.agreed)
    found |= entered.as_facts(inputs.index_values, inputs.orders, earlier)
    found |= corrections.as_facts(inputs.corrections)
    return found if rows is None else {**found, "half_hours": rows}


def facts_of(
    found: Counted,
    live: CounterTable,
    unfilled: Iterable[Unfilled],
    window: Window,
    agreed: Iterable[Expected] | None = None,
) -> dict[str, Any]:
    """What is held of the rows of a month beside their figures, as JSON. `live` is the table that was
    judged, made of those `found`; `agreed` the forecast that a KPI is held against, where the contract
    freezes one: it goes before the days that finer grains made of longer periods.
    """
    there = set(found.table.frame["batch"].tolist())
    return {
        **(_refined_days(found, live) if agreed is None else {"forecast": _as_days(agreed)}),
        "typed": sorted(found.table.typed & there),
        "client": sorted(n for n, holder in found.holders.items() if holder == "client" and n in there),
        "refused": {str(n): sorted(names) for n, names in sorted(live.refused.items()) if n in there},
        "unfilled": unfilled_days(unfilled, window),
    }


def _refined_days(found: Counted, live: CounterTable) -> dict[str, Any]:
    """The days of forecast that were made for the streams whose longer periods were refined: they stand
    below the rows that came, which have lost theirs.
    """
    came = len(found.table.frame)
    made = live.frame.iloc[came:]
    if not len(made):
        return {}
    above = live.frame.iloc[:came]
    kept = set(above.loc[above["forecast"].notna(), "stream"])
    columns = (made[name].tolist() for name in ("stream", "start", "forecast", "batch"))
    days = (
        Expected(stream, start.to_pydatetime(), int(value), "day", int(batch))
        for stream, start, value, batch in zip(*columns, strict=True)
    )
    return {"forecast": _as_days(days), "refined": sorted(set(above["stream"]) - kept)}


def _as_days(days: Iterable[Expected]) -> list[list[Any]]:
    return [[one.stream, one.start.isoformat(), one.value, one.stated, one.version] for one in days]


def unfilled_days(unfilled: Iterable[Unfilled], window: Window) -> list[dict[str, Any]]:
    """The days of zeros of the window that nobody filled, as JSON."""
    return [
        {
            "activity": one.activity,
            "streams": sorted(one.streams),
            "counter": one.counter,
            "days": [day.isoformat() for day in one.days if day in window],
        }
        for one in unfilled
        if any(day in window for day in one.days)
    ]


def _believed(rows: CounterTable, terms: Contract, facts: Mapping[str, Any]) -> CounterTable:
    """The rows as `catalogue.counters` would give them with these facts."""
    holders: dict[int, Holder] = dict.fromkeys(facts["client"], "client")
    refused = {int(n): frozenset(names) for n, names in facts.get("refused", {}).items()}
    known = replace(rows, typed=frozenset(facts["typed"]), refused=refused)
    table = refer(known, terms, holders)
    zeros = (
        Unfilled(
            activity=one["activity"],
            streams=frozenset(one["streams"]),
            counter=one["counter"],
            days=tuple(date.fromisoformat(day) for day in one["days"]),
            filled=None,
            expected=ZERO,
            tail=False,
        )
        for one in facts["unfilled"]
    )
    table = without(table, zeros)
    if "forecast" not in facts:
        return table
    days = [
        Expected(stream, datetime.fromisoformat(start), value, stated, version)
        for stream, start, value, stated, version in facts["forecast"]
    ]
    return with_days(table, days, facts.get("refined"))


class _Entered(NamedTuple):
    """What a closing froze that also counts in the months before the first figure."""

    values: tuple[IndexValue, ...]
    orders: tuple[Order, ...]


@lru_cache(maxsize=64)
def _without_figures(
    db: Database,
    actor: Actor,
    ref: str,
    _data_version: int,
    version: int,
    first: Month,
    last: Month,
    day: date,
    given: _Entered,
) -> tuple[MonthResult, ...]:
    """The months before the first figure: a monthly fee or an order is due, and counts in a yearly base.

    Kept by data version: a copy that is put back may hold another text of that version.
    """
    terms = terms_of(db, actor, contract=ref, version=version)
    history: tuple[MonthResult, ...] = ()
    for month in first.to(last):
        inputs = MonthInputs(terms, month, _nothing(), day, history)
        ordered = tuple(one for one in given.orders if one.on in month.window)
        history += (judge(replace(inputs, index_values=given.values, orders=ordered)),)
    return history


def _nothing() -> CounterTable:
    return CounterTable(pd.DataFrame(columns=list(KEY_COLUMNS)).astype({"start": "datetime64[s]"}))


def first_month(contract: Contract, month: Month) -> Month:
    """The first month whose result `month` depends on: itself when nothing reads the months before."""
    return reach(contract, month).results


def reads_history(contract: Contract) -> bool:
    """Whether a month depends on those before it, by its clauses or by windows longer than a month."""
    months = Month.of(contract.starts).plus(24).to(Month.of(contract.starts).plus(35))
    return any(min(reach(contract, month)[:2]) < month for month in months)


def fingerprint(result: MonthResult) -> str:
    """SHA-256 of every figure and step of a judged month. What only a later version of Pilotage tells,
    and has its usual value here, counts for nothing.
    """
    text = json.dumps(_plain(replace(result, closed_on=None)), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401  any value of a result
    if is_dataclass(value) and not isinstance(value, type):
        told = ((one.name, getattr(value, one.name), one) for one in fields(value))
        return {name: _plain(own) for name, own, one in told if _counts(one) and own != _usual(one)}
    if isinstance(value, dict):
        return {str(key): _plain(own) for key, own in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(own) for own in value]
    if isinstance(value, set | frozenset):
        return sorted(str(own) for own in value)
    return value if value is None or isinstance(value, bool | int) else str(value)


def _counts(field: Any) -> bool:  # noqa: ANN401  a field of a dataclass
    """Whether a field tells a figure, and not only why it is what it is."""
    return bool(field.metadata.get("fingerprint", True))


def _usual(field: Any) -> Any:  # noqa: ANN401  a field of a dataclass and its default
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING
