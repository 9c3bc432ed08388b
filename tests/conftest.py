"""What every test may count on, and the one line that says what this machine left untested."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
#: A busy machine is slow now and then: no example is failed for its time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

SHARED_DATA = Path(os.environ.get("PILOTAGE_SHARED_DATA", ROOT.parent / "shared" / "data"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
POSTGRES = os.environ.get("PILOTAGE_TEST_POSTGRES", "")
ShareOut = Callable[[dict[str, Callable[[Path], None]]], dict[str, Path]]

# No test may reach the database of whoever runs it.
os.environ.pop("DATABASE_URL", None)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A PostgreSQL server for tests; each test makes and drops a schema or a database of its own."""
    if not POSTGRES:
        pytest.skip("no PostgreSQL: PILOTAGE_TEST_POSTGRES is not set")
    return POSTGRES


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, for Playwright's `executable_path`."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    return CHROMIUM


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """The path of a LibreOffice that recalculates workbooks."""
    if not LIBREOFFICE:
        pytest.skip("no LibreOffice on this machine")
    return LIBREOFFICE


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real third-party files with independent reference values; not part of the project."""
    if not (SHARED_DATA / "REFERENCE.md").is_file():
        pytest.skip("no third-party files beside the project")
    return SHARED_DATA


@pytest.fixture(scope="session")
def soak() -> bool:
    """Whether long campaigns run in full (`make soak`), or at a tenth."""
    return os.environ.get("PILOTAGE_SOAK") == "1"


@pytest.fixture(scope="session")
def share_out(tmp_path_factory: pytest.TempPathFactory) -> ShareOut:
    """`share_out({name: make})`: a folder a name, filled by `make(folder)` once, however many processes
    run the tests. The first to come makes a part, the next one the next part; all wait for the last.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def made(parts: dict[str, Callable[[Path], None]]) -> dict[str, Path]:
        folders = {name: shared / name for name in parts}
        for name, make in parts.items():
            with suppress(FileExistsError):
                folders[name].mkdir()
                _make(make, folders[name])
        for folder in folders.values():
            _wait_for(folder)
        return folders

    return made


def _make(make: Callable[[Path], None], folder: Path) -> None:
    failed = folder.with_suffix(".failed")
    failed.touch()
    try:
        make(folder)
        failed.unlink()
    finally:
        folder.with_suffix(".done").touch()


def _wait_for(folder: Path) -> None:
    limit = time.monotonic() + 600
    while not folder.with_suffix(".done").exists():
        assert time.monotonic() < limit, f"{folder.name} is not made after ten minutes"
        time.sleep(0.1)
    assert not folder.with_suffix(".failed").exists(), f"{folder.name} could not be made"


@pytest.fixture(scope="session")
def demo_file(share_out: ShareOut) -> Path:
    """The demo, loaded once. Never opened: copied."""
    return share_out({"demo": _load_demo})["demo"] / "demo.db"


def _load_demo(folder: Path) -> None:
    file = folder / "demo.db"
    loading = [sys.executable, "-m", "pilotage", "demo"]
    here = {**os.environ, "DATABASE_URL": f"sqlite:///{file}"}
    subprocess.run(loading, cwd=ROOT, env=here, check=True)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture(scope="session")
def demo_url(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A demo that the tests of this process read together."""
    return f"sqlite:///{shutil.copy(demo_file, tmp_path_factory.mktemp('demo') / 'demo.db')}"


@pytest.fixture
def own_demo_url(demo_file: Path, tmp_path: Path) -> str:
    """A demo of the test's own, to write into."""
    return f"sqlite:///{shutil.copy(demo_file, tmp_path / 'demo.db')}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks whether the campaign is in full is one: `make soak` runs all of them."""
    for item in items:
        if "soak" in getattr(item, "fixturenames", ()):
            item.add_marker("soak")


def missing() -> list[str]:
    """What this machine lacks, in the words of the line below."""
    return [
        name
        for name, there in (
            ("PostgreSQL (PILOTAGE_TEST_POSTGRES is not set)", POSTGRES),
            ("a browser (no Chromium)", CHROMIUM),
            ("recalculated workbooks (no LibreOffice)", LIBREOFFICE),
            ("real third-party files (no ../shared/data)", (SHARED_DATA / "REFERENCE.md").is_file()),
        )
        if not there
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    absent = missing()
    if absent:
        terminalreporter.write_line(f"NOT COVERED HERE: {'; '.join(absent)}.", yellow=True, bold=True)
    else:
        terminalreporter.write_line(
            "Covered: PostgreSQL, a browser, recalculated workbooks, real third-party files.", green=True
        )
