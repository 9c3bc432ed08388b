"""`close`, `restatements`, and what `import` says in euros."""

from pathlib import Path

import pytest

from tests.cli.conftest import Said, Type

RAVINALA = "RAVINALA-2025"
DATA = Path(__file__).resolve().parents[2] / "data" / "ravinala"


@pytest.fixture
def demo(cli_on: Type, own_demo_url: str) -> Type:
    return lambda *words, lang="en": cli_on(own_demo_url, *words, lang=lang)


def close(demo: Type, month: str, *more: str) -> Said:
    return demo("close", "--contract", RAVINALA, "--month", month, *more)


def test_a_month_is_closed_and_then_says_so_everywhere(demo: Type) -> None:
    bare = close(demo, "2026-10", "--comment", "Agreed", "--json")
    assert [problem["code"] for problem in bare.json["problems"]] == ["closing.no_invoice"]
    done = close(demo, "2026-10", "--comment", "Agreed", "--despite", "--json")
    assert done.code == 0
    assert (done.json["state"], done.json["closed_on"]) == ("closed", "2026-11-12")
    assert done.json["comment"] == "Agreed"
    assert len(done.json["result_sha256"]) == 64
    bill = demo("bill", "--contract", RAVINALA, "--month", "2026-10", "--json").json
    assert (bill["state"], bill["closed_on"]) == ("closed", "2026-11-12")
    months = {c["ref"]: c["months"] for c in demo("status", "--json").json["contracts"]}[RAVINALA]
    assert {one["month"]: one["state"] for one in months}["2026-10"] == "closed"
    again = close(demo, "2026-10", "--json")
    assert again.code == 1
    assert [problem["code"] for problem in again.json["problems"]] == ["closing.already"]


def test_a_refusal_says_why_in_the_user_s_words(demo: Type) -> None:
    done = close(demo, "2026-11")
    assert done.code == 1
    assert "November 2026 stays open." in done.out
    assert "not over" in done.out + done.aside
    french = demo("close", "--contract", RAVINALA, "--month", "2026-11", lang="fr")
    assert "novembre 2026 reste ouvert" in french.out.replace("\xa0", " ")


def test_the_restatement_of_may_is_an_adjustment_of_june_to_the_cent(demo: Type) -> None:
    told = demo("restatements", "--contract", RAVINALA, "--json").json
    (file,) = told["restatements"]
    assert file["file"] == "Ravinala_mails_2026-05-04_au_2026-05-17_rectificatif.xlsx"
    assert (file["adjustment"], file["moved"], len(file["days_replaced"])) == ("-2625.44", "0.00", 10)
    (may,) = file["months"]
    assert (may["month"], may["state"], may["proposed_in"]) == ("2026-05", "closed", "2026-06")
    (owed,) = told["adjustments"]
    assert (owed["month"], owed["closed_on"], owed["proposed_in"]) == ("2026-05", "2026-06-18", "2026-06")
    (sla,) = owed["slas"]
    assert (sla["before"], sla["after"], sla["points"]) == ("90.6", "88.9", "-1.7")
    assert (sla["numerator_after"], sla["denominator_after"]) == ("20445", "22998")
    amounts = {line["id"]: line["difference"] for line in owed["lines"]}
    assert amounts == {"email": "-2125.44", "email24-malus": "-500.00"}


def test_restatements_are_asked_for_a_month(demo: Type) -> None:
    for month in ("2026-05", "2026-06"):
        shown = demo("restatements", "--contract", RAVINALA, "--month", month)
        assert "−€2,625.44" in shown.out
    assert (
        "No file took the place" in demo("restatements", "--contract", RAVINALA, "--month", "2026-04").out
    )


def one_chat_less(month: str, folder: Path) -> Path:
    """The first day of a month of chats comes again, with one chat fewer."""
    head, first, *_ = (DATA / f"Ravinala_chats_{month}.txt").read_text(encoding="utf-8").splitlines()
    day, offered, handled, *rest = first.split("\t")
    row = "\t".join([day, offered, str(int(handled) - 1), *rest])
    file = folder / f"Ravinala_chats_{month}_bis.txt"
    file.write_text(f"{head}\n{row}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("month", "state", "into"), [("2026-10", "open", None), ("2026-09", "closed", "2026-10")]
)
def test_an_import_that_replaces_days_says_the_euros_before_and_after(
    demo: Type, tmp_path: Path, month: str, state: str, into: str | None
) -> None:
    file = one_chat_less(month, tmp_path)
    tried = demo("import", file, "--contract", RAVINALA, "--dry-run", "--json").json
    (found,) = tried["effect"]["months"]
    assert (found["state"], found["proposed_in"], found["difference"]) == (state, into, "-1.38")
    assert {one["counter"] for one in tried["effect"]["counters"]} >= {"handled", "answered"}
    done = demo("import", file, "--contract", RAVINALA, "--json").json
    assert done["effect"] == tried["effect"]
    assert demo("import", file, "--contract", RAVINALA, "--json").json["effect"] is None
    shown = demo("restatements", "--contract", RAVINALA, "--month", month, lang="fr")
    assert "−1,38" in shown.out


def test_an_import_that_adds_days_has_no_euros_to_tell(demo: Type) -> None:
    there = demo("import", DATA / "Ravinala_chats_2026-10.txt", "--contract", RAVINALA, "--json")
    assert (there.json["status"], there.json["effect"]) == ("already_there", None)
