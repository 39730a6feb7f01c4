"""The journal verified by several processes at once, each taking a share."""

import signal
from collections.abc import Sequence
from contextlib import closing, suppress
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Connection, func, select

from wasteledger.domain.closings import Closings
from wasteledger.journal.closings import stored_closings
from wasteledger.journal.pieces import EVERYTHING, Piece, divided
from wasteledger.journal.streaming import uncollected
from wasteledger.journal.verifying import Progress, Share
from wasteledger.storage import tables
from wasteledger.storage.database import Database

ENTRIES_WORTH_A_PROCESS = 50_000
"""Fewer are verified before another process has begun."""


def verified(connection: Connection, municipality: bytes, progress: Progress, processes: int) -> Share:
    """Verify and fold the whole journal, in at most so many processes; this one takes the last share."""
    entries = int(connection.scalar(select(func.sum(tables.origin.c.sequence))) or 0)
    # What each process folds must not hang on when it began: all are told the same closings.
    closings = stored_closings(connection)
    shares = min(processes, entries // ENTRIES_WORTH_A_PROCESS)
    if shares > 1:
        *theirs, ours = divided(connection, shares)
        helpers = [_Helper(connection, municipality, closings, pieces) for pieces in theirs]
        try:
            own = _verify(connection, municipality, closings, ours, lambda done: progress(done * shares))
            # A helper may have died, and forged entries may say what can't be put together: then all is done here.
            with suppress(Exception):
                whole = Share(municipality, closings)
                for share in [*(helper.answer.recv() for helper in helpers), own]:
                    whole.take(share)
                return whole
        finally:
            for helper in helpers:
                helper.end()
    return _verify(connection, municipality, closings, [EVERYTHING], progress)


def _verify(
    connection: Connection,
    municipality: bytes,
    closings: Closings,
    pieces: Sequence[Piece],
    progress: Progress = lambda _: None,
) -> Share:
    share = Share(municipality, closings)
    for piece in pieces:
        share.verify(connection, piece, progress)
    return share


class _Helper:
    """Another process at work on a share, and the pipe through which it answers."""

    def __init__(
        self, connection: Connection, municipality: bytes, closings: Closings, pieces: Sequence[Piece]
    ) -> None:
        url = connection.engine.url
        is_sqlite = connection.dialect.name == "sqlite"
        database = url.database if is_sqlite else url.render_as_string(hide_password=False)
        # Spawned rather than forked: Windows knows nothing else, and a fork would share our connection's socket.
        context = get_context("spawn")
        self.answer, theirs = context.Pipe(duplex=False)
        told = (theirs, database, municipality, closings, pieces)
        self._process = context.Process(target=_help, args=told, daemon=True)
        self._process.start()
        theirs.close()

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self.answer.close()


def _help(answer: Any, database: str, municipality: bytes, closings: Closings, pieces: Sequence[Piece]) -> None:
    """What a helper does; it never says a word of its own, whoever interrupts it and whatever goes wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception), uncollected(), closing(Database(database)) as opened, opened.reading() as connection:
        answer.send(_verify(connection, municipality, closings, pieces))
