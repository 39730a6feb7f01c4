"""Parts as plain lines of text, in cells of a fixed width."""

from wasteledger.domain.cells import ZERO_WIDTH_SPACE, cell_width
from wasteledger.printing.breaking import NO_BREAK_SPACE, row_lines, wrapped
from wasteledger.printing.layout import (
    Align,
    Box,
    Columns,
    Heading,
    PageBreak,
    Part,
    Picture,
    Qr,
    Row,
    Rule,
    Space,
    Swatch,
    Table,
    Text,
)

COLUMNS_58MM = 32
COLUMNS_80MM = 48

LINE_HEIGHT_MM = 5
"""How much empty paper is one empty line."""

ROW_GAP_CELLS = 2
"""A space after the text and one before its figure; a leader goes between them."""


def plain_text(parts: list[Part], columns: int) -> list[str]:
    """Write the parts as lines no wider than so many cells; a QR is its content."""
    return [_clean(line) for part in parts for line in _lines(part, columns)]


def _clean(line: str) -> str:
    return line.replace(NO_BREAK_SPACE, " ").replace(ZERO_WIDTH_SPACE, "").rstrip()


def _lines(part: Part, columns: int) -> list[str]:  # noqa: C901  # one case for each part
    match part:
        case Heading():
            return _aligned(part.text, columns, Align.CENTRE)
        case Text():
            return _aligned(part.text, columns, part.align)
        case Row():
            return _row(part, columns)
        case Rule():
            return ["-" * columns]
        case Space():
            return [""] * round(part.height_mm / LINE_HEIGHT_MM)
        case Qr():
            return wrapped(part.content, columns, cell_width)
        case Box():
            return [line for inner in part.parts for line in _lines(inner, columns)]
        case Columns():
            return [line for block in part.blocks for inner in block for line in _lines(inner, columns)]
        case Table():
            return [line for row in (*part.rows, part.total) for line in _table_row(part, row, columns)]
        case PageBreak():
            return [""]
        case Swatch() | Picture():
            return []


def _aligned(text: str, columns: int, align: Align) -> list[str]:
    lines = wrapped(text, columns, cell_width)
    spare = [columns - cell_width(line) for line in lines]
    before = [{Align.LEFT: 0, Align.CENTRE: blanks // 2, Align.RIGHT: blanks}[align] for blanks in spare]
    return [" " * blanks + line for blanks, line in zip(before, lines, strict=True)]


def _table_row(part: Table, row: tuple[str, ...], columns: int) -> list[str]:
    """Write a row of a table as titles and figures: a terminal is too narrow for its columns."""
    named = ((column.title, cell) for column, cell in zip(part.columns, row, strict=False) if cell)
    return [line for title, cell in named for line in _row(Row(title, cell), columns)]


def _row(part: Row, columns: int) -> list[str]:
    lines = row_lines(part.left, part.right, columns, ROW_GAP_CELLS, cell_width)
    return [
        _row_line(left, right, columns, "." if part.leader and (right or number == len(lines)) else " ")
        for number, (left, right) in enumerate(lines, start=1)
    ]


def _row_line(left: str, right: str, columns: int, fill: str) -> str:
    spare = columns - cell_width(left) - cell_width(right)
    dots = max(0, spare - bool(left) - bool(right))
    return left + (fill * dots).rjust(dots + bool(left)).ljust(spare) + right
