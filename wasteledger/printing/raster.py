"""Parts drawn as a picture of black and white dots, for thermal printers and PNG files."""

from io import BytesIO
from math import ceil

from PIL import Image

from wasteledger.printing.composing import Ink, Strip, Type
from wasteledger.printing.layout import Align, Heading, Part, Qr, Row, Rule, Size, Space, Text
from wasteledger.printing.papers import DOTS_PER_INCH, DOTS_PER_MM, RollPaper
from wasteledger.printing.qr import QUIET_ZONE_MODULES, qr_matrix
from wasteledger.printing.shaping import Typefaces, typefaces

RULE_HEIGHT_DOTS = 2
RULE_SPACE_DOTS = 8
"""Empty paper above a rule, and below it."""


def draw(parts: list[Part], paper: RollPaper, fonts: Typefaces | None = None) -> Image.Image:
    """Draw the parts one below the other on as much paper as they need; black is 0, white is 1."""
    strips = arrange(parts, paper, fonts)
    picture = Image.new("1", (paper.width_dots, sum(strip.height for strip in strips)), 1)
    top = 0
    for strip in strips:
        for ink in strip.inks:
            picture.paste(0, (ink.left, top + ink.top), ink.mask)
        top += strip.height
    return picture


def arrange(parts: list[Part], paper: RollPaper, fonts: Typefaces | None = None) -> list[Strip]:
    """Return the bands of the paper from top to bottom: all that is decided before a dot is drawn."""
    return [strip for part in parts for strip in _strips(part, paper, fonts or typefaces())]


def png_bytes(picture: Image.Image) -> bytes:
    """Return the picture as a PNG file that knows its size on paper."""
    file = BytesIO()
    picture.save(file, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), optimize=True)
    return file.getvalue()


def _strips(part: Part, paper: RollPaper, fonts: Typefaces) -> list[Strip]:
    def type_of(size: Size, *, bold: bool) -> Type:
        return Type(fonts.bold if bold else fonts.regular, paper.em(size), paper)

    match part:
        case Heading():
            return type_of(part.size, bold=True).text(Text(part.text, align=Align.CENTRE))
        case Text():
            return type_of(part.size, bold=part.bold).text(part)
        case Row():
            return type_of(part.size, bold=part.bold).row(part)
        case Rule():
            return [_rule(paper)]
        case Space():
            return [Strip(part.height_mm * DOTS_PER_MM)]
        case Qr():
            return [_qr(part, paper)]


def _rule(paper: RollPaper) -> Strip:
    line = Image.new("1", (paper.text_dots, RULE_HEIGHT_DOTS), 1)
    return Strip(RULE_HEIGHT_DOTS + 2 * RULE_SPACE_DOTS, (Ink(paper.margin_dots, RULE_SPACE_DOTS, line),))


def _qr(part: Qr, paper: RollPaper) -> Strip:
    matrix = qr_matrix(part.content)
    modules = len(matrix)
    wanted_dots = ceil(part.width_mm * DOTS_PER_MM / modules)
    module_dots = max(1, min(wanted_dots, paper.width_dots // (modules + 2 * QUIET_ZONE_MODULES)))
    code = Image.new("1", (modules, modules))
    code.putdata([255 * module for row in matrix for module in row])
    mask = code.resize((modules * module_dots, modules * module_dots), Image.Resampling.NEAREST)
    quiet = QUIET_ZONE_MODULES * module_dots
    return Strip(mask.height + 2 * quiet, (Ink((paper.width_dots - mask.width) // 2, quiet, mask),))
