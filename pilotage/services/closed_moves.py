"""What becomes of closed months that somebody writes to: they stay, another takes the difference."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pilotage.periods import Month, Window
from pilotage.services import catalogue
from pilotage.services.actor import Actor
from pilotage.services.adjusting import adjustments, first_open
from pilotage.services.frozen import closed_months
from pilotage.store.database import Database


@dataclass(frozen=True, slots=True)
class ClosedMove:
    """A closed month that somebody writes to: it stays, and `into` takes the difference. `amount` is the
    whole adjustment that is proposed there now, None when nothing is.
    """

    month: Month
    into: Month
    amount: Decimal | None
    currency: str


def taker(db: Database, actor: Actor, *, contract: str, month: Month) -> Month | None:
    """The first open month, which takes what is settled of a month once that one is closed; None while it
    is open. Raises `RefusedError`.
    """
    keys = {key.month for key in closed_months(db, actor, contract=contract)}
    return first_open(keys) if month in keys else None


def closed_moves(db: Database, actor: Actor, *, contract: str, window: Window) -> tuple[ClosedMove, ...]:
    """The closed months that the window touches, with what they are adjusted by as things stand.

    Raises `RefusedError`, and `UnknownContractError` for a contract out of sight.
    """
    catalogue.data_version(db, actor, ref=contract)
    keys = {key.month for key in closed_months(db, actor, contract=contract)}
    into = first_open(keys)
    touched = [one for one in Month.of(window.first).to(Month.of(window.last)) if one in keys]
    if into is None or not touched:
        return ()
    moved = adjustments(db, actor, contract=contract, month=into)
    amounts = {one.month: one.comparison.difference for one in moved if one.proposed_in == into}
    currency = catalogue.contract(db, actor, ref=contract).currency
    return tuple(ClosedMove(one, into, amounts.get(one), currency) for one in touched)
