"""Two vendors with one layout, on a day of November, and the files that they drop."""

from datetime import date

from pilotage.periods import Month
from pilotage.services import catalogue, imports
from services.portal import ADMIN, on, publish

MONDAY = date(2026, 11, 2)
TODAY = date(2026, 11, 12)
NOVEMBER = Month(2026, 11).window
NAME = "armor_appels_2026-11.csv"


def two_vendors(db):
    publish(db)
    publish(db, "atlas")
    on(db, TODAY)


def take(db, content, name=NAME, actor=ADMIN, **asked):
    return imports.import_file(db, actor, content=content, name=name, **asked)


def sums(db, counter, stream="n1", ref="ARMOR-2025", window=NOVEMBER, actor=ADMIN):
    return catalogue.counters(db, actor, ref=ref, window=window).sums([stream], window).get(counter)
