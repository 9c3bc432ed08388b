"""Alembic's entry: runs the migrations on the connection that `migrating` hands over.

A new migration, once `tables` has changed, is drafted by `alembic.command.revision` with
`autogenerate=True` and the configuration of `migrating`; a test fails as long as the migrations do
not give exactly the tables of the code.
"""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from pilotage.store.tables import Utc, metadata


def _plain(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:  # noqa: ANN401
    """Types as SQLAlchemy's own: a migration must not change when our classes do."""
    if kind == "type" and isinstance(item, Utc):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.TypeDecorator) and isinstance(item.impl, sa.String):
        return f"sa.String(length={item.impl.length})"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=_plain,
    compare_type=True,
)
context.run_migrations()
