"""`files` and `withdraw`: what was received, and a file that counts no more."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from pilotage.cli.closing import effect_document, show_effect
from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    frame,
    misuse,
    month_of,
    print_json,
    say,
    table,
)
from pilotage.locale import N_

commands = typer.Typer()
_Month = Annotated[
    str | None,
    typer.Option("--month", metavar="YYYY-MM", help=N_("One month; by default all of them.")),
]
_Number = Annotated[int, typer.Argument(metavar="NUMBER", help=N_("The file's number, as `files` says."))]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why it counts no more."))]
_DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Says what would happen; changes nothing."))]
_STATES = {
    "counted": N_("Counts"),
    "partly_replaced": N_("Partly replaced"),
    "replaced": N_("Superseded"),
    "withdrawn": N_("Withdrawn"),
}


@commands.command(help=N_("The files received, with what is left of each."))
def files(contract: ContractOption, *, month: _Month = None, as_json: JsonOption = False) -> None:
    from pilotage.services import catalogue, register

    here = frame()
    catalogue.card(here.db, here.actor, ref=contract)
    window = month_of(month).window if month else None
    found = register.received_files(here.db, here.actor, contract=contract, window=window)
    if as_json:
        keys = (
            "batch",
            "feed",
            "name",
            "sha256",
            "received",
            "by",
            "first",
            "last",
            "rows_kept",
            "state",
        )
        documents = [{key: getattr(one, key) for key in (*keys, "reason")} for one in found]
        print_json({"contract": contract, "files": documents})
        return
    t = here.t
    headers = ("No", t("File"), t("Feed"), t("Received on"), t("Days"), t("Rows kept"), t("State"))
    rows = [
        (
            str(one.batch),
            one.name,
            one.feed,
            t.date(one.received.date()),
            f"{one.first.isoformat()}/{one.last.isoformat()}",
            t.number(one.rows_kept),
            t(_STATES[one.state]),
        )
        for one in found
    ]
    table(headers, rows, right=(0, 5))


@commands.command(help=N_("Makes a received file count no more; those that it replaced count again."))
def withdraw(
    number: _Number, *, reason: _Reason = "", dry_run: _DryRun = False, as_json: JsonOption = False
) -> None:
    from pilotage.services import catalogue, register, restating

    here = frame()
    try:
        file = register.received_file(here.db, here.actor, batch=number)
    except register.UnknownFileError:
        misuse(here.t("No received file has the number {number}.", number=str(number)))
    effect = restating.withdrawal_of(here.db, here.actor, file=number)
    if not dry_run:
        register.withdraw(here.db, here.actor, batch=number, reason=reason)
    if as_json:
        changes: dict[str, Any] = effect_document(effect) if effect else {}
        print_json({"batch": number, "file": file.name, "withdrawn": not dry_run, **changes})
        return
    told = N_("{name} would count no more.") if dry_run else N_("{name} counts no more.")
    say(here.t(told, name=file.name))
    if effect is not None:
        show_effect(effect, catalogue.contract(here.db, here.actor, ref=file.contract))
