"""A company's own portal: the first contract, drafted from the commented template.

It is a text that a person reads, completes and publishes; nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import tomlkit

from pilotage.contract.loading import load_contract
from pilotage.kpi.known import KNOWN
from pilotage.problems import Problem
from pilotage.services.actor import Actor, Right
from pilotage.wizard.drafting import identifier

TEMPLATE = Path(__file__).parents[2] / "contracts" / "TEMPLATE.toml"
#: The dates that the template bears, to be replaced throughout, its optional lines included.
_STARTS, _SIGNED = "2026-01-01", "2025-12-01"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the first page asks: who buys, who answers the calls, since when."""

    client: str
    client_country: str
    vendor: str
    vendor_country: str
    ref: str
    title: str
    starts: date


def contract_draft(actor: Actor, answers: Answers) -> str:
    """The commented template with the answers in their places, ready to be completed.

    A vendor that invoices from another country gives a VAT that the client accounts for itself.
    """
    actor.require(Right.PUBLISH)
    signed = answers.starts - timedelta(days=1)
    text = TEMPLATE.read_text("utf-8").replace(_STARTS, answers.starts.isoformat())
    document: Any = tomlkit.parse(text.replace(_SIGNED, signed.isoformat()))
    document["ref"] = answers.ref
    document["title"] = answers.title
    document["title_en"] = answers.title
    document["vendor"] = identifier(answers.vendor)
    document["vendor_name"] = answers.vendor
    document["client"]["name"] = answers.client
    document["client"]["country"] = answers.client_country
    document["calendar"]["country"] = answers.client_country
    document["entity"]["name"] = answers.vendor
    document["entity"]["country"] = answers.vendor_country
    if answers.vendor_country != answers.client_country:
        document["vat"]["terms"][0]["regime"] = "reverse_charge"
    return tomlkit.dumps(document)


def contract_problems(actor: Actor, text: str) -> tuple[Problem, ...]:
    """What keeps the text of a contract from being published; nothing when it reads well."""
    actor.require(Right.READ)
    return load_contract(text, known=KNOWN)[1]
