"""Which window and which stream a judged value is about, in words."""

from __future__ import annotations

from pilotage.contract.model import Contract
from pilotage.locale import N_, Words
from pilotage.locale.judged import stream_name
from pilotage.sla import Occurrence, SlaResult


def occurrence_words(sla: SlaResult, one: Occurrence, contract: Contract, t: Words) -> str:
    """Its days where they are not the month's, then its stream where streams are judged apart."""
    days = "" if sla.window == "month" else window_words(one, t)
    return ", ".join(filter(None, (days, stream_name(one.stream, contract, t) if one.stream else "")))


def window_words(one: Occurrence, t: Words) -> str:
    """The days of a window, or its half-hour."""
    first, last = one.window.first, one.window.last
    if one.at is not None:
        return f"{t.date(first)} {one.at:%H:%M}"
    if first == last:
        return t.date(first)
    begins = f"{first:%d/%m}" if first.year == last.year else t.date(first)
    return t(N_("{first} to {last}"), first=begins, last=t.date(last))
