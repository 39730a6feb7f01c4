"""``balance`` and ``statement``: what a household holds, and how it came by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wasteledger.errors import Term
from wasteledger.units import Credits, Grams
from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.options import pass_session, period_of, period_options
from wasteledger_cli.session import Session
from wasteledger_cli.words import command

if TYPE_CHECKING:
    from wasteledger.domain.calendar import Period
    from wasteledger.reporting.statements import Statement

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
@click.option("--output", metavar="FILE", help="Write it as a passbook to this PDF file.")
@click.option("--paper", type=click.Choice(["A5", "A4"]), default="A5", help="The size of the passbook's pages.")
@click.option("--print", "to_printer", is_flag=True, help="Print it as a passbook on the slip printer.")
@click.option("--wide", is_flag=True, help="For paper of 80 mm instead of 58 mm.")
@click.option("--check", is_flag=True, help="With a box “slip in hand” beside every receipt.")
@click.option("--bilingual", is_flag=True, help="Thai and English on one paper.")
@pass_session
def statement(
    session: Session,
    /,
    household: str,
    period: str | None,
    first: str | None,
    last: str | None,
    lines: int | None,
    output: str | None,
    to_printer: bool,
    **look: Any,
) -> Answer:
    days = period_of(period, first, last)
    if output or to_printer:
        return _passbook(session, household, days, output, to_printer=to_printer, **look)
    return _shown(session.ledger.statement(household, period=days, last=lines or (None if days else LINES)))


def _passbook(
    session: Session,
    household: str,
    days: Period | None,
    output: str | None,
    *,
    to_printer: bool,
    paper: str,
    wide: bool,
    check: bool,
    bilingual: bool,
) -> Answer:
    """The statement as paper: of the period said, else of this year so far."""
    from wasteledger.domain.calendar import Period  # noqa: PLC0415
    from wasteledger.printing.passbook import passbook_parts, passbook_roll_parts  # noqa: PLC0415
    from wasteledger_cli.paper import print_slip, words_of, write_flowed  # noqa: PLC0415

    words, today = words_of(session, bilingual=bilingual), session.ledger.today()
    whole = days or Period(today.replace(month=1, day=1), today)
    made = session.ledger.passbook(household, whole, words, check=check)
    answer = Answer({"household": made.household, "closing": made.closing, "output": output})
    if output:
        answer.text += write_flowed(session, output, passbook_parts(made, words), words("Passbook"), paper).text
    if to_printer:
        name = f"passbook-{made.household.replace('/', '-')}-{session.ledger.status().entries}"
        print_slip(session, answer, name, passbook_roll_parts(made, words), wide=wide)
    return answer


def _shown(said: Statement) -> Answer:
    """The statement on the screen."""
    from wasteledger.domain.moments import moment_of  # noqa: PLC0415

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
