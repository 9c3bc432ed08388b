"""`check` and `publish`: the contract and feed files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pilotage.cli.frame import exit_with, frame, misuse, present, say, show_problems
from pilotage.locale import N_
from pilotage.problems import Problem, ProblemsFoundError, Severity

commands = typer.Typer()
_Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help=N_("Contract and feed files, or their folders."))
]


@commands.command(help=N_("Reads contract and feed files and says what is wrong with them."))
def check(paths: _Paths) -> None:
    from pilotage.services import publishing

    t = frame().t
    for path in paths:
        present(path)
    problems = publishing.check_files(paths)
    show_problems(problems)
    exit_with(problems)
    say(t("Nothing to say against it."))


@commands.command(help=N_("Puts contracts in force, with the profiles of their feeds."))
def publish(paths: _Paths) -> None:
    from pilotage.services import publishing

    here = frame()
    refused: list[Problem] = []
    for file in (found for path in paths for found in _contract_files(path)):
        feeds = file.with_name("feeds.toml")
        done = publishing.publish(
            here.db,
            here.actor,
            contract_text=_text(file),
            feeds_text=_text(feeds) if feeds.is_file() else "",
            file=str(file),
        )
        show_problems(done.problems)
        refused += done.problems
        if done.changed:
            say(here.t("{ref}: version {version} is published.", ref=done.ref, version=done.version))
        elif not done.problems:
            say(here.t("{ref}: already published, nothing changed.", ref=done.ref))
    exit_with(refused)


def _contract_files(path: Path) -> list[Path]:
    """The contract named, or every contract of a folder."""
    present(path)
    if path.is_file():
        return [path.with_name("contract.toml") if path.name == "feeds.toml" else path]
    found = sorted(path.rglob("contract.toml"))
    if not found:
        misuse(frame().t("No contract.toml in {name}.", name=str(path)))
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem("publish.not_utf8", Severity.REFUSED, str(file))
        raise ProblemsFoundError([problem]) from error
