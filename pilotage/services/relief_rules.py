"""What keeps a neutralisation from being asked or decided: each a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from pilotage.calendars import working_day_after
from pilotage.contract.model import Contract, InForce, NeutralisationTerms
from pilotage.neutralisation import Span
from pilotage.periods import Month
from pilotage.problems import Problem, Severity
from pilotage.services.relieved import spans_of
from pilotage.store.tables import ReliefDecision, ReliefRequest

MOST_EVIDENCE = 10 * 2**20


def refused(code: str, read: str = "", expected: str = "", **params: str | int) -> Problem:
    """A problem of this area."""
    told = tuple(params.items())
    return Problem(f"relief.{code}", Severity.REFUSED, read=read, expected=expected, params=told)


def terms_of(contract: Contract, clause: str, month: Month) -> InForce[NeutralisationTerms] | None:
    """The clause's terms on the month's first day."""
    found = next((one for one in contract.neutralisation if one.id == clause), None)
    return found.terms_on(month.first) if found else None


def due_on(contract: Contract, clause: str, month: Month) -> date | None:
    """The last day to ask, J+n; None when the clause says none."""
    in_force = terms_of(contract, clause, month)
    days = in_force.terms.request_days if in_force else None
    return working_day_after(month, days, contract.calendar.country) if days else None


def unfit_request(
    contract: Contract, row: ReliefRequest, pieces: Sequence[tuple[str, bytes]]
) -> Iterator[Problem]:
    """What is wrong with what is asked."""
    month = Month.parse(row.month)
    if terms_of(contract, row.clause, month) is None:
        known = ", ".join(one.id for one in contract.neutralisation) or "-"
        yield refused("unknown_clause", row.clause, known)
        return
    if not row.reason:
        yield refused("no_reason")
    if row.side not in {"client", "vendor"}:
        yield refused("unknown_side", row.side)
    yield from _unfit_scope(contract, month, row.spans, row.streams, row.idle_hours)
    for name, content in pieces:
        if not name.strip() or not content:
            yield refused("no_evidence")
        elif len(content) > MOST_EVIDENCE:
            yield refused("evidence_too_large", name, str(MOST_EVIDENCE // 2**20))


def unfit_decision(contract: Contract, row: ReliefRequest, made: ReliefDecision) -> Iterator[Problem]:
    """What is wrong with what is decided of it."""
    if made.outcome == "refused":
        if not made.reason:
            yield refused("no_reason")
        return
    yield from _unfit_scope(contract, Month.parse(row.month), made.spans, made.streams, made.idle_hours)
    asked, given = spans_of(row.spans), spans_of(made.spans)
    if asked and not (given and all(_inside(one, asked) for one in given)):
        yield refused("spans_not_asked")
    if row.streams and not set(made.streams) <= set(row.streams):
        yield refused("streams_not_asked", ", ".join(made.streams), ", ".join(row.streams))
    for price, hours in made.idle_hours.items():
        if Decimal(hours) > Decimal(row.idle_hours.get(price, "0")):
            yield refused("hours_not_asked", hours, row.idle_hours.get(price, "0"))
    same = (made.spans, made.streams, made.idle_hours) == (row.spans, row.streams, row.idle_hours)
    if same and made.outcome == "accepted_in_part":
        yield refused("part_is_all")
    if not same and made.outcome == "accepted":
        yield refused("not_all")
    if made.outcome == "accepted_in_part" and not made.reason:
        yield refused("no_reason")


def _unfit_scope(
    contract: Contract,
    month: Month,
    spans: Iterable[Iterable[str]],
    streams: Iterable[str],
    hours: Iterable[str],
) -> Iterator[Problem]:
    """Times out of the month or the wrong way round, streams and prices that the contract has not."""
    for span in spans_of(spans):
        told = {"start": span.start.isoformat(" "), "end": span.end.isoformat(" ")}
        if span.start >= span.end:
            yield refused("span_order", **told)
        elif span.start.date() < month.first or _last(span.end) > month.last:
            yield refused("span_outside", **told, month=str(month))
        elif any(at.minute % 30 or at.second for at in (span.start, span.end)):
            yield refused("span_half_hours", **told)
    known = [stream.id for stream in contract.stream]
    for name in set(streams) - set(known):
        yield refused("unknown_stream", name, ", ".join(known))
    prices = [price.id for price in contract.price]
    for name in set(hours) - set(prices):
        yield refused("unknown_price", name, ", ".join(prices))


def _last(end: datetime) -> date:
    """The last day that a span touches: midnight is still the day before."""
    midnight = end == datetime.combine(end.date(), datetime.min.time())
    return date.fromordinal(end.toordinal() - 1) if midnight else end.date()


def _inside(one: Span, asked: Iterable[Span]) -> bool:
    return any(span.start <= one.start and one.end <= span.end for span in asked)
