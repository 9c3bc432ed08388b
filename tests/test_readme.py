"""The README: every command is there, every link leads somewhere, the session is what happens."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from pilotage.cli import app

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
_SESSION = re.compile(r"<!-- transcript -->\n```console\n(.*?)```\n<!-- /transcript -->", re.DOTALL)


def commands() -> list[str]:
    return [
        f"{name} {child}" if child else name
        for name, command in get_command(app).commands.items()
        for child in getattr(command, "commands", {None: None})
    ]


def options(words: str) -> set[str]:
    command = get_command(app)
    for word in words.split():
        command = command.commands[word]
    return {name for shown in command.params for name in shown.opts if name.startswith("--")} - {"--help"}


@pytest.mark.parametrize("words", commands())
def test_every_command_and_option_is_documented(words):
    documented = [line for line in README.splitlines() if line.startswith("|") and f"`{words}" in line]
    assert documented, f"`{words}` is not in the README"
    assert {name for name in options(words) if name not in documented[0]} == set()


def test_no_command_is_documented_that_does_not_exist():
    table = re.findall(r"(?m)^\| `([\w-]+(?: [a-z]+)?)", README)
    known = set(commands()) | {name.split()[0] for name in commands()}
    assert {words for words in table if words not in known and words.split()[0] not in known} == set()


@pytest.mark.parametrize(
    "document", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
)
def test_links_lead_somewhere(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [target for target in targets if not (ROOT / document).parent.joinpath(target).exists()] == []


def test_every_command_typed_in_the_documents_exists():
    for document in [
        ROOT / "README.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "contracts").glob("*.md"),
    ]:
        for words in re.findall(
            r"python -m pilotage ([a-z][a-z ]*)", document.read_text(encoding="utf-8")
        ):
            first = words.split()[0]
            assert first in get_command(app).commands, f"{document.name}: {words}"


def session() -> list[tuple[str, str]]:
    """(command, what it answered) of the README's session."""
    found = _SESSION.search(README)
    assert found, "the README has no session"
    parts = re.split(r"(?m)^\$ ", found[1])[1:]
    return [(command, answer) for command, _, answer in (part.partition("\n") for part in parts)]


@pytest.mark.parametrize(("command", "answer"), session())
def test_the_session_is_what_really_happens(command, answer, demo_url):
    words = shlex.split(command)
    assert words[:3] == ["python", "-m", "pilotage"]
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": demo_url},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == answer.split("\n")
