"""Files of many layouts, as they are and damaged: the wizard always answers, and in sentences."""

import random
import warnings

import pytest

from pilotage.feeds.profile import load_profiles
from pilotage.locale.sentences import sentences
from pilotage.wizard.proposing import propose
from tests.unit.feeds.feed_fixtures import contract_of
from tests.unit.feeds.seeds import SEEDS, mutated

ANSWERS = {"stream": "n1", "period": "2026-10-01", "rows": "consecutive"}


def spoken(found) -> bool:
    """Every code has a sentence."""
    reasons = {reason.code for column in found.columns for reason in column.because}
    codes = {question.code for question in found.questions} | reasons
    return codes | {problem.code for problem in (*found.problems, *found.doubts)} <= set(sentences())


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_every_layout_is_answered_and_what_is_proposed_is_a_feed(seed):
    found = propose(seed.data, name=seed.name, contract=contract_of(), answers=ANSWERS)
    assert spoken(found)
    if found.toml:
        profiles, problems = load_profiles(found.toml)
        assert profiles is not None, problems
        assert profiles.feed == (found.feed,)


def test_damaged_files_are_answered_without_a_crash(soak):
    rng = random.Random(23)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for turn in range(2_000 if soak else 200):
            seed = SEEDS[turn % len(SEEDS)]
            answers = ANSWERS if turn % 2 else {}
            assert spoken(
                propose(mutated(seed.data, rng), name=seed.name, contract=contract_of(), answers=answers)
            )
