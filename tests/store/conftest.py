from store.databases import db, db_left_by, fresh, templates

__all__ = ["db", "db_left_by", "fresh", "templates"]
