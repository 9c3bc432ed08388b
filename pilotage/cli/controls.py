"""`controls`: can the month's figures be trusted?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
    FINDINGS,
    ContractOption,
    JsonOption,
    MonthOption,
    frame,
    month_of,
    print_json,
    say,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.controls.model import Finding, History, Line
    from pilotage.locale.controls import FindingWords

commands = typer.Typer()
_Because = Annotated[
    str,
    typer.Option(
        "--true-zeros",
        metavar="WHY",
        help=N_("The month's days of zeros are true, for this reason: they count as quiet days."),
    ),
]


@commands.command(
    help=N_("What the quality controls find in a month: what is missing, contradicts itself, stands out.")
)
def controls(
    contract: ContractOption,
    month: MonthOption,
    *,
    because: _Because = "",
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import controls as service
    from pilotage.services.true_zeros import accept_zeros

    here = frame()
    asked = month_of(month)
    if because:
        accept_zeros(here.db, here.actor, contract=contract, days=[*asked.window], reason=because)
    found = service.findings(here.db, here.actor, contract=contract, month=asked)
    words = service.words(here.db, here.actor, contract=contract, t=here.t)
    if as_json:
        documents = [_document(finding, words) for finding in found]
        print_json({"contract": contract, "month": str(asked), "findings": documents})
    else:
        _show(found, words)
    if found:
        raise typer.Exit(FINDINGS)


def _show(found: tuple[Finding, ...], words: FindingWords) -> None:
    from pilotage.locale.controls import gravity_words

    t = frame().t
    if not found:
        say(t("Nothing to report: the controls found nothing in this month."))
    for finding in found:
        shape, word = gravity_words(finding.gravity, t)
        say(f"{shape} {word}  {words.sentence(finding)}")
        for line in finding.lines[:5]:
            when, what, read, expected = words.line(line)
            told = t("read {read}, expected {expected}", read=read, expected=expected)
            say("    " + "  ".join(part for part in (when, what, told) if part))
        if len(finding.lines) > 5:
            say("    " + t("and {n} others", n=len(finding.lines) - 5))


def _document(finding: Finding, words: FindingWords) -> dict[str, Any]:
    """A finding with every figure behind it: amounts as texts with a point."""
    return {
        "code": finding.code,
        "severity": finding.gravity.value,
        "message": words.sentence(finding),
        "feed": finding.feed or None,
        "measure": finding.measure or None,
        "days": [day.isoformat() for day in finding.days],
        "figures": [_line(line) for line in finding.lines],
        "history": _history(finding.history) if finding.history else None,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "day": line.day and line.day.isoformat(),
        "at": line.at or None,
        "stream": line.stream or None,
        "what": line.what or None,
        "file": line.file or None,
        "rows": list(line.rows),
        "count": line.count,
        "read": None if line.read is None else str(line.read),
        "expected": None if line.expected is None else str(line.expected),
        "unit": line.unit,
    }


def _history(history: History) -> dict[str, Any]:
    return {
        "usual": str(history.usual),
        "spread": str(history.spread),
        "unit": history.unit,
        "values": [{"day": day.isoformat(), "value": str(value)} for day, value in history.values],
    }
