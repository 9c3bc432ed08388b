"""The demo: a fictional client, four fictional vendors, thirteen months, made by our own seeded code."""
