"""What is kept by identity is found again, and never for another thing."""

from datetime import date
from decimal import Decimal

from pilotage import keeping
from pilotage.keeping import kept_by_identity
from tests.months import contract


def test_a_result_is_computed_once_for_the_same_thing_and_value() -> None:
    asked = []

    @kept_by_identity()
    def doubled(thing: list[int], by: int) -> list[int]:
        asked.append(by)
        return [one * by for one in thing]

    thing = [1, 2]
    assert doubled(thing, 2) is doubled(thing, 2)
    assert doubled(thing, 3) == [3, 6]
    assert doubled([1, 2], 2) == [2, 4]
    assert asked == [2, 3, 2]


def test_no_more_is_kept_than_said(monkeypatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 2)
    asked = []

    @kept_by_identity()
    def known(thing: str) -> str:
        asked.append(thing)
        return thing

    for thing in ("a", "b", "c", "a"):
        known(thing)
    assert asked == ["a", "b", "c", "a"]


def test_a_copy_of_a_clause_with_other_terms_reads_its_own() -> None:
    day = date(2026, 3, 1)
    block = {"from": date(2026, 1, 1), "source": "contrat, art. 1", "target": 80}
    clause = contract({"sla": [{"id": "QS", "kpi": "K", "terms": [block]}]}).sla[0]
    before = clause.terms_on(day)
    other = clause.terms[0].model_copy(update={"target": Decimal(85)})
    after = clause.model_copy(update={"terms": (other,)}).terms_on(day)
    assert [one and one.terms.target for one in (before, after)] == [80, 85]
    assert clause.terms_on(day) is before
