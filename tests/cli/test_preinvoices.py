"""`preinvoice`: the life of a month at the command line, on the database that it is pointed at."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Said, Type

ARMOR, ATLAS = "ARMOR-2025", "ATLAS-2025"
OCTOBER = ("--month", "2026-10")


@pytest.fixture(autouse=True)
def nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that forgot its database would fall on this one."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/else.db")


@pytest.fixture
def demo(cli_on: Type, own_demo_url: str) -> Type:
    return lambda *words, lang="en": cli_on(own_demo_url, "preinvoice", *words, lang=lang)


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "accord.txt"
    path.write_text("Bon pour accord", encoding="utf-8")
    return path


def armor(*words: object) -> tuple[object, ...]:
    return (*words, "--contract", ARMOR, *OCTOBER)


def codes(said: Said) -> list[str]:
    return [one["code"] for one in said.json["problems"]]


def test_the_life_of_a_month_is_told_and_says_what_was_seen(demo: Type) -> None:
    told: dict[str, Any] = demo("show", "--contract", ATLAS, *OCTOBER, "--json").json
    assert (told["state"], told["vendor_amount"]) == ("contested", "93599.20")
    assert [one["step"] for one in told["steps"]] == ["submit", "contest"]
    assert told["seen"].startswith("2-")
    shown = demo("show", "--contract", ATLAS, *OCTOBER)
    assert f"--seen {told['seen']}" in shown.out
    assert "Disputed" in shown.out


def test_a_month_goes_from_answer_to_agreed_and_its_document_is_written(
    demo: Type, mail: Path, tmp_path: Path
) -> None:
    where = ("--contract", ATLAS, *OCTOBER)
    answered = demo("answer", *where, "--comment", "Comptées hors production", "--json").json
    assert answered["state"] == "submitted"
    line = next(one["id"] for one in answered["documents"][0]["lines"])
    again = demo(
        *(
            "contest",
            *where,
            "--comment",
            "Non",
            "--evidence",
            mail,
            "--line",
            f"{line}=10.00@1",
            "--json",
        )
    ).json
    assert (again["state"], again["steps"][-1]["on_behalf"]) == ("contested", True)
    agreed = demo("agree", *where, "--comment", "Accord", "--evidence", mail, "--json").json
    assert agreed["state"] == "agreed"
    written = demo("document", agreed["documents"][0]["id"], "--output", tmp_path)
    assert written.code == 0
    (path,) = tmp_path.glob("*.xlsx")
    assert path.read_bytes()[:2] == b"PK"
    assert demo("document", 9999).code == 2


def test_clear_receive_pay_and_export_each_say_what_is_missing(
    demo: Type, cli_on: Type, own_demo_url: str
) -> None:
    assert demo(*armor("clear", "--to", "moon")).code == 2
    assert demo(*armor("clear", "--to", "invoice", "--json")).json["state"] == "clear_to_invoice"
    refused = demo(*armor("received"), lang="fr")
    assert refused.code == 1
    assert "enregistrez son fichier ou ses totaux à la page Rapprochement" in refused.out + refused.aside
    bill = cli_on(own_demo_url, "bill", "--contract", ARMOR, *OCTOBER, "--json").json
    typed = ("--typed", "--number", "F-10", "--subtotal", bill["subtotal"], "--vat", bill["vat"])
    assert cli_on(own_demo_url, "reconcile", *typed, "--contract", ARMOR, *OCTOBER).code == 0
    assert demo(*armor("received", "--json")).json["state"] == "invoice_received"
    assert demo(*armor("clear", "--to", "pay", "--json")).json["state"] == "clear_to_pay"
    assert demo(*armor("export", "--json")).json["state"] == "exported"


def test_a_step_on_what_is_no_longer_so_is_refused(demo: Type) -> None:
    stale = demo(*armor("clear", "--to", "invoice", "--seen", "0"))
    assert stale.code == 1
    assert "Somebody was quicker" in stale.out + stale.aside
    assert demo(*armor("clear", "--to", "invoice", "--seen", "yesterday")).code == 2


def test_submit_and_settle_say_that_nothing_changed(demo: Type) -> None:
    tejo = ("--contract", "TEJO-2025", *OCTOBER)
    for words in (("submit", *tejo), armor("settle")):
        said = demo(*words, lang="fr")
        assert said.code == 1
        assert "Rien n’a changé depuis l’émission" in said.out + said.aside


def test_lines_by_hand_are_proposed_approved_refused_and_taken_back(demo: Type, mail: Path) -> None:
    line = armor("manual", "add", "--label", "Formation", "--reason", "Due", "--evidence", mail)
    small = demo(*line, "--quantity", "2", "--price", "50", "--json").json
    large = demo(*line, "--amount", "90000", "--name", "Anne", "--json").json
    told = [one[0] if isinstance(one, list) else one for one in (small, large)]
    assert [one["state"] for one in told] == ["counts", "waiting"]
    number = told[1]["id"]
    nameless = demo("manual", "approve", number, lang="fr")
    assert nameless.code == 1
    assert "la seconde personne donne son nom" in nameless.out + nameless.aside
    assert demo("manual", "refuse", number, "--name", "anne").code == 1
    assert demo("manual", "approve", number, "--name", "Bruno").code == 0
    assert demo("manual", "withdraw", told[0]["id"]).code == 0
    listed = demo(*armor("manual", "list", "--json")).json
    assert [(one["state"], one["decided_by"]) for one in listed] == [
        ("withdrawn", "local"),
        ("approved", "Bruno"),
    ]
