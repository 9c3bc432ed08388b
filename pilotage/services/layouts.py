"""A changed layout: how a file that no feed can read differs from the feed that it resembles most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pilotage.feeds.model import Feed
from pilotage.problems import Problem
from pilotage.services import catalogue
from pilotage.services.actor import Actor
from pilotage.services.intake import Content
from pilotage.store import batches, contracts
from pilotage.store.database import Database
from pilotage.wizard.layout_changes import change_of, closest
from pilotage.wizard.proposal import LayoutChange, Proposal
from pilotage.wizard.proposing import propose

_LOST = frozenset(
    {"file.not_recognised", "file.other_layout", "file.column_missing", "file.wide_missing"}
)


def layout_change(
    db: Database,
    actor: Actor,
    *,
    content: Content,
    name: str,
    problems: Iterable[Problem],
    contract: str = "",
) -> LayoutChange | None:
    """What changed, when `problems` say that no feed reads the file; None when it resembles none."""
    if not any(problem.code in _LOST for problem in problems):
        return None
    found = propose(content, name=name, contract=None)
    columns = [column.name for column in found.columns]
    owned = dict(feeds_in_sight(db, actor, contract))
    known = [feed for feeds in owned.values() for feed in feeds]
    close = closest(columns, name, known)
    if close is None:
        return None
    ref = next(ref for ref, feeds in owned.items() if close in feeds)
    terms = catalogue.contract(db, actor, ref=ref)
    proposal = propose(content, name=name, contract=terms, known=close)
    return change_of(proposal, close, ref, last_columns(db, actor, ref, close.id))


def feeds_in_sight(
    db: Database, actor: Actor, contract: str = ""
) -> Iterator[tuple[str, tuple[Feed, ...]]]:
    """The feeds in force by contract, those of one contract when it is named."""
    with db.reading() as session:
        for row, texts in contracts.in_force(session, actor.vendors):
            if texts.feeds and contract in {"", row.ref}:
                yield row.ref, catalogue.profiles_of(texts.feeds).feed


def last_columns(db: Database, actor: Actor, contract: str, feed: str) -> tuple[str, ...]:
    """The columns of the last received file of the feed, in order; none when there is none."""
    with db.reading() as session:
        files = batches.listed(session, actor.vendors, contract=contract)
        last = max((file.id for file in files if file.feed == feed), default=None)
        found = batches.original(session, actor.vendors, last) if last is not None else None
    return columns_of(propose(found[1], name=found[0], contract=None)) if found else ()


def columns_of(proposal: Proposal) -> tuple[str, ...]:
    return tuple(column.name for column in proposal.columns)
