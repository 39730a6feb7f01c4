"""What lies in the books, read past the ledger."""

from typing import Any

from tests.support.intruder import Intruder
from wasteledger.storage import tables

Contents = dict[str, list[tuple[Any, ...]]]
"""Every row of every table, in the order of its key."""

MARK = tables.reference_mark.name
"""Counts changes to the lists, so that copies held in memory are read again; no entry says what it is."""


def contents(session: Intruder) -> Contents:
    """Everything there is."""
    return {table.name: _rows(session, table.name) for table in tables.metadata.sorted_tables}


def projections(session: Intruder) -> Contents:
    """Everything that is folded from the journal."""
    return {table.name: _rows(session, table.name) for table in tables.PROJECTIONS if table.name != MARK}


def balance(session: Intruder, account: str, commodity: str = "credits") -> int:
    """What an account holds; nothing, if it was never used."""
    rows = session.run("SELECT quantity FROM balance WHERE account = ? AND commodity = ?", account, commodity)
    return int(rows[0][0]) if rows else 0


def head(session: Intruder, origin: str = "K07") -> tuple[int, bytes]:
    """How far a book goes, and its last digest."""
    ((sequence, digest),) = session.run("SELECT sequence, digest FROM origin WHERE code = ?", origin)
    return int(sequence), bytes(digest)


def _rows(session: Intruder, table: str) -> list[tuple[Any, ...]]:
    key = ", ".join(column.name for column in tables.metadata.tables[table].primary_key.columns)
    return session.run(f"SELECT * FROM {table} ORDER BY {key}")
