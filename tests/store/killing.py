"""A process of its own: imports in a child that is killed at a random moment, again and again.

Run as `python killing.py URL KILLS SEED [FOLDER]`; the modules are loaded once, each child is a fork.
With a folder, the child is a run over it, as cron starts one.
"""

import functools
import os
import random
import signal
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from services.portal import ADMIN, calls, day_of_calls, month_of_calls

from pilotage.services import imports, unattended
from pilotage.store.database import open_database


def work(url, seed, ready):
    """Imports new files and corrections until somebody pulls the plug; says when it has begun."""
    db, draw = open_database(url), random.Random(seed)
    while True:
        first = date(2026, 9, 1) + timedelta(days=draw.randrange(40))
        rows = month_of_calls(first, draw.randint(1, 25), offered=draw.randint(2, 500))
        if draw.random() < 0.3:
            rows = day_of_calls(first, offered=draw.randint(2, 500), slots=["08:30"])
        imports.import_file(db, ADMIN, content=calls(rows), name="armor_appels.csv")
        if draw.random() < 0.2:
            imports.import_file(db, ADMIN, content=b"no;file\n1;2\n", name="x.csv")
        os.write(ready, b".")


def work_on(folder, url, seed, ready):
    """Runs over the folder, where files go on arriving, until somebody pulls the plug."""
    db, draw = open_database(url), random.Random(seed)
    while True:
        first = date(2026, 9, 1) + timedelta(days=draw.randrange(40))
        rows = month_of_calls(first, draw.randint(1, 25), offered=draw.randint(2, 500))
        content = calls(rows) if draw.random() < 0.8 else b"no;file\n1;2\n" + bytes([seed % 250])
        arriving = folder / f"armor_appels_{seed}_{draw.randrange(10_000)}.part"
        arriving.write_bytes(content)
        os.utime(arriving, (1e9, 1e9))
        arriving.rename(arriving.with_suffix(".csv"))
        unattended.import_folder(db, ADMIN, folder=folder, wait=lambda _: None)
        os.write(ready, b".")


def main(url, kills, seed, folder=None):
    draw = random.Random(seed)
    for number in range(kills):
        begun, ready = os.pipe()
        child = os.fork()
        if child == 0:
            start = functools.partial(work_on, Path(folder)) if folder else work
            start(url, seed * 10_000 + number, ready)
        if number % 4:
            os.read(begun, 1)  # once it is warm, a kill falls anywhere in an import
        time.sleep(draw.uniform(0.0, 0.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(begun)
        os.close(ready)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
