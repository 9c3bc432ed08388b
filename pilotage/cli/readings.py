"""`what-if` and `reading`: a month under other terms, and the vendor's own reading of it beside ours."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    MonthOption,
    frame,
    misuse,
    month_of,
    present,
    print_json,
    say,
    table,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.contract.model import Contract
    from pilotage.services.readings import VendorReading

commands = typer.Typer()

_Draft = Annotated[
    Path | None,
    typer.Option("--draft", metavar="FILE.toml", help=N_("A whole contract, with its change.")),
]
_Volume = Annotated[
    str, typer.Option("--volume", metavar="PERCENT", help=N_("Suppose another volume to come."))
]
_Variants = Annotated[
    list[str] | None,
    typer.Option(
        "--variant",
        metavar="KPI=NAME[,short_s=5]",
        help=N_("The formula by which the vendor counts a KPI."),
    ),
]
_Accept = Annotated[
    str,
    typer.Option(
        "--accept",
        metavar="all|ID,…",
        help=N_("Requests that were refused or still wait, taken as accepted."),
    ),
]
_Lines = Annotated[
    list[str] | None,
    typer.Option("--line", metavar="LINE=AMOUNT", help=N_("The vendor's own amount of a line.")),
]
_Total = Annotated[
    str | None, typer.Option("--total", metavar="AMOUNT", help=N_("The vendor's own total before tax."))
]


@commands.command("what-if", help=N_("A month not closed under a draft or another volume, in euros."))
def what_if(
    contract: ContractOption,
    month: MonthOption,
    *,
    draft: _Draft = None,
    volume: _Volume = "0",
    as_json: JsonOption = False,
) -> None:
    from pilotage.locale.changes import change_label
    from pilotage.services import what_if as service

    here = frame()
    found = service.what_if(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        draft=_read(draft),
        volume=_number(volume, "--volume"),
    )
    if as_json:
        print_json(service.what_if_document(found))
        return
    t, currency, moved = here.t, found.contract.currency, found.comparison
    if found.running:
        say(t("{month} as it will likely end, totals before tax.", month=found.month))
    else:
        say(t("{month} as it is known, totals before tax.", month=found.month))
    rows = [
        (change_label(line, found.contract, t), line.before, line.after) for line in moved.moved_lines
    ]
    rows.append((t("Total"), found.before.bill.subtotal, found.after.bill.subtotal))
    heads = (t("Line"), t("Before"), t("After"), t("Difference"))
    body = [(n, t.money(a, currency), t.money(b, currency), t.money(b - a, currency)) for n, a, b in rows]
    table(heads, body, right=(1, 2, 3))


@commands.command(help=N_("The vendor's own reading of a month beside ours, in euros by cause."))
def reading(
    contract: ContractOption,
    month: MonthOption,
    *,
    variant: _Variants = None,
    accept: _Accept = "",
    draft: _Draft = None,
    line: _Lines = None,
    total: _Total = None,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import readings

    here = frame()
    lines = _pairs(line, "--line")
    found = readings.vendor_reading(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        variants=_pairs(variant, "--variant"),
        accept="all" if accept == "all" else _numbers(accept),
        draft=_read(draft),
        lines={name: _number(value, "--line") for name, value in lines.items()},
        total=None if total is None else _number(total, "--total"),
    )
    if as_json:
        print_json(readings.reading_document(found))
        return
    _told(found)


def _told(found: VendorReading) -> None:
    from pilotage.locale.readings import cause_words, unexplained_words

    t, currency = frame().t, found.ours.bill.currency
    rows = [(t("Our reading"), found.ours.bill.subtotal)]
    rows += [
        (cause_words(one.cause, one.subject, one.variant, found.contract, t), one.difference)
        for one in found.steps
    ]
    rows += [(unexplained_words(one.line, t), one.difference) for one in found.unexplained]
    rows.append((t("The vendor's reading"), found.claimed))
    say(t("{contract}, {month}: totals before tax.", contract=found.contract.ref, month=found.month))
    table((t("Cause"), t("Amount")), [(n, t.money(a, currency)) for n, a in rows], right=(1,))


def _read(draft: Path | None) -> Contract | None:
    from pilotage.services import backtest

    if draft is None:
        return None
    present(draft)
    return backtest.read_draft(draft.read_text(encoding="utf-8-sig"), str(draft))[0]


def _pairs(texts: list[str] | None, option: str) -> dict[str, str]:
    found = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not value:
            misuse(f"{option}: {text}")
        found[name] = value
    return found


def _numbers(text: str) -> tuple[int, ...]:
    named = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() for part in named):
        misuse(f"--accept: {text}")
    return tuple(int(part) for part in named)


def _number(text: str, option: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        misuse(f"{option}: {text}")
    if not value.is_finite():
        misuse(f"{option}: {text}")
    return value
