"""Columns that name people: dropped and told, unless the contract provides for names of staff."""

# ruff: noqa: E501  lines of files and of profiles stand as they are

import pytest

from pilotage.contract.model import NamedStaff
from pilotage.feeds.looks import names_people
from tests.unit.feeds.feed_fixtures import codes, contract_of, total

CONTACTS = """
[[feed]]
id = "appels"
grain = "contact"
when = { date = "Date", format = "dd/mm/yyyy" }
stream = { constant = "n1" }
column = [{ name = "Agent", kind = "text" }, { name = "Tel", kind = "text" }, { name = "Motif", kind = "text" }, { name = "Statut agent", kind = "text" }]
measure = [{ counter = "offered" }, { counter = "answered", where = [{ column = "Agent", filled = true }] }]
"""
CALLS = "Date;Agent;Tel;Motif;Statut agent\n01/10/2026;Becky;06 12 34 56 78;Facture;libre\n01/10/2026;;+33612345678;Contrat;\n"


def test_names_and_telephones_are_dropped_and_the_drop_is_told(read):
    found = read(CALLS, CONTACTS)
    assert "Tel" not in found.rows.column_names
    assert set(found.rows["Agent"].to_pylist()) == {"•", None}
    assert found.rows["Motif"].to_pylist() == ["Facture", "Contrat"]
    assert "Statut agent" in found.rows.column_names
    assert [(p.code, p.column) for p in found.problems] == [
        ("column.personal_dropped", "Agent"),
        ("column.personal_dropped", "Tel"),
    ]
    assert total(found, "answered") == 1


@pytest.mark.parametrize(
    ("name", "texts", "people"),
    [
        ("Agent", ["Becky", "Dan"], True),
        ("Agent", ["12", "14"], False),
        ("Agent joint", ["Oui", "Non"], False),
        ("Matricule", ["10234", "10235"], True),
        ("Login conseiller", ["bdurand"], True),
        ("CallerPhone", ["0612345678"], True),
        ("Contact", ["a@b.fr", "c@d.fr", ""], True),
        ("Statut agent", ["libre"], False),
        ("Nom de la file", ["N1"], False),
        ("Motif", ["Facture"], False),
    ],
)
def test_a_column_of_people_is_known_by_its_name_or_its_cells(name, texts, people):
    assert names_people(name, texts) is people


def test_a_column_of_people_that_nobody_reads_is_told_as_one(read):
    head = "Date;Nom du conseiller;Contact;Agents connectés;Présentés;Décrochés\n"
    found = read(head + "01/10/2026;Becky;becky@exemple.fr;12;120;110\n")
    assert [(p.code, p.read) for p in found.problems] == [
        ("column.personal", "Nom du conseiller, Contact"),
        ("column.unknown", "Agents connectés"),
    ]


def test_a_measure_that_asks_who_is_refused(read):
    found = read(CALLS, CONTACTS.replace("filled = true", 'equals = "Becky"'))
    assert codes(found)[0] == "column.personal_needed"
    assert found.refused


@pytest.mark.parametrize("allowed", [True, False])
def test_a_contract_that_names_staff_keeps_the_names(read, allowed):
    names = NamedStaff(allowed=allowed, source="contrat, art. 1")
    found = read(CALLS, CONTACTS, contract=contract_of().model_copy(update={"named_staff": names}))
    assert found.rows["Agent"].to_pylist() == (["Becky", None] if allowed else ["•", None])
    assert bool(found.problems) is not allowed


def test_a_column_of_days_is_no_column_of_telephones():
    assert not names_people("Data da desistência", ["12.10.2025", "02.10.2025"])
    assert names_people("Contact", ["06 12 34 56 78", "07.12.34.56.78"])
