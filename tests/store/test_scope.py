"""A reader sees the vendors that he may see, and a read that forgets to ask fails."""

import inspect
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from pilotage.periods import Month, Window
from pilotage.problems import Problem, Severity
from pilotage.store import audit, batches, contracts, meetings, projection, quarantine, spans
from pilotage.store.scope import Vendors, in_scope
from pilotage.store.tables import BatchProblem, Meeting, Vendor, Withdrawal
from store.feeds import evidence, publish, receive
from store.rows import NOW

DAY = datetime(2026, 2, 2, 8, tzinfo=UTC)
WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31))
REFS = {"armor": "ARMOR-2025", "atlas": "ATLAS-2025"}
MODULES = (audit, batches, contracts, meetings, projection, quarantine, spans)

#: Every read that takes a scope, as a function of the vendor that it asks for.
READS = {
    "audit.events": lambda s, v, ref, n: audit.events(s, v),
    "batches.get": lambda s, v, ref, n: batches.get(s, v, n),
    "batches.listed": lambda s, v, ref, n: batches.listed(s, v),
    "batches.of_feed": lambda s, v, ref, n: batches.of_feed(s, v, ref, "calls"),
    "batches.original": lambda s, v, ref, n: batches.original(s, v, n),
    "batches.problems": lambda s, v, ref, n: batches.problems(s, v, [n]),
    "batches.same": lambda s, v, ref, n: batches.same(s, v, ref, sha256=f"{n:064d}"),
    "batches.standing": lambda s, v, ref, n: batches.standing(s, v, ref),
    "batches.with_problems": lambda s, v, ref, n: batches.with_problems(s, v, [n], [Severity.ROW]),
    "batches.withdrawn": lambda s, v, ref, n: batches.withdrawn(s, v),
    "contracts.feeds_sha256": lambda s, v, ref, n: contracts.feeds_sha256(s, v, ref, 1),
    "contracts.feeds_texts": lambda s, v, ref, n: contracts.feeds_texts(s, v, ref),
    "contracts.find": lambda s, v, ref, n: contracts.find(s, v, ref),
    "contracts.in_force": lambda s, v, ref, n: contracts.in_force(s, v),
    "contracts.listed": lambda s, v, ref, n: contracts.listed(s, v),
    "contracts.texts": lambda s, v, ref, n: contracts.texts(s, v, ref),
    "contracts.vendor_names": lambda s, v, ref, n: contracts.vendor_names(s, v),
    "contracts.versions": lambda s, v, ref, n: contracts.versions(s, v, ref),
    "meetings.find": lambda s, v, ref, n: meetings.find(s, v, n),
    "meetings.find_for": lambda s, v, ref, n: meetings.find_for(s, v, ref, "steering", Month(2026, 1)),
    "meetings.listed": lambda s, v, ref, n: meetings.listed(s, v),
    "projection.counter_table": lambda s, v, ref, n: list(
        projection.counter_table(s, v, ref).frame["batch"]
    ),
    "projection.holds_zeros": lambda s, v, ref, n: projection.holds_zeros(s, v, ref, ["offered"]),
    "projection.live_batches": lambda s, v, ref, n: projection.live_batches(s, v, WINDOW),
    "projection.streams": lambda s, v, ref, n: projection.streams(s, v, ref),
    "quarantine.listed": lambda s, v, ref, n: quarantine.listed(s, v),
    "spans.spans": lambda s, v, ref, n: spans.spans(s, v),
}
#: Reads of the register of actions and decisions, covered with the committees' own tests.
ELSEWHERE = {"meetings.action_row", "meetings.actions", "meetings.decisions"}


def _rows_of_two_vendors(db):
    with db.writing() as session:
        for number, (vendor, ref) in enumerate(REFS.items(), 1):
            publish(session, vendor, ref)
            receive(
                session,
                number,
                "calls",
                evidence("calls", [("n1", DAY, 10, 9), ("n2", DAY, 0, 0)]),
                vendor,
                ref,
            )
            gone = number + 10
            receive(session, gone, "hours", evidence("hours", [("n1", DAY, 7)]), vendor, ref)
            session.add(
                Withdrawal(vendor=vendor, batch=gone, reason="x", withdrawn_at=NOW, withdrawn_by="y")
            )
            session.add(
                BatchProblem(
                    vendor=vendor,
                    batch=number,
                    position=1,
                    code="x",
                    severity="row",
                    data=batches.problem_data(Problem("x")),
                )
            )
            session.add(
                Meeting(
                    vendor=vendor,
                    id=number,
                    contract=ref,
                    type="steering",
                    month="2026-01",
                    held_on=date(2026, 2, 16),
                    state="prepared",
                    data_version=1,
                    created_at=NOW,
                    created_by="someone",
                )
            )
            kept = batches.Kept(f"{number:064d}", "none", (b"",))
            batches.save_content(session, vendor, kept)
            quarantine.add(
                session,
                vendor=vendor,
                contract=ref,
                feed="calls",
                name="a.csv",
                size=1,
                sha256="0",
                problems=[Problem("x")],
                at=NOW,
                by="someone",
            )
            audit.record(session, actor="someone", action="x", entity=ref, vendor=vendor, at=NOW)


@pytest.fixture
def portal(db_left_by):
    return db_left_by(_rows_of_two_vendors)


def asked(session, name, vendors, vendor):
    number = 1 + list(REFS).index(vendor)
    if name == "batches.original":
        return batches.get(session, vendors, number) and ["a file"]  # its bytes are tested elsewhere
    return READS[name](session, vendors, REFS[vendor], number)


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("vendor", REFS)
def test_a_read_gives_what_is_in_scope_and_nothing_else(portal, name, vendor):
    other = next(iter(set(REFS) - {vendor}))
    with portal.reading() as session:
        assert asked(session, name, None, vendor), "everyone's read finds it"
        mine = asked(session, name, frozenset({vendor}), vendor)
        assert mine, "his own vendor's read finds it"
        assert other not in repr(mine)
        assert REFS[other] not in repr(mine)
        theirs = asked(session, name, frozenset({other}), vendor)
        assert vendor not in repr(theirs).lower()
        assert not asked(session, name, frozenset(), vendor), "who sees no vendor finds nothing"


@pytest.mark.parametrize(
    "name", ["batches.get", "contracts.find", "contracts.texts", "projection.streams"]
)
def test_a_key_of_another_vendor_finds_nothing(portal, name):
    with portal.reading() as session:
        assert not READS[name](session, frozenset({"atlas"}), REFS["armor"], 1)


def scoped():
    """Every public function of the repositories that takes a scope."""
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                parameter = inspect.signature(function).parameters.get("vendors")
                if parameter is not None:
                    yield f"{module.__name__.rpartition('.')[2]}.{name}", parameter


def test_every_scoped_read_is_tested_here():
    assert {name for name, _ in scoped()} == set(READS) | ELSEWHERE


def test_the_scope_cannot_be_forgotten():
    assert [name for name, parameter in scoped() if parameter.default is not parameter.empty] == []


def test_no_vendor_is_not_every_vendor(portal):
    def names(vendors: Vendors):
        with portal.reading() as session:
            return sorted(session.exec(select(Vendor.id).where(in_scope(Vendor.id, vendors))))

    assert names(None) == ["armor", "atlas"]
    assert names(frozenset()) == []
    assert names(frozenset({"armor", "unknown"})) == ["armor"]
