"""Atlas in the weeks to come: the hours that Belval ordered, those that Atlas planned, who is trained.

November and December 2026, told before « today »: nothing of it is billed. The people trained follow the
departures of the autumn, and the class that starts on 30 November.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pilotage.demo import arrivals, atlas, facts
from pilotage.demo.allotment import share_out
from pilotage.demo.clock import OPENING, TODAY
from pilotage.demo.writing import DemoFile, decimal, french, text_file
from pilotage.periods import DAY, Month, Window

REF = "ATLAS-2025"
#: Hours ordered for the month: 5,400 by the season's factor.
ORDERED: Mapping[str, int] = {"2026-11": 5670, "2026-12": 4752}
#: What Atlas plans of each ordered hour, in percent, week after week from Mon 2 November.
PLANNED = (98, 99, 97, 95, 93, 92)
_TRAINED = (455, 450, 445, 440, 430, 425, 455, 455, 450)  # in tenths
_BANDS = {atlas.DAYTIME: "Jour", atlas.EVENING: "Soirée", atlas.SUNDAY: "Dimanche/JF"}
_FIRST_MONDAY = date(2026, 11, 2)


def files() -> Iterator[DemoFile]:
    """Belval's orders for two months, Atlas's planning of six weeks, the people trained by week."""
    for month, received in ((OPENING, date(2026, 10, 16)), (OPENING.plus(1), date(2026, 11, 10))):
        rows = ((day.isoformat(), _BANDS[band], decimal(hours, 1)) for day, band, hours in ordered(month))
        content = text_file([("jour", "tranche", "heures_commandees"), *rows], newline="\n")
        path = f"belval/commande_heures_atlas_{month}.csv"
        yield DemoFile(path, REF, arrivals.moment(received, 11, 5), content)
    yield _planning()
    yield _trained()


def ordered(month: Month) -> list[tuple[date, str, int]]:
    """Hours ordered by day and tariff, in tenths: the month's total over the tariffs as November opened,
    then over the days in proportion to the forecast.
    """
    weights: dict[str, dict[date, float]] = {}
    for record in atlas.forecast(month).to_dict("records"):
        days = weights.setdefault(atlas.band(record["day"], record["slot"]), {})
        days[record["day"]] = days.get(record["day"], 0.0) + record["forecast_10"]
    done = facts.ATLAS_OPENING_HOURS
    opened = {atlas.DAYTIME: done.day, atlas.EVENING: done.evening, atlas.SUNDAY: done.sunday}
    totals = share_out(ORDERED[str(month)] * 10, [float(opened[band]) for band in weights])
    return sorted(
        (day, band, hours)
        for (band, days), total in zip(weights.items(), totals, strict=True)
        for day, hours in zip(days, share_out(total, list(days.values())), strict=True)
    )


def planned() -> list[tuple[date, str, int]]:
    """Hours planned by day and tariff, in tenths, for six weeks from 2 November."""
    span = Window(_FIRST_MONDAY, _FIRST_MONDAY + DAY * (7 * len(PLANNED) - 1))
    both = [*ordered(OPENING), *ordered(OPENING.plus(1))]
    return [
        (day, band, round(hours * PLANNED[(day - _FIRST_MONDAY).days // 7] / 100))
        for day, band, hours in both
        if day in span
    ]


def _planning() -> DemoFile:
    rows: list[Sequence[object]] = [("Date", "Tranche", "H. planifiées")]
    rows += [(french(day), _BANDS[band], decimal(hours, 1)) for day, band, hours in planned()]
    content = text_file(rows, encoding="utf-8-sig")
    return DemoFile(
        "atlas/atlas_planning_2026-11.csv", REF, arrivals.morning_after(TODAY - DAY * 10, 12), content
    )


def _trained() -> DemoFile:
    rows: list[Sequence[object]] = [("Semaine du", "Effectif formé (ETP)")]
    rows += [
        (french(_FIRST_MONDAY + DAY * 7 * rank), decimal(people, 1))
        for rank, people in enumerate(_TRAINED)
    ]
    content = text_file(rows, encoding="utf-8-sig")
    path = "atlas/atlas_effectif_forme_2026-11.csv"
    return DemoFile(path, REF, arrivals.morning_after(TODAY - DAY * 3, 14), content)
