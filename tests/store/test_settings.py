"""Values of the portal itself."""

from pilotage.store import settings


def test_a_value_is_absent_then_set_then_changed(db):
    with db.reading() as session:
        assert settings.get(session, "today") is None
    with db.writing() as session:
        settings.put(session, "today", "2026-11-12")
    with db.writing() as session:
        settings.put(session, "today", "2026-11-13")
    with db.reading() as session:
        assert settings.get(session, "today") == "2026-11-13"
