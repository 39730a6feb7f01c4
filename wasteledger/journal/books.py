"""The books of this database: which one it writes, and a new one where an old one can't go on."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select, update

from wasteledger import errors
from wasteledger.domain.receipts import Receipt, read_origin_code
from wasteledger.storage import tables


def choose_origin(connection: Connection, named: str | None) -> str:
    """Choose the book that this process writes: the one named, else the only one this database appends to.

    Where one was named that can't go on since a backup was put back, it is the book after it.

    Raises:
        CodeUnknown, OriginMissing: it is none of this database's, or there are several.
    """
    local = connection.execute(select(tables.origin.c.code).where(tables.origin.c.local == 1)).scalars().all()
    if named:
        code = named.upper()
        found = code if code in local else _gone_on_in(connection, code, local)
        if not found:
            raise errors.CodeUnknown(kind="origin", code=named)
        return found
    if len(local) != 1:
        raise errors.OriginMissing(origins=", ".join(sorted(local)))
    return str(local[0])


def _gone_on_in(connection: Connection, code: str, local: Sequence[str]) -> str:
    from wasteledger.journal.enrolments import enrolments, line_of  # noqa: PLC0415  # only a restored ledger has one

    known = enrolments(connection)
    return next((book for book in local if code in line_of(known, book)), "")


def begin(connection: Connection, new: str, *, office: int = 0) -> str:
    """Open one more book that this database writes; return its code.

    Raises:
        CodeTaken: there is a book of this code already, or one was given to another computer.
    """
    from wasteledger.journal.chain import first_digest  # noqa: PLC0415  # few ledgers ever begin a second book

    code = read_origin_code(new)
    for known in (tables.origin.c.code, tables.enrolment.c.origin):
        if connection.execute(select(known).where(known == code)).first():
            raise errors.CodeTaken(kind="origin", code=code)
    first = first_digest(municipality_of(connection), code)
    connection.execute(insert(tables.origin).values(code=code, office=office, local=1, sequence=0, digest=first))
    return code


def succeed(connection: Connection, old: str, new: str) -> str:
    """Close an old book to this database and open a new one in its stead, the office's if the old was; return its code.

    Raises:
        CodeUnknown: this database never appended to the old book.
        CodeTaken: there is a book of the new code already.
    """
    origin = tables.origin
    closed = update(origin).where(origin.c.code == old, origin.c.local == 1).values(local=0).returning(origin.c.office)
    office = connection.execute(closed).scalar()
    if office is None:
        raise errors.CodeUnknown(kind="origin", code=old)
    return begin(connection, new, office=office)


def newest_of_others(connection: Connection) -> str:
    """When the newest entry was recorded (ISO, UTC) of the books that other databases write; nothing without one."""
    book, enrolment = tables.origin.c, tables.enrolment.c
    # A book that another goes on for is nobody's news: it may be what this database wrote before it was put back.
    gone_on = select(enrolment.after)
    query = select(func.max(book.recorded_at)).where(book.local == 0, book.code.not_in(gone_on))
    return connection.scalar(query) or ""


def municipality_of(connection: Connection) -> bytes:
    """The 16 bytes drawn when the town's ledger was begun."""
    return bytes(connection.execute(select(tables.municipality.c.id)).scalar_one())


def last_receipt(connection: Connection, code: str) -> Receipt:
    """The newest entry of a book that this database holds; number 0 where there is none.

    Raises:
        CodeUnknown: it holds no such book.
    """
    sequence = connection.execute(select(tables.origin.c.sequence).where(tables.origin.c.code == code)).scalar()
    if sequence is None:
        raise errors.CodeUnknown(kind="origin", code=code)
    return Receipt(code, sequence)
