"""The vendor's own reading of the demo's months beside ours: the euros by cause add up."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import amending, catalogue, readings, relief, sources, what_if
from pilotage.services.actor import local_administrator

WHO = local_administrator()
ARMOR, ATLAS = "ARMOR-2025", "ATLAS-2025"
FEBRUARY, JUNE, SEPTEMBER = Month(2026, 2), Month(2026, 6), Month(2026, 9)


def read(db, month, ref=ARMOR, **asked):
    return readings.vendor_reading(db, WHO, contract=ref, month=month, **asked)


def codes(db, month, **asked):
    with pytest.raises(ProblemsFoundError) as raised:
        read(db, month, **asked)
    return [problem.code for problem in raised.value.problems]


@pytest.mark.parametrize("month", [JUNE, SEPTEMBER])
def test_by_its_own_count_the_month_costs_what_the_two_sources_say(demo, month):
    found = read(demo, month)
    stakes = sources.month_gaps(demo, WHO, contract=ARMOR, month=month).stakes
    assert [(one.cause, one.difference) for one in found.steps] == [("count", stakes)]
    assert found.difference == stakes


def test_what_is_neutralised_leaves_both_sums_of_the_vendors_own_count(demo):
    """February: the half-hours above the forecast leave the calls that the vendor counted in them."""
    (count,) = read(demo, FEBRUARY).steps
    (qs,) = count.comparison.moved_slas
    assert qs.numerator_before == qs.numerator_after == 13950
    assert (qs.denominator_before, qs.denominator_after) == (19400, 19177)


def test_every_cause_adds_what_it_alone_moves_and_the_sum_is_the_whole(demo):
    before = next(
        one
        for one in amending.clauses(catalogue.contract(demo, WHO, ref=ARMOR), JUNE.last)
        if one.id == "gestion"
    )
    draft = what_if.with_clause(
        demo,
        WHO,
        contract=ARMOR,
        month=JUNE,
        before=before,
        after=replace(before, fields={"price": before.fields["price"] + 100}),
        title="Projet",
    )
    found = read(demo, JUNE, variants={"QS20": "answered_only"}, draft=draft, total=Decimal("140000.00"))
    assert [one.cause for one in found.steps] == ["count", "formula", "clause"]
    assert found.steps[-1].difference == 100
    told = [one.difference for one in (*found.steps, *found.unexplained)]
    assert sum(told) == found.difference
    assert found.claimed == Decimal("140000.00")
    assert found.ours.bill.subtotal + found.difference == found.claimed


def test_the_formula_that_leaves_abandons_out_spares_a_malus(demo):
    """September: 76.4 % of the calls offered; of those answered, more."""
    found = read(demo, SEPTEMBER, variants={"QS20": "answered_only"})
    formula = found.steps[1]
    assert (formula.cause, formula.subject, formula.variant) == ("formula", "QS20", "answered_only")
    assert formula.difference > 0
    (sla,) = formula.comparison.moved_slas
    assert sla.numerator_before == sla.numerator_after
    assert sla.denominator_before > sla.denominator_after


def test_a_line_typed_as_the_vendors_own_leaves_what_is_unexplained(demo):
    ours = read(demo, JUNE).theirs
    line = ours.bill.lines[0]
    found = read(demo, JUNE, lines={line.id: line.amount + 250})
    (left,) = found.unexplained
    assert (left.line, left.difference) == (line.id, 250)
    assert found.claimed == ours.bill.subtotal + 250
    both = read(demo, JUNE, lines={line.id: line.amount + 250}, total=ours.bill.subtotal + 300)
    assert [one.difference for one in both.unexplained] == [250, 50]


def test_a_request_that_was_refused_is_worth_what_it_would_have_given(demo_db):
    """February without its neutralisation, then with it, to the cent."""
    (known,) = relief.requests(demo_db, WHO, contract=ARMOR, month=FEBRUARY)
    number = relief.request(
        demo_db,
        WHO,
        contract=ARMOR,
        month=FEBRUARY,
        clause=known.clause,
        side="vendor",
        reason="volume",
        spans=known.spans,
        despite=True,
        after_closing=True,
    )
    assert [one.number for one in readings.disputed(demo_db, WHO, contract=ARMOR, month=FEBRUARY)] == [
        number
    ]
    relief.decide(demo_db, WHO, request=number, outcome="refused", reason="déjà compté")
    expected = relief.effect(demo_db, WHO, request=number).difference
    found = read(demo_db, FEBRUARY, accept="all")
    assert [(one.cause, one.subject) for one in found.steps] == [
        ("count", ""),
        ("neutralisation", str(number)),
    ]
    assert found.steps[0].difference + found.steps[1].difference == found.difference
    assert read(demo_db, FEBRUARY, accept=[number]).difference == found.difference
    assert expected == found.steps[1].difference


def test_what_was_accepted_in_part_may_be_read_as_asked_whole(demo):
    (asked,) = readings.disputed(demo, WHO, contract=ATLAS, month=Month(2026, 3))
    found = read(demo, Month(2026, 3), ATLAS, accept=[asked.number])
    moved = found.steps[1].comparison
    assert found.steps[1].subject == str(asked.number)
    assert moved.difference == found.difference


def test_what_is_unknown_is_told_by_name(demo):
    assert codes(demo, JUNE, variants={"QS99": "icmi"}) == ["reading.unknown_kpi"]
    assert codes(demo, JUNE, variants={"QS20": "rounded_up"}) == ["kpi.unknown_variant"]
    assert codes(demo, JUNE, variants={"QS20": "icmi,after=3"}) == ["reading.delay"]
    assert codes(demo, JUNE, accept=[99]) == ["reading.unknown_request"]
    assert codes(demo, JUNE, lines={"nothing": Decimal(1)}) == ["reading.unknown_line"]
    draft = catalogue.contract(demo, WHO, ref=ATLAS)
    assert codes(demo, JUNE, draft=draft) == ["reading.other_contract"]


def test_the_formulas_offered_are_the_others_with_the_delay_that_the_contract_lacks(demo):
    terms = catalogue.contract(demo, WHO, ref=ARMOR)
    found = readings.variants(terms, "QS20")
    assert "answered_in_time_over_offered" not in found
    assert "answered_only" in found
    assert all(read(demo, JUNE, variants={"QS20": one}).steps[1].variant for one in found)
    assert not readings.variants(terms, "CSAT")


def test_the_document_says_the_same(demo):
    told = readings.reading_document(read(demo, JUNE, total=Decimal(110000)))
    parts = [Decimal(one["difference"]) for one in (*told["causes"], *told["unexplained"])]
    assert sum(parts) == Decimal(told["difference"]) == Decimal(told["vendor"]) - Decimal(told["ours"])
    assert {sla["id"] for sla in told["slas"]} == {"QS", "SAT", "NQ"}
