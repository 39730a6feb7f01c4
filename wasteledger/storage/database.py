"""Opening a database: one engine that only reads, one connection that writes, and what each must be set to."""

from __future__ import annotations

import os
from contextlib import contextmanager
from errno import EACCES, EISDIR
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from wasteledger import errors
from wasteledger.storage.failures import told_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_WAIT_SECONDS = 5
WRITER_CACHE_KIB = 65_536
"""SQLite holds this much of a transaction in memory, taken only as it fills; what is more goes to the disk twice."""
_PSYCOPG = "postgresql+psycopg"
_DRIVERS = {"sqlite": "sqlite", "postgresql": _PSYCOPG, "postgres": _PSYCOPG, _PSYCOPG: _PSYCOPG}


class Database:
    """One database, SQLite file or PostgreSQL server, opened when first used.

    Readers can't write: on SQLite they run ``query_only``, so that no read takes the write lock. The writer is one
    connection, held, that says its own BEGIN and COMMIT; each thread wants a ``Database`` of its own.
    """

    def __init__(self, database: str | os.PathLike[str]) -> None:
        self.url = _url_of(database)
        self.name = self.url.database or "" if self.is_sqlite else self.url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path:
        """The file of an SQLite ledger.

        Raises:
            SQLiteOnly: the ledger is on a PostgreSQL server.
        """
        if not self.is_sqlite:
            raise errors.SQLiteOnly
        return Path(self.url.database or "")

    def must_exist(self) -> None:
        """Refuse a missing or empty file before a driver would create a database there.

        The file is never opened but by SQLite: a process that closes it in any other way loses the locks of all its
        connections, and the next program to leave takes the write-ahead log with it.
        """
        if not self.is_sqlite:
            return
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            raise errors.DatabaseMissing(database=self.name) from None
        except OSError as failure:
            raise errors.FileUnreadable(path=self.name, reason=failure.strerror or "") from None
        unreadable = EISDIR if self.path.is_dir() else 0 if os.access(self.path, os.R_OK) else EACCES
        if unreadable:
            raise errors.FileUnreadable(path=self.name, reason=os.strerror(unreadable))
        if not found.st_size:
            raise errors.NotALedger(database=self.name)

    @cached_property
    def _readers(self) -> Engine:
        return self._engine(reading=True)

    @cached_property
    def _writers(self) -> Engine:
        return self._engine(reading=False)

    @cached_property
    def _writer(self) -> Connection:
        return self._writers.connect().execution_options(isolation_level="AUTOCOMMIT")

    def _engine(self, *, reading: bool) -> Engine:
        try:
            engine = create_engine(self.url, **self._engine_options())
        except ModuleNotFoundError:
            raise errors.DriverMissing from None
        prepare = _prepare_sqlite if self.is_sqlite else _prepare_postgresql

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, _record: Any) -> None:
            prepare(connection, reading=reading)

        return engine

    def _engine_options(self) -> dict[str, Any]:
        if self.is_sqlite:
            # isolation_level None: the driver begins nothing behind our back.
            return {"connect_args": {"isolation_level": None, "timeout": LOCK_WAIT_SECONDS}}
        return {"paramstyle": "format", "pool_pre_ping": True}

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the ledger; what fails leaves no connection behind."""
        with told_plainly(self.name):
            try:
                with self._readers.connect() as connection:
                    if self.is_sqlite:
                        connection.exec_driver_sql("BEGIN")
                    yield connection
            except BaseException:
                self._readers.dispose()
                raise

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that is committed whole at the end of the block, or leaves nothing."""
        with told_plainly(self.name):
            connection = self._writer
            try:
                cursor = connection.connection.cursor()
                cursor.execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
                yield connection
                cursor.execute("COMMIT")
            except BaseException:
                self._give_up(connection)
                raise

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction that may rebuild tables others refer to: SQLite's foreign keys are checked at its end alone.

        Raises:
            DatabaseDamaged: something refers to what is not there; nothing was changed.
        """
        try:
            if self.is_sqlite:
                with told_plainly(self.name):
                    self._writer.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            with self.writing() as connection:
                yield connection
                if self.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise errors.DatabaseDamaged(database=self.name)
        finally:
            self._drop_writer()

    def _give_up(self, connection: Connection) -> None:
        """Roll back; a connection that can't even do that is dropped with what it held."""
        try:
            if connection.in_transaction():
                connection.rollback()
            driver = connection.connection.driver_connection
            if not self.is_sqlite or getattr(driver, "in_transaction", False):
                connection.connection.cursor().execute("ROLLBACK")
        except Exception:  # noqa: BLE001  # whatever it says, the refusal that led here matters more
            self._drop_writer()

    def _drop_writer(self) -> None:
        """Close the writing connection for good; the next transaction opens another."""
        writer = self.__dict__.pop("_writer", None)
        if writer is not None:
            writer.invalidate()
            writer.close()

    def close(self) -> None:
        for name in ("_writer", "_writers", "_readers"):
            held = self.__dict__.pop(name, None)
            if isinstance(held, Engine):
                held.dispose()
            elif isinstance(held, Connection):
                held.close()


def _url_of(database: str | os.PathLike[str]) -> URL:
    """Read what names a database: a URL of PostgreSQL's, or else the path of a file.

    Raises:
        DatabaseFailed: it is a URL that can't be read, or of a database that we don't speak.
    """
    text = os.fspath(database)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).absolute()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # Not repeated to the reader: there may be a password in it.
        raise errors.DatabaseFailed(reason="its URL can't be read") from None
    drivername = _DRIVERS.get(url.drivername)
    if drivername is None:
        raise errors.DatabaseFailed(reason=f"{url.drivername} is neither sqlite nor postgresql")
    return url.set(drivername=drivername)


def _prepare_sqlite(connection: Any, *, reading: bool) -> None:
    cursor = connection.cursor()
    if reading:
        cursor.execute("PRAGMA query_only = ON")
    else:
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL: a receipt whose number is printed survives power loss as far as the disk keeps its word.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
    cursor.execute("PRAGMA foreign_keys = ON")
    if cursor.execute("PRAGMA foreign_keys").fetchone() != (1,):
        message = "this SQLite was built without foreign keys"
        raise RuntimeError(message)
    cursor.close()


def _prepare_postgresql(connection: Any, *, reading: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_WAIT_SECONDS}s'")
        cursor.execute("SET synchronous_commit = on")
        if reading:
            cursor.execute("SET default_transaction_read_only = on")
            cursor.execute("SET default_transaction_isolation = 'repeatable read'")
    connection.commit()
