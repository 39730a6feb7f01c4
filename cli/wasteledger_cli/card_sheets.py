"""A print run of cards: which ones, on which sheets, and the list by which they are handed out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wasteledger.errors import FileMissing, NoCards
from wasteledger.printing.cards import CARDS, STICKERS, Card, HandedOut, Issuer, card_pages, card_png, hand_out_parts
from wasteledger.printing.slip_line import Name
from wasteledger_cli.answers import Answer
from wasteledger_cli.paper import words_of, write_bytes, write_flowed, write_pages

if TYPE_CHECKING:
    from wasteledger_cli.session import Session


def print_cards(
    session: Session,
    output: str | None,
    png: str | None,
    *,
    codes: tuple[str, ...],
    community: str,
    unprinted: bool,
    blank: int,
    stickers: bool,
    logo: str | None,
    hand_out: str | None,
    bilingual: bool,
) -> Answer:
    """Draw the cards first and book the print run once they are on paper; new blank cards are booked before."""
    people = (
        _blank(session, blank)
        if blank
        else session.ledger.cards_in_use(codes, community=community, unprinted=unprinted)
    )
    if not people:
        raise NoCards
    words, issuer = words_of(session, bilingual=bilingual), _issuer(session, logo)
    layout = STICKERS if stickers else CARDS
    answer = Answer({"cards": len(people)})
    if png:
        write_bytes(png, card_png(people[0].card, issuer, words))
        answer.say("The paper is in {path}.", path=png)
        people = people[:1]
    if output:
        pages = card_pages((person.card for person in people), issuer, words, layout)
        answer.text += write_pages(session, output, pages, words("Cards")).text
    if hand_out:
        parts = hand_out_parts(people, issuer.town, words, layout)
        answer.text += write_flowed(session, hand_out, parts, words("Hand-out list")).text
    (entry,) = session.ledger.print_cards(cards=tuple(person.card.code for person in people))
    answer.data |= {"receipt": str(entry.receipt), "output": output, "png": png, "list": hand_out}
    return answer.say("Cards printed: {cards}", cards=f"{len(people):,}")


def _blank(session: Session, count: int) -> list[HandedOut]:
    (entry,) = session.ledger.issue_cards(blank=count)
    return [HandedOut(Card(card["code"]), "", "") for card in entry.body["cards"]]


def _issuer(session: Session, logo: str | None) -> Issuer:
    settings = session.ledger.settings()
    if logo and not Path(logo).is_file():
        raise FileMissing(path=logo)
    town = Name(settings.name_th, settings.name_en)
    return Issuer(town, town, settings.phone, Path(logo).read_bytes() if logo else b"")
