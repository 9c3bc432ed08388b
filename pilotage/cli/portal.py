"""`run`, `demo`, `status`: the portal itself and what stands in it."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.cli.frame import (
    JsonOption,
    exit_with,
    frame,
    misuse,
    print_json,
    problem_documents,
    say,
    say_aside,
    show_problems,
    table,
)
from pilotage.locale import N_

if TYPE_CHECKING:
    from pilotage.services.demo import Loaded
    from pilotage.services.status import ContractStatus

commands = typer.Typer()
_ROOT = Path(__file__).resolve().parents[2]
_TRIES = 20


@commands.command(
    help=N_("Starts the portal in a browser: on the demo, or on the database that is named.")
)
def run(
    host: Annotated[str, typer.Option(help=N_("The address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=N_("The port, or the next one that is free."))] = 8501,
) -> None:
    if not (_ROOT / "asgi.py").is_file():
        misuse(frame().t("The portal starts from a copy of the project: asgi.py is not here."))
    url = frame().database_url
    if url is None:
        # Whoever keeps his own contracts in the default file goes on without the demo.
        show_problems(p for p in _load_demo(reset=False).problems if p.code != "demo.not_alone")
    else:
        os.environ["DATABASE_URL"] = url
        frame().db.close()
    _serve(host, _free_port(host, port))


@commands.command(help=N_("Loads the demo: one client, four vendors, thirteen months, all judged."))
def demo(
    *,
    reset: Annotated[
        bool, typer.Option("--reset", help=N_("Starts again from the demo's files."))
    ] = False,
) -> None:
    t = frame().t
    loaded = _load_demo(reset=reset)
    show_problems(loaded.problems)
    exit_with(loaded.problems)
    if loaded.imported:
        text = N_("The demo is loaded: {files} files received, {months} months judged.")
        say(t(text, files=loaded.imported, months=loaded.judged))
    else:
        say(t("The demo was loaded already, nothing changed."))


@commands.command(help=N_("Contracts, their months, the state of each, what is missing."))
def status(*, as_json: JsonOption = False) -> None:
    from pilotage.controls.model import serious
    from pilotage.services import status as states

    here = frame()
    found = states.status(here.db, here.actor)
    if as_json:
        print_json({"contracts": [_contract_document(contract) for contract in found]})
        return
    t = here.t
    for contract in found:
        card = contract.card
        say(f"{card.ref}  {card.vendor_name}  {card.label(here.language)}")
        rows = [
            (
                t.month(month.month),
                t(_STATES[month.state]),
                ", ".join(sorted({day.feed for day in month.missing})),
                t.number(len(month.problems)),
                t.number(len(month.findings)),
                t.number(serious(month.findings)),
            )
            for month in contract.months
        ]
        headers = (t("Month"), t("State"), t("Missing"), t("Problems"), t("Findings"), t("Serious"))
        table(headers, rows, right={3, 4, 5})
        say()


_STATES = {
    "in_progress": N_("In progress"),
    "provisional": N_("Provisional"),
    "estimate": N_("Estimate"),
    "closed": N_("Closed"),
}


def _contract_document(contract: ContractStatus) -> dict[str, Any]:
    from pilotage.controls.model import serious

    return {
        "ref": contract.card.ref,
        "vendor": contract.card.vendor,
        "title": contract.card.title,
        "months": [
            {
                "month": str(month.month),
                "state": month.state,
                "feeds_complete": not month.missing,
                "missing": [{"feed": day.feed, "day": day.day, "due": day.due} for day in month.missing],
                "problems": problem_documents(month.problems, frame().t),
                "findings": len(month.findings),
                "serious": serious(month.findings),
            }
            for month in contract.months
        ],
    }


def _load_demo(*, reset: bool) -> Loaded:
    """Loads the demo unless it is there; says how far it is while it takes its time."""
    from pilotage.services import demo as demos

    here = frame()
    shown = sys.stderr.isatty()

    def progress(done: int, total: int, name: str) -> None:
        if done == 1 and not shown:
            say_aside(here.t("Loading the demo, {n} files; this is done once.", n=total))
        if shown:
            text = here.t("Loading the demo: file {done} of {total}", done=done, total=total)
            typer.echo(f"\r{text}  {name[:40]:<40}", err=True, nl=done == total)

    return demos.load_demo(here.db, here.actor, reset=reset, progress=progress)


def _free_port(host: str, wanted: int) -> int:
    """The port that was asked for, or the first free one after it."""
    last = wanted + _TRIES - 1
    for port in range(wanted, last + 1):
        if _free(host, port):
            return port
    return misuse(frame().t("No free port from {first} to {last}.", first=str(wanted), last=str(last)))


def _free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as attempt:
        if os.name == "posix":  # elsewhere this option would share a port that is taken
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            return False
    return True


def _serve(host: str, port: int) -> None:
    """The web server, in this process, until it is stopped; says where it is once it answers."""
    import logging

    import uvicorn

    sys.path.insert(0, str(_ROOT))
    t = frame().t
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104  only compared

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            # Streamlit has set its own levels by now; only what goes wrong is for the terminal.
            for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
                logging.getLogger(name).setLevel(logging.WARNING)
            if self.started:
                say(t("Pilotage is at {address}", address=f"http://{shown}:{port}"))
                say_aside(t("Stop it with Ctrl+C."))

    config = uvicorn.Config(
        "asgi:app", host=host, port=port, log_level="warning", access_log=False, ws_max_size=64 * 2**20
    )
    with contextlib.suppress(KeyboardInterrupt):
        Announced(config).run()
