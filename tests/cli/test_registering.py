"""`files` and `withdraw`: the register of received files on the command line."""

import json

import pytest

from pilotage.services import catalogue, maintenance
from pilotage.services.actor import local_administrator

ADMIN = local_administrator()
REF = "RAVINALA-2025"
CORRECTION = "Ravinala_mails_2026-05-04_au_2026-05-17_rectificatif.xlsx"


@pytest.fixture
def correction(cli_on, demo_url):
    """The number of the file by which Ravinala corrected May."""
    listed = cli_on(demo_url, "files", "--contract", REF, "--month", "2026-05", "--json").json["files"]
    (number,) = [one["batch"] for one in listed if one["name"] == CORRECTION]
    return number


def test_files_lists_what_came_and_what_is_left_of_it(cli_on, demo_url):
    said = cli_on(demo_url, "files", "--contract", REF, "--month", "2026-05")
    assert said.code == 0
    assert CORRECTION in said.out
    assert "Partly replaced" in said.out
    assert "Counts" in said.out


def test_a_contract_without_files_has_an_empty_list_and_an_unknown_one_is_a_misuse(cli):
    assert cli("files", "--contract", "NOBODY").code == 2


def test_a_withdrawal_tried_says_its_euros_and_changes_nothing(cli_on, demo_url, correction):
    db = maintenance.opened(demo_url)
    before = catalogue.data_version(db, ADMIN, ref=REF)
    said = cli_on(demo_url, "withdraw", correction, "--dry-run", "--json")
    assert (said.code, said.json["withdrawn"]) == (0, False)
    assert said.json["adjustment"] == "2625.44"
    assert catalogue.data_version(db, ADMIN, ref=REF) == before


def test_a_withdrawal_does_not_list_every_file(cli_on, demo_url, correction, monkeypatch):
    monkeypatch.delattr("pilotage.services.register.received_files")
    said = cli_on(demo_url, "withdraw", correction, "--dry-run")
    assert (said.code, CORRECTION in said.out) == (0, True)
    assert cli_on(demo_url, "withdraw", 10**6, "--dry-run").code == 2


def test_a_withdrawal_without_a_reason_is_refused(cli_on, own_demo_url, correction):
    said = cli_on(own_demo_url, "withdraw", correction)
    assert said.code == 1
    assert catalogue.data_version(maintenance.opened(own_demo_url), ADMIN, ref=REF)


def test_a_file_withdrawn_counts_no_more_and_those_that_it_replaced_count_again(
    cli_on, own_demo_url, correction
):
    said = cli_on(own_demo_url, "withdraw", correction, "--reason", "sent twice")
    assert said.code == 0, said.aside
    assert "counts no more" in said.out
    listed = cli_on(own_demo_url, "files", "--contract", REF, "--month", "2026-05", "--json").json
    states = {one["name"]: one["state"] for one in listed["files"]}
    assert states[CORRECTION] == "withdrawn"
    assert "partly_replaced" not in json.dumps(states)


def test_a_number_that_no_file_has_is_a_misuse(cli_on, demo_url):
    said = cli_on(demo_url, "withdraw", 999_999, "--reason", "x")
    assert (said.code, "999999" in said.aside) == (2, True)
