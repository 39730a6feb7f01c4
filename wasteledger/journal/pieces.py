"""Pieces of the journal, by which the processes of an audit divide it.

All but the last process take whole runs of entries below the heads of their books, where nothing is ever added; the
last takes all the rest, whatever may be there. So others may book in between, and each process may begin to read at a
moment of its own.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select, tuple_

from wasteledger.storage.tables import entry

Place = tuple[str, int]
"""Book and number of an entry, which sort as the journal is read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The entries after one place up to another, or to the end.

    ``digest`` is that of the entry at the first place; empty where there is none, as before a book's first.
    """

    after: Place
    digest: bytes = b""
    upto: Place | None = None

    def of(self, table: Table) -> Select[Any]:
        """What a table holds of these entries, in the order of its key."""
        place = tuple_(table.c.origin, table.c.sequence)
        query = select(*table.columns).where(place > tuple_(*self.after)).order_by(*table.primary_key.columns)
        return query if self.upto is None else query.where(place <= tuple_(*self.upto))


EVERYTHING = Piece(("", -(1 << 63)))


def divided(connection: Connection, shares: int) -> list[list[Piece]]:
    """Divide the journal into so many shares of much the same size; the last is what others may add to."""
    pieces: list[list[Piece]] = [[] for _ in range(shares)]
    open_piece = EVERYTHING
    while origin := connection.scalar(select(func.min(entry.c.origin)).where(entry.c.origin > open_piece.after[0])):
        cuts = _cuts(connection, origin, shares)
        pieces[-1].append(Piece(open_piece.after, open_piece.digest, upto=cuts[0].after))
        for share, (cut, following) in enumerate(pairwise(cuts)):
            pieces[share].append(Piece(cut.after, cut.digest, upto=following.after))
        open_piece = cuts[-1]
    pieces[-1].append(open_piece)
    return pieces


def _cuts(connection: Connection, origin: str, shares: int) -> list[Piece]:
    """Where a book is cut: before its first entry, and after as many others as there are more shares."""
    of_book = select(entry.c.sequence, entry.c.digest).where(entry.c.origin == origin)
    newest_first = of_book.order_by(entry.c.sequence.desc()).limit(1)
    last = connection.execute(newest_first).one().sequence
    cuts = [Piece((origin, 0))]
    for share in range(1, shares):
        found = connection.execute(newest_first.where(entry.c.sequence <= last * share // shares)).first()
        cuts.append(Piece((origin, found.sequence), bytes(found.digest)) if found else cuts[0])
    return cuts
