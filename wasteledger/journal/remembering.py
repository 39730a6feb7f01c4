"""The ledger as it was at older heads: the journal folded up to them, in memory, so that old figures come out again.

Every projection is there, whatever a report asks, and of each entry its kind; what entries say and what is kept outside
the journal (names, telephone numbers) is not. It costs the history up to the heads, where current figures cost none.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, insert, or_, select

from wasteledger import errors
from wasteledger.domain.crockford import check_code
from wasteledger.domain.receipts import Receipt
from wasteledger.journal import chain
from wasteledger.journal.append import ENTRIES_HELD
from wasteledger.journal.books import municipality_of
from wasteledger.journal.closings import closings_in_journal
from wasteledger.journal.rebuild import fold_into
from wasteledger.journal.streaming import stream
from wasteledger.storage import tables
from wasteledger.storage.memory import MemoryDatabase
from wasteledger.storage.statements import inserting

_INSERT_ENTRY = inserting(tables.entry)


class Said(NamedTuple):
    """Where a book stood, as paper or a file says it."""

    sequence: int
    check_code: str = ""
    """Of that entry; empty where only its receipt was said."""


def remember(
    connection: Connection, said: Mapping[str, Said], progress: Callable[[int], None], *, name: str
) -> MemoryDatabase:
    """Fold the books up to where they are said to have stood; books not said were not held then.

    Raises:
        BooksNotHeld: these are other books, or they end before.
    """
    heads = [_head(connection, book, at) for book, at in said.items()]
    upto = {book: at.sequence for book, at in said.items()}
    entry = tables.entry
    within = [and_(entry.c.origin == book, entry.c.sequence <= sequence) for book, sequence in upto.items()]
    query = select(*entry.columns).where(or_(*within)).order_by(entry.c.origin, entry.c.sequence)
    remembered = MemoryDatabase(name)
    with remembered.writing() as memory:
        tables.metadata.create_all(memory, checkfirst=False)
        memory.execute(insert(tables.municipality).values(one=1, id=municipality_of(connection)))
        memory.execute(insert(tables.origin), heads)
        mark = {"one": 1, "version": 0, "projections": tables.PROJECTIONS_VERSION}
        memory.execute(insert(tables.reference_mark).values(mark))
        entries = _noted(memory, stream(connection, query))
        fold_into(memory, entries, closings_in_journal(connection, upto), progress, movements=False)
    remembered.must_not_change()
    return remembered


def _noted(memory: Connection, entries: Iterator[Any]) -> Iterator[Any]:
    """Hand entries on, and keep of each what is not in its body."""
    cursor: Any = memory.connection.cursor()
    while held := list(islice(entries, ENTRIES_HELD)):
        _INSERT_ENTRY.run(memory, cursor, [(*row[:-1], b"") for row in held])
        yield from held


def _head(connection: Connection, book: str, said: Said) -> dict[str, object]:
    """A book's row as it was then.

    Raises:
        BooksNotHeld: this ledger knows no such entry.
    """
    origin, entry = tables.origin.c, tables.entry.c
    office = connection.scalar(select(origin.office).where(origin.code == book))
    digest, recorded = chain.first_digest(municipality_of(connection), book), ""
    if said.sequence:
        query = select(entry.digest, entry.recorded_at).where(entry.origin == book, entry.sequence == said.sequence)
        found = connection.execute(query).first()
        digest, recorded = (bytes(found.digest), found.recorded_at) if found else (b"", "")
    if office is None or not digest or said.check_code not in {"", check_code(digest)}:
        raise errors.BooksNotHeld(receipt=str(Receipt(book, said.sequence)), code=said.check_code)
    return {
        "code": book,
        "office": office,
        "local": 0,
        "sequence": said.sequence,
        "digest": digest,
        "recorded_at": recorded,
    }


def require_every_book(connection: Connection, said: Mapping[str, Said]) -> None:
    """Refuse receipts that leave a book out: nothing tells how far it was held then.

    Raises:
        BooksNotSaid: naming the books.
    """
    origin = tables.origin.c
    held = connection.execute(select(origin.code).where(origin.sequence > 0).order_by(origin.code)).scalars()
    missing = [book for book in held if book not in said]
    if missing:
        raise errors.BooksNotSaid(books=missing)
