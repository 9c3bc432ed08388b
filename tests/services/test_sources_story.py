"""Random months of two sources, typed figures and withdrawals: who counts is who should."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from pilotage.periods import Window
from pilotage.problems import ProblemsFoundError
from pilotage.services import catalogue, imports, publishing, typed
from pilotage.services.register import received_files, withdraw
from pilotage.store import contracts, replacing
from services.portal import ADMIN, calls, contents, contract_text, feeds_text, on

REF = "ARMOR-2025"
DAYS = [date(2026, 10, n) for n in (5, 6, 7)]
ACD = """
[[feed]]
id = "acd"
grain = "day"
source = "client"
recognise = { files = ["acd*"] }
when = { date = "day", format = "yyyy-mm-dd" }
stream = { column = "queue", verbatim = true }
column = [{ name = "calls", counter = "offered" }]
"""
CLAUSE = """
[[reference]]
id = "acd"
counters = ["offered"]
[[reference.terms]]
from = 2025-01-01
source = "contrat, art. 6"
holder = "client"
fallback = "{fallback}"
"""


@dataclass
class Model:
    """What the story should come to: by day, the files that stand, the latest last."""

    fallback: bool
    files: dict[int, tuple[str, date, int]] = field(default_factory=dict)

    def latest(self, kind: str, day: date) -> int | None:
        values = [n for of, when, n in self.files.values() if (of, when) == (kind, day)]
        return values[-1] if values else None

    def expected(self, day: date) -> tuple[int | None, bool, bool]:
        """(offered, typed, estimated) of a day."""
        client, by_hand, vendor = (self.latest(kind, day) for kind in ("client", "typed", "vendor"))
        if client is not None:
            return client, False, False
        if by_hand is not None:
            return by_hand, True, False
        return (vendor, False, True) if self.fallback and vendor is not None else (None, False, False)


def step(db, chance: Random, model: Model) -> None:
    day, count = chance.choice(DAYS), chance.randint(50, 99)
    match chance.choice(["client", "vendor", "vendor", "client", "typed", "out"]):
        case "client":
            content = f"day,queue,calls\n{day},n1,{count}\n".encode()
            take(db, model, "client", day, count, content, f"acd_{day}.csv")
        case "vendor":
            content = calls([(day, "08:00", "n1", count, 20, 10)])
            take(db, model, "vendor", day, count, content, f"armor_appels_{day}.csv")
        case "typed":
            given = model.latest("client", day) is not None
            try:
                (number,) = typed.type_in(
                    db, ADMIN, contract=REF, stream="n1", counters={"offered": Decimal(count)},
                    period=Window(day, day), reason="paper", evidence_name="a.txt", evidence=b"a",
                )  # fmt: skip
            except ProblemsFoundError as error:
                codes = {problem.code for problem in error.problems}
                assert codes == {"typed.given"} if given else codes <= {"typed.already", "typed.above"}
            else:
                assert not given
                model.files[number] = ("typed", day, count)
        case "out" if model.files:
            number = chance.choice(sorted(model.files))
            withdraw(db, ADMIN, batch=number, reason="wrong")
            del model.files[number]


def take(db, model: Model, kind: str, day: date, count: int, content: bytes, name: str) -> None:
    report = imports.import_file(db, ADMIN, content=content, name=name)
    assert report.status in {"imported", "already_there"}, report.problems
    if report.status == "imported":
        model.files[report.batch] = (kind, day, count)


@pytest.mark.parametrize("fallback", ["none", "other"])
def test_after_any_story_each_day_counts_what_its_believed_source_says(db, fallback, soak):
    text = contract_text() + CLAUSE.format(fallback=fallback)
    publishing.publish(db, ADMIN, contract_text=text, feeds_text=feeds_text() + ACD)
    on(db, date(2026, 11, 12))
    chance, model = Random(f"two sources {fallback}"), Model(fallback == "other")
    for number in range(400 if soak else 40):
        step(db, chance, model)
        if number % 4 == 0:
            check(db, model)
    check(db, model)
    before = contents(db, "contract", "setting")
    with db.writing() as session:
        replacing.rebuild(session, contracts.required(session, REF))
    assert contents(db, "contract", "setting") == before


def check(db, model: Model) -> None:
    window = Window(DAYS[0], DAYS[-1])
    table = catalogue.counters(db, ADMIN, ref=REF, window=window)
    for day in DAYS:
        sums = table.sums(("n1",), Window(day, day))
        found = (sums.get("offered"), "offered" in sums.typed, "offered" in sums.estimated)
        assert found == model.expected(day), (day, model.files)
        lacking = model.latest("vendor", day) is not None and model.expected(day)[0] is None
        assert ("offered" in sums.partial) == lacking
    standing = {
        one.batch for one in received_files(db, ADMIN) if one.state in {"counted", "partly_replaced"}
    }
    for number, (kind, day, _) in model.files.items():
        if kind == "typed":
            last = max(n for n, (of, when, _) in model.files.items() if (of, when) == (kind, day))
            counts = number == last and model.latest("client", day) is None
            assert (number in standing) == counts
