"""The demo's books: what was budgeted, each month accrued on its day, the client's own costs."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from importlib import resources

from pilotage.demo.clock import MONTHS, TODAY
from pilotage.problems import ProblemsFoundError
from pilotage.services import accruals, budgets, catalogue, full_cost
from pilotage.services.actor import Actor
from pilotage.store.database import Database


def text() -> str:
    """What the books hold, as it stands in the repository."""
    folder = resources.files("pilotage.demo").joinpath("finance")
    files = sorted(folder.iterdir(), key=lambda one: one.name)
    return "".join(one.read_text(encoding="utf-8") for one in files)


def _file(name: str) -> bytes:
    return resources.files("pilotage.demo").joinpath("finance", name).read_bytes()


class Books:
    """Budgets, accruals and costs, each kept on its day; what is there already stays."""

    def __init__(
        self, db: Database, actor: Actor, refs: Iterable[str], on_day: Callable[[date], None]
    ) -> None:
        self._db, self._actor, self._on_day, self._refs = db, actor, on_day, tuple(refs)
        told = tomllib.loads(_file("accruals.toml").decode("utf-8"))["accrual"]
        self._comments = {(one["contract"], one["month"]): one["comment"] for one in told}
        done = {
            (one.accrual.contract, one.accrual.month) for one in accruals.accruals(self._db, self._actor)
        }
        terms = (catalogue.contract(db, actor, ref=ref) for ref in self._refs)
        days = ((accruals.cutoff_day(one, month), one.ref, month) for one in terms for month in MONTHS)
        self._due = sorted(
            (day, ref, month) for day, ref, month in days if day and (ref, month) not in done
        )

    def until(self, day: date) -> None:
        """Accrues what was due before `day`, with what was known then; the clock comes back to today."""
        due = bool(self._due) and self._due[0][0] < day
        while self._due and self._due[0][0] < day:
            on, ref, month = self._due.pop(0)
            self._on_day(on)
            comment = self._comments.get((ref, str(month)), "")
            with suppress(ProblemsFoundError):
                accruals.cut_off(self._db, self._actor, contract=ref, month=month, comment=comment)
        if due:
            self._on_day(TODAY)

    def enter(self) -> None:
        """The budgets, made before the first month, and the costs of the months that ended."""
        for ref in self._refs:
            if not budgets.budget(self._db, self._actor, contract=ref, month=MONTHS[0]):
                name = f"{ref}_budget.csv"
                budgets.import_file(self._db, self._actor, contract=ref, content=_file(name), name=name)
            if not full_cost.costs(self._db, self._actor, contract=ref):
                name = f"{ref}_costs.csv"
                full_cost.import_file(self._db, self._actor, contract=ref, content=_file(name), name=name)
