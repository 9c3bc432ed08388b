"""What a contract must be beyond its keys: whole, coherent, and judged the same by everyone.

Every check yields findings; none stops at the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies

from pilotage.calendars import holidays_of
from pilotage.contract.check_consequences import consequence_findings
from pilotage.contract.check_indexes import index_findings
from pilotage.contract.check_kpis import kpi_findings
from pilotage.contract.check_limits import limit_findings
from pilotage.contract.check_lists import list_findings
from pilotage.contract.check_prices import price_findings
from pilotage.contract.check_promises import promise_findings
from pilotage.contract.check_references import (
    believed_findings,
    id_findings,
    reference_findings,
    source_findings,
)
from pilotage.contract.check_relief import relief_findings
from pilotage.contract.check_terms import term_findings
from pilotage.contract.check_units import unit_findings
from pilotage.contract.findings import Finding, found, shown
from pilotage.contract.known import Known
from pilotage.contract.model import Contract, Opening
from pilotage.problems import Severity


def check_contract(
    contract: Contract, known: Known | None = None, today: date | None = None
) -> tuple[Finding, ...]:
    """Every finding on a contract whose keys and types are right.

    `known` holds the formulas and counters that KPIs may name; when None they are not checked.
    `today` tells a day of review that is past; when None it is not looked at.
    """
    return (
        *_names(contract),
        *_dates(contract),
        *_review(contract, today),
        *_openings(contract),
        *id_findings(contract),
        *reference_findings(contract),
        *source_findings(contract),
        *list_findings(contract),
        *believed_findings(contract),
        *kpi_findings(contract, known),
        *term_findings(contract),
        *consequence_findings(contract, known),
        *price_findings(contract),
        *promise_findings(contract),
        *limit_findings(contract),
        *unit_findings(contract),
        *index_findings(contract),
        *relief_findings(contract),
    )


def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _country_known(country: str, year: int) -> bool:
    try:
        holidays_of(country, year)
    except NotImplementedError:
        return False
    return True


def _names(contract: Contract) -> Iterator[Finding]:
    """The time zone, the currency and the country whose holidays count."""
    if not _zone_exists(contract.timezone):
        yield found("contract.unknown_timezone", ("timezone",), contract.timezone)
    if contract.currency not in list_currencies():
        yield found("contract.unknown_currency", ("currency",), contract.currency)
    country = contract.calendar.country
    if not _country_known(country, contract.starts.year):
        yield found("contract.unknown_country", ("calendar", "country"), country)


def _dates(contract: Contract) -> Iterator[Finding]:
    """The contract's own dates in order, and VAT from its first day."""
    starts, ends, notice = contract.starts, contract.ends, contract.notice
    for key, day in (("ends", ends), ("notice", notice), ("review", contract.review)):
        if day is not None and day < starts:
            yield found("contract.date_before", (key,), shown(day), shown(starts), other="starts")
    if notice is not None and ends is not None and notice > ends:
        yield found("contract.date_after", ("notice",), shown(notice), shown(ends), other="ends")
    first = min(block.since for block in contract.vat.terms)
    if first > starts:
        yield found("contract.vat_late", ("vat", "terms", 0, "from"), shown(first), shown(starts))


def _review(contract: Contract, today: date | None) -> Iterator[Finding]:
    """A day of review that is past: the terms may no longer be those agreed."""
    day = contract.review
    if day is not None and today is not None and day < today:
        yield Finding("contract.review_past", ("review",), shown(day), severity=Severity.WARNING)


def _overlap(one: Opening, other: Opening) -> bool:
    return (
        one.activity == other.activity
        and not set(one.days).isdisjoint(other.days)
        and one.opens < other.closes
        and other.opens < one.closes
    )


def _openings(contract: Contract) -> Iterator[Finding]:
    """Hours that end before they begin, or that one activity has twice on a day."""
    for index, opening in enumerate(contract.opening):
        if opening.opens >= opening.closes:
            at = ("opening", index, "closes")
            yield found("contract.opening_order", at, opening.closes, opening.opens)
        for number, other in enumerate(contract.opening[:index]):
            if _overlap(opening, other):
                yield found("contract.openings_overlap", ("opening", index), other=number + 1)
