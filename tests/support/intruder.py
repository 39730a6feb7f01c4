"""Somebody who opens the database with its own tools and tries what the ledger never would."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS_TO_WAIT = 4
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Refused(Exception):  # noqa: N818  # the database's own word against the intruder
    """The database said no."""


class Intruder:
    """One session of raw SQL, each statement committed by itself unless within ``transaction``.

    Parameters are written ``?``. As the intruder may own the database, ``unsealed`` goes behind the triggers' back and
    leaves them as they were.
    """

    def __init__(self, database: str) -> None:
        self._database = database
        self.is_sqlite = "://" not in database
        self._session: Any = None

    def run(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Run a statement; return its rows, bytes as bytes."""
        try:
            statement = sql.replace("?", "%s") if parameters and not self.is_sqlite else sql
            cursor = self._connected().execute(statement, *([parameters] if parameters else []))
            return cursor.fetchall() if cursor.description else []
        except self._errors() as refusal:
            raise Refused(str(refusal)) from refusal

    def value(self, sql: str, *parameters: object) -> Any:
        """Return the only column of the only row."""
        ((value,),) = self.run(sql, *parameters)
        return value

    def number(self, sql: str, *parameters: object) -> int:
        """Return the only value, where it is a count or a sum: PostgreSQL's sums are decimals."""
        return int(self.value(sql, *parameters))

    def wait_until_waiting(self, sessions: int) -> None:
        """Wait until so many other sessions of this PostgreSQL database wait for a lock, for some seconds at most.

        Outside a transaction, in which the server would give the first answer again and again.
        """
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while self.value(WAITING) < sessions:
            if time.monotonic() > deadline:
                raise TimeoutError(WAITING)
            time.sleep(0.01)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction, committed at the end of the block."""
        self.run("BEGIN")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if not self.is_sqlite or self._session.in_transaction:
                self._session.execute("ROLLBACK")
            raise

    @contextmanager
    def unsealed(self) -> Iterator[None]:
        """Take the triggers away for the block, and put every one back as it was."""
        if not self.is_sqlite:
            self.run("SET session_replication_role = replica")
            yield
            self.run("SET session_replication_role = DEFAULT")
            return
        triggers = self.run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in triggers:
            self.run(f"DROP TRIGGER {name}")
        yield
        for _, definition in triggers:
            self.run(definition)

    def close(self) -> None:
        if self._session is not None:
            self._session.close()

    def _connected(self) -> Any:
        if self._session is None:
            self._session = self._connect()
        return self._session

    def _connect(self) -> Any:
        if self.is_sqlite:
            return sqlite3.connect(self._database, isolation_level=None)
        import psycopg  # noqa: PLC0415  # tests of SQLite run without it

        return psycopg.connect(self._database, autocommit=True)

    def _errors(self) -> tuple[type[Exception], ...]:
        if self.is_sqlite:
            return (sqlite3.Error,)
        import psycopg  # noqa: PLC0415

        return (psycopg.Error,)
