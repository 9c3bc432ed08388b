"""`reconcile decide`, `say`, `aside` and `answer`: what becomes of the gaps of an invoice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pilotage.cli.frame import (
    ContractOption,
    JsonOption,
    MonthOption,
    day_of,
    frame,
    month_of,
    print_json,
    say,
)
from pilotage.cli.reconciling import gap_document
from pilotage.cli.reconciling import reconcile as commands
from pilotage.locale import N_

__all__ = ["commands"]
if TYPE_CHECKING:
    from pilotage.services.reconciling_views import GapView

_Gap = Annotated[str, typer.Argument(metavar="GAP", help=N_("The gap, as the list names it."))]
_Outcome = Annotated[
    str,
    typer.Option("--outcome", metavar="OUTCOME", help=N_("accept, dispute or credit_note.")),
]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why."))]
_Due = Annotated[
    str | None,
    typer.Option("--due", metavar="DATE", help=N_("The day to answer by; the contract's when absent.")),
]


@commands.command("decide", help=N_("Accepts a gap, disputes it, or awaits a credit note for it."))
def decide(
    gap: _Gap,
    contract: ContractOption,
    month: MonthOption,
    outcome: _Outcome,
    *,
    reason: _Reason = "",
    due: _Due = None,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import gap_decisions

    here = frame()
    done = gap_decisions.decide(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        gap=gap,
        outcome=outcome,
        reason=reason,
        due_on=day_of(due) if due else None,
    )
    _decided(done, as_json=as_json)


def _decided(done: GapView, *, as_json: bool) -> None:
    from pilotage.locale.reconciliation_words import STATES, gap_label

    if as_json:
        print_json(gap_document(done))
        return
    t = frame().t
    say(f"{gap_label(done.gap, t)} · {t(STATES[done.state][1])}")
    if done.due_on:
        say(t(N_("The vendor answers by {day}."), day=t.date(done.due_on, "medium")))


@commands.command("say", help=N_("Keeps what a side said of a disputed gap, and how it ended."))
def exchange(
    gap: _Gap,
    contract: ContractOption,
    month: MonthOption,
    *,
    side: Annotated[str, typer.Option("--side", metavar="SIDE", help=N_("client or vendor."))] = "vendor",
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help=N_("What was said."))] = "",
    end: Annotated[
        str, typer.Option("--end", metavar="END", help=N_("upheld, given_up or shared, when it ends."))
    ] = "",
    due: _Due = None,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import gap_decisions

    here = frame()
    if side not in {"client", "vendor"}:
        raise typer.BadParameter(side, param_hint="--side")
    done = gap_decisions.say(
        here.db,
        here.actor,
        contract=contract,
        month=month_of(month),
        gap=gap,
        side="client" if side == "client" else "vendor",
        text=text,
        outcome=end,
        due_on=day_of(due) if due else None,
    )
    _decided(done, as_json=as_json)


@commands.command("aside", help=N_("Makes a received document count no more: refused, or a mistake."))
def aside(
    document: Annotated[int, typer.Argument(metavar="NUMBER", help=N_("The document, as --json says."))],
    contract: ContractOption,
    month: MonthOption,
    *,
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help=N_("refused or mistake."))
    ] = "mistake",
    reason: _Reason = "",
) -> None:
    from pilotage.services import reconciling

    here = frame()
    reconciling.put_aside(
        *(here.db, here.actor),
        contract=contract,
        month=month_of(month),
        document=document,
        kind=kind,
        reason=reason,
    )
    say(here.t(N_("The document counts no more; it stays in sight.")))


@commands.command("answer", help=N_("Writes the answer to the vendor: Word, and the text of a mail."))
def answer(
    contract: ContractOption,
    month: MonthOption,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.docx", help=N_("The file to write."))],
    *,
    vendor_lang: Annotated[
        str, typer.Option("--in", metavar="fr|en", help=N_("The language of the vendor."))
    ] = "fr",
) -> None:
    from pilotage.services import reconciling_answer

    here = frame()
    _, content, mail = reconciling_answer.answer(
        *(here.db, here.actor),
        contract=contract,
        month=month_of(month),
        language="en" if vendor_lang == "en" else "fr",
    )
    out.write_bytes(content)
    out.with_suffix(".txt").write_text(mail, encoding="utf-8")
    text = N_("{word} and {mail} are written; the portal sends nothing.")
    say(here.t(text, word=str(out), mail=str(out.with_suffix(".txt"))))
