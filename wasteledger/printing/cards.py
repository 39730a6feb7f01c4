"""Members' cards: a code, a household's number and where to bring what was found; nothing about who holds it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wasteledger.domain.card_code import grouped
from wasteledger.printing.blocks import centred, head
from wasteledger.printing.breaking import unbroken
from wasteledger.printing.layout import (
    Align,
    Column,
    Columns,
    PageBreak,
    Part,
    Picture,
    Qr,
    Row,
    Size,
    Space,
    Table,
    Text,
)
from wasteledger.printing.marks import stacked
from wasteledger.printing.papers import Paper
from wasteledger.printing.raster import in_colour, png_bytes
from wasteledger.printing.shaping import Typefaces
from wasteledger.printing.sheets import Cut, Imposition, Page, fitted, imposed
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words

CARD_WIDTH_MM, CARD_HEIGHT_MM = 85.6, 54
"""ID-1 of ISO/IEC 7810, the size of a bank card."""

CARDS = Imposition(
    columns=2, rows=5, width_mm=CARD_WIDTH_MM, height_mm=CARD_HEIGHT_MM, padding_mm=3, em_mm=3.4, cut=Cut.MARKS
)
STICKERS = Imposition(
    columns=3, rows=7, width_mm=63.5, height_mm=38.1, gap_across_mm=2.5, padding_mm=2, em_mm=3.2, cut=Cut.NOTHING
)
"""Labels of 63.5 × 38.1 mm, 21 to the sheet, the commonest of the stationers."""

PNG_DOTS_PER_MM = 12
LOGO_HEIGHT_MM = 9
SIGNING_HEIGHT_MM = 9


@dataclass(frozen=True, slots=True)
class Card:
    """A card; one without a household's number is bound to a household on the spot."""

    code: str
    household: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The town whose cards they are."""

    town: Name
    return_to: Name
    phone: str = ""
    logo: bytes = b""
    """A PNG or JPEG file."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """Who is to have a card; for staff only."""

    card: Card
    name: str
    house: str


def card_pages(
    cards: Iterable[Card], issuer: Issuer, words: Words, layout: Imposition = CARDS, fonts: Typefaces | None = None
) -> Iterator[Page]:
    """Lay the cards on sheets, in their order."""
    parts = card_parts if layout.cut is not Cut.NOTHING else sticker_parts
    return imposed(((card.code, parts(card, issuer, words)) for card in cards), layout, fonts)


def card_parts(card: Card, issuer: Issuer, words: Words) -> list[Part]:
    logo = (Picture(issuer.logo, LOGO_HEIGHT_MM),)
    code = Text(grouped(card.code), bold=True)
    title = (Text(issuer.town.read(words), bold=True), Text(words("Waste bank member card"), Size.SMALL))
    return_to = words("If found, please return to {place}", place=issuer.return_to.read(words))
    phone = unbroken(words("phone {phone}", phone=issuer.phone)) if issuer.phone else ""
    return [
        *([Columns((logo, title), (1, 6))] if issuer.logo else title),
        Columns(((Qr(card.code),), (Space(3), *_whose(card, words, Size.TALL), Space(1), code)), (3, 5)),
        centred(" ".join(filter(None, (return_to, phone))), Size.SMALL),
    ]


def sticker_parts(card: Card, issuer: Issuer, words: Words) -> list[Part]:
    title = (Text(issuer.town.read(words), Size.SMALL), Text(words("Waste bank member card"), Size.SMALL))
    return [
        Columns(((Qr(card.code),), (*title, *_whose(card, words, Size.LARGE))), (1, 1)),
        centred(grouped(card.code), bold=True),
    ]


def _whose(card: Card, words: Words, size: Size) -> tuple[Part, ...]:
    number = Text(card.household, size, bold=True) if card.household else Row("", "", size, leader=True)
    return (Text(words("Member number"), Size.SMALL), number)


def card_png(card: Card, issuer: Issuer, words: Words, fonts: Typefaces | None = None) -> bytes:
    """Draw one card as a PNG of its size."""
    measures = (CARD_WIDTH_MM, CARDS.padding_mm, CARDS.em_mm, CARD_HEIGHT_MM)
    width, margin, em, height = (round(mm * PNG_DOTS_PER_MM) for mm in measures)
    paper = Paper(width, margin, em, height, PNG_DOTS_PER_MM)
    strips = fitted(card_parts(card, issuer, words), paper, fonts)
    picture = in_colour(stacked(strips, 0, paper.margin_dots), paper.width_dots, paper.height_dots)
    return png_bytes(picture, PNG_DOTS_PER_MM)


def hand_out_parts(people: Sequence[HandedOut], town: Name, words: Words, layout: Imposition = CARDS) -> list[Part]:
    """List who gets which card, in the order of the cards on their sheets, a page to each sheet, to be signed."""
    columns = (
        Column(words("Order"), 3, Align.RIGHT),
        Column(words("Member number"), 5),
        Column(words("Name"), 11),
        Column(words("House"), 6),
        Column(words("Card"), 7),
        Column(words("Received by"), 8),
    )
    parts: list[Part] = []
    for begin in range(0, len(people), layout.pieces):
        rows = tuple(
            (str(number), one.card.household, one.name, one.house, grouped(one.card.code), "")
            for number, one in enumerate(people[begin : begin + layout.pieces], start=1)
        )
        sheet = words("Sheet {sheet}", sheet=begin // layout.pieces + 1)
        parts += [PageBreak()] if parts else []
        parts += head(town.read(words), words("Cards handed out"), sheet, words("For staff only: shows names"))
        parts.append(Table(columns, rows, size=Size.SMALL, row_mm=SIGNING_HEIGHT_MM))
    return parts
