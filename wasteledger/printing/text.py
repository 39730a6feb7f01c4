"""Parts as plain lines of text, in cells of a fixed width."""

from unicodedata import category, east_asian_width

from wasteledger.printing.breaking import NO_BREAK_SPACE, ZERO_WIDTH_SPACE, row_lines, wrapped
from wasteledger.printing.layout import Align, Heading, Part, Qr, Row, Rule, Space, Text

COLUMNS_58MM = 32
COLUMNS_80MM = 48

LINE_HEIGHT_MM = 5
"""How much empty paper is one empty line."""

ROW_GAP_CELLS = 2
"""A space after the text and one before its figure; a leader goes between them."""


def plain_text(parts: list[Part], columns: int) -> list[str]:
    """Write the parts as lines no wider than so many cells; a QR is its content."""
    return [_clean(line) for part in parts for line in _lines(part, columns)]


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes: a mark above or below a letter takes none."""
    return sum(_cell(character) for character in text)


def padded(text: str, columns: int, align: Align = Align.LEFT) -> str:
    """Fill a text with spaces up to so many cells, which ``str.ljust`` can't do for Thai."""
    spare = max(0, columns - cells(text))
    before = {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align]
    return " " * before + text + " " * (spare - before)


def _cell(character: str) -> int:
    if category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def _clean(line: str) -> str:
    return line.replace(NO_BREAK_SPACE, " ").replace(ZERO_WIDTH_SPACE, "").rstrip()


def _lines(part: Part, columns: int) -> list[str]:
    match part:
        case Heading():
            return [padded(line, columns, Align.CENTRE) for line in wrapped(part.text, columns, cells)]
        case Text():
            return [padded(line, columns, part.align) for line in wrapped(part.text, columns, cells)]
        case Row():
            return _row(part, columns)
        case Rule():
            return ["-" * columns]
        case Space():
            return [""] * round(part.height_mm / LINE_HEIGHT_MM)
        case Qr():
            return wrapped(part.content, columns, cells)


def _row(part: Row, columns: int) -> list[str]:
    lines = row_lines(part.left, part.right, columns, ROW_GAP_CELLS, cells)
    return [
        _row_line(left, right, columns, "." if part.leader and (right or number == len(lines)) else " ")
        for number, (left, right) in enumerate(lines, start=1)
    ]


def _row_line(left: str, right: str, columns: int, fill: str) -> str:
    spare = columns - cells(left) - cells(right)
    dots = max(0, spare - bool(left) - bool(right))
    return left + (fill * dots).rjust(dots + bool(left)).ljust(spare) + right
