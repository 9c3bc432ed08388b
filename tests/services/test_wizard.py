"""An unknown file in the portal: looked at, asked about, saved as a feed, imported like any other."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.problems import ProblemsFoundError
from pilotage.services import audit, catalogue, imports, publishing, wizard
from pilotage.services.actor import Actor, RefusedError, Role
from pilotage.services.catalogue import UnknownContractError
from pilotage.wizard.proposal import LayoutChange
from services.portal import (
    ADMIN,
    ATLAS_ONLY,
    VIEWER,
    actions,
    contents,
    contract_text,
    feeds_text,
    on,
    publish,
)

REF, NAME = "ARMOR-2025", "suivi_2026-10.csv"
OCTOBER = Month(2026, 10).window


@pytest.fixture
def portal(db):
    publishing.publish(db, ADMIN, contract_text=contract_text(streams=("n1",)))
    on(db, date(2026, 11, 12))
    return db


def daily(
    header="Date;Présentés;Décrochés;QS 20 s", days=15, first=date(2026, 10, 10), mark=","
) -> bytes:
    cells = {
        "Date": lambda n: f"{first + timedelta(days=n):%d/%m/%Y}",
        "Présentés": lambda n: 100 + n % 7,
        "Reçus (présentés)": lambda n: 100 + n % 7,
        "Décrochés": lambda n: 90 + n % 7,
        "QS 20 s": lambda n: f"80{mark}{n % 10} %",
        "Sous 20 s": lambda n: 70 + n % 7,
        "Humeur": lambda n: "bonne",
    }
    names = header.split(";")
    rows = [";".join(str(cells[name](n)) for name in names) for n in range(days)]
    return ("\n".join([header, *rows]) + "\n").encode()


ANSWERS = {"weight:QS 20 s": "offered"}


def look(db, content=None, actor=ADMIN, name=NAME, **answers):
    given = answers or ANSWERS
    return wizard.look(db, actor, content=content or daily(), name=name, contract=REF, answers=given)


def save(db, content=None, feed_id="suivi", name=NAME, answers=None, actor=ADMIN):
    return wizard.save(
        db,
        actor,
        content=content or daily(),
        name=name,
        contract=REF,
        answers=ANSWERS if answers is None else answers,
        feed_id=feed_id,
        feed_name="Suivi des appels",
    )


def take(db, content=None, name=NAME, **more):
    return imports.import_file(db, ADMIN, content=content or daily(), name=name, contract=REF, **more)


# ---- looking ----------------------------------------------------------------------------------


def test_a_file_named_like_another_feed_does_not_replace_it(portal):
    save(portal, feed_id="appels")
    header = b"Jour;Appels proposes;Appels traites;CSAT n\n"
    content = header + b"".join(
        f"{n:02}/10/2026;{120 + n};{110 + n};{20 + n}\n".encode() for n in range(1, 29)
    )
    known = {feed.id for feed in catalogue.feeds(portal, ADMIN, ref=REF).feed}
    view = wizard.look(portal, ADMIN, content=content, name="appels.csv", contract=REF)
    assert "appels" in known
    assert (view.change, view.feed_id) == (None, "appels-2")
    asked = {"feed": "appels"}
    view = wizard.look(portal, ADMIN, content=content, name="appels.csv", contract=REF, answers=asked)
    assert view.feed_id == "appels", "who says so replaces it"


def test_looking_writes_nothing(portal):
    before = contents(portal)
    look(portal)
    assert contents(portal) == before


def test_the_preview_shows_the_counters_and_the_contract_s_kpis_on_them(portal):
    view = look(portal)
    totals = {total.counter: (total.value, total.estimated) for total in view.preview.totals}
    assert totals["offered"] == (Decimal(sum(100 + n % 7 for n in range(15))), False)
    assert totals["answered_within_20s"][1], "a printed rate gives an estimate"
    (kpi,) = view.kpis
    assert (kpi.kpi.id, kpi.formula, kpi.figure.estimated) == ("QS20", "service_level", True)
    expected = sum((100 + n % 7) * (Decimal("80") + Decimal(n % 10) / 10) for n in range(15))
    assert kpi.figure.value == pytest.approx(expected / totals["offered"][0])
    assert (view.preview.first, view.preview.last) == (date(2026, 10, 10), date(2026, 10, 24))
    assert view.preview.columns[:2] == ("stream", "start")
    assert view.complete


def test_an_open_question_keeps_the_preview_of_what_is_known(portal):
    view = wizard.look(portal, ADMIN, content=daily(), name=NAME, contract=REF)
    assert not view.complete
    assert {total.counter for total in view.preview.totals} == {"offered", "answered", "handled"}
    assert [(lacking.kpi, lacking.counters) for lacking in view.missing] == [
        ("QS20", ("answered_within_20s",))
    ]


def test_what_another_feed_of_the_contract_gives_is_not_missing(portal):
    publish(portal, streams=("n1",))
    view = look(portal, daily("Date;Présentés;Décrochés"))
    assert view.missing == ()


def test_a_file_without_dates_is_previewed_once_its_period_is_said(portal):
    content = daily("Présentés;Décrochés")
    asked = look(portal, content, name="suivi.csv", rows="consecutive")
    assert (asked.complete, asked.preview.columns) == (False, ())
    view = look(portal, content, name="suivi.csv", rows="consecutive", period="2026-10-01")
    assert (view.complete, view.period, view.preview.last) == (True, "2026-10-01", date(2026, 10, 15))


def test_without_a_contract_the_columns_are_told_and_nothing_else(portal):
    view = wizard.look(portal, ADMIN, content=daily(), name=NAME)
    assert [column.counter for column in view.columns][:3] == ["", "offered", "answered"]
    assert (view.toml, view.kpis, view.complete) == ("", (), False)


def test_a_file_that_cannot_be_opened_says_why(portal):
    view = look(portal, b"MZ" + bytes(100), name="suivi.xlsx")
    assert ([problem.code for problem in view.problems], view.complete) == (["file.not_a_table"], False)


@pytest.mark.parametrize(("actor", "error"), [(VIEWER, RefusedError), (ATLAS_ONLY, UnknownContractError)])
def test_only_who_imports_for_the_vendor_may_look(portal, actor, error):
    with pytest.raises(error):
        look(portal, actor=actor)


# ---- saving -----------------------------------------------------------------------------------


def test_a_saved_feed_is_published_and_the_ordinary_import_takes_the_file(portal):
    saved = save(portal)
    assert (saved.feed, saved.version) == ("suivi", 2)
    (feed,) = catalogue.feeds(portal, ADMIN, ref=REF).feed
    assert (feed.id, feed.name, feed.since) == ("suivi", "Suivi des appels", date(2026, 10, 10))
    assert actions(portal)[-1] == "contract.publish"
    report = take(portal)
    assert (report.status, report.feed, report.rows) == ("imported", "suivi", 15)
    assert audit.verify(portal, ADMIN) == ()


def test_the_preview_was_the_truth(portal):
    view = look(portal)
    save(portal)
    take(portal)
    table = catalogue.counters(portal, ADMIN, ref=REF, window=OCTOBER)
    sums = table.sums(["n1"], OCTOBER)
    assert all(sums.values[total.counter] == total.value for total in view.preview.totals)
    assert len(view.preview.totals) == 4


def test_next_month_s_file_is_taken_without_a_question(portal):
    save(portal)
    take(portal)
    later = daily(first=date(2026, 10, 25), days=7)
    assert take(portal, later, name="suivi_2026-11.csv").status == "imported"
    view = wizard.look(portal, ADMIN, content=later, name="suivi_2026-11.csv", contract=REF)
    assert (view.complete, view.change, view.feed_id) == (True, None, "suivi")


def test_nothing_is_saved_while_a_question_is_open(portal):
    before = contents(portal)
    with pytest.raises(ProblemsFoundError) as caught:
        save(portal, answers={})
    assert [(p.code, p.expected) for p in caught.value.problems] == [
        ("wizard.questions_open", "weight:QS 20 s")
    ]
    assert contents(portal) == before


def test_who_may_not_publish_saves_nothing(portal):
    with pytest.raises(RefusedError):
        save(portal, actor=Actor("viewer", Role.VIEWER))
    assert catalogue.card(portal, ADMIN, ref=REF).data_version >= 0


def test_the_other_feeds_and_their_comments_stay_to_the_letter(portal):
    own = "# agreed by mail, 3 May\n" + feeds_text() + "\n# the last word\n"
    publishing.publish(portal, ADMIN, contract_text=contract_text(streams=("n1",)), feeds_text=own)
    save(portal)
    with portal.reading() as session:
        from pilotage.store import contracts

        kept = contracts.texts(session, None, REF)
    assert kept is not None
    assert kept.feeds.startswith(own.rstrip())
    assert [feed.id for feed in catalogue.feeds(portal, ADMIN, ref=REF).feed] == [
        "appels",
        "heures",
        "suivi",
    ]


def test_a_feed_made_anew_keeps_when_it_is_due_and_the_names_of_its_files(portal):
    save(portal)
    text = wizard_text(portal).replace('schedule = "daily"', 'schedule = "monthly"\ndue_days = 7')
    publishing.publish(portal, ADMIN, contract_text=contract_text(streams=("n1",)), feeds_text=text)
    save(portal, daily("Date;Reçus (présentés);Décrochés;QS 20 s"), name="autre.csv")
    (feed,) = catalogue.feeds(portal, ADMIN, ref=REF).feed
    assert (feed.schedule, feed.due_days, feed.recognise.files) == (
        "monthly",
        7,
        ("suivi_*.csv", "autre.csv"),
    )


def wizard_text(db) -> str:
    from pilotage.store import contracts

    with db.reading() as session:
        found = contracts.texts(session, None, REF)
    assert found is not None
    return found.feeds


def test_a_file_without_dates_is_imported_for_the_period_that_was_said(portal):
    content = daily("Présentés;Décrochés")
    said = {"rows": "consecutive", "period": "2026-10-01"}
    saved = save(portal, content, name="suivi.csv", answers=said)
    assert saved.period == "2026-10-01"
    assert [p.code for p in take(portal, content, name="suivi.csv").problems] == ["date.asked"]
    report = take(portal, content, name="suivi.csv", period=saved.period)
    assert (report.status, report.days_added[0], report.days_added[-1]) == (
        "imported",
        date(2026, 10, 1),
        date(2026, 10, 15),
    )


# ---- a changed layout -------------------------------------------------------------------------


def test_a_column_renamed_is_noticed_where_the_file_is_refused_and_in_the_wizard(portal):
    save(portal)
    take(portal)
    changed = daily("Date;Reçus (présentés);Décrochés;QS 20 s;Humeur", first=date(2026, 10, 25), days=7)
    shown = imports.preview(portal, ADMIN, content=changed, name="suivi_2026-11.csv", contract=REF)
    assert shown.status == "refused"
    expected = LayoutChange(
        REF, "suivi", "Suivi des appels", added=("Humeur",), renamed=(("Présentés", "Reçus (présentés)"),)
    )
    assert shown.layout == expected
    assert take(portal, changed, name="suivi_2026-11.csv").layout == expected
    view = wizard.look(portal, ADMIN, content=changed, name="suivi_2026-11.csv", contract=REF)
    assert (view.change, view.feed_id) == (expected, "suivi")
    assert view.complete, "what did not change is not asked again"
    assert expected.stops


def test_once_saved_again_the_changed_layout_is_the_feed(portal):
    save(portal)
    take(portal)
    changed = daily("Date;Reçus (présentés);Décrochés;QS 20 s", first=date(2026, 10, 25), days=7)
    saved = wizard.save(portal, ADMIN, content=changed, name="suivi_2026-11.csv", contract=REF)
    assert (saved.feed, saved.version) == ("suivi", 3)
    assert take(portal, changed, name="suivi_2026-11.csv").status == "imported"


def test_a_column_gone_an_order_and_a_decimal_mark_are_told(portal):
    save(portal)
    take(portal)
    moved = look(portal, daily("Date;Décrochés;Présentés;QS 20 s"))
    assert moved.change == LayoutChange(REF, "suivi", "Suivi des appels", moved=True)
    assert not moved.change.stops
    gone = look(portal, daily("Date;Décrochés;QS 20 s"))
    assert gone.change is not None
    assert gone.change.gone == ("Présentés",)
    pointed = look(portal, daily(mark="."))
    assert pointed.change is not None
    assert pointed.change.decimal == (",", ".")


def test_a_file_of_another_kind_is_no_changed_layout(portal):
    save(portal)
    take(portal)
    other = b"Mois;Effectif;Departs\n01/10/2026;45;1\n01/09/2026;44;2\n"
    assert imports.preview(portal, ADMIN, content=other, name="effectif.csv", contract=REF).layout is None
