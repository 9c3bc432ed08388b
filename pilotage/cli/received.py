"""`import`: what a vendor sent."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
    JsonOption,
    exit_with,
    frame,
    misuse,
    present,
    print_json,
    problem_documents,
    say,
    show_problems,
)
from pilotage.cli.inspecting import AnswerOption, answers
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.imports import ImportReport

commands = typer.Typer()
_FileOrFolder = Annotated[
    Path,
    typer.Argument(metavar="FILE|FOLDER", help=N_("A file as the vendor sent it, or a folder of them.")),
]
_Contract = Annotated[
    str | None,
    typer.Option("--contract", metavar="REF", help=N_("The contract, when the file does not tell.")),
]
_Feed = Annotated[
    str | None, typer.Option("--feed", metavar="ID", help=N_("The feed, when the file does not tell."))
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help=N_("Says what would happen; changes nothing."))]
_SaveAs = Annotated[
    str | None,
    typer.Option(
        "--save-as",
        metavar="FEED",
        help=N_("Saves the proposed feed under that id, then imports the file."),
    ),
]
_Period = Annotated[
    str,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help=N_("The period of a file that does not say it: 2026-10-01, 2026-W43 or 2026-10."),
    ),
]
_Partial = Annotated[
    bool, typer.Option("--partial", help=N_("Takes in the good rows of a file that has unreadable ones."))
]


@commands.command(
    "import", help=N_("Takes in what a vendor sent: a file, or a folder in order of names.")
)
def import_(
    path: _FileOrFolder,
    *,
    contract: _Contract = None,
    feed: _Feed = None,
    dry_run: _DryRun = False,
    partial: _Partial = False,
    answer: AnswerOption = None,
    save_as: _SaveAs = None,
    period: _Period = "",
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import imports

    here = frame()
    present(path)
    if save_as is not None:
        feed, period = save_as, _saved(path, contract, save_as, answer, as_json=as_json) or period
    elif answer:
        misuse(here.t("--answer goes with --save-as."))
    reports = []
    for file in _files(path):
        report = imports.import_file(
            here.db,
            here.actor,
            content=file,
            name=file.name,
            contract=contract,
            feed=feed,
            dry_run=dry_run,
            partial=partial,
            period=period,
        )
        reports.append((file, report))
        if not as_json:
            _show_report(file, report, dry_run=dry_run)
    if as_json:
        documents = [report_document(report, file) for file, report in reports]
        print_json(documents[0] if path.is_file() else {"files": documents})
    exit_with([problem for _, report in reports for problem in report.problems])


def _saved(path: Path, contract: str | None, feed: str, given: list[str] | None, *, as_json: bool) -> str:
    """Publishes the proposed feed; the period that was answered for a file without dates."""
    from pilotage.services import wizard

    here = frame()
    if contract is None or not path.is_file():
        misuse(here.t("--save-as goes with one file and --contract."))
    saved = wizard.save(
        here.db,
        here.actor,
        content=path,
        name=path.name,
        contract=contract,
        answers=answers(given),
        feed_id=feed,
    )
    if not as_json:
        text = N_("Feed {feed} saved with {contract}, version {version}.")
        say(here.t(text, feed=saved.feed, contract=saved.contract, version=saved.version))
    return saved.period


def report_document(report: ImportReport, file: Path) -> dict[str, Any]:
    """An import as one JSON document."""
    return {
        "file": file.name,
        "batch": report.batch,
        "status": report.status,
        "rows": report.rows,
        "days_added": _days(report.days_added),
        "days_replaced": _days(report.days_replaced),
        "problems": problem_documents(report.problems, frame().t),
    }


def _days(days: Iterable[Any]) -> list[str]:
    return [day.isoformat() for day in days]


def _show_report(file: Path, report: ImportReport, *, dry_run: bool) -> None:
    t = frame().t
    match report.status:
        case "already_there":
            say(t("{file}: already received, nothing changed.", file=file.name))
        case "refused":
            say(t("{file}: refused, nothing changed.", file=file.name))
        case _:
            text = (
                N_("{file}: rows that would be kept: {rows}; days added: {added}, replaced: {replaced}.")
                if dry_run
                else N_("{file}: rows kept: {rows}; days added: {added}, replaced: {replaced}.")
            )
            say(
                t(
                    text,
                    file=file.name,
                    rows=report.rows,
                    added=len(report.days_added),
                    replaced=len(report.days_replaced),
                )
            )
    show_problems(report.problems)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    if not found:
        misuse(frame().t("No file in {name}.", name=str(path)))
    return found
