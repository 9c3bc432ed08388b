"""Deadlines as a calendar file: the same event keeps its UID, so that a calendar replaces it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event


@dataclass(frozen=True, slots=True)
class DayEvent:
    """A whole day. `uid` never changes for the same deadline; `sequence` grows when it is moved."""

    uid: str
    day: date
    title: str
    description: str
    sequence: int = 0
    alarm_days: int = 0


@dataclass(frozen=True, slots=True)
class MeetingEvent:
    """A meeting at its hour, on the clock of `timezone`. `uid` never changes for the same meeting;
    `sequence` grows with each change, its cancellation included.
    """

    uid: str
    begins: datetime
    finishes: datetime
    timezone: str
    title: str
    description: str
    place: str = ""
    sequence: int = 0
    cancelled: bool = False


Method = Literal["PUBLISH", "REQUEST", "CANCEL"]


def meeting_file(name: str, events: Iterable[MeetingEvent], *, method: Method, stamp: datetime) -> bytes:
    """An .ics file of meetings, with the rules of their clocks (VTIMEZONE). `method` is what it asks of
    the calendar that reads it (RFC 5546). The same meetings give the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Pilotage//Committees//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    for one in events:
        clock = ZoneInfo(one.timezone)
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("sequence", one.sequence)
        event.add("dtstart", one.begins.replace(tzinfo=clock))
        event.add("dtend", one.finishes.replace(tzinfo=clock))
        event.add("summary", one.title)
        event.add("description", one.description)
        if one.place:
            event.add("location", one.place)
        event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def calendar_file(name: str, events: Iterable[DayEvent], *, stamp: datetime) -> bytes:
    """An .ics file. `stamp` is the moment of what it tells: the same deadlines give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Pilotage//Contracts//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for one in events:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("sequence", one.sequence)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one.title)
        event.add("description", one.description)
        event.add("transp", "TRANSPARENT")
        if one.alarm_days:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", one.title)
            alarm.add("trigger", timedelta(days=-one.alarm_days))
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
