"""Every service takes an actor, and gives nothing of a vendor that he does not see."""

import importlib
import inspect
import pkgutil
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from pilotage import services
from pilotage.committee.model import CommitteeType
from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import (
    analysis,
    audit,
    catalogue,
    committees,
    comparison,
    imports,
    invoices,
    kpis,
    minutes,
    months,
    outcomes,
    sla_days,
    status,
    todo,
)
from pilotage.services.actor import Actor, RefusedError
from pilotage.services.catalogue import UnknownContractError
from pilotage.services.imports import UnknownFileError
from pilotage.store.database import Database
from services.portal import ADMIN, ATLAS_ONLY, NOBODY, calls, day_of_calls, on, publish

REF, MONTH = "ARMOR-2025", Month(2026, 10)
WINDOW = MONTH.window
#: Asked of another vendor's contract, file or meeting, these refuse.
REFUSING = {
    "analysis.half_hour_grid": lambda db, who: analysis.half_hour_grid(
        db, who, contract=REF, activity="voix", kpi="QS20", window=WINDOW
    ),
    "analysis.reasons": lambda db, who: analysis.reasons(
        db, who, contract=REF, activity="voix", window=WINDOW
    ),
    "analysis.volumes": lambda db, who: analysis.volumes(
        db, who, contract=REF, activity="voix", window=WINDOW
    ),
    "analysis.volumes_of_day": lambda db, who: analysis.volumes_of_day(
        db, who, contract=REF, activity="voix", day=date(2026, 10, 5)
    ),
    "catalogue.half_hours": lambda db, who: catalogue.half_hours(db, who, ref=REF, window=WINDOW),
    "comparison.compare": lambda db, who: comparison.compare(
        db, who, contract=REF, kpi="QS20", window=WINDOW
    ),
    "comparison.variants": lambda db, who: comparison.variants(
        db, who, contract=REF, activity="voix", kpi="QS20", window=WINDOW
    ),
    "catalogue.card": lambda db, who: catalogue.card(db, who, ref=REF),
    "catalogue.contract": lambda db, who: catalogue.contract(db, who, ref=REF),
    "catalogue.data_version": lambda db, who: catalogue.data_version(db, who, ref=REF),
    "catalogue.feeds": lambda db, who: catalogue.feeds(db, who, ref=REF),
    "committees.meeting": lambda db, who: committees.meeting(db, who, id=1),
    "committees.shown": lambda db, who: committees.shown(db, who, id=1),
    "committees.close": lambda db, who: committees.close(db, who, meeting=1),
    "imports.original": lambda db, who: imports.original(db, who, batch=1),
    "imports.withdraw": lambda db, who: imports.withdraw(db, who, batch=1, reason="x"),
    "imports.import_file": lambda db, who: imports.import_file(
        db, who, content=b"a;b\n1;2\n", name="a.csv", contract=REF
    ),
    "invoices.workbook": lambda db, who: invoices.workbook(
        db, who, contract=REF, month=MONTH, language="fr"
    ),
    "kpis.kpi_rows": lambda db, who: kpis.kpi_rows(db, who, contract=REF, window=WINDOW, by="month"),
    "minutes.agenda_file": lambda db, who: minutes.agenda_file(db, who, meeting=1, language="fr"),
    "minutes.minutes_file": lambda db, who: minutes.minutes_file(db, who, meeting=1, language="fr"),
    "months.judged": lambda db, who: months.judged(db, who, contract=REF, month=MONTH),
    "outcomes.decide": lambda db, who: outcomes.decide(db, who, meeting=1, item=1, text="x"),
    "sla_days.sla_rows": lambda db, who: sla_days.sla_rows(
        db, who, contract=REF, sla="QS", window=WINDOW, by="day"
    ),
}
#: Asked in general, these leave the other vendor out.
LEAVING_OUT = {
    "audit.events": audit.events,
    "catalogue.contracts": catalogue.contracts,
    "catalogue.counters": lambda db, who: list(
        catalogue.counters(db, who, ref=REF, window=WINDOW).frame["batch"]
    ),
    "committees.meetings": committees.meetings,
    "imports.feed_days": lambda db, who: imports.feed_days(db, who, window=WINDOW),
    "imports.received_files": imports.received_files,
    "imports.refused_files": imports.refused_files,
    "outcomes.actions": outcomes.actions,
    "outcomes.decisions": outcomes.decisions,
    "status.status": status.status,
    "todo.desk": lambda db, who: todo.desk(db, who, month=MONTH).vendors,
}
#: Those that say nothing of a vendor, or come before there is anybody.
WITHOUT_ACTOR = {"today", "is_demo", "at", "opened"}


