from pathlib import Path
from typing import get_args

import pytest

from pilotage.contract.model import KpiDefinition
from pilotage.kpi.catalogue import CUSTOM, FAMILIES, FORMULAS
from pilotage.kpi.computation import resolve
from pilotage.kpi.model import Direction, Unit
from pilotage.locale import Words
from pilotage.locale.kpi_definitions import DEFINITIONS, FAMILY_NAMES
from pilotage.locale.kpi_names import FORMULA_NAMES, VARIANT_NAMES, kpi_name, variant_name
from tests.months import ROOT, contract

WANTED = [
    "volume", "wape", "forecast_accuracy", "service_level", "answer_rate", "abandon_rate", "asa",
    "wait", "aht", "dmc", "hold_time", "acw", "dmr", "fcr", "repeat_rate", "avoidable_rate",
    "containment", "transfer_rate", "csat", "csat_mean", "nps", "ces", "ces_easy_rate",
    "quality_score", "critical_error_rate", "complaint_rate", "occupancy", "adherence",
    "conformance", "shrinkage", "absenteeism", "turnover", "agents_per_supervisor", "delivery_rate",
    "contacts_per_hour", "conversion", "conversion_net", "withdrawal_rate", "backlog_days",
    "responded_in_time", "opening_availability", "consent_rate", "response_rate",
]  # fmt: skip
SAME_IN_BOTH = {"NPS", "Volume"}


def test_every_formula_and_variant_has_a_name_in_both_languages() -> None:
    assert set(FORMULA_NAMES) == {*FORMULAS, CUSTOM}
    variants = {variant for formula in FORMULAS.values() for variant in formula.variants if variant}
    assert set(VARIANT_NAMES) == variants
    french = Words("fr")
    for text in (*FORMULA_NAMES.values(), *VARIANT_NAMES.values()):
        assert french(text) != text or text in SAME_IN_BOTH, text


def test_every_formula_has_its_definition_in_one_sentence_in_both_languages() -> None:
    assert set(DEFINITIONS) == set(FORMULAS)
    french = Words("fr")
    for code, text in DEFINITIONS.items():
        assert french(text) != text, code
        for sentence in (text, french(text)):
            assert sentence.endswith("."), code
            assert sentence.count(". ") == 0, f"{code} says it in one sentence"


def test_every_formula_says_its_unit_its_direction_and_where_it_comes_from() -> None:
    for code, formula in FORMULAS.items():
        assert formula.source, code
        assert formula.unit in get_args(Unit), code
        assert formula.direction in get_args(Direction), code
        assert set(formula.per) <= set(formula.variants), code
        assert len(formula.variants) == 1 or "" not in formula.variants, f"{code} names each variant"


def test_every_formula_stands_in_one_family_that_has_a_name() -> None:
    assert set(FAMILY_NAMES) == set(FAMILIES)
    listed = [formula.code for family in FAMILIES.values() for formula in family]
    assert len(listed) == len(set(listed)) == len(FORMULAS)


@pytest.mark.parametrize("code", WANTED)
def test_the_kpis_of_the_trade_are_all_there(code: str) -> None:
    assert code in FORMULAS


def test_a_meaning_that_contracts_choose_is_a_variant() -> None:
    assert list(FORMULAS["dmr"].variants) == ["response_time", "resolution_time", "answer_delay"]
    assert list(FORMULAS["fcr"].variants) == ["no_repeat", "resolved", "survey"]
    assert list(FORMULAS["turnover"].variants)[:2] == ["monthly", "annualised"]
    assert list(FORMULAS["absenteeism"].variants) == ["planned_leave_out", "planned_leave_in"]


def test_the_six_ways_of_counting_a_service_level_are_there() -> None:
    assert list(FORMULAS["service_level"].variants) == [
        "answered_in_time_over_offered",
        "icmi",
        "answered_only",
        "late_abandons",
        "short_abandons_good",
        "short_abandons_removed",
    ]


def test_the_words_are_those_of_the_trade() -> None:
    french = Words("fr")
    plain = KpiDefinition(id="k", formula="asa", source="contrat, 1")
    assert kpi_name(plain, french) == "Délai moyen d’attente (DMA)"
    assert kpi_name(plain, Words("en")) == "Average speed of answer"
    named = KpiDefinition(id="k", formula="asa", source="contrat, 1", name="Attente")
    assert kpi_name(named, french) == "Attente"
    assert variant_name("icmi", french) == "décrochés ou abandonnés dans le délai sur présentés"


def test_every_kpi_of_the_demo_contracts_resolves() -> None:
    for path in sorted((ROOT / "contracts").glob("*/contract.toml")):
        for definition in contract(Path(path).relative_to(ROOT)).kpi:
            kpi, problems = resolve(definition)
            assert kpi is not None, (path, problems)
