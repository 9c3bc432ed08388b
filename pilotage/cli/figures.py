"""`kpi`, `sla`, `bill`, `explain`, `invoice`: the month's figures and why they are what they are."""

from __future__ import annotations

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
    problem_documents,
    say,
    show_problems,
    table,
)
from pilotage.locale import N_, NBSP
from pilotage.periods import Month, Window

if TYPE_CHECKING:
    from pilotage.billing import Bill
    from pilotage.contract.model import Contract
    from pilotage.judgement import MonthResult
    from pilotage.pricing import Line
    from pilotage.services.kpis import KpiRow
    from pilotage.sla import Occurrence, SlaResult

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
    found = kpis.kpi_rows(
        here.db, here.actor, contract=contract, window=window, by=by.value, each_stream=True
    )
    if as_json:
        print_json({"contract": contract, "rows": [kpi_document(row, by) for row in found]})
        return
    from pilotage.locale.judged import reason_words

    t = here.t
    rows = [
        (
            _period(row.period, by),
            row.activity,
            row.stream,
            row.kpi,
            _shown(row) or reason_words(row.figure.reason, t, row.figure.missing),
            _number(row.figure.numerator),
            _number(row.figure.denominator),
        )
        for row in found
    ]
    headers = (
        t("Period"),
        t("Activity"),
        t("Stream"),
        t("KPI"),
        t("Value"),
        t("Numerator"),
        t("Denominator"),
    )
    table(headers, rows, right=(4, 5, 6))


