"""A database in this process's memory, that lives as long as it is looked at."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, StaticPool

from wasteledger.storage.database import Database
from wasteledger.storage.failures import told_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


class MemoryDatabase(Database):
    """An SQLite database of one connection, by which it is filled first and then only read."""

    def __init__(self, name: str) -> None:
        self.url = URL.create("sqlite")
        self.name = name

    def _engine_options(self) -> dict[str, Any]:
        return super()._engine_options() | {"poolclass": StaticPool}

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One view of it; what fails must not let go of the connection, or all there is would be gone."""
        with told_plainly(self.name), self._writers.connect() as connection:
            yield connection

    def must_not_change(self) -> None:
        """From now on refuse all that writes, as a file that may only be read does."""
        self._writer.connection.cursor().execute("PRAGMA query_only = ON")
