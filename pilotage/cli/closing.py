"""`close` and `restatements`: a month closed for good, and what came to move after all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    MonthOption,
    exit_with,
    frame,
    month_of,
    print_json,
    problem_documents,
    say,
    show_problems,
    table,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.contract.model import Contract
    from pilotage.scenarios import Comparison
    from pilotage.services.adjusting import Adjustment
    from pilotage.services.closing import ClosedMonth
    from pilotage.services.register import ReceivedFile
    from pilotage.services.restating import Effect

commands = typer.Typer()
_Comment = Annotated[
    str, typer.Option("--comment", metavar="TEXT", help=N_("What the closing should say of itself."))
]
_Despite = Annotated[
    bool,
    typer.Option("--despite", help=N_("Passes over what can be; the comment must then say why.")),
]
_Month = Annotated[
    str | None,
    typer.Option("--month", metavar="YYYY-MM", help=N_("One month; by default all of them.")),
]


@commands.command(help=N_("Closes a month for good: nothing that arrives later moves it."))
def close(
    contract: ContractOption,
    month: MonthOption,
    *,
    comment: _Comment = "",
    despite: _Despite = False,
    as_json: JsonOption = False,
) -> None:
    from pilotage.problems import ProblemsFoundError
    from pilotage.services import closing

    here, asked = frame(), month_of(month)
    try:
        done = closing.close(
            here.db, here.actor, contract=contract, month=asked, comment=comment, despite=despite
        )
    except ProblemsFoundError as error:
        if as_json:
            problems = problem_documents(error.problems, here.t)
            print_json({"contract": contract, "month": str(asked), "state": "open", "problems": problems})
        else:
            say(here.t("{month} stays open.", month=here.t.month(asked)))
            show_problems(error.problems)
        raise typer.Exit(1) from error
    if as_json:
        print_json(closing_document(done))
        return
    text = N_("{month} is closed: {files} files, {name}.")
    name = here.t(N_("fingerprint {hash}"), hash=done.sha256[:16])
    say(here.t(text, month=here.t.month(asked), files=len(done.files), name=name))
    show_problems(done.problems)


def closing_document(done: ClosedMonth) -> dict[str, Any]:
    """A closing as one JSON document."""
    return {
        "contract": done.contract,
        "month": str(done.month),
        "state": "closed",
        "closed_on": done.closed_on.isoformat(),
        "by": done.by,
        "comment": done.comment,
        "contract_version": done.version,
        "files": list(done.files),
        "result_sha256": done.sha256,
        "problems": problem_documents(done.problems, frame().t),
    }


@commands.command(
    help=N_("Files that took the place of others: what they moved, and what closed months owe.")
)
def restatements(contract: ContractOption, *, month: _Month = None, as_json: JsonOption = False) -> None:
    from pilotage.services import adjusting, catalogue, restating

    here, asked = frame(), month_of(month) if month else None
    found = [
        (file, effect)
        for file, effect in restating.restatements(here.db, here.actor, contract=contract)
        if asked is None or asked in {one.month for one in effect.months}
    ]
    owed = [
        one
        for one in adjusting.adjustments(here.db, here.actor, contract=contract)
        if asked in {None, one.month, one.proposed_in}
    ]
    if as_json:
        print_json(_document(contract, found, owed))
        return
    terms = catalogue.contract(here.db, here.actor, ref=contract)
    for file, effect in found:
        say(f"{file.name}  {here.t.date(file.received.date())}")
        show_effect(effect, terms)
    for one in owed:
        _show_adjustment(one, terms)
    if not (found or owed):
        say(here.t("No file took the place of another, and no closed month is owed anything."))
    exit_with(())


def _document(
    contract: str, found: list[tuple[ReceivedFile, Effect]], owed: list[Adjustment]
) -> dict[str, Any]:
    from pilotage.services.comparisons import document

    return {
        "contract": contract,
        "restatements": [
            {
                "batch": file.batch,
                "file": file.name,
                "received": file.received.isoformat(),
                **effect_document(effect),
            }
            for file, effect in found
        ],
        "adjustments": [
            {
                "closed_on": one.closed_on.isoformat(),
                "proposed_in": str(one.proposed_in),
                **document(one.comparison),
            }
            for one in owed
        ],
    }


def effect_document(effect: Effect) -> dict[str, Any]:
    """What a file changes, as JSON: counters over the days replaced, then each month."""
    from pilotage.services.comparisons import document

    return {
        "days_replaced": [day.isoformat() for day in effect.days],
        "adjustment": _cents(effect.adjustment),
        "moved": _cents(effect.moved),
        "counters": [
            {
                "stream": one.stream,
                "counter": one.counter,
                "before": None if one.before is None else f"{one.before:f}",
                "after": None if one.after is None else f"{one.after:f}",
            }
            for one in effect.counters
        ],
        "months": [
            {
                "state": one.state,
                "closed_on": one.closed_on and one.closed_on.isoformat(),
                "proposed_in": one.proposed_in and str(one.proposed_in),
                **document(one.comparison),
            }
            for one in effect.months
        ],
    }


def _cents(amount: Decimal) -> str:
    return f"{amount:.2f}"


def show_effect(effect: Effect, terms: Contract) -> None:
    """What a file changes, for the eye: month by month, in KPIs and in money."""
    from pilotage.locale.changes import month_words

    t = frame().t
    for one in effect.months:
        say(month_words(one.month, one.state, one.comparison, one.proposed_in, t))
        _show_comparison(one.comparison, terms)


def _show_adjustment(one: Adjustment, terms: Contract) -> None:
    t = frame().t
    text = N_("Adjustment of {month}, closed on {day}, proposed in {into}: {amount}")
    amount = t.money(one.comparison.difference, one.comparison.currency)
    month, into = t.month(one.month), t.month(one.proposed_in)
    say(t(text, month=month, day=one.closed_on, into=into, amount=amount))
    _show_comparison(one.comparison, terms)


def _show_comparison(found: Comparison, terms: Contract) -> None:
    from pilotage.locale.changes import line_row, sla_row

    t = frame().t
    slas = [sla_row(sla, terms, t) for sla in found.moved_slas]
    if slas:
        table((t("SLA"), t("Before"), t("After"), t("Difference")), slas, right=(1, 2, 3))
    lines = [line_row(line, terms, found.currency, t) for line in found.moved_lines]
    if lines:
        headers = (t("Line"), t("Quantity"), t("Before"), t("After"), t("Difference"))
        table(headers, lines, right=(1, 2, 3, 4))
    say()
