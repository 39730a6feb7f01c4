"""``rate``: what a unit of a material earns, from a day on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from wasteledger.errors import Term
from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.importing import import_options, imported
from wasteledger_cli.options import DAY, pass_session, point_option, rate_of, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.recording.rates import NewRate

rate: Group = group("rate", "Rates: credits per unit.")


def _new_rates(session: Session, pairs: tuple[str, ...], day: date | None) -> tuple[NewRate, ...]:
    """Read ``PET=8.00 PET:A=9.00 MIX=pending``."""
    from wasteledger.recording.rates import NewRate  # noqa: PLC0415

    settings = session.ledger.settings()
    first_day = day or session.ledger.today()
    rates = []
    for pair in pairs:
        name, _, typed = pair.partition("=")
        code, _, grade = name.partition(":")
        rates.append(NewRate(code.strip().upper(), rate_of(settings, typed), first_day, grade.strip().upper()))
    return tuple(rates)


@command(rate, "set", "Set rates for the town, from a day on.", "rate set PET=8.00 BATT=0 MIX=pending --from 1/4/2569")
@click.argument("rates", nargs=-1, required=True, metavar="MATERIAL[:GRADE]=RATE|pending…")
@click.option("--from", "first_day", type=DAY, metavar="DAY", help="The first day; today if left out.")
@request_option
@pass_session
def set_(session: Session, rates: tuple[str, ...], first_day: date | None, request_id: str | None) -> Answer:
    return booked(session.ledger.set_rates(rates=_new_rates(session, rates, first_day), request_id=request_id))


@command(rate, "agree", "Agree rates at a point for the round of one day.", "rate agree PET=7.50 --point P01")
@click.argument("rates", nargs=-1, required=True, metavar="MATERIAL[:GRADE]=RATE|pending…")
@click.option("--day", type=DAY, metavar="DAY", help="The day of the round; today if left out.")
@point_option
@request_option
@pass_session
def agree(
    session: Session, rates: tuple[str, ...], day: date | None, point: str | None, request_id: str | None
) -> Answer:
    new = _new_rates(session, rates, day)
    return booked(session.ledger.agree_rates(rates=new, point=point, request_id=request_id))


@command(rate, "settle", "Credit what was weighed before it had a rate.", "rate settle MIX 3.00 --point P01")
@click.argument("material")
@click.argument("rate_", metavar="RATE")
@click.option("--grade", default="", help="Only this grade.")
@point_option
@click.option("--from", "first_day", type=DAY, metavar="DAY", help="Only what was weighed from this day on.")
@click.option("--to", "last_day", type=DAY, metavar="DAY", help="Only what was weighed up to this day.")
@request_option
@pass_session
def settle(
    session: Session,
    material: str,
    rate_: str,
    grade: str,
    point: str | None,
    first_day: date | None,
    last_day: date | None,
    request_id: str | None,
) -> Answer:
    thousandths = rate_of(session.ledger.settings(), rate_) or 0
    entries = session.ledger.settle_rate(
        material=material,
        thousandths=thousandths,
        grade=grade,
        point=point,
        first_day=first_day,
        last_day=last_day,
        request_id=request_id,
    )
    return booked(entries)


@command(rate, "list", "The price list of a day.", "rate list --day 15/3/2569")
@click.option("--day", type=DAY, metavar="DAY", help="The day; today if left out.")
@point_option
@pass_session
def list_(session: Session, day: date | None, point: str | None) -> Answer:
    from wasteledger.printing.slip_line import rate_number  # noqa: PLC0415

    words, decimals = session.words, session.ledger.settings().credit_decimals
    rows = []
    for price in session.ledger.prices(day or session.ledger.today(), point or ""):
        said = price.rate
        earned = "" if said is None else Term("pending")
        if said is not None and said.thousandths is not None:
            earned = rate_number(said.thousandths, decimals)
        name = words.name(price.material.name_th, price.material.name_en)
        since = date.fromisoformat(said.first_day) if said else ""
        rows.append((price.material.code, price.grade, name, earned, Term(price.material.unit), since))
    columns = [
        Column("material", "Material"),
        Column("grade", "Grade"),
        Column("name", "Name"),
        Column("rate", "Rate", number=True),
        Column("unit", "Unit"),
        Column("first_day", "Since"),
    ]
    return table_answer("rates", columns, rows)


@command(rate, "import", "Set rates from a CSV or XLSX file.", "rate import prices.csv")
@import_options
@pass_session
def import_(session: Session, path: str, skip_bad: str | None) -> Answer:
    return imported(session, "rates", path, skip_bad)
