"""``redeem`` and ``transfer``: credits spent, and credits handed on."""

from __future__ import annotations

from typing import Any

import click

from wasteledger_cli.answers import Answer
from wasteledger_cli.entries import booked
from wasteledger_cli.options import amount_of, at_option, moment_of, pass_session, point_option, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.slipping import slip_options, with_slips
from wasteledger_cli.words import command


@command(None, "redeem", "Spend credits: cash, goods, fee rebate.", "redeem W17K3M9QX2FF 300.00 --kind cash")
@click.argument("card", metavar="CARD|HOUSEHOLD")
@click.argument("amount")
@click.option("--kind", "use", type=click.Choice(["cash", "goods", "fee-rebate"]), default="cash", help="What for.")
@click.option("--proxy", is_flag=True, help="Somebody else came for it.")
@point_option
@at_option
@slip_options
@request_option
@pass_session
def redeem(
    session: Session,
    /,
    card: str,
    amount: str,
    use: str,
    proxy: bool,
    point: str | None,
    at: str | None,
    request_id: str | None,
    **paper: Any,
) -> Answer:
    settings = session.ledger.settings()
    entries = session.ledger.redeem(
        card=card,
        amount=amount_of(settings, amount),
        use=use,
        proxy=proxy,
        point=point or session.option("point"),
        at=moment_of(settings, at),
        request_id=request_id,
    )
    return with_slips(session, booked(entries), entries, **paper)


@command(None, "transfer", "Hand credits from one household to another.", "transfer K07/0123 K07/0456 50.00 --gift")
@click.argument("card", metavar="FROM")
@click.argument("to", metavar="TO")
@click.argument("amount")
@click.option("--gift", is_flag=True, help="It is a gift.")
@at_option
@slip_options
@request_option
@pass_session
def transfer(
    session: Session,
    /,
    card: str,
    to: str,
    amount: str,
    gift: bool,
    at: str | None,
    request_id: str | None,
    **paper: Any,
) -> Answer:
    settings = session.ledger.settings()
    entries = session.ledger.transfer(
        card=card,
        to=to,
        amount=amount_of(settings, amount),
        gift=gift,
        at=moment_of(settings, at),
        request_id=request_id,
    )
    return with_slips(session, booked(entries), entries, **paper)
