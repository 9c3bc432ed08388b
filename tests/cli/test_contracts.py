"""`check` and `publish`: contract and feed files."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "contracts"
ARMOR = CONTRACTS / "ARMOR-2025"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of Armor's folder, to be broken."""
    return Path(shutil.copytree(ARMOR, tmp_path / "ARMOR-2025"))


def broken(folder: Path, old: str, new: str, file: str = "contract.toml") -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_demo_s_contracts_have_nothing_against_them(cli):
    said = cli("check", CONTRACTS)
    assert (said.code, said.aside) == (0, "")


def test_a_broken_contract_is_told_by_its_line_and_refused(cli, own):
    broken(own, "starts = 2025-01-01", "starts = 2025-13-01")
    for command in ("check", "publish"):
        said = cli(command, own)
        assert said.code == 1
        assert said.out == ""
        assert "2025-13-01" in said.aside
    assert cli("status", "--json").json == {"contracts": []}


def test_a_broken_feed_is_told_too(cli, own):
    broken(own, "[[feed]]", "[[feed]]\nflavour = 1", "feeds.toml")
    said = cli("check", own)
    assert said.code == 1
    assert "flavour" in said.aside


def test_a_contract_in_another_encoding_is_said_and_refused(cli, own):
    (own / "contract.toml").write_bytes("titre = « été »".encode("cp1252"))
    for command in ("check", "publish"):
        said = cli(command, own)
        assert (said.code, said.aside.count("\n")) == (1, 1)


def test_publishing_says_the_version_and_the_same_again_changes_nothing(cli, own):
    assert "version 1" in cli("publish", own).out
    assert "nothing changed" in cli("publish", own).out
    broken(own, "title_en =", "# a remark\ntitle_en =")
    assert "version 2" in cli("publish", own / "contract.toml").out


def test_a_folder_publishes_every_contract_in_it(cli):
    assert cli("publish", CONTRACTS).code == 0
    assert len(cli("status", "--json").json["contracts"]) == 4


@pytest.mark.parametrize("command", ["check", "publish", "import", "inspect"])
def test_a_path_that_does_not_exist_is_a_misuse(cli, command, tmp_path):
    said = cli(command, tmp_path / "absent")
    assert (said.code, said.out) == (2, "")
    assert "absent" in said.aside


def test_a_folder_without_a_contract_is_a_misuse(cli, tmp_path):
    assert cli("publish", tmp_path).code == 2
