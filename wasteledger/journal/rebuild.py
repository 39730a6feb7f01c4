"""Folding the journal anew: after an upgrade, or when a projection was damaged."""

from collections.abc import Callable, Iterable
from secrets import token_bytes
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select, update

from wasteledger import errors
from wasteledger.domain.closings import Closings
from wasteledger.domain.receipts import read_origin_code
from wasteledger.journal import chain
from wasteledger.journal.append import ENTRIES_HELD
from wasteledger.journal.closings import closings_in_journal
from wasteledger.journal.fold import fold
from wasteledger.journal.projecting import Gathered
from wasteledger.journal.states import States, stamp_of
from wasteledger.journal.streaming import journal
from wasteledger.storage import tables
from wasteledger.storage.database import Database
from wasteledger.storage.roles import grant_again
from wasteledger.storage.seal import seal, unseal
from wasteledger.storage.upgrade import REVISION, drop_projections, migrate, renew_projections, schema_version

Progress = Callable[[int], None]
"""Told how many entries are done, now and then."""

MUNICIPALITY_ID_BYTES = 16


def create(database: Database, origin: str) -> None:
    """Make an empty ledger whose office writes book ``origin``, under a municipality id drawn at random.

    A ledger in which nothing was ever booked is begun anew: its founding was broken off.

    Raises:
        DatabaseExists: there is a ledger already.
        NotALedger: there is something else.
        FileMissing: the folder for it isn't there.
    """
    code = read_origin_code(origin)
    begin_in(database)
    with database.migrating() as connection:
        begin(connection, database, code, token_bytes(MUNICIPALITY_ID_BYTES), office=True)


def begin_in(database: Database) -> None:
    """Refuse to begin a file where there is no folder for it.

    Raises:
        FileMissing: there is none.
    """
    if database.is_sqlite and not database.path.parent.is_dir():
        raise errors.FileMissing(path=str(database.path.parent))


def begin(connection: Connection, database: Database, origin: str, municipality: bytes, *, office: bool) -> None:
    """Make an empty ledger of a town, which writes book ``origin``, within a transaction of ``database.migrating()``.

    Raises:
        DatabaseExists, NotALedger: there is something already.
    """
    _clear_away(connection, database)
    _bring_up_to_date(connection, lambda _: None)
    connection.execute(insert(tables.municipality).values(one=1, id=municipality))
    first = chain.first_digest(municipality, origin)
    connection.execute(insert(tables.origin).values(code=origin, office=int(office), local=1, sequence=0, digest=first))


def upgrade(database: Database, progress: Progress = lambda _: None) -> bool:
    """Bring a ledger to this version's schema, all or nothing; return whether there was anything to do.

    Raises:
        SchemaNewer: the ledger was made by a newer version.
    """
    with database.migrating() as connection:
        found = schema_version(connection, database.name)
        ours = (REVISION, tables.PROJECTIONS_VERSION)
        if found > ours:
            raise errors.SchemaNewer(database=database.name)
        if found < ours:
            _bring_up_to_date(connection, progress)
        return found < ours


def rebuild(database: Database, progress: Progress = lambda _: None) -> int:
    """Fold every projection anew from the journal, and put the seal back; return how many entries were folded."""
    with database.writing() as connection:
        unseal(connection)
        return _refold(connection, progress)


def _clear_away(connection: Connection, database: Database) -> None:
    """Take away what a broken-off founding left, and nothing else: least of all another program's tables."""
    present = set(inspect(connection).get_table_names())
    if not present & {"alembic_version", *tables.metadata.tables} and not (database.is_sqlite and present):
        return
    if not {"alembic_version", *(table.name for table in tables.JOURNAL_TABLES)} <= present:
        raise errors.NotALedger(database=database.name)
    if connection.execute(select(tables.entry.c.origin).limit(1)).first():
        raise errors.DatabaseExists(database=database.name)
    unseal(connection)
    connection.execute(delete(tables.origin))
    connection.execute(delete(tables.municipality))


def _bring_up_to_date(connection: Connection, progress: Progress) -> None:
    # Projections go first: what refers to a table of the journal keeps Alembic from rebuilding it.
    drop_projections(connection)
    migrate(connection)
    _refold(connection, progress)


def _refold(connection: Connection, progress: Progress) -> int:
    renew_projections(connection)
    done = fold_into(connection, journal(connection), closings_in_journal(connection), progress)
    seal(connection)
    grant_again(connection)
    progress(done)
    return done


def fold_into(
    connection: Connection, entries: Iterable[Any], closings: Closings, progress: Progress, *, movements: bool = True
) -> int:
    """Fold entries into projections that are there and empty; return how many they were.

    Args:
        connection: one that writes.
        entries: rows of the journal, perhaps another database's.
        closings: those among the entries.
        progress: told how many entries are done.
        movements: whether to keep what each entry moved, or only what became of it.
    """
    cursor = connection.connection.cursor()
    gathered, states, done = Gathered(), States(), 0
    for row in entries:
        body = chain.read(bytes(row.body))
        folded = fold(row.origin, row.sequence, body, closings)
        if folded.changes:
            states.apply(stamp_of(row.origin, row.sequence, body), folded.changes)
            folded.changes = []
        gathered.add(row.origin, row.sequence, folded)
        if not movements:
            gathered.movements.clear()
        done += 1
        if done % ENTRIES_HELD == 0:
            gathered.send(connection, cursor)  # type: ignore[arg-type]  # a DB-API cursor is one
            gathered = Gathered()
            progress(done)
    gathered.send(connection, cursor)  # type: ignore[arg-type]
    for table, rows in states.every_row():
        connection.execute(insert(table), rows)
    connection.execute(update(tables.reference_mark).values(turn=states.highest_turn))
    return done
