"""A consequence due for a share of the volume only: what came above the forecast is set aside."""

from __future__ import annotations

from dataclasses import replace

from pilotage.consequences.kinds import Claim
from pilotage.money import CENT
from pilotage.neutralisation import Share
from pilotage.trace import Value, computed


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
