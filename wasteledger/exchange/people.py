"""People: the names and PINs that the journal does not hold, as far as another database needs them.

The office is told, and believed, about everybody; a point about those whom it serves, so that a stolen computer can
neither tell nor change the names of the whole town. Of what two databases wrote, the higher edition is newer. A
household that was forgotten is neither told nor taken, and one that nobody knows here is not taken. A revoked book is
told nothing, and not believed.

Whom a point serves is the office's ruling, except that the point may say of a household that it moved: to its
community, or to have its home there. So a stolen key can still ask for names, by an entry in its book for each
household, which everybody sees; it can't ask for a whole community by one.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, false, or_, select, true, update

from wasteledger import errors
from wasteledger.domain.pins import HASH_BYTES, SALT_BYTES
from wasteledger.domain.roles import AUDITOR, OFFICE
from wasteledger.domain.thai_order import thai_sort_key, tidy_thai
from wasteledger.journal.chain import canonical
from wasteledger.journal.enrolments import enrolled, enrolments, is_office_book, line_of, revoked_from
from wasteledger.storage import tables
from wasteledger.storage.statements import EDITION, upsert_all

VERSION = 1
NEWEST_EDITION = 1 << 31
"""More than anybody will ever write; what says more would bar every later one."""
EDITIONS_AT_ONCE = 1000
"""More than any point writes of one row before it is heard; what is further on is not believed of it."""
MOST_WORK = 1 << 20
"""The most memory that a PIN's hash may ask for, in blocks of 128 bytes: eight times what ours does."""

_UNPRINTED = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

Row = list[Any]
"""Whose, its edition, and its columns."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table outside the journal, and what of it travels: what the counter needs to find and greet somebody."""

    table: Table
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.table.name)

    @property
    def key(self) -> Any:
        return next(iter(self.table.primary_key.columns))

    def rows(self, connection: Connection, which: Select[Any]) -> list[Row]:
        query = select(self.key, *(self.table.c[name] for name in (EDITION, *self.columns)))
        found = connection.execute(query.where(self.key.in_(which)).order_by(self.key))
        return [
            [whose, min(edition, NEWEST_EDITION - 1), *(_said(value) for value in values)]
            for whose, edition, *values in found
        ]


