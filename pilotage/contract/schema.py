"""The JSON Schema of contract.toml: what an editor completes and underlines while one writes.

`contracts/contract.schema.json` is this text, and a test holds the two together. A contract names it
in its first line: `#:schema ../contract.schema.json`.
"""

import json

from pilotage.contract.model import Contract

DIALECT = "http://json-schema.org/draft-07/schema#"


def contract_schema() -> dict[str, object]:
    """The schema of a contract file, its keys as they are written (`from`, not `since`)."""
    schema = Contract.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    definitions = schema.pop("$defs")
    plain = _plain({**schema, "definitions": definitions})
    return {"$schema": DIALECT, **plain} if isinstance(plain, dict) else {}


def schema_text() -> str:
    """The schema as the file has it."""
    return json.dumps(contract_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _plain(node: object) -> object:
    """Without the titles that only repeat a key, and without `null`, which TOML does not have."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    options = [option for option in node.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        kept = {key: value for key, value in node.items() if key not in {"anyOf", "default", "title"}}
        return _plain({**kept, **options[0]})
    named = {key: value for key, value in node.items() if key != "title" or not isinstance(value, str)}
    return {key: _plain(value) for key, value in named.items() if (key, value) != ("default", None)}
