"""Folding the journal anew: after an upgrade, or when a projection was damaged."""

from collections.abc import Callable
from secrets import token_bytes

from sqlalchemy import Connection, delete, insert, inspect, select

from wasteledger import errors
from wasteledger.domain.receipts import read_origin_code
from wasteledger.journal import chain
from wasteledger.journal.append import ENTRIES_HELD
from wasteledger.journal.fold import fold
from wasteledger.journal.projecting import Gathered
from wasteledger.journal.states import States
from wasteledger.journal.streaming import journal
from wasteledger.storage import tables
from wasteledger.storage.database import Database
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
    if database.is_sqlite and not database.path.parent.is_dir():
        raise errors.FileMissing(path=str(database.path.parent))
    with database.migrating() as connection:
        _clear_away(connection, database)
        _bring_up_to_date(connection, lambda _: None)
        municipality = token_bytes(MUNICIPALITY_ID_BYTES)
        connection.execute(insert(tables.municipality).values(one=1, id=municipality))
        first = chain.first_digest(municipality, code)
        connection.execute(insert(tables.origin).values(code=code, office=1, local=1, sequence=0, digest=first))


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
    cursor = connection.connection.cursor()
    gathered, states, done = Gathered(), States(), 0
    for row in journal(connection):
        folded = fold(row.origin, row.sequence, chain.read(bytes(row.body)))
        states.apply(row.recorded_at, row.origin, row.sequence, folded.changes)
        folded.changes = []
        gathered.add(row.origin, row.sequence, folded)
        done += 1
        if done % ENTRIES_HELD == 0:
            gathered.send(connection, cursor)  # type: ignore[arg-type]  # a DB-API cursor is one
            gathered = Gathered()
            progress(done)
    gathered.send(connection, cursor)  # type: ignore[arg-type]
    for table, rows in states.every_row():
        connection.execute(insert(table), rows)
    seal(connection)
    progress(done)
    return done