@commands.command(help=N_("The month's SLAs: target, value, status, zone, and what they are worth."))
def sla(
    contract: ContractOption, month: MonthOption, *, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    from pilotage.services import months

    result, terms = _judged(contract, month, as_of)
    if as_json:
        problems = problem_documents(result.problems, frame().t)
        print_json({**months.sla_document(result, terms), "problems": problems})
    else:
        _show_slas(result, terms)
        show_problems(result.problems)


@commands.command(help=N_("The month's pre-invoice, line by line, to the cent."))
def bill(
    contract: ContractOption, month: MonthOption, *, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    from pilotage.services import months

    result, terms = _judged(contract, month, as_of)
    if as_json:
        problems = problem_documents(result.problems, frame().t)
        print_json({**months.bill_document(result, terms, frame().language), "problems": problems})
    else:
        _show_bill(result.bill, terms)
        show_problems(result.problems)


@commands.command(help=N_("How an amount was reached: every step, from counters to cents."))
def explain(
    contract: ContractOption, month: MonthOption, *, line: _Line = None, as_of: AsOfOption = None
) -> None:
    from pilotage.cli.explaining import explanation
    from pilotage.services import invoices

    here = frame()
    result, terms = _judged(contract, month, as_of)
    behind = invoices.files_behind(here.db, here.actor, contract=contract, result=result)
    names = {number: file.name for number, file in behind.items()}
    told = explanation(result, terms, here.t, line, names)
    if not told:
        misuse(here.t("No line, SLA or consequence {name} in this month.", name=line or ""))
    for text in told:
        say(text)


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


def _judged(contract: str, month: str, as_of: str | None) -> tuple[MonthResult, Contract]:
    """The month that a command is about, and the contract that it was judged under."""
    from pilotage.services import months

    here = frame()
    day = day_of(as_of) if as_of else None
    result = months.judged(here.db, here.actor, contract=contract, month=month_of(month), as_of=day)
    return result, months.terms_of_month(here.db, here.actor, result=result)


def kpi_document(row: KpiRow, by: By) -> dict[str, Any]:
    """A figure as one JSON object; `status` is `measured`, or `not_measured` with its `reason`. `n`,
    `low` and `high` are the sample of a survey or of monitored contacts and its interval at 95 %.
    """
    figure, interval = row.figure, row.figure.interval
    return {
        "period": _period(row.period, by),
        "activity": row.activity,
        "stream": row.stream or None,
        "kpi": row.kpi,
        "value": _text(figure.value),
        "unit": figure.unit,
        "numerator": _text(figure.numerator),
        "denominator": _text(figure.denominator),
        "estimated": figure.estimated,
        "typed": figure.typed,
        "maturity": "provisional" if row.provisional else "final",
        "n": _text(figure.sample),
        "low": _text(interval.low if interval else None),
        "high": _text(interval.high if interval else None),
        "status": "not_measured" if figure.value is None else "measured",
        "reason": figure.reason,
        "target": _text(row.target),
    }


def _period(window: Window, by: By) -> str:
    """`2026-10-05`, `2026-W41`, `2026-10`, or first and last day: `2026-10-01/2026-10-31`."""
    match by:
        case By.DAY:
            return window.first.isoformat()
        case By.WEEK:
            year, week, _ = window.first.isocalendar()
            return f"{year}-W{week:02d}"
        case By.MONTH:
            return str(Month.of(window.first))
    return f"{window.first}/{window.last}"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


# ---- for the eye -----------------------------------------------------------------------------


def _number(value: Decimal | None) -> str:
    """All the decimals that can be read, dots where there are more."""
    from pilotage.locale.formulas import figure

    return "" if value is None else figure(value, frame().t)


_UNITS = {"seconds": f"{NBSP}s", "hours": f"{NBSP}h"}


def _value(value: Decimal | None, unit: str, *, estimated: bool = False, typed: bool = False) -> str:
    """A figure as it is read: two decimals at most, its unit, and where it does not come from counts."""
    if value is None:
        return ""
    t = frame().t
    shown = t.percent(value) if unit == "percent" else t.number(value, 2) + _UNITS.get(unit, "")
    shown = t("{volume}, estimated", volume=shown) if estimated else shown
    return t("{volume}, typed in", volume=shown) if typed else shown


def _shown(row: KpiRow) -> str:
    """A KPI as it is read: with its sample, and all that keeps it from being a plain final figure."""
    from pilotage.locale.samples import sample_words

    figure, t = row.figure, frame().t
    shown = _value(figure.value, figure.unit)
    marks = [
        word
        for word, said in (
            (sample_words(figure, t), figure.value is not None),
            (t("estimated"), figure.estimated),
            (t("typed in"), figure.typed),
            (t("provisional"), row.provisional),
        )
        if said and word
    ]
    return ", ".join((shown, *marks)) if shown else ""


def _show_slas(result: MonthResult, terms: Contract) -> None:
    from pilotage.locale.judged import stream_name

    t = frame().t
    rows = []
    for judged in result.slas:
        each = judged.occurrences if len(judged.occurrences) > 1 else ()
        rows.append(_sla_row(judged, None, result, terms))
        rows += [
            (f"  {stream_name(found.stream, terms, t)}", *_sla_row(judged, found, result, terms)[1:])
            for found in each
        ]
    headers = (
        t("SLA"),
        t("Target"),
        t("Value"),
        t("Status"),
        t("Zone"),
        t("Amount"),
        t("Maturity"),
        t("Clause"),
    )
    table(headers, rows, right=(1, 2, 5))


def _sla_row(
    judged: SlaResult, one: Occurrence | None, result: MonthResult, terms: Contract
) -> tuple[str, ...]:
    """An SLA over the month, or one of its streams when it is judged stream by stream."""
    from pilotage.locale.judged import clause_words, maturity_words, name_of, status_words, zone_words
    from pilotage.services.months import worth

    t = frame().t
    kinds = frozenset({"ladder", "per_unit"})
    own = worth(result, judged.id, one.stream if one else None, kinds)
    shown = one or judged
    figures = [found.figure for found in ((one,) if one else judged.occurrences)]
    estimated, typed = (any(getattr(f, mark) for f in figures) for mark in ("estimated", "typed"))
    return (
        name_of(judged.id, terms, t, ("sla",)),
        _value(judged.target, judged.unit),
        _value(shown.value, judged.unit, estimated=estimated, typed=typed),
        status_words(shown.status, own.zone, t),
        zone_words(own.zone, t),
        "" if own.amount is None else t.money(own.amount, terms.currency),
        maturity_words(judged.maturity, t),
        clause_words(judged.source, terms),
    )


def _show_bill(bill: Bill, terms: Contract) -> None:
    from pilotage.locale.judged import line_label, vat_words

    t = frame().t

    def money(amount: Decimal) -> str:
        return t.money(amount, bill.currency)

    rows = [
        (
            line.id,
            line_label(line, terms, t),
            money(line.quantity) if line.unit == "base" else _number(line.quantity),
            _price(line, bill.currency),
            money(line.amount),
        )
        for line in bill.lines
    ]
    rows += [
        ("", t("Total before tax"), "", "", money(bill.subtotal)),
        *(
            ("", vat_words(vat.treatment, vat.rate, t), "", "", money(vat.amount))
            for vat in bill.vat_lines
        ),
        ("", t("Total including tax"), "", "", money(bill.total)),
    ]
    table((t("Line"), t("Label"), t("Quantity"), t("Unit price"), t("Amount")), rows, right=(2, 3, 4))


def _price(line: Line, currency: str) -> str:
    """A unit price in money, or the rate of a base in percent."""
    from pilotage.locale.formulas import quantity

    t = frame().t
    if line.unit == "base":
        return t.percent(line.unit_price * 100, None)
    return quantity(line.unit_price, "currency", t, currency)
