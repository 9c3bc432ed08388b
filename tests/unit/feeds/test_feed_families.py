"""Each family of feed: a small file, its profile, the counters and the KPIs that come out."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

from pilotage.contract.loading import load_contract
from pilotage.contract.model import ACTIVITY_TYPES, CHANNELS, Contract, KpiDefinition
from pilotage.counters import CounterTable
from pilotage.feeds.model import Grain
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.known import KNOWN
from pilotage.money import round_half_up
from pilotage.periods import Month
from tests.unit.feeds.feed_fixtures import CONTRACT, Read, codes

FILE = Path(__file__).parent / "families.toml"
FAMILIES = tomllib.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)["family"]
OCTOBER = Month(2026, 10).window
OWN = """
[[channel]]
id = "borne"
name = "Borne en agence"

[[activity_type]]
id = "recouvrement"
name = "Recouvrement"
"""


def contract_of(family: dict[str, Any], more: str = "") -> Contract:
    text = CONTRACT.format(zone="Europe/Paris", vendor="armor", vendor_name="Armor Dialogue")
    kind = f'channel = "{family["channel"]}", type = "{family.get("type", "service")}"'
    text = text.replace('channel = "voice_inbound"', kind)
    for stream in family.get("streams", ["n1"]):
        text += f'\n[[stream]]\nid = "{stream}"\nactivity = "voix"\n'
    contract, problems = load_contract(text + OWN + more, known=KNOWN)
    assert contract is not None, problems
    return contract


def profile_of(family: dict[str, Any]) -> str:
    constant = "" if "stream =" in family["profile"] else 'stream = { constant = "n1" }\n'
    return f'[[feed]]\nid = "famille"\nname = "Famille"\n{constant}{family["profile"]}'


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["name"])
def test_a_family_of_feed_gives_its_counters_and_its_kpis(family: dict[str, Any], read: Read) -> None:
    contract = contract_of(family)
    found = read(family["file"].lstrip(), profile_of(family), contract=contract, name="famille.csv")
    assert set(codes(found)) <= {"column.personal"}, found.problems
    frame = found.projection.assign(batch=1)
    streams = [stream.id for stream in contract.stream]
    sums = CounterTable(frame).sums(streams, OCTOBER)
    for name, value in family["counters"].items():
        assert sums.get(name) == value, name
    for stated in family["kpi"]:
        own = CounterTable(frame).sums([stated["stream"]], OCTOBER) if "stream" in stated else sums
        assert_kpi(stated, own)


def assert_kpi(stated: dict[str, Any], sums: Any) -> None:
    given = {k: v for k, v in stated.items() if k in KpiDefinition.model_fields}
    kpi, problems = resolve(KpiDefinition(id="K", source="contrat, 1", **given))
    assert kpi is not None, problems
    figure = compute(kpi, sums)
    step = Decimal(1).scaleb(Decimal(stated["value"]).as_tuple().exponent)
    assert round_half_up(figure.value, step) == stated["value"], (stated, figure.value)
    assert figure.estimated == stated.get("estimated", False), stated
    if "sample" in stated:
        assert figure.sample == stated["sample"], stated
    if "plus_or_minus" in stated:
        assert round_half_up(figure.interval.half, Decimal("0.1")) == stated["plus_or_minus"], stated


def test_a_column_that_names_staff_is_left_out_and_the_reception_says_so(read: Read) -> None:
    family = next(family for family in FAMILIES if "dropped" in family)
    found = read(family["file"].lstrip(), profile_of(family), contract=contract_of(family))
    assert codes(found) == ["column.personal"]
    assert found.problems[0].read == family["dropped"]
    assert "Le Goff" not in str(found.rows.to_pylist())


NAMED = """
[named_staff]
allowed = {allowed}
source = "contrat, art. 12"
"""


@pytest.mark.parametrize("allowed", [True, False])
def test_names_of_staff_are_kept_only_where_a_clause_allows_it(read: Read, *, allowed: bool) -> None:
    family = next(family for family in FAMILIES if "dropped" in family)
    profile = profile_of(family).replace('personal = ["Conseiller"]\n', "")
    profile = profile.replace(
        "column = [\n", 'column = [\n  { name = "Conseiller", kind = "text" },\n', 1
    )
    clause = NAMED.format(allowed=str(allowed).lower())
    found = read(family["file"].lstrip(), profile, contract=contract_of(family, clause))
    assert ("Conseiller" in found.rows.column_names) == allowed
    assert codes(found) == ([] if allowed else ["column.personal_dropped"])


def test_the_families_show_every_grain_and_most_channels() -> None:
    grains = {grain for grain in get_args(Grain) if any(f'"{grain}"' in f["profile"] for f in FAMILIES)}
    assert {"half_hour", "day", "week", "month", "contact"} <= grains
    channels = {family["channel"] for family in FAMILIES}
    assert channels & set(CHANNELS) >= {
        "voice_inbound",
        "voice_outbound",
        "email",
        "letter",
        "chat",
        "social",
    }
    assert channels - set(CHANNELS) == {"borne"}, "a channel of the contract's own"


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", ["service", "helpdesk"])
def test_every_channel_and_type_of_the_list_is_understood(channel: str, kind: str) -> None:
    assert kind in ACTIVITY_TYPES
    activity = contract_of({"channel": channel, "type": kind}).activity[0]
    assert (activity.channel, activity.type) == (channel, kind)
