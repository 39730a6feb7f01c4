"""The parts that every paper is made of, without a device in mind."""

from dataclasses import dataclass
from enum import Enum, auto

QR_WIDTH_MM = 20
"""The narrowest code that cheap phones read when it is faded or creased, in millimetres without its quiet zone."""


class Colour(Enum):
    """Red, green and blue, each out of 255."""

    BLACK = (0, 0, 0)
    GREY = (150, 150, 150)
    BLUE = (0, 98, 184)
    GREEN = (0, 140, 69)
    YELLOW = (255, 205, 0)
    ORANGE = (240, 120, 0)


class Size(Enum):
    """How large a text is beside the body text of its paper."""

    SMALL = auto()
    BODY = auto()
    LARGE = auto()
    TALL = auto()
    """Double height: the one figure a household looks for."""


class Align(Enum):
    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True, slots=True)
class Heading:
    """A bold line in the middle."""

    text: str
    size: Size = Size.LARGE


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    size: Size = Size.BODY
    align: Align = Align.LEFT
    bold: bool = False
    keep: bool = False
    """It stays on one page with what follows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text on the left and a figure at the right edge; dots lead from one to the other if asked for."""

    left: str
    right: str
    size: Size = Size.BODY
    bold: bool = False
    leader: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty paper, such as a person signs on."""

    height_mm: int


@dataclass(frozen=True, slots=True)
class Qr:
    """A code to scan, in the middle; ``width_mm`` is without the quiet zone."""

    content: str
    width_mm: int = QR_WIDTH_MM


@dataclass(frozen=True, slots=True)
class Swatch:
    """A bar of one colour, such as a class of waste has by law."""

    colour: Colour
    height_mm: int = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG file such as a town's logo, in the middle."""

    content: bytes
    height_mm: int


@dataclass(frozen=True, slots=True)
class Box:
    """Parts with a frame around them."""

    parts: "tuple[Part, ...]" = ()
    height_mm: int = 0
    """The least."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side; shares say how they divide the width, and one that is equal needs none."""

    blocks: "tuple[tuple[Part, ...], ...]"
    shares: tuple[int, ...] = ()
    keep: bool = False
    """They stay on one page with what follows."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; its share is of the table's width."""

    title: str
    share: int
    align: Align = Align.LEFT
    tick: bool = False
    """Holds a small box to tick instead of text."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under titles, ruled; the titles come again on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    size: Size = Size.BODY
    row_mm: int = 0
    """The least height of a row, where a hand writes in it."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a page."""


Part = Heading | Text | Row | Rule | Space | Qr | Swatch | Picture | Box | Columns | Table | PageBreak
