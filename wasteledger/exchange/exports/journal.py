"""The whole journal as lines of JSON for an auditor, and the program that checks such a file without this one.

The first line says whose it is, then each entry is one line with its book, number, digest and its body as the very
bytes that were hashed; the last line says how far each book goes and what every account holds.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection, select

from wasteledger import errors
from wasteledger.exchange.exports.hledger import CONFIDENTIAL
from wasteledger.exchange.whole_files import written_whole
from wasteledger.journal.books import municipality_of
from wasteledger.journal.streaming import journal, stream
from wasteledger.storage import tables

FORMAT = "wasteledger journal 1"
CHECKER = "check_journal.py"
PROGRESS_EVERY = 10_000


def write_journal(connection: Connection, path: Path, progress: Callable[[int], None]) -> int:
    """Write every entry of every book to a file, and the checker beside it; return how many entries.

    Args:
        connection: one that reads; its view of the ledger is what is written.
        path: a file of this name is replaced.
        progress: told how many entries are done.

    Raises:
        FileNotWritten: the folder can't be written.
    """
    done = 0
    with written_whole(path) as (file,):
        _write(
            file, {"format": FORMAT, "confidential": CONFIDENTIAL, "municipality": municipality_of(connection).hex()}
        )
        for row in journal(connection):
            # Bytes that are no UTF-8 can only be a forger's; they too come back as they are.
            body = bytes(row.body).decode(errors="surrogateescape")
            said = {"book": row.origin, "sequence": row.sequence, "digest": bytes(row.digest).hex(), "body": body}
            _write(file, said)
            done += 1
            if done % PROGRESS_EVERY == 0:
                progress(done)
        _write(file, {"entries": done, "heads": _heads(connection), "balances": _balances(connection)})
    _put_checker_beside(path)
    return done


def _write(file: TextIO, said: dict[str, object]) -> None:
    file.write(json.dumps(said) + "\n")


def _heads(connection: Connection) -> dict[str, list[object]]:
    origin = tables.origin
    rows = connection.execute(select(origin).order_by(origin.c.code))
    return {row.code: [row.sequence, bytes(row.digest).hex()] for row in rows}


def _balances(connection: Connection) -> list[list[object]]:
    balance = tables.balance
    held = select(*balance.columns).where(balance.c.quantity != 0).order_by(*balance.primary_key)
    return [list(row) for row in stream(connection, held)]


def _put_checker_beside(path: Path) -> None:
    try:
        shutil.copyfile(Path(__file__).with_name(CHECKER), path.with_name(CHECKER))
    except OSError as failure:
        raise errors.FileNotWritten(path=str(path.with_name(CHECKER)), reason=failure.strerror or "") from None
