"""Who is who among the books: whose keys sign one, which one is the office's, and what is let in of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from wasteledger.domain.public_keys import PublicKeys
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the journal says of a book: as the office enrolled it, or as it began after another."""

    origin: str
    sign: str
    """Empty where nobody enrolled it: it goes on for ``after``, with that book's keys."""
    box: str
    office: int
    point: str
    after: str
    revoked_from: int
    """From this number on nothing is let in but what is admitted; 0 where it is not revoked."""

    @property
    def keys(self) -> PublicKeys:
        return PublicKeys(self.sign, self.box)


Enrolments = Mapping[str, Enrolment]


def enrolments(connection: Connection) -> dict[str, Enrolment]:
    """Return every book that was enrolled or began after another, by its code."""
    rows = connection.execute(select(tables.enrolment).order_by(tables.enrolment.c.origin)).mappings()
    return {row["origin"]: Enrolment(**row) for row in rows}


def line_of(known: Enrolments, origin: str) -> Iterator[str]:
    """Yield a book, and while nobody enrolled it the one that it goes on for."""
    seen: set[str] = set()
    while origin and origin not in seen:
        yield origin
        seen.add(origin)
        found = known.get(origin)
        origin = found.after if found and not found.sign else ""


def enrolled(known: Enrolments, origin: str) -> Enrolment | None:
    """Return the enrolment whose keys a book has: its own, else that of the book that it goes on for."""
    found = (known.get(book) for book in line_of(known, origin))
    return next((each for each in found if each and each.sign), None)


def enrolment_of(connection: Connection, origin: str) -> Enrolment | None:
    """As :func:`enrolled`, asked of the database."""
    return enrolled(enrolments(connection), origin)


def signer_of(connection: Connection, origin: str) -> PublicKeys | None:
    """Whose signature speaks for a book; None where the office never enrolled it."""
    found = enrolment_of(connection, origin)
    return found.keys if found else None


def is_office_book(connection: Connection, origin: str) -> bool:
    """Whether a book is the office's; before anybody is enrolled, by what its own database says of it."""
    found = enrolment_of(connection, origin)
    if found:
        return bool(found.office)
    book = tables.origin.c
    query = select(book.code).where(book.code == origin, book.local == 1, book.office == 1)
    return connection.execute(query).first() is not None


def revoked_from(connection: Connection, origin: str) -> int:
    """From which number on nothing is let in of a book but what is admitted; 0 where it is not revoked.

    A key that was revoked for one book brings nothing more to the others that it wrote, nor to one that it begins.
    """
    known = enrolments(connection)
    found, whose = known.get(origin), enrolled(known, origin)
    if found and found.revoked_from:
        return found.revoked_from
    if whose and any(other.revoked_from and enrolled(known, other.origin) == whose for other in known.values()):
        held = connection.scalar(select(tables.origin.c.sequence).where(tables.origin.c.code == origin))
        return (held or 0) + 1
    return 0
