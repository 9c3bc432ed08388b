"""The fixture that reads a file under a profile, for every test of this folder."""

from tests.unit.feeds.feed_fixtures import read

__all__ = ["read"]
