"""`kpi`, `sla`, `bill`, `explain`, `invoice`: the month's figures and why they are what they are."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from pilotage.locale import N_
from pilotage.periods import Window

if TYPE_CHECKING:
    from pilotage.trace import Step

commands = typer.Typer()


class By(StrEnum):
    """The grain of a KPI's periods."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TOTAL = "total"


_From = Annotated[str, typer.Option("--from", metavar="DATE", help=N_("The first day."))]
_To = Annotated[str, typer.Option("--to", metavar="DATE", help=N_("The last day, included."))]
_By = Annotated[By, typer.Option("--by", help=N_("One figure a day, week or month, or for the whole."))]
_Line = Annotated[
    str | None, typer.Option("--line", metavar="ID", help=N_("One line, SLA or consequence; else all."))
]
_Out = Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help=N_("Where to write it."))]


@commands.command(help=N_("The contract's KPIs over a period, with the two sums behind each."))
def kpi(
    contract: ContractOption, first: _From, last: _To, *, by: _By = By.MONTH, as_json: JsonOption = False
) -> None:
    from pilotage.services import kpis

    here = frame()
    window = Window(day_of(first), day_of(last))
    if window.days < 1:
        misuse(here.t("The last day stands before the first."))
    document = kpis.kpi_document(here.db, here.actor, contract=contract, window=window, by=by.value)
    if as_json:
        print_json(document)
        return
    t = here.t
    rows = [
        (
            row["period"],
            row["activity"] or "",
            row["stream"] or "",
            row["kpi"],
            _value(row["value"], row["unit"]) or row["status"],
            _number(row["numerator"]),
            _number(row["denominator"]),
        )
        for row in document["rows"]
    ]
    headers = ("Period", "Activity", "Stream", "KPI", "Value", "Numerator", "Denominator")
    table([t(header) for header in headers], rows, right=(4, 5, 6))


@commands.command(help=N_("The month's SLAs: target, value, status, zone, and what they are worth."))
def sla(
    contract: ContractOption, month: MonthOption, *, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    from pilotage.services import months

    here = frame()
    document = months.sla_document(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        as_of=day_of(as_of) if as_of else None,
    )
    if as_json:
        print_json(document)
        return
    _show_slas(document)


@commands.command(help=N_("The month's pre-invoice, line by line, to the cent."))
def bill(
    contract: ContractOption, month: MonthOption, *, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    from pilotage.services import months

    here = frame()
    document = months.bill_document(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        as_of=day_of(as_of) if as_of else None,
        language=here.language,
    )
    if as_json:
        print_json(document)
        return
    _show_bill(document)


@commands.command(help=N_("How an amount was reached: every step, from counters to cents."))
def explain(
    contract: ContractOption, month: MonthOption, *, line: _Line = None, as_of: AsOfOption = None
) -> None:
    from pilotage.services import catalogue, months

    here = frame()
    terms = catalogue.contract(here.db, here.actor, ref=contract)
    result = months.judged(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        as_of=day_of(as_of) if as_of else None,
    )
    from pilotage.cli.explaining import explanations

    found = [part for part in explanations(result, terms, here.t) if line in {None, part.id}]
    if not found:
        misuse(here.t("No line, SLA or consequence {name} in this month.", name=line or ""))
    for part in found:
        say(part.title)
        _show_steps(part.steps, terms.currency)
        say()


@commands.command(help=N_("Writes the month's pre-invoice as an Excel workbook."))
def invoice(contract: ContractOption, month: MonthOption, out: _Out) -> None:
    from pilotage.services import invoices

    here = frame()
    _, content = invoices.workbook(
        here.db, here.actor, contract=contract, month=month_of(month), language=here.language
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    say(here.t("The pre-invoice is in {name}.", name=str(out)))


# ---- for the eye -----------------------------------------------------------------------------


def _number(value: str | None) -> str:
    return "" if value is None else frame().t.number(Decimal(value))


def _value(value: str | None, unit: str) -> str:
    """A figure as it is read: two decimals at most, and its unit."""
    if value is None:
        return ""
    t = frame().t
    if unit == "percent":
        return t.percent(Decimal(value))
    short = t.number(Decimal(value), 2)
    return f"{short} {unit}" if unit in {"seconds", "hours"} else short


def _show_slas(document: dict[str, Any]) -> None:
    from pilotage.locale.judged import maturity_words, status_words, zone_words

    t = frame().t
    rows = [
        (
            row["id"],
            _value(row["target"], row.get("unit", "percent")),
            _value(row["value"], row.get("unit", "percent")),
            status_words(row["status"], row["zone"], t),
            zone_words(row["zone"], t),
            "" if row["amount"] is None else t.money(Decimal(row["amount"])),
            maturity_words(row["maturity"], t),
            row["clause"],
        )
        for row in document["slas"]
    ]
    headers = ("SLA", "Target", "Value", "Status", "Zone", "Amount", "Maturity", "Clause")
    table([t(header) for header in headers], rows, right=(1, 2, 5))


def _show_bill(document: dict[str, Any]) -> None:
    t = frame().t
    currency = document["currency"]

    def money(text: str) -> str:
        return t.money(Decimal(text), currency)

    rows = [
        (
            line["id"],
            line["label"],
            _number(line["quantity"]),
            _number(line["unit_price"]),
            money(line["amount"]),
        )
        for line in document["lines"]
    ]
    rows += [
        ("", t("Total before tax"), "", "", money(document["subtotal"])),
        ("", t("VAT"), "", "", money(document["vat"])),
        ("", t("Total including tax"), "", "", money(document["total"])),
    ]
    headers = ("Line", "Label", "Quantity", "Unit price", "Amount")
    table([t(header) for header in headers], rows, right=(2, 3, 4))


def _show_steps(steps: Iterable[Step], currency: str) -> None:
    from pilotage.locale.steps import rule_words

    for step in steps:
        rule, formula, result = rule_words(step, frame().t, currency)
        say(f"  {rule}: " + (f"{formula} = {result}" if formula else result))
        if str(step.source):
            say(f"      {step.source}")
