"""Ruled tables: a row breaks no page, its titles come again on the next, its cells wrap."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate

from wasteledger.printing.composing import Type
from wasteledger.printing.layout import Table, Text
from wasteledger.printing.marks import Fill, Ink, Strip, frame
from wasteledger.printing.papers import Paper
from wasteledger.printing.shaping import Typefaces

HAIRLINE_MM = 0.15
CELL_SPACE_MM = 1
"""Between a line and the text beside it."""

CELL_SPACE_BELOW_MM = 0.6
"""Between a line and the lower vowels above it."""

TICK_MM = 4
"""A box to tick."""


def table_strips(part: Table, paper: Paper, fonts: Typefaces) -> list[Strip]:
    """Return one band for each line of type and each rule."""
    grid = _Grid(part, paper, fonts)
    titles = tuple(column.title for column in part.columns)
    head = (grid.rule(keep=True), *grid.row(titles, bold=True, least_mm=0, keep=True))
    rows = [grid.row(row, bold=False, least_mm=part.row_mm, tick=True) for row in part.rows]
    if part.total:
        if rows:
            rows[-1] = [replace(strip, keep=True) for strip in rows[-1]]
        rows.append(grid.row(part.total, bold=True, least_mm=0))
    return [*head, *(replace(strip, head=head if first else ()) for row in rows for first, strip in _marked(row))]


def _marked(row: list[Strip]) -> Iterator[tuple[bool, Strip]]:
    return ((number == 0, strip) for number, strip in enumerate(row))


class _Grid:
    """The lines of a table and the places between them."""

    def __init__(self, part: Table, paper: Paper, fonts: Typefaces) -> None:
        self._columns, self._size, self._paper, self._fonts = part.columns, part.size, paper, fonts
        self._line = max(1, paper.dots(HAIRLINE_MM))
        shares = [column.share for column in part.columns]
        room = paper.text_dots - self._line
        self._edges = [paper.margin_dots + room * share // sum(shares) for share in accumulate(shares, initial=0)]

    def rule(self, *, keep: bool = False) -> Strip:
        across = Fill(self._edges[-1] + self._line - self._edges[0], self._line)
        return Strip(self._line, (Ink(self._edges[0], 0, across),), keep=keep)

    def row(
        self, cells: tuple[str, ...], *, bold: bool, least_mm: int, tick: bool = False, keep: bool = False
    ) -> list[Strip]:
        """Return the lines of a row, kept together, and the rule below it."""
        columns = [
            [self._tick(number)]
            if tick and column.tick and number < len(cells)
            else self._cell(number, "".join(cells[number : number + 1]), bold=bold)
            for number, column in enumerate(self._columns)
        ]
        lines = [
            [column[number] for column in columns if number < len(column)] for number in range(max(map(len, columns)))
        ]
        heights = [max(cell.height for cell in line) for line in lines]
        heights[-1] += self._paper.dots(CELL_SPACE_BELOW_MM)
        spare = max(0, self._paper.dots(least_mm) - sum(heights))
        heights[-1] += spare
        down = spare // 2 if len(lines) == 1 else 0
        ruled = [self._ruled(line, height, down) for line, height in zip(lines, heights, strict=True)]
        return [*ruled, self.rule(keep=keep)]

    def _cell(self, number: int, text: str, *, bold: bool) -> list[Strip]:
        begin, end = self._edges[number] + self._line, self._edges[number + 1]
        place = self._paper.part(end - begin, self._paper.dots(CELL_SPACE_MM))
        face = self._fonts.bold if bold else self._fonts.regular
        strips = Type(face, self._paper.em(self._size), place).text(Text(text, align=self._columns[number].align))
        return [Strip(strip.height, tuple(ink.moved(begin, 0) for ink in strip.inks)) for strip in strips]

    def _tick(self, number: int) -> Strip:
        side, space = self._paper.dots(TICK_MM), self._paper.dots(CELL_SPACE_MM)
        left = (self._edges[number] + self._line + self._edges[number + 1] - side) // 2
        return Strip(side + 2 * space, frame(left, space, side, side, self._line))

    def _ruled(self, cells: list[Strip], height: int, down: int) -> Strip:
        """Join the cells of one line and draw the lines between them."""
        upright = Fill(self._line, height)
        inks = (ink.moved(0, down) for cell in cells for ink in cell.inks)
        return Strip(height, (*(Ink(edge, 0, upright) for edge in self._edges), *inks), keep=True)
