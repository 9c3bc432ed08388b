"""The wizard: a file that no feed knows, shown as it is understood, asked about, saved as a feed.

`look` writes nothing and may be called at every answer; `save` publishes the feed with the contract,
after which the ordinary import takes the file, this month and the following ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from pilotage.contract.model import Contract, Stream
from pilotage.counters import KEY_COLUMNS, CounterTable
from pilotage.feeds.guards import COMMAND_LINE, PAGE, RefusedFileError
from pilotage.feeds.model import Feed
from pilotage.feeds.normalised import Normalised
from pilotage.feeds.normalising import normalise
from pilotage.feeds.reading import OpenFile, open_file
from pilotage.kpi.computation import compute, resolve
from pilotage.kpi.model import Figure, Kpi
from pilotage.kpi.needs import counters_of, thresholds_of
from pilotage.money import from_millionths
from pilotage.periods import Window
from pilotage.problems import Problem, ProblemsFoundError, Severity, stops
from pilotage.services import audit as trail
from pilotage.services import catalogue, publishing
from pilotage.services.actor import Actor, Right
from pilotage.services.beside import beside
from pilotage.services.intake import Content, Read, last_day
from pilotage.services.layouts import columns_of, feeds_in_sight, last_columns
from pilotage.services.wizard_feeds import with_feed
from pilotage.store import contracts
from pilotage.store.database import Database
from pilotage.wizard.layout_changes import change_of, closest
from pilotage.wizard.proposal import (
    Because,
    LayoutChange,
    Proposal,
    ProposedColumn,
    Question,
)
from pilotage.wizard.proposing import propose

__all__ = [
    "Because",
    "FeedPreview",
    "KpiPreview",
    "LayoutChange",
    "MissingForContract",
    "ProposedColumn",
    "Question",
    "Saved",
    "StreamTotal",
    "WizardView",
    "look",
    "save",
]

FIRST_ROWS = 20


@dataclass(frozen=True, slots=True)
class StreamTotal:
    """A counter of a stream over the whole file."""

    stream: str
    counter: str
    value: Decimal
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """The file as it would be taken in: its first rows under `columns` (stream, local time, then the
    counters as exact numbers), what each counter adds up to, and the problems of its rows.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    rows_read: int = 0
    rows_kept: int = 0
    first: date | None = None
    last: date | None = None
    totals: tuple[StreamTotal, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class KpiPreview:
    """A KPI of the contract on the file's own counters, over all its streams and days."""

    kpi: Kpi
    name: str
    figure: Figure

    @property
    def formula(self) -> str:
        return self.kpi.formula


@dataclass(frozen=True, slots=True)
class MissingForContract:
    """A KPI that neither this file nor another feed of the contract gives all the counters of."""

    kpi: str
    name: str
    counters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WizardView:
    """What the wizard shows. `complete` says that `save` would be accepted; `period` is the answer to
    the question of a file without dates, to be given to the import; `doubts` are columns whose own
    figures contradict them; `streams` are those that its rows may belong to; `change` is how the file
    differs from the feed that it resembles most.
    """

    name: str
    contract: str
    feed_id: str
    feed_name: str
    columns: tuple[ProposedColumn, ...] = ()
    questions: tuple[Question, ...] = ()
    toml: str = ""
    preview: FeedPreview = FeedPreview()
    kpis: tuple[KpiPreview, ...] = ()
    missing: tuple[MissingForContract, ...] = ()
    change: LayoutChange | None = None
    complete: bool = False
    period: str = ""
    streams: tuple[Stream, ...] = ()
    doubts: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """The feed that was published with the contract, and the version that this makes."""

    contract: str
    feed: str
    version: int
    changed: bool = True
    period: str = ""
    problems: tuple[Problem, ...] = ()


def look(
    db: Database,
    actor: Actor,
    *,
    content: Content,
    name: str,
    contract: str = "",
    answers: Mapping[str, str] | None = None,
) -> WizardView:
    """How the file would be read under the contract, with the answers so far. Nothing is written.

    Without a contract the columns are told and nothing else. The answer `feed` names the feed to be
    made or replaced. Raises `RefusedError`, `UnknownContractError`.
    """
    trail.require(db, actor, Right.IMPORT, entity=name)
    given = dict(answers or {})
    terms = catalogue.contract(db, actor, ref=contract) if contract else None
    known = dict(feeds_in_sight(db, actor, contract)).get(contract, ())
    limits = PAGE if isinstance(content, bytes) else COMMAND_LINE
    try:
        file = open_file(content, name, limits)
    except RefusedFileError as error:
        return WizardView(name, contract, "", "", problems=(error.problem(name),))
    reading = partial(
        propose,
        file,
        name=name,
        contract=terms,
        answers=given,
        needed=counters_of(terms) if terms else frozenset(),
        limits=limits,
    )
    proposal = reading()
    close = closest(columns_of(proposal), name, known)
    called = _called(given, proposal, close, known)
    proposal = reading(names=called, known=close)
    view = _shown_as(proposal, contract, called, terms.stream if terms else ())
    if terms is not None and close is not None and close.id == called[0]:
        before = last_columns(db, actor, contract, close.id)
        view = replace(view, change=change_of(proposal, close, contract, before))
    if terms is None or proposal.feed is None:
        return view
    clashes = partial(_clashes, db, terms)
    return _previewed(view, file, proposal, terms, known, clashes, today=catalogue.today(db))


def _clashes(db: Database, terms: Contract, found: Normalised, feed: Feed) -> tuple[Problem, ...]:
    """What other feeds count too: a file that reads well may still be refused for it."""
    with db.reading() as session:
        row = contracts.find(session, frozenset({terms.vendor}), terms.ref)
        return _once(tuple(beside(session, row, Read(found, "", ()), feed)) if row else ())


def _once(met: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Whatever other files count already, told once: an import tells it by counter and by file, which
    for a file of a year is the same sentence seventy times.
    """
    twice = [problem for problem in met if problem.code == "import.counted_twice"]
    if not twice:
        return met
    told = [dict(problem.params) for problem in twice]
    counters = ", ".join(dict.fromkeys(str(one["counters"]) for one in told))
    since = min(str(one["since"]) for one in told)
    files = list(dict.fromkeys(problem.read for problem in twice))
    read = files[0] if len(files) == 1 else f"{files[0]} … {files[-1]}"
    params = (("counters", counters), ("since", since))
    once = Problem("wizard.counted_twice", Severity.REFUSED, twice[0].file, read=read, params=params)
    return (once, *(problem for problem in met if problem not in twice))


def _shown_as(
    proposal: Proposal, contract: str, called: tuple[str, str], streams: tuple[Stream, ...]
) -> WizardView:
    return WizardView(
        name=proposal.file,
        contract=contract,
        feed_id=called[0],
        feed_name=called[1],
        columns=proposal.columns,
        questions=proposal.questions,
        toml=proposal.toml,
        complete=proposal.complete,
        period=proposal.asked,
        streams=streams,
        doubts=proposal.doubts,
        problems=proposal.problems,
    )


def _called(
    answers: Mapping[str, str], proposal: Proposal, close: Feed | None, known: tuple[Feed, ...]
) -> tuple[str, str]:
    """The id and name of the feed: as answered, else of the feed whose layout changed, else its own."""
    if wanted := answers.get("feed", ""):
        named = next((feed.name for feed in known if feed.id == wanted), "")
        return wanted, named or wanted
    if close is not None:
        return close.id, close.name
    if proposal.feed is None:
        return "", ""
    return _unused(proposal.feed.id, {feed.id for feed in known}), proposal.feed.name


def _unused(wanted: str, taken: Collection[str]) -> str:
    """An id of its own for a new feed: the name of a file is no leave to replace another feed."""
    called, number = wanted, 1
    while called in taken:
        number += 1
        called = f"{wanted}-{number}"
    return called


def _previewed(
    view: WizardView,
    file: OpenFile,
    proposal: Proposal,
    terms: Contract,
    known: tuple[Feed, ...],
    clashes: Callable[[Normalised, Feed], tuple[Problem, ...]],
    *,
    today: date,
) -> WizardView:
    """The view with what the file would give: rows, totals, KPIs, and what the contract still lacks."""
    assert proposal.feed is not None  # noqa: S101  the caller looked
    feed = proposal.feed.at_thresholds(thresholds_of(terms))
    kpis = [(definition, resolve(definition)[0]) for definition in terms.kpi]
    given = set(feed.counters).union(
        *(other.at_thresholds(thresholds_of(terms)).counters for other in known if other.id != feed.id)
    )
    missing = tuple(
        MissingForContract(kpi.id, definition.name, lacking)
        for definition, kpi in kpis
        if kpi and (lacking := tuple(name for name in kpi.counters if name not in given))
    )
    view = replace(view, missing=missing)
    if any(question.id == "period" and question.open for question in proposal.questions):
        return view
    found = normalise(
        file, name=view.name, feed=feed, contract=terms, today=today, **period_of(proposal.asked)
    )
    preview = _preview(found, feed)
    if found.refused or preview.first is None or preview.last is None:
        return replace(view, preview=preview, complete=False)
    met = clashes(found, feed)
    view = replace(view, complete=view.complete and not stops(met), problems=(*view.problems, *met))
    table = CounterTable(found.projection.assign(batch=0))
    sums = table.sums([stream.id for stream in terms.stream], Window(preview.first, preview.last))
    figures = tuple(
        KpiPreview(kpi, definition.name, compute(kpi, sums)) for definition, kpi in kpis if kpi
    )
    return replace(view, preview=preview, kpis=figures)


def period_of(asked: str) -> dict[str, Any]:
    """The period of a file without dates, as `normalise` wants it."""
    return {"period": asked} if asked else {}


def _preview(found: Normalised, feed: Feed) -> FeedPreview:
    rows = found.rows.slice(0, FIRST_ROWS)
    names = [name for name in rows.column_names if name not in {"start_utc", "day"}]
    shown = [_shown(rows[name].to_pylist()) for name in names]
    return FeedPreview(
        columns=tuple(names),
        rows=tuple(zip(*shown, strict=True)),
        rows_read=found.read,
        rows_kept=found.kept,
        first=found.first,
        last=last_day(found.last, feed) if found.last else None,
        totals=_totals(found),
        problems=found.problems,
    )


def _shown(values: list[object]) -> list[object]:
    return [from_millionths(value) if isinstance(value, int) else value for value in values]


def _totals(found: Normalised) -> tuple[StreamTotal, ...]:
    frame = found.projection
    if frame.empty:
        return ()
    names = [name for name in frame.columns if name not in KEY_COLUMNS]
    marks = {name for text in frame["estimated"] for name in str(text or "").split(",")}
    sums = frame.groupby("stream", observed=True, sort=False)[names].sum(min_count=1)
    return tuple(
        StreamTotal(str(stream), str(name), from_millionths(int(value)), str(name) in marks)
        for stream, row in sums.iterrows()
        for name, value in row.items()
        if not pd.isna(value)
    )


def save(
    db: Database,
    actor: Actor,
    *,
    content: Content,
    name: str,
    contract: str,
    answers: Mapping[str, str] | None = None,
    feed_id: str = "",
    feed_name: str = "",
) -> Saved:
    """Publishes the contract's feeds with the proposed one added, or in the place of that of the same
    id; whatever a person wrote around the others stays. The file itself is imported afterwards.

    Raises `RefusedError`, `UnknownContractError`, and `ProblemsFoundError` while a question is open.
    """
    given = dict(answers or {})
    if feed_id:
        given["feed"] = feed_id
    view = look(db, actor, content=content, name=name, contract=contract, answers=given)
    trail.require(db, actor, Right.PUBLISH, catalogue.card(db, actor, ref=contract).vendor, entity=name)
    if not view.complete:
        raise ProblemsFoundError(view.problems + _open(view))
    with db.reading() as session:
        texts = contracts.texts(session, actor.vendors, contract)
    if texts is None:
        raise catalogue.UnknownContractError(contract)
    feeds_text = with_feed(texts.feeds, view.toml, feed_name, since=view.preview.first)
    done = publishing.publish(
        db,
        actor,
        contract_text=texts.contract,
        feeds_text=feeds_text,
        file="contract.toml",
        after=texts.version,
    )
    if done.version == 0:
        raise ProblemsFoundError(done.problems)
    return Saved(contract, view.feed_id, done.version, done.changed, view.period, done.problems)


def _open(view: WizardView) -> tuple[Problem, ...]:
    """The questions that still need an answer, as the problem that keeps the feed from being saved."""
    asked = ", ".join(question.id for question in view.questions if question.open)
    return (Problem("wizard.questions_open", Severity.REFUSED, view.name, expected=asked),)
