"""A hundred attempts to write to a closed month, by every door, on a database that began with the first
revision: none moves a cell of it, and the trail tells those that came through ours.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from services.books import JULY, REF, close, days_of, receive, result, three_months, week
from services.portal import ADMIN
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import FlushError
from sqlmodel import select

from pilotage.problems import ProblemsFoundError
from pilotage.services import (
    accruals,
    gap_decisions,
    manual_lines,
    preinvoices,
    reconciling,
    reopening,
)
from pilotage.services import audit as trail
from pilotage.services.frozen import fingerprint, frozen
from pilotage.store import migrating
from pilotage.store.preinvoice_tables import (
    IssuedDocument,
    ManualLine,
    ManualLineDecision,
    PreinvoiceStep,
)
from pilotage.store.received_invoice_tables import GapDecision, InvoiceAside, InvoiceRow
from pilotage.store.tables import ClosedRow, Closing, Reopening, ReopeningRequest, metadata
from store.rows import closed_row
from store.rows import closing as closing_row
from tests.cli.conftest import _typed

NOW = datetime(2026, 10, 20, tzinfo=UTC)
KEPT = (
    *("closing", "closed_projection", "reopening", "preinvoice_step", "issued_document"),
    *("manual_line", "manual_line_decision"),
    *("received_invoice", "received_invoice_aside", "gap_decision", "gap_exchange"),
)
HERE = {"contract": REF, "month": JULY}
MAIL = ("courriel.txt", b"Objet : accord")
GAP = "total:unknown"


def from_the_first_revision(db):
    """Brought from the first revision to this one, a step at a time; July is then closed."""
    revisions = [
        one.revision for one in ScriptDirectory.from_config(migrating._config()).walk_revisions()
    ]
    with db.connection(writes=True) as connection:
        command.downgrade(migrating._config(connection), "base")
        connection.commit()
    for revision in reversed(revisions[1:]):
        with db.connection(writes=True) as connection:
            if db.is_sqlite:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            command.upgrade(migrating._config(connection), revision)
            connection.commit()
    assert migrating.upgrade(db)
    three_months(db)
    line = {"label": "Formation", "amount": Decimal(100), "reason": "due", "evidence": MAIL}
    manual_lines.add(db, ADMIN, **line, **HERE)
    preinvoices.advance(db, ADMIN, step="submit", **HERE)
    invoice = reconciling.type_in(db, ADMIN, number="F-1", subtotal=Decimal(1), **HERE)
    (gap,) = (one.key for one in invoice.reconciliation.gaps)
    assert gap == GAP
    gap_decisions.decide(db, ADMIN, gap=gap, outcome="dispute", reason="autre total", **HERE)
    close(db, JULY, despite=True, comment="jours semblables")
    reopening.ask(db, ADMIN, contract=REF, month=JULY, reason="une facture tardive", name="Contrôle")


def kept(db):
    """Every cell of the closed month."""
    with db.connection(writes=False) as connection:
        tables = [metadata.tables[name] for name in KEPT]
        return {t.name: sorted(map(repr, connection.execute(t.select()).all())) for t in tables}


# --- by a service: refused with its reasons, and kept in the trail --------------------------------


def closed_again(db, n):
    close(db, JULY, despite=n % 2 == 0, comment="encore" * (n % 3))


def accrued(db, n):
    accruals.cut_off(db, ADMIN, contract=REF, month=JULY, comment=f"{n}")


def stepped(db, n):
    step = ("submit", "agree", "clear_to_pay", "export", "settle")[n % 5]
    preinvoices.advance(db, ADMIN, contract=REF, month=JULY, step=step, comment="forcé")


def reopened_alone(db, n):
    reopening.confirm(db, ADMIN, request=1, name=("Contrôle", "contrôle", " Contrôle ", "")[n % 4])


def asked_again(db, n):
    reopening.ask(db, ADMIN, contract=REF, month=JULY, reason=("", "encore")[n % 2], name="Autre")


def total_typed(db, n):
    asked = {"number": f"F-{2 + n}", "subtotal": Decimal(n + 1)}
    reconciling.type_in(db, ADMIN, **asked, **HERE)


def put_aside(db, n):
    kind = ("mistake", "refused")[n % 2]
    reconciling.put_aside(db, ADMIN, document=1, kind=kind, reason="plus tard", **HERE)


def decided_again(db, n):
    outcome = ("accept", "dispute", "credit_note")[n % 3]
    gap_decisions.decide(db, ADMIN, gap=GAP, outcome=outcome, reason=f"avis {n}", **HERE)


def line_proposed(db, n):
    line = {"label": f"Ligne {n}", "amount": Decimal(n - 7), "reason": "due", "evidence": MAIL}
    manual_lines.add(db, ADMIN, **line, **HERE)


def line_taken_back(db, n):
    outcome = ("withdrawn", "approved", "refused")[n % 3]
    manual_lines.decide(db, ADMIN, line=1, outcome=outcome, name="Autre")


SERVICES = [
    (f"service {act.__name__} {n}", partial(act, n=n))
    for act in (closed_again, accrued, stepped, reopened_alone, asked_again)
    for n in range(5)
]
SERVICES += [
    (f"service {act.__name__} {n}", partial(act, n=n))
    for act in (total_typed, put_aside, decided_again, line_proposed, line_taken_back)
    for n in (0, 4)
]

# --- at the command line --------------------------------------------------------------------------

WORDS = [
    ("close", "--contract", REF, "--month", "2026-07"),
    ("close", "--contract", REF, "--month", "2026-07", "--despite", "--comment", "encore"),
    ("cutoff", "--contract", REF, "--month", "2026-07"),
    ("reopen", "ask", "--contract", REF, "--month", "2026-07", "--reason", "encore", "--name", "Autre"),
    ("reopen", "confirm", "1", "--name", "CONTRÔLE"),
    ("preinvoice", "submit", "--contract", REF, "--month", "2026-07"),
    ("preinvoice", "manual", "withdraw", "1"),
    (
        *("reconcile", "--typed", "--contract", REF, "--month", "2026-07"),
        *("--number", "F-9", "--subtotal", "10.00"),
    ),
]


def typed(db, words):
    said = _typed(db.engine.url.render_as_string(hide_password=False), *words)
    if said.code == 1:
        raise ProblemsFoundError([])
    raise AssertionError(said.out + said.aside)


LINES = [(f"cli {n} {words[0]}", partial(typed, words=words)) for n in range(2) for words in WORDS]

# --- through the tables of the program ------------------------------------------------------------


def in_session(db, change):
    with db.writing() as session:
        change(session)


def alter(session, table, name, value):
    row = session.exec(select(table)).first()
    setattr(row, name, value)


def add(session, row):
    session.add(row())


def remove(session, table):
    session.delete(session.exec(select(table)).first())


def late_row(day, edition=1, month="2026-07"):
    row = closed_row(month, date(2026, 7, day))
    row.edition = edition
    return row


def second_closing(edition, number):
    return closing_row("2026-07", number, edition=edition)


def signature(who):
    day = {"decided_on": NOW.date(), "decided_at": NOW, "decided_by": who}
    return ManualLineDecision(vendor="armor", line=1, proposed_by=ADMIN.user, outcome="approved", **day)


def aside(number):
    kept = {"aside_on": NOW.date(), "role": "admin", "recorded_at": NOW, "recorded_by": "x"}
    return InvoiceAside(vendor="armor", invoice=number, kind="mistake", reason="x", **kept)


def alone(confirmed_by, request=1, edition=1):
    key = {"vendor": "armor", "contract": REF, "month": "2026-07", "edition": edition}
    days = {"reopened_on": NOW.date(), "reopened_at": NOW, "recorded_by": "x", "after": 1}
    return Reopening(request=request, asked_by="Contrôle", confirmed_by=confirmed_by, **key, **days)


def again(session, table, **values):
    """A row like the one that is there, under other keys."""
    row = session.exec(select(table)).first()
    session.add(table(**{**row.model_dump(), **values}))


CHANGES = [
    partial(again, table=PreinvoiceStep, rank=2, kind="agree"),
    partial(again, table=IssuedDocument, id=9, sequence=9, kind="credit_note"),
    partial(again, table=ManualLine, id=9),
    partial(add, row=lambda: signature("Autre")),
    partial(again, table=InvoiceRow, id=9, number="F-9"),
    partial(again, table=InvoiceRow, id=9, number="F-9", form="ubl"),
    partial(again, table=GapDecision, id=9, outcome="accept"),
    partial(again, table=GapDecision, id=9, outcome="accept", invoiced_cents=2),
    partial(add, row=lambda: aside(1)),
    partial(remove, table=ManualLine),
    partial(remove, table=GapDecision),
    partial(alter, table=IssuedDocument, name="bill", value={}),
    partial(alter, table=InvoiceRow, name="subtotal_cents", value=2),
    *(
        partial(alter, table=Closing, name=name, value=value)
        for name, value in (
            ("comment", "x"),
            ("facts", {}),
            ("result", {}),
            ("batches", []),
            ("result_sha256", "x"),
            ("contract_version", 9),
            ("adjustments", [{}]),
            ("closed_on", date(2026, 1, 1)),
        )
    ),
    *(
        partial(alter, table=ClosedRow, name=name, value=value)
        for name, value in (
            ("counters", {}),
            ("counters", {"handled": 1}),
            ("estimated", "handled"),
            ("batch", 2),
        )
    ),
    partial(alter, table=ReopeningRequest, name="asked_by", value="Autre"),
    partial(remove, table=Closing),
    partial(remove, table=ClosedRow),
    *(partial(add, row=partial(late_row, day)) for day in (12, 19, 26)),
    *(partial(add, row=partial(late_row, 12, edition)) for edition in (0, 2, 3)),
    partial(add, row=partial(second_closing, 2, 9)),
    partial(add, row=partial(second_closing, 7, 9)),
    partial(add, row=partial(alone, "CONTRôLE")),
    partial(add, row=partial(alone, "Autre", request=99)),
]
ORM = [(f"orm {n}", partial(in_session, change=change)) for n, change in enumerate(CHANGES)]

# --- by whoever has the password of the database --------------------------------------------------

MONTH = "vendor = 'armor' AND month = '2026-07'"
STATEMENTS = [
    *(
        f"UPDATE closing SET {change} WHERE {MONTH}"
        for change in (
            "comment = 'x'",
            "month = '2026-12'",
            "edition = 2",
            "number = 9",
            "closed_by = 'x'",
            "facts = '{}'",
            "result = '{}'",
            "closed_on = '2026-01-01'",
            "contract_version = 1",
        )
    ),
    *(
        f"UPDATE closed_projection SET {change} WHERE {MONTH}"
        for change in (
            "counters = '{}'",
            "month = '2026-08'",
            "edition = 2",
            "stream = 'x'",
            "estimated = 'x'",
        )
    ),
    "UPDATE reopening_request SET asked_by = 'x'",
    *(
        f"UPDATE {table} SET month = '2026-12'"
        for table in ("preinvoice_step", "issued_document", "manual_line", "gap_decision")
    ),
    *(f"DELETE FROM {table}" for table in ("received_invoice", "gap_decision", "issued_document")),
    "DELETE FROM closing",
    f"DELETE FROM closing WHERE {MONTH}",
    "DELETE FROM closed_projection",
    f"DELETE FROM closed_projection WHERE {MONTH} AND start > '2026-07-15'",
    "DELETE FROM reopening_request",
    *(
        "INSERT INTO {table} ({columns}) SELECT {other} FROM {table}".format(
            table=table,
            columns=", ".join(metadata.tables[table].columns.keys()),
            other=", ".join(metadata.tables[table].columns.keys()).replace(*change),
        )
        for table, change in (
            ("closed_projection", ("start", "'2026-07-12'")),
            ("closed_projection", ("edition", "2")),
            ("closed_projection", ("edition", "0")),
            ("closing", ("edition, number", "2, 9")),
            ("closing", ("edition, number", "0, 9")),
            ("preinvoice_step", ("rank", "2")),
            ("issued_document", ("id, contract", "9, contract")),
            ("manual_line", ("id, contract", "9, contract")),
            ("gap_decision", ("id, contract", "9, contract")),
            ("received_invoice", ("id, contract", "9, contract")),
        )
    ),
]


def raw(db, statement):
    with db.connection(writes=True) as connection:
        connection.execute(text(statement))
        connection.commit()


RAW = [(f"raw {n}", partial(raw, statement=statement)) for n, statement in enumerate(STATEMENTS)]


# --- by a file ------------------------------------------------------------------------------------


def imported(db, n):
    """Received as evidence, refused by the closed month: its event says so."""
    days = week(JULY)[: 1 + n % 6] if n else days_of(JULY)
    receive(db, days, f"armor_appels_{n}.csv", offered=50 + n, in_time=10)
    (event,) = trail.events(db, ADMIN, limit=1)
    with db.connection(writes=False) as connection:
        after = connection.execute(
            text("SELECT text FROM audit_text WHERE sha256 = :key"), {"key": event.after}
        ).scalar_one()
    assert '"closed_months_refused":["2026-07"]' in after.replace(" ", "")
    raise ProblemsFoundError([])


FILES = [(f"import {n}", partial(imported, n=n)) for n in range(7)]
ATTEMPTS = [*SERVICES, *LINES, *ORM, *RAW, *FILES]
OURS = {name for name, _ in (*SERVICES, *LINES, *FILES)}
REFUSED = (ProblemsFoundError, DBAPIError, FlushError)


def test_a_hundred_attempts_to_write_to_a_closed_month_are_refused(db_left_by):
    db = db_left_by(from_the_first_revision)
    assert len(ATTEMPTS) >= 100
    cells, figures = kept(db), fingerprint(result(db))
    for name, attempt in ATTEMPTS:
        events = trail.head(db, ADMIN)[0]
        with pytest.raises(REFUSED):
            attempt(db)
        assert kept(db) == cells, name
        assert trail.head(db, ADMIN)[0] - events == (name in OURS), name
    frozen.cache_clear()
    assert fingerprint(result(db)) == figures
    assert not [problem for problem in result(db).problems if problem.code == "closing.differs"]
    assert trail.verify(db, ADMIN) == ()
    assert migrating.check(db) == ()
