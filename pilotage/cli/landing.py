"""`forecast`, `landing`, `staffing`, `capacity`: what is expected, and what it takes."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pilotage.cli.frame import (
    AsOfOption,
    ContractOption,
    JsonOption,
    MonthOption,
    day_of,
    frame,
    misuse,
    month_of,
    print_json,
    say,
    table,
)
from pilotage.locale import N_, NBSP
from pilotage.periods import Window

if TYPE_CHECKING:
    from pilotage.services.capacity import CapacityWeek
    from pilotage.services.forecasts import Which
    from pilotage.services.landing import Landing, TargetLanding
    from pilotage.services.staffing import RestStaffing

commands = typer.Typer()


class Grain(StrEnum):
    """The grain of a forecast."""

    HALF_HOUR = "half_hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_From = Annotated[str, typer.Option("--from", metavar="DATE", help=N_("The first day."))]
_To = Annotated[str, typer.Option("--to", metavar="DATE", help=N_("The last day, included."))]
_By = Annotated[Grain, typer.Option("--by", help=N_("One row a half-hour, day, week or month."))]
_Version = Annotated[
    str,
    typer.Option("--version", metavar="frozen|latest|N", help=N_("Which one, frozen by default.")),
]
_Volume = Annotated[
    str,
    typer.Option("--volume", metavar="PERCENT", help=N_("Suppose another volume to come.")),
]
_Rest = Annotated[
    list[str] | None,
    typer.Option("--rest", metavar="SLA=VALUE", help=N_("Suppose what an SLA shows on the rest.")),
]


@commands.command(help=N_("The volume forecast, and how near it came."))
def forecast(
    contract: ContractOption,
    first: _From,
    last: _To,
    *,
    by: _By = Grain.DAY,
    version: _Version = "frozen",
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import forecasts

    here = frame()
    window = Window(day_of(first), day_of(last))
    if window.days < 1:
        misuse(here.t("The last day stands before the first."))
    found = forecasts.forecast(
        here.db, here.actor, contract=contract, window=window, by=by.value, version=_which(version)
    )
    near = forecasts.accuracy(
        here.db, here.actor, contract=contract, window=window, by=by.value, version=_which(version)
    )
    if as_json:
        known = forecasts.versions(here.db, here.actor, contract=contract)
        print_json(forecasts.forecast_document(contract, version, found, near, known))
        return
    t = here.t
    headers = (t("Period"), t("Stream"), t("Forecast"), t("Version"))
    rows = [
        (
            f"{row.start:%Y-%m-%d %H:%M}" if by is Grain.HALF_HOUR else f"{row.start:%Y-%m-%d}",
            row.stream,
            t.number(row.value, 1),
            t.number(row.version),
        )
        for row in found.rows
    ]
    table(headers, rows, right=(2, 3))
    for one in found.months:
        if one.late:
            late = ", ".join(str(number) for number in one.late)
            text = N_("{month}: frozen on {day}, version {n} came after.")
            say(t(text, month=one.month, day=one.frozen, n=late))
    if near.wape is not None and near.bias is not None:
        say(t("WAPE {wape}, bias {bias}.", wape=t.percent(near.wape), bias=t.percent(near.bias)))


def _which(text: str) -> Which:
    if text == "frozen":
        return "frozen"
    if text == "latest":
        return "latest"
    if text.isdecimal():
        return int(text)
    raise typer.BadParameter(f"{text}: frozen, latest, 1, 2 ...", param_hint="--version")


@commands.command(help=N_("Where the month will end, what the rest must show, the euros at stake."))
def landing(
    contract: ContractOption,
    month: MonthOption,
    *,
    volume: _Volume = "0",
    rest: _Rest = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import catalogue
    from pilotage.services import landing as landings
    from pilotage.services.landing_document import landing_document

    here = frame()
    terms = catalogue.contract(here.db, here.actor, ref=contract)
    found = landings.landing(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        as_of=day_of(as_of) if as_of else None,
        volume=_number(volume, "--volume"),
        rest=_rests(rest or [], {one.id for one in terms.sla}),
    )
    if as_json:
        print_json(landing_document(found, terms))
        return
    t = here.t
    headers = (t("SLA"), t("Target"), t("So far"), t("Likely"), t("Range"), t("Needed"), t("Amount"))
    table(headers, [_row(one, terms.currency) for one in found.targets], right=(1, 2, 3, 6))
    say(
        t(
            "Bonus and malus: {likely}, at worst {worst}, at best {best}; open days left: {n}.",
            likely=t.money(found.likely.bonus_malus, terms.currency),
            worst=t.money(found.worst.bonus_malus, terms.currency),
            best=t.money(found.best.bonus_malus, terms.currency),
            n=len(found.rest),
        )
    )
    _say_supposed(found, terms.currency)


def _row(one: TargetLanding, currency: str) -> tuple[str, ...]:
    t, seen = frame().t, one.outlook

    def shown(value: Decimal | None) -> str:
        if value is None:
            return ""
        return t.percent(value) if seen.unit == "percent" else t.number(value, 2)

    limits = f"{shown(seen.low)} – {shown(seen.high)}" if seen.low is not None else ""
    words = {
        "reached": t("reached already"),
        "impossible": t("out of reach"),
        "over": "",
        "open": shown(seen.needed.value),
    }
    return (
        f"{seen.sla} {seen.stream}".strip(),
        shown(seen.target),
        shown(seen.so_far.value),
        shown(seen.likely),
        limits,
        words[seen.needed.state],
        "" if one.likely.amount is None else t.money(one.likely.amount, currency),
    )


def _say_supposed(found: Landing, currency: str) -> None:
    if found.supposed is None:
        return
    t = frame().t
    money = t.money(found.supposed.difference, currency)
    say(t("Under that hypothesis, the invoice before tax differs by {amount}.", amount=money))


@commands.command(help=N_("The agents that a half-hour takes, by Erlang C."))
def staffing(
    calls: Annotated[str, typer.Option("--calls", help=N_("Contacts that arrive in the interval."))],
    aht: Annotated[str, typer.Option("--aht", metavar="SECONDS", help=N_("Mean handle time."))],
    target: Annotated[str, typer.Option("--target", metavar="PERCENT", help=N_("Service level wanted."))],
    within: Annotated[int, typer.Option("--within", metavar="SECONDS", help=N_("The delay promised."))],
    *,
    shrinkage: Annotated[
        str, typer.Option("--shrinkage", metavar="PERCENT", help=N_("Rostered time away from contacts."))
    ] = "0",
    minutes: Annotated[int, typer.Option("--minutes", help=N_("Length of the interval."))] = 30,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services.staffing import staffing_document
    from pilotage.staffing import agents_for

    given = {"calls": calls, "aht": aht, "target": target}
    asked = {name: _number(text, f"--{name}") for name, text in given.items()}
    away = _number(shrinkage, "--shrinkage")
    try:
        need = agents_for(
            float(asked["calls"]),
            float(asked["aht"]),
            float(asked["target"]),
            float(within),
            shrinkage=float(away),
            interval_s=60.0 * minutes,
        )
    except ValueError:
        misuse(frame().t("Durations are above zero, percentages from 0 to below 100."))
    if as_json:
        print_json(
            staffing_document(asked["calls"], asked["aht"], asked["target"], within, need, 60 * minutes)
        )
        return
    t = frame().t
    queue = need.queue
    say(t("{n} agents, {people} people on the roster.", n=need.agents, people=need.rostered))
    say(
        t(
            "Service level {level}, mean wait {wait} s, occupancy {busy}.",
            level=t.percent(Decimal(str(queue.service_level))),
            wait=t.number(Decimal(str(queue.asa_s)), 1),
            busy=t.percent(Decimal(str(queue.occupancy))),
        )
    )


@commands.command(help=N_("The staffing that the rest of the month would take, by half-hour."))
def roster(
    contract: ContractOption,
    month: MonthOption,
    *,
    sla: Annotated[str, typer.Option("--sla", metavar="ID", help=N_("The first one when absent."))] = "",
    aht: Annotated[str | None, typer.Option("--aht", help=N_("Another mean handle time."))] = None,
    shrinkage: Annotated[str | None, typer.Option("--shrinkage", help=N_("Another shrinkage."))] = None,
    target: Annotated[str | None, typer.Option("--target", help=N_("Another service level."))] = None,
    volume: _Volume = "0",
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import staffing as rosters

    here = frame()
    t = here.t
    given = {
        "aht_s": (aht, "--aht"),
        "shrinkage": (shrinkage, "--shrinkage"),
        "target": (target, "--target"),
    }
    asked = {name: None if text is None else _number(text, hint) for name, (text, hint) in given.items()}
    found = rosters.rest_staffing(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        sla=sla,
        volume=_number(volume, "--volume"),
        **asked,
    )
    if as_json:
        print_json(rosters.rest_document(contract, month_of(month), found))
        return
    if found is None:
        say(t("Not a service level with a forecast by half-hour: nothing to staff."))
        return
    _say_roster(found)


def _say_roster(found: RestStaffing) -> None:
    t, peak = frame().t, found.peak
    text = N_("{n} agents at the peak, {day} at {time}; {hours} h at work, {roster} h on the roster.")
    say(
        t(
            text,
            n=peak.need.agents,
            day=peak.start.date(),
            time=f"{peak.start:%H:%M}",
            hours=t.number(found.hours, 0),
            roster=t.number(found.rostered_hours, 0),
        )
    )


@commands.command(help=N_("The weeks to come: hours needed, ordered, planned, trained for."))
def capacity(contract: ContractOption, *, volume: _Volume = "0", as_json: JsonOption = False) -> None:
    from pilotage.services import capacity as capacities
    from pilotage.services import catalogue

    here = frame()
    terms = catalogue.contract(here.db, here.actor, ref=contract)
    asked = _number(volume, "--volume")
    found = capacities.capacity(here.db, here.actor, contract=contract, volume=asked)
    if as_json:
        print_json(capacities.capacity_document(found, terms))
        return
    t = here.t
    if not found.weeks:
        say(t("It takes a volume forecast of the weeks to come and a handle time."))
        return
    known = ("Week", "Contacts foreseen", "Hours needed", "Ordered", "Planned", "Trained", "Gap")
    headers = tuple(t(words) for words in known)
    table(headers, [_week(one) for one in found.weeks], right=(1, 2, 3, 4, 5, 6))


def _week(one: CapacityWeek) -> tuple[str, ...]:
    t = frame().t

    def hours(value: Decimal | None) -> str:
        return "" if value is None else f"{t.number(value, 0)}{NBSP}h"

    return (
        f"{one.week.first} - {one.week.last}",
        t.number(one.contacts, 0),
        *(hours(value) for value in (one.needed, one.ordered, one.scheduled, one.trained_hours, one.gap)),
    )


def _number(text: str, hint: str) -> Decimal:
    """A number with a point or a comma, or a misuse."""
    try:
        number = Decimal(text.strip().removeprefix("+").replace(",", "."))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise typer.BadParameter(f"{text}: 5, -2.5 ...", param_hint=hint)
    return number


def _rests(given: list[str], known: set[str]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for text in given:
        name, _, value = text.partition("=")
        if name not in known:
            raise typer.BadParameter(f"{name}: {', '.join(sorted(known))}", param_hint="--rest")
        found[name] = _number(value, "--rest")
    return found
