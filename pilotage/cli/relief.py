"""`relief`, `waive` and `agree`: neutralisations asked and decided, malus given away, amounts agreed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
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

if TYPE_CHECKING:
    from pilotage.neutralisation import Span
    from pilotage.services.relief import Outcome, Request, Side
    from pilotage.services.settling import Settled

commands = typer.Typer()
relief = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_Number = Annotated[int, typer.Argument(metavar="NUMBER", help=N_("The number of the request."))]
_Clause = Annotated[str, typer.Option("--clause", metavar="ID", help=N_("The clause of the contract."))]
_Side = Annotated[str, typer.Option("--side", metavar="SIDE", help=N_("client or vendor."))]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]
_Spans = Annotated[
    list[str] | None,
    typer.Option(
        "--span",
        metavar="FROM/TO",
        help=N_(
            "From and to, by the contract's own clock: 2026-03-17T10:00/2026-03-17T15:30. Once a period."
        ),
    ),
]
_Idle = Annotated[
    list[str] | None,
    typer.Option(
        "--idle",
        metavar="PRICE=HOURS",
        help=N_("Hours that stay payable, by price: heure-jour=104.5."),
    ),
]
_Files = Annotated[
    list[Path] | None,
    typer.Option("--evidence", metavar="FILE", exists=True, dir_okay=False, help=N_("A file to attach.")),
]
_Outside = Annotated[
    bool,
    typer.Option("--outside", help=N_("Asked by the vendor outside the portal: recorded on its behalf.")),
]
_Despite = Annotated[
    bool, typer.Option("--despite", help=N_("Takes a late request all the same, by who may decide."))
]
_AfterClosing = Annotated[
    bool,
    typer.Option(
        "--after-closing",
        help=N_("The month is closed: the difference is an adjustment of the first open month."),
    ),
]
_Asked = Annotated[
    str | None,
    typer.Option("--asked", metavar="DATE", help=N_("The day on which it was asked; today by default.")),
]
_Outcome = Annotated[
    str,
    typer.Argument(metavar="OUTCOME", help=N_("accepted, accepted_in_part or refused.")),
]
_Reference = Annotated[
    str, typer.Option("--reference", metavar="TEXT", help=N_("The decision or the minutes."))
]
_Line = Annotated[str, typer.Option("--line", metavar="ID", help=N_("The line of the bonus or malus."))]
_Amount = Annotated[
    str,
    typer.Option("--amount", metavar="AMOUNT", help=N_("What is left of it, signed: 0 or -500.")),
]
_Signed = Annotated[
    str,
    typer.Option(
        "--signed-by", metavar="ID", help=N_("Who signs: the id of a delegation of the contract.")
    ),
]
_Return = Annotated[
    str, typer.Option("--in-return", metavar="TEXT", help=N_("What is obtained in return."))
]
_One = Annotated[
    str | None,
    typer.Option("--month", metavar="YYYY-MM", help=N_("One month; by default all of them.")),
]


@relief.command("request", help=N_("Asks for a neutralisation, with its evidence."))
def ask(
    contract: ContractOption,
    month: MonthOption,
    clause: _Clause,
    reason: _Reason,
    *,
    side: _Side = "vendor",
    span: _Spans = None,
    idle: _Idle = None,
    evidence: _Files = None,
    asked: _Asked = None,
    outside: _Outside = False,
    despite: _Despite = False,
    after_closing: _AfterClosing = False,
) -> None:
    from pilotage.services import relief as service

    here, sides = frame(), {"client": "client", "vendor": "vendor"}
    by: Side = "client" if sides.get(side) == "client" else "vendor"
    if side not in sides:
        misuse(f"--side {side}: client, vendor")
    number = service.request(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        clause=clause,
        side=by,
        reason=reason,
        spans=_spans(span),
        idle_hours=_hours(idle),
        evidence=[(path.name, path.read_bytes()) for path in evidence or ()],
        asked_on=day_of(asked) if asked else None,
        outside=outside,
        despite=despite,
        after_closing=after_closing,
    )
    say(here.t("Request {number} is kept.", number=number))


@relief.command("decide", help=N_("Accepts a request, in whole or in part, or refuses it."))
def decide(
    number: _Number,
    outcome: _Outcome,
    *,
    reason: _Reason = "",
    span: _Spans = None,
    idle: _Idle = None,
    reference: _Reference = "",
) -> None:
    from pilotage.locale.relief_words import OUTCOMES
    from pilotage.services import relief as service

    here = frame()
    outcomes: dict[str, Outcome] = {
        "accepted": "accepted",
        "accepted_in_part": "accepted_in_part",
        "refused": "refused",
    }
    if outcome not in outcomes:
        misuse(f"{outcome}: {', '.join(outcomes)}")
    service.decide(
        here.db,
        here.actor,
        request=_known(number),
        outcome=outcomes[outcome],
        reason=reason,
        spans=_spans(span) if span else None,
        idle_hours=_hours(idle) if idle else None,
        reference=reference,
    )
    say(here.t("Request {number} is {outcome}.", number=number, outcome=here.t(OUTCOMES[outcome])))


@relief.command("withdraw", help=N_("Takes back a request that you made and that still waits."))
def withdraw(number: _Number, *, reason: _Reason = "") -> None:
    from pilotage.services import relief as service

    here = frame()
    service.withdraw(here.db, here.actor, request=_known(number), reason=reason)
    say(here.t("Request {number} is withdrawn.", number=number))


@relief.command("attach", help=N_("Adds a piece of evidence to a request."))
def attach(
    number: _Number,
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
) -> None:
    from pilotage.services import relief as service

    here = frame()
    service.attach(here.db, here.actor, request=_known(number), name=file.name, content=file.read_bytes())
    say(here.t("{name} is attached to request {number}.", name=file.name, number=number))


@relief.command("list", help=N_("The requests, what was decided of each, what it changes."))
def requests(contract: ContractOption, *, month: _One = None, as_json: JsonOption = False) -> None:
    from pilotage.locale.relief_words import OUTCOMES, SIDES
    from pilotage.services import relief as service

    here, asked = frame(), month_of(month) if month else None
    found = service.requests(here.db, here.actor, contract=contract, month=asked)
    effects = [service.effect(here.db, here.actor, request=one.number) for one in found]
    if as_json:
        told = [_document(one, effect.difference) for one, effect in zip(found, effects, strict=True)]
        print_json({"contract": contract, "requests": told})
        return
    t = here.t
    if not found:
        say(t("No request."))
        return
    heads = (t("Request"), t("Month"), t("Clause"), t("Asked by"), t("Outcome"), t("Difference"))
    outcomes = [t(OUTCOMES[one.decided.outcome]) if one.decided else t("waiting") for one in found]
    rows = [
        (str(one.number), t.month(one.month), one.clause, t(SIDES[one.side]), outcome, amount)
        for one, outcome, amount in zip(
            found,
            outcomes,
            (t.money(effect.difference, effect.currency) for effect in effects),
            strict=True,
        )
    ]
    table(heads, rows, right=(0, 5))


def _document(one: Request, difference: Decimal) -> dict[str, Any]:
    """A request as JSON."""
    made = one.decided
    return {
        "request": one.number,
        "month": str(one.month),
        "clause": one.clause,
        "cause": one.cause,
        "side": one.side,
        "outside": one.outside,
        "asked_on": one.asked_on.isoformat(),
        "due_on": one.due_on and one.due_on.isoformat(),
        "reason": one.reason,
        "spans": [[span.start.isoformat(), span.end.isoformat()] for span in one.spans],
        "outcome": made and made.outcome,
        "decided_on": made and made.decided_on.isoformat(),
        "accepted": [[s.start.isoformat(), s.end.isoformat()] for s in made.spans] if made else [],
        "evidence": [{"name": piece.name, "sha256": piece.sha256} for piece in one.pieces],
        "difference": f"{difference:.2f}",
    }


@commands.command(help=N_("Gives away a part of a malus, within a delegation and against something."))
def waive(
    contract: ContractOption,
    month: MonthOption,
    line: _Line,
    amount: _Amount,
    reason: _Reason,
    signed_by: _Signed,
    in_return: _Return,
    reference: _Reference,
    *,
    after_closing: _AfterClosing = False,
) -> None:
    from pilotage.services import settling

    here = frame()
    made = settling.waive(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        line=line,
        amount=_amount(amount),
        reason=reason,
        signed_by=signed_by,
        in_return=in_return,
        reference=reference,
        after_closing=after_closing,
    )
    _told(made)


@commands.command(help=N_("Keeps the amount that both sides agreed for a line."))
def agree(
    contract: ContractOption,
    month: MonthOption,
    line: _Line,
    amount: _Amount,
    reason: _Reason,
    signed_by: _Signed,
    reference: _Reference,
    *,
    after_closing: _AfterClosing = False,
) -> None:
    from pilotage.services import settling

    here = frame()
    made = settling.agree(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        line=line,
        amount=_amount(amount),
        reason=reason,
        signed_by=signed_by,
        reference=reference,
        after_closing=after_closing,
    )
    _told(made)


def _told(made: Settled) -> None:
    from pilotage.services import catalogue

    here = frame()
    currency = catalogue.contract(here.db, here.actor, ref=made.contract).currency
    amounts = {"agreed": made.agreed, "proposed": made.proposed}
    shown = {name: here.t.money(value, currency) for name, value in amounts.items()}
    say(here.t("{line}: {agreed} instead of {proposed}.", line=made.line, **shown))


def _known(number: int) -> int:
    """The number, once it is that of a request in sight."""
    from pilotage.services import relief as service

    here = frame()
    try:
        service.one(here.db, here.actor, request=number)
    except service.UnknownRequestError:
        misuse(here.t("No request."))
    return number


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        misuse(frame().t("A number is expected: {read}", read=text))


def _spans(texts: list[str] | None) -> tuple[Span, ...]:
    from pilotage.neutralisation import Span

    found = []
    for text in texts or ():
        try:
            first, last = text.split("/")
            found.append(Span(datetime.fromisoformat(first), datetime.fromisoformat(last)))
        except ValueError:
            misuse(frame().t("Two moments joined by a slash are expected: {read}", read=text))
    return tuple(found)


def _hours(texts: list[str] | None) -> dict[str, Decimal]:
    found = {}
    for text in texts or ():
        price, equals, hours = text.partition("=")
        if not equals:
            misuse(frame().t("PRICE=HOURS is expected: {read}", read=text))
        found[price] = _amount(hours)
    return found
