"""``statistic``: outside figures, each with its source."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from wasteledger.domain.quantities import read_decimal
from wasteledger.domain.statistics import statistic_kind
from wasteledger.errors import Term
from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.options import DAY, pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

statistic: Group = group("statistic", "Outside figures: population, households, baseline.")


@command(
    statistic,
    "set",
    "Set an outside figure, with its source.",
    'statistic set population-registered 32000 --from 1/1/2569 --source "DOPA 2568"',
)
@click.argument("name")
@click.argument("value")
@click.option("--from", "first_day", type=DAY, required=True, metavar="DAY", help="The first day it holds for.")
@click.option("--to", "last_day", type=DAY, metavar="DAY", help="The last day it holds for.")
@click.option(
    "--community", "place", default="", metavar="CODE", help="The community it is about; the whole town if left out."
)
@click.option("--source", required=True, help="Where the figure comes from.")
@request_option
@pass_session
def set_(
    session: Session,
    name: str,
    value: str,
    first_day: date,
    last_day: date | None,
    place: str,
    source: str,
    request_id: str | None,
) -> Answer:
    whole = read_decimal(value, statistic_kind(name).decimals)
    entries = session.ledger.set_statistic(
        name=name,
        value=whole,
        first_day=first_day,
        last_day=last_day,
        place=place,
        source=source,
        request_id=request_id,
    )
    return booked(entries)


@command(statistic, "list", "Show the outside figures.", "statistic list")
@pass_session
def list_(session: Session) -> Answer:
    columns = [
        Column("name", "Name"),
        Column("place", "Community"),
        Column("first_day", "From"),
        Column("last_day", "To"),
        Column("value", "Value", number=True),
        Column("unit", "Unit"),
        Column("source", "Source"),
    ]
    rows = []
    for row in session.ledger.statistics():
        kind = statistic_kind(row.name)
        value = row.value if not kind.decimals else f"{row.value / 10**kind.decimals:,.3f}"
        rows.append((row.name, row.place, *_days(row), value, Term(kind.unit), row.source))
    return table_answer("statistics", columns, rows)


def _days(row: Any) -> tuple[date, date | None]:
    """The first and last day a figure holds for; none where it holds on."""
    return date.fromisoformat(row.first_day), date.fromisoformat(row.last_day) if row.last_day else None
