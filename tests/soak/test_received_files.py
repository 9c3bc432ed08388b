"""A long campaign of received files: late, again, corrected, overlapping; the figures never drift."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from pilotage.periods import Window
from pilotage.services import audit, catalogue, imports, maintenance, publishing
from pilotage.services.actor import local_administrator
from tests.written_contract import written_contract

pytestmark = pytest.mark.soak

ACTOR = local_administrator()
FIRST = date(2026, 1, 1)
DAYS, STREAMS = 60, ("nord", "sud", "est")
CONTRACT = written_contract("SOAK", vendor="soak", timezone="UTC", streams=STREAMS)
FEEDS = """
[[feed]]
id = "calls"
grain = "half_hour"
time_zone = "UTC"
recognise = { columns = ["Presentes"] }
format = { encoding = "utf-8", delimiter = ";" }
when = { date = "Moment", format = "yyyy-mm-dd hh:mm" }
stream = { column = "File", verbatim = true }
  [[feed.column]]
  name = "Presentes"
  counter = "offered"
  [[feed.column]]
  name = "Decroches"
  counter = "answered"
"""
Cell = tuple[str, datetime]
Figures = dict[Cell, tuple[int, int]]


def a_file(draw: random.Random) -> Figures:
    """Some half-hours of some streams over a run of days."""
    first = FIRST + timedelta(days=draw.randrange(DAYS))
    cells: Figures = {}
    for day in range(draw.randint(1, 7)):
        if (first - FIRST).days + day >= DAYS:
            break
        for slot in draw.sample(range(48), draw.randint(1, 20)):
            moment = datetime.combine(first + timedelta(days=day), datetime.min.time())
            for stream in draw.sample(STREAMS, draw.randint(1, len(STREAMS))):
                offered = draw.randint(0, 60)
                cells[stream, moment + timedelta(minutes=30 * slot)] = offered, draw.randint(0, offered)
    return cells


def written(cells: Figures) -> bytes:
    lines = ["Moment;File;Presentes;Decroches"]
    lines += [f"{at:%Y-%m-%d %H:%M};{stream};{a};{b}" for (stream, at), (a, b) in sorted(cells.items())]
    return "\n".join(lines).encode()


def test_the_figures_are_those_of_the_last_file_for_each_slot(tmp_path, soak):
    draw = random.Random(20_261_112)
    db = maintenance.opened(f"sqlite:///{tmp_path / 'soak.db'}")
    assert publishing.publish(db, ACTOR, contract_text=CONTRACT, feeds_text=FEEDS).changed
    known: Figures = {}
    for number in range(300 if soak else 30):
        cells = a_file(draw)
        content = written(cells)
        report = imports.import_file(db, ACTOR, content=content, name=f"calls-{number}.csv")
        assert report.status == "imported", report.problems
        known |= cells
        if draw.random() < 0.3:
            again = imports.import_file(db, ACTOR, content=content, name="again.csv")
            assert again.status == "already_there"
        check(db, known)
    assert audit.verify(db, ACTOR) == ()
    assert maintenance.check(db, ACTOR) == ()


def check(db, known: Figures) -> None:
    """Totals by stream over the whole window, against the plain dictionary."""
    window = Window(FIRST, FIRST + timedelta(days=DAYS))
    table = catalogue.counters(db, ACTOR, ref="SOAK", window=window)
    for stream in STREAMS:
        own = [figures for (name, _), figures in known.items() if name == stream]
        sums = table.sums([stream], window)
        if own:
            assert sums.get("offered") == Decimal(sum(offered for offered, _ in own))
            assert sums.get("answered") == Decimal(sum(answered for _, answered in own))
        else:
            assert sums.get("offered") is None
