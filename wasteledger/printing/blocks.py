"""Groups of parts that several papers share."""

from wasteledger.printing.breaking import unbroken
from wasteledger.printing.layout import Align, Colour, Columns, Heading, Part, Row, Size, Space, Swatch, Text
from wasteledger.translation import Words

SIGNATURE_HEIGHT_MM = 8
"""Empty paper above a line, for a hand that seldom writes."""

CLASS_COLOURS = {
    "general": Colour.BLUE,
    "organic": Colour.GREEN,
    "recyclable": Colour.YELLOW,
    "hazardous": Colour.ORANGE,
}
"""Of the Ministry of Interior's announcement of B.E. 2560."""

CLASS_NAMES = {
    "general": "General waste",
    "organic": "Wet waste",
    "recyclable": "Recyclables",
    "hazardous": "Hazardous waste",
}
"""As they are spoken of."""


def centred(text: str, size: Size = Size.BODY, *, bold: bool = False, keep: bool = False) -> Text:
    return Text(text, size, Align.CENTRE, bold, keep)


def together(*parts: Part) -> Part:
    """Keep parts on one page: no signature without what was signed."""
    return Columns((parts,))


def head(town: str, title: str, *lines: str) -> list[Part]:
    """Say whose paper it is, which paper, and of what; empty lines are left out."""
    return [Heading(town, Size.BODY), Heading(title), *(centred(line) for line in lines if line), Space(2)]


def signed(*labels: str) -> Part:
    """Leave a line for each hand, side by side."""
    return Columns(tuple((Space(SIGNATURE_HEIGHT_MM), Row(label, "", leader=True)) for label in labels))


def questions(phone: str, words: Words) -> list[Part]:
    """Say whom to ask about a balance, where there is a telephone."""
    said = words("Questions about the balance: phone {phone}", phone=unbroken(phone))
    return [centred(said, Size.SMALL)] if phone else []


def class_title(code: str, words: Words) -> list[Part]:
    """Name a class of waste beside its colour."""
    colour = (Space(2), Swatch(CLASS_COLOURS[code], 5))
    return [Space(2), Columns((colour, (Text(words(CLASS_NAMES[code]), bold=True),)), (1, 12), keep=True)]
