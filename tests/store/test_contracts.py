"""Contracts as they are kept: a row of today, every version, each text once."""

from sqlalchemy import func, select

from pilotage.contract.loading import load_contract
from pilotage.store import contracts
from pilotage.store.audit import digest
from pilotage.store.tables import ContractText, Vendor
from store.feeds import FEEDS
from store.rows import NOW
from tests.written_contract import written_contract


def text(title="Contrat", ref="ARMOR-2025", name="Armor"):
    return written_contract(ref, title=title, name=name)


def save(session, **values):
    written = text(**values)
    contract, problems = load_contract(written)
    assert contract is not None, problems
    return contracts.save(session, contract, (written, FEEDS), file="c.toml", at=NOW, by="someone")


def test_a_version_is_kept_with_its_texts_and_who_published_it(db):
    with db.writing() as session:
        save(session)
    with db.reading() as session:
        (version,) = contracts.versions(session, None, "ARMOR-2025")
        assert (version.version, version.file, version.published_by) == (1, "c.toml", "someone")
        assert version.published_at == NOW
        assert (version.sha256, version.feeds_sha256) == (digest(text()), digest(FEEDS))
        found = contracts.texts(session, None, "ARMOR-2025")
        assert (found.contract, found.feeds) == (text(), FEEDS)
        assert contracts.texts(session, None, "ARMOR-2025", 2) is None


def test_a_text_is_kept_once_and_the_row_follows_the_last_version(db):
    with db.writing() as session:
        save(session)
        save(session, title="Avenant", name="Armor Dialogue")
        save(session)
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(ContractText)) == 3
        row = contracts.find(session, None, "ARMOR-2025")
        assert (row.title, row.version, row.data_version) == ("Contrat", 3, 3)
        assert contracts.texts(session, None, "ARMOR-2025", 2).contract == text(
            "Avenant", name="Armor Dialogue"
        )
        assert session.get(Vendor, "armor").name == "Armor"


def test_contracts_in_force_come_with_their_texts(db):
    with db.writing() as session:
        save(session)
        save(session, title="Avenant")
        save(session, ref="ARMOR-2027")
    with db.reading() as session:
        found = [(row.ref, texts.version) for row, texts in contracts.in_force(session, None)]
        assert found == [("ARMOR-2025", 2), ("ARMOR-2027", 1)]
        assert [row.ref for row in contracts.listed(session, None)] == ["ARMOR-2025", "ARMOR-2027"]
        assert contracts.vendor_names(session, None) == {"armor": "Armor"}
        assert contracts.feeds_sha256(session, None, "ARMOR-2025", 2) == digest(FEEDS)
        assert contracts.feeds_sha256(session, None, "ARMOR-2025", 3) is None


def test_a_bump_moves_one_contract_only(db):
    with db.writing() as session:
        save(session)
        save(session, ref="ARMOR-2027")
        contracts.bump(session, "armor", "ARMOR-2025")
    with db.reading() as session:
        moved = {row.ref: row.data_version for row in contracts.listed(session, None)}
        assert moved == {"ARMOR-2025": 2, "ARMOR-2027": 1}
