"""`cutoff`, `journal`, `budget`, `costs` as a controller types them."""

import json
import shutil

import pytest

MONTH = ("--contract", "ATLAS-2025", "--month", "2026-09")


@pytest.fixture
def own(cli_on, own_demo_url):
    return lambda *words, lang="en": cli_on(own_demo_url, *words, lang=lang)


@pytest.mark.parametrize("words", [("cutoff",), ("journal",), ("budget",), ("costs",)])
def test_each_command_has_its_help_in_french(cli, words):
    said = cli(*words, "--help", lang="fr")
    assert said.code == 0
    assert (
        "Provisionne" in said.out or "critures" in said.out or "udget" in said.out or "oûts" in said.out
    )


def test_a_month_is_accrued_once_and_says_so_in_french(cli_on, demo_url):
    said = cli_on(demo_url, "cutoff", *MONTH, lang="fr")
    assert said.code != 0
    assert "septembre 2026 est" in said.aside.replace("\xa0", " ")


def test_a_month_against_its_budget_as_json(cli_on, demo_url):
    found = cli_on(demo_url, "budget", "show", *MONTH, "--json").json
    assert set(found) == {"month", "budget", "actual", "landing", "difference", "causes"}
    assert found["landing"] is None
    assert isinstance(found["actual"], str)
    assert cli_on(demo_url, "budget", "show", *MONTH, lang="fr").out.count("€") >= 4


def test_full_cost_as_json(cli_on, demo_url):
    found = cli_on(demo_url, "costs", "list", *MONTH, "--json").json
    assert found["per_resolved"] is None
    assert len(found["costs"]) == 3
    assert float(found["full"]) > float(found["billed"])


def test_entries_are_written_in_the_layout_that_is_asked_for(own, tmp_path):
    out = tmp_path / "e.txt"
    said = own("journal", "export", "--month", "2026-09", "--out", out)
    assert said.code == 0
    assert out.read_text(encoding="utf-8").startswith("JournalCode\tJournalLib\t")
    said = own("journal", "export", "--month", "2026-09", "--out", out, "--layout", "nope", lang="fr")
    assert said.code != 0
    assert "nope" in said.aside
    assert own("journal", "export", "--month", "2026-09", "--out", out, "--kind", "nope").code == 2
    layout = tmp_path / "mine.json"
    layout.write_text(json.dumps({"id": "mine", "columns": [{"name": "A", "field": "account"}]}))
    assert "mine" in own("journal", "layout", layout).out


def test_budgets_and_costs_are_entered_from_files_and_wrong_rows_are_named_in_french(own, tmp_path, root):
    good = shutil.copy(root / "pilotage/demo/finance/ATLAS-2025_budget.csv", tmp_path)
    assert own("budget", "import", good, "--contract", "ATLAS-2025").out.count("\n") == 15
    bad = tmp_path / "faux.csv"
    bad.write_text("mois;clause;quantité;montant\n2026-09;heure-jour;1;cher\n", encoding="utf-8")
    said = own("budget", "import", bad, "--contract", "ATLAS-2025", lang="fr")
    assert said.code == 1
    assert "faux.csv, ligne 2" in said.aside.replace("\xa0", " ")
    assert "cher" in said.aside
    bad.write_text("mois;libellé;montant\nhier;CRM;1\n", encoding="utf-8")
    said = own("costs", "import", bad, "--contract", "ATLAS-2025", lang="fr")
    assert "faux.csv, ligne 2" in said.aside.replace("\xa0", " ")
    bad.write_text("mois;libellé;montant\n2026-09;CRM;1\n", encoding="utf-8")
    assert own("costs", "import", bad, "--contract", "ATLAS-2025").code == 0
    assert own("costs", "add", "Télécoms", "12,50", *MONTH, "--source", "Relevé").code == 0
    assert own("costs", "add", "Télécoms", "beaucoup", *MONTH, "--source", "Relevé").code == 2
