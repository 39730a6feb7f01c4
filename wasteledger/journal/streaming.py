"""Reading the journal from end to end in little memory."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from wasteledger.storage import tables

ROWS_AT_ONCE = 5_000


def stream(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """Yield rows as they come, never the whole result; a reader that stops early leaves no cursor open."""
    with connection.execute(query, execution_options={"stream_results": True}) as result:
        for rows in result.partitions(ROWS_AT_ONCE):
            yield from rows


def journal(connection: Connection) -> Iterator[Any]:
    """Yield (origin, sequence, request_id, kind, recorded_at, movements, digest, body) of every entry, book by book."""
    entry = tables.entry
    return stream(connection, select(*entry.columns).order_by(entry.c.origin, entry.c.sequence))


def in_key_order(table: Table) -> Select[Any]:
    return select(*table.columns).order_by(*table.primary_key.columns)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector away: long work makes no rings, and its rows would be walked through over and over."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
