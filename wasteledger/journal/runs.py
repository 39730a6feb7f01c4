"""Runs: stretches of one book on their way from one database to another, each entry with its digest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, select

from wasteledger.journal.books import municipality_of
from wasteledger.journal.chain import first_digest
from wasteledger.journal.streaming import stream
from wasteledger.storage import tables

Copied = tuple[int, bytes, bytes]
"""Number, digest and body of an entry."""
Heads = dict[str, tuple[int, bytes]]
"""How far each book is held: number and digest of its last entry."""


@dataclass(frozen=True, slots=True)
class Run:
    """The entries of a book that follow number ``after``, up to ``upto``, as somebody holds them."""

    origin: str
    office: bool
    """Whether it is the office's book; asked only where the book is new."""
    after: int
    upto: int
    digest: bytes
    """Of the last one."""
    entries: Callable[[], Iterator[Copied]]
    """Reads them, which whoever holds them already spares himself."""
    before: bytes = b""
    """The digest that the first one follows, where it is known."""


def heads(connection: Connection) -> Heads:
    """How far each book is held here."""
    origin = tables.origin.c
    rows = connection.execute(select(origin.code, origin.sequence, origin.digest).order_by(origin.code))
    return {code: (sequence, bytes(digest)) for code, sequence, digest in rows}


def run_of(connection: Connection, origin: str, after: int, upto: int = 0) -> Run:
    """The entries of a book that follow a number, up to another or to the head; read while the connection is open."""
    book = connection.execute(select(tables.origin).where(tables.origin.c.code == origin)).one()
    last = min(upto or book.sequence, book.sequence)
    digest = digest_at(connection, origin, last) or b""
    before = digest_at(connection, origin, after) or b""
    read = partial(_entries, connection, origin, after, last)
    return Run(origin, bool(book.office), after, last, digest, read, before)


def digest_at(connection: Connection, origin: str, sequence: int) -> bytes | None:
    """The digest of an entry, or the one that the book's first follows for number 0; None where it is not held."""
    if not sequence:
        return first_digest(municipality_of(connection), origin)
    entry = tables.entry.c
    found = connection.scalar(select(entry.digest).where(entry.origin == origin, entry.sequence == sequence))
    return None if found is None else bytes(found)


def _entries(connection: Connection, origin: str, after: int, upto: int) -> Iterator[Copied]:
    entry = tables.entry.c
    query = select(entry.sequence, entry.digest, entry.body).where(
        entry.origin == origin, entry.sequence > after, entry.sequence <= upto
    )
    for sequence, digest, body in stream(connection, query.order_by(entry.sequence)):
        yield sequence, bytes(digest), bytes(body)
