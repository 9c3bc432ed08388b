"""The demo's neutralisations and waivers: asked and decided each on its own day."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial
from importlib import resources
from typing import Any

from pilotage.neutralisation import Span
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import relief, settling
from pilotage.services.actor import Actor
from pilotage.store.database import Database

_Told = dict[str, Any]


def text() -> str:
    """What the story tells, as it stands in the repository."""
    return resources.files("pilotage.demo").joinpath("decisions.toml").read_text(encoding="utf-8")


class Decisions:
    """What is asked, decided and waived, in the order of its days; what is there already stays."""

    def __init__(self, db: Database, actor: Actor, on_day: Callable[[date], None]) -> None:
        self._db, self._actor, self._on_day = db, actor, on_day
        told = tomllib.loads(text(), parse_float=Decimal)
        self._numbers = {
            (one.contract, str(one.month), one.clause): one.number for one in relief.requests(db, actor)
        }
        decided = {one.number for one in relief.requests(db, actor, waiting=False)}
        waived = {(one.contract, str(one.month), one.line) for one in settling.settlements(db, actor)}
        self._due = sorted(self._acts(told, decided, waived), key=lambda act: act[:2])

    def _acts(
        self, told: _Told, decided: set[int], waived: set[tuple[str, str, str]]
    ) -> Iterator[tuple[date, int, Callable[[], object]]]:
        """What is still to do: its day, its rank on that day, and the doing."""
        for one in told["request"]:
            key = (one["contract"], one["month"], one["clause"])
            if key not in self._numbers:
                yield one["asked_on"], 0, partial(self._ask, one, key)
            if "outcome" in one and self._numbers.get(key) not in decided:
                yield one["decided_on"], 1, partial(self._decide, one, key)
        for one in told["waiver"]:
            if (one["contract"], one["month"], one["line"]) not in waived:
                yield one["on"], 2, partial(self._waive, one)

    def until(self, day: date) -> None:
        """Does what was due by `day`, that day included; a waiver of a malus that the files which came do
        not give is not made.
        """
        while self._due and self._due[0][0] <= day:
            on, _, act = self._due.pop(0)
            self._on_day(on)
            with suppress(ProblemsFoundError):
                act()

    def _ask(self, told: _Told, key: tuple[str, str, str]) -> None:
        self._numbers[key] = relief.request(
            self._db,
            self._actor,
            contract=told["contract"],
            month=Month.parse(told["month"]),
            clause=told["clause"],
            side=told["side"],
            outside=told["outside"],
            reason=told["reason"],
            spans=_spans(told.get("spans", ())),
            idle_hours=_hours(told.get("idle_hours", {})),
            evidence=[(one["name"], one["text"].encode()) for one in told["evidence"]],
            asked_on=told["asked_on"],
        )

    def _decide(self, told: _Told, key: tuple[str, str, str]) -> None:
        relief.decide(
            self._db,
            self._actor,
            request=self._numbers[key],
            outcome=told["outcome"],
            reason=told["decision"],
            spans=_spans(told["accepted"]) if "accepted" in told else None,
            idle_hours=_hours(told["accepted_hours"]) if "accepted_hours" in told else None,
        )

    def _waive(self, told: _Told) -> None:
        settling.waive(
            self._db,
            self._actor,
            contract=told["contract"],
            month=Month.parse(told["month"]),
            line=told["line"],
            amount=Decimal(told["amount"]),
            reason=told["reason"],
            in_return=told["in_return"],
            signed_by=told["signed_by"],
            reference=told["reference"],
        )


def _spans(pairs: Any) -> tuple[Span, ...]:  # noqa: ANN401  pairs of moments, as TOML gives them
    return tuple(Span(*pair) for pair in pairs)


def _hours(told: _Told) -> dict[str, Decimal]:
    return {price: Decimal(hours) for price, hours in told.items()}
