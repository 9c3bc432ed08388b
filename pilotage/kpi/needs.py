"""What the KPIs of a contract need: the counters that a feed of contacts is asked for."""

from pilotage.contract.model import Contract
from pilotage.counters import is_threshold
from pilotage.kpi.computation import resolve


def thresholds_of(contract: Contract) -> frozenset[str]:
    """The counters with a delay that the KPIs of the contract count (`answered_within_20s`)."""
    return frozenset(name for name in counters_of(contract) if is_threshold(name))


def counters_of(contract: Contract) -> frozenset[str]:
    """Every counter that the KPIs of the contract are made of."""
    resolved = (resolve(definition)[0] for definition in contract.kpi)
    return frozenset(name for kpi in resolved if kpi for name in kpi.counters)
