"""``reverse`` and ``correct``: the past is never edited, only answered."""

from __future__ import annotations

from typing import Any

import click

from wasteledger_cli.answers import Answer
from wasteledger_cli.entries import booked
from wasteledger_cli.options import pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.slipping import slip_options, with_slips
from wasteledger_cli.words import command

REASONS = click.Choice(["wrong-weight", "wrong-household", "wrong-material", "booked-twice", "other"])


@command(None, "reverse", "Cancel a receipt by its opposite.", "reverse K07-000123 --because booked-twice")
@click.argument("receipt")
@click.option("--because", type=REASONS, default="other", help="Why.")
@click.option("--allow-debt", is_flag=True, help="Go on although the credits are spent.")
@slip_options
@request_option
@pass_session
def reverse(
    session: Session, /, receipt: str, because: str, allow_debt: bool, request_id: str | None, **paper: Any
) -> Answer:
    entries = session.ledger.reverse(receipt=receipt, because=because, allow_debt=allow_debt, request_id=request_id)
    return with_slips(session, booked(entries), entries, **paper)


@command(None, "correct", "Cancel a drop-off and book it anew.", "correct K07-000123 PET=4.40")
@click.argument("receipt")
@click.argument("weighings", nargs=-1, required=True, metavar="MATERIAL[:GRADE]=GROSS[-TARE][/REJECTED][~]…")
@click.option("--card", metavar="CARD|HOUSEHOLD", help="Whose it really was.")
@click.option("--because", type=REASONS, default="wrong-weight", help="Why.")
@click.option("--allow-debt", is_flag=True, help="Go on although the credits are spent.")
@slip_options
@request_option
@pass_session
def correct(
    session: Session,
    /,
    receipt: str,
    weighings: tuple[str, ...],
    card: str | None,
    because: str,
    allow_debt: bool,
    request_id: str | None,
    **paper: Any,
) -> Answer:
    entries = session.ledger.correct(
        receipt=receipt,
        weighings=tuple(session.ledger.weighing(typed) for typed in weighings),
        card=card,
        because=because,
        allow_debt=allow_debt,
        request_id=request_id,
    )
    return with_slips(session, booked(entries), entries, **paper)
