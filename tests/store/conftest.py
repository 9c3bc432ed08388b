from store.databases import db, fresh, templates

__all__ = ["db", "fresh", "templates"]
