"""PINs of operators, kept beside the journal: set, and checked so that guessing slows down."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from wasteledger import errors
from wasteledger.domain.digits import arabic_digits
from wasteledger.domain.moments import iso, moment_of
from wasteledger.domain.pins import KeptPin, read_pin, wait_after
from wasteledger.domain.registers import Operator
from wasteledger.domain.roles import OFFICE
from wasteledger.journal.directory import Directory
from wasteledger.storage import tables
from wasteledger.storage.database import Database
from wasteledger.storage.statements import upsert_edition

PIN = tables.operator_pin


def set_pin(
    database: Database, directory: Directory, by: Operator, whose: str, pin: str, old: str, now: datetime
) -> None:
    """Keep a new PIN: the office may set anybody's, others their own with the ``old`` one.

    Raises:
        ValueNotAllowed: it is no PIN.
        CodeUnknown, CodeClosed, RoleForbids: it is nobody's, or somebody else's.
        PinMissing, PinWrong, PinWait: the old one is not that.
    """
    kept = KeptPin.of(read_pin(pin))
    if by.role != OFFICE:
        if whose.strip().upper() != by.code:
            raise errors.RoleForbids(operator=by.code, role=by.role, verb="operator-pin")
        check_pin(database, directory, by.code, old, now)
    with database.writing() as connection:
        operator = directory.at(connection).open(Operator, whose)
        values = {name: getattr(kept, name) for name in KeptPin.__slots__}
        upsert_edition(connection, PIN, {"operator": operator.code}, {**values, "wrong": 0, "wrong_at": ""})


def check_pin(database: Database, directory: Directory, whose: str, pin: str, now: datetime) -> Operator:
    """Return the operator whose PIN it is; a right one forgets the wrong ones before it.

    A try is counted before the PIN is looked at, so that pulling the plug makes none for nothing.

    Raises:
        CodeUnknown, CodeClosed: there is no such operator.
        PinMissing, PinWrong: there is no PIN, or another.
        PinWait: there were too many wrong ones; this one was not looked at, or was wrong too.
    """
    with database.writing() as connection:
        operator = directory.at(connection).open(Operator, whose)
        row = _locked(connection, operator.code)
        if row is None:
            raise errors.PinMissing(operator=operator.code)
        left = _seconds_left(row.wrong, row.wrong_at, now)
        if left:
            raise errors.PinWait(operator=operator.code, wait=left)
        _count(connection, operator.code, row.wrong + 1, iso(now))
    if not KeptPin(bytes(row.salt), bytes(row.hash), row.cost, row.block_size).matches(arabic_digits(pin).strip()):
        wait = wait_after(row.wrong + 1)
        if wait:
            raise errors.PinWait(operator=operator.code, wait=wait)
        raise errors.PinWrong(operator=operator.code, wait=0)
    with database.writing() as connection:
        _count(connection, operator.code, 0, "")
    return operator


def _locked(connection: Connection, operator: str) -> Any:
    return connection.execute(select(PIN).where(PIN.c.operator == operator).with_for_update()).one_or_none()


def _count(connection: Connection, operator: str, wrong: int, at: str) -> None:
    connection.execute(update(PIN).where(PIN.c.operator == operator).values(wrong=wrong, wrong_at=at))


def _seconds_left(wrong: int, wrong_at: str, now: datetime) -> int:
    """How long there is still to wait; never longer than at first, though the clock was set back since."""
    wait = wait_after(wrong)
    if not wait:
        return 0
    until = moment_of(wrong_at) + timedelta(seconds=wait)
    return max(0, min(wait, int((until - now).total_seconds())))


def operators_with_pins(connection: Connection) -> frozenset[str]:
    return frozenset(connection.execute(select(PIN.c.operator)).scalars())
