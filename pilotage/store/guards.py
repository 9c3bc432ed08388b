"""Guards: triggers that keep what was written from being rewritten, on SQLite and PostgreSQL, and closed
months from taking what would change what they were closed on.

They are reinstalled after every upgrade, because a batch migration on SQLite rebuilds a table and
drops its triggers without a word, and compared with these texts by `check`.
"""

from collections.abc import Mapping

from sqlalchemy import Connection, UniqueConstraint, text

from pilotage.store.tables import metadata

#: Tables whose rows are written once: no update, no delete, no truncate, no replace.
INSERT_ONLY = (
    "accrual",
    "attachment",
    "audit_event",
    "audit_text",
    "batch",
    "batch_problem",
    "blob",
    "budget",
    "client_cost",
    "closed_projection",
    "closing",
    "contract_text",
    "contract_version",
    "gap_decision",
    "gap_exchange",
    "index_value",
    "invoice_layout",
    "issued_document",
    "journal_set",
    "manual_line",
    "manual_line_decision",
    "occurrence_change",
    "order_delivered",
    "preinvoice_step",
    "received_invoice",
    "received_invoice_aside",
    "relief_attachment",
    "relief_decision",
    "relief_request",
    "reopening",
    "reopening_request",
    "settlement",
    "withdrawal",
)
_INSERT_ONLY = """
BEGIN
  RAISE EXCEPTION 'pilotage: % is insert-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
"""
#: That the month of a new row is closed: by its exact key, never by a range. An edition of its closing
#: that was not reopened stands, and an edition that is written takes no row any more.
_CLOSED = """EXISTS (
  SELECT 1 FROM {schema}closing AS made
  WHERE made.vendor = {new}.vendor AND made.contract = {new}.contract AND made.month = {new}.month
  AND (made.edition >= {new}.edition OR NOT EXISTS (
    SELECT 1 FROM {schema}reopening AS opened
    WHERE opened.vendor = made.vendor AND opened.contract = made.contract
    AND opened.month = made.month AND opened.edition = made.edition
  ))
)"""
#: A closing of the month that stands, whatever its edition; `at` completes the condition.
_STANDS = """EXISTS (
  SELECT 1 FROM {schema}closing AS made
  WHERE made.vendor = {row}.vendor AND made.contract = {row}.contract AND made.month = {row}.month
  AND NOT EXISTS (
    SELECT 1 FROM {schema}reopening AS opened
    WHERE opened.vendor = made.vendor AND opened.contract = made.contract
    AND opened.month = made.month AND opened.edition = made.edition
  ){at}
)"""


def _stands(row: str, at: str = "") -> str:
    return _STANDS.replace("{row}", row).replace("{at}", f" AND {at}" if at else "")


_NEW = "{new}"
#: What was closed on stays: a document that came before the closing does; one that comes later is kept,
#: unless it says that it came before, or is nothing but totals typed over an invoice that was there.
_LATE_INVOICE = _stands(
    _NEW,
    """({new}.recorded_at <= made.closed_at OR ({new}.form = 'typed' AND NOT {new}.credit AND EXISTS (
    SELECT 1 FROM {schema}received_invoice AS there
    WHERE there.vendor = made.vendor AND there.contract = made.contract AND there.month = made.month
    AND NOT there.credit AND there.recorded_at <= made.closed_at AND NOT EXISTS (
      SELECT 1 FROM {schema}received_invoice_aside AS aside
      WHERE aside.vendor = there.vendor AND aside.invoice = there.id
    )
  )))""",
)
#: So does a decision: only what a later document changes is decided again, for other amounts.
_LATE_DECISION = _stands(
    _NEW,
    """(NOT EXISTS (
    SELECT 1 FROM {schema}received_invoice AS late
    WHERE late.vendor = made.vendor AND late.contract = made.contract AND late.month = made.month
    AND late.recorded_at > made.closed_at
  ) OR EXISTS (
    SELECT 1 FROM {schema}gap_decision AS there
    WHERE there.vendor = made.vendor AND there.contract = made.contract AND there.month = made.month
    AND there.gap = {new}.gap AND there.recorded_at <= made.closed_at
    AND there.expected_cents = {new}.expected_cents AND there.invoiced_cents = {new}.invoiced_cents
  ))""",
)
_LATE_ASIDE = """EXISTS (
  SELECT 1 FROM {schema}received_invoice AS own
  WHERE own.vendor = {new}.vendor AND own.id = {new}.invoice AND {stands}
)""".replace("{stands}", _stands("own", "own.recorded_at <= made.closed_at"))
_LATE_SIGNATURE = """EXISTS (
  SELECT 1 FROM {schema}manual_line AS own
  WHERE own.vendor = {new}.vendor AND own.id = {new}.line AND {stands}
)""".replace("{stands}", _stands("own"))
#: By table, when a new row would change a closed month.
_MONTH_OPEN_ON: Mapping[str, str] = {
    "closed_projection": _CLOSED,
    "closing": _CLOSED,
    "gap_decision": _LATE_DECISION,
    "issued_document": _stands(_NEW),
    "manual_line": _stands(_NEW),
    "manual_line_decision": _LATE_SIGNATURE,
    "preinvoice_step": _stands(_NEW),
    "received_invoice": _LATE_INVOICE,
    "received_invoice_aside": _LATE_ASIDE,
}


