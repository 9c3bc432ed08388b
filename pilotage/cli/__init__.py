"""The command line: a second door on the services that the pages use."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pilotage.cli import (
    accounting,
    amending,
    catalogue,
    closing,
    committees,
    contracts,
    controls,
    figures,
    gaps,
    inspecting,
    invoicing,
    kpis,
    landing,
    maintenance,
    portal,
    preinvoices,
    readings,
    received,
    registering,
    relief,
    reopening,
    simulating,
    sources,
    terms,
)
from pilotage.cli.frame import Commands, Frame, begin, frame
from pilotage.locale import LANGUAGES, N_

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=N_("Pilotage: contact centres under contract, from a vendor's file to a pre-invoice."),
)
for part in (
    portal,
    contracts,
    amending,
    inspecting,
    received,
    registering,
    sources,
    controls,
    kpis,
    figures,
    invoicing,
    catalogue,
    closing,
    reopening,
    accounting,
    landing,
    simulating,
    readings,
    relief,
):
    app.registered_commands += part.commands.registered_commands
app.add_typer(
    relief.relief,
    name="relief",
    help=N_("Neutralisations: asked, decided, listed, and their evidence."),
)
app.add_typer(committees.commands, name="meeting", help=N_("The committees with a vendor."))
app.add_typer(terms.index, name="index", help=N_("Published values of the indices that revise prices."))
app.add_typer(terms.order, name="order", help=N_("What was delivered under purchase orders."))
app.add_typer(
    preinvoices.commands,
    name="preinvoice",
    help=N_("The life of a month's pre-invoice: issued, disputed, agreed, cleared."),
)
app.add_typer(accounting.journal, name="journal", help=N_("Entries for the client's books."))
app.add_typer(accounting.budget, name="budget", help=N_("Budgets by month and clause."))
app.add_typer(accounting.costs, name="costs", help=N_("Costs on the client's side, and full cost."))
app.add_typer(
    gaps.commands,
    name="reconcile",
    help=N_("A vendor's invoice: received, compared with ours, its gaps decided, the answer."),
)
app.add_typer(
    reopening.reopen,
    name="reopen",
    help=N_("Opening a closed month again: one person asks, another confirms."),
)
app.add_typer(maintenance.audit, name="audit", help=N_("The trail of every change."))
app.add_typer(maintenance.database, name="db", help=N_("The database itself."))


@app.callback()
def general(
    database_url: Annotated[
        str | None,
        typer.Option(
            "--database-url",
            envvar="DATABASE_URL",
            metavar="URL",
            help=N_("The database of every command; by default a SQLite file of the demo."),
        ),
    ] = None,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="fr|en", help=N_("The language of sentences."))
    ] = None,
) -> None:
    if lang is not None and lang not in LANGUAGES:
        raise typer.BadParameter(f"{lang}: fr, en", param_hint="--lang")
    begin(Frame(database_url, frame().language))


def main() -> None:
    """Runs the command line; its output is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    app()
