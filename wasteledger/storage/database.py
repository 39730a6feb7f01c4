"""Opening a database: one engine that only reads, one connection that writes, and what each must be set to."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from errno import EACCES, EISDIR
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from wasteledger import errors
from wasteledger.storage import sending
from wasteledger.storage.failures import told_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_WAIT_SECONDS = 5
WRITER_CACHE_KIB = 65_536
"""SQLite holds this much of a transaction in memory, taken only as it fills; what is more goes to the disk twice."""
_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A line that went dead is noticed within a minute, in seconds but for the last, unless the URL says otherwise."""
_PSYCOPG = "postgresql+psycopg"
_DRIVERS = {"sqlite": "sqlite", "postgresql": _PSYCOPG, "postgres": _PSYCOPG, _PSYCOPG: _PSYCOPG}
_SEVERAL_WITH_PORTS = re.compile(r"(?:(?<=://)|(?<=@))(?=[^/]*,)(?=[^/]*:)[\w.:,-]+(?=/)")
"""As libpq has several in a URL; SQLAlchemy wants them among its parameters."""


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

        if not reading and not self.is_sqlite:
            sending.wait_together(engine)
        return engine

    def _engine_options(self) -> dict[str, Any]:
        if self.is_sqlite:
            # isolation_level None: the driver begins nothing behind our back.
            return {"connect_args": {"isolation_level": None, "timeout": LOCK_WAIT_SECONDS}}
        said = {name: setting for name, setting in _PATIENCE.items() if name not in self.url.query}
        return {"paramstyle": "format", "pool_pre_ping": True, "connect_args": {**said, "client_encoding": "utf8"}}

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
            connection = self._writer if self.is_sqlite else self._living_writer()
            try:
                sending.begin(connection)
                yield connection
                sending.commit(connection)
            except BaseException:
                self._give_up(connection)
                raise

    def _living_writer(self) -> Connection:
        """The writing connection, opened anew if the server closed it while nobody asked anything."""
        driver: Any = self._writer.connection.driver_connection
        try:
            for _ in ("what it still said", "that it hung up"):
                driver.pgconn.consume_input()
        except driver.OperationalError:
            self._drop_writer()
        return self._writer

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
        if connection.invalidated:  # to ask it for anything would open another
            self._drop_writer()
            return
        try:
            sending.forget(connection)
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
    several = _SEVERAL_WITH_PORTS.search(text)
    try:
        url = make_url(text.replace(several[0], "", 1) if several else text)
    except (ArgumentError, ValueError):
        # Not repeated to the reader: there may be a password in it.
        raise errors.DatabaseFailed(reason="its URL can't be read") from None
    drivername = _DRIVERS.get(url.drivername)
    if drivername is None:
        raise errors.DatabaseFailed(reason=f"{url.drivername} is neither sqlite nor postgresql")
    return url.set(drivername=drivername).update_query_dict({"host": several[0].split(",")} if several else {})


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
    settings = {"lock_timeout": f"'{LOCK_WAIT_SECONDS}s'", "synchronous_commit": "on"}
    # So that the server notices a clerk whose line went dead, and lets go of what he had locked.
    settings |= {f"tcp_{name}": str(seconds) for name, seconds in _PATIENCE.items() if name.startswith("keepalives")}
    if reading:
        settings |= {"default_transaction_read_only": "on", "default_transaction_isolation": "'repeatable read'"}
    else:
        # The writer prepares for itself (pipelines.py): psycopg forgets all that anybody prepared after each ROLLBACK.
        connection.prepare_threshold = None
    connection.autocommit = True  # one round trip, not three
    connection.execute("; ".join(f"SET {name} = {setting}" for name, setting in settings.items()))
    connection.autocommit = False
