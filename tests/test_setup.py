"""Set-up: what `make` promises, and what it says when Python cannot make an environment."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {"help", "run", "demo", "test", "lint", "bench", "soak", "mutants"}

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")
needs_sh = pytest.mark.skipif(shutil.which("sh") is None, reason="no sh on this machine")


def make(*words: str) -> str:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["make", *words], cwd=ROOT, env=quiet, capture_output=True, text=True, check=True
    )
    return done.stdout


@needs_make
def test_make_alone_lists_what_there_is():
    assert set(re.findall(r"(?m)^  make (\w+) +\S", make())) == TARGETS


def test_the_readme_names_the_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"```sh\nmake run .*\nmake test .*\n```", readme)


def test_the_machine_that_checks_calls_the_command_of_the_readme():
    script = ROOT / ".ci" / "run"
    assert re.search(r"(?m)^make test\b", script.read_text(encoding="utf-8"))
    if os.name == "posix":
        assert os.access(script, os.X_OK)


def test_nothing_names_the_place_that_packages_come_from():
    for name in (
        "requirements.txt",
        "requirements-dev.txt",
        "requirements.lock",
        "Makefile",
        "tools/environment.sh",
    ):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name


def poor_python(folder: Path, version: str) -> Path:
    """A Python without venv and without pip, of a version; and an apt-get that has nothing."""
    python = folder / "python3"
    body = f"""#!/bin/sh
case "$*" in
  *version_info*) [ {version} = new ] ;;
  *python_version*) echo 3.9.2 ;;
  *) exit 1 ;;
esac
"""
    for file, text in ((python, body), (folder / "apt-get", "#!/bin/sh\nexit 1\n")):
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
    return python


def environment(folder: Path, version: str) -> subprocess.CompletedProcess[str]:
    python = poor_python(folder, version)
    return subprocess.run(
        ["sh", ROOT / "tools" / "environment.sh", "requirements.txt"],
        cwd=folder,
        env={"PATH": f"{folder}:/usr/bin:/bin", "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )


@needs_sh
def test_a_python_that_cannot_make_an_environment_is_told_what_to_install(tmp_path):
    done = environment(tmp_path, "new")
    assert done.returncode == 2
    assert "sudo apt install python3-venv" in done.stderr


@needs_sh
def test_a_python_that_is_too_old_is_told_so(tmp_path):
    done = environment(tmp_path, "old")
    assert done.returncode == 2
    assert "Python 3.11 or later is needed" in done.stderr
    assert "3.9.2" in done.stderr
