"""`sources` and `type`: two counts side by side, figures typed by hand."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARMOR = ("--contract", "ARMOR-2025")


def test_the_two_counts_of_january_at_armor_to_the_cent(cli_on, demo_url):
    said = cli_on(demo_url, "sources", *ARMOR, "--month", "2026-01", "--json")
    assert said.code == 0
    document = said.json
    first = document["counters"][0]
    assert (first["counter"], first["stream"]) == ("offered", "n1")
    assert (first["client"], first["vendor"], first["difference"]) == ("22250", "21986", "264")
    assert (first["reference"], first["clause"]) == ("client", "contrat, art. 6")
    assert (first["only_client"], first["only_vendor"]) == ([], [])
    (sla,) = document["slas"]
    assert (sla["id"], sla["client"], sla["vendor"]) == ("QS", "77.1", "78.0")
    assert (sla["status_client"], sla["status_vendor"]) == ("missed", "missed")
    (line,) = document["lines"]
    assert (line["client"], line["vendor"]) == ("-1839.23", "0.00")
    assert document["difference"] == "1839.23"
    assert document["total_difference"] == "2207.08"


def test_the_two_counts_are_read_by_people_in_their_language(cli_on, demo_url):
    told = cli_on(demo_url, "sources", *ARMOR, "--month", "2026-01", lang="fr").out
    told = told.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Source qui fait foi" in told
    assert "22 250" in told
    assert "1 839,23 €" in told


def test_one_source_says_so(cli_on, demo_url):
    said = cli_on(demo_url, "sources", "--contract", "TEJO-2025", "--month", "2026-10")
    assert "Nothing is counted by two sources in October 2026." in said.out


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "fax.pdf"
    path.write_bytes(b"%PDF fax")
    return path


def typing(paper, *counters, first="2026-10-01", last="2026-10-31", reason="read from a fax"):
    given = [word for counter in counters for word in ("--counter", counter)]
    dates = ("--from", first, "--to", last)
    return ("type", *ARMOR, "--stream", "n1", *dates, *given, "--reason", reason, "--evidence", paper)


@pytest.fixture
def published(cli):
    assert cli("publish", ROOT / "contracts").code == 0
    return cli


def test_a_typed_figure_is_kept_and_marked_in_kpi_and_sla(published, paper):
    said = published(*typing(paper, "quality_n=40", "quality_sum=3460,5"), "--json")
    assert said.code == 0, said.aside
    assert (len(said.json["batches"]), said.json["typed"]) == (2, True)
    dates = ("--from", "2026-10-01", "--to", "2026-10-31", "--json")
    rows = published("kpi", *ARMOR, *dates).json["rows"]
    score = next(row for row in rows if row["kpi"] == "note-qualite" and row["stream"] is None)
    assert (score["value"][:5], score["typed"]) == ("86.51", True)
    slas = published("sla", *ARMOR, "--month", "2026-10", "--json").json["slas"]
    assert {sla["id"]: sla["typed"] for sla in slas} == {"QS": False, "SAT": False, "NQ": True}
    assert "typed in" in published("sla", *ARMOR, "--month", "2026-10").out


@pytest.mark.parametrize(
    ("counters", "values", "told"),
    [
        (["quality_n=-1"], {}, "is below zero"),
        (["qualty_n=1"], {}, "neither a counter of the catalogue"),
        (["quality_n=40"], {"last": "2026-10-30"}, "one calendar month"),
        (["quality_n=40"], {"reason": " "}, "Say why"),
    ],
)
def test_what_cannot_be_typed_is_a_sentence_and_exit_1(published, paper, counters, values, told):
    said = published(*typing(paper, *counters, **values))
    assert said.code == 1
    assert told in said.aside


def test_a_counter_without_a_number_or_a_document_that_is_not_there_is_a_misuse(published, paper):
    said = published(*typing(paper, "quality_n"))
    assert (said.code, "offered=1234" in said.aside) == (2, True)
    assert published(*typing(paper.with_name("gone.pdf"), "quality_n=1")).code == 2


def test_a_figure_typed_into_a_closed_month_says_that_it_stays_and_where_the_difference_goes(
    cli_on, own_demo_url, paper
):
    words = ("type", "--contract", "TEJO-2025", "--stream", "entretien", "--from", "2026-09-01",
             "--to", "2026-09-30", "--reason", "Fax", "--evidence", paper)  # fmt: skip
    said = cli_on(own_demo_url, *words, "--counter", "repeats=12")
    assert said.code == 0, said.aside
    assert "September 2026 is closed and stays as it is" in said.out
    document = cli_on(own_demo_url, *words, "--counter", "resolvable=12", "--json").json
    assert [one["month"] for one in document["closed_months"]] == ["2026-09"]
    assert document["closed_months"][0]["proposed_in"] == "2026-10"
