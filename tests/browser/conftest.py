"""A portal of its own for each test, and a real Chromium before it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
Portal = Callable[[Path], str]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=list(_QUIET))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A French visitor on a shared screen; whatever breaks in his console fails the test."""
    context = browser.new_context(
        viewport={"width": 1920, "height": 1080}, locale="fr-FR", accept_downloads=True
    )
    context.set_default_timeout(30_000)
    expect.set_options(timeout=20_000)  # a first page on a busy machine judges a year
    opened = context.new_page()
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    yield opened
    context.close()
    assert broken == []


@pytest.fixture
def portal() -> Iterator[Portal]:
    """Starts the portal on a database file, as `make run` does, and says its address."""
    started: list[subprocess.Popen[str]] = []

    def start(database: Path) -> str:
        process = subprocess.Popen(
            [sys.executable, "-m", "pilotage", "run", "--port", str(8700 + os.getpid() % 200)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{database}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        limit = time.monotonic() + 60
        said = ""
        while time.monotonic() < limit:
            line = process.stdout.readline()
            said += line
            if found := re.search(r"http://localhost:\d+", line):
                return found[0]
        raise AssertionError(f"the portal did not start: {said}")

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=20)
