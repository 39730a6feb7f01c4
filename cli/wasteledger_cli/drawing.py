"""Tables for the eye: in columns where they fit the terminal, else each row as a block of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wasteledger.domain.cells import cell_width, pad
from wasteledger.printing.breaking import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Cells = list[list[str]]

GAP = "  "
RULED_GAP = 2
"""Cells between two columns that rich draws."""
NARROWEST = 10
"""Words in a column narrower than this are hard to read; codes and figures are never broken."""


def plain_table(headings: list[str], cells: Cells, numbers: Sequence[bool]) -> Iterator[str]:
    """Draw columns as wide as they are: for a pipe or a file, which have no width."""
    widths = _widths([headings, *cells])
    for row in [headings, *cells]:
        parts = (pad(cell, width, right=right) for cell, width, right in zip(row, widths, numbers, strict=True))
        yield GAP.join(parts).rstrip()


def terminal_table(headings: list[str], cells: Cells, numbers: Sequence[bool]) -> Iterator[str]:
    """Draw a table no wider than the terminal, its longest texts on several lines if need be."""
    from rich import box  # noqa: PLC0415  # only for a terminal
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    widths = _fitted([headings, *cells], numbers, console.width)
    if widths is None:
        yield from _blocks(headings, cells, console.width)
        return
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for heading, right in zip(headings, numbers, strict=True):
        drawn.add_column(Text(heading), justify="right" if right else "left", no_wrap=True)
    for row in cells:
        lines = (wrapped(cell, width, cell_width) for cell, width in zip(row, widths, strict=True))
        drawn.add_row(*(Text("\n".join(broken)) for broken in lines))
    with console.capture() as captured:
        console.print(drawn)
    yield captured.get().rstrip("\n")


def _widths(rows: Cells) -> list[int]:
    return [max(map(cell_width, column)) for column in zip(*rows, strict=True)]


def _fitted(rows: Cells, numbers: Sequence[bool], room: int) -> list[int] | None:
    """Narrow the widest texts until the columns fit; None where they can't."""
    widths = _widths(rows)
    least = [
        width if right else max(NARROWEST, cell_width(heading), *(_unbreakable(cell) for cell in column))
        for heading, width, right, column in zip(rows[0], widths, numbers, zip(*rows, strict=True), strict=True)
    ]
    room -= RULED_GAP * len(widths)
    while sum(widths) > room:
        spare = [width - narrowest for width, narrowest in zip(widths, least, strict=True)]
        if max(spare) <= 0:
            return None
        widths[spare.index(max(spare))] -= 1
    return widths


def _unbreakable(cell: str) -> int:
    """How wide a cell must be that no code in it is parted; Thai words may be, where it must be."""
    return max((len(word) for word in cell.split() if word.isascii()), default=0)


def _blocks(headings: list[str], cells: Cells, room: int) -> Iterator[str]:
    """Write each row as lines of heading and value; what a row doesn't say is left out."""
    column = max(map(cell_width, headings)) + len(GAP)
    for number, row in enumerate(cells):
        if number:
            yield ""
        for heading, cell in zip(headings, row, strict=True):
            first, *more = wrapped(cell, max(room - column, NARROWEST), cell_width)
            if first:
                yield f"{pad(heading, column)}{first}"
            yield from (f"{' ' * column}{line}" for line in more)
