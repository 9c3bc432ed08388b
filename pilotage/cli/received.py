"""`inspect` and `import`: what a vendor sent."""

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
    table,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.imports import ImportReport

commands = typer.Typer()
_File = Annotated[Path, typer.Argument(metavar="FILE", help=N_("A file as the vendor sent it."))]
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


@commands.command(help=N_("What is in this file, before any decision."))
def inspect(file: _File, *, as_json: JsonOption = False) -> None:
    from pilotage.services import imports

    here = frame()
    present(file)
    document = imports.inspect(here.db, here.actor, content=file, name=file.name, t=here.t)
    if as_json:
        print_json(document)
    else:
        _show_inspection(document)
    if document["problems"]:
        raise typer.Exit(1)


@commands.command(
    "import", help=N_("Takes in what a vendor sent: a file, or a folder in order of names.")
)
def import_(
    path: _FileOrFolder,
    *,
    contract: _Contract = None,
    feed: _Feed = None,
    dry_run: _DryRun = False,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import imports

    here = frame()
    present(path)
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
        )
        reports.append((file, report))
        if not as_json:
            _show_report(file, report, dry_run=dry_run)
    if as_json:
        documents = [report_document(report, file) for file, report in reports]
        print_json(documents[0] if path.is_file() else {"files": documents})
    exit_with([problem for _, report in reports for problem in report.problems])


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
                N_("{file}: {rows} rows would be kept, {added} days added, {replaced} replaced.")
                if dry_run
                else N_("{file}: {rows} rows kept, {added} days added, {replaced} replaced.")
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


def _show_inspection(document: dict[str, Any]) -> None:
    t = frame().t
    facts = (
        (t("File"), document["file"]),
        (t("Layout"), document["layout"]),
        (t("Sheet"), document["sheet"]),
        (t("Encoding"), document["encoding"]),
        (t("Separator"), document["delimiter"]),
        (t("Header on row"), document["header_row"]),
    )
    for name, value in facts:
        if value not in (None, ""):
            say(f"{name}: {value}")
    say()
    table(
        (t("Column"), t("Type"), t("Sample"), t("Counter"), t("Confidence")),
        [
            tuple(str(column[key] or "") for key in ("name", "type", "sample", "counter", "confidence"))
            for column in document["columns"]
        ],
    )
    for question in document["questions"]:
        say(f"? {question}")
    for problem in document["problems"]:
        say(f"! {problem['message']}")


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    if not found:
        misuse(frame().t("No file in {name}.", name=str(path)))
    return found
