"""SLAs: a KPI held against its terms. Says status, zone and maturity; knows no euro."""

from pilotage.sla.assessing import assess
from pilotage.sla.missing import missing_days
from pilotage.sla.model import Maturity, Occurrence, SlaResult, Status, Zone, maturity_on
from pilotage.sla.reach import first_counters, first_result, reads_half_hours

__all__ = [
    "Maturity",
    "Occurrence",
    "SlaResult",
    "Status",
    "Zone",
    "assess",
    "first_counters",
    "first_result",
    "maturity_on",
    "missing_days",
    "reads_half_hours",
]
