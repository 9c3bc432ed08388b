"""Two judgements of a month compared: what moves, and by how many cents."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pilotage.judgement import MonthResult
from pilotage.periods import Month
from pilotage.pricing import LineKind
from pilotage.scenarios import compare, since
from pilotage.sla import Status
from tests.months import contract, judged

RAVINALA = contract(Path("contracts/RAVINALA-2025/contract.toml"))
MAY = Month(2026, 5)


def may(handled: int, in_time: int, chats: int = 9240) -> MonthResult:
    """May at Ravinala with these e-mails; the chats keep their promise."""
    mails: dict[str, Any] = {"stream": "mails", "handled": handled, "responded_within_24wh": in_time}
    talks = {"stream": "chats", "handled": chats, "offered": 10000, "answered_within_60s": 8700}
    return judged(RAVINALA, MAY, [{**mails, "backlog": 20000}, talks])


BEFORE, AFTER = may(24310, 22025), may(22998, 20445)


def test_a_restatement_is_told_sla_by_sla_and_line_by_line() -> None:
    found = compare(BEFORE, AFTER)
    sla = next(sla for sla in found.moved_slas if sla.id == "email24")
    assert (sla.before, sla.after, sla.points) == (Decimal("90.6"), Decimal("88.9"), Decimal("-1.7"))
    assert (sla.status_before, sla.status_after) == (Status.MET, Status.MISSED)
    lines = {line.id: line for line in found.moved_lines}
    assert (lines["email"].quantity, lines["email"].difference) == (-1312, Decimal("-2125.44"))
    malus = lines["email24-malus"]
    assert malus.kind is LineKind.MALUS
    assert (malus.quantity_before, malus.quantity_after) == (None, 2)
    assert (malus.before, malus.after) == (0, Decimal("-500.00"))
    assert found.difference == found.total_difference == Decimal("-2625.44")


def test_the_lines_add_up_to_the_difference_and_what_stays_is_listed_too() -> None:
    found = compare(BEFORE, AFTER)
    assert sum(line.difference for line in found.lines) == found.difference
    assert {line.id for line in found.lines} == {"email", "chat", "email24-malus"}
    assert "chat" not in {line.id for line in found.moved_lines}


def test_the_same_judgement_twice_changes_nothing() -> None:
    found = compare(AFTER, AFTER)
    assert not found.changed
    assert (found.moved_slas, found.moved_lines, found.difference) == ((), (), 0)


def test_a_line_that_goes_away_counts_from_what_it_was_to_zero() -> None:
    malus = next(line for line in compare(AFTER, BEFORE).lines if line.id == "email24-malus")
    assert (malus.before, malus.after, malus.quantity_after) == (Decimal("-500.00"), 0, None)


def test_an_sla_that_is_no_longer_measured_has_no_points_and_has_changed() -> None:
    empty = judged(RAVINALA, MAY, [{"stream": "chats", "handled": 9240}])
    sla = next(sla for sla in compare(BEFORE, empty).slas if sla.id == "email24")
    assert (sla.after, sla.points, sla.changed) == (None, None, True)
    assert sla.status_after is Status.NOT_MEASURED


def test_two_months_are_not_compared() -> None:
    june = judged(RAVINALA, Month(2026, 6), [{"stream": "mails", "handled": 1}])
    with pytest.raises(ValueError, match="not the same month"):
        compare(BEFORE, june)


def test_what_an_earlier_month_took_is_not_told_again() -> None:
    told = compare(BEFORE, AFTER)
    again = since(compare(BEFORE, AFTER), told)
    assert not again.changed


def test_what_came_after_is_told_from_what_was_taken() -> None:
    later = may(22998, 20445, chats=9241)
    rest = since(compare(BEFORE, later), compare(BEFORE, AFTER))
    assert [(line.id, line.before, line.after) for line in rest.moved_lines] == [
        ("chat", Decimal("12751.20"), Decimal("12752.58"))
    ]
    assert rest.difference == Decimal("1.38")


def test_a_restatement_that_is_withdrawn_gives_back_what_was_taken() -> None:
    back = since(compare(BEFORE, BEFORE), compare(BEFORE, AFTER))
    assert {line.id: line.difference for line in back.moved_lines} == {
        "email": Decimal("2125.44"),
        "email24-malus": Decimal("500.00"),
    }
    assert back.difference == Decimal("2625.44")
