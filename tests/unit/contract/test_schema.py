"""The schema that editors read says what the model says."""

import json
from pathlib import Path

import pytest

from pilotage.contract.schema import contract_schema, schema_text

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
FILE = CONTRACTS / "contract.schema.json"


def test_the_schema_beside_the_contracts_is_up_to_date():
    expected = schema_text()
    assert FILE.read_text(encoding="utf-8") == expected, (
        'rewrite it: python -c "from pilotage.contract.schema import schema_text as t;'
        ' print(t(), end=str())"'
        " > contracts/contract.schema.json"
    )


def test_the_schema_uses_the_keys_of_the_file():
    schema = json.loads(schema_text())
    terms = schema["definitions"]["SlaTerms"]
    assert "from" in terms["properties"]
    assert "since" not in terms["properties"]
    assert terms["additionalProperties"] is False
    assert set(terms["required"]) == {"from", "source"}
    assert schema["properties"]["title"]["type"] == "string"


def test_the_schema_knows_no_null_which_toml_does_not_have():
    assert '"null"' not in schema_text()
    assert "$ref" in schema_text()
    assert all(
        name in contract_schema()["definitions"]
        for name in ("Price", "LadderConsequence", "MinimumLimit", "OwnCounter")
    )


@pytest.mark.parametrize("path", sorted(CONTRACTS.glob("*/contract.toml")), ids=lambda p: p.parent.name)
def test_each_contract_names_the_schema_for_its_editor(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("#:schema ")
    assert (path.parent / first.removeprefix("#:schema ")).resolve() == FILE.resolve()
