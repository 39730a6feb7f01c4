"""Appending to a book: the one place that writes entries and the projections folded from them.

Every entry goes out in the same few sends (movements, entry, balances, daily totals, passbook), whose statements were
compiled once; a bulk import gathers thousands of entries first and sums what they add to a balance or a total.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update

from wasteledger.domain.closings import NOTHING_CLOSED, Closings
from wasteledger.domain.receipts import Receipt
from wasteledger.journal import chain
from wasteledger.journal.chain import Body
from wasteledger.journal.entries import Entry
from wasteledger.journal.fold import fold
from wasteledger.journal.projecting import Gathered
from wasteledger.storage import tables
from wasteledger.storage.sending import cursor_of
from wasteledger.storage.statements import Statement, inserting

ENTRIES_HELD = 10_000
"""A bulk append sends after this many entries; more would gain nothing and cost memory."""

_INSERT_ENTRY = inserting(tables.entry)


def _head_query() -> Select[Any]:
    """The head of a book, and what was booked under a request id, in one look-up."""
    origin, entry = tables.origin, tables.entry
    booked = (
        select(entry.c.sequence)
        .where(entry.c.origin == bindparam("book"), entry.c.request_id == bindparam("request"))
        .scalar_subquery()
    )
    version = select(tables.reference_mark.c.version).scalar_subquery()
    columns = (origin.c.sequence, origin.c.digest, origin.c.recorded_at, origin.c.office, booked, version)
    return select(*columns).where(origin.c.code == bindparam("code"))


_SELECT_HEAD = Statement(["book", "request", "code"], lambda _: _head_query())
_LOCK_HEAD = Statement(
    ["code"],
    lambda _: select(tables.origin.c.code).where(tables.origin.c.code == bindparam("code")).with_for_update(),
)


@dataclass(slots=True)
class Head:
    """Where a book stands, and what it already holds under the request at hand."""

    sequence: int
    digest: bytes
    recorded_at: str
    office: bool
    booked: int | None
    reference_version: int


def lock_head(
    connection: Connection,
    origin: str,
    request_id: str,
    foresee: Callable[[Connection], None] = lambda _: None,
) -> Head:
    """Lock a book and read its head, and what a verb will ask first; inside a writing transaction."""
    cursor = cursor_of(connection)
    if connection.dialect.name != "sqlite":  # where BEGIN IMMEDIATE has locked everything
        # By itself: a statement that waited for a lock goes on with what was there before it waited, and would not
        # see that the clerk before us booked this very request.
        _LOCK_HEAD.run(connection, cursor, [(origin,)])
        foresee(connection)
    row = _SELECT_HEAD.rows(connection, cursor, origin, request_id, origin)[0]
    return Head(row[0], bytes(row[1]), row[2], bool(row[3]), row[4], row[5])


class Book:
    """A book open for writing, inside one transaction that holds its head locked."""

    def __init__(self, connection: Connection, origin: str, head: Head, closings: Closings = NOTHING_CLOSED) -> None:
        self.origin, self.office = origin, head.office
        self.sequence = head.sequence
        self.recorded_at = head.recorded_at
        self._digest = head.digest
        self._field = chain.origin_field(origin)
        self._closings = closings
        self._connection = connection
        self._gathered = Gathered()
        self._entries: list[tuple[object, ...]] = []
        self.sent: dict[tuple[str, str], int] = {}
        """What entries of this transaction, sent already, have added to each balance."""

    def take_turn(self) -> int:
        """Draw a turn, one more than any that this database holds; until the commit all others who draw one wait."""
        mark = tables.reference_mark
        drawn = update(mark).values(turn=mark.c.turn + 1).returning(mark.c.turn)
        return int(self._connection.execute(drawn).scalar_one())

    def append(self, body: Body) -> Entry:
        """Chain a body to the book and fold it; sent at the latest by :meth:`send`."""
        encoded = chain.canonical(body)
        origin, sequence = self.origin, self.sequence + 1
        digest = chain.next_digest(self._field, sequence, self._digest, encoded)
        self.sequence, self._digest, self.recorded_at = sequence, digest, body["recorded"]
        folded = fold(origin, sequence, body, self._closings)
        self._gathered.add(origin, sequence, folded)
        moved = len(folded.movements)
        row = (origin, sequence, body["request"], body["kind"], body["recorded"], moved, digest, encoded)
        self._entries.append(row)
        if len(self._entries) >= ENTRIES_HELD:
            self.send()
        return Entry(Receipt(origin, sequence), digest, body)

    def unsent(self, account: str, commodity: str) -> int:
        """What entries not yet sent add to a balance."""
        return self._gathered.balances.get((account, commodity), 0)

    def added(self, account: str, commodity: str) -> int:
        """What all entries of this transaction add to a balance, sent or not."""
        key = account, commodity
        return self.sent.get(key, 0) + self._gathered.balances.get(key, 0)

    def send(self) -> None:
        """Send what is held: movements before their entries, as the seal wants."""
        if self._entries:
            gathered, entries = self._gathered, self._entries
            self._gathered, self._entries = Gathered(), []
            cursor = cursor_of(self._connection)
            gathered.send(self._connection, cursor)
            _INSERT_ENTRY.run(self._connection, cursor, entries)
            for key, quantity in gathered.balances.items():
                self.sent[key] = self.sent.get(key, 0) + quantity
