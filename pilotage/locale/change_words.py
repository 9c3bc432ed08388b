"""What a version of a contract changes, a sentence a figure: from what, to what, from when, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.contract.comparison import Change
from pilotage.contract.model import Band, Contract, Named, Tier
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.contract_edges import edges_words, unit_of
from pilotage.locale.counter_names import counter_words
from pilotage.locale.formulas import quantity
from pilotage.locale.judged import clause_words
from pilotage.locale.kpi_names import FORMULA_NAMES, variant_name

_KEYS: Mapping[str, str] = {
    "price": N_("the price"),
    "target": N_("the target"),
    "amount": N_("the amount"),
    "rate": N_("the rate"),
    "up_to": N_("the delegation"),
    "quantity": N_("the quantity"),
    "share": N_("the share"),
    "minimum_sample": N_("the least sample"),
    "round_to": N_("the rounding"),
    "ends": N_("the end of the contract"),
    "notice": N_("the notice date"),
    "starts": N_("the start of the contract"),
    "first_revision": N_("the first revision"),
    "above": N_("the threshold"),
    "until": N_("the last day"),
    "kpi": N_("the KPI"),
    "formula": N_("the formula"),
    "variant": N_("the way of counting"),
    "within_s": N_("the time allowed"),
    "within_h": N_("the time allowed"),
    "short_s": N_("the length of a short abandon"),
    "numerator": N_("what is counted"),
    "denominator": N_("what it is divided by"),
    "name": N_("the name"),
    "name_en": N_("the name in English"),
    "title": N_("the title"),
}
_BOOKS: Mapping[str, str] = {
    "accounting": N_("The accounts on which the amounts are booked change"),
    "reconciliation": N_("What an invoice may differ by changes"),
}
_MONEY = frozenset({"price", "amount", "up_to", "waived_up_to"})
_UNITS = {"within_s": "s", "short_s": "s", "within_h": "h"}
_PERCENT = frozenset({"rate", "share"})


def change_words(change: Change, contract: Contract, t: Words) -> tuple[str, ...]:
    """The sentences of one change: one for each band or tier that moves, else one in all. `contract` is
    the new version, whose documents and names are told.
    """
    told = _sentences(change, contract, t)
    return tuple(f"{text}{_when(change, contract, t)}." for text in told)


def changes_words(changes: Iterable[Change], contract: Contract, t: Words) -> tuple[str, ...]:
    """Every sentence of a comparison, in its order, none twice."""
    said = [text for change in changes for text in change_words(change, contract, t)]
    return tuple(dict.fromkeys(said))


def _when(change: Change, contract: Contract, t: Words) -> str:
    since = t(N_(" from {day} on"), day=day_words(change.since, t)) if change.since else ""
    clause = clause_words(change.source, contract) if change.source.document else ""
    return f"{since} ({clause})" if clause else since


def day_words(day: date, t: Words) -> str:
    """`1er juillet 2026`, `1 July 2026`."""
    text = t.date(day, "long").partition(" ")[2] if t.language == "fr" else f"{day:%-d %B %Y}"
    return text.replace("1 ", "1er ", 1) if t.language == "fr" and day.day == 1 else text


def _subject(change: Change, contract: Contract, t: Words) -> str:
    """Whose value it is: its name; the title of a document; the contract for its own keys."""
    listed = [one for one in getattr(contract, change.table, ()) if getattr(one, "id", None) == change.id]
    whole = () if change.key else (change.after, change.before)
    for one in (*listed, *whole):
        if isinstance(one, Named):
            return one.label(t.language)
        for key in ("title", "name", "agreed"):
            if told := getattr(one, key, ""):
                return str(told)
    return change.id or t(N_("The contract"))


def _sentences(change: Change, contract: Contract, t: Words) -> Iterator[str]:
    name, before, after = _subject(change, contract, t), change.before, change.after
    if not change.key:
        yield t(N_("{name} is new") if before is None else N_("{name} is gone"), name=name)
    elif change.key in _BOOKS:
        yield t(_BOOKS[change.key])
    elif _steps(before, Tier) and _steps(after, Tier):
        yield from _tiers(name, before, after, contract, t)
    elif _steps(before, Band) and _steps(after, Band):
        yield from _bands(name, change, contract, t)
    else:
        yield _value(name, change, contract, t)


def _steps(value: object, kind: type) -> bool:
    return isinstance(value, Sequence) and bool(value) and all(isinstance(one, kind) for one in value)


def _tiers(name: str, before: Any, after: Any, contract: Contract, t: Words) -> Iterator[str]:  # noqa: ANN401
    """The top tier by its name, any other one by its edge."""
    olds, news = ({one.up_to: one.price for one in side} for side in (before, after))
    for edge in dict.fromkeys((*olds, *news)):
        old, new = (side.get(edge) for side in (olds, news))
        if old == new:
            continue
        where = t(N_("the top tier"))
        if edge is not None:
            where = t(N_("the tier up to {edge}"), edge=edge)
        yield _moves(name, where, _money(old, contract, t), _money(new, contract, t), t)


def _bands(name: str, change: Change, contract: Contract, t: Words) -> Iterator[str]:
    """Each rate with the band that it is given for, before and after."""
    unit = _unit(change, contract)
    olds, news = (_by_rate(side, unit, t) for side in (change.before, change.after))
    for rate in dict.fromkeys((*olds, *news)):
        old, new = olds.get(rate, ""), news.get(rate, "")
        if old != new:
            where = t(N_("the band at {rate}"), rate=_rate(rate, t))
            if rate == 0:
                where = t(N_("the dead band"))
            yield _moves(name, where, old, new, t)


def _by_rate(bands: Any, unit: str, t: Words) -> dict[Decimal, str]:  # noqa: ANN401  bands of a ladder
    found: dict[Decimal, list[str]] = {}
    for band in bands:
        found.setdefault(band.rate, []).append(edges_words(band, unit, t))
    return {rate: t(N_("“{key}”"), key=t(N_(" or ")).join(texts)) for rate, texts in found.items()}


def _rate(rate: Decimal, t: Words) -> str:
    return ("+" if rate > 0 else "") + t.percent(rate, None)


def _moves(name: str, what: str, old: str, new: str, t: Words) -> str:
    if not old:
        return t(N_("{name}: {what} is set: {new}"), name=name, what=what, new=new)
    if not new:
        return t(N_("{name}: {what} is removed (it was {old})"), name=name, what=what, old=old)
    return t(N_("{name}: {what} goes from {old} to {new}"), name=name, what=what, old=old, new=new)


def _value(name: str, change: Change, contract: Contract, t: Words) -> str:
    known = _KEYS.get(change.key)
    what = t(known) if known else t(N_("“{key}”"), key=change.key)
    sides = (change.before, change.after)
    if change.table == "kpi":
        old, new = (_kpi(one, change.key, t) or _shown(one, change, contract, t) for one in sides)
    else:
        old, new = (_shown(one, change, contract, t) for one in sides)
    return _moves(name, what, old, new, t)


def _kpi(value: object, key: str, t: Words) -> str:
    """A part of a KPI's definition as a pilot says it; empty for what is said as any value is."""
    match value:
        case str() if key == "variant":
            return t(N_("“{key}”"), key=variant_name(value, t)) if value else ""
        case str() if key == "formula":
            return t(FORMULA_NAMES[value]) if value in FORMULA_NAMES else value
        case int() if key in _UNITS:
            return f"{t.number(value)}{NBSP}{_UNITS[key]}"
        case Mapping() if key in {"numerator", "denominator"}:
            terms = ((Decimal(times), counter_words(name, t)) for name, times in value.items())
            return " + ".join(
                name if times == 1 else f"{t.number(times)}{NBSP}×{NBSP}{name}" for times, name in terms
            )
    return ""


