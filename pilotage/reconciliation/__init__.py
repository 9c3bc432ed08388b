"""The vendor's invoice against what was expected."""
