"""Statements that travel together: on PostgreSQL what is only said waits for the next statement that asks something.

A drop-off is a dozen statements and would be as many round trips. So BEGIN, the book's lock and what a verb is known to
ask first go out with the first question, and all that is written goes out with the COMMIT; whatever is asked in
between, through SQLAlchemy too, first sends what waits. SQLite has no round trips: nothing waits there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event

from wasteledger import errors

Said = tuple[str, tuple[object, ...]]
"""A statement and its parameters."""

_CURSOR = "the cursor of constant statements"
_TRIP = "what travels together"
_FAILED = 3
"""libpq's word for a transaction in which a statement failed."""


@dataclass(slots=True)
class _Trip:
    """What one transaction has not sent yet, and answers that nobody has asked for yet."""

    waiting: list[Said]
    foreseen: dict[Said, list[Any]] = field(default_factory=dict)


def begin(connection: Connection) -> None:
    """Begin a transaction that writes; on PostgreSQL as soon as something is asked in it."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("BEGIN IMMEDIATE")
    else:
        connection.info[_TRIP] = _Trip([("BEGIN", ())])


def cursor_of(connection: Connection) -> Any:
    """The cursor of a connection's constant statements; each is read to its end before the next."""
    held = connection.info
    if _CURSOR not in held:
        held[_CURSOR] = connection.connection.cursor()
    return held[_CURSOR]


def say(connection: Connection, cursor: Any, text: str, parameters: Sequence[object]) -> None:
    """Run a statement whose answer nobody needs, at the latest before anything is asked or committed."""
    trip = connection.info.get(_TRIP)
    if trip is None:
        cursor.execute(text, parameters)
    else:
        trip.foreseen.clear()
        trip.waiting.append((text, tuple(parameters)))


def foresee(connection: Connection, text: str, parameters: tuple[object, ...]) -> None:
    """Let a question travel along that will be asked for sure, before anything is written."""
    trip = connection.info.get(_TRIP)
    if trip is not None:
        trip.waiting.append((text, parameters))
        trip.foreseen[text, parameters] = []


def ask(connection: Connection, cursor: Any, text: str, parameters: tuple[object, ...]) -> list[Any]:
    """Run what waits, then a statement; return its rows."""
    trip = connection.info.get(_TRIP)
    if trip is None:
        cursor.execute(text, parameters)
        return cursor.fetchall()  # type: ignore[no-any-return]  # a DB-API cursor
    if not trip.waiting and (text, parameters) in trip.foreseen:
        return trip.foreseen.pop((text, parameters))  # type: ignore[no-any-return]  # rows
    return _travel(connection, (text, parameters))[-1]


def send(connection: Connection) -> None:
    """Run what waits."""
    trip = connection.info.get(_TRIP)
    if trip is not None and trip.waiting:
        _travel(connection)


def _travel(connection: Connection, *asked: Said) -> list[list[Any]]:
    from wasteledger.storage.pipelines import travel  # noqa: PLC0415  # PostgreSQL's driver is an extra

    trip: _Trip = connection.info[_TRIP]
    statements, trip.waiting = [*trip.waiting, *asked], []
    driver: Any = connection.connection.driver_connection
    answers = travel(driver, statements)
    for said, answer in zip(statements, answers, strict=True):
        if said in trip.foreseen:
            trip.foreseen[said] = answer
    return answers


def commit(connection: Connection) -> None:
    """Commit, together with what waits.

    Raises:
        AnswerLost: the connection broke before the server answered.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("COMMIT")
        return
    driver: Any = connection.connection.driver_connection
    if driver.pgconn.transaction_status == _FAILED:
        # The server would answer the COMMIT with a ROLLBACK, and call that a success.
        raise errors.DatabaseFailed(reason="a statement failed and was passed over")
    try:
        _travel(connection, ("COMMIT", ()))
    except Exception as failure:
        if driver.closed:
            raise errors.AnswerLost from failure
        raise
    forget(connection)


def forget(connection: Connection) -> None:
    """End a transaction: what was not sent is not said."""
    connection.info.pop(_TRIP, None)


def wait_together(engine: Engine) -> None:
    """Let whatever an engine's connections are asked in other ways come after what waits."""

    @event.listens_for(engine, "before_cursor_execute")
    def _send_first(connection: Connection, *_: object) -> None:
        send(connection)
