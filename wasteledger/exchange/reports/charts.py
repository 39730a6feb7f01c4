"""Bars drawn as SVG inside a page: no script, no picture from elsewhere, sharp on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from wasteledger.domain.cells import cell_width
from wasteledger.printing.breaking import wrapped

WIDTH = 640
ROW_HEIGHT, BAR_HEIGHT = 22, 14
LABEL_CELLS, CELL_WIDTH = 36, 6.6
"""At most so many cells of a label, each so wide at the labels' size."""
FIGURE_WIDTH = 80
COLUMN_HEIGHT, LABEL_HEIGHT = 150, 36
COLOUR = "#2e7d4f"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, how long, the figure as it is printed, and its colour."""

    label: str
    length: float
    figure: str
    colour: str = COLOUR


def bars(drawn: Sequence[Bar], title: str) -> str:
    """Lie bars under each other, each with its label before it and its figure behind."""
    room = min(LABEL_CELLS, max(cell_width(bar.label) for bar in drawn)) * CELL_WIDTH + 10
    longest = max(*(bar.length for bar in drawn), 0) or 1
    parts = []
    for number, bar in enumerate(drawn):
        top = number * ROW_HEIGHT
        length = max(bar.length, 0) / longest * (WIDTH - room - FIGURE_WIDTH)
        base = top + BAR_HEIGHT
        parts += [
            _text(_cut(bar.label), room - 8, base - 1, "end"),
            _bar(room, top + 3, length, BAR_HEIGHT, bar.colour),
            _text(bar.figure, room + length + 5, base - 1, "start"),
        ]
    return _svg(parts, len(drawn) * ROW_HEIGHT, title)


def columns(drawn: Sequence[Bar], title: str) -> str:
    """Stand bars beside each other, for what follows in time."""
    highest = max(*(bar.length for bar in drawn), 0) or 1
    step = WIDTH / len(drawn)
    base = COLUMN_HEIGHT + ROW_HEIGHT
    parts = [f'<line x1="0" x2="{WIDTH}" y1="{base}" y2="{base}" stroke="#59635e"/>']
    for number, bar in enumerate(drawn):
        middle, height = (number + 0.5) * step, max(bar.length, 0) / highest * COLUMN_HEIGHT
        left, width = middle - min(step * 0.3, 30), min(step * 0.6, 60)
        parts += [
            _bar(left, base - height, width, height, bar.colour),
            _text(bar.figure, middle, base - height - 5, "middle"),
        ]
        parts += [
            _text(word, middle, base + 14 + 14 * line, "middle") for line, word in enumerate(bar.label.rsplit(" ", 1))
        ]
    return _svg(parts, base + LABEL_HEIGHT, title)


def _svg(parts: Sequence[str], height: float, title: str) -> str:
    drawn = "".join(parts)
    return f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">{drawn}</svg>'


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _text(text: str, x: float, y: float, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="11">{escape(text)}</text>'


def _cut(label: str) -> str:
    """Cut a long name where Thai may be cut."""
    first = wrapped(label, LABEL_CELLS, cell_width)[0]
    return label if first == label else f"{wrapped(label, LABEL_CELLS - 1, cell_width)[0]}…"
