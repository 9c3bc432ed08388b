"""`inspect` and `import`: what a vendor sent."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
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
    from pilotage.feeds.inspecting import Inspection
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
_Partial = Annotated[
    bool, typer.Option("--partial", help=N_("Takes in the good rows of a file that has unreadable ones."))
]


@commands.command(help=N_("What is in this file, before any decision."))
def inspect(file: _File, *, as_json: JsonOption = False) -> None:
    from pilotage.services import inspecting

    here = frame()
    present(file)
    found = inspecting.inspect(here.actor, content=file, name=file.name)
    if as_json:
        print_json(inspection_document(found))
    else:
        _show_inspection(found)
    exit_with(found.problems)


def inspection_document(found: Inspection) -> dict[str, Any]:
    """What is in a file as one JSON document; a `counter` is a guess, with a confidence in percent."""
    t = frame().t
    return {
        "file": found.file,
        "sha256": found.sha256,
        "kind": found.kind,
        "encoding": found.encoding or None,
        "delimiter": found.delimiter or None,
        "sheet": found.sheet or None,
        "sheets": list(found.sheets),
        "header_row": found.header_row,
        "layout": found.layout,
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "format": column.format,
                "sample": list(column.sample),
                "counter": column.guess.counter if column.guess else None,
                "confidence": str(column.guess.confidence) if column.guess else None,
            }
            for column in found.columns
        ],
        "questions": problem_documents(found.questions, t),
        "problems": problem_documents(found.problems, t),
    }


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
            partial=partial,
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


def _show_inspection(found: Inspection) -> None:
    from pilotage.locale.sentences import sentence

    t = frame().t
    facts = (
        (t("File"), found.file),
        (t("Kind"), found.kind),
        (t("Layout"), found.layout),
        (t("Sheet"), found.sheet),
        (t("Encoding"), found.encoding),
        (t("Separator"), found.delimiter.replace("\t", "⇥")),
        (t("Header on row"), found.header_row),
    )
    for name, value in facts:
        if value not in {None, ""}:
            say(f"{name}: {value}")
    if found.columns:
        say()
        _show_columns(found)
    for question in found.questions:
        say(sentence(question, t))
    show_problems(found.problems)


def _show_columns(found: Inspection) -> None:
    t = frame().t
    rows = [
        (
            column.name,
            column.type,
            " | ".join(column.sample[:2]),
            column.guess.counter if column.guess else "",
            t.percent(Decimal(column.guess.confidence), 0) if column.guess else "",
        )
        for column in found.columns
    ]
    headers = (t("Column"), t("Type"), t("Sample"), t("Counter"), t("Confidence"))
    table(headers, rows, right={4})
    say()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    if not found:
        misuse(frame().t("No file in {name}.", name=str(path)))
    return found
