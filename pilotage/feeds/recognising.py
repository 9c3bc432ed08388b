"""Which contract and feed a file belongs to: by its name's pattern and by its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePath

from pilotage.contract.model import Contract
from pilotage.feeds.guards import PAGE, Limits, RefusedFileError
from pilotage.feeds.headers import find_header, normal
from pilotage.feeds.model import Feed
from pilotage.feeds.reading import OpenFile, open_file
from pilotage.problems import Problem, Severity

Candidate = tuple[Contract, Feed]
#: Columns named in a refusal, at most.
_NAMED = 10


@dataclass(frozen=True)
class Recognition:
    """The contract and feed of a file, or the problem that says why not.

    `file` is the file opened, to be handed to `normalise` so that it is read once; None when it
    could not be opened. `share` is the part of the feed's columns that the file has.
    """

    contract: Contract | None
    feed: Feed | None
    problems: tuple[Problem, ...]
    file: OpenFile | None = None
    share: float = 0.0


@dataclass(frozen=True)
class _Score:
    candidate: Candidate
    named: bool
    found: int
    expected: int

    @property
    def whole(self) -> bool:
        return self.found == self.expected

    @property
    def share(self) -> float:
        return self.found / self.expected


def recognise(
    source: bytes | Path | OpenFile,
    *,
    name: str,
    candidates: Sequence[Candidate],
    contract: str = "",
    feed: str = "",
    limits: Limits = PAGE,
) -> Recognition:
    """The feed of the file among `candidates`, those of `contract` (and `feed`) when they are named.

    A file with all the columns of one feed is of that feed, its name deciding between several; a
    file whose name fits one feed only is of that feed too, and `normalise` says which columns lack.
    A file that belongs to another candidate than the chosen ones is refused as another vendor's, by
    its columns, or by its name when two vendors send the same columns; when a feed was named, as one
    that has not its layout, with the columns that differ.
    """
    label = PurePath(name).name or name
    try:
        file = open_file(source, label, limits)
    except RefusedFileError as error:
        return Recognition(None, None, (error.problem(label),))
    scores, refusal = _scores(file, candidates)
    if refusal is not None:
        return Recognition(None, None, (refusal.problem(label),))
    chosen = [score for score in scores if _is_chosen(score.candidate, contract, feed)]
    if feed and not chosen:
        known = {one.id for terms, one in candidates if contract in {"", terms.ref}}
        return _lost(file, "file.no_such_feed", read=feed, expected=", ".join(sorted(known)))
    best = _best(chosen)
    if len(best) == 1:
        named = _named_elsewhere(best[0], scores)
        if named is None:
            return _recognised(file, best[0])
        mine = best[0].candidate[0].vendor_name
        return _lost(file, "file.other_vendor", read=named.vendor_name, expected=mine)
    if len(best) > 1:
        expected = ", ".join(f"{found.candidate[0].ref}/{found.candidate[1].id}" for found in best)
        return _lost(file, "file.ambiguous", expected=expected)
    others = [score for score in _best([s for s in scores if s not in chosen]) if score.whole]
    if others and feed:
        return _not_that_feed(file, feed, chosen, others[0].candidate)
    if others and contract:
        return _another(file, others[0].candidate, chosen, contract)
    if len(chosen) == 1 and feed:
        return _recognised(file, chosen[0])
    return _lost(file, "file.not_recognised", expected=_nearest(chosen))


def _named_elsewhere(best: _Score, scores: Sequence[_Score]) -> Contract | None:
    """The contract of another vendor that has the same columns and, alone, the file's name."""
    if best.named:
        return None
    others = (s.candidate[0] for s in scores if s.whole and s.named)
    return next((other for other in others if other.vendor != best.candidate[0].vendor), None)


def _another(file: OpenFile, theirs: Candidate, chosen: Sequence[_Score], contract: str) -> Recognition:
    """The file is of another feed than the chosen ones: of the same vendor, or of another."""
    mine = chosen[0].candidate[0] if chosen else None
    if mine is not None and mine.vendor == theirs[0].vendor:
        name = theirs[1].name or theirs[1].id
        return _lost(file, "file.other_feed", read=name, expected=mine.vendor_name)
    expected = mine.vendor_name if mine else contract
    return _lost(file, "file.other_vendor", read=theirs[0].vendor_name, expected=expected)


