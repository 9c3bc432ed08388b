"""What each committee is asked to look at, month by month, over the demo's year: cases to read and sign.

`tests/cases/agendas/VENDOR.toml` lists, by month and committee, the items that the rules propose. With
PILOTAGE_KEEP_AGENDAS=1 the cases are written again: read what changed before it is committed.
"""

import os
import tomllib
from pathlib import Path

import pytest

from pilotage.committee.model import CommitteeType
from pilotage.committee.template import about_of, template_for
from pilotage.periods import Month, Window
from pilotage.services import catalogue, committees, meeting_calendar
from pilotage.services.actor import local_administrator
from pilotage.store.database import open_database

CASES = Path(__file__).parents[1] / "cases" / "agendas"
WHO = local_administrator()
REFS = ("ARMOR-2025", "ATLAS-2025", "RAVINALA-2025", "TEJO-2025")
LAST = Month(2026, 10)
MONTHS = tuple(LAST.plus(-12).to(LAST))


def proposed(db, ref, month):
    """By committee, `kind subject` of the items of the first meeting on the month's figures."""
    terms = catalogue.contract(db, WHO, ref=ref)
    told = {}
    for committee in CommitteeType:
        day = held_on(db, ref, committee, month) or committees.usual_day(terms, committee, month)
        items = committees.proposals(db, WHO, contract=ref, committee=committee, month=month, held_on=day)
        told[committee.value] = [" ".join(filter(None, (item.kind, item.subject))) for item in items]
        keys = [(item.kind, item.subject) for item in items]
        assert len(keys) == len(set(keys)), f"{ref} {month} {committee}: an item twice"
    return told


def held_on(db, ref, committee, month):
    """The first meeting of the committee that looks at figures of the month, cancelled ones apart."""
    window = Window(month.first, month.plus(2).last)
    found = meeting_calendar.calendar(db, WHO, window=window, contract=ref).held
    days = [
        one.occurrence.day
        for one in found
        if one.committee is committee and one.occurrence.month == month
    ]
    return min(days, default=None)


def written(found):
    lines = []
    for month, committees_of in found.items():
        lines.append(f'["{month}"]')
        for name, items in committees_of.items():
            body = "".join(f'\n  "{item}",' for item in items)
            lines.append(f"{name} = [{body}\n]" if items else f"{name} = []")
        lines.append("")
    return "\n".join(lines)


@pytest.mark.parametrize("ref", REFS)
def test_every_committee_is_asked_what_its_month_calls_for(demo_url, ref, soak):
    """The last month of the year, all thirteen in full."""
    months = MONTHS if soak or os.environ.get("PILOTAGE_KEEP_AGENDAS") else (LAST,)
    db = open_database(demo_url)
    found = {str(month): proposed(db, ref, month) for month in months}
    db.close()
    file = CASES / f"{ref}.toml"
    if os.environ.get("PILOTAGE_KEEP_AGENDAS"):
        file.write_text(written(found), "utf-8")
    kept = tomllib.loads(file.read_text("utf-8"))
    assert found == {month: kept[month] for month in found}


@pytest.mark.parametrize(
    ("ref", "subject"),
    [("ATLAS-2025", "rotation"), ("ATLAS-2025", "note-qualite"), ("RAVINALA-2025", "reouverts")],
)
def test_story_7_a_drift_without_a_breach_reaches_the_strategic_committee(demo_url, ref, subject):
    db = open_database(demo_url)
    terms = catalogue.contract(db, WHO, ref=ref)
    strategic = CommitteeType.STRATEGIC
    day = committees.usual_day(terms, strategic, LAST)
    items = committees.proposals(db, WHO, contract=ref, committee=strategic, month=LAST, held_on=day)
    db.close()
    drift = next(item for item in items if item.kind == "drift")
    fact = next(one for one in drift.facts if one.name == subject)
    assert fact.previous is not None
    assert len(fact.points) == 12
    assert about_of(template_for(terms, strategic).template, LAST, day).days > 100
