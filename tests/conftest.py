"""What every test may count on, and the one line that says what this machine left untested."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("PILOTAGE_SHARED_DATA", ROOT.parent / "shared" / "data"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
POSTGRES = os.environ.get("PILOTAGE_TEST_POSTGRES", "")

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
