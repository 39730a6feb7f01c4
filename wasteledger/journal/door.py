"""The door by which others' entries come in: which books there are, who is enrolled, what was revoked or admitted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select

from wasteledger.domain.receipts import book_of
from wasteledger.errors import ReceiptUnknown
from wasteledger.journal.books import municipality_of
from wasteledger.journal.chain import Body, first_digest, read
from wasteledger.journal.enrolments import Enrolment, Enrolments, enrolled, enrolments, line_of, revoked_from
from wasteledger.journal.runs import Run
from wasteledger.storage import tables

ENDLESS = 1 << 62


def goes_on_for(first: bytes) -> str:
    """The book that a new one goes on for, as the body of its first entry says; nothing if it doesn't."""
    try:
        body = read(first)
        return book_of(body["after"]) if body["kind"] == "origin-begun" else ""
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError, ReceiptUnknown):
        return ""


def owner_of(known: Enrolments, runs: Iterable[Run], book: str) -> Enrolment | None:
    """The enrolment whose keys a book has; one that nobody enrolled goes on, as its first entry says, for another."""
    begun, passed = {run.origin: run for run in runs if not run.after}, set[str]()
    while (owner := enrolled(known, book)) is None and book in begun and book not in passed:
        passed.add(book)
        book = goes_on_for(next(begun[book].entries())[2])
    return owner


@dataclass(frozen=True, slots=True)
class HeldBook:
    """A book as far as it is held here; ``begun`` tells whether it is at all."""

    sequence: int
    digest: bytes
    office: bool = False
    local: bool = False
    begun: bool = True


class Door:
    """What a merge asks about books, read once and again when the office has ruled anew."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._municipality = municipality_of(connection)
        self._books = {
            row.code: HeldBook(row.sequence, bytes(row.digest), bool(row.office), bool(row.local))
            for row in connection.execute(select(tables.origin))
        }
        self._after: dict[str, str] = {}
        self.look_again()

    def look_again(self) -> None:
        """Read what the office has ruled."""
        self._enrolments = enrolments(self._connection)
        admitted = self._connection.execute(select(tables.admitted))
        self._admitted = {(row.origin, row.sequence, row.digest) for row in admitted}

    def book(self, origin: str) -> HeldBook:
        found = self._books.get(origin)
        return found or HeldBook(0, first_digest(self._municipality, origin), begun=False)

    def begin(self, origin: str, first: Body, *, office: bool) -> HeldBook:
        """Let a book begin here; it is the office's if that was ruled, or if it goes on for one of the office's."""
        enrolment = self._enrolments.get(origin)
        if enrolment and enrolment.sign:
            office = office or bool(enrolment.office)
        elif first["kind"] == "origin-begun":
            after = self._after[origin] = book_of(first["after"])
            office = office or self.book(after).office
        book = self._books[origin] = replace(self.book(origin), office=office, begun=True)
        values = {"code": origin, "office": int(office), "local": 0, "sequence": 0, "digest": book.digest}
        self._connection.execute(insert(tables.origin).values(values))
        return book

    def moved(self, origin: str, sequence: int, digest: bytes) -> None:
        """Hear how far a book is held by now."""
        if self.book(origin).begun:
            self._books[origin] = replace(self.book(origin), sequence=sequence, digest=digest)

    def open_to(self, origin: str) -> int:
        """The last number that comes in without being admitted."""
        first = revoked_from(self._connection, origin)
        return first - 1 if first else ENDLESS

    def new_book(self, origin: str, first: bytes) -> tuple[bool, int]:
        """Whether a book that begins here must wait for the one it goes on for, and how far it comes in by itself.

        Nobody enrolled it: it has that one's keys, so it comes in if that one is known and its keys were not revoked.
        """
        after = goes_on_for(first) if origin not in self._enrolments else ""
        if not after:
            return False, ENDLESS
        known = self.book(after).begun or after in self._enrolments
        return not known, ENDLESS if self.open_to(after) == ENDLESS else 0

    def line(self, origin: str) -> set[str]:
        """A book and those that it goes on for."""
        return {*line_of(self._enrolments, origin), *line_of(self._enrolments, self._after.get(origin, ""))}

    def admitted(self, origin: str, sequence: int, digest: bytes) -> bool:
        return (origin, sequence, digest.hex()) in self._admitted