def _not_that_feed(file: OpenFile, feed: str, chosen: Sequence[_Score], theirs: Candidate) -> Recognition:
    """The file has the layout of another feed than the one that was named: what differs, and whose."""
    mine = max(chosen, key=lambda score: score.share).candidate[1]
    names = _columns(file, theirs[1])
    standing = {normal(name) for name in names}
    lacks = [group[0] for group in mine.required() if not standing & {normal(name) for name in group}]
    known = {normal(name) for group in mine.required() for name in group}
    known |= {normal(name) for column in mine.column for name in column.name}
    more = [name for name in names if name and normal(name) not in known]
    problem = Problem(
        "file.not_that_feed",
        Severity.REFUSED,
        file.name,
        read=_few(more),
        expected=_few(lacks),
        params=(("feed", feed), ("theirs", f"{theirs[0].vendor_name}, {theirs[1].name or theirs[1].id}")),
    )
    return Recognition(None, None, (problem,), file)


def _columns(file: OpenFile, feed: Feed) -> tuple[str, ...]:
    """The names of the file's columns, its header found by those of a feed that reads it."""
    required = feed.required()
    found = (
        find_header(grid.head, required, feed.format.header_rows) for grid in file.grids(feed.format)
    )
    headers = [header for header in found if header is not None]
    return max(headers, key=lambda header: header.found).names if headers else ()


def _few(names: Sequence[str]) -> str:
    """The first of many names."""
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def _is_chosen(candidate: Candidate, contract: str, feed: str) -> bool:
    return (not contract or candidate[0].ref == contract) and (not feed or candidate[1].id == feed)


def _scores(
    file: OpenFile, candidates: Sequence[Candidate]
) -> tuple[list[_Score], RefusedFileError | None]:
    """How well the file fits each candidate; a refusal only when no candidate can read it."""
    scores: list[_Score] = []
    refusal: RefusedFileError | None = None
    for candidate in candidates:
        try:
            scores.append(_score(file, candidate))
        except RefusedFileError as error:  # one candidate's encoding is not the file's
            refusal = error
    return scores, None if scores else refusal


def _score(file: OpenFile, candidate: Candidate) -> _Score:
    feed = candidate[1]
    lowered = [name.lower() for name in (file.name, file.inner) if name]
    named = any(fnmatch(name, pattern.lower()) for name in lowered for pattern in feed.recognise.files)
    required = feed.required()
    found = 0
    for grid in file.grids(feed.format):
        header = find_header(grid.head, required, feed.format.header_rows)
        found = max(found, header.found if header else 0)
        if found == len(required):
            break
    return _Score(candidate, named, found, len(required))


def _best(scores: Sequence[_Score]) -> list[_Score]:
    """Those that fit best: all columns and the name, all columns, or the name and half the columns."""
    whole = [score for score in scores if score.whole]
    named = [score for score in whole if score.named]
    if named or whole:
        finest = max(score.expected for score in named or whole)
        return [score for score in named or whole if score.expected == finest]
    return [score for score in scores if score.named and score.share * 2 >= 1]


def _recognised(file: OpenFile, score: _Score) -> Recognition:
    contract, feed = score.candidate
    return Recognition(contract, feed, (), file, score.share)


def _lost(file: OpenFile, code: str, *, read: str = "", expected: str = "") -> Recognition:
    problem = Problem(code, Severity.REFUSED, file.name, read=read, expected=expected)
    return Recognition(None, None, (problem,), file)


def _nearest(scores: Sequence[_Score]) -> str:
    """The feed that the file resembles most, when it has half of its columns at least."""
    close = [score for score in scores if score.share * 2 >= 1]
    if not close:
        return ""
    contract, feed = max(close, key=lambda score: (score.share, score.found)).candidate
    return f"{contract.vendor_name}, {feed.name or feed.id}"
