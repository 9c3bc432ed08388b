"""Taking every table away, for the demo to start again. Nothing else ever calls this."""

from pilotage.store.database import Database
from pilotage.store.tables import metadata


def drop_everything(db: Database) -> None:
    """Drops all the tables, their guards with them, and the mark of their version, in one transaction.

    `upgrade` then makes them again, empty.
    """
    with db.connection(writes=True) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{table.name}"')
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
        connection.commit()
