"""``slip``: a slip printed again from its entry."""

from __future__ import annotations

import click

from wasteledger_cli.answers import Answer
from wasteledger_cli.entries import entry_data
from wasteledger_cli.options import pass_session
from wasteledger_cli.session import Session
from wasteledger_cli.slipping import slip_options, with_slip
from wasteledger_cli.words import command


@command(None, "slip", "Print a slip again, as text or picture.", "slip K07-000123 --png slip.png")
@click.argument("receipt")
@slip_options
@click.option("--wide", is_flag=True, help="For paper of 80 mm instead of 58 mm.")
@pass_session
def slip(session: Session, receipt: str, png: str | None, wide: bool) -> Answer:
    answer = Answer({"entry": entry_data(session.ledger.entry(receipt))})
    return with_slip(session, answer, receipt, png, wide=wide)
