"""The books of other computers: enrolled, revoked, let in; and a book that goes on where another was cut off."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import select

from wasteledger import errors
from wasteledger.domain import crockford
from wasteledger.domain.moments import iso
from wasteledger.domain.public_keys import PublicKeys
from wasteledger.domain.receipts import Receipt, read_origin_code
from wasteledger.domain.registers import Point
from wasteledger.journal.books import municipality_of
from wasteledger.journal.chain import first_digest, next_digest, origin_field
from wasteledger.journal.enrolments import Enrolments, enrolled, enrolments
from wasteledger.journal.entries import Entry
from wasteledger.journal.merging import FORK, let_in
from wasteledger.recording.desk import Command, Desk
from wasteledger.storage import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginBook(Command):
    """The first entry of a book that goes on where another was cut off."""

    verb: ClassVar[str] = "origin-begin"

    after: str
    """The last receipt of the old book that this database holds."""
    printed: str
    """The last receipt of the old book that was printed."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        return [desk.append("origin-begun", after=self.after, printed=self.printed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolOrigin(Command):
    """A computer at a point gets its book: what these keys sign is its own. Enrolled anew, the newest keys count."""

    verb: ClassVar[str] = "origin-enrol"
    ruling: ClassVar[bool] = True

    origin: str
    keys: PublicKeys
    office: PublicKeys
    """The office's own keys, enrolled along with it wherever the books have others or none."""
    point: str = ""
    """Where it stands; unless said, where it stood or the computer that it stands in for."""
    after: str = ""
    """The book of the computer that it stands in for."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        known = enrolments(desk.connection)
        code, old = self._codes(desk, known)
        for other in known.values():
            taken = other.sign == self.keys.sign or other.box == self.keys.box
            if taken and (other.origin != code or other.revoked_from):
                raise errors.KeysTaken(origin=other.origin)
        if self.keys == self.office:
            raise errors.KeysTaken(origin=desk.origin)
        before = enrolled(known, old or code)
        point = self.point or (before.point if before else "")
        point = desk.directory.open(Point, point).code if point else ""
        said = {"after": old} if old else {}
        entries = []
        own = enrolled(known, desk.origin)
        if own is None or own.keys != self.office:
            entries.append(_enrol(desk, desk.origin, self.office, office=1, point=""))
        return [*entries, _enrol(desk, code, self.keys, office=0, point=point, **said)]

    def _codes(self, desk: Desk, known: Enrolments) -> tuple[str, str]:
        """The book's code and that of the one before it.

        Raises:
            CodeTaken: this database writes the book itself.
            CodeUnknown: there is no such book before it.
            ValueNotAllowed: one of them can't be.
        """
        code, old = read_origin_code(self.origin), read_origin_code(self.after) if self.after else ""
        origin = tables.origin.c
        books = {row.code: row.local for row in desk.connection.execute(select(origin.code, origin.local))}
        if books.get(code):
            raise errors.CodeTaken(kind="origin", code=code)
        if old and (old == code or not (old in known or old in books)):
            raise errors.CodeUnknown(kind="origin", code=old)
        return code, old


def _enrol(desk: Desk, origin: str, keys: PublicKeys, **said: Any) -> Entry:
    return desk.append("origin-enrolled", origin=origin, sign=keys.sign, box=keys.box, **said)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeOrigin(Command):
    """A computer was lost: what its keys send from now on waits aside. What is held already stays."""

    verb: ClassVar[str] = "origin-revoke"
    ruling: ClassVar[bool] = True

    origin: str
    first: int = 0
    """From which number on; where it is not said, after the last one held here."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        known, origin = enrolments(desk.connection), tables.origin.c
        code = read_origin_code(self.origin)
        whose = enrolled(known, code)
        if whose is None:
            raise errors.CodeUnknown(kind="origin", code=code)
        if whose.office:
            points = [each for each in known if (found := enrolled(known, each)) and not found.office]
            raise errors.ValueNotAllowed(name="origin", value=code, choices=", ".join(points))
        if self.first < 0:
            raise errors.NotAWholeNumber(name="number", least=1)
        held = desk.connection.scalar(select(origin.sequence).where(origin.code == code)) or 0
        # Revoking once more shuts the door further, and never opens it: that is for what is admitted.
        before = known[code].revoked_from if code in known else 0
        first = min(self.first or held + 1, before or self.first or held + 1)
        return [desk.append("origin-revoked", origin=code, **{"from": first})]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitEntry(Command):
    """One entry that a revoked key sent is true all the same: the next of its book comes in."""

    verb: ClassVar[str] = "entry-admit"
    ruling: ClassVar[bool] = True
    alone: ClassVar[bool] = True

    receipt: str
    code: str = ""
    """The entry's check code, needed where several under this number wait."""

    def book(self, desk: Desk) -> Sequence[Entry]:
        receipt = Receipt.read(self.receipt)
        following = _following(desk, receipt.origin)
        chosen = [
            digest
            for next_one, digest in following
            if next_one == receipt and crockford.check_code(digest).startswith(self._read_code())
        ]
        if len(chosen) != 1:
            choices = [f"{each} {crockford.check_code(digest)}" for each, digest in following]
            raise errors.NotAdmissible(receipt=str(receipt), choices=choices or ["—"])
        said = {"origin": receipt.origin, "sequence": receipt.sequence, "digest": chosen[0].hex()}
        entry = desk.append("entry-admitted", **said)
        desk.send()
        let_in(desk.connection, iso(desk.now))
        return [entry]

    def _read_code(self) -> str:
        try:
            return crockford.in_groups(crockford.read(self.code))
        except ValueError:
            raise errors.ValueNotAllowed(name="check code", value=self.code, choices="7K3M-9QX2-…") from None


def _following(desk: Desk, origin: str) -> list[tuple[Receipt, bytes]]:
    """The entries that wait and follow the last one of their book."""
    book, aside = tables.origin.c, tables.aside.c
    head = desk.connection.execute(select(book.sequence, book.digest).where(book.code == origin)).one_or_none()
    sequence, digest = head or (0, first_digest(municipality_of(desk.connection), origin))
    query = select(aside.digest, aside.body).where(
        aside.origin == origin, aside.sequence == sequence + 1, aside.why != FORK
    )
    field = origin_field(origin)
    return [
        (Receipt(origin, sequence + 1), bytes(row.digest))
        for row in desk.connection.execute(query.order_by(aside.digest))
        if next_digest(field, sequence + 1, bytes(digest), bytes(row.body)) == bytes(row.digest)
    ]