def _said(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


CONTACTS = _Kept(tables.contact, ("name", "called", "house_number", "phone"))
OPERATORS = _Kept(tables.operator_contact, ("name",))
PINS = _Kept(tables.operator_pin, ("salt", "hash", "cost", "block_size"))


def people_for(connection: Connection, to: str) -> bytes:
    """Write what the database of a book is to be told, in the one way to write it; empty where that is nothing."""
    if revoked_from(connection, to):
        return b""
    office = is_office_book(connection, to)
    household, operator = tables.household.c, tables.operator.c
    served, standing = _served_by(connection, to), _standing_at(connection, to)
    if not office:
        served &= household.closed_on.is_(None)
        standing &= operator.closed_on.is_(None)
    told = {
        CONTACTS: select(household.number).where(served, household.forgotten == 0),
        OPERATORS: select(operator.code).where(standing),
        PINS: select(operator.code).where(standing),
    }
    found = {kept.name: rows for kept, whose in told.items() if (rows := kept.rows(connection, whose))}
    return canonical({"v": VERSION, **found}) if found else b""


def merge_people(connection: Connection, content: bytes, sender: str) -> int:
    """Take what is newer in what another database told; return how many rows that were.

    Args:
        connection: one that writes, after what the sender's books brought was merged.
        content: as :func:`people_for` wrote it.
        sender: the book whose keys signed it.

    Raises:
        SealBroken: it says what nobody of us writes.
    """
    if not content:
        return 0
    # Who draws a turn to forget a household waits, or has forgotten it before it is looked at here.
    mark = tables.reference_mark
    connection.execute(update(mark).values(turn=mark.c.turn))
    if revoked_from(connection, sender):
        return 0
    household, operator = tables.household.c, tables.operator.c
    standing, at_once = _standing_at(connection, sender), NEWEST_EDITION
    if not is_office_book(connection, sender):
        standing &= operator.role != OFFICE
        at_once = EDITIONS_AT_ONCE
    believed = {
        CONTACTS: select(household.number).where(_served_by(connection, sender), household.forgotten == 0),
        OPERATORS: select(operator.code).where(standing),
        PINS: select(operator.code).where(standing),
    }
    said = _read(content)
    return sum(_take(connection, kept, whose, said.get(kept.name, []), at_once) for kept, whose in believed.items())


def _served_by(connection: Connection, origin: str) -> ColumnElement[bool]:
    """The households that a book's point serves: those of its communities, those at home there, those it registered.

    What a round says of its communities is the point's own word, and not asked.
    """
    if is_office_book(connection, origin):
        return true()
    known, household = enrolments(connection), tables.household.c
    registered = household.origin.in_(list(line_of(known, origin)))
    enrolment = enrolled(known, origin)
    if enrolment is None or not enrolment.point:
        return registered
    code, plan = enrolment.point, tables.plan.c
    communities = [
        *connection.scalars(select(tables.point.c.community).where(tables.point.c.code == code)),
        *connection.scalars(select(plan.communities).where(plan.point == code, plan.closed_on.is_(None))),
    ]
    served = sorted({community for listed in communities for community in listed.split()})
    return or_(registered, household.home_point == code, household.community.in_(served))


def _standing_at(connection: Connection, origin: str) -> ColumnElement[bool]:
    """The operators who may stand at a book's point."""
    if is_office_book(connection, origin):
        return true()
    enrolment, operator = enrolled(enrolments(connection), origin), tables.operator.c
    if enrolment is None or not enrolment.point:
        return false()
    return operator.point.in_([enrolment.point, ""]) & (operator.role != AUDITOR)


# Taking


def _read(content: bytes) -> dict[str, list[Row]]:
    try:
        said = json.loads(content)
        if said.pop("v") == VERSION:
            rows = {kept: [_checked(kept, row) for row in said.get(kept.name, [])] for kept in _CHECKS}
            return {
                kept.name: [row for row in checked if 0 < row[1] < NEWEST_EDITION] for kept, checked in rows.items()
            }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise errors.SealBroken


def _checked(kept: _Kept, row: Row) -> Row:
    """A row with nothing in it that a database or a screen chokes on.

    Raises:
        ValueError, TypeError: it is none.
    """
    whose, edition, *values = row
    if type(edition) is not int or len(values) != len(kept.columns):
        raise ValueError
    return [_text(whose), edition, *_CHECKS[kept](values)]


def _text(value: Any) -> str:
    return tidy_thai(_UNPRINTED.sub("", value))


def _texts(values: Sequence[Any]) -> Sequence[Any]:
    return [_text(value) for value in values]


def _pin(values: Sequence[Any]) -> Sequence[Any]:
    salt, hashed, cost, block_size = values
    lengths = len(bytes.fromhex(salt)), len(bytes.fromhex(hashed))
    numbers = type(cost) is type(block_size) is int and cost > 1 and block_size > 0
    if lengths != (SALT_BYTES, HASH_BYTES) or not numbers or cost & (cost - 1) or cost * block_size > MOST_WORK:
        raise ValueError
    return salt, hashed, cost, block_size


_CHECKS = {CONTACTS: _texts, OPERATORS: _texts, PINS: _pin}


def _take(connection: Connection, kept: _Kept, whose: Select[Any], rows: list[Row], at_once: int) -> int:
    believed = set(connection.execute(whose).scalars())
    held = {row[0]: row[1:] for row in kept.rows(connection, whose)}
    # Of equal editions the greater content: all who see both agree.
    newer = {
        row[0]: row
        for row in sorted(rows)
        if row[0] in believed and (before := held.get(row[0], [0])) < row[1:] and row[1] <= before[0] + at_once
    }
    if newer:
        upsert_all(connection, kept.table, [_stored(kept, row) for row in newer.values()])
    return len(newer)


def _stored(kept: _Kept, row: Row) -> tuple[dict[str, object], dict[str, object]]:
    """A row's key, and what is set by it."""
    values: dict[str, object] = dict(zip((EDITION, *kept.columns), row[1:], strict=True))
    if kept is CONTACTS:
        values["sort_key"] = thai_sort_key(row[2])
    if kept is PINS:
        values |= {name: bytes.fromhex(str(values[name])) for name in ("salt", "hash")} | {"wrong": 0, "wrong_at": ""}
    return {kept.key.name: row[0]}, values
