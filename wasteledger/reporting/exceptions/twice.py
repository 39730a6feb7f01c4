"""What two books said of the same thing, each without knowing of the other."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, func, select

from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import in_turn
from wasteledger.journal.standing import REVERSED, standing_reversals, taken_back
from wasteledger.reporting.exceptions.found import REGISTERED_TWICE, REQUEST_TWICE, REVERSED_TWICE, ExceptionFound
from wasteledger.storage import tables


def several_books(connection: Connection) -> bool:
    """Whether more than one book holds entries: in a single one much can't happen."""
    origin = tables.origin.c
    return connection.execute(select(func.count()).where(origin.sequence > 0)).scalar_one() > 1


def reversed_twice(connection: Connection) -> Iterator[ExceptionFound]:
    """Entries that were taken back more than once; a reversal that was taken back itself counts no more."""
    successor = tables.successor.c
    query = select(successor.origin, successor.sequence).where(successor.how == REVERSED)
    query = query.group_by(successor.origin, successor.sequence).having(func.count() > 1)
    for row in connection.execute(query).all():
        receipt = Receipt(*row)
        standing = standing_reversals(connection, receipt)
        if len(standing) > 1:
            yield ExceptionFound(REVERSED_TWICE, str(receipt), receipts=tuple(standing))


def requests_twice(connection: Connection) -> Iterator[ExceptionFound]:
    """One request that two books hold and neither took back: a file, say, that was brought in at two points."""
    if not several_books(connection):
        return
    entry = tables.entry.c
    several = select(entry.request_id).group_by(entry.request_id).having(func.count() > 1).subquery()
    query = (
        select(entry.request_id, entry.origin, entry.sequence)
        .join_from(tables.entry, several, entry.request_id == several.c.request_id)
        .where(~taken_back(entry.origin, entry.sequence))
        .order_by(entry.request_id, entry.origin)
    )
    for request, rows in groupby(connection.execute(query).all(), lambda row: row.request_id):
        receipts = tuple(Receipt(row.origin, row.sequence) for row in rows)
        # What follows the first entry of a request is told with it.
        if len(receipts) > 1 and "#" not in request:
            yield ExceptionFound(REQUEST_TWICE, request, receipts=receipts)


def registered_twice(connection: Connection) -> Iterator[ExceptionFound]:
    """Open households that bear the same former member number; the subject is their numbers."""
    household = tables.household.c
    bearing = household.closed_on.is_(None), household.former_number != ""
    several = select(household.former_number).where(*bearing).group_by(household.former_number)
    query = select(household.former_number, household.number).where(
        *bearing, household.former_number.in_(several.having(func.count() > 1))
    )
    rows = connection.execute(query.order_by(household.former_number, household.number)).all()
    if not rows:
        return
    wanted = {row.number for row in rows}
    registrations = {
        entry.body["household"]: entry.receipt
        for entry in in_turn(connection, "household-registered")
        if entry.body["household"] in wanted
    }
    for _, alike in groupby(rows, lambda row: row.former_number):
        numbers = [row.number for row in alike]
        receipts = tuple(sorted(registrations[number] for number in numbers if number in registrations))
        yield ExceptionFound(REGISTERED_TWICE, "=".join(numbers), receipts=receipts)
