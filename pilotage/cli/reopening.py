"""`checklist`, `accrual-gap` and `reopen`: what a closing needs, why an accrual missed, opening again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    MonthOption,
    exit_with,
    frame,
    misuse,
    month_of,
    print_json,
    problem_documents,
    say,
    table,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.accrual_gap import AccrualGap
    from pilotage.services.reopening import ReopeningAsked

commands = typer.Typer()
reopen = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]
_Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help=N_("Who you are, since nobody logs in here."))
]
_Number = Annotated[int, typer.Argument(metavar="NUMBER", help=N_("The number of the request."))]
_Deputy = Annotated[
    str, typer.Option("--deputy-for", metavar="NAME", help=N_("Whom you stand in for, as a deputy."))
]
_Comment = Annotated[str, typer.Option("--comment", metavar="TEXT", help=N_("A comment to keep."))]
_One = Annotated[
    str | None,
    typer.Option("--month", metavar="YYYY-MM", help=N_("One month; by default all of them.")),
]
_Any = Annotated[
    str | None,
    typer.Option("--contract", metavar="REF", help=N_("One contract; by default all of them.")),
]


@commands.command(help=N_("What a month needs before it is closed, point by point."))
def checklist(contract: ContractOption, month: MonthOption, *, as_json: JsonOption = False) -> None:
    from pilotage.locale.closing_words import item_words, state_words
    from pilotage.locale.sentences import sentence
    from pilotage.services import checklist as lists

    here = frame()
    found = lists.checklist(here.db, here.actor, contract=contract, month=month_of(month))
    if as_json:
        items = [
            {
                "code": one.code,
                "state": one.state,
                "problems": problem_documents(one.problems, here.t),
                "page": one.page,
                "query": one.query,
            }
            for one in found.items
        ]
        print_json({"contract": contract, "month": month, "closed": found.closed, "items": items})
    else:
        t = here.t
        rows = [
            (
                state_words(one.state, t),
                item_words(one.code, t),
                " ".join(sentence(problem, t) for problem in one.problems),
            )
            for one in found.items
        ]
        table((t(N_("State")), t(N_("Point")), t(N_("What is missing"))), rows)
    missing = [] if found.closed else [p for one in found.items if one.state == "missing"
                                       for p in one.problems]  # fmt: skip
    if missing:
        raise typer.Exit(1)


@commands.command("accrual-gap", help=N_("Why the accrual of a month missed, by cause and line."))
def accrual_gap(contract: ContractOption, month: MonthOption, *, as_json: JsonOption = False) -> None:
    from pilotage.services import accrual_gap as gaps

    here = frame()
    found = gaps.gap(here.db, here.actor, contract=contract, month=month_of(month))
    if as_json:
        print_json(_gap_document(contract, month, found))
    elif found is None:
        say(
            here.t(
                N_(
                    "The cut-off of {month} has not come.",
                ),
                month=here.t.month(month_of(month)),
            )
        )
    else:
        _show_gap(found)
    exit_with(())


def _gap_document(contract: str, month: str, found: AccrualGap | None) -> dict[str, Any]:
    if found is None:
        return {"contract": contract, "month": month, "accrued_on": None}
    gap = found.gap
    return {
        "contract": contract,
        "month": month,
        "accrued_on": found.on.isoformat(),
        "kept": found.kept,
        "closed_on": found.closed_on and found.closed_on.isoformat(),
        "estimated_days": [day.isoformat() for day in found.days],
        "currency": gap.currency,
        "accrued": f"{gap.accrued:.2f}",
        "reached": f"{gap.reached:.2f}",
        "difference": f"{gap.difference:.2f}",
        "causes": {cause.value: f"{amount:.2f}" for cause, amount in gap.by_cause.items()},
        "moves": [
            {"cause": one.cause.value, "line": one.line, "term": one.term, "amount": f"{one.amount:.2f}"}
            for one in gap.moves
        ],
    }


def _show_gap(found: AccrualGap) -> None:
    from pilotage.locale.changes import signed_money
    from pilotage.locale.closing_words import cause_words

    t, gap = frame().t, found.gap
    rows = [(t(N_("Accrued on {day}"), day=found.on), t.money(gap.accrued, gap.currency))]
    rows += [
        (cause_words(cause, t), signed_money(amount, gap.currency, t))
        for cause, amount in gap.by_cause.items()
    ]
    last = t(N_("Closed on {day}"), day=found.closed_on) if found.closed_on else t(N_("As known today"))
    table(
        (t(N_("Cause")), t(N_("Excl. VAT"))),
        [*rows, (last, t.money(gap.reached, gap.currency))],
        right=(1,),
    )


@reopen.command("ask", help=N_("Asks for a closed month to be opened again; another person confirms."))
def ask(
    contract: ContractOption,
    month: MonthOption,
    reason: _Reason,
    *,
    name: _Name = "",
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import reopening

    here = frame()
    found = reopening.ask(
        here.db, here.actor, contract=contract, month=month_of(month), reason=reason, name=name
    )
    _answer(found, as_json=as_json)


@reopen.command("confirm", help=N_("Confirms as a second person: the month is open again."))
def confirm(
    number: _Number,
    *,
    name: _Name = "",
    deputy_for: _Deputy = "",
    comment: _Comment = "",
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import reopening

    here = frame()
    try:
        found = reopening.confirm(
            here.db, here.actor, request=number, name=name, deputy_for=deputy_for, comment=comment
        )
    except LookupError:
        misuse(here.t(N_("There is no request of the number {n}."), n=number))
    _answer(found, as_json=as_json)


@reopen.command("list", help=N_("What was asked to be reopened, why, and who confirmed."))
def listed(*, contract: _Any = None, month: _One = None, as_json: JsonOption = False) -> None:
    from pilotage.services import reopening

    here = frame()
    asked = month_of(month) if month else None
    found = reopening.reopenings_of(here.db, here.actor, contract=contract, month=asked)
    if as_json:
        print_json({"reopenings": [_document(one) for one in found]})
        return
    for one in found:
        _say(one)
    if not found:
        say(here.t(N_("Nothing was asked to be reopened.")))


def _answer(found: ReopeningAsked, *, as_json: bool) -> None:
    if as_json:
        print_json(_document(found))
    else:
        _say(found)


def _say(one: ReopeningAsked) -> None:
    t = frame().t
    text = N_("{n}. {contract}, {month}: {name} asked on {day}: {reason}")
    month = t.month(one.month)
    told = {"contract": one.contract, "month": month, "name": one.asked_by, "reason": one.reason}
    say(t(text, n=one.number, day=one.asked_on, **told))
    done = one.confirmed
    if done is None:
        say(f"   {t(N_('Not confirmed: the month stays closed.'))}")
    elif done.deputy_for:
        text = N_("Confirmed by {name} on {day}, deputy of {other}.")
        say(f"   {t(text, name=done.by, day=done.on, other=done.deputy_for)}")
    else:
        say(f"   {t(N_('Confirmed by {name} on {day}.'), name=done.by, day=done.on)}")


def _document(one: ReopeningAsked) -> dict[str, Any]:
    done = one.confirmed
    return {
        "number": one.number,
        "contract": one.contract,
        "month": str(one.month),
        "edition": one.edition,
        "reason": one.reason,
        "asked_on": one.asked_on.isoformat(),
        "asked_by": one.asked_by,
        "confirmed": done
        and {
            "by": done.by,
            "deputy_for": done.deputy_for,
            "comment": done.comment,
            "on": done.on.isoformat(),
        },
    }
