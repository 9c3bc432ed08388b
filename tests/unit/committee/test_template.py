"""The house says how each committee runs, the client may edit it, the contract has the last word."""

from pathlib import Path
from typing import get_args

import pytest

from pilotage.committee.model import CommitteeType, ItemKind
from pilotage.committee.template import house, series_of, template_for
from pilotage.contract.committees import AgendaItem
from pilotage.contract.loading import load_contract
from pilotage.contract.model import Contract
from pilotage.kpi.catalogue import FORMULAS

STEERING = CommitteeType.STEERING
ROOT = Path(__file__).parents[3]


def armor(**terms: str) -> Contract:
    """Armor's contract, its steering committee with other terms."""
    text = (ROOT / "contracts" / "ARMOR-2025" / "contract.toml").read_text("utf-8")
    written = "\n".join(f"{name} = {value}" for name, value in terms.items())
    contract, problems = load_contract(text.replace('id = "copil"', f'id = "copil"\n{written}'))
    assert contract is not None, problems
    return contract


@pytest.mark.parametrize("committee", list(CommitteeType))
def test_every_type_of_committee_has_its_template(committee: CommitteeType):
    template = house()[committee]
    assert template.prefix
    assert template.items
    assert {seat.side for seat in template.participants} == {"client", "vendor"}


def test_the_prefixes_tell_the_committees_apart():
    assert len({template.prefix for template in house().values()}) == 4


def test_no_committee_is_a_copy_of_another():
    agendas = {template.kinds() for template in house().values()}
    assert len(agendas) == 4


def test_a_contract_names_the_items_that_the_agenda_knows():
    assert set(get_args(AgendaItem)) == {kind.value for kind in ItemKind}


def test_the_house_shows_kpis_of_the_catalogue():
    named = {f for template in house().values() for item in template.items for f in item.formulas}
    assert named <= set(FORMULAS)


def test_what_the_contract_says_goes_before_the_house_and_the_rest_is_the_house_s():
    held = template_for(armor(at='"14:30"', agenda_days="3"), STEERING).template
    assert (held.at, held.agenda_days, held.duration_min) == ("14:30", 3, 90)
    assert (held.minutes_days, held.tacit_days) == (1, 5)


def test_an_item_that_the_contract_makes_mandatory_is_on_every_agenda():
    held = template_for(armor(mandatory='["deadlines", "roadmap"]'), STEERING).template
    always = {item.kind: item.minutes for item in held.items if item.mandatory}
    assert always == {"scorecard": 10, "deadlines": 3, "roadmap": 10}
    assert held.kinds()[-1] is ItemKind.ROADMAP


def test_the_client_s_own_edition_takes_the_place_of_the_house():
    edited = house()[STEERING].model_copy(update={"tacit_days": 8, "place": "Salle Bréhat"})
    held = template_for(armor(), STEERING, edited).template
    assert (held.tacit_days, held.place, held.duration_min) == (8, "Salle Bréhat", 90)


def test_a_committee_that_no_clause_imposes_is_held_as_the_house_says():
    contract = armor().model_copy(update={"committee": ()})
    imposed = template_for(contract, STEERING)
    assert imposed.clause is None
    assert imposed.template == house()[STEERING]


def test_the_series_of_a_contract_meets_on_the_working_days_of_both_sides():
    series = series_of(armor(rule='"FREQ=MONTHLY;BYDAY=3TH"', at='"09:15"'), STEERING)
    assert (series.id, series.rule, series.at.isoformat("minutes")) == (
        "copil",
        "FREQ=MONTHLY;BYDAY=3TH",
        "09:15",
    )
    assert series.countries[0] == "FR"
    assert "Pilote de prestataires" in series.roles


def test_the_items_of_every_template_fit_in_its_hour_when_each_comes_once():
    assert {
        committee.value: sum(item.minutes for item in template.items) <= template.duration_min
        for committee, template in house().items()
    } == dict.fromkeys(("production", "quality", "steering", "strategic"), True)
