"""``balance`` and ``statement``: what a household holds, and how it came by it."""

from __future__ import annotations

import click

from wasteledger.errors import Term
from wasteledger.units import Credits, Grams
from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.options import pass_session, period_of, period_options
from wasteledger_cli.session import Session
from wasteledger_cli.words import command

LINES = 20


@command(None, "balance", "What a household holds.", "balance W17K3M9QX2FF")
@click.argument("household", metavar="CARD|HOUSEHOLD")
@pass_session
def balance(session: Session, household: str) -> Answer:
    held = session.ledger.balance(household)
    return Answer({"balance": held}).say("{balance}", balance=held)


@command(None, "statement", "A household's history.", "statement K07/0123 --period 2569")
@click.argument("household", metavar="CARD|HOUSEHOLD")
@period_options
@click.option(
    "--last",
    "lines",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="The newest so many lines; 20 where no period is said.",
)
@pass_session
def statement(
    session: Session, household: str, period: str | None, first: str | None, last: str | None, lines: int | None
) -> Answer:
    from wasteledger.domain.moments import moment_of  # noqa: PLC0415

    days = period_of(period, first, last)
    said = session.ledger.statement(household, period=days, last=lines or (None if days else LINES))
    columns = [
        Column("happened", "When"),
        Column("receipt", "Receipt"),
        Column("kind", "What"),
        Column("grams", "kg", number=True),
        Column("credits", "Credits", number=True),
        Column("balance", "Balance", number=True),
    ]
    rows = [
        (
            moment_of(line.body["happened"]),
            str(line.receipt),
            Term(line.body["kind"]),
            Grams(line.grams) if line.grams else None,
            Credits(line.credits),
            Credits(line.balance),
        )
        for line in said.lines
    ]
    names = [column.name for column in columns]
    data = {
        "carried_forward": said.carried_forward,
        "lines": [dict(zip(names, row, strict=True)) for row in rows],
        "closing": said.closing,
    }
    answer = Answer(data).say("Carried forward: {amount}", amount=Credits(said.carried_forward))
    answer.text.append(Table(columns, rows))
    return answer.say("Balance: {amount}", amount=Credits(said.closing))
