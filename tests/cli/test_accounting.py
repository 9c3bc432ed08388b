"""`cutoff`, `journal`, `budget`, `costs` as a controller types them."""

import json
import shutil
from decimal import Decimal

import pytest
from services.books import three_months

from pilotage.services import maintenance
from pilotage.store import settings

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


@pytest.fixture
def small(cli_on, url):
    """Three months of one vendor, none of them accrued, on 20 October 2026."""
    db = maintenance.opened(url)
    three_months(db)
    with db.writing() as session:
        settings.put(session, "today", "2026-10-20")
    return lambda *words, lang="en": cli_on(url, *words, lang=lang)


JULY = ("--contract", "ARMOR-2025", "--month", "2026-07")


def fec(path):
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(head.split("\t"), row.split("\t"), strict=True)) for row in rows]


def test_a_month_is_accrued_with_its_lines_its_accounts_and_its_total(small):
    found = small("cutoff", *JULY, "--comment", "Arrêté", "--json").json
    assert found["on"] == "2026-10-20"
    assert float(found["total"]) > float(found["subtotal"]) > 0
    assert {one["account"] for one in found["lines"]} == {"611"}
    said = small("cutoff", *JULY[:2], "--month", "2026-08", lang="fr")
    assert said.code == 0
    assert "611" in said.out
    assert "€" in said.out


def test_entries_that_left_say_so_and_keep_their_numbers(small, tmp_path):
    small("cutoff", *JULY)
    first, again = tmp_path / "a.txt", tmp_path / "b.txt"
    said = small("journal", "export", *JULY, "--out", first)
    assert "Already exported" not in said.out
    said = small("journal", "export", *JULY, "--out", again, lang="en")
    assert "Already exported" in said.out
    assert first.read_bytes() == again.read_bytes()
    assert [row["EcritureNum"] for row in fec(first)] == sorted(row["EcritureNum"] for row in fec(first))


def test_a_month_without_entries_of_a_kind_says_so_in_french(small, tmp_path):
    for kind, words in (("accruals", "arrêté comptable"), ("credits", "avoir"), ("invoices", "facture")):
        said = small("journal", "export", *JULY, "--out", tmp_path / "x", "--kind", kind, lang="fr")
        assert said.code == 1
        assert words in said.aside
    assert not (tmp_path / "x").exists()


def test_a_budget_that_was_kept_is_shown_with_its_causes(small, tmp_path):
    file = tmp_path / "budget.csv"
    file.write_text("mois;clause;quantité;montant\n2026-07;appel;2000;10000,00\n", encoding="utf-8")
    assert small("budget", "import", file, "--contract", "ARMOR-2025").code == 0
    found = small("budget", "show", *JULY, "--json").json
    assert found["budget"] == "10000.00"
    assert set(found["causes"]) == {"volume", "mix", "price", "bonus_malus", "adjustment", "other"}
    assert sum(Decimal(one) for one in found["causes"].values()) == Decimal(found["difference"])
    assert "Régularisations de mois clos" in small("budget", "show", *JULY, lang="fr").out


def test_costs_that_were_kept_are_listed_beside_the_bill(small, tmp_path):
    assert small("costs", "add", "Télécoms", "12.50", *JULY, "--source", "Relevé").code == 0
    assert small("costs", "add", "Télécoms", "-2.50", *JULY, "--source", "Relevé").code == 0
    assert small("costs", "add", "Télécoms", "1", *JULY).code == 1, "where it comes from is not said"
    found = small("costs", "list", *JULY, "--json").json
    assert [one["amount"] for one in found["costs"]] == ["12.50", "-2.50"]
    assert Decimal(found["full"]) == Decimal(found["billed"]) + 10
    assert "Coût complet" in small("costs", "list", *JULY, lang="fr").out
