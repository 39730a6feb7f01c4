"""What only costs time to make anew is made once and used by every world of a process.

Nothing is held back from the ledger by it: an engine that is used again has closed its connections, and only knows by
heart what it has compiled before; and what a fresh schema looks like is the same in every world.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from sqlalchemy import Connection, Engine

from wasteledger.journal import audit
from wasteledger.storage.database import Database
from wasteledger.storage.fingerprint import expected_fingerprint


@contextmanager
def what_was_made() -> Iterator[None]:
    """Let every world inside the block use again what was made for those before it."""
    engines: dict[tuple[str, bool], Engine] = {}
    fingerprints: list[dict[str, str] | None] = []
    make = Database._engine

    def engine(database: Database, *, reading: bool) -> Engine:
        key = database.name, reading
        if key not in engines:
            engines[key] = make(database, reading=reading)
        return engines[key]

    def fingerprint(connection: Connection) -> dict[str, str] | None:
        if not fingerprints:
            fingerprints.append(expected_fingerprint(connection))
        return fingerprints[0]

    with patch.object(Database, "_engine", engine), patch.object(audit, "expected_fingerprint", fingerprint):
        try:
            yield
        finally:
            for each in engines.values():
                each.dispose()
