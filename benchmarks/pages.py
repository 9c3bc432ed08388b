"""Each page of the portal against a page that only prints hello, in Chromium: opened in a fresh
browser, then at a click that asks for another month, with the processor time that the server took.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.rounds import ROUNDS, Row

ROOT = Path(__file__).resolve().parent.parent
QUERY = "?vendor=armor&month=2026-03&lang=en"
#: A page for the projector shows a meeting: the first that the demo holds.
MORE = {"presentation": "&meeting=1"}
HELLO = "hello"
#: The page that opens from the bare address.
FIRST = "todo"
PATIENCE_S = 60
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
#: Nothing is running any more, something is there, and every chart has been drawn.
DRAWN = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app || app.getAttribute('data-test-script-state') !== 'notRunning') return false;
    if (document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')) return false;
    const main = document.querySelector('[data-testid="stMain"]');
    if (!main || !main.querySelector('[data-testid="stElementContainer"]')) return false;
    return [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')]
        .every(chart => chart.querySelector('canvas, svg'));
}"""


@dataclass(frozen=True)
class Taken:
    """Seconds of one visit: opened cold, at a click, and of the server's processor at that click."""

    cold: float
    click: float
    server: float


def rows(folder: Path) -> Iterator[Row]:
    """Two lines a page and one of server time, when there is a Chromium to measure with."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("pages: not measured, there is no Chromium here")
        return
    with _servers(folder) as (hello, portal), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        visits: dict[str, Callable[[], Taken]] = {HELLO: lambda: _visit(browser, hello, "", _again)}
        for name in names():
            visits[name] = _visitor(browser, portal, name)
        taken = _in_turn(visits)
    yield from _table(taken)


def names() -> list[str]:
    """The pages of the portal, by the address they open from."""
    return [path.stem.replace("_", "-") for path in sorted((ROOT / "pages").glob("*.py"))]


def _visitor(browser: Browser, portal: Server, name: str) -> Callable[[], Taken]:
    address = "" if name == FIRST else name
    return lambda: _visit(browser, portal, f"{address}{QUERY}{MORE.get(name, '')}", _other_month)


def _in_turn(visits: dict[str, Callable[[], Taken]]) -> dict[str, list[Taken]]:
    """Every page once a round; a first round warms the servers and is not counted."""
    taken: dict[str, list[Taken]] = {name: [] for name in visits}
    for number in range(ROUNDS + 1):
        for name, visit in visits.items():
            one = visit()
            if number:
                taken[name].append(one)
    return taken


def _table(taken: dict[str, list[Taken]]) -> Iterator[Row]:
    floor = _medians(taken.pop(HELLO))
    for name, visits in taken.items():
        ours = _medians(visits)
        for what, seconds, against, goal in (
            ("opened, charts drawn", ours.cold, floor.cold, "≤ 2 x"),
            ("at a click", ours.click, floor.click, "≤ 2.5 x"),
            ("server time at a click", ours.server, floor.server, "≤ 2 x"),
        ):
            yield Row(f"page {name}, {what}", seconds, "hello", against, goal)


def _medians(visits: list[Taken]) -> Taken:
    return Taken(
        median(one.cold for one in visits),
        median(one.click for one in visits),
        median(one.server for one in visits),
    )


def _visit(
    browser: Browser, server: Server, path: str, click: Callable[[Page], Callable[[], object]]
) -> Taken:
    """Opens a page in a browser that never saw it, then clicks once."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        begun = time.perf_counter()
        page.goto(f"http://127.0.0.1:{server.port}/{path}", wait_until="commit")
        page.wait_for_function(DRAWN)
        cold = time.perf_counter() - begun
        page.wait_for_timeout(300)
        act = click(page)
        worked, begun = server.worked(), time.perf_counter()
        act()
        page.wait_for_function(DRAWN)
        return Taken(cold, time.perf_counter() - begun, server.worked() - worked)
    finally:
        context.close()


def _again(page: Page) -> Callable[[], object]:
    button = page.get_by_role("button", name="again")

    def act() -> None:
        button.click()
        page.get_by_text("again", exact=True).nth(1).wait_for()

    return act


def _other_month(page: Page) -> Callable[[], object]:
    """Opens the list of months; the click that is timed chooses the month before. A page for the
    projector has no such list: the click is then on the next item.
    """
    months = page.get_by_test_id("stSidebar").get_by_role("combobox", name="Month")
    if not months.is_visible():
        return page.get_by_role("button", name="Next").click
    address = page.url
    months.click()
    option = page.get_by_role("option", name="February 2026")
    option.wait_for()

    def act() -> None:
        option.click()
        page.wait_for_function("before => location.href !== before", arg=address)

    return act


# ---- servers ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Server:
    """A web server of ours on a port of this machine."""

    process: subprocess.Popen[bytes]
    port: int

    def worked(self) -> float:
        """Seconds of processor that it has used since it began."""
        fields = (
            Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        )
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[Server, Server]]:
    """Hello as Streamlit serves it, and the portal on a demo of its own."""
    here = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'pages.db'}"}
    subprocess.run([sys.executable, "-m", "pilotage", "demo"], cwd=ROOT, env=here, check=True)
    hello, portal = _free_port(), _free_port()
    script = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "benchmarks/hello.py",
        "--server.headless=true",
        "--logger.level=error",
    ]
    commands = {
        hello: [*script, f"--server.port={hello}"],
        portal: [sys.executable, "-m", "pilotage", "run", f"--port={portal}"],
    }
    started = [
        Server(subprocess.Popen(command, cwd=ROOT, env=here, stdout=subprocess.DEVNULL), port)
        for port, command in commands.items()
    ]
    try:
        for server in started:
            _wait_for(server)
        yield started[0], started[1]
    finally:
        for server in started:
            server.process.terminate()
            server.process.wait(timeout=10)


def _free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def _wait_for(server: Server) -> None:
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit and server.process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{server.port}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server on port {server.port} does not answer")
