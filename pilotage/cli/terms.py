"""`index` and `order`: the published values that revise prices, and what orders delivered."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    day_of,
    frame,
    misuse,
    month_of,
    print_json,
    say,
    table,
)
from pilotage.locale import N_

index = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
order = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_Series = Annotated[
    str, typer.Argument(metavar="SERIES", help=N_("The series, as the contract names it."))
]
_Period = Annotated[str, typer.Argument(metavar="YYYY-MM", help=N_("The month that the value is for."))]
_Value = Annotated[str, typer.Argument(metavar="VALUE", help=N_("The value, with a point."))]
_Source = Annotated[str, typer.Option("--source", metavar="TEXT", help=N_("Where it was published."))]
_Published = Annotated[
    str | None,
    typer.Option("--published", metavar="DATE", help=N_("The day it was published; today when absent.")),
]
_Price = Annotated[str, typer.Argument(metavar="PRICE", help=N_("The price of the catalogue."))]
_Number = Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The purchase order."))]
_Quantity = Annotated[
    str, typer.Argument(metavar="QUANTITY", help=N_("How many acts, or the amount of a cost."))
]
_On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help=N_("The day of delivery; today when absent.")),
]
_KEYS = ("series", "period", "value", "published", "source")


@index.command(
    "add", help=N_("Keeps a published value with its source; a correction has its own publication date.")
)
def index_add(
    series: _Series,
    period: _Period,
    value: _Value,
    contract: ContractOption,
    *,
    source: _Source,
    published: _Published = None,
) -> None:
    from pilotage.pricing import IndexValue
    from pilotage.services import catalogue, indices

    here = frame()
    day = day_of(published) if published else catalogue.today(here.db)
    entered = IndexValue(series, month_of(period), _number(value), day, source)
    indices.add(here.db, here.actor, contract=contract, value=entered)
    say(here.t("{series} {period}: {value} is kept.", series=series, period=period, value=value))


@index.command("list", help=N_("The values kept, by series."))
def index_list(contract: ContractOption, *, as_json: JsonOption = False) -> None:
    from pilotage.services import indices

    here = frame()
    found = indices.values(here.db, here.actor, contract=contract)
    rows = [
        (one.series, str(one.period), f"{one.value:f}", one.published.isoformat(), one.source)
        for one in found
    ]
    if as_json:
        documents = [dict(zip(_KEYS, row, strict=True)) for row in rows]
        print_json({"contract": contract, "values": documents})
        return
    t = here.t
    headers = (t("Series"), t("Period"), t("Value"), t("Published on"), t("Source"))
    table(headers, rows, right=(2,))


@order.command(
    "add",
    help=N_("Keeps what was delivered under a purchase order; below zero, it corrects what was kept."),
)
def order_add(
    price: _Price, number: _Number, quantity: _Quantity, contract: ContractOption, *, on: _On = None
) -> None:
    from pilotage.pricing import Order
    from pilotage.services import catalogue, orders

    here = frame()
    day = day_of(on) if on else catalogue.today(here.db)
    delivered = Order(price, number, day, _number(quantity))
    orders.add(here.db, here.actor, contract=contract, order=delivered)
    say(here.t("{number}: {quantity} of {price} is kept.", number=number, quantity=quantity, price=price))


@order.command("list", help=N_("The deliveries kept."))
def order_list(contract: ContractOption, *, as_json: JsonOption = False) -> None:
    from pilotage.services import orders

    here = frame()
    found = orders.deliveries(here.db, here.actor, contract=contract)
    rows = [(one.price, one.purchase_order, one.on.isoformat(), f"{one.quantity:f}") for one in found]
    if as_json:
        keys = ("price", "order", "on", "quantity")
        print_json({"contract": contract, "orders": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    t = here.t
    table((t("Price"), t("Order"), t("Delivered on"), t("Quantity")), rows, right=(3,))


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        misuse(frame().t("“{read}” is not a number.", read=text))
