"""Several databases of one town, and what one has carried to another by hand."""

from contextlib import closing

from sqlalchemy import insert, update

from wasteledger.journal.books import municipality_of
from wasteledger.journal.chain import Body, canonical, first_digest, next_digest, origin_field
from wasteledger.journal.merging import Merged, merge
from wasteledger.journal.rebuild import _bring_up_to_date
from wasteledger.journal.runs import Run, heads, run_of
from wasteledger.storage import tables
from wasteledger.storage.database import Database

RECEIVED = "2026-04-01T00:00:00Z"


def begin_node(database: str, town: str, book: str) -> Database:
    """An empty database of the same town that writes a book of its own, which is not the office's."""
    node = Database(database)
    with closing(Database(town)) as ours, ours.reading() as connection:
        municipality = municipality_of(connection)
    first = first_digest(municipality, book)
    with node.migrating() as connection:
        _bring_up_to_date(connection, lambda _: None)
        connection.execute(insert(tables.municipality).values(one=1, id=municipality))
        connection.execute(insert(tables.origin).values(code=book, office=0, local=1, sequence=0, digest=first))
    return node


def carry(source: Database, target: Database, *books: str, vouched: bool = False, after: int = -1) -> Merged:
    """Let a database take books of another, from where it holds them or after a number; the first is the sender."""
    with source.reading() as reading, target.writing() as writing:
        held = heads(writing)
        runs: list[Run] = []
        for book in books:
            start = held[book][0] if book in held else 0
            runs.append(run_of(reading, book, start if after < 0 else after))
        return merge(writing, runs, sender=books[0], vouched=vouched, received_at=RECEIVED)


def send_stray(database: str, book: str, body: Body) -> Merged:
    """Let a ledger receive the first entry of a book from nobody it trusts."""
    with closing(Database(database)) as ours, ours.writing() as connection:
        before, encoded = first_digest(municipality_of(connection), book), canonical(body)
        digest = next_digest(origin_field(book), 1, before, encoded)
        run = Run(book, False, 0, 1, digest, lambda: iter([(1, digest, encoded)]), before)
        return merge(connection, [run], sender=book, vouched=False, received_at=RECEIVED)


def projections(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every projection, but for the mark that counts what this database alone has written.

    A total that came to nothing is the same as none: what counts elsewhere since a closing leaves such rows behind.
    """
    with database.reading() as connection:
        held = {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=str)
            for table in tables.PROJECTIONS
            if table is not tables.reference_mark
        }
    measures = len(tables.daily_total.columns) - len(tables.daily_total.primary_key.columns)
    held["daily_total"] = [row for row in held["daily_total"] if any(row[-measures:])]
    return held


def revoke(database: Database, book: str, number: int) -> None:
    """Write into the projection that a book is revoked, as the office's ruling does."""
    with database.writing() as connection:
        connection.execute(insert(tables.enrolment).values(origin=book, sign="ab" * 32, revoked_from=number))


def forget_revoked(database: Database, book: str) -> None:
    with database.writing() as connection:
        connection.execute(update(tables.enrolment).where(tables.enrolment.c.origin == book).values(revoked_from=0))
