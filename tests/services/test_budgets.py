"""Budgets: read whole or refused row by row, replaced by versions, explained by cause."""

from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import budgets
from pilotage.services.actor import RefusedError
from pilotage.services.catalogue import UnknownContractError
from services.books import JULY, OCTOBER, REF, result, three_months
from services.portal import ADMIN, ATLAS_ONLY, VIEWER, actions

HEAD = "mois;clause;quantité;montant\n"


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def take(db, rows, actor=ADMIN, head=HEAD):
    content = (head + "\n".join(rows) + "\n").encode()
    return budgets.import_file(db, actor, contract=REF, content=content, name="budget.csv")


def standing(db, month=JULY, actor=ADMIN):
    return budgets.standing(db, actor, contract=REF, month=month)


def test_a_month_without_budget_is_not_explained(portal):
    found = standing(portal)
    assert (found.budget, found.difference, found.causes) == (None, None, {})
    assert found.actual == result(portal).bill.subtotal


def test_the_causes_add_up_to_the_difference(portal):
    take(portal, ["2026-07;appel;2000;10000,00"])
    found = standing(portal)
    assert found.budget == Decimal(10000)
    assert found.difference == found.actual - 10000
    assert sum(found.causes.values()) == found.difference
    assert found.causes["price"] == 0, "the budget and the bill have the price of the contract"
    assert found.causes["volume"] == found.difference - found.causes["bonus_malus"]


def test_a_later_budget_replaces_the_month_whole(portal):
    take(portal, ["2026-07;appel;2000;10000,00", "2026-08;appel;1;5,00"])
    take(portal, ["07/2026;appel;10;50,00"])
    assert standing(portal).budget == Decimal(50)
    kept = budgets.budget(portal, ADMIN, contract=REF, month=Month(2026, 8))
    assert kept[0].amount == 5
    assert actions(portal)[-3:] == ["budget.keep"] * 3


def test_the_month_that_runs_is_explained_from_where_it_lands(portal):
    take(portal, ["2026-10;appel;2000;10000,00"])
    found = standing(portal, OCTOBER)
    assert found.landing is not None
    assert found.difference == found.landing - 10000


@pytest.mark.parametrize(
    ("row", "code", "column", "read"),
    [
        ("octobre;appel;1;5", "budget.row", "month", "octobre"),
        ("2026-07;tarif;1;5", "budget.unknown_term", "", "tarif"),
        ("2026-07;appel;beaucoup;5", "budget.row", "quantity", "beaucoup"),
        ("2026-07;appel;1;cher", "budget.row", "amount", "cher"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_kept(portal, row, code, column, read):
    with pytest.raises(ProblemsFoundError) as error:
        take(portal, ["2026-07;appel;1;5,00", row])
    (problem,) = error.value.problems
    assert (problem.code, problem.file, problem.row) == (code, "budget.csv", 3)
    assert (problem.column or "", problem.read) == (column, read)
    assert standing(portal).budget is None


@pytest.mark.parametrize(("head", "code"), [("a;b\n", "budget.file"), (HEAD, "budget.empty")])
def test_a_file_that_is_no_budget_is_refused(portal, head, code):
    with pytest.raises(ProblemsFoundError) as error:
        take(portal, [], head=head)
    assert [one.code for one in error.value.problems] == [code]


def test_who_only_looks_enters_no_budget(portal):
    with pytest.raises(RefusedError):
        take(portal, ["2026-07;appel;1;5,00"], actor=VIEWER)
    with pytest.raises(UnknownContractError):
        standing(portal, actor=ATLAS_ONLY)
