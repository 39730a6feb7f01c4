"""``exception``: what asks for somebody's eyes, and how it is settled."""

from __future__ import annotations

import click

from wasteledger.errors import Term
from wasteledger.units import Credits, Grams
from wasteledger_cli.answers import Answer, Column, table_answer
from wasteledger_cli.entries import booked
from wasteledger_cli.options import pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

exception: Group = group("exception", "What asks for somebody's eyes.")


@command(exception, "list", "List what is open.", "exception list")
@pass_session
def list_(session: Session) -> Answer:
    rows = [
        (
            Term(found.kind),
            found.subject,
            Credits(found.quantity) if found.commodity == "credits" else Grams(found.quantity),
            "" if found.commodity == "credits" else found.commodity,
            ", ".join(map(str, found.receipts)),
        )
        for found in session.ledger.exceptions()
    ]
    columns = [
        Column("kind", "What"),
        Column("subject", "Whose"),
        Column("quantity", "How much", number=True),
        Column("material", "Material"),
        Column("receipts", "Receipts"),
    ]
    return table_answer("exceptions", columns, rows)


settle: Group = group("settle", "Settle one: say whose card it was, or write a debt off.")
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
