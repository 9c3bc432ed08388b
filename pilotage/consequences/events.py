"""Amounts by event: the events of the month, or of a longer window once it ends."""

from __future__ import annotations

from collections.abc import Iterator

from pilotage.consequences.desk import About, Desk, Marks
from pilotage.consequences.kinds import Claim, per_event
from pilotage.consequences.model import ConsequenceResult
from pilotage.consequences.shares import common, in_share
from pilotage.contract.model import Contract, PerEventConsequence
from pilotage.contract.promises import MONTHS_OF
from pilotage.money import ZERO
from pilotage.periods import Month, Window, contract_year_start
from pilotage.sla import missing_days


def window_of(contract: Contract, clause: PerEventConsequence, month: Month) -> Window:
    """The window of the clause that holds the month, within the life of the contract."""
    if clause.window is None or clause.window == "month":
        return month.window
    size = MONTHS_OF[clause.window]
    year = Month(month.year, 1)
    if clause.window == "contract_year":
        year = contract_year_start(contract.starts, month)
    elapsed = (month.year - year.year) * 12 + month.number - year.number
    start = year.plus(elapsed // size * size)
    last = start.plus(size - 1).last
    ends = contract.ends or last
    return Window(max(start.first, contract.starts), min(last, max(ends, month.first)))


def events(desk: Desk, clause: PerEventConsequence) -> Iterator[ConsequenceResult]:
    """What the events give; while the window is open, what they would give so far. Once the month is
    over, open days that lack leave no money.
    """
    in_force = clause.terms_on(desk.month.first)
    if in_force is None:
        return
    window = window_of(desk.contract, clause, desk.month)
    last, streams = min(window.last, desk.month.last), desk.contract.streams_of(clause)
    sums = desk.counters.sums(streams, window)
    terms = in_force.terms
    names = tuple(filter(None, (terms.counter or "", terms.of if terms.tolerance_percent else "")))
    counts = [None if name in sums.coarse else sums.get(name) for name in names]
    claim = Claim(None, ZERO, terms.origin)
    missing = [name for name, count in zip(names, counts, strict=True) if count is None]
    known = Window(window.first, last)
    lack = missing_days(desk.contract, desk.counters, streams, known, desk.today, names)
    if missing:
        desk.warn("consequence.counter_missing", clause, counters=", ".join(missing))
    elif lack and desk.over:
        params = {"days": str(len(lack)), "first": lack[0].isoformat()}
        desk.warn("consequence.missing_days", clause, **params)
    else:
        claim = per_event(in_force, *(count for count in counts if count is not None))
        judged = [one for sla in desk.judged(clause) for one in sla.due]
        claim = in_share(desk.at_tariff(clause, claim), common(judged))
    marks = Marks(
        estimated=bool(sums.estimated.intersection(names)),
        typed=bool(sums.typed.intersection(names)),
    )
    due = window.last <= desk.month.last
    yield desk.result(clause, claim, About(batches=sums.batches_of(names), marks=marks, due=due))
