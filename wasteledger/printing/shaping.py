"""Thai shaped and drawn by HarfBuzz alone, so that the dots are the same on every machine."""

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

import fontpkg_sarabun
import uharfbuzz as hb
from PIL import Image

from wasteledger.errors import FontMissing, GlyphMissing

LINE_ASCENT_EM = 1.3
"""Room above the baseline: a tone mark on an upper vowel reaches far beyond the font's own ascent."""

LINE_DESCENT_EM = 0.4
"""Room below the baseline for a lower vowel; the rare one under a tail, as in do chada with sara uu, needs more."""

LINES_REMEMBERED = 4_096
"""Shaped lines kept: a sheet of cards says the same few again and again."""

UNITS_PER_DOT = 64
FULL_COVERAGE = 255
INK_COVERAGE = 100
"""A dot is black when the outline covers this much of it: less than half, so that thin strokes stay whole."""

CRISP_STEPS = 4
"""Places within a dot that are tried for a letter's stems."""

_THRESHOLD = [FULL_COVERAGE * (coverage >= INK_COVERAGE) for coverage in range(FULL_COVERAGE + 1)]
_DOUBT = bytes(min(coverage, FULL_COVERAGE - coverage) for coverage in range(FULL_COVERAGE + 1))
"""How far a dot's coverage is from all or nothing."""


@dataclass(frozen=True, slots=True)
class Em:
    """The size of the type in dots; a height of twice the width is double height."""

    width_dots: int
    height_dots: int

    @property
    def ascent_dots(self) -> int:
        return ceil(LINE_ASCENT_EM * self.height_dots)

    @property
    def descent_dots(self) -> int:
        return ceil(LINE_DESCENT_EM * self.height_dots)


class Glyph(NamedTuple):
    """A shape of a font, where it stands from the line's start, and the letters it stands for; in font units."""

    number: int
    letters: str
    """Empty for a mark, whose letters are told by the glyph that carries it."""
    x: int
    y: int
    advance: int


class Bounds(NamedTuple):
    """How far the ink of a line reaches from the pen's start, in font units."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Run:
    """A line of type, as outlines; the pen starts so many dots from its left edge and below its top edge."""

    face: "Typeface"
    em: Em
    glyphs: tuple[Glyph, ...]
    width: int
    height: int
    start: int
    ascent: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """The ink of a line of text: a mask that is white where the paper turns black, or its outlines."""

    mark: Image.Image | Run
    left_dots: int
    """From the pen's start to the ink's left edge; below zero where a mark hangs over."""
    ascent_dots: int
    """From the baseline up to the ink's top edge."""

    @property
    def descent_dots(self) -> int:
        return self.mark.height - self.ascent_dots


