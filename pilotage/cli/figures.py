"""`sla`, `bill`, `explain`: the month judged, and why its figures are what they are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
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
    problem_documents,
    say,
    show_problems,
    table,
)
from pilotage.cli.reading import number_text, value_text
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.billing import Bill
    from pilotage.contract.model import Contract
    from pilotage.judgement import MonthResult
    from pilotage.pricing import Line
    from pilotage.sla import Occurrence, SlaResult

commands = typer.Typer()


_Line = Annotated[
    str | None, typer.Option("--line", metavar="ID", help=N_("One line, SLA or consequence; else all."))
]
_Word = Annotated[
    Path | None,
    typer.Option(
        "--word", metavar="FILE.docx", help=N_("Write the joint findings record of the month instead.")
    ),
]
_Remarks = Annotated[
    str, typer.Option("--remarks", metavar="TEXT", help=N_("The vendor's remarks, for that sheet."))
]


@commands.command(help=N_("The month's SLAs: target, value, status, zone, and what they are worth."))
def sla(
    contract: ContractOption, month: MonthOption, *, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    from pilotage.services import documents, settling

    result, terms = _judged(contract, month, as_of)
    if as_json:
        here, asked = frame(), month_of(month)
        problems = problem_documents(result.problems, here.t)
        amounts = settling.three_amounts(
            here.db, here.actor, contract=contract, month=asked, as_of=result.today
        )
        found = documents.sla_document(result, terms, amounts.computed)
        print_json({**found, "problems": problems})
    else:
        _show_slas(result, terms)
        show_problems(result.problems)


@commands.command(help=N_("The month's pre-invoice, line by line, to the cent."))
def bill(
    contract: ContractOption, month: MonthOption, *, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    from pilotage.services import documents

    result, terms = _judged(contract, month, as_of)
    if as_json:
        problems = problem_documents(result.problems, frame().t)
        print_json({**documents.bill_document(result, terms, frame().language), "problems": problems})
    else:
        _show_bill(result.bill, terms)
        show_problems(result.problems)


@commands.command(help=N_("How an amount was reached: every step, from counters to cents."))
def explain(
    contract: ContractOption,
    month: MonthOption,
    *,
    line: _Line = None,
    as_of: AsOfOption = None,
    word: _Word = None,
    remarks: _Remarks = "",
) -> None:
    from pilotage.cli.explaining import explanation
    from pilotage.services import invoices

    here = frame()
    if word is not None:
        _write_sheet(contract, month, word, remarks)
        return
    result, terms = _judged(contract, month, as_of)
    behind = invoices.files_behind(here.db, here.actor, contract=contract, result=result)
    names = {number: file.name for number, file in behind.items()}
    told = explanation(result, terms, here.t, line, names)
    if not told:
        misuse(here.t("No line, SLA or consequence {name} in this month.", name=line or ""))
    for text in told:
        say(text)


def _write_sheet(contract: str, month: str, out: Path, remarks: str) -> None:
    from pilotage.services import contradictory

    here = frame()
    _, content = contradictory.document(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        language=here.language,
        remarks=remarks,
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    say(here.t("The joint findings record is in {name}.", name=str(out)))


def _judged(contract: str, month: str, as_of: str | None) -> tuple[MonthResult, Contract]:
    """The month that a command is about, and the contract that it was judged under."""
    from pilotage.services import months

    here = frame()
    day = day_of(as_of) if as_of else None
    result = months.judged(here.db, here.actor, contract=contract, month=month_of(month), as_of=day)
    return result, months.terms_of_month(here.db, here.actor, result=result)


def _show_slas(result: MonthResult, terms: Contract) -> None:
    from pilotage.locale.window_words import occurrence_words

    t = frame().t
    rows = []
    for judged in result.slas:
        each = judged.occurrences if len(judged.occurrences) > 1 else ()
        rows.append(_sla_row(judged, None, result, terms))
        rows += [
            (
                f"  {occurrence_words(judged, found, terms, t)}",
                *_sla_row(judged, found, result, terms)[1:],
            )
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
    """An SLA over the month, or one of its windows or streams when it has several."""
    from pilotage.locale.judged import clause_words, maturity_words, name_of, status_words, zone_words
    from pilotage.services.months import worth
    from pilotage.sla import Maturity

    t = frame().t
    own = worth(result, judged.id, one.stream if one else None, one.key if one else None)
    shown = one or judged
    figures = [found.figure for found in ((one,) if one else judged.occurrences)]
    estimated, typed = (any(getattr(f, mark) for f in figures) for mark in ("estimated", "typed"))
    return (
        name_of(judged.id, terms, t, ("sla",)),
        value_text(judged.target, judged.unit),
        value_text(shown.value, judged.unit, estimated=estimated, typed=typed),
        status_words(shown.status, own.zone, t),
        zone_words(own.zone, t),
        "" if own.amount is None else t.money(own.amount, terms.currency),
        maturity_words(Maturity.PROVISIONAL if one and one.ongoing else judged.maturity, t),
        clause_words(judged.source, terms),
    )


def _quantity(line: Line, currency: str) -> str:
    """What is multiplied; nothing for a line that is an amount of its own."""
    if line.unit == "amount":
        return ""
    return frame().t.money(line.quantity, currency) if line.unit == "base" else number_text(line.quantity)


def _show_bill(bill: Bill, terms: Contract) -> None:
    from pilotage.locale.judged import line_label, vat_words

    t = frame().t

    def money(amount: Decimal) -> str:
        return t.money(amount, bill.currency)

    rows = [
        (
            line.id,
            line_label(line, terms, t),
            _quantity(line, bill.currency),
            "" if line.unit == "amount" else _price(line, bill.currency),
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
