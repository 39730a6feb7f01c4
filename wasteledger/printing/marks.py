"""What is put on paper: each mark knows its width and height in dots, and no device."""

from dataclasses import dataclass

from PIL import Image

from wasteledger.printing.layout import Colour
from wasteledger.printing.shaping import Run


@dataclass(frozen=True, slots=True)
class Fill:
    """A rectangle of one colour."""

    width: int
    height: int
    colour: Colour = Colour.BLACK


@dataclass(frozen=True, slots=True)
class Dots:
    """A line of square dots, each so far from the one before."""

    width: int
    height: int
    pitch: int


@dataclass(frozen=True, slots=True)
class Modules:
    """The black and white squares of a code, rows from the top."""

    rows: tuple[tuple[bool, ...], ...]
    module: int

    @property
    def width(self) -> int:
        return len(self.rows) * self.module

    @property
    def height(self) -> int:
        return self.width


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture such as a town's logo."""

    image: Image.Image
    width: int
    height: int


Mark = Image.Image | Run | Fill | Dots | Modules | Photo
"""A picture by itself is a mask, white where the paper turns black."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A mark, and where its top left dot lies."""

    left: int
    top: int
    mark: Mark

    @property
    def right(self) -> int:
        return self.left + self.mark.width

    @property
    def bottom(self) -> int:
        return self.top + self.mark.height

    def moved(self, left: int, top: int) -> "Ink":
        return Ink(self.left + left, self.top + top, self.mark)


@dataclass(frozen=True, slots=True)
class Strip:
    """A band across the paper: its height, and the ink on it as measured from the band's own top."""

    height: int
    inks: tuple[Ink, ...] = ()
    keep: bool = False
    """It stays on one page with the next one."""
    head: tuple["Strip", ...] = ()
    """What is repeated above it where it begins a page: the titles of a table."""
    ends_page: bool = False


def stacked(strips: list[Strip], left: int = 0, top: int = 0) -> list[Ink]:
    """Return the ink of bands one below the other."""
    inks = []
    for strip in strips:
        inks += [ink.moved(left, top) for ink in strip.inks]
        top += strip.height
    return inks


def height_of(strips: list[Strip]) -> int:
    return sum(strip.height for strip in strips)


def frame(left: int, top: int, width: int, height: int, line: int) -> tuple[Ink, ...]:
    """Return the four lines of a frame, none over another."""
    across, down = Fill(width, line), Fill(line, height - 2 * line)
    return (
        Ink(left, top, across),
        Ink(left, top + line, down),
        Ink(left + width - line, top + line, down),
        Ink(left, top + height - line, across),
    )
