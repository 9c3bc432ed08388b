"""What the KPIs of a contract need: the counters that a feed of contacts is asked for."""

from pilotage.contract.model import Contract
from pilotage.counters import is_threshold
from pilotage.kpi.computation import resolve


def thresholds_of(contract: Contract) -> frozenset[str]:
    """The counters with a delay that the KPIs of the contract count (`answered_within_20s`)."""
    resolved = (resolve(definition)[0] for definition in contract.kpi)
    return frozenset(name for kpi in resolved if kpi for name in kpi.counters if is_threshold(name))
