"""Where every part of a paper goes: all that is decided before a device draws anything."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from itertools import accumulate, pairwise
from math import ceil

from PIL import Image

from wasteledger.printing.composing import Type
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
    Size,
    Space,
    Swatch,
    Table,
    Text,
)
from wasteledger.printing.marks import Fill, Ink, Modules, Photo, Strip, frame, height_of, stacked
from wasteledger.printing.papers import Paper
from wasteledger.printing.qr import QUIET_ZONE_MODULES, qr_matrix
from wasteledger.printing.shaping import Typefaces, typefaces
from wasteledger.printing.tables import table_strips

RULE_MM = 0.25
RULE_SPACE_MM = 1
"""Empty paper above a rule, and below it."""

BOX_SPACE_MM = 2
"""Between a frame and what stands in it."""

COLUMN_GAP_MM = 2


def arrange(parts: Sequence[Part], paper: Paper, fonts: Typefaces | None = None) -> list[Strip]:
    """Return the bands of the paper from top to bottom."""
    return [strip for part in parts for strip in _strips(part, paper, fonts or typefaces())]


def _strips(part: Part, paper: Paper, fonts: Typefaces) -> list[Strip]:  # noqa: C901  # one case for each part
    def type_of(size: Size, *, bold: bool) -> Type:
        return Type(fonts.bold if bold else fonts.regular, paper.em(size), paper)

    match part:
        case Heading():
            return type_of(part.size, bold=True).text(Text(part.text, align=Align.CENTRE, keep=True))
        case Text():
            return type_of(part.size, bold=part.bold).text(part)
        case Row():
            return type_of(part.size, bold=part.bold).row(part)
        case Rule():
            return [_rule(paper)]
        case Space():
            return [Strip(paper.dots(part.height_mm))]
        case Qr():
            return [_qr(part, paper)]
        case Swatch():
            bar = Fill(paper.text_dots, paper.dots(part.height_mm), part.colour)
            return [Strip(bar.height, (Ink(paper.margin_dots, 0, bar),))]
        case Picture():
            return [_picture(part, paper)]
        case Box():
            return [_box(part, paper, fonts)]
        case Columns():
            return [_columns(part, paper, fonts)]
        case Table():
            return table_strips(part, paper, fonts)
        case PageBreak():
            return [Strip(0, ends_page=True)]


def _rule(paper: Paper) -> Strip:
    line = Fill(paper.text_dots, paper.dots(RULE_MM))
    space = paper.dots(RULE_SPACE_MM)
    return Strip(line.height + 2 * space, (Ink(paper.margin_dots, space, line),))


def _qr(part: Qr, paper: Paper) -> Strip:
    rows = qr_matrix(part.content)
    wanted = ceil(part.width_mm * paper.dots_per_mm / len(rows))
    code = Modules(rows, max(1, min(wanted, paper.width_dots // (len(rows) + 2 * QUIET_ZONE_MODULES))))
    quiet = QUIET_ZONE_MODULES * code.module
    return Strip(code.height + 2 * quiet, (Ink((paper.width_dots - code.width) // 2, quiet, code),))


def _picture(part: Picture, paper: Paper) -> Strip:
    image = _opened(part.content)
    height = paper.dots(part.height_mm)
    width = round(height * image.width / image.height)
    if width > paper.text_dots:
        width, height = paper.text_dots, max(1, round(paper.text_dots * image.height / image.width))
    return Strip(height, (Ink((paper.width_dots - width) // 2, 0, Photo(image, width, height)),))


@lru_cache(maxsize=8)
def _opened(content: bytes) -> Image.Image:
    """Return the picture on white paper, where it was transparent."""
    image = Image.open(BytesIO(content)).convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _box(part: Box, paper: Paper, fonts: Typefaces) -> Strip:
    line, space = paper.dots(RULE_MM), paper.dots(BOX_SPACE_MM)
    left, width = paper.margin_dots, paper.text_dots
    strips = arrange(part.parts, paper.part(width - 2 * (line + space)), fonts)
    height = max(height_of(strips) + 2 * (space + line), paper.dots(part.height_mm))
    inside = stacked(strips, left + line + space, line + space)
    return Strip(height, (*frame(left, 0, width, height, line), *inside))


def _columns(part: Columns, paper: Paper, fonts: Typefaces) -> Strip:
    gap = paper.dots(COLUMN_GAP_MM)
    shares = part.shares or (1,) * len(part.blocks)
    room = paper.text_dots - gap * (len(shares) - 1)
    edges = [room * share // sum(shares) for share in accumulate(shares, initial=0)]
    inks: list[Ink] = []
    height = 0
    for number, (block, (begin, end)) in enumerate(zip(part.blocks, pairwise(edges), strict=True)):
        strips = arrange(block, paper.part(end - begin), fonts)
        inks += stacked(strips, paper.margin_dots + begin + number * gap)
        height = max(height, height_of(strips))
    return Strip(height, tuple(inks), keep=part.keep)
