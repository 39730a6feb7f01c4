"""``load`` and ``stock``: what leaves the town's hands, and what lies at the points."""

from __future__ import annotations

import click

from wasteledger.units import Grams
from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.importing import import_options, imported
from wasteledger_cli.options import amount_of, at_option, moment_of, pass_session, point_option, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

load: Group = group("load", "Record or import loads to a destination.")
stock: Group = group("stock", "What lies at the points.")


@command(
    load,
    "record",
    "Record one load: a ticket and its lines.",
    "load record FILL RES=1.25 --unit tonne --community C01 --ticket 4711",
)
@click.argument("destination")
@click.argument("lines", nargs=-1, required=True, metavar="MATERIAL=QUANTITY…")
@click.option("--unit", default="kg", help="kg, tonne, short-ton, or the material's own unit.")
@click.option(
    "--evidence",
    type=click.Choice(["weighed", "estimated", "surveyed"]),
    default="weighed",
    help="How the weight is known.",
)
@point_option
@click.option("--community", metavar="CODE", help="Straight from this community.")
@click.option("--whole-town", is_flag=True, help="Collected from the whole town together.")
@click.option("--ticket", default="", help="The weighbridge ticket's number.")
@click.option("--bill", default="", help="The buyer's bill number.")
@click.option("--amount", metavar="AMOUNT", help="What the buyer paid.")
@click.option("--empties-stock", is_flag=True, help="The stock is empty now: book the scale's difference.")
@at_option
@request_option
@pass_session
def record(
    session: Session,
    destination: str,
    lines: tuple[str, ...],
    unit: str,
    evidence: str,
    point: str | None,
    community: str | None,
    whole_town: bool,
    ticket: str,
    bill: str,
    amount: str | None,
    empties_stock: bool,
    at: str | None,
    request_id: str | None,
) -> Answer:
    from wasteledger.recording.loads import LoadLine  # noqa: PLC0415

    if sum(map(bool, (point, community, whole_town))) != 1:
        raise click.UsageError(session.words("Say where it comes from: --point, --community or --whole-town."))
    settings = session.ledger.settings()
    pairs = [line.partition("=") for line in lines]
    entries = session.ledger.record_load(
        destination=destination,
        lines=tuple(LoadLine(code.strip(), typed, unit, evidence) for code, _, typed in pairs),
        point=point,
        community=community,
        ticket=ticket,
        bill=bill,
        amount=amount_of(settings, amount) if amount else None,
        empties_stock=empties_stock,
        at=moment_of(settings, at),
        request_id=request_id,
    )
    return booked(entries)


@command(load, "import", "Import loads from a CSV or XLSX file, all of them or none.", "load import tickets.xlsx")
@import_options
@pass_session
def import_(session: Session, path: str, skip_bad: str | None) -> Answer:
    return imported(session, "loads", path, skip_bad)


@command(stock, "list", "Show what the book says lies at each point.", "stock list --point P01")
@point_option
@pass_session
def list_(session: Session, point: str | None) -> Answer:
    stocks = session.ledger.stock(point.upper() if point else None)
    rows = [(place, material, Grams(grams)) for place, held in stocks.items() for material, grams in held.items()]
    columns = [Column("point", "Point"), Column("material", "Material"), Column("grams", "kg", number=True)]
    return table_answer("stock", columns, rows)


@command(
    stock,
    "count",
    "Book what really lies at a point; the difference is shrinkage or surplus.",
    "stock count PET=120.5 --point P01",
)
@click.argument("counted", nargs=-1, required=True, metavar="MATERIAL=KG…")
@point_option
@at_option
@request_option
@pass_session
def count(
    session: Session, counted: tuple[str, ...], point: str | None, at: str | None, request_id: str | None
) -> Answer:
    from wasteledger.domain.quantities import read_decimal  # noqa: PLC0415

    pairs = [pair.partition("=") for pair in counted]
    entries = session.ledger.count_stock(
        counted={code.strip().upper(): Grams(read_decimal(typed, 3)) for code, _, typed in pairs},
        point=point or session.option("point"),
        at=moment_of(session.ledger.settings(), at),
        request_id=request_id,
    )
    return booked(entries)
