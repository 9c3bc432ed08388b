from pathlib import Path

from pilotage.contract.model import KpiDefinition
from pilotage.kpi.catalogue import CUSTOM, FORMULAS
from pilotage.kpi.computation import resolve
from pilotage.locale import Words
from pilotage.locale.kpi_names import FORMULA_NAMES, VARIANT_NAMES, kpi_name, variant_name
from tests.months import ROOT, contract


def test_every_formula_and_variant_has_a_name_in_both_languages() -> None:
    assert set(FORMULA_NAMES) == {*FORMULAS, CUSTOM}
    variants = {variant for formula in FORMULAS.values() for variant in formula.variants if variant}
    assert set(VARIANT_NAMES) == variants
    french = Words("fr")
    for text in (*FORMULA_NAMES.values(), *VARIANT_NAMES.values()):
        assert french(text) != text or text == "NPS", text


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
