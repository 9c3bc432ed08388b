"""A contract read as sentences: no kind of clause without words, each change with its document."""

from datetime import date
from typing import get_args

import pytest

from pilotage.contract.comparison import changes
from pilotage.contract.documents import changed_by
from pilotage.contract.excerpt import excerpt
from pilotage.contract.loading import load_contract
from pilotage.contract.model import Consequence, Contract, Limit
from pilotage.contract.promises import SlaWindow
from pilotage.contract.relief import Cause
from pilotage.kpi.known import KNOWN
from pilotage.locale import LANGUAGES, Words
from pilotage.locale.change_words import change_words, changes_words
from pilotage.locale.contract_words import CAUSES, TABLES, WINDOWS, clauses_in_words
from tests.months import ROOT, contract, read

FRENCH, ENGLISH = Words("fr"), Words("en")
DAY = date(2026, 7, 1)
KINDS = {
    kind
    for union in (Consequence, Limit)
    for model in get_args(get_args(union)[0])
    for kind in get_args(model.model_fields["kind"].annotation)
}


def text_of(ref: str) -> str:
    return (ROOT / "contracts" / ref / "contract.toml").read_text(encoding="utf-8")


def demo(ref: str) -> Contract:
    found, _ = load_contract(text_of(ref), "", KNOWN)
    assert found is not None
    return found


def of_cases() -> list[Contract]:
    return [
        contract(case["contract"])
        for path in sorted((ROOT / "tests" / "cases").glob("*.toml"))
        for case in read(path.read_text(encoding="utf-8"))["case"]
        if isinstance(case.get("contract"), dict)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_kind_of_the_model_is_without_words(language):
    t, told = Words(language), set()
    for one in [*of_cases(), *(demo(ref) for ref in ("ARMOR-2025", "ATLAS-2025", "TEJO-2025"))]:
        said = {(read.table, read.id): read for read in clauses_in_words(one, DAY, t)}
        for table in TABLES:
            for clause in getattr(one, table):
                if clause.terms_on(DAY) is None:
                    continue
                read_ = said.get((table, clause.id))
                assert read_ is not None, (table, clause)
                assert all(text.strip() and "{" not in text for text in read_.sentences), read_
                told.add(getattr(clause, "kind", ""))
    assert told >= KINDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_window_and_every_cause_has_words(language):
    t = Words(language)
    assert set(WINDOWS) == set(get_args(SlaWindow))
    assert set(CAUSES) == set(get_args(Cause))
    assert all(t(text) for text in (*WINDOWS.values(), *CAUSES.values()))


def said(contract_: Contract, clause: str, t: Words, day: date = DAY) -> str:
    (found,) = (one for one in clauses_in_words(contract_, day, t) if one.id == clause)
    return (
        "\n".join(found.sentences)
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def test_a_price_and_a_ladder_are_read_as_they_stand_on_the_day():
    armor = demo("ARMOR-2025")
    assert "- au-delà : 4,65 €" in said(armor, "appel", FRENCH)
    assert "- au-delà : 4,80 €" in said(armor, "appel", FRENCH, date(2026, 6, 30))
    assert "- at least 79% and below 87%: 0%" in said(armor, "QS-bonus-malus", ENGLISH)
    assert "au moins 78 % et moins de 86 % : 0 %" in said(
        armor, "QS-bonus-malus", FRENCH, date(2026, 6, 30)
    )


def test_each_clause_says_its_source_and_since_when():
    armor = demo("ARMOR-2025")
    sources = {one.id: one.source for one in clauses_in_words(armor, DAY, FRENCH)}
    assert str(sources["appel"]) == "avenant-1, art. 3"
    assert sources["appel"].since == "2026-07-01"
    assert str(sources["gestion"]) == "contrat, art. 7.2"


def test_what_an_amendment_changed_is_told_with_its_day_and_its_article():
    armor = demo("ARMOR-2025")
    told = [
        text.replace("\N{NO-BREAK SPACE}", " ")
        for text in changes_words(changed_by(armor, "avenant-1"), armor, FRENCH)
    ]
    assert told[0] == (
        "Appels traités : le palier du haut passe de 4,80 € à 4,65 €"
        " à compter du 1er juillet 2026 (Avenant n°1, art. 3)."
    )
    assert any("la zone neutre passe de « au moins 78 % et moins de 86 % »" in text for text in told)
    assert len(told) == 4
    assert changed_by(armor, "contrat") == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("price = 4800", "price = 4900", "Management fee: the price goes from €4,800.00 to €4,900.00"),
        ("target = 82", "target = 83", "Customer satisfaction (CSAT): the target goes from 82% to 83%"),
        ("rate = 8\n", "rate = 9\n", "Monthly cap on the malus: the rate goes from 8% to 9%"),
        (
            "ends = 2027-12-31",
            "ends = 2028-12-31",
            "The contract: the end of the contract goes from 31 December 2027 to 31 December 2028",
        ),
        ("notice = 2027-06-30\n", "", "The contract: the notice date is removed (it was 30 June 2027)"),
        (
            "within_s = 20",
            "within_s = 30",
            "Service level (80/20): the time allowed goes from 20\u00a0s to 30\u00a0s",
        ),
        (
            'variant = "answered_in_time_over_offered"',
            'variant = "icmi"',
            "Service level (80/20): the way of counting goes from “answered in time over offered” to",
        ),
    ],
)
def test_a_change_of_any_figure_is_one_sentence(old, new, sentence):
    text = text_of("ARMOR-2025")
    assert text.count(old) == 1
    before, after = demo("ARMOR-2025"), load_contract(text.replace(old, new), "", KNOWN)[0]
    (change,) = changes(before, after)
    (told,) = change_words(change, after, ENGLISH)
    assert told.startswith(sentence)


def test_the_lines_of_a_clause_are_its_own_with_its_dated_blocks():
    lines = excerpt(text_of("ARMOR-2025"), "price", "appel")
    assert lines.startswith('[[price]]\nid = "appel"')
    assert lines.count("[[price.terms]]") == 2
    assert "gestion" not in lines
    assert "#" not in lines
    assert excerpt(text_of("ARMOR-2025"), "price", "absent") == ""


def test_a_rounding_says_its_unit():
    told = " ".join(
        text
        for one in clauses_in_words(demo("ARMOR-2025"), DAY, FRENCH)
        if one.table == "sla"
        for text in one.sentences
    )
    assert "Arrondi à 0,1\u00a0% près" in told
