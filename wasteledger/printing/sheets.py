"""Parts on sheets: flowing from page to page, or each in its own place of a sheet that is cut."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import islice

from wasteledger.errors import PaperTooSmall
from wasteledger.printing.arranging import arrange
from wasteledger.printing.layout import Align, Colour, Part, Size, Text
from wasteledger.printing.marks import Fill, Ink, Strip, height_of, stacked
from wasteledger.printing.papers import A4, SHEET_DOTS_PER_MM, Paper, sheet
from wasteledger.printing.shaping import Typefaces

CUT_LINE_MM = 0.1
CUT_MARK_MM = 5
CUT_MARK_GAP_MM = 1
"""Between a cut mark and the corner that it points at, so that none of it stays on what is cut out."""

SMALLER = (1.0, 0.9, 0.8, 0.7)
"""How far type is shrunk, step by step, until its part of the sheet holds it."""

SMALLEST_EM_MM = 2.3
"""Below this the marks of Thai run together on an office printer."""


ALMOST_ONE_PAGE = 2
"""So many pages may well be one in smaller type."""


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a sheet, and the ink placed on it."""

    paper: Paper
    inks: tuple[Ink, ...]


def flowed(parts: Sequence[Part], paper: Paper, foot: str = "", fonts: Typefaces | None = None) -> list[Page]:
    """Lay parts on one page, in smaller type if that helps, or else on as many as they need.

    At the foot of each stand these words and its number.
    """
    foot_height = height_of(_foot(foot, 2, 2, paper, fonts))
    pages = _on_one_page(parts, paper, paper.text_height_dots - foot_height, fonts)
    top = paper.height_dots - paper.margin_dots - foot_height
    return [
        Page(
            paper,
            (
                *stacked(strips, 0, paper.margin_dots),
                *stacked(_foot(foot, number, len(pages), paper, fonts), 0, top),
            ),
        )
        for number, strips in enumerate(pages, start=1)
    ]


def _on_one_page(parts: Sequence[Part], paper: Paper, room: int, fonts: Typefaces | None) -> list[list[Strip]]:
    pages = paged(arrange(parts, paper, fonts), room)
    if len(pages) == ALMOST_ONE_PAGE:
        tries = (paged(arrange(parts, smaller, fonts), room) for smaller in _smaller(paper))
        return next((tried for tried in tries if len(tried) == 1), pages)
    return pages


def _foot(foot: str, number: int, pages: int, paper: Paper, fonts: Typefaces | None) -> list[Strip]:
    text = "  ".join(filter(None, (foot, f"{number}/{pages}" if pages > 1 else "")))
    return arrange([Text(text, Size.SMALL, Align.RIGHT)], paper, fonts)


def paged(strips: Sequence[Strip], room: int) -> list[list[Strip]]:
    """Divide bands among pages: those that belong together stay so, and a table's titles are repeated."""
    pages: list[list[Strip]] = [[]]
    for group in _kept(strips):
        if pages[-1] and height_of(pages[-1]) + height_of(group) > room:
            pages.append([*group[0].head])
        for strip in group:
            if len(pages[-1]) > len(strip.head) and height_of(pages[-1]) + strip.height > room:
                pages.append([*strip.head])
            pages[-1].append(strip)
        if group[-1].ends_page:
            pages.append([])
    return [page for page in pages if page] or [[]]


