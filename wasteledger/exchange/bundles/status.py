"""How far each book is held here, and how far others have said that they hold it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from wasteledger.domain.moments import moment_of
from wasteledger.domain.receipts import Receipt
from wasteledger.exchange.bundles.hearing import every_heard
from wasteledger.journal.merging import FORK, GAP, REVOKED
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True)
class BookStatus:
    """One book, here and elsewhere."""

    book: str
    office: bool
    local: bool
    """Whether this database writes it."""
    sequence: int
    recorded_at: datetime | None
    """When its last entry was recorded, by its own clock; None if it has none."""
    held_by: dict[str, int]
    """The last entry that each database acknowledged, by the book in whose name that one sends."""
    waiting: int
    """Entries aside because others are missing before them."""
    revoked: int
    """Entries aside that a revoked key sent."""
    forks: tuple[Receipt, ...]
    """The first entry of what is kept as evidence of a fork."""


def status(connection: Connection) -> list[BookStatus]:
    """Say of every book how far it is held."""
    held_by, origin, aside = defaultdict[str, dict[str, int]](dict), tables.origin, tables.aside.c
    for manifest, _, _ in every_heard(connection):
        for book, (sequence, _) in manifest.heads.items():
            held_by[book][manifest.sender] = sequence
    query = select(aside.origin, aside.why, func.count(), func.min(aside.sequence)).group_by(aside.origin, aside.why)
    put_aside = {(book, why): (many, first) for book, why, many, first in connection.execute(query)}
    rows = {row.code: row for row in connection.execute(select(origin))}
    nothing = (0, 0)
    return [
        BookStatus(
            book,
            office=bool(row.office) if (row := rows.get(book)) else False,
            local=bool(row.local) if row else False,
            sequence=row.sequence if row else 0,
            recorded_at=moment_of(row.recorded_at) if row and row.recorded_at else None,
            held_by=held_by[book],
            waiting=put_aside.get((book, GAP), nothing)[0],
            revoked=put_aside.get((book, REVOKED), nothing)[0],
            forks=(Receipt(book, put_aside[book, FORK][1]),) if (book, FORK) in put_aside else (),
        )
        for book in sorted(rows.keys() | {book for book, _ in put_aside})
    ]
