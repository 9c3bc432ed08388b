"""What somebody types in the demo: published values of an index, deliveries on a purchase order."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from decimal import Decimal
from importlib import resources
from typing import Any

from pilotage.periods import Month
from pilotage.pricing import IndexValue, Order
from pilotage.problems import ProblemsFoundError
from pilotage.services import indices, orders
from pilotage.services.actor import Actor
from pilotage.store.database import Database


def text() -> str:
    """What is typed, as it stands in the repository."""
    return resources.files("pilotage.demo").joinpath("entered.toml").read_text(encoding="utf-8")


def enter_indices(db: Database, actor: Actor) -> None:
    """The values published before the first month; no closing finds them later."""
    for one in _told()["index"]:
        for each in one["values"]:
            period, published = Month.parse(each["period"]), each["published"]
            value = IndexValue(one["series"], period, each["value"], published, one["source"])
            with suppress(ProblemsFoundError):
                indices.add(db, actor, contract=one["contract"], value=value)


def enter_orders(db: Database, actor: Actor) -> None:
    """What was delivered in the month that runs. A delivery that is there stays."""
    for one in _told()["order"]:
        for each in one["delivered"]:
            order = Order(one["price"], one["number"], each["on"], Decimal(each["quantity"]))
            with suppress(ProblemsFoundError):
                orders.add(db, actor, contract=one["contract"], order=order)


def _told() -> dict[str, Any]:
    return tomllib.loads(text(), parse_float=Decimal)