def _kept(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keep:
            yield group
            group = []
    if group:
        yield group


class Cut(Enum):
    """What shows where a sheet is cut."""

    MARKS = auto()
    """In the margins."""
    LINES = auto()
    """Between the pieces."""
    NOTHING = auto()
    """The sheet is cut already: stickers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposition:
    """A sheet of equal pieces, all measures in millimetres."""

    columns: int
    rows: int
    width_mm: float
    height_mm: float
    gap_across_mm: float = 0
    gap_down_mm: float = 0
    padding_mm: float
    em_mm: float
    cut: Cut
    flows: bool = False
    """What has no room on one piece goes on in the next."""
    page: Paper = A4

    @property
    def pieces(self) -> int:
        return self.columns * self.rows

    @property
    def piece(self) -> Paper:
        return sheet(self.width_mm, self.height_mm, margin_mm=self.padding_mm, em_mm=self.em_mm)

    def corners(self) -> list[tuple[int, int]]:
        """Return the top left corner of each piece, row by row; the whole is in the middle of the page."""
        return [(left, top) for top, _ in self._edges_down() for left, _ in self._edges_across()]

    def cut_marks(self) -> list[Ink]:
        across, down = self._edges_across(), self._edges_down()
        if self.cut is Cut.NOTHING:
            return []
        if self.cut is Cut.LINES:
            return self._lines([edges[0] for edges in across[1:]], [edges[0] for edges in down[1:]])
        return self._marks(sorted({x for edges in across for x in edges}), sorted({y for edges in down for y in edges}))

    def _edges_across(self) -> list[tuple[int, int]]:
        return _edges(self.page.width_dots, self.columns, self.width_mm, self.gap_across_mm)

    def _edges_down(self) -> list[tuple[int, int]]:
        return _edges(self.page.height_dots, self.rows, self.height_mm, self.gap_down_mm)

    def _lines(self, across: list[int], down: list[int]) -> list[Ink]:
        thick = self.page.dots(CUT_LINE_MM)
        width, height = self.page.width_dots, self.page.height_dots
        upright = [Ink(x, 0, Fill(thick, height, Colour.GREY)) for x in across]
        starts = zip([0, *(x + thick for x in across)], [*across, width], strict=True)
        level = [Ink(left, y, Fill(right - left, thick, Colour.GREY)) for left, right in starts for y in down]
        return upright + level

    def _marks(self, across: list[int], down: list[int]) -> list[Ink]:
        thick, long, gap = (self.page.dots(mm) for mm in (CUT_LINE_MM, CUT_MARK_MM, CUT_MARK_GAP_MM))
        upright, level = Fill(thick, long), Fill(long, thick)
        beside = (across[0] - gap - long, across[-1] + gap)
        beyond = (down[0] - gap - long, down[-1] + gap)
        return [
            *(Ink(x - thick // 2, top, upright) for x in across for top in beyond),
            *(Ink(left, y - thick // 2, level) for y in down for left in beside),
        ]


def _edges(page: int, pieces: int, size_mm: float, gap_mm: float) -> list[tuple[int, int]]:
    size, gap = round(size_mm * SHEET_DOTS_PER_MM), round(gap_mm * SHEET_DOTS_PER_MM)
    first = (page - pieces * size - (pieces - 1) * gap) // 2
    begins = [first + number * (size + gap) for number in range(pieces)]
    return [(begin, begin + size) for begin in begins]


def imposed(
    contents: Iterable[tuple[str, Sequence[Part]]], imposition: Imposition, fonts: Typefaces | None = None
) -> Iterator[Page]:
    """Lay each content, with its number, on a piece of its own, in smaller type if it must be.

    Raises:
        PaperTooSmall: even so a content has no room, and may not go on in the next piece.
    """
    corners, marks, paper = imposition.corners(), imposition.cut_marks(), imposition.piece
    pieces = (piece for number, parts in contents for piece in _pieces(number, parts, imposition, paper, fonts))
    while some := list(islice(pieces, imposition.pieces)):
        placed = [
            ink
            for strips, (left, top) in zip(some, corners, strict=False)
            for ink in stacked(strips, left, top + paper.margin_dots)
        ]
        yield Page(imposition.page, (*marks, *placed))


def fitted(parts: Sequence[Part], paper: Paper, fonts: Typefaces | None = None) -> list[Strip]:
    """Arrange parts on one piece of paper, in smaller type if need be.

    Raises:
        PaperTooSmall: there is no room even so.
    """
    for smaller in _smaller(paper):
        strips = arrange(parts, smaller, fonts)
        if height_of(strips) <= paper.text_height_dots:
            return strips
    width, height = (dots / paper.dots_per_mm for dots in (paper.width_dots, paper.height_dots))
    raise PaperTooSmall(paper=f"{width:g} × {height:g} mm")


def _smaller(paper: Paper) -> Iterator[Paper]:
    for share in SMALLER:
        em = round(paper.em_dots * share)
        if em >= paper.dots(SMALLEST_EM_MM):
            yield replace(paper, em_dots=em)


def _pieces(
    number: str, parts: Sequence[Part], imposition: Imposition, paper: Paper, fonts: Typefaces | None
) -> list[list[Strip]]:
    try:
        return [fitted(parts, paper, fonts)]
    except PaperTooSmall:
        if not imposition.flows:
            raise
    room = paper.text_height_dots - height_of(_foot(number, 2, 2, paper, fonts))
    pieces = paged(arrange(parts, paper, fonts), room)
    return [[*_foot(number, count, len(pieces), paper, fonts), *piece] for count, piece in enumerate(pieces, start=1)]
