"""The fingerprint of a schema: every table, view, index, trigger and function, so that a missing seal is noticed."""

import re
from hashlib import sha256

from sqlalchemy import Connection, create_engine

from wasteledger.storage.seal import seal
from wasteledger.storage.tables import metadata
from wasteledger.storage.views import create_views

Fingerprint = dict[str, str]
"""The name of each object of the schema and a digest of its definition."""

_SQLITE = """
SELECT type || ' ' || name, sql FROM sqlite_master
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"""

# Definitions as the server says them, for the tables of one schema.
_POSTGRESQL = """
SELECT 'column ' || c.relname || '.' || a.attname,
       format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text || ' '
       || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || ' ' || coalesce(l.collname, '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE c.relnamespace = to_regnamespace(SCHEMA) AND c.relkind = 'r' AND c.relname <> 'alembic_version'
UNION ALL
SELECT 'constraint ' || conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
WHERE k.connamespace = to_regnamespace(SCHEMA) AND conrelid <> 0 AND contype <> 't'
  AND conrelid IS DISTINCT FROM to_regclass(SCHEMA || '.alembic_version')
UNION ALL
SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = SCHEMA AND tablename <> 'alembic_version'
UNION ALL
SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = to_regnamespace(SCHEMA) AND NOT t.tgisinternal
UNION ALL
SELECT 'view ' || viewname, definition FROM pg_views WHERE schemaname = SCHEMA AND viewname LIKE 'open%'
UNION ALL
SELECT 'function ' || proname, prosrc FROM pg_proc WHERE pronamespace = to_regnamespace(SCHEMA) AND proname LIKE 'seal%'
"""

_SCRATCH = "wasteledger_fingerprint"


def fingerprint(connection: Connection) -> Fingerprint:
    """Fingerprint the schema that a connection looks at."""
    if connection.dialect.name == "sqlite":
        return _digests(connection, _SQLITE, "")
    return _digests(connection, _POSTGRESQL, str(connection.exec_driver_sql("SELECT current_schema()").scalar()))


def expected_fingerprint(connection: Connection) -> Fingerprint | None:
    """Fingerprint a schema made anew beside the one in use, which leaves nothing behind.

    Returns:
        None where the database's user may not make a schema: only the server can say how it writes a definition.
    """
    if connection.dialect.name == "sqlite":
        scratch = create_engine("sqlite://")
        try:
            with scratch.begin() as fresh:
                metadata.create_all(fresh)
                create_views(fresh)
                seal(fresh)
                return fingerprint(fresh)
        finally:
            scratch.dispose()
    if not connection.exec_driver_sql("SELECT has_database_privilege(current_database(), 'CREATE')").scalar():
        return None
    with connection.engine.connect() as fresh:
        # Said for this transaction alone: SQLAlchemy would give the connection back as one that sees no snapshot.
        fresh.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE")
        fresh.exec_driver_sql(f"CREATE SCHEMA {_SCRATCH}")
        fresh.exec_driver_sql(f"SET LOCAL search_path TO {_SCRATCH}")
        metadata.create_all(fresh, checkfirst=False)
        create_views(fresh)
        seal(fresh)
        expected = fingerprint(fresh)
        fresh.rollback()
        return expected


def differences(found: Fingerprint, expected: Fingerprint) -> list[str]:
    """Name what is missing, added or altered."""
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def _digests(connection: Connection, query: str, schema: str) -> Fingerprint:
    rows = connection.exec_driver_sql(query.replace("SCHEMA", f"'{schema}'").replace("%", "%%" if schema else "%"))
    return {
        name: _digest(_bare(definition.replace(f"{schema}.", "") if schema else definition, name.startswith("table ")))
        for name, definition in rows
    }


def _bare(definition: str, is_table: bool) -> str:
    """Leave out what is the writer's habit: blanks, quotes, brackets round a default, the order of a table's parts.

    A column that was added later stands on another's line.
    """
    parts = re.split(r"[,\n]", definition) if is_table else definition.splitlines()
    lines = [re.sub(r'[\s"]+', "", part) for part in parts]
    bare = "\n".join(sorted(filter(None, lines)) if is_table else lines)
    return re.sub(r"DEFAULT\(('[^']*')\)", r"DEFAULT\1", bare)


def _digest(definition: str) -> str:
    return sha256(definition.encode()).hexdigest()
