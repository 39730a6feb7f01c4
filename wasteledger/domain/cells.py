"""How wide text stands on a terminal or a plain-text slip: Thai vowel and tone marks take no cell of their own."""

import unicodedata

ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
"""Where paper may break a line."""

SARA_AM = "\u0e33"
"""ำ is one cell wide although it carries a mark, because it also carries a vowel sign."""


def cell_width(text: str) -> int:
    """Count the cells of a line; East Asian wide characters take two."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if character != SARA_AM and unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Fill a line up to a width in cells; ``str.ljust`` counts marks and is wrong on Thai."""
    blanks = " " * max(0, width - cell_width(text))
    return blanks + text if right else text + blanks
