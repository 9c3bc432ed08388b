"""A `feeds.toml` with one feed added or replaced, and everything else as its author wrote it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import tomlkit

_AGREED = ("schedule", "since", "due_days", "due_hour", "source", "over_parent", "totals")
_START = re.compile(r"^\s*\[\[\s*feed\s*\]\]\s*(#.*)?$")


def with_feed(text: str, proposed: str, name: str = "", *, since: date | None = None) -> str:
    """`text` with the one feed of `proposed`, in the place of the feed of the same id or at the end.

    A new feed is awaited from `since` on, the first day of its first file: nobody owed it before.
    Comments, order and spacing of the other feeds stay as they are, to the letter. A feed that is
    replaced keeps what was agreed around its columns: when it is due, whose count it is, the names that
    its files went by.
    """
    new: Any = tomlkit.parse(proposed)
    feed = new["feed"][0]
    if name:
        feed["name"] = name
    head, blocks = _blocks(text)
    olds = [_first(block) for block in blocks]
    at = next((n for n, old in enumerate(olds) if old["id"] == feed["id"]), None)
    if at is None:
        block = tomlkit.dumps(new).strip() + "\n"
        if since:
            block = block.replace("\ngrain = ", f"\nsince = {since.isoformat()}\ngrain = ", 1)
        return "\n".join(part for part in (text.rstrip() + "\n" if text.strip() else "", block) if part)
    _keep_agreed(feed, olds[at])
    blocks[at] = tomlkit.dumps(new).strip() + "\n" + _after(blocks[at])
    return head + "".join(blocks)


def _first(text: str) -> Any:  # noqa: ANN401  a TOML table
    document: Any = tomlkit.parse(text)
    return document["feed"][0]


def _keep_agreed(feed: Any, old: Any) -> None:  # noqa: ANN401  TOML tables
    for key in _AGREED:
        if key in old:
            feed[key] = old[key]
    before = old.get("recognise", {}).get("files", [])
    files = [before] if isinstance(before, str) else list(before)
    recognise = tomlkit.inline_table()
    recognise["files"] = list(dict.fromkeys([*files, *feed["recognise"]["files"]]))
    feed["recognise"] = recognise


def _blocks(text: str) -> tuple[str, list[str]]:
    """What stands before the first feed, and each feed with the remarks that follow it."""
    lines = text.splitlines(keepends=True)
    starts = [at for at, line in enumerate(lines) if _START.match(line)]
    ends = [*starts[1:], len(lines)][: len(starts)]
    head = "".join(lines[: starts[0] if starts else len(lines)])
    return head, ["".join(lines[at:end]) for at, end in zip(starts, ends, strict=True)]


def _after(block: str) -> str:
    """The remarks and blank lines at the end of a feed: they speak of the next one."""
    lines = block.splitlines(keepends=True)
    at = len(lines)
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    return "".join(lines[at:])
