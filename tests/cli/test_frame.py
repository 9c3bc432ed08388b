"""What every command shares: options anywhere, the reader's language, exit codes."""

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pilotage.cli import app
from pilotage.cli.frame import Frame, begin, language_of, table
from pilotage.locale import Words

COMMANDS = [
    (name, child)
    for name, command in get_command(app).commands.items()
    for child in [None, *getattr(command, "commands", {})]
]


@pytest.mark.parametrize(("command", "child"), COMMANDS)
def test_every_command_has_help_in_both_languages(command, child):
    words = [command, *([child] if child else []), "--help"]
    english, french = (CliRunner().invoke(app, ["--lang", lang, *words]) for lang in ("en", "fr"))
    assert english.exit_code == french.exit_code == 0
    assert english.stdout != french.stdout


def test_general_options_are_understood_after_the_command_too(cli, tmp_path):
    elsewhere = tmp_path / "elsewhere.db"
    assert cli("db", "upgrade", "--database-url", f"sqlite:///{elsewhere}", "--lang=fr").code == 0
    assert elsewhere.is_file()


def test_a_language_that_is_not_spoken_is_a_misuse(cli):
    assert cli("db", "check", lang="de").code == 2


def test_the_terminal_decides_the_language_unless_it_is_asked_for():
    assert language_of({"LANG": "fr_FR.UTF-8"}) == "fr"
    assert language_of({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}) == "en"
    assert language_of({}) == "en"


@pytest.mark.parametrize("month", ["2026-13", "26-01", "2026/01", "avril"])
def test_what_is_not_a_month_is_a_misuse(cli, month):
    said = cli("bill", "--contract", "X", "--month", month)
    assert (said.code, said.out) == (2, "")


@pytest.mark.parametrize("day", ["2026-02-30", "31/01/2026"])
def test_what_is_not_a_day_is_a_misuse(cli, day):
    assert cli("kpi", "--contract", "X", "--from", day, "--to", "2026-01-31").code == 2


def test_a_period_that_ends_before_it_begins_is_a_misuse(cli):
    said = cli("kpi", "--contract", "X", "--from", "2026-02-01", "--to", "2026-01-31", "--json")
    assert (said.code, said.out) == (2, "")
    assert "before the first" in said.aside


@pytest.mark.parametrize(
    "words",
    [
        ("sla", "--month", "2026-01"),
        ("bill", "--month", "2026-01", "--json"),
        ("explain", "--month", "2026-01"),
        ("kpi", "--from", "2026-01-01", "--to", "2026-01-31"),
        ("invoice", "--month", "2026-01", "--out", "nowhere.xlsx"),
    ],
)
def test_a_contract_that_is_not_published_is_said_in_one_sentence(cli, words):
    said = cli(*words, "--contract", "NOBODY-2026")
    assert said.code == 2
    assert said.out == ""
    assert said.aside == "Nothing is published under the reference NOBODY-2026.\n"


def test_a_table_puts_figures_on_the_right(capsys):
    begin(Frame())
    table(("Name", "Amount"), [("a", "1.00"), ("bcdef", "1,000.00")], right=[1])
    assert capsys.readouterr().out.splitlines() == [
        "Name     Amount",
        "-----  --------",
        "a          1.00",
        "bcdef  1,000.00",
    ]


def test_the_frame_speaks_the_language_it_was_given():
    assert Frame(language="fr").t("Missing") == Words("fr")("Missing") == "Manquant"
