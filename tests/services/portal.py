"""A small portal: two vendors with a contract each, and the files that they send."""

from datetime import date, timedelta

from sqlalchemy import text

from pilotage.services import publishing
from pilotage.services.actor import Actor, Role, local_administrator
from pilotage.store import settings
from pilotage.store.tables import metadata
from tests.written_contract import written_contract

ADMIN = local_administrator()
PILOT = Actor("pilot", Role.PILOT)
VIEWER = Actor("viewer", Role.VIEWER)
ARMOR_ONLY = Actor("armor.pilot", Role.PILOT, frozenset({"armor"}))
ATLAS_ONLY = Actor("atlas.pilot", Role.PILOT, frozenset({"atlas"}))
NOBODY = Actor("newcomer", Role.PILOT, frozenset())

TERMS = """\
[[kpi]]
id = "QS20"
formula = "service_level"
source = "contrat, art. 2"
variant = "answered_in_time_over_offered"
within_s = 20
[[sla]]
id = "QS"
kpi = "QS20"
activities = ["voix"]
window = "month"
[[sla.terms]]
from = 2025-01-01
source = "contrat, art. 2"
target = 80
round_to = 0.1
"""
OPENING = """
[[opening]]
activity = "voix"
days = ["mon", "tue", "wed", "thu", "fri", "sat"]
opens = "08:00"
closes = "20:00"
"""
FEEDS = """
[[feed]]
id = "appels"
grain = "half_hour"
schedule = "daily"
due_days = 1
due_hour = "09:30"
recognise = {{ files = ["{vendor}_appels*"] }}
when = {{ date = "Date", format = "dd/mm/yyyy", time = "Heure" }}
stream = {{ column = "File", verbatim = true }}
column = [
  {{ name = "Présentés", counter = "offered" }},
  {{ name = "Décrochés", counter = "answered" }},
  {{ name = "Sous 20 s", counter = "answered_within_20s" }},
]

[[feed]]
id = "heures"
grain = "day"
schedule = "monthly"
due_days = 3
recognise = {{ files = ["{vendor}_heures*"] }}
format = {{ decimal = "," }}
when = {{ date = "Jour", format = "dd/mm/yyyy" }}
stream = {{ column = "Site", verbatim = true }}
column = [{{ name = "Heures de production", counter = "productive_hours", kind = "hours" }}]
"""


def contract_text(vendor="armor", currency="EUR", streams=("n1", "n2"), opening=OPENING):
    more = f"{TERMS}{opening}\n"
    ref = f"{vendor.upper()}-2025"
    return written_contract(ref, vendor=vendor, currency=currency, streams=streams, more=more)


def feeds_text(vendor="armor"):
    return FEEDS.format(vendor=vendor)


def publish(db, vendor="armor", actor=ADMIN, **values):
    return publishing.publish(
        db, actor, contract_text=contract_text(vendor, **values), feeds_text=feeds_text(vendor)
    )


def opened(db):
    """The contract of Armor published; it is 12 November 2026. For `db_left_by`: made once, copied."""
    publish(db)
    on(db, date(2026, 11, 12))


def on(db, today):
    """Sets the portal's clock."""
    with db.writing() as session:
        settings.put(session, "today", today.isoformat())
        settings.put(session, "demo", "test")


def calls(rows, encoding="cp1252", newline="\r\n"):
    """Half-hours as (day, time, stream, offered, answered, in time)."""
    lines = ["Date;Heure;File;Présentés;Décrochés;Sous 20 s"]
    lines += [
        ";".join([f"{day:%d/%m/%Y}", hour, stream, *(str(value) for value in values)])
        for day, hour, stream, *values in rows
    ]
    return (newline.join(lines) + newline).encode(encoding)


def hours(rows):
    """Days as (day, stream, hours)."""
    lines = ["Jour;Site;Heures de production"]
    lines += [f"{day:%d/%m/%Y};{stream};{value}" for day, stream, value in rows]
    return "\n".join(lines).encode()


def day_of_calls(day, stream="n1", offered=10, slots=("08:00", "08:30", "09:00")):
    return [(day, slot, stream, offered, offered - 1, offered - 2) for slot in slots]


def month_of_calls(first=date(2026, 9, 1), days=30, **values):
    return [row for n in range(days) for row in day_of_calls(first + timedelta(days=n), **values)]


def contents(db, *but):
    """Every row of every table, but for those named."""
    with db.connection(writes=False) as connection:
        return {
            name: sorted(map(repr, connection.execute(table.select()).all()))
            for name, table in metadata.tables.items()
            if name not in but
        }


def count(db, table):
    with db.connection(writes=False) as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def actions(db):
    """What the trail says was done, in order."""
    with db.connection(writes=False) as connection:
        found = connection.execute(text("SELECT action FROM audit_event ORDER BY seq"))
        return [row.action for row in found]
