"""Core statements compiled once: the text and the order of parameters that the write path sends again and again."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol

from sqlalchemy import Column, Connection, Dialect, Insert, Table

from wasteledger.storage.sending import ask, cursor_of, foresee, say, send

ROWS_IN_BLOCK = 1_000
"""Rows of one statement in a bulk append: a fifth faster on SQLite, and PostgreSQL checks the seal once for all."""
ROWS_WORTH_A_BLOCK = 20
"""Fewer rows go one by one on SQLite: their statement is compiled once, whatever their number. PostgreSQL prepares a
statement for each number of rows below this, and checks the seal once for all."""

BLOCKS_HELD = 64

EDITION = "edition"
"""The column that counts how often a row outside the journal was written."""

_ONE_ROW = re.compile(r"(INSERT .*? VALUES )(\(.*?\))((?: ON CONFLICT .*)?)", re.DOTALL)


class Executable(Protocol):
    """What can be compiled for a dialect: a select, an insert, an update."""

    def compile(self, *, dialect: Dialect, column_keys: Sequence[str] | None = None) -> Any: ...


class Cursor(Protocol):
    """The part of a DB-API cursor that is used here."""

    rowcount: int

    def execute(self, sql: str, parameters: Any = ..., /) -> Any: ...
    def executemany(self, sql: str, parameters: Any, /) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Statement:
    """One Core statement; its parameters go in positions, in the order of ``names``.

    An insert whose rows never meet each other may be sent with many rows ``in_blocks``; PostgreSQL copies many rows
    faster still ``into`` a table where they meet none that are there.
    """

    def __init__(
        self, names: Sequence[str], build: Callable[[Dialect], Executable], *, in_blocks: bool = False, into: str = ""
    ) -> None:
        self._names = list(names)
        self._build = build
        self._in_blocks = in_blocks
        self._copying = f"COPY {into} ({', '.join(names)}) FROM STDIN" if into else ""
        self._compiled: dict[str, str] = {}

    def _text(self, connection: Connection) -> str:
        dialect = connection.dialect
        text = self._compiled.get(dialect.name)
        if text is None:
            compiled = self._build(dialect).compile(dialect=dialect, column_keys=self._names)
            if compiled.positiontup != self._names:
                message = f"parameters are {compiled.positiontup}, not {self._names}"
                raise TypeError(message)
            text = self._compiled[dialect.name] = str(compiled)
        return text

    def rows(self, connection: Connection, cursor: Cursor, *parameters: object) -> list[Any]:
        return ask(connection, cursor, self._text(connection), parameters)

    def foresee(self, connection: Connection, *parameters: object) -> None:
        """Have the rows ready, where that saves a round trip; they will be asked for before anything is written."""
        foresee(connection, self._text(connection), parameters)

    def run(self, connection: Connection, cursor: Cursor, rows: Sequence[Sequence[object]]) -> None:
        """Write rows; on PostgreSQL a few of them wait for what is asked next, or for the commit."""
        text, many = self._text(connection), len(rows)
        if many == 1:
            say(connection, cursor, text, rows[0])
        elif 0 < many < ROWS_WORTH_A_BLOCK and self._in_blocks and connection.dialect.name == "postgresql":
            say(connection, cursor, _block(text, many), list(chain.from_iterable(rows)))
        elif many:
            send(connection)
            self._run_many(connection, cursor, rows)

    def _run_many(self, connection: Connection, cursor: Any, rows: Sequence[Sequence[object]]) -> None:
        text, many = self._text(connection), len(rows)
        if many < ROWS_WORTH_A_BLOCK or not self._in_blocks:
            cursor.executemany(text, rows)
        elif self._copying and connection.dialect.name == "postgresql":
            with cursor.copy(self._copying) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            for first in range(0, many, ROWS_IN_BLOCK):
                block = rows[first : first + ROWS_IN_BLOCK]
                cursor.execute(_block(text, len(block)), list(chain.from_iterable(block)))


@lru_cache(BLOCKS_HELD)
def _block(text: str, rows: int) -> str:
    """An insert with the values of so many rows."""
    into, values, rest = _ONE_ROW.fullmatch(text).groups()  # type: ignore[union-attr]  # it is an insert
    return into + ", ".join([values] * rows) + rest


def dialect_insert(dialect: Dialect, table: Table) -> Any:
    """Return the insert of this dialect, which alone knows ON CONFLICT."""
    if dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert  # noqa: PLC0415  # only where used

        return postgresql_insert(table)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415  # only where used

    return sqlite_insert(table)


def inserting(table: Table) -> Statement:
    """A plain insert of whole rows in column order."""
    names = [column.name for column in table.columns]
    return Statement(names, lambda _: Insert(table), in_blocks=True, into=table.name)


def adding(table: Table, measures: Iterable[str]) -> Statement:
    """An insert of whole rows, each with a key of its own, that adds the measures to a row that is already there."""
    measured = list(measures)

    def build(dialect: Dialect) -> Executable:
        insert = dialect_insert(dialect, table)
        sums = {name: table.c[name] + insert.excluded[name] for name in measured}
        return insert.on_conflict_do_update(index_elements=_key(table), set_=sums)  # type: ignore[no-any-return]

    return Statement([column.name for column in table.columns], build, in_blocks=True)


def upsert(connection: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]) -> None:
    """Set some columns of the row with this key, adding the row where there is none."""
    upsert_all(connection, table, [(key, values)])


def upsert_edition(
    connection: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]
) -> None:
    """As :func:`upsert`, one edition on: of rows that several databases wrote, the highest edition is the newest."""
    upsert_all(connection, table, [(key, {**values, EDITION: 1})], added=(EDITION,))


def upsert_all(
    connection: Connection,
    table: Table,
    rows: Sequence[tuple[Mapping[str, object], Mapping[str, object]]],
    added: tuple[str, ...] = (),
) -> None:
    """Set the same columns of many rows, in their order, each a key and its values; add to those ``added``."""
    blank = blank_row(table)
    whole = [tuple({**blank, **key, **values}.values()) for key, values in rows]
    statement = _upserting(table, tuple(rows[0][1]), added)
    statement.run(connection, cursor_of(connection), whole)


@lru_cache
def _upserting(table: Table, names: tuple[str, ...], added: tuple[str, ...]) -> Statement:
    def build(dialect: Dialect) -> Executable:
        insert = dialect_insert(dialect, table)
        if not names:
            return insert.on_conflict_do_nothing(index_elements=_key(table))  # type: ignore[no-any-return]
        values = {name: insert.excluded[name] for name in names}
        values |= {name: table.c[name] + insert.excluded[name] for name in added}
        return insert.on_conflict_do_update(index_elements=_key(table), set_=values)  # type: ignore[no-any-return]

    return Statement([column.name for column in table.columns], build)


def _key(table: Table) -> list[Column[Any]]:
    return list(table.primary_key.columns)


def blank_row(table: Table) -> dict[str, object]:
    """What a row holds until an entry says more; the fold in memory begins with the same."""
    return {
        column.name: None if column.nullable else 0 if column.type.python_type is int else ""
        for column in table.columns
    }
