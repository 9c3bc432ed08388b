"""A `feeds.toml` with one feed added or replaced, and everything else as its author wrote it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import tomlkit

_START = re.compile(r"^\s*\[\[\s*feed\s*\]\]\s*(#.*)?$")


def with_feed(text: str, proposed: str, name: str = "", *, since: date | None = None) -> str:
    """`text` with the one feed of `proposed`, in the place of the feed of the same id or at the end.

    A new feed is awaited from `since` on, the first day of its first file: nobody owed it before.
    Comments, order and spacing of the other feeds stay as they are, to the letter.
    """
    new: Any = tomlkit.parse(proposed)
    if name:
        new["feed"][0]["name"] = name
    wanted = new["feed"][0]["id"]
    head, blocks = _blocks(text)
    ids = [tomlkit.parse(one)["feed"][0]["id"] for one in blocks]
    block = tomlkit.dumps(new).strip() + "\n"
    if wanted not in ids and since:
        block = block.replace("\ngrain = ", f"\nsince = {since.isoformat()}\ngrain = ", 1)
    if wanted not in ids:
        return "\n".join(part for part in (text.rstrip() + "\n" if text.strip() else "", block) if part)
    blocks[ids.index(wanted)] = block + _after(blocks[ids.index(wanted)])
    return head + "".join(blocks)


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
