"""Contracts put in force: every version kept, nothing changed twice, nothing changed by a refusal."""

import hashlib
from datetime import date

import pytest

from pilotage.services import catalogue, imports, publishing
from pilotage.services.actor import RefusedError
from pilotage.store import contracts
from services.portal import (
    ADMIN,
    ARMOR_ONLY,
    ATLAS_ONLY,
    VIEWER,
    actions,
    calls,
    contents,
    contract_text,
    count,
    day_of_calls,
    feeds_text,
    on,
    publish,
)


def codes(published):
    return [problem.code for problem in published.problems]


def test_a_first_publication_is_version_one(db):
    done = publish(db)
    assert (done.ref, done.version, done.changed, done.problems) == ("ARMOR-2025", 1, True, ())
    assert done.sha256 == hashlib.sha256(contract_text().encode()).hexdigest()
    (card,) = catalogue.contracts(db, ADMIN)
    assert (card.ref, card.vendor, card.vendor_name) == ("ARMOR-2025", "armor", "Armor")
    assert catalogue.contract(db, ADMIN, ref="ARMOR-2025").currency == "EUR"
    assert actions(db) == ["contract.publish"]


def test_the_same_texts_again_change_nothing_at_all(db):
    publish(db)
    before = contents(db)
    done = publish(db)
    assert (done.version, done.changed) == (1, False)
    assert contents(db) == before


def test_another_text_is_another_version_and_the_first_one_stays(db):
    publish(db)
    done = publish(db, streams=("n1", "n2", "soir"))
    assert (done.version, done.changed) == (2, True)
    with db.reading() as session:
        assert [v.version for v in contracts.versions(session, None, "ARMOR-2025")] == [1, 2]
        assert contracts.texts(session, None, "ARMOR-2025", 1).contract == contract_text()
        assert "soir" in contracts.texts(session, None, "ARMOR-2025").contract
    assert count(db, "contract") == 1


def test_other_feeds_are_another_version_too(db):
    publish(db)
    other = feeds_text().replace("Présentés", "Reçus")
    done = publishing.publish(db, ADMIN, contract_text=contract_text(), feeds_text=other)
    assert (done.version, done.changed) == (2, True)


def test_a_contract_published_without_feeds_keeps_those_in_force(db):
    publish(db)
    publishing.publish(db, ADMIN, contract_text=contract_text(streams=("n1", "n2", "soir")))
    assert [feed.id for feed in catalogue.feeds(db, ADMIN, ref="ARMOR-2025").feed] == ["appels", "heures"]


def test_a_contract_may_be_published_without_any_feed(db):
    assert publishing.publish(db, ADMIN, contract_text=contract_text()).changed
    report = imports.import_file(db, ADMIN, content=b"a;b\n1;2\n", name="a.csv")
    assert report.status == "refused"


def test_publishing_says_that_the_figures_may_have_moved(db):
    publish(db)
    before = catalogue.data_version(db, ADMIN, ref="ARMOR-2025")
    publish(db, streams=("n1", "n2", "soir"))
    assert catalogue.data_version(db, ADMIN, ref="ARMOR-2025") > before


@pytest.mark.parametrize(
    ("contract", "feeds", "code"),
    [
        ("", "", "contract.empty"),
        ("ref = ", "", "contract."),
        (contract_text(), "[[feed]]\n", "feeds."),
        (contract_text(), feeds_text().replace('"heures"', '"appels"'), "feeds.duplicate_id"),
        (
            contract_text(),
            feeds_text().replace('column = "Site", verbatim = true', 'constant = "n9"'),
            "publish.unknown_stream",
        ),
    ],
)
def test_what_is_refused_changes_nothing_but_the_trail(db, contract, feeds, code):
    publish(db)
    before = contents(db, "audit_event", "audit_text")
    done = publishing.publish(db, ADMIN, contract_text=contract, feeds_text=feeds, file="contract.toml")
    assert not done.changed
    assert any(found.startswith(code) for found in codes(done))
    assert contents(db, "audit_event", "audit_text") == before
    assert actions(db) == ["contract.publish", "contract.refused"]


def test_a_reference_stays_with_its_vendor(db):
    publish(db)
    taken = contract_text("atlas").replace("ATLAS-2025", "ARMOR-2025")
    done = publishing.publish(db, ADMIN, contract_text=taken)
    assert codes(done) == ["publish.other_vendor"]
    assert catalogue.contract(db, ADMIN, ref="ARMOR-2025").vendor == "armor"


def test_a_contract_keeps_its_currency(db):
    publish(db)
    assert codes(publish(db, currency="GBP")) == ["publish.other_currency"]


def test_a_stream_with_figures_that_leaves_the_contract_is_told(db):
    publish(db)
    on(db, date(2026, 11, 12))
    content = calls(day_of_calls(date(2026, 11, 2), "n2"))
    assert imports.import_file(db, ADMIN, content=content, name="armor_appels.csv").batch == 1
    done = publish(db, streams=("n1",))
    assert done.changed
    assert [(problem.code, problem.read) for problem in done.problems] == [
        ("publish.stream_with_figures", "n2")
    ]


@pytest.mark.parametrize("actor", [VIEWER, ATLAS_ONLY])
def test_who_may_not_publish_is_refused_and_the_refusal_is_kept(db, actor):
    with pytest.raises(RefusedError):
        publish(db, actor=actor)
    assert count(db, "contract") == 0
    assert actions(db) == ["publish.refused"]


def test_a_pilot_publishes_for_his_own_vendor(db):
    assert publish(db, actor=ARMOR_ONLY).changed


def test_files_are_checked_without_a_database(tmp_path):
    (tmp_path / "contract.toml").write_text(contract_text(), encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(
        feeds_text().replace('column = "Site", verbatim = true', 'constant = "n9"'), encoding="utf-8"
    )
    (problem,) = publishing.check_files([tmp_path])
    assert (problem.code, problem.read) == ("publish.unknown_stream", "n9")


def test_a_file_in_another_encoding_or_out_of_reach_is_told(tmp_path):
    file = tmp_path / "contract.toml"
    file.write_bytes("title = 'énergie'".encode("cp1252"))
    assert [p.code for p in publishing.check_files([file])] == ["publish.not_utf8"]
    assert [p.code for p in publishing.check_files([tmp_path / "none.toml"])] == ["publish.unreadable"]


def test_what_another_published_in_between_is_not_undone(db):
    publish(db)
    publish(db, streams=("n1", "n2", "soir"))
    late = publishing.publish(db, ADMIN, contract_text=contract_text(), after=1)
    assert (codes(late), late.changed) == (["publish.overtaken"], False)
    with db.reading() as session:
        assert "soir" in contracts.texts(session, None, "ARMOR-2025").contract
    assert publishing.publish(db, ADMIN, contract_text=contract_text(), after=2).changed
