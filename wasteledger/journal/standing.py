"""What still stands: an entry was taken back if it was reversed, and that by a reversal which stands itself."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select

from wasteledger.domain.receipts import Receipt
from wasteledger.storage import tables

REVERSED = "reversed"


def taken_back(origin: ColumnElement[str], sequence: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that the entry in these columns was taken back."""
    reversal = tables.successor.alias()
    return exists().where(
        reversal.c.origin == origin, reversal.c.sequence == sequence, reversal.c.how == REVERSED, still_stands(reversal)
    )


def still_stands(reversal: Any) -> ColumnElement[bool]:
    """The condition that a reversal, a row of the table or of an alias of it, was not taken back itself."""
    again = tables.successor.alias()
    return ~exists().where(
        again.c.origin == reversal.c.by_origin, again.c.sequence == reversal.c.by_sequence, again.c.how == REVERSED
    )


def standing_reversals(connection: Connection, receipt: Receipt) -> list[Receipt]:
    """The reversals of an entry that stand: one at most, unless two books took it back that knew nothing of it."""
    successor = tables.successor
    query = select(successor.c.by_origin, successor.c.by_sequence).where(
        successor.c.origin == receipt.origin,
        successor.c.sequence == receipt.sequence,
        successor.c.how == REVERSED,
        still_stands(successor),
    )
    return sorted(Receipt(*row) for row in connection.execute(query))
