"""Which keys a place of the file may hold: what a misspelt one is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pilotage.contract.model import Contract
from pilotage.contract.positions import Path

Schema = Mapping[str, Any]


@cache
def _root() -> Schema:
    return Contract.model_json_schema(by_alias=True)


def _resolved(schema: Schema, value: object) -> Schema:
    """The table that a schema stands for: behind a reference, an optional value or a `kind`."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return _resolved(_root()["$defs"][name], value)
    if "discriminator" in schema:
        named = schema["discriminator"]["mapping"]
        kind = value.get(schema["discriminator"]["propertyName"]) if isinstance(value, Mapping) else None
        return _resolved({"$ref": named[kind]}, value) if kind in named else {}
    if "anyOf" in schema:
        return _resolved(schema["anyOf"][0], value)
    return schema


def _within(node: object, step: str | int) -> object:
    if isinstance(step, str):
        return node.get(step) if isinstance(node, Mapping) else None
    return node[step] if isinstance(node, Sequence) and step < len(node) else None


def keys_at(path: Path, raw: object) -> tuple[str, ...]:
    """The keys of the table at `path` of the file read as `raw`; none for what is not a table."""
    node: object = raw
    schema = _resolved(_root(), node)
    for step in path:
        node = _within(node, step)
        inner = schema.get("properties", {}).get(step) if isinstance(step, str) else schema.get("items")
        if inner is None:
            return ()
        schema = _resolved(inner, node)
    names = schema.get("properties") or schema.get("propertyNames", {}).get("enum", ())
    return tuple(names)