def _month_open(late: str) -> str:
    """A function in the schema of the table itself: a table of that name in a session's own would be
    read first.
    """
    quoted = late.replace("'", "''").replace("{new}", "($1)").replace("{schema}", "%1$I.")
    return f"""
DECLARE closed boolean;
BEGIN
  EXECUTE format(
    'SELECT {quoted}',
    TG_TABLE_SCHEMA
  ) INTO closed USING NEW;
  IF closed THEN
    RAISE EXCEPTION 'pilotage: % is insert-only in a closed month', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
"""


_FUNCTIONS = {
    "pilotage_insert_only": _INSERT_ONLY,
    **{f"pilotage_open_{table}": _month_open(late) for table, late in _MONTH_OPEN_ON.items()},
}
#: Nor are the operators and functions that they use those of the session.
_PATH = "search_path=pg_catalog, pg_temp"


def _sqlite_guards() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for table in INSERT_ONLY:
        refusal = f"BEGIN SELECT RAISE(ABORT, 'pilotage: {table} is insert-only'); END"
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            found[name] = f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {refusal}"
        # REPLACE deletes without a word where a connection did not ask for recursive triggers.
        name = f"{table}_no_replace"
        found[name] = f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {_met(table)} {refusal}"
    for table, condition in _MONTH_OPEN_ON.items():
        late = condition.replace("{schema}", "").replace("{new}", "NEW")
        name = f"{table}_month_open"
        refusal = f"BEGIN SELECT RAISE(ABORT, 'pilotage: {table} is insert-only in a closed month'); END"
        found[name] = f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {late} {refusal}"
    return found


def _met(table: str) -> str:
    """That a row of the table has one of the keys of the new row, its own number included (-1 stands
    for none given).
    """
    keys = [metadata.tables[table].primary_key.columns]
    keys += [
        constraint.columns
        for constraint in metadata.tables[table].constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    same = sorted(" AND ".join(f'"{c.name}" = NEW."{c.name}"' for c in key) for key in keys)
    same.append("rowid = NEW.rowid")
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in same)  # noqa: S608  names of our own tables


def _postgresql_guards() -> Mapping[str, str]:
    # One a statement: TRUNCATE fires no trigger of rows.
    found = {
        f"{table}_insert_only": (
            f"CREATE TRIGGER {table}_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION pilotage_insert_only()"
        )
        for table in INSERT_ONLY
    }
    for table in _MONTH_OPEN_ON:
        found[f"{table}_month_open"] = (
            f"CREATE TRIGGER {table}_month_open BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION pilotage_open_{table}()"
        )
    return found


def install(connection: Connection) -> None:
    """Puts every guard in place, in the state that this module says."""
    if connection.dialect.name == "sqlite":
        for name, statement in _sqlite_guards().items():
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            connection.exec_driver_sql(statement)
        return
    for name, body in _FUNCTIONS.items():
        function = f"FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET {_PATH} AS $body${body}$body$"
        connection.exec_driver_sql(f"CREATE OR REPLACE {function}".replace("%", "%%"))
    for name, statement in _postgresql_guards().items():
        table = name.removesuffix("_month_open").removesuffix("_insert_only")
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table}"))
        connection.exec_driver_sql(statement)
        # ALWAYS: also for a session that plays the part of a replica.
        connection.execute(text(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"))
    # Earlier versions had one function for the two tables that they guarded.
    connection.execute(text("DROP FUNCTION IF EXISTS pilotage_month_open()"))


def differences(connection: Connection) -> list[str]:
    """The guards that are missing, altered, disabled, or not ours; empty when all stand."""
    if connection.dialect.name == "sqlite":
        expected, found = _sqlite_guards(), _sqlite_found(connection)
    else:
        expected, found = _postgresql_guards(), _postgresql_found(connection)
    return sorted(name for name in {*expected, *found} if expected.get(name, "") != found.get(name, ""))


def _sqlite_found(connection: Connection) -> Mapping[str, str]:
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {str(name): str(sql) for name, sql in rows}


def _postgresql_found(connection: Connection) -> Mapping[str, str]:
    rows = connection.execute(
        text(
            "SELECT t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled, p.proname, p.prosrc, "
            "p.proconfig "
            "FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    )
    return {
        str(name): str(definition)
        if str(enabled) == "A" and body == _FUNCTIONS.get(function) and settings == [_PATH]
        else "altered"
        for name, definition, enabled, function, body, settings in rows
    }
