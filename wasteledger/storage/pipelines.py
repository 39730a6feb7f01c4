"""Several statements to PostgreSQL in one round trip, through libpq: a cursor for each costs five times the time.

A statement is prepared when a connection first meets it. The first that fails stops those after it, and its error is
raised when all answers are in, so that the connection is good for a ROLLBACK; one that can't be is closed.
"""

import re
from collections.abc import Generator, Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send

from wasteledger.storage.sending import Said

Driver = psycopg.Connection[Any]

_TEXT, _BINARY = pq.Format.TEXT, pq.Format.BINARY

_names: WeakKeyDictionary[Driver, dict[str, bytes]] = WeakKeyDictionary()
"""What each connection has prepared. No name is used twice: one that a failure left unused may be taken or not."""
_numbers = count(1)


def travel(driver: Driver, statements: Sequence[Said]) -> list[list[Any]]:
    """Run statements in the order given, inside a transaction; return the rows of each.

    Each has ``%s`` for its parameters: text, whole numbers, bytes or None.
    """
    known = _names.setdefault(driver, {})
    fresh: dict[str, bytes] = {}
    answering: list[bool] = []
    line = driver.pgconn
    try:
        line.enter_pipeline_mode()
        for text, parameters in statements:
            name = known.get(text) or fresh.get(text)
            if name is None:
                name = fresh[text] = f"{text.partition(' ')[0]}_{next(_numbers)}".encode()
                line.send_prepare(name, _numbered(text))
                answering.append(False)
            # Text goes with its length, as bytes do: libpq would end it at its first NUL.
            values: list[Any] = [
                each.encode() if isinstance(each, str) else b"%d" % each if isinstance(each, int) else each
                for each in parameters
            ]
            formats = [_TEXT if isinstance(each, int) else _BINARY for each in parameters]
            line.send_query_prepared(name, values, formats)
            answering.append(True)
        line.pipeline_sync()
        results = driver.wait(_results(line, len(answering) + 1))
        line.exit_pipeline_mode()
    except BaseException:
        # Answers that nobody waited for would be taken for those of the next statements.
        driver.close()
        raise
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            raise error_from_result(result)
    known.update(fresh)
    return [_rows(driver, result) for result, answers in zip(results, answering, strict=False) if answers]


def _results(line: pq.abc.PGconn, expected: int) -> Generator[Any, Any, list[pq.abc.PGresult]]:
    """Send what is held and fetch the result of each statement, and of the end of the pipeline."""
    yield from send(line)
    results: list[pq.abc.PGresult] = []
    while len(results) < expected:
        found = yield from fetch_many(line)
        if not found:
            message = "the connection was lost"
            raise psycopg.OperationalError(message)
        results += found[-1:]
    return results


def _rows(driver: Driver, result: pq.abc.PGresult) -> list[Any]:
    if not result.ntuples:
        return []
    loader = Transformer(driver)
    loader.set_pgresult(result)
    return loader.load_rows(0, result.ntuples, tuple)


def _numbered(text: str) -> bytes:
    """Write ``$1``, ``$2`` … for each ``%s``."""
    numbers = count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", text).encode()
