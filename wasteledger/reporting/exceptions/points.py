"""What points did that the office is told of: prices they agreed, clocks that can't be right."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, func, select

from wasteledger.domain.moments import moment_of
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.entries import in_turn
from wasteledger.reporting.exceptions.found import CLOCK_BEHIND, RATE_AGREED, ExceptionFound
from wasteledger.storage import tables

DOUBTFUL = timedelta(days=1)


def rates_agreed(connection: Connection) -> Iterator[ExceptionFound]:
    """Rates that were agreed at a point for one day; the subject names point, day and who agreed."""
    agreed_by = tables.rate.c.agreed_by
    if connection.execute(select(agreed_by).where(agreed_by != "").limit(1)).first() is None:
        return
    agreed: dict[str, set[Receipt]] = {}
    for entry in in_turn(connection, "rates-set"):
        for line in entry.body["rates"]:
            if line.get("point"):
                subject = f"{line['point']}/{line['first_day']}/{entry.body['operator']}"
                agreed.setdefault(subject, set()).add(entry.receipt)
    for subject, receipts in agreed.items():
        yield ExceptionFound(RATE_AGREED, subject, receipts=tuple(sorted(receipts)))


def clocks_behind(connection: Connection) -> Iterator[ExceptionFound]:
    """Books with entries that were recorded long before all that was there when they were made, by the clocks.

    Who takes a turn knows an entry of the turn before it. That one came first, whatever the clocks say: they are marked
    here and order nothing.
    """
    turned = tables.turned.c
    before = select((turned.turn + 1).label("next"), func.min(turned.recorded_at).label("recorded_at"))
    known = before.where(turned.turn > 0).group_by(turned.turn).subquery()
    query = (
        select(turned.origin, turned.sequence, turned.recorded_at, known.c.recorded_at.label("known"))
        .join_from(tables.turned, known, turned.turn == known.c.next)
        .where(turned.recorded_at < known.c.recorded_at)
    )
    behind: dict[str, list[Receipt]] = {}
    for row in connection.execute(query):
        if moment_of(row.recorded_at) < moment_of(row.known) - DOUBTFUL:
            behind.setdefault(row.origin, []).append(Receipt(row.origin, row.sequence))
    for origin, receipts in behind.items():
        yield ExceptionFound(CLOCK_BEHIND, origin, receipts=tuple(sorted(receipts)))
