"""What every command shares: its database, its actor, its language, and the form of what it prints.

Exit 0 means done, 1 that there are findings to read, 2 that the command could not be carried out as
it was given. With `--json` standard output holds one JSON document and nothing else; sentences go
to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from pilotage.locale import N_, Language, Words
from pilotage.periods import Month
from pilotage.problems import Problem, ProblemsFoundError, Severity
from pilotage.services.actor import Actor, RefusedError, local_administrator

if TYPE_CHECKING:
    from pilotage.store.database import Database

FINDINGS, MISUSE = 1, 2
_GENERAL = ("--database-url", "--lang")


@dataclass
class Frame:
    """A command's surroundings; the database opens when it is first asked for."""

    database_url: str | None = None
    language: Language = "en"

    @cached_property
    def t(self) -> Words:
        return Words(self.language)

    @cached_property
    def actor(self) -> Actor:
        return local_administrator()

    @cached_property
    def db(self) -> Database:
        """The database that the command was pointed at, its tables up to date."""
        from pilotage.services import maintenance

        return maintenance.opened(self.database_url)


_FRAME: ContextVar[Frame] = ContextVar("frame")


def begin(frame: Frame) -> None:
    """Sets the surroundings of the command that begins."""
    _FRAME.set(frame)


def frame() -> Frame:
    """The surroundings of the command that is running."""
    return _FRAME.get()


def language_of(environment: Mapping[str, str]) -> Language:
    """French where the terminal speaks French, else English."""
    spoken = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "fr" if spoken.lower().startswith("fr") else "en"


class Commands(TyperGroup):
    """The commands together: general options are understood after a command too, the help is in the
    reader's language, and what a service refuses becomes one sentence and an exit code.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401  typer keeps its context's type private
        args = _general_first(args)
        begin(Frame(language=_language_asked(args)))
        _translate(self, frame().t)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  as above
        try:
            return super().invoke(ctx)
        except ProblemsFoundError as error:
            show_problems(error.problems)
            raise typer.Exit(FINDINGS) from error
        except RefusedError as error:
            _stop(
                frame().t("Not allowed: the right “{right}” is missing.", right=str(error.right)), MISUSE
            )
        except BrokenPipeError:
            _nobody_reads()
        except OSError as error:
            reason = error.strerror or str(error)
            _stop(
                frame().t("Cannot use {name}: {reason}.", name=error.filename or "", reason=reason),
                MISUSE,
            )
        except Exception as error:
            _stop_if_unknown(error)
            raise


def _nobody_reads() -> NoReturn:
    """Ends in silence: whoever read the output, such as `head`, has seen enough of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())  # what is still in the buffer has somewhere to go
    os.close(nowhere)
    raise typer.Exit


def _stop_if_unknown(error: Exception) -> None:
    """A contract that is not published is a misuse, said in one sentence."""
    from pilotage.services.catalogue import UnknownContractError

    if isinstance(error, UnknownContractError):
        _stop(frame().t("Nothing is published under the reference {ref}.", ref=error.ref), MISUSE)


def _stop(text: str, code: int) -> NoReturn:
    say_aside(text)
    raise typer.Exit(code)


def misuse(text: str) -> NoReturn:
    """Ends the command: it could not be carried out as it was given."""
    _stop(text, MISUSE)


def _general_first(args: Sequence[str]) -> list[str]:
    """General options stand before the command for the parser, wherever they were typed."""
    general: list[str] = []
    others: list[str] = []
    rest = iter(args)
    for argument in rest:
        if argument in _GENERAL:
            general += [argument, *([value] if (value := next(rest, None)) is not None else [])]
        elif argument.partition("=")[0] in _GENERAL:
            general.append(argument)
        else:
            others.append(argument)
    return general + others


def _language_asked(args: Sequence[str]) -> Language:
    words = [word for argument in args for word in argument.split("=", 1)]
    asked = words[words.index("--lang") + 1] if "--lang" in words[:-1] else language_of(os.environ)
    return "fr" if asked == "fr" else "en"


def _translate(command: Any, t: Words) -> None:  # noqa: ANN401  as above
    """The help of a command, its options and its sub-commands, in the reader's language."""
    for shown in (command, *command.params):
        if text := getattr(shown, "help", None):
            shown.help = t(text)
    for child in getattr(command, "commands", {}).values():
        _translate(child, t)


# ---- arguments -------------------------------------------------------------------------------


def month_of(text: str) -> Month:
    """`YYYY-MM`, or a misuse."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: YYYY-MM") from error


def day_of(text: str) -> date:
    """`YYYY-MM-DD`, or a misuse."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text}: YYYY-MM-DD") from error


# ---- what is printed -------------------------------------------------------------------------


def say(text: str = "") -> None:
    """A line on standard output."""
    typer.echo(text)


def say_aside(text: str) -> None:
    """A line for the reader that a program must not find in the answer."""
    typer.echo(text, err=True)


def print_json(document: object) -> None:
    """The one JSON document of the command."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def present(path: Path) -> None:
    """Ends the command when a file or folder that was named does not exist."""
    if not path.exists():
        misuse(frame().t("There is no {name}.", name=str(path)))


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> None:
    """Columns as wide as their longest cell; those of `right` hold figures."""
    lines = [list(headers), *(list(row) for row in rows)]
    figures = frozenset(right)
    widths = [max(len(line[n]) for line in lines) for n in range(len(headers))]
    for number, line in enumerate(lines):
        cells = (
            cell.rjust(width) if n in figures else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        say("  ".join(cells).rstrip())
        if number == 0:
            say("  ".join("-" * width for width in widths))


def show_problems(problems: Iterable[Problem]) -> None:
    """One sentence a problem, on standard error, the worst first."""
    from pilotage.locale.sentences import sentence

    t = frame().t
    order = list(Severity)
    for problem in sorted(problems, key=lambda p: order.index(p.severity)):
        say_aside(sentence(problem, t))


def problem_documents(problems: Iterable[Problem], t: Words) -> list[dict[str, object]]:
    """Problems as the JSON documents of the command line give them."""
    from pilotage.locale.sentences import sentence

    return [
        {
            "code": problem.code,
            "severity": problem.severity.value,
            "file": problem.file,
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "read": problem.read,
            "expected": problem.expected,
            "count": problem.count,
            "message": sentence(problem, t),
        }
        for problem in problems
    ]


def exit_with(problems: Sequence[Problem]) -> None:
    """Leaves with 1 when there is something to read, else goes on to 0."""
    if any(problem.severity is not Severity.NOTE for problem in problems):
        raise typer.Exit(FINDINGS)


ContractOption = Annotated[
    str, typer.Option("--contract", metavar="REF", help=N_("The contract's reference."))
]
MonthOption = Annotated[str, typer.Option("--month", metavar="YYYY-MM", help=N_("The month of service."))]
JsonOption = Annotated[bool, typer.Option("--json", help=N_("One JSON document, for programs."))]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help=N_("Judged as it would have been on that day.")),
]
