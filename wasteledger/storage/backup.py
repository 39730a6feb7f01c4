"""Backups of an SQLite ledger: taken while it is in use, checked before they are trusted."""

import sqlite3
from contextlib import closing
from datetime import datetime
from itertools import count
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


def put_in_place(backup: Path, database: Database, now: datetime, *, alone: bool = False) -> Path | None:
    """Make a backup the ledger; what was there before is kept beside it, and its new name returned.

    Whatever moment the power goes at, the one or the other is there, whole.

    Args:
        backup: a ledger's file.
        database: the ledger, closed by now.
        now: the moment that the old file is named by.
        alone: whether to refuse while another program has the ledger open; a damaged one can't be asked.

    Raises:
        FileMissing, NotALedger, DatabaseDamaged: the backup is no ledger one could use.
        DatabaseLocked: somebody else has the ledger open.
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
        aside = _set_aside(target, now, alone=alone)
        fresh.replace(target)
    except OSError as failure:
        raise errors.FileNotWritten(path=str(target), reason=failure.strerror or "") from None
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def _set_aside(target: Path, now: datetime, *, alone: bool) -> Path | None:
    """Keep a ledger under another name too; where its log can't be put into it, it moves there with its log."""
    if not target.exists():
        return None
    kept = f"{target.stem}.replaced-{now:%Y%m%dT%H%M%S}"
    names = (f"{kept}{'-' * again}{target.suffix}" for again in count())
    aside = next(path for name in names if not (path := target.with_name(name)).exists())
    with told_plainly(str(target)):
        try:
            _put_log_into(target)
            back_up(Database(target), aside)
        except (sqlite3.Error, errors.Refusal):
            if alone:
                raise
        else:
            return aside
    for tail in ("-wal", "-shm", ""):
        part = Path(f"{target}{tail}")
        if part.exists():
            part.replace(f"{aside}{tail}")
    return aside


def require_alone(database: Database) -> None:
    """Refuse while another program has a ledger open; it is closed here.

    Raises:
        DatabaseLocked: one has.
        SQLiteOnly: it is on a server.
    """
    database.close()
    with told_plainly(database.name):
        _put_log_into(database.path)


def _put_log_into(ledger: Path) -> None:
    """Make a ledger one file again; SQLite does so only while nobody else has it open."""
    with closing(sqlite3.connect(ledger, timeout=1)) as session:
        session.execute("PRAGMA journal_mode = DELETE")
