"""How a committee runs: what the contract imposes over what the house does (`house.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path

from pydantic import Field

from pilotage.committee.model import CommitteeType, ItemKind
from pilotage.committee.series import Every, Series, Shift
from pilotage.contract.base import Closed, Identifier, Text, Whole
from pilotage.contract.committees import AgendaItem, Committee, Participant, Quorum, Weekday
from pilotage.contract.model import Contract
from pilotage.periods import DAY, Month, Window, week_of


class ItemRule(Closed):
    """An item of the template, proposed when the month calls for it, or always when `mandatory`.

    `formulas` are the KPIs of the catalogue that it shows; a `confidential` one leaves the shared screen
    and what the vendor receives.
    """

    kind: AgendaItem
    minutes: Whole = Field(gt=0, le=240)
    mandatory: bool = False
    confidential: bool = False
    formulas: tuple[Identifier, ...] = ()


class Template(Closed):
    """What one type of committee looks at, who sits, what must be ready by when. `prefix` numbers its
    decisions and actions; the days are working days, as in `pilotage.contract.committees.Committee`.
    """

    prefix: Text
    every: Every = "month"
    weekday: Weekday = "tue"
    working_day: Whole = Field(default=10, ge=1)
    rule: str = ""
    at: str = Field(default="10:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    place: str = ""
    shift: Shift = "next"
    duration_min: Whole = Field(gt=0)
    participants: tuple[Participant, ...] = ()
    quorum: Quorum = Quorum()
    items: tuple[ItemRule, ...] = ()
    inputs: tuple[Text, ...] = ()
    outputs: tuple[Text, ...] = ()
    agenda_days: Whole = 2
    proposals_days: Whole = 3
    minutes_days: Whole = 1
    tacit_days: Whole | None = None
    source: str = ""

    def kinds(self) -> tuple[ItemKind, ...]:
        """The kinds of its items, in the order of the agenda."""
        return tuple(ItemKind(item.kind) for item in self.items)


@dataclass(frozen=True, slots=True)
class Imposed:
    """A committee of a contract: the clause that imposes it, None where the house alone holds it."""

    template: Template
    clause: Committee | None = None


@cache
def house() -> dict[CommitteeType, Template]:
    """The templates of the house, by type of committee."""
    tables = tomllib.loads((Path(__file__).parent / "house.toml").read_text("utf-8"))
    return {CommitteeType(name): Template(**table) for name, table in tables.items()}


def template_for(contract: Contract, committee: CommitteeType, edited: Template | None = None) -> Imposed:
    """How the contract holds the committee: its own terms first, then the client's `edited` template,
    else the house's. An item that the contract makes mandatory is on every agenda, with the minutes of
    the template, or 10 where it has none.
    """
    base = edited or house()[committee]
    clause = next((one for one in contract.committee if one.type == committee), None)
    if clause is None:
        return Imposed(base)
    own = {name: getattr(clause, name) for name in _OWN if name in clause.model_fields_set}
    return Imposed(base.model_copy(update={**own, "items": _items(base, clause)}), clause)


_OWN = (
    *("every", "weekday", "working_day", "rule", "at", "place", "shift", "duration_min", "participants"),
    *("quorum", "inputs", "outputs", "agenda_days", "proposals_days", "minutes_days", "tacit_days"),
    "source",
)


def _items(base: Template, clause: Committee) -> tuple[ItemRule, ...]:
    wanted = set(clause.mandatory)
    kept = tuple(
        item.model_copy(update={"mandatory": True}) if item.kind in wanted else item
        for item in base.items
    )
    there = {item.kind for item in base.items}
    added = (ItemRule(kind=k, minutes=10, mandatory=True) for k in clause.mandatory if k not in there)
    return (*kept, *added)


def about_of(template: Template, month: Month, held_on: date) -> Window:
    """The days whose figures a meeting looks at: the week before it when it is weekly, else the months
    of its cadence that end with `month`.
    """
    if template.every == "week" and not template.rule:
        return week_of(held_on - DAY * 7)
    return Window(month.plus(1 - _MONTHS.get(template.every, 1)).first, month.last)


_MONTHS = {"quarter": 3, "half_year": 6}


def series_of(contract: Contract, committee: CommitteeType, edited: Template | None = None) -> Series:
    """When the committee comes back, on the working days of the client and of the vendor."""
    imposed = template_for(contract, committee, edited)
    held = imposed.template
    hour, minute = map(int, held.at.split(":"))
    countries = dict.fromkeys((contract.calendar.country, contract.entity.country))
    return Series(
        contract=contract.ref,
        id=imposed.clause.id if imposed.clause else committee.value,
        type=committee,
        starts=contract.starts,
        ends=contract.ends,
        every=held.every,
        weekday=held.weekday,
        working_day=held.working_day,
        rule=held.rule,
        at=time(hour, minute),
        minutes=held.duration_min,
        shift=held.shift,
        countries=tuple(countries),
        roles=tuple(seat.role for seat in held.participants if seat.side == "client"),
    )
