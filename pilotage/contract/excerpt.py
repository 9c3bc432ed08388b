"""The lines of a contract file that say one clause, as both sides signed them."""

from __future__ import annotations

import tomllib

from pilotage.contract.positions import lines_of


def excerpt(text: str, table: str, id: str) -> str:  # noqa: A002  the name of the key in the file
    """The clause's own lines with its dated blocks; empty when the text has no such clause."""
    text = text.removeprefix("\ufeff")
    entities = tomllib.loads(text).get(table, [])
    entities = entities if isinstance(entities, list) else []
    number = next((n for n, one in enumerate(entities) if one.get("id") == id), None)
    places = lines_of(text)
    if number is None or (table, number) not in places:
        return ""
    lines = text.splitlines()
    begins = places[table, number]
    others = (
        line
        for path, line in places.items()
        if line > begins and path[:2] != (table, number) and lines[line - 1].lstrip().startswith("[")
    )
    end = min(others, default=len(lines) + 1) - 1
    while end > begins and lines[end - 1].strip()[:1] in {"", "#"}:
        end -= 1
    return "\n".join(lines[begins - 1 : end])
