"""What a level could not settle goes one level up: the rules are data (`escalation.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from pilotage.committee.model import CommitteeType
from pilotage.sla import Status

Signal = Literal["misses", "share_of_cap", "sessions"]
Asked = Literal["point", "progress_plan", "formal_notice", "decision"]

LEVELS: tuple[CommitteeType, ...] = (
    CommitteeType.PRODUCTION,
    CommitteeType.QUALITY,
    CommitteeType.STEERING,
    CommitteeType.STRATEGIC,
)
_UP: Mapping[CommitteeType, CommitteeType] = {
    CommitteeType.PRODUCTION: CommitteeType.STEERING,
    CommitteeType.QUALITY: CommitteeType.STEERING,
    CommitteeType.STEERING: CommitteeType.STRATEGIC,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rung of the ladder: from `at_least` of a `signal` on, the matter goes `to` a level, which is
    asked for something. Misses are counted over `every` period, one after the other without a gap; a
    share of the cap is in percent; sessions are those of its committee that an action outlived. Without
    `to` it goes one level up from where it is.
    """

    id: str
    signal: Signal
    at_least: Decimal
    asks: Asked
    to: CommitteeType | None = None
    every: Literal["week", "month"] = "month"


@dataclass(frozen=True, slots=True)
class Judged:
    """An SLA over one period: its last day and what came of it; None where nothing was due."""

    sla: str
    every: Literal["week", "month"]
    last: date
    status: Status | None


@dataclass(frozen=True, slots=True)
class Outlived:
    """An open action and the days of the sessions of its committee that found it still open."""

    number: str
    level: CommitteeType
    sessions: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Escalation:
    """A matter that a level owes to another: `subject` is an SLA, a cap or an action; `value` what the
    signal stands at; `since` the day on which the rule was met.
    """

    rule: str
    subject: str
    to: CommitteeType
    asks: Asked
    value: Decimal
    since: date


@cache
def house_rules() -> tuple[Rule, ...]:
    """The ladder of the house (`escalation.toml`), where the contract has none of its own."""
    kept = tomllib.loads((Path(__file__).parent / "escalation.toml").read_text("utf-8"))
    return tuple(
        Rule(
            **{
                **one,
                "at_least": Decimal(str(one["at_least"])),
                "to": CommitteeType(one["to"]) if "to" in one else None,
            }
        )
        for one in kept["rule"]
    )


def escalated(
    rules: Sequence[Rule],
    judged: Iterable[Judged] = (),
    shares: Mapping[date, Decimal] | None = None,
    actions: Iterable[Outlived] = (),
) -> tuple[Escalation, ...]:
    """What the rules send where, each matter once a level, by the rule that asks most there. Pure.

    `shares` are, by last day of month, the part of the month's cap that the malus took, in percent.
    """
    runs = _runs(judged)
    kept_shares = shares or {}
    outlived = tuple(actions)
    found: dict[tuple[str, CommitteeType], tuple[int, Escalation]] = {}
    for rule in rules:
        for one in _met(rule, runs, kept_shares, outlived):
            key, weight = (one.subject, one.to), _HEAVIEST.index(one.asks)
            if key not in found or found[key][0] < weight:
                found[key] = weight, one
    order = sorted(found.values(), key=lambda kept: (LEVELS.index(kept[1].to), kept[1].subject))
    return tuple(one for _, one in order)


_HEAVIEST: tuple[Asked, ...] = ("point", "decision", "progress_plan", "formal_notice")


def _met(
    rule: Rule,
    runs: Mapping[tuple[str, str], Sequence[date]],
    shares: Mapping[date, Decimal],
    actions: Sequence[Outlived],
) -> Iterator[Escalation]:
    match rule.signal:
        case "misses":
            for (sla, every), missed in runs.items():
                if every == rule.every and len(missed) >= rule.at_least:
                    since = missed[int(rule.at_least) - 1]
                    yield _sent(rule, sla, Decimal(len(missed)), since)
        case "share_of_cap":
            last = max(shares, default=None)
            if last is not None and shares[last] >= rule.at_least:
                yield _sent(rule, "cap", shares[last], last)
        case "sessions":
            for one in actions:
                to = rule.to or _UP.get(one.level)
                if to is not None and len(one.sessions) >= rule.at_least:
                    since = sorted(one.sessions)[int(rule.at_least) - 1]
                    count = Decimal(len(one.sessions))
                    yield Escalation(rule.id, one.number, to, rule.asks, count, since)


def _sent(rule: Rule, subject: str, value: Decimal, since: date) -> Escalation:
    if rule.to is None:
        raise ValueError(f"{rule.id}: a rule on {rule.signal} says the level it goes to")
    return Escalation(rule.id, subject, rule.to, rule.asks, value, since)


def _runs(judged: Iterable[Judged]) -> dict[tuple[str, str], list[date]]:
    """The last days of the periods missed without a break up to now; what was not due breaks nothing."""
    runs: dict[tuple[str, str], list[date]] = {}
    for one in sorted(judged, key=lambda one: one.last):
        run = runs.setdefault((one.sla, one.every), [])
        if one.status is Status.MISSED:
            run.append(one.last)
        elif one.status is Status.MET:
            run.clear()
    return {key: run for key, run in runs.items() if run}
