"""What a database driver says when it fails, turned into the refusal a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from wasteledger import errors

_SQLITE_WORDS: tuple[tuple[str, type[errors.Refusal]], ...] = (
    ("sealed:", errors.SealedJournal),
    ("locked", errors.DatabaseLocked),
    ("busy", errors.DatabaseLocked),
    ("readonly", errors.DatabaseReadOnly),
    ("read-only", errors.DatabaseReadOnly),
    ("disk is full", errors.DiskFull),
    ("disk i/o error", errors.DatabaseDamaged),
    ("not a database", errors.NotALedger),
    ("malformed", errors.DatabaseDamaged),
    ("no such table", errors.NotALedger),
    # Who opens a ledger knows already that the file may be read: what can't be opened is the write-ahead log beside it.
    ("unable to open", errors.DatabaseReadOnly),
)
_POSTGRESQL_WORDS: tuple[tuple[str, type[errors.Refusal]], ...] = (
    ("sealed:", errors.SealedJournal),
    ("lock timeout", errors.DatabaseLocked),
    ("deadlock", errors.DatabaseLocked),
    ("no space left", errors.DiskFull),
    ("could not extend file", errors.DiskFull),
    ("does not exist", errors.NotALedger),
)
_FORBIDDEN = {"InsufficientPrivilege", "ReadOnlySqlTransaction"}
_UNREACHABLE = ("connection", "could not connect", "server closed", "terminating", "authentication", "resolve host")


@contextmanager
def told_plainly(database: str) -> Iterator[None]:
    """Turn a driver's error inside the block into a refusal; anything else passes as it is."""
    try:
        yield
    except Exception as failure:
        refusal = refusal_of(failure, database)
        if refusal is None:
            raise
        raise refusal from failure


def refusal_of(failure: BaseException, database: str) -> errors.Refusal | None:
    """Return the refusal that a driver's failure means, or None where it is none of a driver's."""
    original = getattr(failure, "orig", None) or failure
    module = type(original).__module__
    said = str(original).strip()
    words = said.lower()
    if module.startswith("sqlite3") or isinstance(original, MemoryError):
        return _matching(_SQLITE_WORDS, words, said, database)
    if isinstance(original, OverflowError) and "sqlite" in words:
        return errors.DatabaseFailed(reason=said)
    if module.startswith("psycopg"):
        if 'database "' in words and "does not exist" in words:
            return errors.DatabaseMissing(database=database)
        if type(original).__name__ in _FORBIDDEN or "permission denied for database" in words:
            return errors.ServerForbids(reason=_first_line(said))
        if type(original).__name__ in {"OperationalError", "ConnectionTimeout", "AdminShutdown"} and any(
            word in words for word in _UNREACHABLE
        ):
            return errors.ServerUnreachable(reason=_first_line(said))
        return _matching(_POSTGRESQL_WORDS, words, said, database)
    return None


def _matching(
    table: tuple[tuple[str, type[errors.Refusal]], ...], words: str, said: str, database: str
) -> errors.Refusal:
    for word, refusal in table:
        if word in words:
            return refusal(database=database, reason=_first_line(said))
    return errors.DatabaseFailed(reason=_first_line(said))


def _first_line(said: str) -> str:
    return said.splitlines()[0] if said else ""
