"""`meeting prepare`: the agenda of a committee, from the month's figures, in Word."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pilotage.cli.frame import ContractOption, day_of, frame, month_of, say
from pilotage.locale import N_
from pilotage.periods import Month

commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class Type(StrEnum):
    """The four committees with a vendor."""

    PRODUCTION = "production"
    QUALITY = "quality"
    STEERING = "steering"
    STRATEGIC = "strategic"


@commands.callback()
def meetings() -> None:
    """Keeps `prepare` a command of its own, with others to come."""


@commands.command(help=N_("Makes the agenda of a committee from the data, and writes it in Word."))
def prepare(
    contract: ContractOption,
    kind: Annotated[Type, typer.Option("--type", help=N_("Which committee."))],
    day: Annotated[str, typer.Option("--date", metavar="DATE", help=N_("The day of the meeting."))],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=N_("The folder to write into."))],
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="YYYY-MM", help=N_("The month looked at; else the one before.")),
    ] = None,
) -> None:
    from pilotage.committee.model import CommitteeType
    from pilotage.services import committees, minutes

    here = frame()
    held_on = day_of(day)
    meeting = committees.prepare(
        here.db,
        here.actor,
        contract=contract,
        committee=CommitteeType(kind.value),
        month=month_of(month) if month else Month.of(held_on).plus(-1),
        held_on=held_on,
    )
    name, content = minutes.agenda_file(here.db, here.actor, meeting=meeting.id, language=here.language)
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(content)
    say(here.t("The agenda is in {name}.", name=str(out / name)))
