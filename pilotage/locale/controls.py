"""A finding in words: its sentence with the contract's own names, its severity, its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pilotage.contract.model import Contract
from pilotage.controls.model import Finding, Gravity, Line, MeasureUnit
from pilotage.locale import N_, NBSP, Words
from pilotage.locale.counter_names import counter_words
from pilotage.locale.judged import kpi_name, name_of
from pilotage.locale.sentences_controls import SENTENCES
from pilotage.locale.sentences_feeds import WANTED

_GRAVITIES: Mapping[Gravity, tuple[str, str]] = {
    Gravity.SERIOUS: ("■", N_("Serious")),
    Gravity.WATCH: ("▲", N_("To check")),
    Gravity.NOTE: ("○", N_("For information")),
}
_DIGITS: Mapping[str, int] = {"percent": 1, "seconds": 0, "count": 0, "hours": 1, "points": 1, "ratio": 2}
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\d( \d\d:\d\d)?$")
_SHARES = frozenset({"share", "tolerance"})


def gravity_words(gravity: Gravity, t: Words) -> tuple[str, str]:
    """The shape and the word of a severity."""
    shape, word = _GRAVITIES[gravity]
    return shape, t(word)


@dataclass(frozen=True)
class FindingWords:
    """Findings of one contract in one language. `feeds` are the names of its feeds by id."""

    contract: Contract
    feeds: Mapping[str, str]
    t: Words

    def sentence(self, finding: Finding) -> str:
        """The finding in one sentence."""
        params = dict(finding.params)
        unit = unit_of(finding.measure, str(params.get("unit", "count")))
        values = {name: self._shown(name, value, unit) for name, value in params.items()}
        text = SENTENCES[finding.code]
        return self.t(text, **{"feed": self.feed(finding.feed), "column": "", **values})

    def feed(self, feed: str) -> str:
        return self.feeds.get(feed, feed)

    def _shown(self, name: str, value: object, unit: str) -> object:
        if name in {"value", "usual"} and isinstance(value, Decimal):
            return amount_words(value, unit, self.t)
        if name in _SHARES and isinstance(value, Decimal):
            return self.t.percent(value)
        if isinstance(value, date):
            return self.t.date(value, "day")
        if name == "others":
            others = ", ".join(self.measure(one) for one in str(value).split(", ") if one)
            return " " + self.t(N_("With it: {others}."), others=others) if others else ""
        return self._named(name, value)

    def _named(self, name: str, value: object) -> object:
        text = str(value)
        match name:
            case "activity":
                return name_of(text, self.contract, self.t, ("activity",))
            case "sla":
                return name_of(text, self.contract, self.t, ("sla",))
            case "feed":
                return self.feed(text)
            case "measure" | "parent" | "counters" | "given":
                return ", ".join(self.measure(one) for one in text.split(", ") if one)
            case "came":
                return self.moment(text) if text else ""
        return value

    def measure(self, name: str) -> str:
        """A KPI or a counter by its name; `offered/forecast` is a volume against its forecast."""
        if name.endswith("/forecast"):
            counter = counter_words(name.removesuffix("/forecast"), self.t)
            return self.t(N_("{counter} against forecast"), counter=counter)
        if any(kpi.id == name for kpi in self.contract.kpi):
            return kpi_name(name, self.contract, self.t)
        return counter_words(name, self.t)

    def moment(self, text: str) -> str:
        """`2026-10-08 10:25` as the day and the hour."""
        day, _, hour = text.partition(" ")
        shown = self.t.date(date.fromisoformat(day), "day")
        return self.t(N_("{day} at {hour}"), day=shown, hour=hour) if hour else shown

    def line(self, line: Line) -> tuple[str, str, str, str]:
        """A figure behind a finding: (when, what, read, expected)."""
        when = self.t.date(line.day, "day") if line.day else ""
        if line.at:
            when = self.t(N_("{day} at {hour}"), day=when, hour=line.at)
        if line.file:
            when = line.file
        parts = [self._what(line), name_of(line.stream, self.contract, self.t, ("stream",))]
        what = ", ".join(part for part in parts if part)
        return when, what, self._figure(line.read, line), self._figure(line.expected, line)

    def _what(self, line: Line) -> str:
        if line.file:
            more = " …" if line.count > len(line.rows) else ""
            rows = ", ".join(str(row) for row in line.rows) + more
            return self.t(N_("{column}, rows {rows}"), column=line.what, rows=rows).removeprefix(", ")
        return self.feed(line.what) if line.what in self.feeds else self.measure(line.what)

    def _figure(self, value: Decimal | str | None, line: Line) -> str:
        if value is None:
            return "—"
        if isinstance(value, Decimal):
            return amount_words(value, unit_of(line.what, line.unit), self.t)
        if value in WANTED:
            return self.t(WANTED[value])
        return self.moment(value) if _MOMENT.match(value) else value


def unit_of(measure: str, unit: str) -> str:
    """A volume against its forecast reads as a part of it: 1.64 is 164 %."""
    return "part" if measure.endswith("/forecast") else unit


def amount_words(value: Decimal, unit: MeasureUnit | str, t: Words) -> str:
    """`58,4 %`, `6 min 40 s`, `1,54`."""
    if unit == "seconds" and abs(value) >= 60:
        minutes, seconds = divmod(int(value.to_integral_value()), 60)
        return f"{t.number(minutes)}{NBSP}min{NBSP}{seconds:02d}{NBSP}s"
    if unit in {"percent", "part"}:
        return t.percent(value) if unit == "percent" else t.percent(value * 100, 0)
    suffix = {"seconds": f"{NBSP}s", "hours": f"{NBSP}h"}.get(unit, "")
    return t.number(value, _DIGITS.get(unit, 0)) + suffix
