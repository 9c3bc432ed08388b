"""Who would have been where: SLAs by zone over the months of a back-test, and a draft on every vendor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from pilotage.contract.model import Contract
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError
from pilotage.services import backtest, catalogue
from pilotage.services.actor import Actor
from pilotage.services.backtest import Tried
from pilotage.services.catalogue import ContractCard
from pilotage.sla import Zone
from pilotage.store.database import Database

Beside = Literal["in_force", "own"]


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many months an SLA stood in each zone, as signed and under the draft; a month without a
    bonus or malus of its own counts in none.
    """

    sla: str
    before: Mapping[Zone, int]
    after: Mapping[Zone, int]

    @property
    def moved(self) -> bool:
        return self.before != self.after


def spread(tried: Tried) -> tuple[Spread, ...]:
    """Every SLA that has a bonus or malus of its own on either side, in the order of the draft."""
    before, after = dict[str, Counter[Zone]](), dict[str, Counter[Zone]]()
    for place in backtest.places(tried):
        for side, zone in ((before, place.before), (after, place.after)):
            counted = side.setdefault(place.sla, Counter())
            if zone is not None:
                counted[zone] += 1
    return tuple(Spread(sla, before[sla], after[sla]) for sla in before if before[sla] or after[sla])


def against(db: Database, actor: Actor, *, tried: Tried, beside: Beside) -> Tried:
    """A draft beside the contract in force, both under their terms of the same day (`in_force`: what
    earlier documents changed is not the draft's doing), or as it was tried, beside each month by the
    terms of its own time (`own`). Raises `RefusedError`, `UnknownContractError`.
    """
    if beside == "own":
        return tried
    signed = backtest.try_draft(
        db,
        actor,
        draft=catalogue.contract(db, actor, ref=tried.contract.ref),
        first=tried.months[0].month,
        last=tried.months[-1].month,
        since=tried.since,
    )
    kept = {one.month: one.draft for one in signed.months}
    months = tuple(replace(one, current=kept[one.month]) for one in tried.months)
    return replace(tried, months=months)


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor on whose months the draft was tried; `tried` is None with the reason when it could not."""

    card: ContractCard
    tried: Tried | None
    problems: tuple[Problem, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        return None if self.tried is None else self.tried.difference

    @property
    def moved(self) -> tuple[Month, ...]:
        """The months whose total the draft moves."""
        return tuple(one.month for one in self.tried.months if one.difference) if self.tried else ()


def across(
    db: Database,
    actor: Actor,
    *,
    draft: Contract,
    first: Month,
    last: Month,
    since: date | None = None,
) -> tuple[Vendor, ...]:
    """The draft on every contract in sight, each at its own prices; its own contract first.

    Raises `RefusedError`.
    """
    cards = catalogue.contracts(db, actor)
    found = []
    for card in sorted(cards, key=lambda one: one.ref != draft.ref):
        try:
            tried = backtest.try_draft(
                db, actor, draft=draft, first=first, last=last, ref=card.ref, since=since
            )
            found.append(Vendor(card, tried))
        except ProblemsFoundError as error:
            found.append(Vendor(card, None, tuple(error.problems)))
    return tuple(found)
