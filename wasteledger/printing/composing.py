"""Lines of type on paper: broken, aligned, and with room for every mark."""

from dataclasses import dataclass, replace
from math import ceil

from wasteledger.printing.breaking import row_lines, wrapped
from wasteledger.printing.layout import Align, Row, Text
from wasteledger.printing.marks import Dots, Ink, Strip
from wasteledger.printing.papers import Paper
from wasteledger.printing.shaping import Em, Typeface

LEADER_DOT_MM = 0.25
LEADER_PITCH_MM = 1
"""From one leader dot to the next, counted from the paper's edge, so that leaders stand under one another."""

MARK_SPACE_MM = 0.25
"""Empty paper below a mark that reaches deeper than the line."""

ROW_GAP_EM = 0.75
"""The least empty paper between a text and its figure, and between either and a leader."""


@dataclass(frozen=True, slots=True)
class Type:
    """Type of one weight and size, set on one paper."""

    face: Typeface
    em: Em
    paper: Paper

    def text(self, part: Text) -> list[Strip]:
        lines = wrapped(part.text, self.paper.text_dots, self._width)
        strips = [self._strip([self._set(line, self._start(line, part.align))]) for line in lines]
        return [replace(strip, keep=part.keep) for strip in strips]

    def row(self, part: Row) -> list[Strip]:
        lines = row_lines(part.left, part.right, self.paper.text_dots, self._gap_dots, self._width)
        strips = [
            self._row_line(left, right, leader=part.leader and bool(right or number == len(lines)))
            for number, (left, right) in enumerate(lines, start=1)
        ]
        return [*(replace(strip, keep=True) for strip in strips[:-1]), strips[-1]]

    @property
    def _gap_dots(self) -> int:
        return ceil(ROW_GAP_EM * self.em.width_dots)

    def _width(self, text: str) -> int:
        return self.face.width(text, self.em)

    def _start(self, line: str, align: Align) -> int:
        spare = self.paper.text_dots - self._width(line)
        return self.paper.margin_dots + {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align]

    def _row_line(self, left: str, right: str, *, leader: bool) -> Strip:
        text = self._set(left, self._start(left, Align.LEFT))
        figure = self._set(right, self._start(right, Align.RIGHT))
        dots = self._leader(text, figure) if leader else None
        return self._strip([text, figure, dots])

    def _leader(self, text: Ink | None, figure: Ink | None) -> Ink | None:
        begin = text.right + self._gap_dots if text else self.paper.margin_dots
        end = figure.left - self._gap_dots if figure else self.paper.width_dots - self.paper.margin_dots
        return self._dots(begin, end)

    def _set(self, line: str, start: int) -> Ink | None:
        """Return the ink of a line from its baseline; a mark that would hang over the paper's edge pulls it in."""
        drawn = (self.face.outline if self.paper.outlined else self.face.draw)(line, self.em)
        if drawn is None:
            return None
        rightmost = self.paper.width_dots - drawn.mark.width
        return Ink(max(0, min(start + drawn.left_dots, rightmost)), -drawn.ascent_dots, drawn.mark)

    def _strip(self, from_baseline: list[Ink | None]) -> Strip:
        """Return a band as high as the type, or higher where a mark needs it."""
        inks = [ink for ink in from_baseline if ink]
        ascent = max(self.em.ascent_dots, *(-ink.top for ink in inks), 0)
        descent = max(self.em.descent_dots, *(ink.bottom + self.paper.dots(MARK_SPACE_MM) for ink in inks), 0)
        return Strip(ascent + descent, tuple(ink.moved(0, ascent) for ink in inks))

    def _dots(self, begin: int, end: int) -> Ink | None:
        dot, pitch = self.paper.dots(LEADER_DOT_MM), self.paper.dots(LEADER_PITCH_MM)
        first = ceil(begin / pitch) * pitch
        width = (end - first - dot) // pitch * pitch + dot
        return Ink(first, -dot, Dots(width, dot, pitch)) if width > 0 else None
