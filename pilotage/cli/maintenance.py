"""`db` and `audit`: the database itself, and the trail of every change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pilotage.cli.frame import exit_with, frame, say, show_problems
from pilotage.locale import N_

database = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
audit = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@audit.callback()
def trail() -> None:
    """Keeps `verify` a command of its own, with others to come."""


@audit.command(help=N_("Walks the whole trail and says whether anything in it was altered."))
def verify() -> None:
    from pilotage.services import audit as trails

    here = frame()
    problems = trails.verify(here.db, here.actor)
    show_problems(problems)
    exit_with(problems)
    events, last = trails.head(here.db, here.actor)
    say(here.t("The trail is whole: {n} events, the last one is {hash}.", n=events, hash=last[:16]))


@database.command(help=N_("Brings the tables to this version."))
def upgrade() -> None:
    from pilotage.services import maintenance

    here = frame()
    done = maintenance.upgrade(maintenance.at(here.database_url), here.actor)
    say(here.t("The database is up to date.") if done else here.t("The database was up to date already."))


@database.command(help=N_("Says what keeps the database from being trusted: tables, guards, trail."))
def check() -> None:
    from pilotage.services import maintenance

    here = frame()
    problems = maintenance.check(maintenance.at(here.database_url), here.actor)
    show_problems(problems)
    exit_with(problems)
    say(here.t("Tables, guards and trail are as they should be."))


_Copy = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The copy."))]


@database.command(help=N_("Writes a whole copy of the database, while others go on working."))
def backup(file: _Copy) -> None:
    from pilotage.services import maintenance

    here = frame()
    maintenance.backup(here.db, here.actor, file=file)
    say(here.t("The copy is in {name}.", name=str(file)))


@database.command(help=N_("Puts a copy in the place of the database."))
def restore(
    file: _Copy,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help=N_("Even if the database already holds contracts."))
    ] = False,
) -> None:
    from pilotage.services import maintenance

    here = frame()
    maintenance.restore(maintenance.at(here.database_url), here.actor, file=file, replace=replace)
    say(here.t("The database is now that of {name}.", name=str(file)))
