"""One request, one transaction: the only place where a verb is checked for permission, repeated or committed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.domain.moments import Clock, moment_of
from wasteledger.domain.receipts import Receipt
from wasteledger.domain.registers import Operator
from wasteledger.domain.roles import require_permission
from wasteledger.journal.append import Book, Head, lock_head
from wasteledger.journal.closings import hold_every_book
from wasteledger.journal.directory import Directory
from wasteledger.journal.entries import Entry, find_entry
from wasteledger.journal.streaming import uncollected
from wasteledger.recording.bulk import BulkDesk
from wasteledger.recording.desk import Command, Desk
from wasteledger.recording.lists import FoundTown, read_code
from wasteledger.recording.requests import arguments_digest, checked_request_id, follower, new_request_id
from wasteledger.storage import tables
from wasteledger.storage.database import Database

AnyDesk = TypeVar("AnyDesk", bound=Desk)

FIRST_YEAR = 2026
"""The year of this program's first release: a clock that says less has lost its battery."""

MOST_YEARS_APART = 3
"""A book that rests longer than this is rarer than a clock that jumped ahead, which would bar every later entry."""


class Bookings:
    """Books commands into one origin's book of one database."""

    def __init__(self, database: Database, origin: str, operator: str | None, clock: Clock) -> None:
        self.database = database
        self.origin = origin
        self.operator = operator
        self.confirmed_clock = False
        """Whether a person said that the clock is right although the book's last entry is later."""
        self.clock = clock
        self._directory = Directory()

    def book(self, command: Command) -> Sequence[Entry]:
        """Book a command, or return what the same request booked before.

        Raises:
            RequestUsedOtherwise: the request id was used for something else.
            RequestUnanswered: nobody can say whether it is booked, until the same request is asked again.
            Refusal: whatever the command's own checks say; nothing is written then.
        """
        request = checked_request_id(command.request_id) if command.request_id else new_request_id()
        try:
            return self._book(command, request, _digest_of(command))
        except errors.AnswerLost as lost:
            raise errors.RequestUnanswered(request=request) from lost

    def _book(self, command: Command, request: str, arguments: str) -> Sequence[Entry]:
        with self.database.writing() as connection:
            if command.alone:
                hold_every_book(connection)
            head = lock_head(connection, self.origin, request, command.foresee)
            if head.booked is not None:
                return booked_before(connection, Receipt(self.origin, head.booked), arguments)
            desk = self._desk(Desk, connection, head, command, (request, arguments))
            entries = command.book(desk)
            desk.send()
            return entries

    def book_many(self, command: type[Command], work: Callable[[BulkDesk], None]) -> None:
        """Do the work of an import, many requests in one transaction, under one command's permission."""
        with uncollected(), self.database.writing() as connection:
            head = lock_head(connection, self.origin, "")
            desk = self._desk(BulkDesk, connection, head, command, ("", ""))
            work(desk)
            desk.send()

    def _desk(
        self,
        kind: type[AnyDesk],
        connection: Connection,
        head: Head,
        command: Command | type[Command],
        request: tuple[str, str],
    ) -> AnyDesk:
        directory = self._directory.at(connection, head.reference_version)
        operator = self._permitted(directory, head, command)
        now = self._now(head.recorded_at)
        book = Book(connection, self.origin, head, directory.closings)
        return kind(connection, book, directory, operator, request, now)

    def _permitted(self, directory: Directory, head: Head, command: Command | type[Command]) -> str:
        """Return who is booking, if the role and the book allow it.

        Raises:
            OperatorMissing, CodeUnknown, CodeClosed, RoleForbids, OfficeOnly: they don't.
        """
        if command.ruling and not head.office:
            raise errors.OfficeOnly(origin=self.origin)
        if head.sequence == 0 and isinstance(command, FoundTown):
            return read_code(Operator.kind, command.operator)
        operator = acting_operator(directory, self.operator)
        require_permission(operator.code, operator.role, command.verb)
        return operator.code

    def _now(self, last_recorded: str) -> datetime:
        """This computer's time, which never runs backwards within a book.

        Raises:
            ClockDoubtful: it can hardly be this moment, and nobody confirmed it.
        """
        now = self.clock()
        last = moment_of(last_recorded) if last_recorded else None
        if not self.confirmed_clock:
            apart = now.year - (last or now).year
            if (last and now < last) or now.year < FIRST_YEAR or apart > MOST_YEARS_APART:
                raise errors.ClockDoubtful(now=now, last=last or "—")
        return max(now, last) if last else now


def acting_operator(directory: Directory, code: str | None) -> Operator:
    """Find who presses the buttons: the operator named, else the only one there is.

    Raises:
        OperatorMissing, CodeUnknown, CodeClosed: nobody was named, or nobody who may.
    """
    if code is None:
        present = [operator.code for operator in directory.listed(Operator).values() if not operator.closed_on]
        if len(present) != 1:
            raise errors.OperatorMissing
        code = present[0]
    return directory.open(Operator, code)


def _digest_of(command: Command) -> str:
    """Digest what is asked.

    Raises:
        ValueNotAllowed: a text holds what no writing has, such as half of a character.
    """
    try:
        return arguments_digest(command.verb, command)
    except UnicodeEncodeError as failure:
        raise errors.ValueNotAllowed(name="text", value=ascii(failure.object[:20]), choices="UTF-8") from None


def booked_before(connection: Connection, receipt: Receipt, arguments: str) -> list[Entry]:
    """Return every entry that one request booked: the first is at ``receipt``, the others follow it.

    Raises:
        RequestUsedOtherwise: its arguments were others.
    """
    booked = _booked_from(connection, receipt)
    first = booked[0].body
    if first["arguments"] != arguments:
        raise errors.RequestUsedOtherwise(request=first["request"], receipt=str(receipt))
    return booked


def booked_under(connection: Connection, origin: str, request: str) -> list[Entry]:
    """Return what a request booked in a book, or nothing."""
    entry = tables.entry.c
    query = select(entry.sequence).where(entry.origin == origin, entry.request_id == request)
    sequence = connection.execute(query).scalar()
    return [] if sequence is None else _booked_from(connection, Receipt(origin, sequence))


def _booked_from(connection: Connection, receipt: Receipt) -> list[Entry]:
    first = find_entry(connection, receipt)
    entry, booked = tables.entry.c, [first]
    while True:
        at = Receipt(receipt.origin, receipt.sequence + len(booked))
        query = select(entry.request_id).where(entry.origin == at.origin, entry.sequence == at.sequence)
        if connection.execute(query).scalar() != follower(first.body["request"], len(booked) + 1):
            return booked
        booked.append(find_entry(connection, at))
