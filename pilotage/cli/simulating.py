"""`simulate`: a draft contract tried on past months, before anybody signs it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pilotage.cli.frame import (
    JsonOption,
    day_of,
    frame,
    misuse,
    month_of,
    present,
    print_json,
    problem_documents,
    say,
    show_problems,
    table,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.backtest import Tried

commands = typer.Typer()

_Draft = Annotated[Path, typer.Argument(metavar="DRAFT.toml", help=N_("The draft: a whole contract."))]
_First = Annotated[str, typer.Option("--from", metavar="YYYY-MM", help=N_("The first month."))]
_Last = Annotated[str, typer.Option("--to", metavar="YYYY-MM", help=N_("The last month, included."))]
_On = Annotated[
    str | None,
    typer.Option(
        "--contract", metavar="REF", help=N_("Whose months; those of the draft's own contract if none.")
    ),
]
_Since = Annotated[
    str | None,
    typer.Option(
        "--terms-of", metavar="DATE", help=N_("Take the draft as on this day; its latest terms if none.")
    ),
]
_Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help=N_("Writes the page of the negotiation: a .docx or a .pdf.")
    ),
]


@commands.command(help=N_("What a draft would have changed on past months, in euros. Writes nothing."))
def simulate(
    draft: _Draft,
    first: _First,
    last: _Last,
    *,
    contract: _On = None,
    since: _Since = None,
    out: _Out = None,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import backtest, catalogue

    here = frame()
    if out is not None and out.suffix not in {".docx", ".pdf"}:
        misuse(f"--out {out.name}: .docx, .pdf")
    present(draft)
    terms, problems = backtest.read_draft(draft.read_text(encoding="utf-8-sig"), str(draft))
    tried = backtest.try_draft(
        here.db,
        here.actor,
        draft=terms,
        first=month_of(first),
        last=month_of(last),
        ref=contract or "",
        since=day_of(since) if since else None,
    )
    problems = (*problems, *tried.problems)
    if out is not None:
        kind: Literal["docx", "pdf"] = "pdf" if out.suffix == ".pdf" else "docx"
        today = catalogue.today(here.db)
        out.write_bytes(backtest.paper(tried, today, here.t.language, kind))
    if as_json:
        told = backtest.tried_document(tried)
        print_json({**told, "problems": problem_documents(problems, here.t)})
        return
    show_problems(problems)
    _told(tried)


def _told(tried: Tried) -> None:
    """Each month as signed and under the draft, then all of them."""
    t, currency = frame().t, tried.contract.currency
    heads = (t("Month"), t("As signed"), t("Under the draft"), t("Difference"))
    amounts = [
        (str(one.month), one.current.bill.subtotal, one.draft.bill.subtotal) for one in tried.months
    ]
    amounts.append((t("Total"), tried.current, tried.drafted))
    rows = [
        (name, t.money(a, currency), t.money(b, currency), t.money(b - a, currency))
        for name, a, b in amounts
    ]
    say(t("{contract}: terms of {day}, totals before tax.", contract=tried.contract.ref, day=tried.since))
    table(heads, rows, right=(1, 2, 3))
