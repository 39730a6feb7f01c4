"""The daily totals, added up: the one query that stands behind every report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, func, literal_column, select

from wasteledger.domain.calendar import Period
from wasteledger.domain.crockford import check_code
from wasteledger.storage import tables

TOTAL = tables.daily_total.c
# Written out, not bound: PostgreSQL must see that what is selected is what is grouped by.
_FIRST, _MONTH_LENGTH = literal_column("1", Integer), literal_column(str(len("2026-03")), Integer)

DIMENSIONS: dict[str, ColumnElement[Any]] = {
    "flow": TOTAL.flow,
    "community": TOTAL.community,
    "point": TOTAL.point,
    "material": TOTAL.material,
    "destination": TOTAL.destination,
    "household-type": TOTAL.household_type,
    "evidence": TOTAL.evidence,
    "day": TOTAL.day,
    "month": func.substr(TOTAL.day, _FIRST, _MONTH_LENGTH),
}
"""What a total can be cut by, straight from the table."""


_MEASURES = (TOTAL.grams, TOTAL.credits, TOTAL.lines, TOTAL.entries, TOTAL.tickets, TOTAL.bills)


@dataclass(frozen=True, slots=True)
class Sum:
    """What lies under one combination of the dimensions asked for."""

    key: tuple[str, ...]
    grams: int
    credits: int
    lines: int
    entries: int
    tickets: int
    bills: int


def sums(connection: Connection, by: Sequence[str], flows: Sequence[str], period: Period | None) -> Iterator[Sum]:
    """Add up the daily totals of some flows over a period, by some dimensions."""
    keys = [DIMENSIONS[name] for name in by]
    measures = [func.sum(column) for column in _MEASURES]
    query = select(*keys, *measures).where(TOTAL.flow.in_(flows))
    if period:
        query = query.where(TOTAL.day >= period.first.isoformat(), TOTAL.day <= period.last.isoformat())
    for row in connection.execute(query.group_by(*keys) if keys else query):
        # PostgreSQL adds whole numbers up to a Decimal.
        yield Sum(tuple(row[: len(keys)]), *(int(total or 0) for total in row[len(keys) :]))


@dataclass(frozen=True, slots=True)
class BookHead:
    """How far a book is held: the basis on which a figure can be asked again."""

    origin: str
    sequence: int
    check_code: str


def heads(connection: Connection) -> tuple[BookHead, ...]:
    """Return the head of every book that this node holds."""
    query = select(tables.origin).order_by(tables.origin.c.code)
    return tuple(BookHead(row.code, row.sequence, check_code(bytes(row.digest))) for row in connection.execute(query))
