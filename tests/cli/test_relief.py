"""`relief` and `waive`: a request kept, taken back by who made it, a closed month refused in words."""

import shutil

import pytest

ATLAS = ("--contract", "ATLAS-2025")
OUTAGE = ("--clause", "panne", "--reason", "CRM", "--side", "client")
SPAN = ("--span", "2026-11-05T14:00/2026-11-05T15:00")


@pytest.fixture
def own(cli_on, demo_file, tmp_path):
    """Types a command on a copy of the demo."""
    url = f"sqlite:///{shutil.copy(demo_file, tmp_path / 'own.db')}"
    return lambda *words, lang="en": cli_on(url, *words, lang=lang)


def test_a_request_is_taken_back_once_by_who_made_it_and_stays_listed(own):
    asked = own("relief", "request", *ATLAS, "--month", "2026-11", *OUTAGE, *SPAN)
    assert asked.code == 0, asked.aside
    number = asked.out.split()[1]
    done = own("relief", "withdraw", number, "--reason", "asked twice")
    assert (done.code, done.out.strip()) == (0, f"Request {number} is withdrawn.")
    [listed] = own("relief", "list", *ATLAS, "--month", "2026-11", "--json").json["requests"]
    assert (listed["request"], listed["outcome"]) == (int(number), "withdrawn")
    again = own("relief", "withdraw", number)
    assert again.code == 1
    assert "Decided already" in again.aside
    assert own("relief", "withdraw", "999").code == 2


def test_a_closed_month_is_refused_and_names_the_month_that_takes_the_difference(own):
    words = ("relief", "request", *ATLAS, "--month", "2026-03", *OUTAGE, "--despite")
    refused = own(*words)
    assert refused.code == 1
    assert "March 2026 is closed" in refused.aside
    assert "October 2026, the first open month" in refused.aside
    assert own(*words, "--after-closing").code == 0
