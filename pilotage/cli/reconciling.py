"""`reconcile`: a vendor's invoice received, compared with ours, its gaps decided, the answer written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    MonthOption,
    day_of,
    frame,
    misuse,
    month_of,
    present,
    print_json,
    say,
    show_problems,
    table,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.reconciliation.layout import Layout
    from pilotage.services.reconciling import LayoutNeededError, Reconciliation, Recorded
    from pilotage.services.reconciling_views import GapView

FINDINGS = 1


class _FileFirst(TyperGroup):
    """`reconcile FILE ...` and `reconcile --typed ...` are `reconcile file ...`: a command is only needed
    for what comes after.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  typer keeps its context's type private
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["file", *args]
        return super().parse_args(ctx, args)


reconcile = typer.Typer(cls=_FileFirst, rich_markup_mode=None)
_File = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help=N_("Factur-X PDF, UBL or CII in XML, or the vendor's workbook; none to look."),
    ),
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Says what would happen; changes nothing."))]
_Typed = Annotated[
    bool,
    typer.Option("--typed", help=N_("Only the totals are known: --number, --subtotal, --vat, --total.")),
]
_Number = Annotated[str, typer.Option("--number", metavar="TEXT", help=N_("The number of the invoice."))]
_Issued = Annotated[
    str | None, typer.Option("--issued", metavar="DATE", help=N_("The date of the invoice."))
]
_Received = Annotated[
    str | None,
    typer.Option("--received", metavar="DATE", help=N_("The day it came; today when absent.")),
]
_About = Annotated[
    str,
    typer.Option("--about", metavar="NUMBER", help=N_("The invoice that a credit note is on.")),
]
_Amount = Annotated[str | None, typer.Option(metavar="AMOUNT", help=N_("An amount, with a point."))]
_Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="WHAT=HEAD",
        help=N_("A column of the vendor's workbook: amount=Montant HT. Kept for the vendor."),
    ),
]
_Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="WHAT=WORDS",
        help=N_(
            "What stands beside these words in the workbook: number=Facture n°. Kept for the vendor."
        ),
    ),
]


