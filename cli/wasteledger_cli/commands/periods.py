"""``period``: months closed, so that their figures stand."""

from __future__ import annotations

import click

from wasteledger.domain.calendar import month_of, read_period
from wasteledger.errors import Month, PeriodNotUnderstood
from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.entries import booked
from wasteledger_cli.options import pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

period: Group = group("period", "Close months, so that their figures stand.")


@command(period, "close", "Close a month that is over: what comes later counts in a later one.", "period close 2569-03")
@click.argument("month")
@request_option
@pass_session
def close(session: Session, month: str, request_id: str | None) -> Answer:
    days = read_period(month)
    if days != month_of(days.first):
        raise PeriodNotUnderstood(typed=month)
    entries = session.ledger.close_period(month=days.first, request_id=request_id)
    closed = Month.fromisoformat(days.first.isoformat())
    sentence = "{month} is closed. What is booked of it from now on counts in a later month."
    return booked(entries).say(sentence, month=closed)


@command(period, "list", "The closed months, and what came too late for them.", "period list")
@pass_session
def list_(session: Session) -> Answer:
    columns = [
        Column("month", "Month"),
        Column("closed_on", "Month closed on"),
        Column("receipt", "Receipt"),
        Column("came_late", "Came late", number=True),
        Column("counts_late", "Late from earlier", number=True),
        Column("heads", "Books"),
    ]
    closed = session.ledger.closed_months()
    rows = [[getattr(month, column.name) for column in columns[:-1]] for month in closed]
    data = [
        {
            **dict(zip([column.name for column in columns], row, strict=False)),
            "month": str(month.month),
            "heads": [{"origin": h.origin, "sequence": h.sequence, "check_code": h.check_code} for h in month.heads],
        }
        for row, month in zip(rows, closed, strict=True)
    ]
    books = [", ".join(f"{h.origin}-{h.sequence:06d} {h.check_code}" for h in month.heads) for month in closed]
    return Answer({"periods": data}, [Table(columns, [[*row, held] for row, held in zip(rows, books, strict=True)])])
