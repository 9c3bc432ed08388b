"""What other feeds already count for the days of a file: a clash, a second source, or a typed figure."""

from collections.abc import Iterator, Mapping

import pandas as pd
from sqlmodel import Session

from pilotage.contract.model import Contract
from pilotage.contract.references import Holder
from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.feeds.model import Feed
from pilotage.feeds.typed import is_typed
from pilotage.periods import Window
from pilotage.problems import Problem, Severity
from pilotage.services import catalogue
from pilotage.services.intake import Read, last_day
from pilotage.sources import contested, refer, silent
from pilotage.store import batches, contracts, projection
from pilotage.store.tables import Batch, ContractRow

_HERE = 0  # the number of the file that arrives, as long as it has none


def beside(session: Session, row: ContractRow, got: Read, feed: Feed) -> Iterator[Problem]:
    """Counters that another feed gives too.

    Counted twice by one source they would add up: refused (in periods of another length, the longer
    ones are left out of every sum: a warning). Counted by the client and by the vendor, the contract
    must say who is believed. A figure typed by hand gives way to the file.
    """
    if is_typed(feed.id):
        return  # refused before it is written where a file gives the same (`services.typed`)
    frame, scope = got.normalised.projection, frozenset({row.vendor})
    own = {name for name in frame.columns if name not in KEY_COLUMNS}
    window = Window(frame["start"].min().date(), last_day(frame["start"].max().date(), feed))
    others = {
        file.id: file
        for file in batches.standing(session, scope, row.ref, window)
        if file.feed != feed.id and own.intersection(file.counters.split(","))
    }
    if not others:
        return
    table = projection.counter_table(session, scope, row.ref, window=window, streams=set(frame["stream"]))
    there = table.frame[table.frame["batch"].isin(others)]
    terms, ours = _in_force(session, row), catalogue.client_feeds(session, scope, row.ref)
    holders: dict[int, Holder] = {
        n: "client" if file.feed in ours[file.contract_version] else "vendor"
        for n, file in others.items()
    }
    typed = frozenset(n for n, file in others.items() if is_typed(file.feed))
    same = [n for n, holder in holders.items() if holder == feed.source and n not in typed]
    yield from _twice(got, frame, there[there["batch"].isin(same)], others)
    before = CounterTable(there.reset_index(drop=True), typed)
    after = CounterTable(pd.concat([frame.assign(batch=_HERE), there], ignore_index=True), typed)
    holders[_HERE] = feed.source
    for counter, (since, files) in contested(after, terms, holders).items():
        if counter in own:
            other = others[min(files - {_HERE})]
            yield _met("import.no_reference", Severity.REFUSED, got, other, counter, since.isoformat())
    for number in sorted(silent(refer(after, terms, holders)) - silent(refer(before, terms, holders))):
        file = others[number]
        yield _met("import.typed_replaced", Severity.NOTE, got, file, file.counters)


def _in_force(session: Session, row: ContractRow) -> Contract:
    """The contract as published."""
    texts = contracts.texts(session, frozenset({row.vendor}), row.ref)
    if texts is None:
        raise catalogue.UnknownContractError(row.ref)
    return catalogue.contract_of(texts.contract)


def _twice(
    got: Read, frame: pd.DataFrame, there: pd.DataFrame, others: Mapping[int, Batch]
) -> Iterator[Problem]:
    """Counters that the same source gives by another feed for the same streams."""
    own = {name for name in frame.columns if name not in KEY_COLUMNS}
    met = frame.merge(there, on=["stream", "start", "grain"], suffixes=("", "_there"))
    for counter in sorted(own.intersection(there.columns)):
        both = met[met[counter].notna() & met[f"{counter}_there"].notna()]
        twice = [(others[int(str(number))], part) for number, part in both.groupby("batch")]
        for other, part in twice:
            since = part["start"].min().date().isoformat()
            yield _met("import.counted_twice", Severity.REFUSED, got, other, counter, since)
        streams = set(frame.loc[frame[counter].notna(), "stream"])
        longer = there[there[counter].notna() & there["stream"].isin(streams)]
        longer = longer[longer["grain"] != frame["grain"].iloc[0]]
        for number in sorted(set(longer["batch"])):
            yield _met("import.two_grains", Severity.WARNING, got, others[number], counter)


def _met(
    code: str, severity: Severity, got: Read, other: Batch, counter: str, since: str = ""
) -> Problem:
    params = (("counters", counter), ("since", since), ("name", counter))
    return Problem(code, severity, got.normalised.file, read=other.name, params=params)
