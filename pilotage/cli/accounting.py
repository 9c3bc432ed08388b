"""`cutoff`, `journal`, `budget`, `costs`: what goes to the client's books."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from pilotage.locale.accounting_words import CAUSES

if TYPE_CHECKING:
    from pilotage.services.accruals import KeptAccrual
    from pilotage.services.budgets import Standing

commands = typer.Typer()
journal = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
budget = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
costs = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_Comment = Annotated[str, typer.Option("--comment", metavar="TEXT", help=N_("What it should say."))]
_Out = Annotated[Path, typer.Option("--out", metavar="FILE", help=N_("Where to write it."))]
_Layout = Annotated[
    str, typer.Option("--layout", metavar="ID", help=N_("Its layout: fec, csv or yours."))
]
_One = Annotated[
    str | None, typer.Option("--contract", metavar="REF", help=N_("One contract; by default all."))
]
_Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help=N_("accruals, credits or invoices."))]
_File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The file to read."))]
_Label = Annotated[str, typer.Argument(metavar="LABEL", help=N_("What the cost is."))]
_Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help=N_("Before tax, with a point."))]
_Source = Annotated[str, typer.Option("--source", metavar="TEXT", help=N_("Where it comes from."))]


@commands.command(help=N_("Accrues a month for good, its missing days estimated."))
def cutoff(
    contract: ContractOption, month: MonthOption, *, comment: _Comment = "", as_json: JsonOption = False
) -> None:
    from pilotage.locale.judged import name_of
    from pilotage.services import accruals, catalogue

    here, asked = frame(), month_of(month)
    kept = accruals.cut_off(here.db, here.actor, contract=contract, month=asked, comment=comment)
    if as_json:
        print_json(accrual_document(kept))
        return
    t, made = here.t, kept.accrual
    terms = catalogue.contract(here.db, here.actor, ref=contract)
    rows = [
        (
            name_of(line.term, terms, t),
            line.account,
            line.cost_centre,
            " / ".join(part for part in (line.order, line.order_line) if part),
            t.money(line.amount, made.currency),
        )
        for line in made.lines
    ]
    headers = (t("Line"), t("Account"), t("Cost centre"), t("Order"), t("Amount excl. VAT"))
    table(headers, rows, right=(4,))
    total = t.money(made.total, made.currency)
    say(t(N_("{month}: {total} accrued, incl. VAT."), month=t.month(asked), total=total))
    if made.estimated_days:
        days = ", ".join(t.date(day, "day") for day in made.estimated_days)
        say(t(N_("Days without data, estimated: {days}."), days=days))


def accrual_document(kept: KeptAccrual) -> dict[str, Any]:
    """An accrual as JSON: amounts as text."""
    made = kept.accrual
    return {
        "contract": made.contract,
        "month": str(made.month),
        "on": made.on.isoformat(),
        "currency": made.currency,
        "lines": [
            {
                "line": one.line,
                "amount": f"{one.amount:f}",
                "account": one.account,
                "cost_centre": one.cost_centre,
                "order": one.order,
                "order_line": one.order_line,
                "estimated": one.estimated,
            }
            for one in made.lines
        ],
        "subtotal": f"{made.subtotal:f}",
        "total": f"{made.total:f}",
        "estimated_days": [day.isoformat() for day in made.estimated_days],
        "sha256": kept.sha256,
    }


@journal.command(
    "export",
    help=N_("A month's entries as a file: accruals and their reversal, credit notes awaited, invoices."),
)
def journal_export(
    month: MonthOption,
    out: _Out,
    *,
    contract: _One = None,
    layout: _Layout = "fec",
    kind: _Kind = "accruals",
) -> None:
    from pilotage.locale.accounting_words import exported_words
    from pilotage.services import journals

    here = frame()
    chosen = next((one for one in journals.KINDS if one == kind), None)
    if chosen is None:
        misuse(
            here.t(
                N_("“{read}” is not a kind of entries: {known}."),
                read=kind,
                known=", ".join(journals.KINDS),
            )
        )
    asked = month_of(month)
    before = journals.exported(here.db, here.actor, month=asked, contract=contract, kind=chosen)
    _, content = journals.export(
        here.db,
        here.actor,
        month=asked,
        language=here.t.language,
        contract=contract,
        layout=layout,
        kind=chosen,
    )
    out.write_bytes(content)
    say(here.t(N_("{file} is written."), file=str(out)))
    if before is not None:
        say(exported_words(before.at.date(), before.same, before.changed, here.t))


@journal.command("layout", help=N_("Keeps a layout of the file of entries, given as JSON."))
def journal_layout(file: _File) -> None:
    from pilotage.services import journals

    here = frame()
    present(file)
    text = file.read_text(encoding="utf-8", errors="replace")
    kept = journals.keep_layout(here.db, here.actor, text=text, file=file.name)
    say(here.t(N_("The layout “{name}” is kept: {n} columns."), name=kept.id, n=len(kept.columns)))


@budget.command("import", help=N_("Keeps a budget: month, term, quantity, amount before tax (CSV)."))
def budget_import(file: _File, contract: ContractOption) -> None:
    from pilotage.money import sum_of
    from pilotage.services import budgets, catalogue

    here = frame()
    present(file)
    found = budgets.import_file(
        here.db, here.actor, contract=contract, content=file.read_bytes(), name=file.name
    )
    currency = catalogue.contract(here.db, here.actor, ref=contract).currency
    for month, lines in found.items():
        total = here.t.money(sum_of(one.amount for one in lines), currency)
        say(here.t(N_("{month}: {total} budgeted."), month=here.t.month(month), total=total))


@budget.command("show", help=N_("A month against its budget, and why it differs."))
def budget_show(contract: ContractOption, month: MonthOption, *, as_json: JsonOption = False) -> None:
    from pilotage.services import budgets, catalogue

    here, asked = frame(), month_of(month)
    found = budgets.standing(here.db, here.actor, contract=contract, month=asked)
    if as_json:
        print_json(_standing(found))
        return
    t, currency = here.t, catalogue.contract(here.db, here.actor, ref=contract).currency
    rows = [(t(N_("Actual")), t.money(found.actual, currency))]
    if found.landing is not None:
        rows.append((t(N_("Landing")), t.money(found.landing, currency)))
    if found.budget is not None and found.difference is not None:
        rows.append((t(N_("Budget")), t.money(found.budget, currency)))
        rows.append((t(N_("Difference")), t.money(found.difference, currency)))
        rows += [(t(CAUSES[cause]), t.money(amount, currency)) for cause, amount in found.causes.items()]
    table((t.month(asked), t(N_("Amount excl. VAT"))), rows, right=(1,))


def _standing(found: Standing) -> dict[str, Any]:
    return {
        "month": str(found.month),
        "budget": None if found.budget is None else f"{found.budget:f}",
        "actual": f"{found.actual:f}",
        "landing": None if found.landing is None else f"{found.landing:f}",
        "difference": None if found.difference is None else f"{found.difference:f}",
        "causes": {cause: f"{amount:f}" for cause, amount in found.causes.items()},
    }


@costs.command(
    "add",
    help=N_("Keeps a cost on the client's side; below zero, it corrects one."),
    context_settings={"ignore_unknown_options": True},  # -12.50 is an amount, not an option
)
def costs_add(
    label: _Label, amount: _Amount, contract: ContractOption, month: MonthOption, *, source: _Source = ""
) -> None:
    from pilotage.services import full_cost

    here, asked = frame(), month_of(month)
    try:
        value = Decimal(amount.replace(",", "."))
    except InvalidOperation:
        misuse(here.t("“{read}” is not a number.", read=amount))
    full_cost.add_cost(
        here.db,
        here.actor,
        contract=contract,
        month=asked,
        label=label,
        amount=value,
        source=source,
    )
    say(here.t(N_("{label}, {month}: kept."), label=label, month=here.t.month(asked)))


@costs.command("import", help=N_("Keeps costs from a CSV: month, label, amount before tax, source."))
def costs_import(file: _File, contract: ContractOption) -> None:
    from pilotage.services import full_cost

    here = frame()
    present(file)
    found = full_cost.import_file(
        here.db, here.actor, contract=contract, content=file.read_bytes(), name=file.name
    )
    say(here.t(N_("{file}: costs kept: {n}."), file=file.name, n=len(found)))


@costs.command("list", help=N_("The client's costs of a month, and what a contact costs in all."))
def costs_list(contract: ContractOption, month: MonthOption, *, as_json: JsonOption = False) -> None:
    from pilotage.services import full_cost

    here, asked = frame(), month_of(month)
    made = full_cost.month_cost(here.db, here.actor, contract=contract, month=asked)
    own = full_cost.costs(here.db, here.actor, contract=contract, month=asked)
    figures = {
        "billed": made.billed,
        "own": made.own,
        "full": made.full,
        "per_handled": made.per_handled,
        "per_resolved": made.per_resolved,
        "full_per_handled": made.full_per_handled,
    }
    if as_json:
        told = {name: None if value is None else f"{value:f}" for name, value in figures.items()}
        listed = [{"label": one.label, "amount": f"{one.amount:f}", "source": one.source} for one in own]
        print_json({"contract": contract, "month": str(asked), **told, "costs": listed})
        return
    t = here.t
    rows = [(one.label, t.money(one.amount, made.currency), one.source) for one in own]
    rows += [
        (t(_FIGURES[name]), t.money(value, made.currency), "")
        for name, value in figures.items()
        if value is not None
    ]
    table((t.month(asked), t(N_("Amount excl. VAT")), t("Source")), rows, right=(1,))


_FIGURES = {
    "billed": N_("Vendor's bill"),
    "own": N_("Client's own costs"),
    "full": N_("Full cost"),
    "per_handled": N_("Bill per handled contact"),
    "per_resolved": N_("Bill per resolved contact"),
    "full_per_handled": N_("Full cost per handled contact"),
}
