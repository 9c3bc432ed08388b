"""Which stream of the contract each row belongs to."""

from __future__ import annotations

from fnmatch import fnmatch

import numpy as np

from pilotage.feeds.cells import Cells, Ints, Mask
from pilotage.feeds.findings import shown
from pilotage.feeds.grids import Block
from pilotage.feeds.headers import normal
from pilotage.feeds.run import Place, Run
from pilotage.problems import Severity

_APART = 30
"""So many unknown values, or values of two names, are told one by one; the others together."""


def ranks_of(run: Run, place: Place, block: Block) -> tuple[Ints, Mask]:
    """The rank of each row's stream value in `run.streams` (-1 when blank), and the rows to leave out
    without a word because the profile ignores their value.
    """
    rule, size = run.feed.stream, len(block.rows)
    if not rule.column:
        rank = _rank(run, rule.constant or place.stream)
        return np.full(size, rank, np.int64), np.full(size, run.streams.ignored[rank])
    position = place.at(rule.column)
    assert position is not None  # noqa: S101  the header was found with every required name
    cells = block.columns[position]
    assert cells.codes is not None  # noqa: S101  stream columns are read as text
    known = np.array([*(_rank(run, shown(value)) for value in cells.values), -1], np.int64)
    ranks = known[cells.codes]
    ignored = np.array([*run.streams.ignored, False])[ranks]
    return ranks, ignored


def _rank(run: Run, value: str) -> int:
    streams, rule = run.streams, run.feed.stream
    rank = streams.ranks.get(value)
    if rank is None:
        rank = streams.ranks[value] = len(streams.names)
        name = value if rule.constant or rule.verbatim else _mapped(run, value)
        streams.names.append(name if name in run.known_streams else "")
        lowered = value.lower()
        streams.ignored.append(any(fnmatch(lowered, pattern.lower()) for pattern in rule.ignore))
    return rank


def _mapped(run: Run, value: str) -> str:
    values = run.feed.stream.values
    if value in values:
        return values[value]
    wanted = normal(value)
    return next((stream for name, stream in values.items() if normal(name) == wanted), "")


def known_streams(run: Run, ranks: Ints) -> Mask:
    """The rows whose value is that of a stream of the contract."""
    return np.array([*(bool(name) for name in run.streams.names), False])[ranks]


def settled(run: Run, block: Block, ranks: Ints, alive: Mask) -> Mask:
    """The rows whose stream is known; each unknown value is reported apart, with its rows."""
    column = run.feed.stream.column
    blank = alive & (ranks < 0)
    if blank.any():
        run.findings.add("stream.blank", rows=block.rows[blank], column=column)
    lost = ~known_streams(run, ranks)
    unknown = np.flatnonzero(alive & lost & ~blank)
    values = list(run.streams.ranks)
    for rank in list(dict.fromkeys(ranks[unknown].tolist()))[:_APART]:
        here = unknown[ranks[unknown] == rank]
        run.findings.add(
            "stream.unknown", rows=block.rows[here], column=column, read=values[rank], apart=values[rank]
        )
        unknown = unknown[ranks[unknown] != rank]
    if len(unknown):
        read = values[int(ranks[unknown[0]])]
        run.findings.add("stream.unknown", rows=block.rows[unknown], column=column, read=read)
    return np.asarray(alive & ~lost)


def notice_labels(run: Run, place: Place, block: Block, ranks: Ints, alive: Mask) -> None:
    """Remembers the names that each stream value goes by, with the first row of each."""
    position = place.at(run.feed.stream.label)
    if position is None:
        return
    cells: Cells = block.columns[position]
    assert cells.codes is not None  # noqa: S101  label columns are read as text
    pairs = np.stack([ranks[alive], cells.codes[alive].astype(np.int64)], axis=1)
    rows = block.rows[alive]
    found, first = np.unique(pairs, axis=0, return_index=True)
    for (rank, code), at in zip(found, first, strict=True):
        if code >= 0:
            run.streams.labels.setdefault(int(rank), {}).setdefault(
                shown(cells.values[code]), int(rows[at])
            )


def report_labels(run: Run) -> None:
    """A stream value that goes by two names is told, once a value."""
    values = {rank: value for value, rank in run.streams.ranks.items()}
    double = {rank: labels for rank, labels in run.streams.labels.items() if len(labels) > 1}
    for rank, labels in list(double.items())[:_APART]:
        ordered = sorted(labels, key=lambda label: labels[label])
        run.findings.add(
            "stream.two_names",
            Severity.WARNING,
            rows=sorted(labels.values()),
            column=run.feed.stream.label,
            read=" / ".join(ordered),
            expected=ordered[0],
            count=1,
            apart=values[rank],
            params=(("stream", values[rank]),),
        )
