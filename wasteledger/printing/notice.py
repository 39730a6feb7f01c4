"""The notice on the community's board: what was brought, what was paid, and the books that stand behind it."""

from dataclasses import dataclass
from datetime import date

from wasteledger.domain.materials import CLASSES
from wasteledger.domain.methods import RateMethod
from wasteledger.domain.receipts import Receipt
from wasteledger.printing.blocks import CLASS_NAMES, centred, head, questions, signed, together
from wasteledger.printing.layout import Align, Box, Column, Part, Row, Size, Space, Table, Text
from wasteledger.printing.slip_line import Name
from wasteledger.translation import Words, kilograms
from wasteledger.units import Credits, Grams, percent


@dataclass(frozen=True, slots=True)
class MaterialWeight:
    """How much of a material was brought."""

    name: Name
    waste_class: str
    weight: Grams
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class RateShown:
    """A rate with what it was reckoned from."""

    method: RateMethod
    numerator: Grams
    denominator: Grams


@dataclass(frozen=True, slots=True)
class BookHead:
    """How far a book went when the notice was printed."""

    receipt: Receipt
    """Of its last entry."""
    check_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """All that stands on the board."""

    town: Name
    community: Name
    """Empty for the whole town."""
    first: date
    last: date
    materials: tuple[MaterialWeight, ...]
    households: int
    """That took part."""
    households_served: int
    given: Credits
    spent: Credits
    rate: RateShown | None
    rate_missing: str = ""
    """Why there is no rate, in the reader's language."""
    books: tuple[BookHead, ...]
    printed: date
    phone: str = ""


def notice_parts(notice: Notice, words: Words) -> list[Part]:
    days = words("{first} to {last}", first=notice.first, last=notice.last)
    return [
        *head(notice.town.read(words), words("Community notice"), notice.community.read(words), days),
        *_summary(notice, words),
        *_materials(notice, words),
        *_rate(notice, words),
        *_books(notice, words),
        together(
            Space(2),
            centred(words("Printed {day}", day=notice.printed), Size.SMALL),
            *questions(notice.phone, words),
            signed(words("Round leader"), words("Community committee")),
        ),
    ]


def _summary(notice: Notice, words: Words) -> list[Part]:
    taking_part = words("{some} of {all}", some=f"{notice.households:,}", all=f"{notice.households_served:,}")
    rows = (
        (words("Households taking part"), taking_part),
        (words("Credits given"), words.fact(notice.given)),
        (words("Credits spent"), words.fact(notice.spent)),
    )
    return [Row(label, figure, bold=True, leader=True) for label, figure in rows]


def _materials(notice: Notice, words: Words) -> list[Part]:
    columns = (
        Column(words("Class"), 3),
        Column(words("Material"), 6),
        Column(words("Kilograms"), 3, Align.RIGHT),
    )
    ordered = sorted(notice.materials, key=lambda material: CLASSES.index(material.waste_class))
    rows = tuple(
        (words(CLASS_NAMES[material.waste_class]), material.name.read(words), _weight(material)) for material in ordered
    )
    total = (words("Total"), "", kilograms(sum(material.weight.value for material in ordered)))
    parts: list[Part] = [Space(2), Table(columns, rows, total)]
    if any(material.estimated for material in ordered):
        parts.append(Text(words("* estimated from a count or volume"), Size.SMALL))
    return parts


def _weight(material: MaterialWeight) -> str:
    return f"{'* ' if material.estimated else ''}{kilograms(material.weight.value)}"


def _rate(notice: Notice, words: Words) -> list[Part]:
    if notice.rate is None:
        return [Space(3), Box((Text(words("No rate is published: {reason}", reason=notice.rate_missing)),))]
    shown, method = notice.rate, notice.rate.method
    share = percent(shown.numerator.value, shown.denominator.value)
    above = Row(words(method.numerator_words), words.fact(shown.numerator), Size.SMALL)
    below = Row(
        words("divided by {parts}", parts=words(method.denominator_words)), words.fact(shown.denominator), Size.SMALL
    )
    title = Row(words(method.name), words("{share} %", share=share), Size.LARGE, bold=True)
    source = Text(words("Method {method} ({source})", method=method, source=words(method.source)), Size.SMALL)
    return [Space(3), Box((title, above, below, source))]


def _books(notice: Notice, words: Words) -> list[Part]:
    columns = (Column(words("Book"), 2), Column(words("Last number"), 3), Column(words("Check code"), 5))
    rows = tuple((book.receipt.origin, str(book.receipt), book.check_code) for book in notice.books)
    why = words("Keep a photograph: whoever changes an older entry can no longer show these codes.")
    return [
        Space(3),
        Text(words("The books on that day"), bold=True, keep=True),
        Table(columns, rows),
        Text(why, Size.SMALL),
    ]
