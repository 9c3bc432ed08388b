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
from pilotage.cli.inspecting import AnswerOption, answers, change_document
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.imports import ImportReport
    from pilotage.services.unattended import FolderFile
    from pilotage.wizard.proposal import LayoutChange

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
_MoveTo = Annotated[
    Path | None,
    typer.Option(
        "--move-to",
        metavar="FOLDER",
        help=N_("Of a folder: where files that are in are put away; by default nothing is moved."),
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
    move_to: _MoveTo = None,
    as_json: JsonOption = False,
) -> None:
    from pilotage.services import imports

    here = frame()
    present(path)
    if save_as is not None and dry_run:
        misuse(here.t("--save-as saves: see what it would with inspect."))
    elif save_as is not None:
        feed, period = save_as, _saved(path, contract, save_as, answer, as_json=as_json) or period
    elif answer:
        misuse(here.t("--answer goes with --save-as."))
    if path.is_dir():
        _import_folder(path, contract, feed, move_to, dry_run=dry_run, partial=partial, as_json=as_json)
        return
    report = imports.import_file(
        here.db,
        here.actor,
        content=path,
        name=path.name,
        contract=contract,
        feed=feed,
        dry_run=dry_run,
        partial=partial,
        period=period,
    )
    _tell(report, path.name, dry_run=dry_run, as_json=as_json)
    exit_with(report.problems)


def _tell(report: ImportReport, name: str, *, dry_run: bool, as_json: bool) -> None:
    """What an import did, and what it changes in the figures when it replaces some."""
    from pilotage.cli.closing import effect_document, show_effect
    from pilotage.services import catalogue, restating

    here = frame()
    found = restating.effect(here.db, here.actor, preview=report)
    if as_json:
        effect = effect_document(found) if found else None
        print_json({**report_document(report, name), "effect": effect})
        return
    _show_report(name, report, dry_run=dry_run)
    if found:
        show_effect(found, catalogue.contract(here.db, here.actor, ref=found.contract))


def _import_folder(
    path: Path,
    contract: str | None,
    feed: str | None,
    move_to: Path | None,
    *,
    dry_run: bool,
    partial: bool,
    as_json: bool,
) -> None:
    """Every new file of a folder: safe to run again and again, from cron as by hand."""
    from pilotage.services import unattended

    here = frame()
    effects: list[dict[str, Any] | None] = []

    def told(file: FolderFile) -> None:
        """Each file as it comes: what it moves is judged on what stood there then."""
        if as_json:
            effects.append(_effect(file.report))
        else:
            _show_folder_file(file, dry_run=dry_run)

    run = unattended.import_folder(
        here.db,
        here.actor,
        folder=path,
        contract=contract,
        feed=feed,
        dry_run=dry_run,
        partial=partial,
        move_to=move_to,
        tell=told,
    )
    if not (run.files or run.busy):
        misuse(here.t("No file in {name}.", name=str(path)))
    if as_json:
        documents = [_folder_document(*pair) for pair in zip(run.files, effects, strict=True)]
        print_json({"busy": run.busy, "counts": dict(run.counts), "files": documents})
    elif run.busy:
        say(here.t("Another import is running on this database: nothing done, the next run will."))
    exit_with(run.problems)


def _effect(report: ImportReport) -> dict[str, Any] | None:
    """What a file changes in the figures, in euros, as JSON; None when it replaces none."""
    from pilotage.cli.closing import effect_document
    from pilotage.services import restating

    here = frame()
    found = restating.effect(here.db, here.actor, preview=report)
    return effect_document(found) if found else None


def _folder_document(file: FolderFile, effect: dict[str, Any] | None) -> dict[str, Any]:
    """What became of a file of a folder, as JSON: as that of a single import."""
    problems = problem_documents(file.problems, frame().t)
    told = {"status": file.status, "effect": effect, "problems": problems}
    return {**report_document(file.report, file.name), **told}


def _show_folder_file(file: FolderFile, *, dry_run: bool) -> None:
    t = frame().t
    if file.status == "refused_before":
        say(t("{file}: refused before, and still.", file=file.name))
    elif file.status in {"imported", "already_there", "refused"}:
        _show_report(file.name, file.report, dry_run=dry_run)
    else:
        show_problems(file.problems)


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


def report_document(report: ImportReport, file: str) -> dict[str, Any]:
    """An import as one JSON document."""
    return {
        "file": file,
        "batch": report.batch,
        "status": report.status,
        "rows": report.rows,
        "days_added": _days(report.days_added),
        "days_replaced": _days(report.days_replaced),
        "problems": problem_documents(report.problems, frame().t),
        "change": change_document(report.layout) if report.layout else None,
    }


def _days(days: Iterable[Any]) -> list[str]:
    return [day.isoformat() for day in days]


def _show_change(change: LayoutChange) -> None:
    from pilotage.locale.layout_changes import change_sentences

    for text in change_sentences(change, frame().t):
        say(text)


def _show_report(file: str, report: ImportReport, *, dry_run: bool) -> None:
    t = frame().t
    match report.status:
        case "already_there":
            say(t("{file}: already received, nothing changed.", file=file))
        case "refused":
            say(t("{file}: refused, nothing changed.", file=file))
            if report.layout is not None:
                _show_change(report.layout)
        case _:
            text = (
                N_("{file}: rows that would be kept: {rows}; days added: {added}, replaced: {replaced}.")
                if dry_run
                else N_("{file}: rows kept: {rows}; days added: {added}, replaced: {replaced}.")
            )
            say(
                t(
                    text,
                    file=file,
                    rows=report.rows,
                    added=len(report.days_added),
                    replaced=len(report.days_replaced),
                )
            )
    show_problems(report.problems)
