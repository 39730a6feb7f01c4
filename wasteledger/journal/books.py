"""The books of this database: which one it writes, and a new one where an old one can't go on."""

from sqlalchemy import Connection, insert, select, update

from wasteledger import errors
from wasteledger.domain.receipts import Receipt, read_origin_code
from wasteledger.storage import tables


def choose_origin(connection: Connection, named: str | None) -> str:
    """Choose the book that this process writes: the one named, else the only one this database appends to.

    Raises:
        CodeUnknown, OriginMissing: it is none of this database's, or there are several.
    """
    local = connection.execute(select(tables.origin.c.code).where(tables.origin.c.local == 1)).scalars().all()
    if named:
        if named.upper() not in local:
            raise errors.CodeUnknown(kind="origin", code=named)
        return named.upper()
    if len(local) != 1:
        raise errors.OriginMissing(origins=", ".join(sorted(local)))
    return str(local[0])


def succeed(connection: Connection, old: str, new: str) -> None:
    """Close an old book to this database and open a new one in its stead, the office's if the old was.

    Raises:
        CodeUnknown: this database never appended to the old book.
        CodeTaken: there is a book of the new code already.
    """
    from wasteledger.journal.chain import first_digest  # noqa: PLC0415  # only a restored ledger begins a book

    code = read_origin_code(new)
    origin = tables.origin
    books = {row.code: row for row in connection.execute(select(origin))}
    if old not in books or not books[old].local:
        raise errors.CodeUnknown(kind="origin", code=old)
    if code in books:
        raise errors.CodeTaken(kind="origin", code=code)
    connection.execute(update(origin).where(origin.c.code == old).values(local=0))
    first = first_digest(municipality_of(connection), code)
    connection.execute(insert(origin).values(code=code, office=books[old].office, local=1, sequence=0, digest=first))


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
