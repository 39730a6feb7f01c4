"""Late entries: what counts in a period although it happened in an earlier month, which was closed without it."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from wasteledger.domain.calendar import Period
from wasteledger.domain.receipts import Receipt
from wasteledger.journal.directory import Directory
from wasteledger.reporting.report import CREDITS, DATE, KG, MONTH, TERM, Column, Report, StandsOn, Text
from wasteledger.reporting.totals import heads
from wasteledger.storage import tables

COLUMNS = (
    Column("receipt", "Receipt"),
    Column("kind", "What", TERM),
    Column("day", "Day", DATE),
    Column("counts_in", "Counts in", MONTH),
    Column("flow", "Flow", TERM),
    Column("community", "Community"),
    Column("point", "Point", detail=True),
    Column("material", "Material"),
    Column("destination", "Destination", detail=True),
    Column("grams", "kg", KG, 3),
    Column("credits", "Credits", CREDITS),
)


def _within(period: Period) -> Any:
    counts_on = tables.late_line.c.counts_on
    return and_(counts_on >= period.first.isoformat(), counts_on <= period.last.isoformat())


def with_late(connection: Connection, made: Report) -> Report:
    """Say beside figures of daily totals how many late entries are among them."""
    line = tables.late_line.c
    entries = select(line.origin, line.sequence).where(_within(made.period)).distinct().subquery()
    count = connection.scalar(select(func.count()).select_from(entries))
    if not count or made.stands_on.estimated_percent is None:
        return made
    note = Text("Late entries of closed months among these: {count}; “report late” lists them.", {"count": count})
    return replace(made, notes=(*made.notes, note))


def late(connection: Connection, _directory: Directory, period: Period) -> Report:
    """List line by line what counts in a period and happened before it was open."""
    line = tables.late_line.c
    query = (
        select(tables.late_line)
        .where(_within(period))
        .order_by(line.counts_on, line.origin, line.sequence, line.number)
    )
    names = [column.name for column in COLUMNS[4:]]
    rows = [
        {
            "receipt": str(Receipt(row.origin, row.sequence)),
            "kind": row.kind,
            "day": date.fromisoformat(row.day),
            "counts_in": date.fromisoformat(row.counts_on),
            **{name: getattr(row, name) for name in names},
        }
        for row in connection.execute(query)
    ]
    return Report(
        id="late",
        title=Text("Late entries"),
        period=period,
        columns=COLUMNS,
        rows=tuple(rows),
        stands_on=StandsOn(
            method="late@1",
            source="the books: daily totals",
            numerator="entries of a closed month that its closing did not know, in the month they count in",
        ),
        heads=heads(connection),
    )
