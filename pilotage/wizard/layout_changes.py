"""How this month's file differs from what its feed used to be: columns, order, grain, writing."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch

from pilotage.feeds.guessing import likeness
from pilotage.feeds.headers import normal
from pilotage.feeds.model import Feed
from pilotage.wizard.proposal import LayoutChange, Proposal

_ALIKE = 0.6
_CLOSE = 0.7


def closest(columns: Sequence[str], file: str, feeds: Sequence[Feed]) -> Feed | None:
    """The feed that a file of these columns resembles most: seven of ten of its columns, or its name
    and a third; None when it resembles none.
    """
    here = {normal(name) for name in columns}
    scores: list[tuple[float, Feed]] = []
    for feed in feeds:
        required = feed.required()
        found = sum(any(normal(name) in here for name in group) for group in required)
        share = found / len(required) if required else 0.0
        named = any(fnmatch(file.lower(), pattern.lower()) for pattern in feed.recognise.files)
        if share >= _CLOSE or (named and share * 3 >= 1):
            scores.append((share + 0.1 * named, feed))
    return max(scores, key=lambda pair: pair[0])[1] if scores else None


def change_of(
    proposal: Proposal, feed: Feed, contract: str, before: Sequence[str] = ()
) -> LayoutChange | None:
    """What changed since the feed was set up; None when nothing did.

    `before` are the columns of the last file received, in order, where there is one: without them, the
    columns that the profile names stand for it, and their order says nothing.
    """
    here = [column.name for column in proposal.columns]
    gone = list(_gone(here, feed, before))
    added = list(_added(here, feed, before))
    renamed = _renamed(gone, added, proposal, feed)
    found = LayoutChange(
        contract,
        feed.id,
        feed.name or feed.id,
        added=tuple(name for name in added if name not in {now for _, now in renamed}),
        gone=tuple(name for name in gone if name not in {was for was, _ in renamed}),
        renamed=renamed,
        moved=_moved(here, before),
        **_writing(proposal, feed),
    )
    return found or None


def _gone(here: Sequence[str], feed: Feed, before: Sequence[str]) -> Sequence[str]:
    there = {normal(name) for name in here}
    wide = feed.wide is not None
    needed = [group[0] for group in feed.required() if not {normal(name) for name in group} & there]
    others = [name for name in before if normal(name) not in there and not wide]
    return list(dict.fromkeys([*needed, *others]))


def _added(here: Sequence[str], feed: Feed, before: Sequence[str]) -> Sequence[str]:
    if feed.wide is not None:
        return []
    known = {normal(name) for name in before}
    known |= {normal(name) for group in feed.required() for name in group}
    known |= {normal(name) for column in feed.column for name in column.name}
    known |= {normal(feed.stream.label), *(normal(rule.column) for rule in feed.skip)}
    patterns = [normal(name) for name in (*feed.ignore, *feed.personal)]
    return [
        name
        for name in here
        if normal(name) not in known and not any(fnmatch(normal(name), one) for one in patterns)
    ]


def _renamed(
    gone: Sequence[str], added: Sequence[str], proposal: Proposal, feed: Feed
) -> tuple[tuple[str, str], ...]:
    """Pairs that are alike by name, or that give the same counter; the likeliest first."""
    counters = {column.title: column.counter for column in feed.column}
    proposed = {column.name: column.counter for column in proposal.columns}
    scored = sorted(
        (
            (
                likeness(was, now)
                + (0.5 if counters.get(was) and counters.get(was) == proposed.get(now) else 0),
                was,
                now,
            )
            for was in gone
            for now in added
        ),
        reverse=True,
    )
    pairs: list[tuple[str, str]] = []
    for score, was, now in scored:
        if score >= _ALIKE and all(was != w and now != n for w, n in pairs):
            pairs.append((was, now))
    return tuple(pairs)


def _moved(here: Sequence[str], before: Sequence[str]) -> bool:
    """Whether the columns of both stand in another order."""
    now = [normal(name) for name in here]
    was = [normal(name) for name in before]
    return [name for name in now if name in was] != [name for name in was if name in now]


def _writing(proposal: Proposal, feed: Feed) -> dict[str, tuple[str, str] | None]:
    """Grain, encoding and decimal mark, where both are known and differ."""
    new = proposal.feed
    if new is None:
        return {}
    pairs = {
        "grain": (str(feed.grain), str(new.grain)),
        "encoding": (feed.format.encoding or "", new.format.encoding or ""),
        "decimal": (feed.format.decimal or "", new.format.decimal or ""),
    }
    return {key: pair for key, pair in pairs.items() if all(pair) and pair[0] != pair[1]}
