"""Entries as they are read back: what was booked, under which receipt, with which digest."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from wasteledger.domain.crockford import check_code
from wasteledger.domain.receipts import Receipt
from wasteledger.errors import ReceiptUnknown
from wasteledger.journal.chain import Body, read
from wasteledger.storage.tables import entry, turned

BODY_VERSION = 1
"""Of what entries say; older ones stay readable for ever."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a book. ``digest`` is 32 bytes; ``body`` is what the entry says."""

    receipt: Receipt
    digest: bytes
    body: Body

    @property
    def kind(self) -> str:
        return self.body["kind"]  # type: ignore[no-any-return]  # every body has one

    @property
    def check_code(self) -> str:
        """The first 80 bits of the digest, as a slip prints them."""
        return check_code(self.digest)


def find_entry(connection: Connection, receipt: Receipt) -> Entry:
    """Read one entry.

    Raises:
        ReceiptUnknown: this node does not hold it.
    """
    query = select(entry.c.digest, entry.c.body).where(
        entry.c.origin == receipt.origin, entry.c.sequence == receipt.sequence
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise ReceiptUnknown(receipt=str(receipt))
    return Entry(receipt, bytes(row.digest), read(bytes(row.body)))


def entries_of_kinds(connection: Connection, *kinds: str) -> Iterator[Entry]:
    """Read every entry of some kinds, book by book."""
    query = (
        select(entry.c.origin, entry.c.sequence, entry.c.digest, entry.c.body)
        .where(entry.c.kind.in_(kinds))
        .order_by(entry.c.origin, entry.c.sequence)
    )
    for row in connection.execute(query):
        yield Entry(Receipt(row.origin, row.sequence), bytes(row.digest), read(bytes(row.body)))


def in_turn(connection: Connection, *kinds: str) -> Iterator[Entry]:
    """Read every entry of some kinds that take turns, of which the table of turns tells where they are."""
    same = (turned.c.origin == entry.c.origin) & (turned.c.sequence == entry.c.sequence)
    query = (
        select(entry.c.origin, entry.c.sequence, entry.c.digest, entry.c.body)
        .join_from(turned, entry, same)
        # Every turn: said so that SQLite begins with the turns and not with the journal.
        .where(turned.c.turn >= 0, entry.c.kind.in_(kinds))
        .order_by(turned.c.turn, turned.c.origin, turned.c.sequence)
    )
    for row in connection.execute(query):
        yield Entry(Receipt(row.origin, row.sequence), bytes(row.digest), read(bytes(row.body)))
