"""A consequence due for a share of the volume only: what came above the forecast is set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pilotage.consequences.kinds import Claim
from pilotage.money import CENT
from pilotage.neutralisation import Share
from pilotage.sla import Occurrence
from pilotage.trace import Step, Value, computed


def scaled(step: Step, share: Share, rule: str, name: str) -> Step:
    """What a step gives (`name`) times `kept / actual`."""
    inputs: dict[str, Value] = {name: step.value, "kept": share.kept, "actual": share.actual}
    formula = f"{name} * kept / actual"
    return computed(rule, formula, inputs, step.unit, share.source, share.reliefs)


def common(judged: Iterable[Occurrence]) -> Share | None:
    """What several judged values leave of a consequence that they share: the most that any leaves."""
    shares = [one.pro_rata for one in judged]
    known = [share for share in shares if share is not None]
    if len(known) < len(shares):
        return None
    return max(known, key=lambda one: one.kept / one.actual, default=None)


def in_share(claim: Claim, share: Share | None) -> Claim:
    """The claim times `kept / actual`, to the cent; as it is without a share or an amount."""
    if share is None or not claim.amount:
        return claim
    inputs: dict[str, Value] = {
        "amount": claim.amount,
        "kept": share.kept,
        "actual": share.actual,
        "cent": CENT,
    }
    formula = "round(amount * kept / actual, cent)"
    step = computed("relief.pro_rata", formula, inputs, "currency", share.source, share.reliefs)
    return replace(
        claim,
        amount=step.value,
        steps=(*claim.steps, step),
        quantity=claim.amount,
        unit="amount",
        unit_price=share.kept / share.actual,
    )
