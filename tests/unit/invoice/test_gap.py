"""Why an accrual missed: each step of knowledge has its cause, and the causes add up to the cent."""

import random
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from pilotage.contract.model import Contract
from pilotage.invoice.gap import AccruedLine, Cause, Stage, explain
from pilotage.judgement import MonthResult
from pilotage.money import CENT
from pilotage.periods import Month
from pilotage.pricing import LineKind
from tests.months import contract, judged

RAVINALA: Contract = contract(Path("contracts/RAVINALA-2025/contract.toml"))
MAY = Month(2026, 5)


def may(handled: int, in_time: int) -> MonthResult:
    """May at Ravinala with these e-mails; the chats keep their promise."""
    mails: dict[str, Any] = {"stream": "mails", "handled": handled, "responded_within_24wh": in_time}
    talks = {"stream": "chats", "handled": 9240, "offered": 10000, "answered_within_60s": 8700}
    return judged(RAVINALA, MAY, [{**mails, "backlog": 20000}, talks])


KEPT, LATE = may(24310, 22025), may(22998, 20445)


def lines_of(result: MonthResult) -> list[AccruedLine]:
    return [AccruedLine(one.id, one.term, one.kind, one.amount) for one in result.bill.lines]


def test_what_counters_move_is_a_volume_or_a_kpi_by_its_line() -> None:
    found = explain(lines_of(KEPT), [Stage(None, KEPT), Stage(None, LATE)])
    assert found.by_cause == {Cause.VOLUME: Decimal("-2125.44"), Cause.KPI: Decimal("-500.00")}
    assert found.difference == Decimal("-2625.44")
    assert [(one.cause, one.line) for one in found.moves] == [
        (Cause.VOLUME, "email"),
        (Cause.KPI, "email24-malus"),
    ]
    assert {sla.id for _, sla in found.measured} == {"email24", "stock"}


@pytest.mark.parametrize("cause", [Cause.MISSING_DAY, Cause.NEUTRALISATION, Cause.WAIVER, Cause.PRICE])
def test_what_a_step_moves_has_the_cause_of_the_step(cause: Cause) -> None:
    found = explain(lines_of(KEPT), [Stage(None, KEPT), Stage(cause, LATE)])
    assert found.by_cause == {cause: Decimal("-2625.44")}


def test_an_accrual_that_was_right_has_no_cause() -> None:
    found = explain(lines_of(KEPT), [Stage(None, KEPT), Stage(Cause.WAIVER, KEPT)])
    assert found.difference == 0
    assert not found.by_cause
    assert not found.moves


def test_what_a_cause_takes_and_gives_back_in_a_line_is_not_told() -> None:
    stages = [Stage(None, KEPT), Stage(Cause.PRICE, LATE), Stage(Cause.PRICE, KEPT)]
    assert explain(lines_of(KEPT), stages).moves == ()


def test_a_malus_at_the_same_rate_moves_with_its_base() -> None:
    """A malus of 2 % on fees that fall: nothing happened to the KPI."""

    def with_malus(fees: int, rate: str) -> MonthResult:
        base, malus = KEPT.bill.lines[0], Decimal(fees) * Decimal(rate)
        fee = replace(base, id="fee", kind=LineKind.FEE, amount=Decimal(fees))
        told: dict[str, Any] = {"unit": "base", "quantity": Decimal(fees), "unit_price": Decimal(rate)}
        line = replace(base, id="malus", kind=LineKind.MALUS, amount=malus, **told)
        return replace(KEPT, bill=replace(KEPT.bill, lines=(fee, line), subtotal=fees + malus))

    before, after = with_malus(1000, "-0.02"), with_malus(900, "-0.02")
    found = explain(lines_of(before), [Stage(None, before), Stage(None, after)])
    assert found.by_cause == {Cause.VOLUME: Decimal("-98.00")}
    harder = with_malus(900, "-0.05")
    found = explain(lines_of(before), [Stage(None, before), Stage(None, after), Stage(None, harder)])
    assert found.by_cause == {Cause.VOLUME: Decimal("-98.00"), Cause.KPI: Decimal("-27.00")}


def test_causes_add_up_to_the_difference_whatever_the_bills_are() -> None:
    rng = random.Random("gap")
    kinds, causes = list(LineKind), [None, *Cause]

    def bill() -> MonthResult:
        names = rng.sample(list(product("abcdef", (1, 2))), rng.randint(0, 8))
        lines = tuple(
            replace(
                KEPT.bill.lines[0],
                id=f"{term}.{n}",
                term=term,
                kind=kinds[hash_of(term) % len(kinds)],
                amount=rng.randint(-999999, 999999) * CENT,
            )
            for term, n in names
        )
        total = sum((line.amount for line in lines), Decimal(0))
        return replace(KEPT, bill=replace(KEPT.bill, lines=lines, subtotal=total))

    for _ in range(200):
        kept = bill()
        stages = [Stage(rng.choice(causes), bill()) for _ in range(rng.randint(1, 6))]
        found = explain(lines_of(kept), stages)
        assert found.difference == stages[-1].result.bill.subtotal - kept.bill.subtotal
        assert sum(found.by_cause.values()) == found.difference
        assert sum(one.amount for one in found.moves) == found.difference


def hash_of(term: str) -> int:
    return ord(term)


def test_a_gap_needs_the_month_judged_once() -> None:
    with pytest.raises(ValueError, match="judged"):
        explain((), ())