def _shown(value: object, change: Change, contract: Contract, t: Words) -> str:
    match value:
        case None:
            return ""
        case bool():
            return t(N_("yes")) if value else t(N_("no"))
        case Decimal() if change.key in _MONEY:
            return _money(value, contract, t)
        case Decimal() if change.key in _PERCENT:
            return t.percent(value, None)
        case Decimal() if change.table == "sla" and change.key == "target":
            return quantity(value, _unit(change, contract), t, contract.currency)
        case Decimal() | int():
            return t.number(value)
        case date():
            return day_words(value, t)
        case str():
            return value
        case tuple() | list():
            return ", ".join(_shown(one, change, contract, t) for one in value)
    return t(N_("as the text of the clause has it"))


def _money(value: Decimal | None, contract: Contract, t: Words) -> str:
    if value is None:
        return ""
    exponent = value.normalize().as_tuple().exponent
    return t.money(value, contract.currency, max(2, -exponent if isinstance(exponent, int) else 2))


def _unit(change: Change, contract: Contract) -> str:
    """The unit of what the clause judges."""
    slas = {one.id: one.kpi for one in contract.sla}
    if change.table == "sla":
        return unit_of(slas.get(change.id, ""), contract)[0]
    clause = next((one for one in contract.consequence if one.id == change.id), None)
    kpis = [slas[name] for name in (clause.slas if clause else ()) if name in slas]
    return unit_of(kpis[0], contract)[0] if kpis else ""
