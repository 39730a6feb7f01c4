"""``opening`` and ``history``: what was there before the town's books began."""

from __future__ import annotations

from datetime import date

import click

from wasteledger.units import Grams
from wasteledger_cli.answers import Answer
from wasteledger_cli.importing import import_options, imported
from wasteledger_cli.options import DAY, amount_of, pass_session
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

opening: Group = group("opening", "Opening balances and stock, on one day for the whole town.")
history: Group = group("history", "Kilograms of earlier years, so that they can be compared.")

day_option = click.option(
    "--day", type=DAY, required=True, metavar="DAY", help="The day from which these books count, one for all."
)


@command(
    opening,
    "balances",
    "Bring over what households' passbooks hold, all of them or none.",
    "opening balances passbooks.xlsx --day 1/10/2569 --control-total 12,345.50",
)
@click.argument("path", metavar="FILE")
@day_option
@click.option(
    "--control-total", metavar="AMOUNT", required=True, help="The sum of all balances, as the old books have it."
)
@pass_session
def balances(session: Session, path: str, day: date, control_total: str) -> Answer:
    total = amount_of(session.ledger.settings(), control_total)
    return imported(session, "opening_balances", path, None, day=day, control_total=total)


@command(
    opening,
    "stock",
    "Bring over what lies at the points, all of it or none.",
    "opening stock shed.xlsx --day 1/10/2569 --control-total-kg 1,250.5",
)
@click.argument("path", metavar="FILE")
@day_option
@click.option("--control-total-kg", metavar="KG", required=True, help="The sum of all weights, as it was counted.")
@pass_session
def stock(session: Session, path: str, day: date, control_total_kg: str) -> Answer:
    from wasteledger.domain.quantities import read_decimal  # noqa: PLC0415  # --help needs none of it

    total = Grams(read_decimal(control_total_kg, 3))
    return imported(session, "opening_stock", path, None, day=day, control_total=total)


@command(
    history,
    "import",
    "Bring over months of earlier years by community and material, all of them or none.",
    "history import last-year.xlsx",
)
@import_options
@pass_session
def import_(session: Session, path: str, skip_bad: str | None) -> Answer:
    return imported(session, "history", path, skip_bad)
