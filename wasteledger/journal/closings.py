"""The closings that a ledger holds, and what they move when they arrive after entries they did not know."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select, text

from wasteledger.domain.closings import Closings
from wasteledger.journal import chain
from wasteledger.journal.entries import entries_of_kinds
from wasteledger.journal.fold import fold
from wasteledger.journal.fold.changes import changes
from wasteledger.journal.projecting import Gathered
from wasteledger.journal.states import States, stamp_of
from wasteledger.journal.streaming import stream
from wasteledger.storage import tables

KIND = "period-closed"


def stored_closings(connection: Connection) -> Closings:
    """The closings as the projection has them, which an audit compares with the journal."""
    heads: dict[str, dict[str, int]] = {}
    closing = tables.closing.c
    for month, book, sequence in connection.execute(select(closing.month, closing.book, closing.sequence)):
        heads.setdefault(month, {})[book] = sequence
    return Closings(heads)


def closings_in_journal(connection: Connection, heads: Mapping[str, int] | None = None) -> Closings:
    """The closings as the journal says them, up to the heads if some are given."""
    states = States()
    for entry in entries_of_kinds(connection, KIND):
        origin, sequence = entry.receipt.origin, entry.receipt.sequence
        if heads is None or sequence <= heads.get(origin, 0):
            states.apply(stamp_of(origin, sequence, entry.body), changes(origin, sequence, entry.body))
    known: dict[str, dict[str, int]] = {}
    for row in states.rows[tables.closing.name].values():
        known.setdefault(str(row["month"]), {})[str(row["book"])] = int(str(row["sequence"]))
    return Closings(known)


def hold_every_book(connection: Connection) -> None:
    """Let nobody append until this transaction ends, and wait for those who do: a closing must know all before it.

    On SQLite a writer is alone anyway. On PostgreSQL, whoever waits here looks at the ledger only when the wait is
    over, and so knows the closing; taken before any other lock, so that nobody waits in a ring.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE origin IN EXCLUSIVE MODE"))


def count_anew(connection: Connection, before: Closings, after: Closings, heads: Mapping[str, int]) -> None:
    """Move what closings that arrived after other books' entries count elsewhere; the closings' rows are set already.

    Whoever merges a closing calls this with the heads it recorded, as no entry up to them can count elsewhere by it;
    with none where its month was closed before.
    """
    moved = Gathered()
    entry, late = tables.entry.c, tables.late_line
    books = connection.execute(select(tables.origin.c.code)).scalars().all()
    for book in books:
        query = select(entry.sequence, entry.body).where(entry.origin == book, entry.sequence > heads.get(book, 0))
        for sequence, encoded in stream(connection, query):
            body = chain.read(bytes(encoded))
            old, new = (fold(book, sequence, body, closings) for closings in (before, after))
            if old.totals != new.totals:
                if any(change.table == late.name for change in old.changes):
                    ours = (late.c.origin == book) & (late.c.sequence == sequence)
                    connection.execute(delete(late).where(ours))
                taken_back = [(key, *(-measure for measure in measures)) for key, *measures in old.totals]
                new.totals += taken_back  # type: ignore[arg-type]  # as many measures as there were
                new.movements, new.passbook = [], []
                new.changes = [change for change in new.changes if change.table == late.name]
                moved.add(book, sequence, new)
    moved.send(connection, connection.connection.cursor())  # type: ignore[arg-type]  # a DB-API cursor is one