@reconcile.command(
    "file", help=N_("Receives an invoice and compares the month with it; without a file, shows it.")
)
def receive(
    contract: ContractOption,
    month: MonthOption,
    file: _File = None,
    *,
    typed: _Typed = False,
    number: _Number = "",
    issued: _Issued = None,
    received: _Received = None,
    about: _About = "",
    subtotal: _Amount = None,
    vat: _Amount = None,
    total: _Amount = None,
    column: _Columns = None,
    field: _Fields = None,
    dry_run: _DryRun = False,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import reconciling

    here, asked = frame(), month_of(month)
    common: dict[str, Any] = {"contract": contract, "month": asked, "dry_run": dry_run}
    common["received_on"] = day_of(received) if received else None
    if typed:
        done = reconciling.type_in(
            here.db,
            here.actor,
            number=number,
            subtotal=_needed(subtotal),
            vat=_amount(vat),
            total=_amount(total),
            issued_on=day_of(issued) if issued else None,
            about=about,
            **common,
        )
    elif file is not None:
        done = _file(file, _layout(column, field), common)
    else:
        found = reconciling.reconciled(here.db, here.actor, contract=contract, month=asked)
        _show(contract, str(asked), found, None, as_json=as_json)
        return
    _show(contract, str(asked), done.reconciliation, done, as_json=as_json)


def _file(file: Path, layout: Layout | None, common: Mapping[str, Any]) -> Recorded:
    from pilotage.services import reconciling

    here = frame()
    present(file)
    try:
        return reconciling.record(
            here.db, here.actor, content=file.read_bytes(), name=file.name, layout=layout, **common
        )
    except reconciling.LayoutNeededError as error:
        _ask_layout(error)


def _ask_layout(error: LayoutNeededError) -> NoReturn:
    """What the workbook looks like it says, in the options that confirm it."""
    t = frame().t
    layout = error.proposed
    options = [f'--column "{name}={head}"' for name, head in layout.columns.items()]
    options += [f'--field "{name}={words}"' for name, words in layout.fields.items()]
    say(t(N_("It looks like this; correct what is wrong and say it once:")))
    for option in options:
        say(f"  {option}")
    misuse(t(N_("How this vendor lays out its workbooks is not known yet.")))


def _layout(columns: list[str] | None, fields: list[str] | None) -> Layout | None:
    from pilotage.reconciliation.layout import COLUMNS, FIELDS, Layout

    if not columns and not fields:
        return None
    return Layout("", _pairs(columns or [], COLUMNS), _pairs(fields or [], FIELDS))


def _pairs(texts: list[str], known: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, _, words = text.partition("=")
        if name not in known or not words:
            raise typer.BadParameter(f"{text}: {', '.join(known)}")
        found[name] = words
    return found


def _amount(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise typer.BadParameter(text) from error
    if not value.is_finite() or value != value.quantize(Decimal("0.01")):
        raise typer.BadParameter(text)
    return value


def _needed(text: str | None) -> Decimal:
    value = _amount(text)
    if value is None:
        raise typer.BadParameter("--subtotal")
    return value


# --- what is printed ------------------------------------------------------------------------------


def document_of(contract: str, month: str, found: Reconciliation | None) -> dict[str, Any]:
    """The reconciliation as one JSON document."""
    return {
        "contract": contract,
        "month": month,
        "state": "no_invoice" if found is None else "settled" if found.settled else "open",
        "expected": found.expected if found else None,
        "invoiced": found.invoiced if found else None,
        "invoices": [_invoice(one) for one in found.documents] if found else [],
        "gaps": [gap_document(one) for one in found.gaps] if found else [],
        "suggested_status": found.suggestion.status.value if found else None,
        "reasons": [
            {"code": one.code, "official": one.official, "invoice": one.document}
            for one in (found.suggestion.reasons if found else ())
        ],
    }


def _invoice(one: Any) -> dict[str, Any]:  # noqa: ANN401  a received document
    return {
        "id": one.id,
        "number": one.invoice.number,
        "form": one.invoice.form,
        "credit_note": one.invoice.credit,
        "issued_on": one.invoice.issued_on,
        "received_on": one.received_on,
        "subtotal": one.invoice.before_tax,
        "total": one.invoice.total,
        "counts": one.counts,
        "repeats": one.twin,
        "set_aside": one.aside.kind if one.aside else "",
    }


def gap_document(one: GapView) -> dict[str, Any]:
    return {
        "gap": one.key,
        "line": one.line,
        "document": one.against or None,
        "class": one.kind,
        "expected": one.expected,
        "invoiced": one.invoiced,
        "difference": one.difference,
        "within_tolerance": one.gap.within,
        "credited": one.gap.credited,
        "state": one.state,
        "due_on": one.due_on,
        "reason": one.gap.reason,
    }


def _show(
    contract: str, month: str, found: Reconciliation | None, done: Recorded | None, *, as_json: bool
) -> None:
    from pilotage.locale.reconciliation_words import STATUSES, reason_words

    t = frame().t
    if as_json:
        print_json(document_of(contract, month, found))
    elif found is None:
        say(t(N_("No invoice was received for this month yet.")))
    else:
        if done is not None:
            _told(done)
        _gaps(found)
        shape, name = STATUSES[found.suggestion.status.value]
        say(t(N_("Suggested answer on the e-invoicing platform: {name}"), name=f"{shape} {t(name)}"))
        for reason in found.suggestion.reasons:
            say(f"  {reason_words(reason, t)}")
    if done is not None:
        show_problems(done.document.problems)
    if found is not None and any(one.state == "open" for one in found.gaps):
        raise typer.Exit(FINDINGS)


def _told(done: Recorded) -> None:
    t, invoice = frame().t, done.document.invoice
    texts = {
        "recorded": N_("Invoice {number} is received: {n} lines, {amount} excl. VAT."),
        "already_there": N_("Invoice {number} was received already: nothing changed."),
        "previewed": N_("Invoice {number} would be received: {n} lines, {amount} excl. VAT."),
    }
    values = {"number": invoice.number, "n": len(invoice.lines)}
    amount = t.money(invoice.before_tax, invoice.currency)
    say(t(texts[done.status], amount=amount, **values))


def _gaps(found: Reconciliation) -> None:
    from pilotage.locale.reconciliation_words import STATES, class_words, gap_label

    t, currency = frame().t, found.expectation.currency
    amounts = {
        "expected": t.money(found.expected, currency),
        "invoiced": t.money(found.invoiced, currency),
    }
    issued = found.expectation.document
    if issued:
        text = N_("Expected {expected} by document {number}, invoiced {invoiced}, excl. VAT.")
        say(t(text, number=issued, **amounts))
    else:
        say(t(N_("Expected {expected}, invoiced {invoiced}, excl. VAT."), **amounts))
    if not found.gaps:
        say(t(N_("No gap: the invoice agrees line by line.")))
        return
    heads = (
        *(t(N_("Gap")), t(N_("Line")), t(N_("Class")), t(N_("Expected")), t(N_("Invoiced"))),
        *(t(N_("Difference")), t(N_("State"))),
    )
    rows = [
        (
            one.key,
            gap_label(one.gap, t),
            class_words(one.kind, t),
            *(t.money(value, currency) for value in (one.expected, one.invoiced, one.difference)),
            " ".join((STATES[one.state][0], t(STATES[one.state][1]))),
        )
        for one in found.gaps
    ]
    table(heads, rows, right=(3, 4, 5))
