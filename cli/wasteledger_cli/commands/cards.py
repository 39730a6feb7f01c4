"""``card``: issue, bind, replace, revoke, check."""

from __future__ import annotations

import gettext
from typing import Any

import click

from wasteledger.errors import Term
from wasteledger_cli.answers import Answer, Column, Table
from wasteledger_cli.entries import booked
from wasteledger_cli.options import pass_session, request_option
from wasteledger_cli.session import Session
from wasteledger_cli.words import Group, command, group

card: Group = group("card", "Cards: issue, bind, replace, revoke, check.")


@command(
    card, "issue", "Issue cards: one for each household, and blank ones.", "card issue K07/0123 K07/0124 --blank 10"
)
@click.argument("households", nargs=-1, metavar="HOUSEHOLD…")
@click.option(
    "--blank", default=0, type=click.IntRange(0), metavar="NUMBER", help="So many blank cards, to be bound later."
)
@request_option
@pass_session
def issue(session: Session, households: tuple[str, ...], blank: int, request_id: str | None) -> Answer:
    entries = session.ledger.issue_cards(households=households, blank=blank, request_id=request_id)
    answer = booked(entries)
    rows = [(issued["code"], issued.get("household", "")) for entry in entries for issued in entry.body["cards"]]
    answer.text.append(Table([Column("card", "Card"), Column("household", "Household")], rows))
    return answer


@command(
    card,
    "print",
    "Print cards on A4 sheets, with a list to sign.",
    "card print --unprinted --community C01 --output cards.pdf",
)
@click.argument("codes", nargs=-1, metavar="CARD…")
@click.option("--community", default="", metavar="CODE", help="Only of this community.")
@click.option("--unprinted", is_flag=True, help="Only cards that were never printed.")
@click.option("--blank", default=0, type=click.IntRange(0), metavar="NUMBER", help="So many new blank cards instead.")
@click.option("--stickers", is_flag=True, help="On a sheet of stickers instead of cards to cut.")
@click.option("--logo", metavar="FILE", help="The town's emblem, PNG or JPEG.")
@click.option("--list", "hand_out", metavar="FILE", help="The list for handing out, to be signed; for staff only.")
@click.option("--png", metavar="FILE", help="One card as a picture, instead of sheets.")
@click.option("--output", metavar="FILE", help="The PDF file to write.")
@click.option("--bilingual", is_flag=True, help="Thai and English on one paper.")
@pass_session
def print_(session: Session, /, output: str | None, png: str | None, bilingual: bool, **asked: Any) -> Answer:
    from wasteledger_cli.card_sheets import print_cards  # noqa: PLC0415  # only where cards are printed

    if not (output or png):
        raise click.UsageError(gettext.gettext("Say where the cards go: --output or --png."))
    return print_cards(session, output, png, bilingual=bilingual, **asked)


@command(card, "bind", "Hand a blank card to a household.", "card bind W17K3M9QX2FF K07/0123")
@click.argument("card_", metavar="CARD")
@click.argument("household")
@request_option
@pass_session
def bind(session: Session, card_: str, household: str, request_id: str | None) -> Answer:
    return booked(session.ledger.bind_card(card=card_, household=household, request_id=request_id))


@command(card, "replace", "Take a lost or worn card out of use and issue another.", "card replace W17K3M9QX2FF")
@click.argument("card_", metavar="CARD")
@click.option("--by", default="", metavar="CARD", help="A blank card at hand.")
@request_option
@pass_session
def replace(session: Session, card_: str, by: str, request_id: str | None) -> Answer:
    entries = session.ledger.replace_card(card=card_, by=by, request_id=request_id)
    return booked(entries).say("New card {card}", card=entries[0].body["by"])


@command(card, "revoke", "Take a card out of use for good.", "card revoke W17K3M9QX2FF")
@click.argument("card_", metavar="CARD")
@request_option
@pass_session
def revoke(session: Session, card_: str, request_id: str | None) -> Answer:
    return booked(session.ledger.revoke_card(card=card_, request_id=request_id))


@command(card, "check", "Say what a card is: in use, blank, revoked or unknown.", "card check W17K3M9QX2FF")
@click.argument("card_", metavar="CARD")
@pass_session
def check(session: Session, card_: str) -> Answer:
    state = session.ledger.card(card_)
    data = {"card": state.code, "state": state.state, "household": state.household, "replaced_by": state.replaced_by}
    answer = Answer(data).say("Card {card}: {state}", card=state.code, state=Term(state.state))
    if state.household:
        answer.say("Household {household}", household=state.household)
    if state.replaced_by:
        answer.say("Replaced by {card}", card=state.replaced_by)
    return answer
