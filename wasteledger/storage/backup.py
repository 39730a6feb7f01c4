"""Backups of an SQLite ledger: taken while it is in use, checked before they are trusted."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from wasteledger import errors
from wasteledger.storage.database import Database
from wasteledger.storage.failures import told_plainly


def back_up(database: Database, target: Path) -> Path:
    """Copy a ledger as it stands at one moment, whatever is being booked meanwhile.

    Raises:
        SQLiteOnly: it is on a PostgreSQL server.
        FileNotWritten: the target is there already, or can't be made.
    """
    source = database.path
    if target.exists():
        raise errors.FileNotWritten(path=str(target), reason="exists")
    unfinished = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        with told_plainly(database.name):
            _copy(source, unfinished)
        unfinished.replace(target)
    except (OSError, errors.Refusal) as failure:
        unfinished.unlink(missing_ok=True)
        if isinstance(failure, errors.Refusal):
            raise
        raise errors.FileNotWritten(path=str(target), reason=failure.strerror or "") from None
    return target


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        if new.execute("PRAGMA quick_check").fetchone() != ("ok",):
            message = "database disk image is malformed"
            raise sqlite3.DatabaseError(message)


def put_in_place(backup: Path, database: Database, now: datetime) -> Path | None:
    """Make a backup the ledger; what was there before is kept beside it, and its new name returned.

    Raises:
        FileMissing, NotALedger, DatabaseDamaged: the backup is no ledger one could use.
    """
    if not backup.is_file():
        raise errors.FileMissing(path=str(backup))
    Database(backup).must_exist()
    target = database.path
    fresh = target.with_name(target.name + ".restored")
    fresh.unlink(missing_ok=True)
    try:
        with told_plainly(str(backup)):
            _copy(backup, fresh)
        aside = _set_aside(target, now)
        fresh.replace(target)
    except OSError as failure:
        raise errors.FileNotWritten(path=str(target), reason=failure.strerror or "") from None
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Rename a ledger and its write-ahead log, which belongs to it alone."""
    if not target.exists():
        return None
    aside = target.with_name(f"{target.stem}.replaced-{now:%Y%m%dT%H%M%S}{target.suffix}")
    for tail in ("-wal", "-shm", ""):
        part = Path(f"{target}{tail}")
        if part.exists():
            part.replace(f"{aside}{tail}")
    return aside
