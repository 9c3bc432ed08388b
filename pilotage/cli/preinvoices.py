"""`preinvoice`: the life of a month's pre-invoice, what was issued, lines by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli import manual_lines
from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    MonthOption,
    frame,
    misuse,
    month_of,
    print_json,
    problem_documents,
    say,
    show_problems,
    table,
)
from pilotage.cli.manual_lines import CommentOption, EvidenceOption, file_of, number_of
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.issuing import Issued
    from pilotage.services.preinvoices import Claim, Life, LifeStep

commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
commands.add_typer(manual_lines.commands, name="manual", help=N_("Lines by hand."))

_Seen = Annotated[
    str | None,
    typer.Option(
        "--seen", metavar="TEXT", help=N_("What `preinvoice show` gave as “seen” when you looked.")
    ),
]
_Line = Annotated[
    list[str] | None,
    typer.Option(
        "--line",
        metavar="ID[=AMOUNT[@QUANTITY]]",
        help=N_("A disputed line, what the vendor asks for it, and the quantity that it counts."),
    ),
]


@commands.command(help=N_("Where the pre-invoice of a month stands, step by step."))
def show(contract: ContractOption, month: MonthOption, *, as_json: JsonOption = False) -> None:
    from pilotage.services import preinvoices

    here = frame()
    _told(preinvoices.life(here.db, here.actor, contract=contract, month=month_of(month)), as_json)


@commands.command(help=N_("Issues the pre-invoice to the vendor, again when it was disputed."))
def submit(
    contract: ContractOption,
    month: MonthOption,
    *,
    comment: CommentOption = "",
    seen: _Seen = None,
    as_json: JsonOption = False,
) -> None:
    _step("submit", contract, month, as_json, comment=comment, seen=seen)


@commands.command(help=N_("Records that the vendor disputes it, with its message."))
def contest(
    contract: ContractOption,
    month: MonthOption,
    *,
    comment: CommentOption = "",
    evidence: EvidenceOption = None,
    line: _Line = None,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help=N_("What the vendor asks in all."))
    ] = None,
    seen: _Seen = None,
    as_json: JsonOption = False,
) -> None:
    more: dict[str, Any] = {"lines": [_claim(one) for one in line or []], "amount": number_of(amount)}
    more |= {"comment": comment, "evidence": file_of(evidence), "on_behalf": True, "seen": seen}
    _step("contest", contract, month, as_json, **more)


@commands.command(help=N_("Upholds the pre-invoice before a dispute, and says why."))
def answer(
    contract: ContractOption,
    month: MonthOption,
    *,
    comment: CommentOption = "",
    seen: _Seen = None,
    as_json: JsonOption = False,
) -> None:
    _step("answer", contract, month, as_json, comment=comment, seen=seen)


@commands.command(help=N_("Records that the vendor agrees."))
def agree(
    contract: ContractOption,
    month: MonthOption,
    *,
    comment: CommentOption = "",
    evidence: EvidenceOption = None,
    seen: _Seen = None,
    as_json: JsonOption = False,
) -> None:
    more = {"comment": comment, "evidence": file_of(evidence), "on_behalf": True, "seen": seen}
    _step("agree", contract, month, as_json, **more)


@commands.command(
    help=N_("Issues what changed since: a credit note or a complement that names its document.")
)
def settle(
    contract: ContractOption,
    month: MonthOption,
    *,
    comment: CommentOption = "",
    seen: _Seen = None,
    as_json: JsonOption = False,
) -> None:
    _step("settle", contract, month, as_json, comment=comment, seen=seen)


_To = Annotated[
    str, typer.Option("--to", metavar="STEP", help=N_("What it is clear to do: invoice, or pay."))
]


@commands.command(help=N_("Clear to invoice, or clear to pay."))
def clear(
    contract: ContractOption,
    month: MonthOption,
    *,
    to: _To,
    comment: CommentOption = "",
    seen: _Seen = None,
    as_json: JsonOption = False,
) -> None:
    steps = {"invoice": "clear_to_invoice", "pay": "clear_to_pay"}
    if to not in steps:
        misuse(frame().t("Clear to “invoice” or to “pay”, not to “{read}”.", read=to))
    _step(steps[to], contract, month, as_json, comment=comment, seen=seen)


@commands.command(help=N_("Records that the vendor's invoice was received."))
def received(
    contract: ContractOption,
    month: MonthOption,
    *,
    comment: CommentOption = "",
    evidence: EvidenceOption = None,
    seen: _Seen = None,
    as_json: JsonOption = False,
) -> None:
    more = {"comment": comment, "evidence": file_of(evidence), "seen": seen}
    _step("invoice_received", contract, month, as_json, **more)


@commands.command(help=N_("Marks the month as exported to the client's books."))
def export(
    contract: ContractOption,
    month: MonthOption,
    *,
    comment: CommentOption = "",
    seen: _Seen = None,
    as_json: JsonOption = False,
) -> None:
    _step("export", contract, month, as_json, comment=comment, seen=seen)


@commands.command(help=N_("Writes an issued document as it was issued."))
def document(
    number: Annotated[int, typer.Argument(help=N_("The document's id, as `preinvoice show` gives it."))],
    output: Annotated[
        Path, typer.Option("--output", metavar="FOLDER", help=N_("Where to write it."))
    ] = Path(),
) -> None:
    from pilotage.services import issuing

    here = frame()
    try:
        name, content = issuing.workbook(here.db, here.actor, document=number)
    except LookupError:
        misuse(here.t("There is no issued document {id}.", id=number))
    target = output / name
    target.write_bytes(content)
    say(str(target))


# --- what is read and printed ---------------------------------------------------------------------


def _step(step: str, contract: str, month: str, as_json: bool, **more: Any) -> None:  # noqa: ANN401, FBT001  of a service
    from pilotage.services import preinvoices

    here, seen = frame(), more.get("seen")
    if seen is not None and not re.fullmatch(r"\d+(-[0-9a-f]{8})?", seen):
        misuse(here.t("“{read}” is not what `preinvoice show` gives as “seen”.", read=seen))
    done = preinvoices.advance(
        here.db, here.actor, contract=contract, month=month_of(month), step=step, **more
    )
    _told(done, as_json)


def _claim(text: str) -> Claim:
    """`heure-jour=81241.60@4616`: the line, what is asked for it, the quantity counted."""
    from pilotage.services.preinvoices import Claim

    line, _, rest = text.partition("=")
    amount, _, quantity = rest.partition("@")
    return Claim(line, number_of(amount or None), number_of(quantity or None))


def _told(life: Life, as_json: bool) -> None:  # noqa: FBT001  as the option has it
    from pilotage.locale.preinvoice_words import DOCUMENTS, DONE, STATES, STEPS

    t = frame().t
    if as_json:
        print_json(life_document(life))
        return
    named = f"  {life.number} v{life.version}" if life.number else ""
    say(f"{t.month(life.month)}  {t(STATES[life.state])}{named}  (--seen {life.seen})")
    rows = [
        (
            str(one.rank),
            t.date(one.on),
            t(DONE[one.kind]) + (f" ({t('received outside the portal')})" if one.on_behalf else ""),
            one.by,
            " ".join(part for part in (one.comment, one.evidence) if part),
        )
        for one in life.steps
    ]
    if rows:
        table(("#", t("Day"), t("Step"), t("By"), t("Comment")), rows)
    for issued in life.documents:
        about = f", {t('corrects {number} of {day}', number=issued.corrects, day=issued.corrects_on)}"
        say(
            f"[{issued.id}] {t(DOCUMENTS[issued.kind])} {issued.number} v{issued.version}  "
            f"{t.date(issued.issued_on)}  {t.money(issued.subtotal, issued.bill['currency'])}"
            + (about if issued.corrects else "")
        )
    if life.next:
        say(t("Next: {steps}", steps=", ".join(t(STEPS[step]) for step in life.next)))
    show_problems(life.blocking)


def life_document(life: Life) -> dict[str, Any]:
    """The life of a pre-invoice as one JSON document."""
    return {
        "contract": life.contract,
        "month": str(life.month),
        "state": life.state,
        "number": life.number or None,
        "version": life.version,
        "seen": life.seen,
        "vendor_amount": None if life.vendor_amount is None else f"{life.vendor_amount:.2f}",
        "steps": [_step_document(one) for one in life.steps],
        "documents": [_issued_document(one) for one in life.documents],
        "next": list(life.next),
        "blocking": problem_documents(life.blocking, frame().t),
    }


def _step_document(one: LifeStep) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "step": one.kind,
        "on": one.on.isoformat(),
        "at": one.at.isoformat(),
        "by": one.by,
        "role": one.role,
        "on_behalf": one.on_behalf,
        "comment": one.comment,
        "evidence": one.evidence or None,
        "amount": None if one.amount is None else f"{one.amount:.2f}",
        "lines": [
            {
                "line": claim.line,
                "amount": None if claim.amount is None else f"{claim.amount:.2f}",
                "quantity": None if claim.quantity is None else f"{claim.quantity:f}",
            }
            for claim in one.lines
        ],
    }


def _issued_document(one: Issued) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "number": one.number,
        "version": one.version,
        "issued_on": one.issued_on.isoformat(),
        "subtotal": f"{one.subtotal:.2f}",
        "total": f"{one.total:.2f}",
        "corrects": one.corrects or None,
        "corrects_on": one.corrects_on and one.corrects_on.isoformat(),
        "sha256": one.sha256,
        "lines": one.bill["lines"],
    }
