"""The books of all computers: where each stands, how far it is held, and what of it waits."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Connection, select

from wasteledger.domain.crockford import check_code
from wasteledger.domain.moments import moment_of
from wasteledger.domain.receipts import Receipt
from wasteledger.errors import Term
from wasteledger.journal.chain import read
from wasteledger.journal.enrolments import enrolled, enrolments, revoked_from
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True)
class OriginState:
    """A book, as it is known here."""

    origin: str
    office: bool
    point: str
    after: str
    """The book that it goes on or stands in for."""
    sequence: int
    """How many entries are held."""
    check_code: str
    """Of the last one; empty where there is none."""
    fingerprint: str
    """Of its keys; empty where the office enrolled none."""
    revoked_from: int | None
    """From this number on nothing is let in but what is admitted; None where it is not revoked."""
    aside: int
    """Entries that wait, or are kept as evidence."""
    recorded_at: datetime | None
    """When its last entry was recorded, by its own clock."""
    ahead: bool
    """Whether that is later than this computer's clock: one of the two is wrong."""


def origins(connection: Connection, now: datetime) -> list[OriginState]:
    """Return every book that is held, enrolled, or of which something waits."""
    known, aside = enrolments(connection), tables.aside.c
    held = {row.code: row for row in connection.execute(select(tables.origin))}
    waiting = Counter(connection.execute(select(aside.origin)).scalars())
    found = []
    for code in sorted(known.keys() | held.keys() | waiting.keys()):
        book, row, keys = held.get(code), known.get(code), enrolled(known, code)
        recorded_at = moment_of(book.recorded_at) if book and book.recorded_at else None
        state = OriginState(
            origin=code,
            office=bool(keys.office if keys else book and book.office),
            point=keys.point if keys else "",
            after=row.after if row else "",
            sequence=book.sequence if book else 0,
            check_code=check_code(bytes(book.digest)) if book and book.sequence else "",
            fingerprint=keys.keys.fingerprint if keys else "",
            revoked_from=revoked_from(connection, code) or None,
            aside=waiting[code],
            recorded_at=recorded_at,
            ahead=recorded_at is not None and recorded_at > now,
        )
        found.append(state)
    return found


class WhyAside(Term):
    """Why an entry is not in its book: ``gap``, ``revoked`` or ``fork``."""

    __slots__ = ()
    context: ClassVar[str] = "aside"


@dataclass(frozen=True, slots=True)
class EntryAside:
    """An entry that is not in its book, or not yet."""

    receipt: Receipt
    check_code: str
    why: WhyAside
    kind: Term
    recorded_at: datetime
    sender: str
    """The book whose computer sent it."""


def entries_aside(connection: Connection, origin: str) -> Iterator[EntryAside]:
    """Yield what waits of a book, or of all, in its order."""
    aside = tables.aside
    query = select(aside).order_by(aside.c.origin, aside.c.sequence, aside.c.digest)
    for row in connection.execute(query.where(aside.c.origin == origin) if origin else query):
        body = read(bytes(row.body))
        yield EntryAside(
            Receipt(row.origin, row.sequence),
            check_code(bytes(row.digest)),
            WhyAside(row.why),
            Term(body["kind"]),
            moment_of(body["recorded"]),
            row.sender,
        )