class Typeface:
    """One font file, opened once."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self.face = hb.Face(path.read_bytes())
        except OSError as error:
            raise FontMissing(path=path) from error
        if not self.face.unicodes:
            raise FontMissing(path=path)
        self.font = hb.Font(self.face)
        self._upem: int = self.face.upem
        self._shaped = lru_cache(LINES_REMEMBERED)(self._shape)
        self._bounds = lru_cache(LINES_REMEMBERED)(self._measure)
        self._extents = cache(self.font.get_glyph_extents)
        self._crispest: dict[tuple[Em, int], int] = {}

    def width(self, text: str, em: Em) -> int:
        """Return how wide a line of text is in dots, rounded up: its advance, or its ink where that is wider."""
        bounds = self._bounds(text)
        advance = sum(glyph.advance for glyph in self._shaped(text))
        return ceil(max(advance, bounds.right - bounds.left) * em.width_dots / self._upem)

    def draw(self, text: str, em: Em) -> Drawn | None:
        """Return the ink of a line of text as dots, or nothing where it is blank.

        A letter moves by half a dot at most to where its stems fill whole dots, and its marks move with it; so a
        figure is the same dots wherever it stands.
        """
        font = hb.Font(self.face)
        font.scale = (em.width_dots * UNITS_PER_DOT, em.height_dots * UNITS_PER_DOT)
        across, up = (scale / self._upem for scale in font.scale)
        drawing = _drawing()
        nudge = 0
        for glyph in self._shaped(text):
            x = round(glyph.x * across)
            if glyph.advance:
                crisp = self._crisp(glyph.number, font, em)
                nudge = round((x - crisp) / UNITS_PER_DOT) * UNITS_PER_DOT + crisp - x
            drawing.transform = (1, 0, 0, 1, x + nudge, round(glyph.y * up))
            drawing.draw_glyph(font, glyph.number)
        return _drawn(drawing.render())

    def outline(self, text: str, em: Em) -> Drawn | None:
        """Return the ink of a line of text as outlines, or nothing where it is blank."""
        bounds = self._bounds(text)
        if bounds.left == bounds.right:
            return None
        across, up = em.width_dots / self._upem, em.height_dots / self._upem
        left, right = floor(bounds.left * across), ceil(bounds.right * across)
        top, bottom = ceil(bounds.top * up), floor(bounds.bottom * up)
        return Drawn(Run(self, em, self._shaped(text), right - left, top - bottom, -left, top), left, top)

    def _measure(self, text: str) -> Bounds:
        boxes = [(glyph, box) for glyph in self._shaped(text) if (box := self._extents(glyph.number)) and box.width]
        if not boxes:
            return Bounds(0, 0, 0, 0)
        return Bounds(
            left=min(glyph.x + box.x_bearing for glyph, box in boxes),
            right=max(glyph.x + box.x_bearing + box.width for glyph, box in boxes),
            top=max(glyph.y + box.y_bearing for glyph, box in boxes),
            bottom=min(glyph.y + box.y_bearing + box.height for glyph, box in boxes),  # its height is negative
        )

    def _shape(self, text: str) -> tuple[Glyph, ...]:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self.font, buffer)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions or []  # HarfBuzz gives none for an empty line
        for info in infos:
            if not info.codepoint:
                raise GlyphMissing(character=_missing(self.font, text[info.cluster :]), font=self.name)
        starts = [*sorted({info.cluster for info in infos}), len(text)]
        letters = {start: text[start:end] for start, end in pairwise(starts)}
        glyphs, pen = [], 0
        for info, position in zip(infos, positions, strict=True):
            place = pen + position.x_offset, position.y_offset
            glyphs.append(Glyph(info.codepoint, letters.pop(info.cluster, ""), *place, position.x_advance))
            pen += position.x_advance
        return tuple(glyphs)

    def _crisp(self, glyph: int, font: hb.Font, em: Em) -> int:
        """Return how far from a whole dot, in units, a glyph leaves the fewest dots in doubt."""
        if (em, glyph) not in self._crispest:
            steps = range(0, UNITS_PER_DOT, UNITS_PER_DOT // CRISP_STEPS)
            self._crispest[em, glyph] = min(steps, key=lambda shift: _doubt(glyph, font, shift))
        return self._crispest[em, glyph]


def _drawing() -> hb.RasterDraw:
    drawing = hb.RasterDraw()
    drawing.scale_factor = (UNITS_PER_DOT, UNITS_PER_DOT)
    return drawing


def _doubt(glyph: int, font: hb.Font, shift: int) -> int:
    drawing = _drawing()
    drawing.transform = (1, 0, 0, 1, shift, 0)
    drawing.draw_glyph(font, glyph)
    return sum(drawing.render().buffer.translate(_DOUBT))


def _missing(font: hb.Font, text: str) -> str:
    return next((character for character in text if not font.get_nominal_glyph(ord(character))), text[:1])


def _drawn(image: hb.RasterImage) -> Drawn | None:
    extents = image.extents
    if not extents.width or not extents.height:
        return None
    size = (extents.width, extents.height)
    grey = Image.frombytes("L", size, image.buffer, "raw", "L", extents.stride, -1)  # HarfBuzz's rows go upward
    return Drawn(grey.point(_THRESHOLD, "1"), extents.x_origin, extents.y_origin + extents.height)


@dataclass(frozen=True, slots=True)
class Typefaces:
    """The two weights of a paper."""

    regular: Typeface
    bold: Typeface


@cache
def typefaces(regular: Path | None = None, bold: Path | None = None) -> Typefaces:
    """Open the fonts at these paths: Sarabun where none is named; a lone .ttf serves for bold too."""
    sarabun = Path(fontpkg_sarabun.ROOT) / "files"
    if regular is None:
        return Typefaces(Typeface(sarabun / "Sarabun-Regular.ttf"), Typeface(bold or sarabun / "Sarabun-Bold.ttf"))
    return Typefaces(Typeface(regular), Typeface(bold or regular))
