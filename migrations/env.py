"""Runs the migrations: on the connection the ledger hands over, or from the ``alembic`` command for developers."""

import os
from typing import Any

from alembic import context
from sqlalchemy import Connection

from wasteledger.storage.database import Database
from wasteledger.storage.tables import metadata


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our column types as plain SQLAlchemy, because a migration imports nothing of ours."""
    if kind == "type" and item.__class__.__module__.startswith("wasteledger"):
        autogen_context.imports.add("import sqlalchemy as sa")
        return f"sa.{item.impl!r}"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        # The ledger's own transaction holds the migration, the refold and the seal together.
        transactional_ddl=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(os.environ["WASTELEDGER_DATABASE"]).writing() as opened:
        run(opened)
