"""Full cost: the bill, what the client pays beside it, and what a contact costs."""

from decimal import Decimal

import pytest

from pilotage.money import round_half_up
from pilotage.problems import ProblemsFoundError
from pilotage.services import full_cost, year
from pilotage.services.actor import RefusedError
from pilotage.services.catalogue import UnknownContractError
from services.books import JULY, REF, result, three_months
from services.portal import ADMIN, ATLAS_ONLY, VIEWER, actions


@pytest.fixture
def portal(db_left_by):
    return db_left_by(three_months)


def add(db, amount="1200", label="Licences", source="Refacturation", actor=ADMIN):
    full_cost.add_cost(
        db, actor, contract=REF, month=JULY, label=label, amount=Decimal(amount), source=source
    )


def cost(db, actor=ADMIN):
    return full_cost.month_cost(db, actor, contract=REF, month=JULY)


def take(db, text, actor=ADMIN):
    return full_cost.import_file(db, actor, contract=REF, content=text.encode(), name="couts.csv")


def test_full_cost_is_the_bill_and_the_client_s_costs(portal):
    add(portal)
    add(portal, "-200", label="Licences, correction")
    found = cost(portal)
    assert found.billed == result(portal).bill.subtotal
    assert (found.own, found.full) == (Decimal(1000), found.billed + 1000)
    assert found.full_per_handled == round_half_up(found.full / found.handled)
    assert actions(portal)[-2:] == ["client_cost.add"] * 2


def test_contacts_resolved_are_not_invented(portal):
    found = cost(portal)
    assert (found.resolved, found.resolution, found.per_resolved) == (None, "", None)


def test_customers_who_came_back_were_not_resolved(demo):
    """Armor's file gives resolvable contacts and those of customers who called again."""
    (armor, atlas, *_) = year.years(demo, ADMIN, year=2026)
    assert (armor.resolution, atlas.resolution) == ("repeats", "")
    for one in armor.ended:
        assert 0 < one.cost.resolved < one.cost.handled
        assert one.cost.per_resolved > one.cost.per_handled
    assert atlas.per_resolved is None


@pytest.mark.parametrize(
    ("amount", "label", "source"), [("0", "a", "b"), ("NaN", "a", "b"), ("1", " ", "b"), ("1", "a", "")]
)
def test_a_cost_that_says_nothing_is_refused(portal, amount, label, source):
    with pytest.raises(ProblemsFoundError) as error:
        add(portal, amount, label, source)
    assert [one.code for one in error.value.problems] == ["cost.nothing"]
    assert full_cost.costs(portal, ADMIN, contract=REF) == ()


def test_a_file_of_costs_is_kept_whole(portal):
    found = take(
        portal, "mois;libellé;montant;source\n2026-07;Télécoms;1 234,50;Relevé\n07/2026;CRM;10;\n"
    )
    assert [(one.amount, one.source) for one in found] == [
        (Decimal("1234.50"), "Relevé"),
        (Decimal(10), "couts.csv"),
    ]
    assert cost(portal).own == Decimal("1244.50")


def test_a_file_of_costs_that_comes_again_counts_once(portal):
    text = "mois;libellé;montant;source\n2026-07;Télécoms;1 234,50;Relevé\n07/2026;CRM;10;\n"
    take(portal, text)
    with pytest.raises(ProblemsFoundError) as error:
        take(portal, text)
    assert [(one.code, one.file) for one in error.value.problems] == [("cost.again", "couts.csv")]
    assert cost(portal).own == Decimal("1244.50")
    take(portal, text + "07/2026;CRM;10;\n")
    assert cost(portal).own == Decimal("2499.00"), "another file is another file"


def test_a_file_of_costs_with_a_wrong_row_is_refused_whole(portal):
    with pytest.raises(ProblemsFoundError) as error:
        take(portal, "month,label,amount\n2026-07,CRM,10\n2026-07,,abc\n")
    told = [(one.code, one.file, one.row, one.column) for one in error.value.problems]
    assert told == [("cost.row", "couts.csv", 3, "label"), ("cost.row", "couts.csv", 3, "amount")]
    assert cost(portal).own == 0


@pytest.mark.parametrize(
    ("text", "code"), [("a;b\n", "cost.file"), ("mois;libellé;montant\n", "cost.empty")]
)
def test_a_file_that_holds_no_cost_is_refused(portal, text, code):
    with pytest.raises(ProblemsFoundError) as error:
        take(portal, text)
    assert [one.code for one in error.value.problems] == [code]


def test_who_only_looks_enters_nothing_and_sees_only_its_vendors(portal):
    with pytest.raises(RefusedError):
        add(portal, actor=VIEWER)
    with pytest.raises(RefusedError):
        take(portal, "mois;libellé;montant\n", actor=VIEWER)
    with pytest.raises(UnknownContractError):
        cost(portal, actor=ATLAS_ONLY)
    assert year.years(portal, ATLAS_ONLY, year=2026) == ()


def test_the_year_of_the_demo_adds_up(demo):
    for one in year.years(demo, ADMIN, year=2026):
        assert [str(each.month) for each in one.months if each.runs] == ["2026-11"]
        assert one.billed == sum(each.cost.billed for each in one.months if not each.runs)
        assert sum(one.causes.values()) == one.difference == one.billed - one.budget
        assert one.full == one.billed + one.own > one.billed
    groups = [one.channels for one in year.years(demo, ADMIN, year=2026)]
    assert groups[0] == groups[1] != groups[2]
