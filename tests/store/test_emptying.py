"""Starting again from nothing, which only the demo does."""

from pilotage.store import migrating
from pilotage.store.emptying import drop_everything
from store.rows import one_of_each


def test_a_full_database_is_emptied_and_made_again_with_its_guards(db):
    with db.writing() as session:
        one_of_each(session)
    drop_everything(db)
    assert [problem.code for problem in migrating.check(db)] == ["database.version"]
    assert migrating.upgrade(db) is True
    assert migrating.check(db) == ()
    with db.writing() as session:
        one_of_each(session)
