"""Books of this database: a new one where an old one was restored short of its last printed receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, insert, select, update

from wasteledger import errors
from wasteledger.domain.receipts import Receipt, read_origin_code
from wasteledger.journal.chain import first_digest
from wasteledger.journal.entries import Entry
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


def succeed(connection: Connection, old: str, new: str) -> None:
    """Close an old book to this database and open a new one in its stead, the office's if the old was.

    Raises:
        CodeUnknown: this database never appended to the old book.
        CodeTaken: there is a book of the new code already.
    """
    code = read_origin_code(new)
    origin = tables.origin
    books = {row.code: row for row in connection.execute(select(origin))}
    if old not in books or not books[old].local:
        raise errors.CodeUnknown(kind="origin", code=old)
    if code in books:
        raise errors.CodeTaken(kind="origin", code=code)
    municipality = bytes(connection.execute(select(tables.municipality.c.id)).scalar_one())
    connection.execute(update(origin).where(origin.c.code == old).values(local=0))
    first = first_digest(municipality, code)
    connection.execute(
        insert(origin).values(code=code, office=books[old].office, local=1, sequence=0, digest=first)
    )


def last_receipt(connection: Connection, code: str) -> Receipt:
    """The newest entry of a book that this database holds; number 0 where there is none."""
    sequence = connection.execute(select(tables.origin.c.sequence).where(tables.origin.c.code == code)).scalar()
    if sequence is None:
        raise errors.CodeUnknown(kind="origin", code=code)
    return Receipt(code, sequence)
