"""A portal reduced to what a hostile file could harm, run apart: it answers on a port while it reads
the files that standard input names, and says what each of them cost.

One JSON line a file: seconds, the peak of resident memory above the idle process in MiB (what a
process of its own takes is added), the codes of the problems, the rows kept.
"""

# ruff: noqa: T201  it speaks to the test through its output

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pilotage.feeds.normalising import normalise
from pilotage.services import imports, maintenance
from pilotage.services.actor import local_administrator
from pilotage.wizard.inspecting import inspect
from tests.unit.feeds.feed_fixtures import DAILY, TODAY, contract_of, feed_of

SMALL = "Date;Présentés;Décrochés\n01/10/2026;120;110\n".encode()


def status(name: str, pid: str = "self") -> int:
    """A line of /proc/<pid>/status in KiB, 0 when the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


class Children(threading.Thread):
    """Watches the processes that read apart."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0

    def run(self) -> None:
        while True:
            for file in Path("/proc/self/task").glob("*/children"):
                try:
                    pids = file.read_text().split()
                except OSError:
                    continue
                for pid in pids:
                    self._look(pid)
            time.sleep(0.005)

    def _look(self, pid: str) -> None:
        try:
            ours = b"apart.py" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return
        if ours:
            self.peak = max(self.peak, status("VmHWM", pid))


def serve(database: str) -> int:
    """Another call of the portal: the received files, from the database."""
    db = maintenance.opened(database)
    actor = local_administrator()

    class Page(BaseHTTPRequestHandler):
        """The list of received files."""

        def do_GET(self) -> None:
            body = json.dumps(len(imports.received_files(db, actor))).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def read(content: bytes, name: str) -> dict[str, object]:
    feed, contract = feed_of(DAILY), contract_of()
    found = normalise(content, name=name, feed=feed, contract=contract, today=TODAY)
    seen = inspect(content, name=name)
    codes = [problem.code for problem in found.problems]
    return {"codes": codes, "kept": found.kept, "seen": [problem.code for problem in seen.problems]}


def main() -> None:
    children = Children()
    children.start()
    port = serve(sys.argv[1])
    read(SMALL, "a.csv")
    print(json.dumps({"port": port}), flush=True)
    for line in sys.stdin:
        path = Path(line.strip())
        content = path.read_bytes()
        Path("/proc/self/clear_refs").write_text("5")
        children.peak = 0
        idle, started = status("VmRSS"), time.monotonic()
        found = read(content, path.name)
        seconds = time.monotonic() - started
        above = status("VmHWM") - idle + children.peak
        print(json.dumps({**found, "seconds": seconds, "above": above / 1024}), flush=True)


if __name__ == "__main__":
    main()
