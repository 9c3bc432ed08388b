"""The mechanisms of real contracts, each with its clause, its case and its cents: the guide's table.

It is made from the cases that name a mechanism; `PILOTAGE_KEEP_TABLE=1` writes it into the guide.
"""

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pilotage.contract.amending import inline
from pilotage.locale import Words
from tests.months import ROOT, judge_case, read

GUIDE = ROOT / "contracts" / "README.md"
FOLDER = ROOT / "tests" / "cases"
BEGIN, END = "<!-- mechanisms -->", "<!-- /mechanisms -->"
NAMES: Mapping[str, str] = {
    "M1": "Montant par seconde, zone morte · Amount a second, dead band",
    "M2": "Par point ou portion, trois fenêtres · Point or portion, three windows",
    "M3": "Montant en jeu × échelle · Amount at risk × ladder",
    "M4": "Montant par point ou fraction, au trimestre · Amount a point or fraction, by quarter",
    "M5": "% des charges par point, douze mois glissants · % of charges a point, rolling 12 months",
    "M6": "Points de gravité, doublés à la récidive · Severity points, doubled on repeat",
    "M7": "Points cumulés, % de la facture suivante · Points added up, % of the next invoice",
    "M8": "Part de facture par KPI, plafond cumulé · Share of the invoice a KPI, cumulative cap",
    "M9": "Volume au-delà de la prévision · Volume above the forecast",
    "M10": "Effectif fixé par le donneur d'ordre · Staffing set by the client",
    "M11": "Plafond mensuel, excédent reporté, résiliation · Monthly cap, carried excess, exit",
    "M12": "Part du paiement liée à une exigence · Payment share tied to a requirement",
    "M13": "Taux croissant à la répétition · Escalating rate",
    "M14": "Tout ou rien, calibrage d'abord · All or nothing, calibration first",
    "M15": "Regain · Earn-back",
    "M16": "Taille de l'avoir, sans plafond · Size of the credit, without a cap",
    "M17": "CCAG : exonération sous 1 000 € · CCAG: waived under €1,000",
    "M18": "Engagement non consommé · Commitment not called off",
    "M19": "Calendrier de contestation · Dispute timetable",
}


def cases() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The cases that show a mechanism: the file, the place in it, the case."""
    for path in sorted(FOLDER.glob("*.toml")):
        for number, case in enumerate(read(path.read_text(encoding="utf-8"))["case"], 1):
            if "mechanism" in case:
                yield path.name, number, case


def excerpt(case: Mapping[str, Any]) -> str:
    """The tables of the contract that the case shows, each on a line."""
    shown = case.get("shown", ["consequence"])
    lines = [f"{table} = {inline(case['contract'][table])}" for table in shown]
    return "<br>".join(f"`{line}`" for line in lines)


def cents(case: Mapping[str, Any]) -> str:
    """What the case comes to: the line that it names, else bonus and malus."""
    result, line = judge_case(case), case.get("cents_of")
    if line is None:
        assert result.bonus_malus == case["expected"]["bonus_malus"], case["situation"]
        return Words("fr").number(result.bonus_malus, 2)
    amount = next(one.amount for one in result.bill.lines if one.id == line)
    assert amount in {one.get("amount") for one in case["expected"]["line"]}, case["situation"]
    return Words("fr").number(amount, 2)


def table() -> str:
    rows = [
        "| | Mécanisme · Mechanism | Clause (TOML) | Cas · Case | Centimes · Cents |",
        "|---|---|---|---|---:|",
    ]
    found: dict[str, list[str]] = {}
    for name, number, case in cases():
        told = f"[{name}](../tests/cases/{name}), n° {number}"
        found.setdefault(case["mechanism"], []).append(f"{excerpt(case)} | {told} | {cents(case)} |")
    for key, words in NAMES.items():
        rows += [f"| {key} | {words} | {one}" for one in found.get(key, ["— | — | — |"])]
    return "\n".join(rows)


def test_the_guide_shows_every_mechanism_with_its_clause_its_case_and_its_cents() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    made = f"{BEGIN}\n{table()}\n{END}"
    if os.environ.get("PILOTAGE_KEEP_TABLE"):
        text = re.sub(f"{BEGIN}.*?{END}", lambda _: made, text, flags=re.DOTALL)
        GUIDE.write_text(text, encoding="utf-8")
    assert made in text


def test_no_mechanism_of_real_contracts_is_without_its_case() -> None:
    assert {case["mechanism"] for _, _, case in cases()} == set(NAMES)
