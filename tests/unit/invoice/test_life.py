"""The life of a pre-invoice, step by step: nothing else is needed to say where it stands."""

from datetime import date

import pytest

from pilotage.invoice.life import RULES, State, Step, after, begun, following, furthest

OVER, CUT_OFF, DRAFT = date(2026, 10, 31), date(2026, 11, 3), date(2026, 11, 9)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 10, 31), State.ESTIMATE),
        (date(2026, 11, 2), State.ESTIMATE),
        (date(2026, 11, 3), State.CUT_OFF),
        (date(2026, 11, 8), State.CUT_OFF),
        (date(2026, 11, 9), State.DRAFT),
    ],
)
def test_estimate_cut_off_and_draft_follow_from_the_day_alone(day, state):
    assert begun(day, OVER, CUT_OFF, DRAFT) is state


def test_a_contract_that_names_no_day_has_a_draft_when_the_month_is_over():
    assert begun(date(2026, 11, 1), OVER, None, None) is State.DRAFT
    assert begun(date(2026, 11, 1), OVER, CUT_OFF, None) is State.ESTIMATE
    assert begun(date(2026, 11, 4), OVER, None, DRAFT) is State.ESTIMATE


def test_a_month_without_a_dispute_goes_from_draft_to_exported():
    road = [Step.SUBMIT, Step.AGREE, Step.CLEAR_TO_INVOICE, Step.INVOICE_RECEIVED]
    road += [Step.CLEAR_TO_PAY, Step.EXPORT]
    states = [after(State.DRAFT, road[:n]) for n in range(len(road) + 1)]
    assert states == [
        *(State.DRAFT, State.SUBMITTED, State.AGREED, State.CLEAR_TO_INVOICE),
        *(State.INVOICE_RECEIVED, State.CLEAR_TO_PAY, State.EXPORTED),
    ]


def test_a_dispute_is_answered_or_the_pre_invoice_is_issued_again():
    disputed = [Step.SUBMIT, Step.CONTEST]
    assert after(State.DRAFT, disputed) is State.CONTESTED
    for step in (Step.ANSWER, Step.SUBMIT):
        assert after(State.DRAFT, [*disputed, step]) is State.SUBMITTED
    assert after(State.DRAFT, [*disputed, Step.AGREE]) is State.AGREED


def test_issuing_a_difference_leaves_the_pre_invoice_where_it_is():
    agreed = [Step.SUBMIT, Step.AGREE]
    assert after(State.DRAFT, [*agreed, Step.SETTLE]) is State.AGREED


@pytest.mark.parametrize("state", State)
def test_every_step_that_a_state_offers_can_be_taken_from_it(state):
    assert all(state in RULES[step].sources for step in following(state))


@pytest.mark.parametrize("step", [Step.AGREE, Step.CLEAR_TO_PAY, Step.EXPORT, Step.SETTLE])
def test_a_step_taken_from_the_wrong_place_is_not_believed(step):
    with pytest.raises(ValueError, match="from draft"):
        after(State.DRAFT, [step])


def test_only_the_vendor_disputes_and_agrees():
    assert {step for step, rule in RULES.items() if rule.vendor} == {Step.CONTEST, Step.AGREE}


def test_a_life_that_cannot_be_is_told_as_far_as_it_can():
    steps = [Step.SUBMIT, Step.AGREE, Step.EXPORT, Step.SUBMIT]
    assert furthest(State.DRAFT, steps) is State.AGREED
    with pytest.raises(ValueError, match="export"):
        after(State.DRAFT, steps)
