"""`run`, `demo`, `status`: the portal starts, says where it is, and the demo stands in it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@contextmanager
def portal(url: str, port: int, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A portal on the database, and the line in which it says where it is."""
    with (folder / f"{port}.log").open("w+") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "pilotage", "--lang", "en", "run", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            process.terminate()
            process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


@posix_only
def test_the_portal_says_where_it_is_once_it_answers(url, tmp_path):
    port = free_port()
    with portal(url, port, tmp_path) as (process, line):
        assert line == f"Pilotage is at http://localhost:{port}\n"
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=20) as answer:
            assert answer.status == 200
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) in {0, 130, -signal.SIGINT}
    assert "Traceback" not in (tmp_path / f"{port}.log").read_text()


@posix_only
def test_a_port_that_is_taken_gives_the_next_one(url, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with portal(url, port, tmp_path) as (_, line):
            found = re.search(r":(\d+)$", line)
            assert found is not None
            assert int(found[1]) > port


@posix_only
def test_a_company_s_database_opens_without_the_demo(url, tmp_path, cli):
    with portal(url, free_port(), tmp_path):
        pass
    assert cli("status", "--json").json == {"contracts": []}


def test_the_demo_is_four_contracts_of_thirteen_months_and_more(demo_status):
    contracts = demo_status["contracts"]
    assert [contract["ref"] for contract in contracts] == [
        "ARMOR-2025",
        "ATLAS-2025",
        "RAVINALA-2025",
        "TEJO-2025",
    ]
    for contract in contracts:
        months = [month["month"] for month in contract["months"]]
        assert months[0] == "2025-10"
        assert len(months) >= 13
        assert {"month", "state", "feeds_complete", "problems"} <= contract["months"][0].keys()


def test_the_demo_loaded_again_changes_nothing(cli_on, own_demo_url):
    before = cli_on(own_demo_url, "audit", "verify").out
    assert cli_on(own_demo_url, "demo").code == 0
    assert cli_on(own_demo_url, "audit", "verify").out == before


def test_the_demo_refuses_a_database_that_holds_anything_else(cli, tmp_path):
    contract = ROOT / "contracts" / "ARMOR-2025"
    assert cli("publish", contract).code == 0
    said = cli("demo", "--reset")
    assert said.code == 1
    assert said.aside.strip()
    assert len(cli("status", "--json").json["contracts"]) == 1


def test_status_for_the_eye_names_each_contract(cli_on, demo_url):
    out = cli_on(demo_url, "status").out
    assert all(ref in out for ref in ("ARMOR-2025", "ATLAS-2025", "RAVINALA-2025", "TEJO-2025"))
