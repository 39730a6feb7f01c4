"""The state of a ledger: whose it is, which schema, how far each book is held."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from wasteledger.reporting.totals import BookHead, heads
from wasteledger.storage import tables
from wasteledger.storage.upgrade import schema_version


@dataclass(frozen=True, slots=True)
class Status:
    """What a ledger holds, and in what shape."""

    municipality: str
    """The municipality id, 32 hexadecimal digits."""
    revision: str
    projections: int
    entries: int
    households: int
    books: tuple[BookHead, ...]


def status(connection: Connection, database: str) -> Status:
    revision, projections = schema_version(connection, database)
    municipality = connection.execute(select(tables.municipality.c.id)).scalar_one()
    held = heads(connection)
    return Status(
        municipality=bytes(municipality).hex(),
        revision=revision,
        projections=projections,
        entries=sum(book.sequence for book in held),
        households=connection.execute(select(func.count()).select_from(tables.household)).scalar_one(),
        books=held,
    )
