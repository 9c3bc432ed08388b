"""A small portal whose contract is paid by the call, three months of calls, and its closings."""

from datetime import date, timedelta

from sqlalchemy import text

from pilotage.periods import Month
from pilotage.services import closing, imports, publishing, register
from pilotage.services.months import judged
from services.portal import ADMIN, OPENING, calls, contract_text, feeds_text, on

REF = "ARMOR-2025"
JULY, AUGUST, SEPTEMBER, OCTOBER = (Month(2026, number) for number in (7, 8, 9, 10))
PRICES = """
[[price]]
id = "appel"
name = "Appels"
activity = "voix"
unit = "handled_contact"
[[price.terms]]
from = 2025-01-01
source = "contrat, art. 6"
price = {price}
[[consequence]]
id = "QS-malus"
kind = "ladder"
slas = ["QS"]
base = "activity_fees"
[[consequence.terms]]
from = 2025-01-01
source = "contrat, art. 7"
bands = [{{ below = 80, rate = -5 }}, {{ at_least = 80, rate = 0 }}]
"""
HANDLED = '  { name = "Traités", counter = "handled" },\n'
FEEDS = feeds_text().replace('  { name = "Sous 20 s"', HANDLED + '  { name = "Sous 20 s"')


def publish(db, price=5, head="", calendar=""):
    """The contract at that price a call; `head` completes it, `calendar` gives the days of its month."""
    text = calendar + contract_text(streams=("n1",), opening=OPENING + PRICES.format(price=price) + head)
    done = publishing.publish(db, ADMIN, contract_text=text, feeds_text=FEEDS)
    assert not [problem for problem in done.problems if problem.severity == "refused"], done.problems
    return done


def file_of(days, offered=100, in_time=90, answered=None):
    """Calls of those days, one half-hour a day; all that are answered are handled."""
    answered = offered if answered is None else answered
    lines = calls([(day, "10:00", "n1", offered, answered, in_time) for day in days]).decode("cp1252")
    head, *rows = lines.strip().split("\r\n")
    return "\r\n".join([f"{head};Traités", *(f"{row};{answered}" for row in rows), ""]).encode("cp1252")


def days_of(month, step=1):
    """The open days of a month: Sundays and the 14 July and 15 August are closed."""
    shut = {date(2026, 7, 14), date(2026, 8, 15)}
    return [day for day in month.window if day.weekday() < 6 and day not in shut][::step]


def receive(db, days, name="armor_appels.csv", **figures):
    report = imports.import_file(db, ADMIN, content=file_of(days, **figures), name=name)
    assert report.status == "imported", report.problems
    return report


def three_months(db):
    """July to September received, nothing closed; it is 20 October."""
    on(db, date(2026, 10, 20))
    publish(db)
    for month in (JULY, AUGUST, SEPTEMBER):
        receive(db, days_of(month), f"armor_appels_{month}.csv")
    hours_of(db)


def hours_of(db):
    """The monthly file of hours, one a month."""
    for month in (JULY, AUGUST, SEPTEMBER):
        lines = ["Jour;Site;Heures de production"]
        lines += [f"{day:%d/%m/%Y};n1;8" for day in days_of(month)]
        name = f"armor_heures_{month}.csv"
        report = imports.import_file(db, ADMIN, content="\n".join(lines).encode(), name=name)
        assert report.status == "imported", report.problems


def close(db, month, actor=ADMIN, **asked):
    """Closes the month, its pre-invoice and its invoice or not: no test here but of closings has them."""
    asked = {"despite": True, "comment": "Sans facture"} | asked
    return closing.close(db, actor, contract=REF, month=month, **asked)


def week(month):
    """Six days of its second week."""
    monday = month.first + timedelta(days=(7 - month.first.weekday()) % 7)
    return [monday + timedelta(days=n) for n in range(6) if monday + timedelta(days=n) in days_of(month)]


def result(db, month=JULY, **asked):
    return judged(db, ADMIN, contract=REF, month=month, **asked)


def restate(db):
    """A week of July comes again, with half of the calls."""
    return receive(db, week(JULY), "armor_appels_bis.csv", offered=50, in_time=10)


def withdraw_first(db):
    """The first file of July counts no more."""
    files = register.received_files(db, ADMIN, contract=REF, window=JULY.window)
    register.withdraw(db, ADMIN, batch=files[0].batch, reason="erreur")


def run(db, *statements):
    """What somebody with the password of the database may try."""
    with db.connection(writes=True) as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
