"""Bringing a database to this version's schema, and saying so when it is of another."""

import re
from pathlib import Path

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.storage import tables
from wasteledger.storage.seal import unseal

REVISION = "0003"
"""The newest migration; a test holds it to the folder of migrations, which is too slow to read at every start."""

MARK_BITS = 48
OUR_REVISION = re.compile(r"[0-9]{4}")


def shipped(folder: str) -> Path:
    """Find a folder that the wheel carries inside the package and a checkout keeps beside it."""
    package = Path(__file__).resolve().parents[1]
    inside = package / folder
    return inside if inside.is_dir() else package.parent / folder


def require_current_schema(connection: Connection, database: str) -> None:
    """Refuse a database of another schema, saying which command mends it.

    Raises:
        NotALedger: there is no schema of ours in it.
        SchemaOlder, SchemaNewer: it was made by another version.
    """
    found = schema_version(connection, database)
    ours = (REVISION, tables.PROJECTIONS_VERSION)
    if found < ours:
        raise errors.SchemaOlder(database=database)
    if found > ours:
        raise errors.SchemaNewer(database=database)


def schema_version(connection: Connection, database: str) -> tuple[str, int]:
    """Return the newest migration and the version of the projections that a database holds.

    Raises:
        NotALedger: it holds no migration of ours; Alembic serves other programs too.
    """
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision is None or not OUR_REVISION.fullmatch(revision):
        raise errors.NotALedger(database=database)
    if revision != REVISION:
        return str(revision), 0
    return REVISION, connection.execute(select(tables.reference_mark.c.projections)).scalar_one()


def migrate(connection: Connection) -> None:
    """Run the migrations of the journal's own tables, unsealed, in the caller's transaction."""
    from alembic import command  # noqa: PLC0415  # costs 340 ms, and only upgrades need it
    from alembic.config import Config  # noqa: PLC0415

    if "entry" in _table_names(connection):
        unseal(connection)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    command.upgrade(config, "head")


def drop_projections(connection: Connection) -> None:
    """Drop every projection there is, and the views of them."""
    from wasteledger.storage.views import drop_views  # noqa: PLC0415  # only upgrades need it

    drop_views(connection)
    present = set(_table_names(connection))
    for table in reversed(tables.PROJECTIONS):
        if table.name in present:
            table.drop(connection)


def renew_projections(connection: Connection) -> None:
    """Drop every projection and create it anew, empty; the caller folds the journal and seals."""
    from secrets import randbits  # noqa: PLC0415  # only upgrades need them

    from wasteledger.storage.views import create_views  # noqa: PLC0415

    drop_projections(connection)
    tables.metadata.create_all(connection, tables=list(tables.PROJECTIONS), checkfirst=False)
    create_views(connection)
    # Drawn anew, so that nobody who holds a copy of the lists in memory takes it for a copy of these.
    mark = {"one": 1, "version": randbits(MARK_BITS), "projections": tables.PROJECTIONS_VERSION}
    connection.execute(tables.reference_mark.insert().values(mark))


def _table_names(connection: Connection) -> list[str]:
    import sqlalchemy  # noqa: PLC0415

    return sqlalchemy.inspect(connection).get_table_names()
