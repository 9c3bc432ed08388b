"""`invoice`: the workbooks of finance: a month of a contract, of all vendors, the year to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pilotage.cli.frame import frame, misuse, month_of, say
from pilotage.locale import N_

commands = typer.Typer()
_Contract = Annotated[
    str | None, typer.Option("--contract", metavar="REF", help=N_("The contract's reference."))
]
_Month = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help=N_("The month of service."))
]
_Every = Annotated[bool, typer.Option("--all", help=N_("All the vendors of the month."))]
_Year = Annotated[
    int | None, typer.Option("--year", metavar="YYYY", help=N_("The year to date, in place of a month."))
]
_Out = Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help=N_("Where to write it."))]


@commands.command(help=N_("Writes pre-invoices as an Excel workbook: a month, all vendors, a year."))
def invoice(
    out: _Out,
    contract: _Contract = None,
    month: _Month = None,
    *,
    every: _Every = False,
    year: _Year = None,
) -> None:
    here = frame()
    content = _content(contract, month, year, every=every)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    say(here.t("The pre-invoice is in {name}.", name=str(out)))


def _content(contract: str | None, month: str | None, year: int | None, *, every: bool) -> bytes:
    """The workbook that was asked for; what does not go together is said."""
    from pilotage.services import invoices

    here = frame()
    db, actor, language = here.db, here.actor, here.language
    if year is not None:
        if month is not None or not 2000 <= year <= 9999:
            misuse(here.t("Give a year of four digits, without a month."))
        chosen = None if every else contract
        return invoices.year_workbook(db, actor, year=year, language=language, contract=chosen)[1]
    if month is None or every == (contract is not None):
        misuse(here.t("Give a month with a contract or --all, or a year."))
    asked = month_of(month)
    if every:
        return invoices.month_workbook(db, actor, month=asked, language=language)[1]
    assert contract is not None  # noqa: S101  either all or one, as checked above
    return invoices.workbook(db, actor, contract=contract, month=asked, language=language)[1]
