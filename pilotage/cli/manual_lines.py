"""`preinvoice manual`: lines by hand, proposed by one person and approved by another."""

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

if TYPE_CHECKING:
    from pilotage.services.manual_lines import ByHand

commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
CommentOption = Annotated[str, typer.Option("--comment", metavar="TEXT", help=N_("What is said of it."))]
EvidenceOption = Annotated[
    Path | None, typer.Option("--evidence", metavar="FILE", help=N_("What was received, kept as it is."))
]
_Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help=N_("Who you are, since nobody logs in here."))
]

# --- lines by hand --------------------------------------------------------------------------------


@commands.command("list", help=N_("The lines by hand of a month."))
def listed(contract: ContractOption, month: MonthOption, *, as_json: JsonOption = False) -> None:
    from pilotage.services import manual_lines

    here = frame()
    found = manual_lines.lines(here.db, here.actor, contract=contract, month=month_of(month))
    _show_lines(found, as_json)


@commands.command(help=N_("Proposes a line: a quantity at a price, or an amount."))
def add(
    contract: ContractOption,
    month: MonthOption,
    *,
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help=N_("What the line is."))],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why it is due."))],
    evidence: EvidenceOption = None,
    quantity: Annotated[str | None, typer.Option("--quantity", metavar="N", help=N_("How many."))] = None,
    price: Annotated[
        str | None, typer.Option("--price", metavar="PRICE", help=N_("At which price."))
    ] = None,
    amount: Annotated[
        str | None,
        typer.Option("--amount", metavar="AMOUNT", help=N_("The amount, negative to lower the bill.")),
    ] = None,
    account: Annotated[str, typer.Option("--account", metavar="ACCOUNT", help=N_("Its account."))] = "",
    cost_centre: Annotated[
        str, typer.Option("--cost-centre", metavar="CENTRE", help=N_("Its cost centre."))
    ] = "",
    damages: Annotated[bool, typer.Option("--damages", help=N_("Damages, outside VAT."))] = False,
    name: _Name = "",
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import manual_lines

    here = frame()
    done = manual_lines.add(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        label=label,
        reason=reason,
        evidence=file_of(evidence),
        quantity=number_of(quantity),
        unit_price=number_of(price),
        amount=number_of(amount),
        account=account,
        cost_centre=cost_centre,
        damages=damages,
        name=name,
    )
    _show_lines((done,), as_json)


_Number = Annotated[int, typer.Argument(help=N_("The number of the line."))]


@commands.command(help=N_("Approves a line that somebody else proposed."))
def approve(
    line: _Number, *, comment: CommentOption = "", name: _Name = "", as_json: JsonOption = False
) -> None:
    _decide(line, "approved", comment, name, as_json=as_json)


@commands.command(help=N_("Refuses a line that somebody else proposed."))
def refuse(
    line: _Number, *, comment: CommentOption = "", name: _Name = "", as_json: JsonOption = False
) -> None:
    _decide(line, "refused", comment, name, as_json=as_json)


@commands.command(help=N_("Takes one's own line back."))
def withdraw(
    line: _Number, *, comment: CommentOption = "", name: _Name = "", as_json: JsonOption = False
) -> None:
    _decide(line, "withdrawn", comment, name, as_json=as_json)


# --- what is read and printed ---------------------------------------------------------------------


def number_of(text: str | None) -> Decimal | None:
    """The number typed, None for none, or a misuse."""
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        misuse(frame().t("“{read}” is not a number.", read=text))


def file_of(path: Path | None) -> tuple[str, bytes] | None:
    """The name and the bytes of a file that was named, None for none."""
    if path is None:
        return None
    present(path)
    return path.name, path.read_bytes()


def _decide(line: int, outcome: Any, comment: str, name: str, *, as_json: bool) -> None:  # noqa: ANN401  a closed list
    from pilotage.services import manual_lines

    here = frame()
    done = manual_lines.decide(
        here.db, here.actor, line=line, outcome=outcome, comment=comment, name=name
    )
    _show_lines((done,), as_json)


def _show_lines(found: tuple[ByHand, ...], as_json: bool) -> None:  # noqa: FBT001  as the option has it
    from pilotage.locale.preinvoice_words import MANUAL_STATES

    t = frame().t
    if as_json:
        print_json([line_document(one) for one in found])
        return
    if not found:
        say(t("No line by hand."))
        return
    rows = [
        (
            str(one.id),
            one.label,
            t.number(one.amount, 2),
            t(MANUAL_STATES[one.state]),
            one.proposed_by,
            one.reason,
        )
        for one in found
    ]
    table(("#", t("Line"), t("Amount"), t("State"), t("By"), t("Reason")), rows, right=(2,))


def line_document(one: ByHand) -> dict[str, Any]:
    """A line by hand as JSON."""
    return {
        "id": one.id,
        "label": one.label,
        "quantity": f"{one.quantity:f}",
        "unit_price": f"{one.unit_price:f}",
        "amount": f"{one.amount:.2f}",
        "account": one.account or None,
        "cost_centre": one.cost_centre or None,
        "reason": one.reason,
        "evidence": one.evidence,
        "state": one.state,
        "proposed_by": one.proposed_by,
        "proposed_on": one.proposed_on.isoformat(),
        "decided_by": one.decided_by or None,
    }
