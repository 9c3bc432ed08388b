"""The command line as a user types it, on a database of the test's own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pilotage.cli import app


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    aside: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Type = Callable[..., Said]
ShareOut = Callable[[dict[str, Callable[[Path], None]]], dict[str, Path]]


def _typed(url: str, *words: object, lang: str | None = "en") -> Said:
    language = ["--lang", lang] if lang else []
    arguments = ["--database-url", url, *language, *(str(word) for word in words)]
    done = CliRunner().invoke(app, arguments, catch_exceptions=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Said(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def cli(url: str) -> Type:
    """Types a command on an empty database, in English."""
    return lambda *words, lang="en": _typed(url, *words, lang=lang)


@pytest.fixture
def cli_on() -> Type:
    """Types a command on the database whose address comes first."""
    return _typed


@pytest.fixture(scope="session")
def demo_status(demo_url: str, share_out: ShareOut) -> Any:
    """What `status --json` answers on the demo, asked once: it judges every month of it."""

    def ask(folder: Path) -> None:
        said = _typed(demo_url, "status", "--json")
        assert said.code == 0, said.aside
        (folder / "status.json").write_text(said.out, encoding="utf-8")

    folder = share_out({"demo-status": ask})["demo-status"]
    return json.loads((folder / "status.json").read_text(encoding="utf-8"))
