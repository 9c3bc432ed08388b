"""What the names of the counters of staff, hours, stock and self-service are taken for."""

import pytest

from pilotage.feeds.guessing import guess


@pytest.mark.parametrize(
    ("name", "counter"),
    [
        ("Superviseurs", "supervisors"),
        ("Supervisors", "supervisors"),
        ("Effectif", "headcount"),
        ("Effectif début de mois", "headcount_start"),
        ("Headcount at the end", "headcount_end"),
        ("Entrées", "joiners"),
        ("Heures perdues", "lost_hours"),
        ("Heures facturables", "billable_hours"),
        ("Absences", "absent_hours"),
        ("Absences facturables", "absent_billable_hours"),
        ("Formation facturable", "training_billable_hours"),
        ("Écarts au planning", "adherence_exception_hours"),
        ("Stock", "backlog"),
        ("Ancienneté du stock", "backlog_age_hours"),
        ("Heures d'ouverture", "open_hours"),
        ("Heures de fermeture", "closed_hours"),
        ("Entrées SVI", "self_service"),
        ("Traités SVI", "contained"),
        ("Rappels", "repeats"),
        ("Rappels promis", "callbacks_due"),
        ("Rappels tenus", "callbacks_made"),
        ("Transferts", "transfers"),
        ("Transferts externes", "transfers_external"),
        ("Dossiers clos", "closed"),
        ("Enquêtes répondues", "surveys_answered"),
    ],
)
def test_the_particular_is_told_from_the_general(name: str, counter: str) -> None:
    found = guess(name, "whole")
    assert found is not None
    assert found.counter == counter


@pytest.mark.parametrize("name", ["Superviseur", "Superviseurs", "Supervisor"])
def test_a_column_of_names_is_of_people_whatever_it_is_called(name: str) -> None:
    found = guess(name, "text")
    assert found is not None
    assert found.counter == "person"
