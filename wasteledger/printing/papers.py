"""The papers: rolls measured in the dots of a printer's head, sheets in hundredths of a millimetre."""

from dataclasses import dataclass, replace
from typing import Self

from wasteledger.printing.layout import Size
from wasteledger.printing.shaping import Em

MM_PER_INCH = 25.4

ROLL_DOTS_PER_MM = 8
"""Of a thermal head; 203 to the inch."""

SHEET_DOTS_PER_MM = 100
"""Of a page described by numbers, whatever the printer makes of it."""

_SIZES = {Size.SMALL: (0.85, 0.85), Size.BODY: (1.0, 1.0), Size.LARGE: (1.3, 1.3), Size.TALL: (1.25, 2.0)}
"""Width and height of the type in ems of the body text."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What can be printed on, and how large the body text is on it."""

    width_dots: int
    margin_dots: int
    em_dots: int
    height_dots: int = 0
    """A roll has none."""
    dots_per_mm: int = ROLL_DOTS_PER_MM
    outlined: bool = False
    """Type is set as outlines that any device draws as finely as it can, instead of as dots."""

    @property
    def text_dots(self) -> int:
        return self.width_dots - 2 * self.margin_dots

    @property
    def text_height_dots(self) -> int:
        return self.height_dots - 2 * self.margin_dots

    def dots(self, millimetres: float) -> int:
        return round(millimetres * self.dots_per_mm)

    def em(self, size: Size) -> Em:
        wide, high = _SIZES[size]
        return Em(round(self.em_dots * wide), round(self.em_dots * high))

    def part(self, width_dots: int, margin_dots: int = 0) -> Self:
        """Return a part of this paper, as wide as that."""
        return replace(self, width_dots=width_dots, margin_dots=margin_dots)


def sheet(width_mm: float, height_mm: float, *, margin_mm: float, em_mm: float) -> Paper:
    """Return a page of these measures, for a PDF."""
    width, height, margin, em = (round(mm * SHEET_DOTS_PER_MM) for mm in (width_mm, height_mm, margin_mm, em_mm))
    return Paper(width, margin, em, height, SHEET_DOTS_PER_MM, outlined=True)


SLIP_58MM = Paper(width_dots=384, margin_dots=6, em_dots=26)
"""58 mm of paper, of which the head prints 48 mm."""

SLIP_80MM = Paper(width_dots=576, margin_dots=8, em_dots=30)
"""80 mm of paper, of which the head prints 72 mm."""

A4 = sheet(210, 297, margin_mm=14, em_mm=4)
POSTER = sheet(210, 297, margin_mm=14, em_mm=5.2)
"""An A4 page to be read from a few steps away."""

A5 = sheet(148, 210, margin_mm=11, em_mm=3.7)
