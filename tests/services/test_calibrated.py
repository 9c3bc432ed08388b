"""No bonus without calibration: what the vendor's own file counts opens the condition, or does not."""

from datetime import date, datetime, timezone
from decimal import Decimal

import pytest

from pilotage.periods import Month
from pilotage.services import imports, months, publishing
from pilotage.services.actor import local_administrator
from tests.services.portal import on
from tests.written_contract import written_contract

WHO, MAY = local_administrator(), Month(2026, 5)
TERMS = """
[[counter]]
id = "calibration_n"
name = "Écoutes calibrées"
[[counter]]
id = "calibration_within"
name = "Écoutes calibrées dans la tolérance"
[[kpi]]
id = "QS20"
formula = "service_level"
source = "contrat, art. 2"
variant = "answered_in_time_over_offered"
within_s = 20
[[kpi]]
id = "CALIBRAGE"
formula = "custom"
numerator = { calibration_within = 1 }
denominator = { calibration_n = 1 }
scale = 100
unit = "percent"
direction = "higher"
source = "contrat, annexe 1"
[[price]]
id = "forfait"
unit = "month"
activity = "voix"
[[price.terms]]
from = 2025-01-01
source = "contrat, art. 7"
price = 10000
[[sla]]
id = "QS"
kpi = "QS20"
[[sla.terms]]
from = 2025-01-01
source = "contrat, art. 2"
target = 80
[[consequence]]
id = "QS-bm"
kind = "ladder"
slas = ["QS"]
[[consequence.terms]]
from = 2025-01-01
source = "contrat, art. 5"
bands = [{ below = 80, rate = -4 }, { at_least = 80, rate = 2 }]
[[gate]]
id = "calibrage"
consequences = ["QS-bm"]
applies_to = "bonus"
[[gate.terms]]
from = 2025-01-01
source = "contrat, art. 11"
requires = { kpi = "CALIBRAGE", at_least = 90 }
"""
FEEDS = """
[[feed]]
id = "appels"
grain = "day"
recognise = { files = ["appels*"] }
when = { date = "Jour", format = "yyyy-mm-dd" }
stream = { constant = "n1" }
column = [
  { name = "Présentés", counter = "offered" },
  { name = "Sous 20 s", counter = "answered_within_20s" },
]
[[feed]]
id = "calibrage"
grain = "month"
recognise = { files = ["calibrage*"] }
when = { date = "Mois", format = "yyyy-mm" }
stream = { constant = "n1" }
column = [
  { name = "Écoutes", counter = "calibration_n" },
  { name = "Dans la tolérance", counter = "calibration_within" },
]
"""


@pytest.fixture
def judged(db):
    """The month of May once the month's calls and calibration came: 20 pieces of work calibrated."""
    done = publishing.publish(
        db, WHO, contract_text=written_contract("VOIX", more=TERMS), feeds_text=FEEDS
    )
    assert not [one for one in done.problems if one.severity.name == "REFUSED"], done.problems
    on(db, date(2026, 6, 10))
    days = "".join(f"2026-05-{day:02};100;95\n" for day in range(1, 32))
    files = {"appels.csv": f"Jour;Présentés;Sous 20 s\n{days}"}

    def judge(within=None):
        if within is not None:
            files["calibrage.csv"] = f"Mois;Écoutes;Dans la tolérance\n2026-05;20;{within}\n"
        for name, content in files.items():
            taken = imports.import_file(
                db,
                WHO,
                content=content.encode(),
                name=name,
                contract="VOIX",
                feed=name.removesuffix(".csv"),
                received=datetime(2026, 6, 2, tzinfo=timezone.utc),  # noqa: UP017
            )
            assert taken.status == "imported", taken.problems
        return months.judged(db, WHO, contract="VOIX", month=MAY)

    return judge


@pytest.mark.parametrize(("within", "bonus"), [(17, 0), (18, 200)])
def test_the_bonus_waits_for_the_calibration_that_the_file_counts(judged, within, bonus):
    # 95 % de QS : +2 % de 10 000. 17/20 = 85 % sous les 90 % exigés ; 18/20 = 90 % tout juste.
    assert judged(within).bonus_malus == Decimal(bonus)


def test_without_its_calibration_file_the_bonus_is_not_due(judged):
    assert judged().bonus_malus == 0
