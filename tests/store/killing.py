"""A process of its own: imports in a child that is killed at a random moment, again and again.

Run as `python killing.py URL KILLS SEED`; the modules are loaded once, each child is a fork.
"""

import os
import random
import signal
import sys
import time
from datetime import date, timedelta

from services.portal import ADMIN, calls, day_of_calls, month_of_calls

from pilotage.services import imports
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


def main(url, kills, seed):
    draw = random.Random(seed)
    for number in range(kills):
        begun, ready = os.pipe()
        child = os.fork()
        if child == 0:
            work(url, seed * 10_000 + number, ready)
        if number % 4:
            os.read(begun, 1)  # once it is warm, a kill falls anywhere in an import
        time.sleep(draw.uniform(0.0, 0.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(begun)
        os.close(ready)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
