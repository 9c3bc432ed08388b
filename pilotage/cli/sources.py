"""`sources` and `type`: the client's count beside the vendor's, and figures typed by hand."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    table,
)
from pilotage.locale import N_
from pilotage.periods import Window

if TYPE_CHECKING:
    from pilotage.contract.model import Contract
    from pilotage.services.closed_moves import ClosedMove
    from pilotage.services.sources import SourceGaps

commands = typer.Typer()
_Stream = Annotated[str, typer.Option("--stream", metavar="ID", help=N_("The stream of the contract."))]
_From = Annotated[str, typer.Option("--from", metavar="DATE", help=N_("The first day."))]
_To = Annotated[str, typer.Option("--to", metavar="DATE", help=N_("The last day, included."))]
_Counters = Annotated[
    list[str],
    typer.Option("--counter", metavar="NAME=VALUE", help=N_("A counter and its value; may be repeated.")),
]
_Reason = Annotated[str, typer.Option("--reason", help=N_("Why it is typed by hand."))]
_Evidence = Annotated[
    Path, typer.Option("--evidence", metavar="FILE", help=N_("The document that it was read from."))
]


@commands.command(help=N_("The client's count beside the vendor's: in counters, in points and in euros."))
def sources(contract: ContractOption, month: MonthOption, *, as_json: JsonOption = False) -> None:
    from pilotage.services import catalogue
    from pilotage.services.sources import gaps_document, month_gaps

    here = frame()
    found = month_gaps(here.db, here.actor, contract=contract, month=month_of(month))
    if as_json:
        print_json(gaps_document(found))
        return
    terms = catalogue.contract(here.db, here.actor, ref=contract)
    if not found.counters:
        say(here.t("Nothing is counted by two sources in {month}.", month=found.month))
        return
    _show_counters(found, terms)
    _show_kpis(found, terms)
    _show_money(found, terms)


@commands.command("type", help=N_("Types in a figure that only exists on paper, with its evidence."))
def type_(
    contract: ContractOption,
    stream: _Stream,
    first: _From,
    last: _To,
    counter: _Counters,
    reason: _Reason,
    evidence: _Evidence,
    *,
    as_json: JsonOption = False,
) -> None:
    from pilotage.locale.changes import closed_words, signed_money
    from pilotage.services import typed
    from pilotage.services.closed_moves import closed_moves

    here = frame()
    present(evidence)
    period = Window(day_of(first), day_of(last))
    with evidence.open("rb") as document:
        content = document.read(typed.MOST_EVIDENCE + 1)
    numbers = typed.type_in(
        here.db,
        here.actor,
        contract=contract,
        stream=stream,
        counters=dict(_counter(text) for text in counter),
        period=period,
        reason=reason,
        evidence_name=evidence.name,
        evidence=content,
    )
    moves = closed_moves(here.db, here.actor, contract=contract, window=period)
    if as_json:
        closed = [_move_document(one) for one in moves]
        print_json({"batches": list(numbers), "typed": True, "closed_months": closed})
        return
    say(here.t("Typed in: {n} figures, with {name} as evidence.", n=len(numbers), name=evidence.name))
    for one in moves:
        amount = signed_money(one.amount, one.currency, here.t) if one.amount else ""
        say(closed_words(one.month, one.into, amount, here.t))


def _move_document(one: ClosedMove) -> dict[str, str | None]:
    """A closed month that was typed into: it stays, and what it owes is proposed elsewhere."""
    amount = None if one.amount is None else f"{one.amount:.2f}"
    return {"month": str(one.month), "proposed_in": str(one.into), "adjustment": amount}


def _counter(text: str) -> tuple[str, Decimal]:
    """`offered=1234.5`, a point as in all that programs read, or a comma."""
    name, _, value = text.partition("=")
    try:
        return name.strip(), Decimal(value.strip().replace(",", "."))
    except InvalidOperation:
        misuse(
            frame().t("{given}: a counter and its value are expected, such as offered=1234.", given=text)
        )


# ---- for the eye -----------------------------------------------------------------------------


def _number(value: Decimal | None, digits: int | None = None) -> str:
    return "" if value is None else frame().t.number(value, digits)


def _show_counters(found: SourceGaps, terms: Contract) -> None:
    from pilotage.locale.counter_names import counter_words
    from pilotage.locale.judged import clause_words, holder_words, stream_name

    t = frame().t
    rows = [
        (
            stream_name(gap.stream, terms, t),
            counter_words(gap.counter, t),
            _number(gap.client),
            _number(gap.vendor),
            _number(gap.difference),
            "" if gap.percent is None else t.percent(gap.percent, 2),
            holder_words(gap.reference.terms.holder, t) if gap.reference else t("nobody"),
            clause_words(gap.reference.source("holder"), terms) if gap.reference else "",
        )
        for gap in found.counters
    ]
    headers = (
        t("Stream"), t("Counter"), t("Client"), t("Vendor"), t("Gap"), "%", t("Reference source"),
        t("Clause"),
    )  # fmt: skip
    table(headers, rows, right=(2, 3, 4, 5))


def _show_kpis(found: SourceGaps, terms: Contract) -> None:
    from pilotage.locale.judged import kpi_name

    t = frame().t
    if found.kpis:
        say()
        rows = [
            (
                kpi_name(gap.kpi, terms, t),
                _number(gap.client.value, 2),
                _number(gap.vendor.value, 2),
                _number(gap.points, 2),
            )
            for gap in found.kpis
        ]
        table((t("KPI"), t("Client"), t("Vendor"), t("Gap")), rows, right=(1, 2, 3))


def _show_money(found: SourceGaps, terms: Contract) -> None:
    from pilotage.locale.judged import name_of

    t, money = frame().t, found.money
    if money is None:
        return
    say()
    rows = [
        (
            name_of(line.term, terms, t, ("price", "consequence", "limit")),
            *(t.money(amount, found.currency) for amount in (line.before, line.after, line.difference)),
        )
        for line in money.moved_lines
    ]
    rows.append((t("Total before tax"), "", "", t.money(found.stakes, found.currency)))
    headers = (t("Line"), t("By the client's count"), t("By the vendor's count"), t("Difference"))
    table(headers, rows, right=(1, 2, 3))
