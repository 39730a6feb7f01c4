"""``exception``: what asks for somebody's eyes, and how it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wasteledger.errors import Handful, Term
from wasteledger.units import Credits, Grams
from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.options import pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

if TYPE_CHECKING:
    from wasteledger.reporting.exceptions import ExceptionFound

exception: Group = group("exception", "What asks for somebody's eyes.")


@command(exception, "list", "List what is open.", "exception list --settled")
@click.option("--settled", is_flag=True, help="Also what somebody has looked at already.")
@pass_session
def list_(session: Session, settled: bool) -> Answer:
    rows = [
        (
            Term(found.kind),
            found.subject,
            _quantity(found),
            "" if found.commodity in {"credits", "entries"} else found.commodity,
            Handful(map(str, found.receipts)),
            found.settled,
        )
        for found in session.ledger.exceptions(settled=settled)
    ]
    columns = [
        Column("kind", "What"),
        Column("subject", "Whose"),
        Column("quantity", "How much", number=True),
        Column("material", "Material"),
        Column("receipts", "Receipts"),
        Column("settled", "Seen"),
    ]
    return table_answer("exceptions", columns, rows)


def _quantity(found: ExceptionFound) -> Credits | Grams | int | None:
    match found.commodity:
        case "":
            return None
        case "credits":
            return Credits(found.quantity)
        case "entries":
            return found.quantity
        case _:
            return Grams(found.quantity)


settle: Group = group("settle", "Settle one: each settlement is a ruling of the office.")
exception.add_command(settle)


@command(
    settle, "card", "A card that nobody knew belongs to this household.", "exception settle card W17K3M9QX2FF K07/0123"
)
@click.argument("card")
@click.argument("household")
@request_option
@pass_session
def settle_card(session: Session, card: str, household: str, request_id: str | None) -> Answer:
    return booked(session.ledger.settle_card(card=card, household=household, request_id=request_id))


@command(settle, "debt", "Write a household's debt off.", "exception settle debt K07/0123")
@click.argument("household")
@request_option
@pass_session
def settle_debt(session: Session, household: str, request_id: str | None) -> Answer:
    return booked(session.ledger.settle_debt(household=household, request_id=request_id))


@command(
    settle,
    "household",
    "What came in for a household after it was joined to another goes over as well.",
    "exception settle household K08/0007",
)
@click.argument("household", metavar="JOINED")
@request_option
@pass_session
def settle_household(session: Session, household: str, request_id: str | None) -> Answer:
    return booked(session.ledger.settle_household(household=household, request_id=request_id))


@command(
    settle,
    "reversal",
    "Two books cancelled one receipt: this cancellation counts no more.",
    "exception settle reversal K08-000123",
)
@click.argument("receipt")
@request_option
@pass_session
def settle_reversal(session: Session, receipt: str, request_id: str | None) -> Answer:
    return booked(session.ledger.settle_reversal(receipt=receipt, request_id=request_id))


@command(
    settle,
    "seen",
    "The office has looked at it: it is listed no more, unless another receipt joins.",
    "exception settle seen rate-agreed P01/2026-03-15/12",
)
@click.argument("kind")
@click.argument("subject")
@request_option
@pass_session
def settle_seen(session: Session, kind: str, subject: str, request_id: str | None) -> Answer:
    return booked(session.ledger.settle_exception(kind=kind, subject=subject, request_id=request_id))
