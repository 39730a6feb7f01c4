"""Closed months: with which heads, and how much came too late for them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from wasteledger.domain.crockford import check_code
from wasteledger.errors import Month
from wasteledger.reporting.totals import BookHead
from wasteledger.storage import tables

MONTH_LENGTH = len("2026-03")


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month that is closed."""

    month: Month
    closed_on: date
    receipt: str
    """Of the ruling that closed it."""
    heads: tuple[BookHead, ...]
    came_late: int
    """Entries of this month that it was closed without: they count in a later one."""
    counts_late: int
    """Entries of earlier months that count in this one."""


def closed_months(connection: Connection) -> list[ClosedMonth]:
    """Return the months that are closed, the first first."""
    late = tables.late_line.c
    came, counted = Counter[str](), Counter[str]()
    for _, _, day, counts_on in connection.execute(
        select(late.origin, late.sequence, late.day, late.counts_on).distinct()
    ):
        came[day[:MONTH_LENGTH]] += 1
        counted[counts_on[:MONTH_LENGTH]] += 1
    closing = tables.closing
    heads: dict[tuple[str, str, str], list[BookHead]] = {}
    for row in connection.execute(select(closing).order_by(closing.c.month, closing.c.book)):
        head = BookHead(row.book, row.sequence, check_code(bytes.fromhex(row.digest)))
        heads.setdefault((row.month, row.closed_on, row.receipt), []).append(head)
    return [
        ClosedMonth(
            Month.fromisoformat(f"{month}-01"),
            date.fromisoformat(closed_on),
            receipt,
            tuple(held),
            came[month],
            counted[month],
        )
        for (month, closed_on, receipt), held in heads.items()
    ]
