"""Use cases: one transaction, one actor, one verb."""