def _armor_at_work(db):
    publish(db)
    on(db, date(2026, 11, 12))
    content = calls(day_of_calls(date(2026, 10, 5)))
    assert imports.import_file(db, ADMIN, content=content, name="armor_appels.csv").batch == 1
    imports.import_file(db, ADMIN, content=b"x", name="armor_appels.csv", contract=REF, feed="appels")
    committees.prepare(
        db, ADMIN, contract=REF, committee=CommitteeType.STEERING, month=MONTH, held_on=date(2026, 11, 16)
    )


@pytest.fixture
def portal(db_left_by):
    return db_left_by(_armor_at_work)


@pytest.mark.parametrize("actor", [ATLAS_ONLY, NOBODY])
def test_what_belongs_to_another_vendor_is_not_there(portal, actor):
    refusals = (UnknownContractError, UnknownFileError, RefusedError, ProblemsFoundError)
    for name, ask in REFUSING.items():
        with pytest.raises(refusals):
            pytest.fail(f"{name} gave {ask(portal, actor)}")


@pytest.mark.parametrize("actor", [ATLAS_ONLY, NOBODY])
def test_a_list_leaves_the_other_vendors_out(portal, actor):
    assert {name: found for name, ask in LEAVING_OUT.items() if (found := ask(portal, actor))} == {}


def test_the_workbooks_of_all_vendors_hold_only_those_in_sight(portal):
    every = invoices.month_workbook(portal, ADMIN, month=MONTH, language="fr")[1]
    own = invoices.month_workbook(portal, ATLAS_ONLY, month=MONTH, language="fr")[1]
    assert [REF in texts_of(content) for content in (every, own)] == [True, False]
    assert REF not in texts_of(invoices.year_workbook(portal, NOBODY, year=2026, language="fr")[1])
    with pytest.raises(UnknownContractError):
        invoices.year_workbook(portal, ATLAS_ONLY, year=2026, language="fr", contract=REF)


def texts_of(content):
    """Every text of a workbook."""
    with ZipFile(BytesIO(content)) as parts:
        return parts.read("xl/sharedStrings.xml").decode()


def test_the_administrator_finds_it_all(portal):
    empty = {name for name, ask in LEAVING_OUT.items() if not ask(portal, ADMIN)}
    assert empty == {"outcomes.actions", "outcomes.decisions"}  # the meeting has not been held
    reads = [
        name for name in REFUSING if not name.endswith(("close", "decide", "withdraw", "import_file"))
    ]
    for name in reads:
        assert REFUSING[name](portal, ADMIN), name


def entries():
    """Every public function of the services that takes the database."""
    for module in pkgutil.iter_modules(services.__path__):
        loaded = importlib.import_module(f"pilotage.services.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters.values())
            own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if own and parameters and parameters[0].annotation in {Database, "Database"}:
                yield f"{module.name}.{name}", name, parameters


def test_every_service_takes_the_actor_after_the_database():
    without = [
        full
        for full, name, parameters in entries()
        if name not in WITHOUT_ACTOR
        and (len(parameters) < 2 or parameters[1].annotation not in {Actor, "Actor"})
    ]
    assert without == []


def test_there_are_services_to_speak_of():
    assert len(list(entries())) > 30
